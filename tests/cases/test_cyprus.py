"""The second shipped argument: what it must show, from structure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tertius import Case, Date, analyze, compare_readings, known_by, load, situate
from tertius.dynamics.solved import Solved
from tertius.evidence.hypotheses import hypotheses
from tertius.leverage.counterfactual import counterfactual
from tertius.leverage.phased import phased
from tertius.leverage.plans import leverage
from tertius.leverage.question import ask
from tertius.leverage.thresholds import thresholds
from tertius.model.asof import moved_to
from tertius.model.conflict import OptionConflict
from tertius.model.effects import coercive_levers
from tertius.model.inputs import unmarked
from tertius.report.exhibits import Key
from tertius.report.leverage import leverage_part
from tertius.report.phased import phased_part
from tertius.report.ripeness import ripe_part
from tertius.testing_cases import dates_in, idle_falsifiers, shipped_verdicts

READINGS = (
    None,
    "pivotal_deterrence",
    "consultation",
    "own_limits",
    "soviet_risk",
    "bargain_between_two",
    "letter_alone",
    "threat_and_promise",
    "neither_could",
)


@cache
def case() -> Case:
    return load("cyprus-1964")


def verdicts() -> Mapping[tuple[str, str | None], str]:
    return shipped_verdicts("cyprus-1964")


def row(claim: str) -> str:
    return "".join({"holds": "+", "fails": "-", "open": "o"}[verdicts()[claim, r]] for r in READINGS)


def ends(situated: Case, foresight: int = 1) -> list[frozenset[str]]:
    found = analyze(situated, concepts=["seq"], foresight=foresight).outcomes
    assert found is not None
    assert found.unsettled == ()
    conflict = situated.conflict
    assert isinstance(conflict, OptionConflict)
    return [frozenset(conflict.on(state)) for state in found.states]


def test_the_readings_are_in_the_order_of_the_file_and_all_can_be_set_up() -> None:
    rows = compare_readings(case())
    assert [r.reading for r in rows] == list(READINGS)
    assert all(r.impossible == "" for r in rows)


def test_the_argument_follows_under_one_reading_only() -> None:
    """Each of its four premises is carried by one part of the structure, and only one reading has all the parts.

    C1, no landing: talks, a ban on landing, or a landing that brings the Soviet Union in; the case as it stands has none.
    C2, no union: Turkey's answer deters it, unless Turkey cannot answer (own limits, the letter alone).
    X1, with the shield in any case: lands wherever nothing but the shield kept it back.
    X2, with the letter for Turkey alone: union wherever the Soviet Union acts on an uncovered landing (so that Turkey cannot
    answer), or Turkey cannot land at all, and nothing else forbids union.
    """
    assert row("C1") == "-++++++++"
    assert row("C2") == "+++-++-++"
    assert row("X1") == "++----+--"
    assert row("X2") == "-+-+--++-"
    assert row("T1") == "-+-------"


def test_the_letter_and_the_danger_from_moscow_are_parts_of_one_explanation() -> None:
    """Without Soviet action the letter has no force; where talks or a lack of means hold Turkey, Moscow does not matter."""
    assert row("C6") == "++--+-+--"


def test_two_crises_two_answers_in_1967_the_letter_alone_would_do() -> None:
    """Union is not what 1967 was about, so the half of the pivot that faces Greece is not needed to keep Turkey from landing."""
    assert row("S1") == "-++++++++"
    assert row("T2") == "-+----+--"


@pytest.mark.parametrize("claim", ["S2", "S3", "S4", "H1", "H2"])
def test_how_1967_ended_separates_no_readings(claim: str) -> None:
    """Forces against standing down: it follows from what Greece and Turkey want, whatever kept Turkey from landing."""
    assert row(claim) == "+" * 9


def test_what_the_pivot_did_not_do() -> None:
    """It did not keep Turkey's aircraft on the ground, and its lack was not what would have freed Nicosia."""
    assert row("C7") == row("C8") == "-" * 9


def test_the_mechanism_is_in_the_link_and_faces_both_ways() -> None:
    """Take the pivot out and Turkey lands; leave out its half for Greece and Greece unites; with it, neither."""
    both = situate(case(), reading="pivotal_deterrence")
    assert ends(both) == [frozenset({"usa.shield", "greece.forces"})]
    none = situate(case(), reading="pivotal_deterrence", own_levers=False)
    assert all("turkey.land" in end for end in ends(none))
    half = situate(case(), reading="pivotal_deterrence", own_levers=False, levers=["letter_only"])
    assert ends(half)
    assert all("greece.union" in end and "turkey.land" not in end for end in ends(half))


def test_with_foresight_the_pivot_holds_both_too() -> None:
    assert ends(situate(case(), reading="pivotal_deterrence"), foresight=2) == [
        frozenset({"usa.shield", "greece.forces"})
    ]


def test_nobody_is_said_to_want_what_the_argument_explains() -> None:
    """At the status quo Turkey would rather land and Greece would rather unite, under every reading that lets them."""
    for reading in READINGS:
        conflict = situate(case(), reading=reading).conflict
        assert isinstance(conflict, OptionConflict)
        turkey = [str(s) for s in conflict.preferences["turkey"].statements]
        greece = [str(s) for s in conflict.preferences["greece"].statements]
        assert turkey.index("land or mediates") < turkey.index("not land")
        assert "union" in greece
        assert "not union" not in greece


def test_the_case_is_over_determined_where_threat_and_promise_stand_together() -> None:
    assert verdicts()["C1", "threat_and_promise"] == "holds"
    assert verdicts()["X1", "threat_and_promise"] == "fails"
    assert verdicts()["X3", "threat_and_promise"] == "fails"


def test_every_falsifier_works_wherever_it_is_tried() -> None:
    assert idle_falsifiers(case()) == []
    assert all(claim.context for claim in case().claims if claim.expect is None)


def test_every_reading_fails_somewhere() -> None:
    for reading in READINGS:
        assert "fails" in {v for (_, r), v in verdicts().items() if r == reading}


def test_what_touches_force_is_named_and_in_no_plan() -> None:
    hot = ("pivot_both_ways", "letter_only", "enclaves_guarded")
    assert coercive_levers(case()) == hot
    unmarked_levers = {k: replace(v, coercive=False) for k, v in case().levers.items()}
    for reading in READINGS:
        question = ask(replace(case(), levers=unmarked_levers), target(), reading=reading)
        assert not set(question.pool) & set(hot)
        for plan in leverage(question).plans:
            assert not set(plan.levers) & set(hot)


def target() -> Any:
    return next(c.expect.target for c in case().claims if c.id == "X3" and c.expect is not None)  # type: ignore[union-attr]


def test_mediation_is_the_plan_where_nothing_is_in_force() -> None:
    """Talks take away Turkey's reason to land, and its answer to union deters Greece; mediation in return does not bind Turkey."""
    found = leverage(ask(case(), target()))
    assert [plan.levers for plan in found.plans] == [("mediation_taken_up",)]


def test_the_report_asks_each_claim_about_levers_from_its_own_situation() -> None:
    parts = leverage_part(case(), {None: Key("–", None, "The case as it stands")})
    assert [(part.claims, "21 November 1967" in part.target) for part in parts] == [
        (("C5", "X3"), False),
        (("S6",), True),
    ]
    assert "Lands on Cyprus" in parts[1].cards[0].baseline
    (steps,) = phased_part(case(), {None: Key("–", None, "The case as it stands")})
    assert (steps.claims, "23 November 1967" in steps.target) == (("P1",), True)
    assert len(steps.cards[0].steps) == 2  # the envoy is there already
    ripe = ripe_part(case(), {None: Key("–", None, "The case as it stands")})
    assert [(part.claims, part.since) for part in ripe] == [
        (("R1",), "23 November 1967"),
        (("R2",), "23 November 1967"),
        (("R3",), "11 August 1964"),
    ]


def test_steps_to_the_end_of_1967_last_where_turkey_can_answer_union() -> None:
    """Greece withdraws, then Turkey stands down. Under own limits and the letter alone Greece would then declare union."""
    assert row("P1") == "+++-++-++"
    then = situate(moved_to(case(), Date.parse("1967-11-23")), reading="pivotal_deterrence")
    found = phased(Solved(then), next(c.expect.target for c in case().claims if c.id == "P1"))  # type: ignore[union-attr]
    assert found.best is not None
    assert found.best.movers == ("greece", "turkey")


def test_ripe_for_two_and_not_for_three() -> None:
    """Forces against standing down is better for Greece and Turkey; Nicosia gains nothing by it. Where Greece leaves for
    union there is no stalemate. That it had been ripe since 1964 says that ripeness alone does not bring an agreement."""
    assert row("R1") == row("R3") == "+++-++-++"
    assert row("R2") == "-" * 9


def test_the_windows_are_open_for_some_values_and_an_ally_of_turkey_in_1967_narrows_one() -> None:
    """By hand, at the worst corner and m = 0: q* = (S - L) / (H - L), with the ally's part in L.

    1964: Turkey (2 - 3.5) / (6 - 3.5) = -3/5, Greece (3 - 3.5) / (6 - 3.5) = -1/5, width -3/5 - 1/5 - 1 = -9/5.
    1967: Turkey (1 - 5) / (6 - 5) = -4, width -4 - 1/5 - 1 = -26/5. For Turkey S < H in the whole box (5 < 6), so an ally
    narrows the window whatever the values are; in 1964 S reaches H.
    """
    first, second = (w.finding for w in thresholds(case(), readings=[None]).windows)
    assert first is not None
    assert second is not None
    assert (first.opening.verdict, second.opening.verdict) == ("some", "some")
    assert first.opening.width is not None
    assert second.opening.width is not None
    assert first.opening.width[0] == Fraction(-9, 5)
    assert second.opening.width[0] == Fraction(-26, 5)
    assert [r.ally_narrows for r in first.rivals] == ["some", "some"]
    assert [r.ally_narrows for r in second.rivals] == ["every", "some"]


def test_the_documents_separate_no_two_readings() -> None:
    """What is on file was to be expected under several readings, so inside the bounds any of two can be the more probable."""
    found = hypotheses(case())
    bands = list(found.posterior.values())
    assert len(bands) == 5
    assert all(a.low < b.high for a in bands for b in bands)
    assert found.above == ()


def test_threat_and_promise_over_determine_the_outcome() -> None:
    """Neither alone is needed, both together are; under pivotal deterrence the pivot is."""
    both, alone = counterfactual(
        case(), target(), readings=["threat_and_promise", "pivotal_deterrence"], draws=20, causes=False
    ).readings
    assert both.how == "over_determined"
    assert [sorted(x.id for x in cut) for cut in both.cuts.found] == [
        ["mediation_taken_up", "pivot_both_ways"]
    ]
    assert alone.how == "needed"


@pytest.mark.parametrize("day", ["1964-06-05", "1964-08-10", "1967-11-23", "2003"])
def test_no_input_is_dated_after_the_as_of_date(day: str) -> None:
    then = known_by(case(), Date.parse(day))
    assert [str(d) for d in dates_in(then) if d.is_after(Date.parse(day))] == []
    assert {s for c in then.claims for s in c.provenance.sources} <= set(then.sources)


def test_the_book_came_later_than_what_it_explains() -> None:
    then = known_by(case(), Date.parse("1967-12-03"))
    assert "pivotal_deterrence" not in then.readings
    assert "T1" not in [c.id for c in then.claims]
    assert then.forecasts[0].outcome == "yes"
    known = known_by(case(), Date.parse("2003"))
    assert "pivotal_deterrence" in known.readings
    assert "gazetebilkent-2014" not in known.sources
    assert "own_limits" in known.readings  # rests on a document of 1964 as well
    assert "C7" not in [c.id for c in known.claims]


@pytest.mark.parametrize(
    ("day", "on"),
    [
        ("1964-06-05", {"usa.shield", "greece.forces"}),
        ("1964-08-08", {"usa.shield", "usa.mediates", "greece.forces", "cyprus.press", "turkey.strike"}),
        ("1964-08-10", {"usa.shield", "usa.mediates", "greece.forces"}),
        ("1967-11-21", {"usa.shield", "greece.forces"}),
        ("1967-12-03", {"usa.shield", "usa.mediates", "turkey.stands_down"}),
    ],
)
def test_history_replays_to_1967(day: str, on: set[str]) -> None:
    conflict = known_by(case(), Date.parse(day)).conflict
    assert conflict is not None
    assert conflict.status_quo == frozenset(on)


def test_sources_are_dated_and_inputs_marked_and_weak_sources_say_so() -> None:
    assert [s.id for s in case().sources.values() if s.date is None] == []
    assert [i.where for i in unmarked(case())] == []
    assert "weak" in case().sources["gazetebilkent-2014"].note
    assert case().sources["unscr-193"].seen == "cited_only"
    days = [e.date.last_day for e in case().history]
    assert days == sorted(days)


def test_few_words_are_quoted() -> None:
    """The words of forecasts are the only ones taken over."""
    assert sum(len(f.words.split()) for f in case().forecasts) <= 25


def test_the_engine_knows_nothing_about_the_case() -> None:
    root = Path(__file__).resolve().parents[2] / "src" / "tertius"
    words = re.compile(r"cyprus|turkey|greece|nicosia|makarios", re.IGNORECASE)
    found = [path.name for path in root.rglob("*.py") if words.search(path.read_text(encoding="utf-8"))]
    assert found == []
