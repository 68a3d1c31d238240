"""Everything that a report says about a case, computed once into a `Dossier`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from tertius import __version__
from tertius.dynamics.sharing import sharing
from tertius.evidence.claims import evaluate_claims
from tertius.evidence.features import how_far
from tertius.evidence.readings import ReadingRow, compare_readings
from tertius.evidence.sources import support
from tertius.evidence.verdicts import ClaimResult
from tertius.explain.answer import answer
from tertius.explain.compare_english import FeatureTeller, agreement
from tertius.explain.redaction_english import for_whom, redacted_lines
from tertius.explain.report_english import standing_caveats
from tertius.explain.sources_english import support_lines
from tertius.explain.told import Told
from tertius.explain.words import day
from tertius.model.asof import known_by
from tertius.model.case import Case
from tertius.model.inputs import inputs, unmarked
from tertius.report.actors import actor_cards
from tertius.report.beside import Beside
from tertius.report.claims import answer_part, claim_rows, context_claims, hindsight, tree
from tertius.report.conflict import reading_cards, stage
from tertius.report.counterfactual import counterfactual_part
from tertius.report.dossier import Dossier, Hindsight
from tertius.report.evidence import evidence_part
from tertius.report.evolution import evolution_graphs
from tertius.report.findings import findings
from tertius.report.inverse import inverse_part
from tertius.report.keys import reading_keys
from tertius.report.leverage import leverage_part
from tertius.report.negotiation import negotiation_part
from tertius.report.paths import path_figures
from tertius.report.phased import phased_part
from tertius.report.record import coverage, forecasts, input_groups, source_cards, timeline
from tertius.report.relations import relations_part
from tertius.report.ripeness import ripe_part
from tertius.report.robustness import robustness_part
from tertius.report.scores import ladder_part, score_part
from tertius.report.seen import seen_part
from tertius.report.situations import short_names
from tertius.report.thresholds import thresholds_part
from tertius.report.views import views
from tertius.report.whatif import what_if_part

__all__ = ["begun", "build"]


def build(
    case: Case,
    *,
    reading: str | None = None,
    levers: Sequence[str] = (),
    tick: Callable[[int, int], None] | None = None,
    beside: Beside | None = None,
) -> Dossier:
    """The report of a case, cut at an as-of date beforehand if one is wanted.

    reading : only this one; levers, tick : as in `evaluate_claims`; beside : what `begun` has begun with the same case, reading and levers
    """
    meanwhile = begun(case, reading=reading, levers=levers) if beside is None else beside
    try:
        with sharing():
            return _build(case, reading, levers, tick, meanwhile)
    finally:
        meanwhile.end()


def begun(case: Case, *, reading: str | None = None, levers: Sequence[str] = (), processes: int = 1) -> Beside:
    """The parts that stand by themselves, begun in another process if two are asked for and can be had (`tertius.report.beside`)."""
    keys = reading_keys(case, Told(case), reading)
    chosen = None if reading is None else (reading,)
    return Beside(
        {
            "counterfactual": lambda: counterfactual_part(case, keys, levers=levers),
            "seen": lambda: seen_part(case, keys, levers=levers),
            "negotiation": lambda: negotiation_part(case, reading),
            "scores": lambda: score_part(case),
            "how_far": lambda: _how_far(case, chosen, levers) if len(keys) > 1 else (),
            "robustness": lambda: robustness_part(case, keys, levers=levers),
        },
        processes=processes,
    )


def _build(
    case: Case, reading: str | None, levers: Sequence[str], tick: Callable[[int, int], None] | None, beside: Beside
) -> Dossier:
    chosen = None if reading is None else (reading,)
    told = Told(case)
    keys = reading_keys(case, told, reading)
    results = evaluate_claims(case, readings=chosen, levers=levers, tick=tick)
    rows: tuple[ReadingRow, ...] = ()
    if case.conflict is not None:
        rows = compare_readings(case, levers=levers, readings=chosen)
    then_case, then = None, None
    if case.argued_on is not None and case.known_by is None:
        then_case = known_by(case, case.argued_on, move_status_quo=False)
        then = evaluate_claims(then_case, readings=chosen, levers=levers, falsifiers=False)
    found = answer(case, results, then)
    records = forecasts(case, told)
    past: Hindsight | None = None
    if then_case is not None and then is not None:
        past = hindsight(then_case, case, then, results, keys, (forecasts(then_case, Told(then_case)), records))
    plans = leverage_part(case, keys, levers=levers)
    dossier = Dossier(
        title=case.title,
        question=case.question,
        summary=case.summary,
        facts=_facts(case, told, reading, levers),
        keys=tuple(keys.values()),
        source_titles={s.id: s.title for s in case.sources.values()},
        answer=answer_part(case, told, found, results, keys) if results else None,
        actors=actor_cards(case, told),
        hindsight=past,
        claims=claim_rows(case, told, results, keys),
        tree=tree(case, results, found.load_bearing),
        context=context_claims(case),
        readings=reading_cards(case, rows or _about_talks(case, chosen), results, keys, levers),
        agreement=agreement(case, results) if len(keys) > 1 and results else (),
        evidence=evidence_part(case, then_case),
        leverage=plans,
        whatif=what_if_part(case, keys, plans, levers=levers),
        ripeness=ripe_part(case, keys, levers=levers),
        inverse=inverse_part(case, keys, levers=levers),
        phased=phased_part(case, keys, levers=levers),
        thresholds=thresholds_part(case, keys, levers=levers),
        views=views(case, reading=reading, levers=levers),
        stage=stage(case, rows, keys),
        paths=path_figures(rows, keys, results),
        evolution=evolution_graphs(rows, keys),
        relations=relations_part(case),
        history=timeline(case, told),
        forecasts=records,
        ladder=ladder_part(case),
        coverage=coverage(case),
        wrong=tuple((c.text, tuple(s for s in c.sources if s in case.sources)) for c in case.caveats),
        standing=_standing(case, told, rows, results),
        inputs=input_groups(case, told),
        sources=source_cards(case),
        support=support_lines(case, support(case)) if case.sources else (),
        provenance=_provenance(case, reading, levers),
        redacted=redacted_lines(case.redacted),
        situations=short_names(case),
    )
    # What two processes share out is asked for after all that is worked out here.
    whole = replace(
        dossier,
        counterfactual=beside.get("counterfactual"),
        seen=beside.get("seen"),
        negotiation=beside.get("negotiation"),
        scores=beside.get("scores"),
        how_far=beside.get("how_far"),
        robustness=beside.get("robustness"),
    )
    return replace(whole, findings=findings(whole))


def _about_talks(case: Case, chosen: Sequence[str | None] | None) -> tuple[ReadingRow, ...]:
    """The readings of a case in which something is negotiated and nobody has options."""
    return compare_readings(case, readings=chosen) if case.conflict is None and case.negotiation is not None and case.readings else ()


def _how_far(case: Case, chosen: Sequence[str | None] | None, levers: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """How far each reading is from another verdict on the main claim."""
    claim = next((c for c in case.claims if c.id == case.main_claim and c.expect is not None), None)
    if claim is None or case.conflict is None:
        return ()
    teller = FeatureTeller(case)
    rows = how_far(case, claim, readings=chosen, levers=levers, size=2, limit=400)
    return ((claim.text.strip(), tuple(teller.how_far(row) for row in rows)),) if rows else ()


def _facts(case: Case, told: Told, reading: str | None, levers: Sequence[str]) -> tuple[tuple[str, str], ...]:
    facts = []
    if case.known_by is not None:
        facts.append(("As known on", day(case.known_by)))
    elif case.argued_on is not None:
        facts.append(("Argument made on", day(case.argued_on)))
    if case.as_of is not None and case.known_by is None:
        facts.append(("Status quo of", day(case.as_of)))
    if reading is not None:
        facts.append(("Reading", told.reading(reading)))
    if levers:
        facts.append(("Commitments in force", ", ".join(case.levers[x].name for x in levers)))
    if case.redacted:
        facts.append(("Version", for_whom(case.redacted)))
    return tuple(facts)


def _standing(case: Case, told: Told, rows: Sequence[ReadingRow], results: Sequence[ClaimResult]) -> tuple[str, ...]:
    if case.conflict is None:
        return ()
    listed = inputs(case)
    tried: Mapping[str, list[ClaimResult]] = {c.id: [r for r in results if r.claim.id == c.id] for c in case.claims}
    broken = [
        id
        for id, mine in tried.items()
        if mine and mine[0].claim.falsifier is not None and told.falsifier(mine)[0] == "broken"
    ]
    unsettled = [
        told.reading(r.reading)
        for r in rows
        if any(found is not None and found.unsettled for found in (r.myopic, r.foresighted))
    ]
    return standing_caveats(
        unmarked=len(unmarked(case)),
        inputs=len(listed),
        judged=sum(i.provenance.basis in {"judged", "invented"} for i in listed),
        cited_only=sum(s.seen in {"cited_only", "no"} for s in case.sources.values()),
        unsettled=unsettled,
        untested=sum(c.expect is None and not c.withheld for c in case.claims),
        no_falsifier=[c.id for c in case.claims if tried[c.id] and c.falsifier is None],
        broken=broken,
        foresight=any(r.foresighted is not None for r in rows),
        views=[told.actor(a) for a in case.views],
    )


def _provenance(case: Case, reading: str | None, levers: Sequence[str]) -> tuple[tuple[str, str], ...]:
    rows = [("Case", case.title), ("Content hash", case.hash), ("Tertius", __version__)]
    if case.conflict is not None:
        rows += [("Solution concept", "seq; nash beside it"), ("Foresight", "1 and 2")]
    if case.redacted:
        rows.append(("Version", for_whom(case.redacted)))
    if case.known_by is not None:
        rows.append(("As known on", str(case.known_by)))
    if reading is not None:
        rows.append(("Reading", reading))
    if levers:
        rows.append(("Levers", ", ".join(levers)))
    return tuple(rows)
