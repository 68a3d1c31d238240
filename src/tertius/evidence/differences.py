"""Where two cases differ, input by input, and a case with some of another's inputs.

The inputs of a case are named as in its file. Where the options (or, in graph form, the states) differ, codes mean
different things, and the conflict is one input.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from tertius.evidence.negotiation_parts import (
    negotiation_parts,
    negotiation_put,
    negotiation_relaid,
    reading_parts,
    same_table,
)
from tertius.model.case import Case, Claim, Reading
from tertius.model.conflict import GraphConflict, OptionConflict, Provenance
from tertius.model.evidence import Evidence
from tertius.model.inputs import tie_name
from tertius.model.relations import Relations

__all__ = ["Difference", "differences", "patched", "said_otherwise"]

Conflict = OptionConflict | GraphConflict
V = TypeVar("V")
_NOTHING = Provenance()


@dataclass(frozen=True, slots=True)
class Difference:
    """An input that differs. `where` names it as in the file; how : ``changed``, ``only_first`` or ``only_second``."""

    where: str
    how: str


def differences(first: Case, second: Case) -> tuple[Difference, ...]:
    """The inputs that bear on verdicts and differ, in the order of a case file."""
    a, b = _parts(first), _parts(second)
    if not _same_frame(first.conflict, second.conflict):
        a = {"conflict": _plain_conflict(first.conflict), **{k: v for k, v in a.items() if not k.startswith("conflict")}}
        b = {"conflict": _plain_conflict(second.conflict), **{k: v for k, v in b.items() if not k.startswith("conflict")}}
    if first.evidence is not None or second.evidence is not None:
        rows = _same_scale(first.evidence, second.evidence)
        a |= _weighed(first.evidence, rows=rows)
        b |= _weighed(second.evidence, rows=rows)
    single = not same_table(first.negotiation, second.negotiation)
    a |= negotiation_parts(first.negotiation, single=single)
    b |= negotiation_parts(second.negotiation, single=single)
    found = []
    for where in dict.fromkeys([*a, *b]):
        if where not in a:
            found.append(Difference(where, "only_second"))
        elif where not in b:
            found.append(Difference(where, "only_first"))
        elif a[where] != b[where]:
            found.append(Difference(where, "changed"))
    return tuple(found)


def _same_frame(a: Conflict | None, b: Conflict | None) -> bool:
    if isinstance(a, OptionConflict) and isinstance(b, OptionConflict):
        return a.option_keys == b.option_keys
    if isinstance(a, GraphConflict) and isinstance(b, GraphConflict):
        return a.state_ids == b.state_ids
    return a is None and b is None


def _same_scale(a: Evidence | None, b: Evidence | None) -> bool:
    """Whether rows can be exchanged one by one: the same readings are compared, and neutral is the same."""
    return a is not None and b is not None and a.readings == b.readings and a.scale["N"].mid == b.scale["N"].mid


def _weighed(evidence: Evidence | None, *, rows: bool) -> dict[str, object]:
    """What claims about evidence turn on: each row, or all of it at once where rows cannot be exchanged."""
    if evidence is None:
        return {}
    said = {f"evidence.{r.id}": (dict(r.cells), r.reliability) for r in evidence.rows}
    return {**said} if rows else {"evidence": (evidence.readings, evidence.scale["N"].mid, said)}


def _parts(case: Case) -> dict[str, object]:
    """Inputs that bear on verdicts: where to what, without names, notes and sources."""
    found: dict[str, object] = {}
    conflict = case.conflict
    if isinstance(conflict, OptionConflict):
        found |= {f"conflict.options.{o.key}": (o.direction, o.coercive, frozenset(o.enables)) for o in conflict.options}
        found["conflict.infeasible"] = frozenset(conflict.infeasible)
    if isinstance(conflict, GraphConflict):
        found |= {f"conflict.moves.{a}": frozenset(arcs) for a, arcs in conflict.moves.items()}
    if conflict is not None:
        found |= {f"conflict.preferences.{a}": replace(p, provenance=_NOTHING) for a, p in conflict.preferences.items()}
        found["conflict.status_quo"] = conflict.status_quo
    found |= {f"levers.{x.id}": (x.by, x.effects, x.coercive) for x in case.levers.values()}
    found |= {f"readings.{r.id}": (r.effects, r.levers, _changes(case, r), reading_parts(case.negotiation, r.negotiation)) for r in case.readings.values()}
    found |= {f"views.{actor}": reading for actor, reading in case.views.items()}
    moves = tuple((e.id, e.date, e.actor, e.does, e.declines, e.to_state) for e in case.history if e.does or e.declines or e.to_state)
    found["history"] = (case.as_of, moves)
    if case.relations is not None:
        said = case.relations
        found |= {f"relations.{tie_name(t)}": (t.value, t.stated, t.until) for t in said.ties}
        found["relations.events"] = said.events
        found["relations.rule"] = (said.period, said.value, said.threshold, said.min_events)
    found |= {f"claims.{c.id}": (c.expect, c.readings, c.levers, c.given, c.since) for c in case.claims if c.expect is not None}
    return found


def _plain_conflict(conflict: Conflict | None) -> object:
    if conflict is None:
        return None
    return replace(conflict, provenance=_NOTHING, preferences={a: replace(p, provenance=_NOTHING) for a, p in conflict.preferences.items()})


def _changes(case: Case, reading: Reading) -> object:
    """What a reading's `changes` come to: the parts of its conflict that are not the case's."""
    if reading.variant is None or case.conflict is None:
        return None
    mine = _parts(replace(case, conflict=reading.variant, levers={}, readings={}, history=(), claims=()))
    base = _parts(replace(case, levers={}, readings={}, history=(), claims=()))
    return tuple((k, v) for k, v in mine.items() if k not in base or base[k] != v)


def patched(base: Case, other: Case, wheres: Sequence[str]) -> Case:
    """`base` with these inputs of `other`. Inputs that only `base` has are taken out.

    A reading's changes are laid over the patched conflict: what a reading leaves as it is follows the patch, whichever case it
    comes from. A reading whose changes are to options that are not there is left out.
    """
    case = base
    chosen = [w for w in wheres if w.partition(".")[0] == "conflict"]
    if chosen and base.conflict is not None and other.conflict is not None:
        conflict = other.conflict if "conflict" in chosen else _mixed(base.conflict, other.conflict, chosen)
        readings = {k: r for k, reading in base.readings.items() if (r := _laid_over(base, other, reading, chosen)) is not None}
        case = replace(case, conflict=conflict, readings=readings)
        if "conflict" in chosen:
            case = replace(case, actors=other.actors)
    for where in wheres:
        section, _, name = where.partition(".")
        if section == "levers":
            case = replace(case, levers=_put(case.levers, other.levers, name))
        elif section == "readings":
            case = replace(case, readings=_reading_put(case, other, name))
        elif section == "views":
            case = replace(case, views=_put(case.views, other.views, name))
        elif section == "claims":
            theirs = {c.id: c for c in other.claims}
            claims: tuple[Claim, ...] = tuple(theirs.get(c.id, c) if c.id == name else c for c in case.claims if c.id != name or name in theirs)
            if name in theirs and all(c.id != name for c in claims):
                claims = (*claims, theirs[name])
            case = replace(case, claims=claims)
        elif section == "relations":
            case = replace(case, relations=_related(case.relations, other.relations, name))
        elif section == "history":
            case = replace(case, history=other.history, as_of=other.as_of)
        elif section == "negotiation":
            readings = {
                k: r if r.negotiation is None else replace(r, negotiation=negotiation_relaid(r.negotiation, case.negotiation, other.negotiation, _inputs(other, where)))
                for k, r in case.readings.items()
            }
            case = replace(case, negotiation=negotiation_put(case.negotiation, other.negotiation, name), readings=readings)
        elif section == "evidence":
            case = replace(case, evidence=_row_put(case.evidence, other.evidence, name))
    return case


def _inputs(case: Case, where: str) -> tuple[str, ...]:
    """One input of the negotiation, or every one where it is the section as a whole."""
    return (where,) if "." in where else tuple(negotiation_parts(case.negotiation, single=False))


def _related(mine: Relations | None, theirs: Relations | None, name: str) -> Relations | None:
    """One's own ties and events with one entry of the other's: a tie by its name, ``events`` or ``rule``."""
    mine, theirs = mine or Relations(), theirs or Relations()
    if name == "events":
        return replace(mine, events=theirs.events, events_file=theirs.events_file, events_from=theirs.events_from)
    if name == "rule":
        return replace(mine, period=theirs.period, value=theirs.value, threshold=theirs.threshold, min_events=theirs.min_events)
    kept = tuple(t for t in mine.ties if tie_name(t) != name)
    return replace(mine, ties=kept + tuple(t for t in theirs.ties if tie_name(t) == name))


def _put(mine: Mapping[str, V], theirs: Mapping[str, V], name: str) -> dict[str, V]:
    found = {k: v for k, v in mine.items() if k != name or name in theirs}
    if name in theirs:
        found[name] = theirs[name]
    return found


def _row_put(mine: Evidence | None, theirs: Evidence | None, name: str) -> Evidence | None:
    if not name or mine is None or theirs is None:
        return theirs
    row = theirs.row(name)
    kept = tuple(row if r.id == name and row is not None else r for r in mine.rows if r.id != name or row is not None)
    return replace(mine, rows=(*kept, row) if row is not None and mine.row(name) is None else kept)


def _mixed(base: Conflict, other: Conflict, wheres: Sequence[str]) -> Conflict:
    names = {w.partition(".")[2] for w in wheres}
    preferences = dict(base.preferences)
    for actor in {*base.preferences, *other.preferences}:
        if f"preferences.{actor}" in names:
            preferences.pop(actor, None)
            if actor in other.preferences:
                preferences[actor] = other.preferences[actor]
    if isinstance(base, OptionConflict) and isinstance(other, OptionConflict):
        return replace(
            base,
            options=tuple(b if f"options.{a.key}" in names else a for a, b in zip(base.options, other.options, strict=True)),
            infeasible=other.infeasible if "infeasible" in names else base.infeasible,
            preferences=preferences,
            status_quo=other.status_quo if "status_quo" in names else base.status_quo,
            declared=other.declared if "status_quo" in names else base.declared,
        )
    assert isinstance(base, GraphConflict)
    assert isinstance(other, GraphConflict)
    moves = {a: other.moves.get(a, ()) if f"moves.{a}" in names else base.moves.get(a, ()) for a in {**base.moves, **other.moves}}
    return replace(
        base,
        moves=moves,
        preferences=preferences,
        status_quo=other.status_quo if "status_quo" in names else base.status_quo,
        declared=other.declared if "status_quo" in names else base.declared,
    )


def _laid_over(base: Case, other: Case, reading: Reading, wheres: Sequence[str]) -> Reading | None:
    """A reading of `base` over the conflict with these inputs of `other`; None where its changes do not fit it."""
    if reading.variant is None:
        return reading
    assert base.conflict is not None
    assert other.conflict is not None
    if "conflict" not in wheres:
        return replace(reading, variant=_relaid(reading.variant, base.conflict, other.conflict, wheres))
    twin = other.readings.get(reading.id)
    if twin is None or _changes(base, reading) != _changes(other, twin):
        return None
    return replace(reading, variant=twin.variant)


def _reading_put(case: Case, other: Case, name: str) -> dict[str, Reading]:
    """The readings with one of the other's, whose changes are laid over the conflict of `case`."""
    found = _put(case.readings, other.readings, name)
    if name not in other.readings:
        return found
    theirs = other.readings[name]
    if theirs.negotiation is not None:
        talks = negotiation_relaid(theirs.negotiation, other.negotiation, case.negotiation, tuple(negotiation_parts(other.negotiation, single=False)))
        found[name] = theirs = replace(theirs, negotiation=talks)
    if (variant := theirs.variant) is None:
        return found
    if case.conflict is None or other.conflict is None or not _same_frame(case.conflict, variant):
        del found[name]
    else:
        everything = list(_conflict_parts(other.conflict))
        found[name] = replace(theirs, variant=_relaid(variant, other.conflict, case.conflict, everything))
    return found


def _relaid(variant: Conflict, ground: Conflict, other: Conflict, wheres: Sequence[str]) -> Conflict:
    """A reading's conflict with these inputs of another, where the reading leaves what it starts from (`ground`) as it is."""
    own, plain = _conflict_parts(variant), _conflict_parts(ground)
    untouched = [w for w in wheres if own.get(w) == plain.get(w)]
    return _mixed(variant, other, untouched) if untouched else variant


def _conflict_parts(conflict: Conflict) -> dict[str, object]:
    return _parts(Case(title="", actors=(), conflict=conflict))


def said_otherwise(first: Case, second: Case) -> int:
    """How many inputs that both have differ in names, notes or what they rest on."""
    pairs: list[tuple[object, object]] = [(first.title, second.title), (first.summary, second.summary)]
    for a, b in ((first.levers, second.levers), (first.readings, second.readings)):
        pairs += [(_said(a[k]), _said(b[k])) for k in a if k in b]
    if first.conflict is not None and second.conflict is not None:
        mine, theirs = first.conflict.preferences, second.conflict.preferences
        pairs += [(mine[a].provenance, theirs[a].provenance) for a in mine if a in theirs]
    options = [{o.key: o for o in c.conflict.options} if isinstance(c.conflict, OptionConflict) else {} for c in (first, second)]
    pairs += [((o.name, o.provenance), (options[1][k].name, options[1][k].provenance)) for k, o in options[0].items() if k in options[1]]
    claims = {c.id: c for c in second.claims}
    pairs += [((c.text, c.provenance), (claims[c.id].text, claims[c.id].provenance)) for c in first.claims if c.id in claims]
    return sum(a != b for a, b in pairs)


def _said(item: object) -> tuple[object, ...]:
    return tuple(getattr(item, name, None) for name in ("name", "thesis", "provenance"))
