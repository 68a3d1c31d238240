"""A case as the text of a case file, as a person would write it.

`case_text` writes what a case that came from another format can have: title, question, summary,
actors, the conflict, and what the format keeps under an ``x_`` key. What effects have made of the
conflict (`Rules`, and statements before and after a ranking) is written as one reading, so that the
file read again under that reading is the same game. A case that has more is refused by name: its
own file is already its text (`tertius.io.document`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from tertius.errors import LimitError, NotSupportedError
from tertius.io.exchange import left_out
from tertius.io.nodes import MAX_BYTES
from tertius.io.yaml_text import Block, Lines, kept, yaml_text
from tertius.model.case import Case
from tertius.model.comparisons import closed
from tertius.model.conflict import Comparison, GraphConflict, Option, OptionConflict, Preference, Provenance
from tertius.model.effects import link_order
from tertius.model.expr import Expr

__all__ = ["AS_CONVERTED", "case_text", "existing_pairs", "regrouped"]

AS_CONVERTED = "as_converted"
"""The reading that holds what effects had made of a conflict."""
_KEPT = {"title", "question", "summary", "roles", "status_quo", "coercive"}


def case_text(case: Case, extra: Mapping[str, Any] | None = None) -> str:
    """The text of a case file. Options are grouped by actor, as the file's form asks for.

    Raises `NotSupportedError` for a case with sources, readings, claims and the like, and
    `LimitError` for one whose text could not be read again.
    """
    more = left_out(case, (*_KEPT, "inputs"))
    sourced = [x for x in more if not x.startswith("the strength")]
    if sourced:
        raise NotSupportedError(f"a case with {'; '.join(sourced)} cannot be written anew; copy its file instead")
    top = Block({"tertius": 1, "title": case.title.strip() or "Untitled"})
    for key in ("question", "summary"):
        if getattr(case, key):
            top[key] = getattr(case, key)
    top["actors"] = Block({a.id: _actor(a.name, a.role, a.provenance, a.id) for a in case.actors})
    if case.conflict is not None:
        conflict = case.conflict
        if isinstance(conflict, OptionConflict):
            conflict = _restricted(regrouped(conflict))
            top["conflict"] = _option_form(conflict)
        else:
            top["conflict"] = _graph_form(conflict)
        effects = _effects(conflict)
        if effects:
            name = "What the effects in force had made of the case"
            top["readings"] = Block({AS_CONVERTED: Block({"name": name, "effects": effects})})
    for key, value in (extra or {}).items():
        top[key] = kept(value)
    text = yaml_text(top)
    if len(text) > MAX_BYTES:
        raise LimitError(
            f"the case file would have {len(text) / 2**20:,.0f} MB; {MAX_BYTES / 2**20:.0f} MB can be read; "
            "leave out options or states on which the question does not turn"
        )
    return text


def regrouped(conflict: OptionConflict, actors: tuple[str, ...] = ()) -> OptionConflict:
    """The conflict with its options grouped by actor; codes are rewritten, the game is the same.

    Actors stand in the order given, the others in the order in which their first option stands.
    """
    order = list(dict.fromkeys([*actors, *(o.actor for o in conflict.options)]))
    options = tuple(sorted(conflict.options, key=lambda o: order.index(o.actor)))
    if options == conflict.options:
        return conflict
    place = [conflict.options.index(o) for o in options]

    def moved(code: str) -> str:
        return "".join(code[k] for k in place)

    def rewritten(p: Preference) -> Preference:
        return replace(
            p,
            ranking=tuple(tuple(moved(code) for code in group) for group in p.ranking),
            payoffs={moved(code): v for code, v in p.payoffs.items()},
            pairs=tuple(Comparison(moved(c.left), c.sign, moved(c.right)) for c in p.pairs),
        )

    preferences = {actor: rewritten(p) for actor, p in conflict.preferences.items()}
    return replace(conflict, options=options, preferences=preferences)


def _restricted(conflict: OptionConflict) -> OptionConflict:
    """Preferences without the states that do not exist, which a file must not name."""
    known: dict[str, bool] = {}

    def there(code: str) -> bool:
        if code not in known:
            known[code] = not _infeasible(conflict, conflict.on(code))
        return known[code]

    def restricted(p: Preference) -> Preference:
        groups = [tuple(code for code in group if there(code)) for group in p.ranking]
        strong = (sum(bool(g) for g in groups[: k + 1]) - 1 for k in p.strong)
        return replace(
            p,
            ranking=tuple(g for g in groups if g),
            strong=tuple(dict.fromkeys(k for k in strong if 0 <= k < sum(map(bool, groups)) - 1)),
            payoffs={code: v for code, v in p.payoffs.items() if there(code)},
            pairs=existing_pairs(p, there),
        )

    if not conflict.infeasible:
        return conflict
    return replace(conflict, preferences={actor: restricted(p) for actor, p in conflict.preferences.items()})


def existing_pairs(p: Preference, there: Callable[[str], bool]) -> tuple[Comparison, ...]:
    """Comparisons of states that exist; with closure also those that follow by way of one that does not."""
    if not p.closure or all(there(c.left) and there(c.right) for c in p.pairs):
        return tuple(c for c in p.pairs if there(c.left) and there(c.right))
    relation = closed(p.pairs)
    found = [c for c in p.pairs if c.sign == "?" and there(c.left) and there(c.right)]
    for a, left in enumerate(relation.order):
        for b, right in enumerate(relation.order):
            if a == b or not (there(left) and there(right)):
                continue
            if relation.strong[a] >> b & 1 or relation.better[a] >> b & 1:
                found.append(Comparison(left, ">>" if relation.strong[a] >> b & 1 else ">", right))
            elif relation.equal[a] >> b & 1 and a < b:
                found.append(Comparison(left, "~", right))
    return tuple(found)


def _actor(name: str, role: str, provenance: Provenance, id: str) -> Any:
    beside = _beside(provenance)
    if role == "party" and not beside:
        return name
    return {"name": name, **({"role": role} if role != "party" else {}), **beside}


def _beside(provenance: Provenance) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if provenance.basis:
        found["basis"] = provenance.basis
    if provenance.confidence:
        found["confidence"] = provenance.confidence
    if provenance.note:
        found["note"] = provenance.note
    if provenance.sealed:
        found["sealed"] = provenance.sealed
    return found


class _Speller:
    """Expressions with short names: an option without its actor where only one actor has it."""

    def __init__(self, conflict: OptionConflict | GraphConflict) -> None:
        keys = conflict.option_keys if isinstance(conflict, OptionConflict) else ()
        ids = [key.partition(".")[2] for key in keys]
        self.short = {key: id for key, id in zip(keys, ids, strict=True) if ids.count(id) == 1}

    def __call__(self, expr: Expr) -> str:
        return str(expr.rename(self.short))

    def name(self, key: str) -> str:
        return self.short.get(key, key)


def _option_form(conflict: OptionConflict) -> Block:
    spell = _Speller(conflict)
    options: Block = Block()
    for option in conflict.options:
        options.setdefault(option.actor, Block())[option.id] = _option(option, spell)
    found = Block({"options": options})
    if conflict.infeasible:
        found["infeasible"] = Lines(spell(e) for e in conflict.infeasible)
    found["preferences"] = _preferences(conflict.preferences, spell)
    status_quo = _status_quo(conflict)
    if status_quo is not None:
        found["status_quo"] = [spell.name(k) for k in conflict.option_keys if k in status_quo]
    return Block(found | _beside(conflict.provenance))


def _status_quo(conflict: OptionConflict) -> frozenset[str] | None:
    """The status quo as declared; where only effects make it feasible, what they make of it."""
    on, rules = conflict.status_quo, conflict.rules
    if on is None or not _infeasible(conflict, on):
        return on
    while True:
        fixed = (on | {k for k, v in rules.fixed.items() if v}) - {k for k, v in rules.fixed.items() if not v}
        for key in link_order(rules.linked):
            fixed = fixed | {key} if rules.linked[key].holds(fixed.__contains__) else fixed - {key}
        free = [(k, e) for k, e in rules.needs if k not in rules.fixed and k not in rules.linked]
        settled = fixed - {k for k, e in free if not e.holds(fixed.__contains__)}
        if settled == on:
            return None if _infeasible(conflict, on) else on
        on = settled


def _infeasible(conflict: OptionConflict, on: frozenset[str]) -> bool:
    return any(e.holds(on.__contains__) for e in conflict.infeasible)


def _option(option: Option, spell: _Speller) -> Any:
    found: dict[str, Any] = {"name": option.name}
    if option.direction != "both":
        found["direction"] = option.direction
    if option.coercive:
        found["coercive"] = "yes"
    if option.enables:
        found["enables"] = [spell.name(k) for k in option.enables]
    found |= _beside(option.provenance)
    return option.name if len(found) == 1 else found


def _graph_form(conflict: GraphConflict) -> Block:
    found = Block({"states": Block(conflict.states)})
    found["moves"] = Block({actor: _arcs(moves) for actor, moves in conflict.moves.items()})
    found["preferences"] = _preferences(conflict.preferences, _Speller(conflict))
    if conflict.status_quo is not None:
        found["status_quo"] = conflict.status_quo
    return Block(found | _beside(conflict.provenance))


def _arcs(moves: tuple[tuple[str, str], ...]) -> list[str]:
    left = dict.fromkeys(moves)
    found = []
    for source, target in moves:
        if (source, target) not in left:
            continue
        del left[source, target]
        both = (target, source) in left
        if both:
            del left[target, source]
        found.append(f"{source} {'<->' if both else '->'} {target}")
    return found


def _preferences(preferences: Mapping[str, Preference], spell: _Speller) -> Block:
    return Block({actor: _preference(p, spell) for actor, p in preferences.items()})


def _preference(p: Preference, spell: _Speller) -> Any:
    beside = _beside(p.provenance)
    if p.kind == "statements":
        # A statement that stands twice decides nothing the second time, and a file must not have it.
        statements = [spell(e) for e in dict.fromkeys(p.statements)]
        return {"statements": statements, **beside} if beside else statements
    found: dict[str, Any]
    if p.kind == "ranking":
        ranking: list[Any] = []
        for number, group in enumerate(p.ranking):
            ranking.append(group[0] if len(group) == 1 else list(group))
            if number in p.strong:
                ranking.append(">>")
        found = {"ranking": ranking}
    elif p.kind == "weights":
        found = {"weights": {spell.name(k): _number(v) for k, v in p.weights.items()}}
    elif p.kind == "payoffs":
        found = {"payoffs": {k: _number(v) for k, v in p.payoffs.items()}}
    else:
        found = {"pairs": [f"{c.left} {c.sign} {c.right}" for c in p.pairs]}
        if p.closure:
            found["closure"] = "transitive"
    return {**found, **beside}


def _number(value: float) -> float | int:
    return int(value) if float(value).is_integer() and abs(value) < 2**53 else float(value)


def _effects(conflict: OptionConflict | GraphConflict) -> Lines:
    spell, rules, found = _Speller(conflict), conflict.rules, Lines()
    if rules.fixed:
        found.append({"fix": {spell.name(k): "on" if v else "off" for k, v in rules.fixed.items()}})
    if rules.linked:
        found.append({"link": {spell.name(k): spell(e) for k, e in rules.linked.items()}})
    found += [{"needs": {spell.name(k): spell(e)}} for k, e in rules.needs]
    # Nobody takes up a fixed option, so forbidding it as well says nothing.
    forbidden = sorted(rules.forbidden - rules.fixed.keys())
    if forbidden:
        found.append({"forbid": [spell.name(k) for k in forbidden]})
    for word, listed in (("allow", rules.allow), ("forbid", rules.forbid_moves)):
        for actor in dict.fromkeys(a for a, _, _ in listed):
            found.append({word: {actor: [f"{s} -> {t}" for a, s, t in listed if a == actor]}})
    for actor, p in conflict.preferences.items():
        if p.kind != "statements" and (p.first or p.last):
            change = {w: [spell(e) for e in listed] for w, listed in (("first", p.first), ("last", p.last)) if listed}
            found.append({"prefer": {actor: change}})
    return found
