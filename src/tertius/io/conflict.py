"""The `conflict` section: options or states, infeasible patterns, preferences, status quo."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from tertius.errors import nearest
from tertius.io.fields import Context, Fields, kind_of
from tertius.io.names import Scope, name_fault
from tertius.io.nodes import Mapping, Node, Scalar
from tertius.io.nodes import Sequence as NodeList
from tertius.model.case import Actor
from tertius.model.conflict import BASES, GraphConflict, Option, OptionConflict, Preference, Provenance
from tertius.model.expr import Expr
from tertius.model.states import LISTABLE, feasible_codes, feasible_settings

__all__ = ["PROVENANCE_KEYS", "arcs", "provenance", "read_conflict", "scope_of", "state"]

PROVENANCE_KEYS = ("sources", "basis", "note")
OPTION_KEYS = ("name", "direction", "coercive", "enables", *PROVENANCE_KEYS)
OPTION_FORM = ("options", "infeasible", "preferences", "status_quo")
GRAPH_FORM = ("states", "moves", "preferences", "status_quo")
PREFERENCE_FORMS = ("statements", "ranking", "weights", "payoffs")
_NAME_RULE = "lower-case letters, digits and _, beginning with a letter"
_ARC = re.compile(r"\s*(\S+)\s*(<->|->)\s*(\S+)\s*")


def provenance(fields: Fields, sources: Collection[str]) -> Provenance:
    """`sources`, `basis` and `note` of an input."""
    return Provenance(
        sources=fields.known_list("sources", "source", sources),
        basis=fields.choice("basis", BASES, ""),
        note=fields.text("note"),
    )


def scope_of(conflict: OptionConflict | GraphConflict | None) -> Scope:
    """The names that expressions about this conflict may use."""
    if isinstance(conflict, OptionConflict):
        return Scope(options=conflict.option_keys, titles=tuple(o.name for o in conflict.options))
    if isinstance(conflict, GraphConflict):
        return Scope(states=conflict.state_ids, graph=True)
    return Scope()


def read_conflict(
    context: Context,
    node: Node,
    actors: Sequence[Actor],
    sources: Collection[str],
    base: OptionConflict | GraphConflict | None = None,
) -> OptionConflict | GraphConflict | None:
    """The conflict, in whichever form the section has; None where it cannot be told.

    Where it is a variant of `base`, rankings and payoffs may name states that exist in `base` only:
    they are complete for the case as it stands and restricted to the states that remain.
    """
    if isinstance(node, Mapping) and "states" in node.index:
        return _read_graph(context, node, actors, sources)
    spare = feasible_codes(base.option_keys, base.infeasible) if isinstance(base, OptionConflict) and len(base.options) <= 12 else []
    return _read_options(context, node, actors, sources, frozenset(spare))


def _read_options(
    context: Context, node: Node, actors: Sequence[Actor], sources: Collection[str], spare: frozenset[str]
) -> OptionConflict | None:
    fields = Fields(context, node, "conflict", OPTION_FORM, required=("options", "preferences"))
    before = len(context.problems)
    options = _options(context, fields, actors, sources)
    keys = tuple(o.key for o in options)
    scope = Scope(options=keys, titles=tuple(o.name for o in options))
    infeasible = []
    for item in context.items(fields.get("infeasible"), "conflict.infeasible", single=True):
        expr = context.expression(item, "conflict.infeasible", scope.expression)
        if expr is not None:
            infeasible.append(expr)
    owners = {o.actor for o in options}
    feasible: list[str] | None = None
    if len(context.problems) == before and len(keys) <= LISTABLE:
        if not len(feasible_settings(keys, infeasible)):
            place = fields.get("infeasible") or fields.node
            context.report(place, "conflict.infeasible", "no state is feasible", "patterns that leave at least one state")
        elif len(keys) <= 12:
            feasible = feasible_codes(keys, infeasible)
    preferences = _preferences(context, fields, actors, owners, replace(scope, spare=spare), feasible, sources)
    status_quo: frozenset[str] | None = None
    sq = fields.get("status_quo")
    if sq is not None:
        status_quo = _setting(context, sq, "conflict.status_quo", scope)
        bad = [e for e in infeasible if status_quo is not None and e.holds(lambda name: name in (status_quo or ()))]
        if bad:
            context.report(sq, "conflict.status_quo", f"the status quo is infeasible: '{bad[0]}' holds in it", "a feasible state")
    if not keys and isinstance(node, Mapping) and "options" in node.index and len(context.problems) == before:
        context.report(node, "conflict.options", "no actor has an option", "at least one option")
    return OptionConflict(options, tuple(infeasible), preferences, status_quo)


def _options(
    context: Context, fields: Fields, actors: Sequence[Actor], sources: Collection[str]
) -> tuple[Option, ...]:
    found: list[Option] = []
    enables: list[tuple[int, str, Node]] = []
    ids = [a.id for a in actors]
    for owner, listed in fields.entries("options"):
        where = f"conflict.options.{owner.text}"
        if owner.text not in ids:
            context.report(owner, where, f"there is no actor '{owner.text}'", "an actor's id", nearest(owner.text, ids))
        if isinstance(listed, Scalar) and listed.null:
            continue
        if not isinstance(listed, Mapping):
            context.report(listed, where, f"{kind_of(listed)} stands here", "options with their names")
            continue
        for key, value in listed.pairs:
            place = f"{where}.{key.text}"
            fault = name_fault(key.text)
            if fault:
                context.report(key, place, fault, _NAME_RULE)
            if isinstance(value, Scalar):
                name = key.text if value.null else value.text
                found.append(Option(owner.text, key.text, name))
                continue
            option = Fields(context, value, place, OPTION_KEYS)
            enables += [(len(found), place, n) for n in context.items(option.get("enables"), f"{place}.enables", single=True)]
            found.append(
                Option(
                    owner.text,
                    key.text,
                    option.text("name", key.text),
                    direction=option.choice("direction", ("both", "on", "off"), "both"),
                    coercive=option.flag("coercive"),
                    provenance=provenance(option, sources),
                )
            )
    scope = Scope(options=tuple(o.key for o in found))
    named: dict[int, list[str]] = {}
    for index, place, node in enables:
        setting = context.expression(node, f"{place}.enables", scope.setting)
        if setting is not None:
            named.setdefault(index, []).append(setting[0])
    return tuple(
        Option(o.actor, o.id, o.name, o.direction, o.coercive, tuple(named.get(k, ())), o.provenance)
        for k, o in enumerate(found)
    )


def _setting(context: Context, node: Node, where: str, scope: Scope) -> frozenset[str] | None:
    """A state as a code or as the list of options that are on."""
    if isinstance(node, Scalar):
        code = context.expression(node, where, scope.state)
        return None if code is None else frozenset(k for k, x in zip(scope.options, code, strict=True) if x == "Y")
    on = []
    for item in context.items(node, where):
        setting = context.expression(item, where, scope.setting)
        if setting is not None and not setting[1]:
            context.report(item, where, "the list names the options that are on", "to leave out what is off")
        elif setting is not None:
            on.append(setting[0])
    return frozenset(on)


def state(
    context: Context, node: Node, where: str, conflict: OptionConflict | GraphConflict
) -> str | None:
    """A state: a code, a list of the options that are on, or ``status_quo`` (kept as that word)."""
    if isinstance(node, Scalar) and node.text == "status_quo":
        if conflict.status_quo is None:
            context.report(node, where, "the case has no status quo", "conflict.status_quo, or a state")
        return "status_quo"
    scope = scope_of(conflict)
    if isinstance(conflict, GraphConflict):
        return context.expression(node, where, scope.state)
    on = _setting(context, node, where, scope)
    if on is None:
        return None
    bad = [e for e in conflict.infeasible if e.holds(lambda name: name in on)]
    if bad:
        context.report(node, where, f"there is no such state: '{bad[0]}' holds in it", "a feasible state")
    return conflict.code(on)


def _preferences(
    context: Context,
    fields: Fields,
    actors: Sequence[Actor],
    owners: Collection[str],
    scope: Scope,
    feasible: list[str] | None,
    sources: Collection[str],
) -> dict[str, Preference]:
    ids = [a.id for a in actors]
    found: dict[str, Preference] = {}
    for key, value in fields.entries("preferences"):
        where = f"conflict.preferences.{key.text}"
        if key.text not in ids:
            context.report(key, where, f"there is no actor '{key.text}'", "an actor's id", nearest(key.text, ids))
            continue
        found[key.text] = _preference(context, value, where, scope, feasible, sources)
    missing = [a.id for a in actors if a.id in owners and a.id not in found]
    for actor in missing if "preferences" in fields.node.index else ():
        context.report(
            fields.node.key("preferences"),
            f"conflict.preferences.{actor}",
            f"{actor} can move but has no preference",
            "a list of statements, a ranking, weights or payoffs ([]: indifferent)",
        )
    return found


def _preference(
    context: Context,
    node: Node,
    where: str,
    scope: Scope,
    feasible: list[str] | None,
    sources: Collection[str],
) -> Preference:
    if not isinstance(node, Mapping):
        return Preference("statements", statements=_statements(context, node, where, scope))
    if "pairs" in node.index:
        context.report(
            node.key("pairs"), where, "'pairs' is not supported in this version", " | ".join(PREFERENCE_FORMS)
        )
        return Preference("statements")
    fields = Fields(context, node, where, (*PREFERENCE_FORMS, *PROVENANCE_KEYS))
    forms = [form for form in PREFERENCE_FORMS if form in node.index]
    if len(forms) != 1:
        said = " and ".join(forms) if forms else "nothing"
        context.report(node, where, f"{said} says what the actor prefers", f"exactly one of: {', '.join(PREFERENCE_FORMS)}")
        return Preference("statements")
    known = provenance(fields, sources)
    form, body, place = forms[0], node.index[forms[0]], f"{where}.{forms[0]}"
    if form == "statements":
        return Preference(form, statements=_statements(context, body, place, scope), provenance=known)
    if form == "weights":
        if scope.graph:
            context.report(body, place, "weights need options", "ranking, payoffs or statements in graph form")
            return Preference(form)
        return Preference(form, weights=_weights(context, body, place, scope), provenance=known)
    if form == "payoffs":
        payoffs: dict[str, float] = {}
        if not isinstance(body, Mapping):
            context.report(body, place, f"{kind_of(body)} stands here", "a mapping from states to numbers")
            return Preference(form)
        for key, value in body.pairs:
            code = context.expression(key, place, scope.state)
            number = context.number(value, f"{place}.{key.text}")
            if code is None:
                continue
            if code in payoffs:
                context.report(key, place, f"state {code} is given twice", "each state once")
            payoffs[code] = 0.0 if number is None else number
        _complete(context, body, place, list(payoffs), scope, feasible)
        return Preference(form, payoffs=payoffs, provenance=known)
    return Preference(form, ranking=_ranking(context, body, place, scope, feasible), provenance=known)


def _statements(context: Context, node: Node, where: str, scope: Scope) -> tuple[Expr, ...]:
    found: list[Expr] = []
    for item in context.items(node, where):
        expr = context.expression(item, where, scope.expression)
        if expr is None:
            continue
        if expr in found:
            context.report(item, where, f"'{expr}' stands here twice", "each statement once")
        else:
            found.append(expr)
    return tuple(found)


def _weights(context: Context, node: Node, where: str, scope: Scope) -> dict[str, float]:
    if not isinstance(node, Mapping):
        context.report(node, where, f"{kind_of(node)} stands here", "a mapping from options to numbers")
        return {}
    found: dict[str, float] = {}
    for key, value in node.pairs:
        setting = context.expression(key, where, scope.setting)
        number = context.number(value, f"{where}.{key.text}")
        if setting is None or number is None:
            continue
        if not setting[1]:
            context.report(key, where, "a weight belongs to an option", "a negative number instead of 'not'")
        if setting[0] in found:
            context.report(key, where, f"{setting[0]} has two weights", "each option once")
        found[setting[0]] = number
    return found


def _ranking(
    context: Context, node: Node, where: str, scope: Scope, feasible: list[str] | None
) -> tuple[tuple[str, ...], ...]:
    classes: list[tuple[str, ...]] = []
    seen: dict[str, Node] = {}
    items = context.items(node, where)
    for item in items:
        if isinstance(item, Scalar) and item.text in {">>", "?"}:
            context.report(item, where, f"'{item.text}' is not supported in this version", "states, best first; an inner list is a tie")
            continue
        group: list[str] = []
        for member in item.items if isinstance(item, NodeList) else [item]:
            code = context.expression(member, where, scope.state)
            if code is None:
                continue
            if code in seen:
                context.report(
                    member, where, f"state {code} is ranked twice (first on line {seen[code].line})", "each state once"
                )
            else:
                seen[code] = member
                group.append(code)
        if group:
            classes.append(tuple(group))
    _complete(context, node, where, list(seen), scope, feasible)
    return tuple(classes)


def _complete(
    context: Context, node: Node, where: str, given: list[str], scope: Scope, feasible: list[str] | None
) -> None:
    if scope.graph:
        feasible = list(scope.states)
    if feasible is None:
        return
    missing = [code for code in feasible if code not in given]
    if missing:
        shown = ", ".join(missing[:8]) + (f" and {len(missing) - 8} more" if len(missing) > 8 else "")
        context.report(node, where, f"{'state' if len(missing) == 1 else 'states'} {shown} missing", "every feasible state once")
    for code in given:
        if code not in feasible and code not in scope.spare:
            context.report(node, where, f"state {code} is infeasible", "feasible states only")


def _read_graph(
    context: Context, node: Mapping, actors: Sequence[Actor], sources: Collection[str]
) -> GraphConflict:
    fields = Fields(context, node, "conflict", GRAPH_FORM, required=("states", "moves", "preferences"))
    states: list[tuple[str, str]] = []
    for key, value in fields.entries("states"):
        fault = name_fault(key.text, graph_state=True)
        if fault:
            context.report(key, f"conflict.states.{key.text}", fault, "letters, digits and _, beginning with a letter")
        label = "" if isinstance(value, Scalar) and value.null else context.text(value, f"conflict.states.{key.text}")
        states.append((key.text, label or key.text))
    if not states:
        context.report(node, "conflict.states", "there is no state", "at least one state")
    names = [s for s, _ in states]
    scope = Scope(states=names, graph=True)
    ids = [a.id for a in actors]
    moves: dict[str, tuple[tuple[str, str], ...]] = {}
    for key, value in fields.entries("moves"):
        where = f"conflict.moves.{key.text}"
        if key.text not in ids:
            context.report(key, where, f"there is no actor '{key.text}'", "an actor's id", nearest(key.text, ids))
        moves[key.text] = arcs(context, value, where, names)
    movers = {actor for actor, listed in moves.items() if listed}
    preferences = _preferences(context, fields, actors, movers, scope, None, sources)
    status_quo = None
    sq = fields.get("status_quo")
    if sq is not None:
        status_quo = context.expression(sq, "conflict.status_quo", scope.state)
    return GraphConflict(tuple(states), moves, preferences, status_quo)


def arcs(
    context: Context, node: Node, where: str, states: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """A list of ``s1 -> s2`` and ``s1 <-> s2``."""
    found: list[tuple[str, str]] = []
    for item in context.items(node, where):
        text = context.text(item, where, "s1 -> s2 or s1 <-> s2")
        match = _ARC.fullmatch(text)
        if match is None:
            if text:
                context.report(item, where, f"'{text}' is no move", "s1 -> s2 or s1 <-> s2")
            continue
        source, arrow, target = match.groups()
        unknown = [s for s in (source, target) if s not in states]
        for name in unknown:
            some = f"one of: {', '.join(states)}" if len(states) <= 9 else "a state's name"
            context.report(item, where, f"there is no state '{name}'", some, nearest(name, states))
        if unknown:
            continue
        if source == target:
            context.report(item, where, f"a move from {source} to itself changes nothing", "two states")
            continue
        found.append((source, target))
        if arrow == "<->":
            found.append((target, source))
    return tuple(dict.fromkeys(found))
