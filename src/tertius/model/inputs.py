"""Every input of a case with what it rests on, for checks and reports."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tertius.model.case import Case, Forecast
from tertius.model.conflict import GraphConflict, OptionConflict, Provenance
from tertius.model.negotiation import Negotiation
from tertius.model.relations import Tie
from tertius.model.uncertainty import Alternatives

if TYPE_CHECKING:
    from tertius.model.timing import Timing

__all__ = ["Input", "inputs", "places", "rests_on", "tie_name", "unmarked"]


@dataclass(frozen=True, slots=True)
class Input:
    """One input: where it stands and its provenance."""

    where: str
    provenance: Provenance


def inputs(case: Case) -> tuple[Input, ...]:
    """Every input of the model, of what is weighed and of what is recorded, with its provenance."""
    found: list[Input] = []
    conflict = case.conflict
    if conflict is not None and (isinstance(conflict, GraphConflict) or conflict.infeasible or conflict.status_quo is not None):
        found.append(Input("conflict", conflict.provenance))
    if isinstance(conflict, OptionConflict):
        found += [Input(f"conflict.options.{o.key}", o.provenance) for o in conflict.options]
    if conflict is not None:
        found += [
            Input(f"conflict.preferences.{actor}", p.provenance)
            for actor, p in conflict.preferences.items()
        ]
    found += [Input(f"levers.{x.id}", x.provenance) for x in case.levers.values()]
    found += [Input(f"readings.{x.id}", x.provenance) for x in case.readings.values()]
    # That somebody sees the case so rests on what the reading rests on.
    found += [Input(f"views.{actor}", case.readings[r].provenance) for actor, r in case.views.items() if r in case.readings]
    found += [Input(f"history.{x.id}", x.provenance) for x in case.history]
    if case.relations is not None:
        found += [Input(f"relations.{tie_name(t)}", t.provenance) for t in case.relations.ties]
        if case.relations.events_file:
            found.append(Input("relations.events", case.relations.events_from))
    if case.negotiation is not None:
        found += _negotiated(case.negotiation, parties=case.redacted != "public")
        found += [i for r in case.readings.values() if r.negotiation is not None for i in _renegotiated(case.negotiation, r.id, r.negotiation, r.provenance)]
    found += [Input(f"claims.{x.id}", x.provenance) for x in case.claims]
    for window in case.thresholds.windows:
        where = f"thresholds.windows.{window.id}"
        found.append(Input(where, window.provenance))
        # A rival may rest on more than its window does; what it does not say itself is the window's.
        found += [Input(f"{where}.rivals.{r.actor}", _own_or(r.provenance, window.provenance)) for r in window.rivals]
    found += [Input(f"thresholds.commitments.{x.id}", x.provenance) for x in case.thresholds.commitments]
    found += [Input(f"forecasts.{x.id}", rests_on(x)) for x in case.forecasts]
    if case.evidence is not None:
        found.append(Input("evidence", case.evidence.provenance))
        found += [Input(f"evidence.{x.id}", x.provenance) for x in case.evidence.rows]
    if case.ladder is not None:
        found += [Input(f"ladder.{x.level}@{x.date}", x.provenance) for x in case.ladder.reached]
    return tuple(found + _varying(case))


def places(case: Case) -> tuple[str, ...]:
    """Every place that can rest on a passage of a source: actors, and whatever is an input."""
    return (*(f"actors.{a.id}" for a in case.actors), *dict.fromkeys(i.where for i in inputs(case)))


def _varying(case: Case) -> list[Input]:
    """An alternative that says nothing of its own rests on what the whole entry rests on."""
    found = []
    for actor, how in case.uncertainty.preferences.items() if case.uncertainty is not None else ():
        where = f"uncertainty.preferences.{actor}"
        if isinstance(how, Alternatives):
            for number, one in enumerate(how.among, 1):
                own = one.preference.provenance
                marked = own.sources or own.basis
                found.append(Input(f"{where}.alternatives.{number}", own if marked else how.provenance))
        else:
            found.append(Input(where, how.provenance))
    if case.uncertainty is not None and case.uncertainty.negotiation is not None:
        found.append(Input("uncertainty.negotiation", case.uncertainty.negotiation.provenance))
    if case.uncertainty is not None and case.uncertainty.evidence is not None:
        found.append(Input("uncertainty.evidence", case.uncertainty.evidence.provenance))
    if case.uncertainty is not None and case.uncertainty.readings:
        found.append(Input("uncertainty.readings", case.uncertainty.readings_from))
    return found


def _negotiated(negotiation: Negotiation, *, parties: bool) -> list[Input]:
    """A position that says nothing of its own rests on what its issue does, an issue and a party on what the section does."""
    whole = negotiation.provenance
    found = [Input("negotiation", whole)]
    found += [Input(f"negotiation.rules.{r.id}", _own_or(r.provenance, whole)) for r in negotiation.rules]
    found += [Input(f"negotiation.parties.{p.id}", _own_or(p.provenance, whole)) for p in negotiation.parties if parties]
    for p in negotiation.parties if parties else ():
        own = _own_or(p.provenance, whole)
        found += [Input(f"negotiation.parties.{p.id}.power_over_time.{d.date}", _own_or(d.provenance, own)) for d in p.power_over_time]
    for issue in negotiation.issues:
        where, rests = f"negotiation.issues.{issue.id}", _own_or(issue.provenance, whole)
        found.append(Input(where, rests))
        found += [Input(f"{where}.positions.{s.party}", _own_or(s.provenance, rests)) for s in issue.positions]
    return found + ([] if negotiation.timing is None else _timed(negotiation.timing, whole))


def _timed(timing: Timing, whole: Provenance) -> list[Input]:
    """A party and pressure rest on what the part does, a point on what its party does, unless they say otherwise."""
    rests = _own_or(timing.provenance, whole)
    found = [Input("negotiation.timing", rests)]
    for party in timing.parties:
        where, own = f"negotiation.timing.parties.{party.party}", _own_or(party.provenance, rests)
        found.append(Input(where, own))
        for name, points in (("cost", party.cost), ("worth", party.worth)):
            found += [Input(f"{where}.{name}@{p.at:.4g}", _own_or(p.provenance, own)) for p in points if len(points) > 1]
    found += [Input(f"negotiation.timing.pressure.{p.id}", _own_or(p.provenance, rests)) for p in timing.pressure]
    return found


def _renegotiated(before: Negotiation, reading: str, after: Negotiation, whole: Provenance) -> list[Input]:
    """What a reading changes of the negotiation. It rests on what is written beside the change, or else on what the reading does."""
    found = []

    def changed(where: str, old: object, new: object, was: Provenance, own: Provenance) -> None:
        if old != new:
            found.append(Input(f"readings.{reading}.{where}", _own_or(own, whole) if own != was else whole))

    parties, issues = {p.id: p for p in before.parties}, {i.id: i for i in before.issues}
    for p in after.parties:
        was = parties.get(p.id)
        kept_party = None if was is None else replace(was, provenance=p.provenance)
        changed(f"negotiation.parties.{p.id}", kept_party, p, Provenance() if was is None else was.provenance, p.provenance)
    for issue in after.issues:
        base = issues.get(issue.id)
        where = f"negotiation.issues.{issue.id}"
        said = None if base is None else (base.on_the_table, base.status_quo)
        changed(where, said, (issue.on_the_table, issue.status_quo), Provenance() if base is None else base.provenance, issue.provenance)
        for s in issue.positions:
            stood = None if base is None else base.stance(s.party)
            kept = None if stood is None else replace(stood, provenance=s.provenance)
            changed(f"{where}.positions.{s.party}", kept, s, Provenance() if stood is None else stood.provenance, s.provenance)
    return found


def _own_or(own: Provenance, of_group: Provenance) -> Provenance:
    return own if own.sources or own.basis else replace(of_group, sealed=own.sealed)


def tie_name(tie: Tie) -> str:
    """A tie by its actors, in alphabetical order, and its date."""
    return "-".join(tie.pair) + (f"@{tie.date}" if tie.date is not None else "")


def rests_on(forecast: Forecast) -> Provenance:
    """A forecast rests on who made it; its probability is stated there (reported), or read from its words (judged)."""
    kept = forecast.provenance
    basis = kept.basis or {"stated": "reported", "read_by_modeller": "judged"}.get(forecast.p_kind, "")
    return replace(kept, sources=tuple(dict.fromkeys((*([forecast.by] if forecast.by else []), *kept.sources))), basis=basis)


def unmarked(case: Case) -> tuple[Input, ...]:
    """Inputs with neither a source nor a basis."""
    return tuple(i for i in inputs(case) if not i.provenance.sources and not i.provenance.basis)
