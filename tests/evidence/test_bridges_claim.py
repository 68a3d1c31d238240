"""The claim form `bridges`: verdicts by hand, its reason in words, a falsifier that flips a tie."""

from __future__ import annotations

import pytest

from tertius import evaluate_claims, known_by, load
from tertius.errors import CaseError
from tertius.evidence.compare import compare_cases
from tertius.explain.english import Teller
from tertius.io.load import parse_case
from tertius.model.case import Bridges, Case
from tertius.model.dates import Date

CASE = """tertius: 1
title: T
actors: {a: Ann, b: Bob, c: Cem, d: Dee}
relations:
  ties:
    - {a: a, b: b, sign: positive, date: 2018-05, until: 2018-06}
    - {a: a, b: c, sign: 1.5, date: 2018-05, until: 2018-06}
    - {a: b, b: c, sign: negative, date: 2018-05}
    - {a: b, b: c, sign: positive, date: 2018-06}
claims:
  - id: x
    text: Ann stands between rivals.
    expect: {bridges: %s}
    falsifier: {ties: [%s], becomes: fails}
"""
FLIP = "{a: b, b: a, sign: negative, date: 2018-05}"


def verdict(expect: str, flip: str = FLIP) -> tuple[str, str, bool | None]:
    case = parse_case(CASE % (expect, flip))
    (result,) = evaluate_claims(case)
    assert result.falsifier is not None
    return result.verdict.verdict, Teller(case).verdict(result.verdict), result.falsifier.works


@pytest.mark.parametrize(
    ("expect", "flip", "expected"),
    [
        ("{actor: a, at_least: 1, period: 2018-05}", FLIP, ("holds", True)),
        ("{actor: a, period: 2018-05}", "{a: a, b: c, sign: none}", ("holds", True)),
        ("{actor: a, period: 2018-05}", "{a: a, b: d, sign: negative}", ("holds", False)),
        ("{actor: a, at_least: 2, period: 2018-05}", FLIP, ("fails", None)),
        ("{actor: a, at_least: 1, period: 2018-06}", FLIP, ("fails", None)),
        ("{actor: d, at_least: 1, period: 2018-05}", "{a: d, b: a, sign: positive}", ("open", True)),
        ("{actor: a, at_least: 1, period: 2018-07}", FLIP, ("open", False)),
        ("{actor: a}", FLIP, ("fails", None)),
    ],
)
def test_verdicts(expect: str, flip: str, expected: tuple[str, bool | None]) -> None:
    found, _, works = verdict(expect, flip)
    assert (found, works) == expected


def test_every_period_is_open_where_one_is_not_known_and_none_fails() -> None:
    text = (CASE % ("{actor: a}", FLIP)).replace("sign: positive, date: 2018-06}", "sign: negative, date: 2018-06}")
    text = text.replace("claims:", "    - {a: b, b: d, sign: negative, date: 2018-09}\nclaims:")
    (result,) = evaluate_claims(parse_case(text))
    assert result.verdict.verdict == "open"


def test_the_reason_names_the_pairs_and_how_firm_it_is() -> None:
    _, said, _ = verdict("{actor: a, period: 2018-05}")
    assert "In May 2018 Ann has positive ties with both sides of 1 pair at odds: Bob and Cem (1 asked for)." in said
    assert "One wrong tie would make it 0 to 1." in said
    # The tie of 1.5 goes with a threshold of 2 and of 3.
    assert "It is 0 with threshold 2" in said
    _, said, _ = verdict("{actor: d, period: 2018-05}")
    assert said == "No tie of Dee is on file in May 2018, so nothing is known of whom it stands between."
    _, said, _ = verdict("{actor: a, period: 2018-07}")
    assert said == "No ties are on file in July 2018."


def test_the_edit_is_told_in_words() -> None:
    case = parse_case(CASE % ("{actor: a, period: 2018-05}", FLIP))
    edit = case.claims[0].falsifier
    assert edit is not None
    assert Teller(case).edit(edit) == "Bob and Ann are at odds (May 2018)"


def test_it_can_be_a_premise() -> None:
    text = CASE % ("{actor: a, period: 2018-05}", FLIP)
    text += f"  - {{id: y, text: Both., expect: {{all_of: [x]}}, falsifier: {{ties: [{FLIP}], becomes: fails}}}}\n"
    results = evaluate_claims(parse_case(text))
    assert [(r.verdict.verdict, r.falsifier.works if r.falsifier else None) for r in results] == [("holds", True)] * 2


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{actor: e}", "there is no actor 'e'"),
        ("{at_least: 1}", "'actor' is missing"),
        ("{actor: a, at_least: 0}", "0 is out of range"),
        ("{actor: a, period: 2018}", "'2018' is a year, coarser than a month"),
        ("{actor: a, period: 2018-05-09}", "'2018-05-09' is not a month"),
        ("{actor: a, period: 2018-Q2}", "'2018-Q2' is not a month"),
        ("{actor: a, period: May}", "'May' is no date"),
        ("{actor: a, months: 2}", "'months' is not known here"),
    ],
)
def test_mistakes_are_told(expect: str, said: str) -> None:
    with pytest.raises(CaseError, match=said):
        verdict(expect)


def test_a_case_without_relations_cannot_ask() -> None:
    text = (CASE % ("{actor: a}", FLIP)).split("relations:")[0] + "claims:" + (CASE % ("{actor: a}", FLIP)).split("claims:")[1]
    with pytest.raises(CaseError, match="the case has no section `relations`") as caught:
        parse_case(text)
    assert len(caught.value.problems) == 2


def test_two_hands_that_differ_in_a_tie_are_told_which() -> None:
    text = CASE % ("{actor: a, period: 2018-05}", FLIP)
    first = parse_case(text)
    second = parse_case(text.replace("{a: a, b: b, sign: positive", "{a: b, b: a, sign: negative").replace("sign: 1.5", "sign: 2.5"))
    found = compare_cases(first, second)
    assert [d.where for d in found.differences] == ["relations.a-b@2018-05", "relations.a-c@2018-05"]
    (differing,) = found.differing
    assert (differing.first, differing.second) == ("holds", "fails")
    assert [chosen for chosen, _ in differing.from_first.sets] == [("relations.a-b@2018-05",)]
    assert [chosen for chosen, _ in differing.from_second.sets] == [("relations.a-b@2018-05",)]


def test_a_falsifier_with_a_coarser_date_leaves_the_claim_open() -> None:
    found, _, works = verdict("{actor: a, period: 2018-05}", "{a: a, b: b, sign: negative, date: 2018}")
    assert (found, works) == ("holds", False)


def results(case: Case) -> dict[str, set[tuple[str, bool | None]]]:
    found: dict[str, set[tuple[str, bool | None]]] = {}
    for r in evaluate_claims(case, claims=[c.id for c in case.claims if isinstance(c.expect, Bridges)]):
        found.setdefault(r.claim.id, set()).add((r.verdict.verdict, r.falsifier.works if r.falsifier else None))
    return found


def test_shipped_claims_have_falsifiers_that_work() -> None:
    assert results(load("sochi-2018")) == {"C2": {("holds", True)}, "C2b": {("fails", True)}}
    found = results(load("great-powers-1872-1907"))
    assert found == {"B2": {("holds", True)}, "B3": {("holds", True)}, "B4": {("holds", True)}, "B5": {("fails", True)}}


def test_what_is_said_of_september_is_not_known_in_may() -> None:
    then = known_by(load("sochi-2018"), Date.parse("2018-05-18"))
    assert results(then) == {"C2": {("holds", True)}}
