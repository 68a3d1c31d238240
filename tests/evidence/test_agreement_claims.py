"""Claims about agreements: verdicts, reasons, falsifiers, and the report's sections on them."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from tertius import Case, Date, evaluate_claims, known_by, load, parse_case
from tertius.errors import CaseError
from tertius.explain.english import Teller
from tertius.model.case import RipeTest
from tertius.model.conflict import OptionConflict
from tertius.report.build import build
from tertius.report.exhibits import Key
from tertius.report.phased import phased_part
from tertius.report.render import render
from tertius.report.ripeness import ripe_part

WISH = """
tertius: 1
title: T
actors: {{ann: Ann}}
conflict:
  options: {{ann: {{go: Go}}}}
  preferences: {{ann: {0}}}
  {1}
claims:
  - id: c
    text: C.
    expect: {2}
    falsifier: {{effects: [prefer: {{ann: {{first: [go]}}}}], becomes: holds}}
"""


@cache
def sochi() -> Case:
    return load("sochi-2018")


def verdicts(text: str) -> list[str]:
    return [r.verdict.verdict for r in evaluate_claims(parse_case(text), falsifiers=False)]


@pytest.mark.parametrize(
    ("wish", "expect", "verdict"),
    [
        ("[go]", "{phased: {to: go, exists: yes}}", "holds"),
        ("[go]", "{phased: {to: go, exists: no}}", "fails"),
        ("[not go]", "{phased: {to: go}}", "fails"),
        ("[not go]", "{phased: {to: go, exists: no, foresight: 2}}", "holds"),
        ("{pairs: [Y ? N]}", "{phased: {to: go}}", "open"),
        ("[]", "{phased: {to: go}}", "holds"),
        ("[not go]", "{phased: {to: not go, lasting: yes}}", "holds"),
    ],
)
def test_a_phased_claim_follows_what_there_is(wish: str, expect: str, verdict: str) -> None:
    assert verdicts(WISH.format(wish, "status_quo: []", expect)) == [verdict]


def test_without_a_status_quo_it_is_open() -> None:
    assert verdicts(WISH.format("[go]", "infeasible: []", "{phased: {to: go}}")) == ["open"]


def test_the_falsifier_is_run() -> None:
    (result,) = evaluate_claims(parse_case(WISH.format("[not go]", "status_quo: []", "{phased: {to: go}}")))
    assert result.verdict.verdict == "fails"
    assert result.falsifier is not None
    assert result.falsifier.works is True
    said = Teller(parse_case(WISH.format("[not go]", "status_quo: []", "{phased: {to: go}}"))).verdict(result.verdict)
    assert "Ann would rather stay out, at the status quo, which it prefers to the end." in said


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{phased: {}}", "'to' is missing"),
        ("{phased: {to: gone}}", "gone"),
        ("{phased: {to: go, exist: yes}}", "did you mean 'exists'"),
        ("{phased: {to: go, exists: perhaps}}", "yes or no"),
        ("{phased: {to: go, foresight: 3}}", "foresight"),
        ("{phased: go}", "a mapping with to"),
    ],
)
def test_mistakes_in_a_phased_claim_are_told(expect: str, said: str) -> None:
    with pytest.raises(CaseError) as error:
        parse_case(WISH.format("[go]", "status_quo: []", expect))
    assert said in str(error.value)


def test_a_phased_exit_fails_under_every_reading_of_sochi_and_would_hold_if_iran_wanted_the_strikes_to_end() -> None:
    results = evaluate_claims(sochi(), claims=["C9"])
    assert {r.verdict.verdict for r in results} == {"fails"}
    assert len(results) == len(sochi().readings) + 1
    tried = [r.falsifier.works for r in results if r.falsifier is not None]
    assert tried
    assert all(tried)
    # Iran's only statement is not to leave: whoever goes first, it would rather stay out.
    for r in results:
        assert r.verdict.reason.phased is not None
        assert r.verdict.reason.phased.best is not None
        assert r.verdict.reason.phased.best.faults[0].actor == "iran"


def keys(case: Case) -> dict[str | None, Key]:
    return {r: Key(str(k), r, str(r)) for k, r in enumerate((None, *case.readings))}


def test_each_reading_of_sochi_has_its_steps() -> None:
    (part,) = phased_part(sochi(), keys(sochi()))
    assert part.claims == ("C9",)
    shown = [key.id for card in part.cards for key in card.keys]
    assert sorted(shown, key=str) == sorted([None, *sochi().readings], key=str)
    assert all(card.exists == "no" and card.steps and card.faults and card.mends for card in part.cards)


def test_the_page_has_the_steps_for_every_reading() -> None:
    case = load("two-posts")
    dossier = build(case)
    (part,) = dossier.phased
    assert [key.id for card in part.cards for key in card.keys] == [None, "back_in_a_day"]
    page = render(dossier)
    section = page[page.index('<section id="phased"') :].split("</section>")[0]
    for card in part.cards:
        assert all(step.replace("'", "&#39;") in section for step in card.steps)
    assert "Mended at cost 1" in section
    assert phased_part(load("two-villages"), {}) == ()


# -- ripeness --------------------------------------------------------------------------------------

BOTH = """
tertius: 1
title: T
actors: {{ann: Ann, bob: Bob, cem: {{name: Cem, role: observer}}}}
conflict:
  options: {{ann: {{x: X}}, bob: {{y: Y}}}}
  preferences: {{ann: {{ranking: [YY, NN, NY, YN]}}, bob: {{ranking: [{0}]}}}}
  status_quo: []
levers:
  l: {{by: ann, effects: [forbid: [x]], basis: invented}}
readings:
  r: {{name: R, changes: {{conflict: {{preferences: {{bob: {{ranking: [NN, YY, YN, NY]}}}}}}}}}}
{1}
claims:
  - id: c
    text: C.
    expect: {2}
    {3}
"""
LIKES = "YY, NN, YN, NY"


@pytest.mark.parametrize(
    ("bob", "expect", "verdict"),
    [
        (LIKES, "{ripe: yes}", "holds"),
        (LIKES, "{ripe: no}", "fails"),
        (LIKES, "{ripe: {}}", "holds"),
        (LIKES, "{ripe: {is: no, parties: [ann, bob], concept: nash}}", "fails"),
        # With foresight Ann begins, as Bob would follow: no stalemate.
        (LIKES, "{ripe: {is: no, parties: [ann, bob], foresight: 2}}", "holds"),
        ("NN, YY, YN, NY", "{ripe: yes}", "fails"),
        ("NN, YY, YN, NY", "{ripe: {is: no}}", "holds"),
    ],
)
def test_a_ripeness_claim_follows_what_is_so(bob: str, expect: str, verdict: str) -> None:
    assert verdicts(BOTH.format(bob, "", expect, ""))[0] == verdict


def test_a_view_that_sees_no_way_out_makes_it_unripe() -> None:
    seen = BOTH.format(LIKES, "views: {ann: r}", "{ripe: yes}", "")
    assert verdicts(seen)[0] == "fails"
    (result, _) = evaluate_claims(parse_case(seen), falsifiers=False)
    said = Teller(parse_case(seen)).verdict(result.verdict)
    assert "Ann does not see that [Ann: X; Bob: Y] is a way out." in said


def test_a_falsifier_that_would_not_reach_the_views_is_not_run_on_half_of_the_case() -> None:
    edit = "falsifier: {changes: {conflict: {preferences: {ann: [x]}}}, becomes: fails}"
    results = evaluate_claims(parse_case(BOTH.format(LIKES, "views: {ann: r}", "{ripe: yes}", edit)))
    assert results[0].falsifier is not None
    assert (results[0].falsifier.works, results[0].falsifier.verdict) == (False, "open")
    works = "falsifier: {effects: [prefer: {bob: {first: [x and y]}}], becomes: holds}"
    results = evaluate_claims(parse_case(BOTH.format(LIKES, "views: {ann: r}", "{ripe: yes}", works)))
    assert results[0].falsifier is not None
    assert results[0].falsifier.works is True


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{ripe: perhaps}", "yes or no"),
        ("{ripe: {parties: [ann]}}", "two or more parties"),
        ("{ripe: {parties: [ann, bop]}}", "did you mean 'bob'"),
        ("{ripe: {parties: [ann, cem]}}", "cem has no preference"),
        ("{ripe: {party: ann}}", "did you mean 'parties'"),
        ("{ripe: {concept: limited}}", "nash"),
        ("{ripe: [ann]}", "a mapping"),
    ],
)
def test_mistakes_in_a_ripeness_claim_are_told(expect: str, said: str) -> None:
    with pytest.raises(CaseError) as error:
        parse_case(BOTH.format(LIKES, "", expect, ""))
    assert said in str(error.value)


def test_sochi_hurts_damascus_and_not_the_others() -> None:
    results = evaluate_claims(sochi(), claims=["C8r"])
    assert {r.verdict.verdict for r in results} == {"fails"}
    for r in results:
        assert r.verdict.reason.ripeness is not None
        hurts = r.verdict.reason.ripeness.asked.hurts
        assert (hurts["syria"], hurts["iran"]) == ("yes", "no")
    assert all(r.falsifier.works for r in results if r.falsifier is not None)
    assert sum(r.falsifier is not None for r in results) == 5


def test_between_moscow_and_damascus_it_is_ripe_unless_damascus_can_gain_alone() -> None:
    results = {r.reading: r for r in evaluate_claims(sochi(), claims=["C8p"])}
    # Under these three Damascus has a move that pays at once, so it is no stalemate.
    alone = {"position_of_strength", "restatement", "strikes_need_permission"}
    assert {k for k, r in results.items() if r.verdict.verdict == "fails"} == alone
    assert {r.verdict.verdict for k, r in results.items() if k not in alone} == {"holds"}
    tried = [r.falsifier.works for r in results.values() if r.falsifier is not None]
    assert len(tried) == 5
    assert all(tried)


@pytest.mark.parametrize("slug", ["sochi-2018", "two-villages", "two-posts"])
def test_each_reading_has_its_ripeness(slug: str) -> None:
    case = load(slug)
    parts = ripe_part(case, keys(case))
    assert [id for part in parts for id in part.claims] == [c.id for c in case.claims if isinstance(c.expect, RipeTest)]
    for part in parts:
        shown = [key.id for card in part.cards for key in card.keys]
        assert sorted(shown, key=str) == sorted([None, *case.readings], key=str)
        assert all(bool(card.together) == bool(case.views) for card in part.cards)
    assert ripe_part(load("elmira"), keys(load("elmira"))) == ()


def test_the_page_says_what_each_village_sees() -> None:
    dossier = build(load("two-villages"))
    page = render(dossier)
    section = page[page.index('<section id="ripeness"') :].split("</section>")[0]
    assert "Hill does not see that [Hill: Opens the sluice] is a way out." in section
    for part in dossier.ripeness:
        for card in part.cards:
            assert card.verdict in section


def test_a_later_as_of_date_does_not_move_what_the_sections_are_about() -> None:
    conflict = sochi().conflict
    assert isinstance(conflict, OptionConflict)
    # Situations are told by what differs from now, which the later date moves: both are told against the same now here.
    later = replace(known_by(sochi(), Date.parse("2018-12-31")), stands=conflict.status_quo)
    for part in (phased_part, ripe_part):
        said = [{k.id: replace(c, keys=()) for c in p.cards for k in c.keys} for p in part(sochi(), keys(sochi()))]
        then = [{k.id: replace(c, keys=()) for c in p.cards for k in c.keys} for p in part(later, keys(later))]
        assert then
        assert then == [{k: v for k, v in one.items() if k in later.readings or k is None} for one in said]
