"""What was known by a date: a case without anything later, its status quo moved along the history."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from tertius.model.asof_negotiation import negotiation_then
from tertius.model.case import Case, Claim, Event, Falsifier, Forecast, LeverTest, Reading
from tertius.model.conflict import GraphConflict, OptionConflict, Provenance
from tertius.model.dates import Date
from tertius.model.evidence import Cell, Evidence
from tertius.model.inputs import places
from tertius.model.relations import Relations
from tertius.model.shares import ShareTest
from tertius.model.thresholds import Thresholds, Window
from tertius.model.uncertainty import Alternatives, Uncertainty, Varying

__all__ = ["history_position", "known_by", "moved_to", "replay", "situation_at"]

Conflict = OptionConflict | GraphConflict


def history_position(history: Sequence[Event], date: Date) -> int:
    """How many events of an ordered history are over by the date."""
    return sum(1 for event in history if not event.date.is_after(date))


def replay(conflict: Conflict, history: Sequence[Event], start: int, end: int) -> Conflict:
    """The conflict with its status quo moved from one place in the history to another.

    Forwards, each move is carried out. Backwards, an option gets the value of its last move before
    `end`; where there is none, the opposite of what the first undone move made it. In graph form a
    status quo before the first recorded state is not known and becomes None.
    """
    if conflict.status_quo is None or start == end:
        return conflict
    if isinstance(conflict, GraphConflict):
        if end > start:
            later = [e.to_state for e in history[start:end] if e.to_state]
            return replace(conflict, status_quo=later[-1]) if later else conflict
        undone = [e.to_state for e in history[end:start] if e.to_state]
        earlier = [e.to_state for e in history[:end] if e.to_state]
        if not undone:
            return conflict
        return replace(conflict, status_quo=earlier[-1] if earlier else None)
    on = set(conflict.status_quo)
    if end > start:
        settings = {key: value for event in history[start:end] for key, value in event.does}
    else:
        first_undone: dict[str, bool] = {}
        for event in history[end:start]:
            for key, value in event.does:
                first_undone.setdefault(key, value)
        last_before = {key: value for event in history[:end] for key, value in event.does}
        settings = {key: last_before.get(key, not value) for key, value in first_undone.items()}
    for key, value in settings.items():
        (on.add if value else on.discard)(key)
    return replace(conflict, status_quo=frozenset(on))


def known_by(case: Case, date: Date, *, move_status_quo: bool = True) -> Case:
    """The case as it could have been written on a date.

    Sources, events, resolutions and whatever carries a later date of its own go. A lever, reading
    or claim all of whose sources are later goes too: it could not have been put forward. An actor whose
    view goes with its reading sees the case as asked. Question and
    summary tell the argument, and go if it was made later (`argued_on`, or else `as_of`). The
    status quo moves along the history from the case's `as_of` to the date, unless
    `move_status_quo` is off: then only what is known changes, and not the situation that is asked about.
    """
    sources = {
        k: s
        for k, s in case.sources.items()
        if s.date is None or not s.date.is_after(date)
    }

    def kept(provenance: Provenance, dated: Date | None) -> bool:
        if dated is not None and dated.is_after(date):
            return False
        return not provenance.sources or any(s in sources for s in provenance.sources)

    def cut(provenance: Provenance) -> Provenance:
        return replace(provenance, sources=tuple(s for s in provenance.sources if s in sources))

    def conflict_then(conflict: Conflict) -> Conflict:
        preferences = {
            actor: replace(p, provenance=cut(p.provenance)) for actor, p in conflict.preferences.items()
        }
        if isinstance(conflict, GraphConflict):
            return replace(conflict, preferences=preferences)
        options = tuple(replace(o, provenance=cut(o.provenance)) for o in conflict.options)
        return replace(conflict, options=options, preferences=preferences)

    def moved(conflict: Conflict | None) -> Conflict | None:
        if conflict is None:
            return None
        if case.as_of is not None:
            start, end = history_position(case.history, case.as_of), history_position(case.history, date)
            then = replay(conflict, case.history, start, end)
            # What later replays start from: the status quo as declared, or, where the date is earlier
            # than that, the one of the date; what happened in between is not on file any more.
            declared = conflict.status_quo if conflict.declared is None else conflict.declared
            anchor = then.status_quo if end < start else declared
            conflict = _keep(then if move_status_quo else conflict, anchor)
        return conflict_then(conflict)

    earlier = case.as_of is not None and history_position(case.history, date) < history_position(
        case.history, case.as_of
    )
    levers = {
        k: replace(v, provenance=cut(v.provenance))
        for k, v in case.levers.items()
        if kept(v.provenance, v.date)
    }
    readings: dict[str, Reading] = {}
    for key, reading in case.readings.items():
        if kept(reading.provenance, reading.date) and all(x in levers for x in reading.levers):
            readings[key] = replace(
                reading,
                variant=moved(reading.variant),
                negotiation=None if reading.negotiation is None else negotiation_then(reading.negotiation, kept, cut),
                provenance=cut(reading.provenance),
            )
    history = tuple(
        replace(e, provenance=cut(e.provenance)) for e in case.history if not e.date.is_after(date)
    )
    evidence = case.evidence
    if evidence is not None:
        rows = tuple(
            replace(row, provenance=cut(row.provenance)) for row in evidence.rows if kept(row.provenance, row.date)
        )
        evidence = replace(evidence, rows=rows, provenance=cut(evidence.provenance)).among(tuple(readings))
    ladder = case.ladder
    if ladder is not None:
        rungs = tuple(replace(r, provenance=cut(r.provenance)) for r in ladder.reached if kept(r.provenance, r.date))
        read_as = tuple(r for r in ladder.read_as if r.by in sources)
        ladder = replace(ladder, reached=rungs, read_as=read_as, provenance=cut(ladder.provenance)) if rungs else None
    claims = []
    for claim in case.claims:
        if not kept(claim.provenance, claim.date) or not _levers_named(claim) <= set(levers):
            continue
        named = claim.readings
        if named is not None:
            named = tuple(r for r in named if r in readings)
            if not named and claim.readings:
                continue
        falsifier = claim.falsifier
        if falsifier is not None:
            falsifier = _falsifier_then(
                replace(
                    falsifier,
                    variants={k: v for k, c in falsifier.variants.items() if (v := moved(c))},
                    negotiations={
                        k: then
                        for k, n in falsifier.negotiations.items()
                        if (not k or k in readings) and (then := negotiation_then(n, kept, cut)) is not None
                    },
                ),
                levers,
                readings,
                date,
                evidence,
            )
        if isinstance(claim.expect, ShareTest) and claim.expect.until is not None and claim.expect.until.is_after(date):
            # What is later is not on file any more, so until then is until the last date that is.
            claim = replace(claim, expect=replace(claim.expect, until=None))
        claims.append(replace(claim, readings=named, falsifier=falsifier, provenance=cut(claim.provenance)))
    def window_then(window: Window) -> Window:
        first, second = (replace(r, provenance=cut(r.provenance)) for r in window.rivals)
        return replace(window, rivals=(first, second), provenance=cut(window.provenance))

    thresholds = Thresholds(
        windows=tuple(
            window_then(w)
            for w in case.thresholds.windows
            if kept(w.provenance, w.date) and all(kept(r.provenance, None) for r in w.rivals)
        ),
        commitments=tuple(
            replace(c, provenance=cut(c.provenance)) for c in case.thresholds.commitments if kept(c.provenance, c.date)
        ),
    )
    told = case.argued_on or case.declared_as_of or case.as_of
    told_later = told is not None and told.is_after(date)
    cut_case = replace(
        case,
        question="" if told_later else case.question,
        summary="" if told_later else case.summary,
        argued_on=None if told_later else case.argued_on,
        as_of=date if case.as_of is not None and move_status_quo else case.as_of,
        known_by=date,
        declared_as_of=date if earlier else case.declared_as_of or case.as_of,
        sources=sources,
        actors=tuple(replace(a, provenance=cut(a.provenance)) for a in case.actors),
        conflict=moved(case.conflict),
        levers=levers,
        readings=readings,
        views={actor: reading for actor, reading in case.views.items() if reading in readings},
        uncertainty=_uncertainty_then(case.uncertainty, readings, kept, cut),
        history=history,
        claims=tuple(claims),
        caveats=tuple(
            replace(c, sources=tuple(s for s in c.sources if s in sources))
            for c in case.caveats
            if kept(Provenance(c.sources), c.date)
        ),
        forecasts=tuple(
            replace(_forecast_then(f, date), provenance=cut(f.provenance))
            for f in case.forecasts
            if not f.made.is_after(date)
        ),
        thresholds=thresholds,
        relations=None if case.relations is None else _relations_then(case.relations, date, kept, cut),
        negotiation=None if case.negotiation is None else negotiation_then(case.negotiation, kept, cut),
        evidence=evidence,
        ladder=ladder,
        coverage=tuple(row for row in case.coverage if row.source in sources),
        paragraphs={k: n for k, n in case.paragraphs.items() if k in sources},
        anchors=tuple(a for a in case.anchors if a.source in sources),
    )
    return _anchored_then(cut_case) if cut_case.anchors else cut_case


def _anchored_then(case: Case) -> Case:
    """Anchors with the places that are left; a passage on which nothing rests any more is no anchor."""
    left = set(places(case))
    anchors = (replace(a, to=tuple(x for x in a.to if x in left)) for a in case.anchors)
    return replace(case, anchors=tuple(a for a in anchors if a.to))


def _keep(conflict: Conflict, declared: frozenset[str] | str | None) -> Conflict:
    if isinstance(conflict, OptionConflict):
        assert declared is None or isinstance(declared, frozenset)
        return replace(conflict, declared=declared)
    assert declared is None or isinstance(declared, str)
    return replace(conflict, declared=declared)


def situation_at(case: Case, conflict: Conflict, place: int) -> Conflict:
    """The conflict with the status quo that held after the first `place` events of the history.

    Without an `as_of` the declared status quo is taken to hold before the history begins.
    """
    base = case.declared_as_of or case.as_of
    if isinstance(conflict, OptionConflict):
        start: Conflict = conflict if conflict.declared is None else replace(conflict, status_quo=conflict.declared)
    else:
        start = conflict if conflict.declared is None else replace(conflict, status_quo=conflict.declared)
    return replay(start, case.history, 0 if base is None else history_position(case.history, base), place)


def moved_to(case: Case, date: Date) -> Case:
    """The case with the situation of a date as its status quo, also in its readings."""
    place = history_position(case.history, date)

    def moved(conflict: Conflict) -> Conflict:
        return _keep(situation_at(case, conflict, place), None)

    readings = {
        key: reading if reading.variant is None else replace(reading, variant=moved(reading.variant))
        for key, reading in case.readings.items()
    }
    conflict = None if case.conflict is None else moved(case.conflict)
    stands = case.conflict.status_quo if isinstance(case.conflict, OptionConflict) and case.stands is None else case.stands
    return replace(case, conflict=conflict, readings=readings, as_of=date, declared_as_of=None, stands=stands)


def _levers_named(claim: Claim) -> set[str]:
    named = set(claim.levers or ())
    if isinstance(claim.expect, LeverTest):
        named |= set(claim.expect.levers)
    return named


def _falsifier_then(
    falsifier: Falsifier, levers: Collection[str], readings: Collection[str], date: Date, evidence: Evidence | None
) -> Falsifier | None:
    """The falsifier without what was not known; None where nothing is left, or where it adds a later lever or tie."""
    if not set(falsifier.levers) <= set(levers) or any(
        end is not None and end.is_after(date) for tie in falsifier.ties for end in (tie.date, tie.until)
    ):
        return None
    kept = replace(
        falsifier,
        without=tuple(x for x in falsifier.without if x in levers),
        readings=None if falsifier.readings is None else tuple(r for r in falsifier.readings if r in readings),
        evidence=_cells_then(falsifier, evidence),
    )
    changes = kept.effects or kept.levers or kept.without or kept.variants or kept.ties or kept.evidence or kept.negotiations
    return kept if changes and kept.readings != () else None


def _relations_then(
    relations: Relations,
    date: Date,
    kept: Callable[[Provenance, Date | None], bool],
    cut: Callable[[Provenance], Provenance],
) -> Relations:
    """Ties that had begun and that some source of the time tells of; events until the date, by sources of the time."""
    ties = tuple(
        replace(
            tie,
            until=date if tie.until is not None and tie.until.is_after(date) else tie.until,
            provenance=cut(tie.provenance),
        )
        for tie in relations.ties
        if kept(tie.provenance, tie.date)
    )
    events = relations.events if kept(relations.events_from, None) else ()
    return replace(
        relations,
        ties=ties,
        events=tuple(e for e in events if not e.date.is_after(date)),
        events_from=cut(relations.events_from),
    )


def _cells_then(falsifier: Falsifier, evidence: Evidence | None) -> dict[str, dict[str, Cell]]:
    """A falsifier's likelihoods, of the rows and readings that were on file."""
    if evidence is None:
        return {}
    found = {
        row: {r: cell for r, cell in cells.items() if r in evidence.readings}
        for row, cells in falsifier.evidence.items()
        if evidence.row(row) is not None
    }
    return {row: cells for row, cells in found.items() if cells}


def _forecast_then(forecast: Forecast, date: Date) -> Forecast:
    if forecast.resolved is None or not forecast.resolved.is_after(date):
        return forecast
    return replace(forecast, outcome=None, resolved=None, resolution="", resolved_sources=())


def _uncertainty_then(
    uncertainty: Uncertainty | None,
    readings: Collection[str],
    kept: Callable[[Provenance, Date | None], bool],
    cut: Callable[[Provenance], Provenance],
) -> Uncertainty | None:
    """What varies, without what rests on later sources only; None where nothing is left."""
    if uncertainty is None:
        return None
    found: dict[str, Varying] = {}
    for actor, how in uncertainty.preferences.items():
        if not kept(how.provenance, None):
            continue
        if isinstance(how, Alternatives):
            among = tuple(
                replace(a, preference=replace(a.preference, provenance=cut(a.preference.provenance)))
                for a in how.among
                if kept(a.preference.provenance, None)
            )
            if not any(a.weight > 0 for a in among):
                continue
            how = replace(how, among=among)
        found[actor] = replace(how, provenance=cut(how.provenance))
    spread = uncertainty.negotiation
    spread = None if spread is None or not kept(spread.provenance, None) else replace(spread, provenance=cut(spread.provenance))
    weights = {id: weight for id, weight in uncertainty.readings.items() if id in readings}
    if not any(weights.values()) or not kept(uncertainty.readings_from, None):
        weights = {}
    within = uncertainty.evidence
    within = None if within is None or not kept(within.provenance, None) else replace(within, provenance=cut(within.provenance))
    if not found and spread is None and not weights and within is None:
        return None
    return Uncertainty(found, weights, spread, cut(uncertainty.readings_from) if weights else Provenance(), within)
