"""Claims about a row of evidence: holds, fails, open; falsifiers that edit likelihoods; what was known then."""

from __future__ import annotations

import pytest

from tertius import evaluate_claims, known_by, parse_case
from tertius.explain.english import Teller
from tertius.io.catalogue import load
from tertius.model.dates import Date

CASE = """
tertius: 1
title: T
actors: {a: A}
readings: {one: {name: One}, two: {name: Two}, three: {name: Three}}
evidence:
  rows:
    - {id: V, date: 2018-05-10, text: x, group: g, likelihood: {one: [0.4, 0.8], two: 0.2, three: 0.9}}
    - {id: W, date: 2018-05-10, text: x, group: g, likelihood: {one: N, two: N, three: N}}
claims:
  - {id: D, text: t, expect: {diagnosticity: {row: V, BOUND, between: [one, two]}}FALSIFIER}
"""


def verdict(bound: str, falsifier: str = "") -> tuple[str, object]:
    text = CASE.replace("BOUND", bound).replace("FALSIFIER", f", falsifier: {falsifier}" if falsifier else "")
    (result,) = evaluate_claims(parse_case(text))
    assert result.reading is None
    return result.verdict.verdict, result.falsifier and result.falsifier.works


@pytest.mark.parametrize(
    ("bound", "expected"),
    [
        # One against two: from 0.4/0.2 (3.01 dB) to 0.8/0.2 (6.02 dB).
        ("at_most: 6.03", "holds"), ("at_most: 5", "open"), ("at_most: 3", "fails"),
        ("at_least: 3", "holds"), ("at_least: 5", "open"), ("at_least: 6.03", "fails"),
    ],
)  # fmt: skip
def test_bounds_decide(bound: str, expected: str) -> None:
    assert verdict(bound)[0] == expected


def test_a_falsifier_edits_likelihoods_and_is_run() -> None:
    assert verdict("at_most: 5", "{becomes: holds, evidence: {V: {one: 0.4}}}") == ("open", True)
    assert verdict("at_most: 3", "{becomes: holds, evidence: {V: {two: 0.8, one: 0.8}}}") == ("fails", True)
    assert verdict("at_most: 3", "{becomes: holds, evidence: {V: {three: 0.2}}}") == ("fails", False)


def test_it_is_told_in_words() -> None:
    case = parse_case(CASE.replace("BOUND", "at_most: 5").replace("FALSIFIER", ", falsifier: {becomes: holds, evidence: {V: {one: I}}}"))
    (result,) = evaluate_claims(case)
    assert Teller(case).verdict(result.verdict) == (
        "V tells the readings apart by 4.8 dB (from 3.0 to 6.0), where at most 5 dB is claimed: by middle values it is likeliest under One, "
        "and least likely under Two."
    )
    assert result.claim.falsifier is not None
    assert Teller(case).edit(result.claim.falsifier) == "V is I (0.2 to 0.4) under One"


def test_a_row_that_was_not_known_leaves_the_claim_open() -> None:
    case = parse_case(CASE.replace("BOUND", "at_most: 5").replace("FALSIFIER", ""))
    (result,) = evaluate_claims(known_by(case, Date.parse("2018-05-09")))
    assert (result.verdict.verdict, result.verdict.reason.kind) == ("open", "later")
    assert "row V of the evidence, which is later" in Teller(case).verdict(result.verdict)


@pytest.mark.parametrize("slug", ["sochi-2018", "two-villages"])
def test_the_shipped_claims_have_falsifiers_that_work(slug: str) -> None:
    case = load(slug)
    ids = {"sochi-2018": "C4d", "two-villages": "shouting"}
    (result,) = evaluate_claims(case, claims=[ids[slug]])
    assert result.verdict.verdict == {"sochi-2018": "fails", "two-villages": "holds"}[slug]
    assert result.falsifier is not None
    assert result.falsifier.works is True


def test_the_shipped_ratings_are_those_of_the_draft() -> None:
    evidence = load("sochi-2018").evidence
    assert evidence is not None
    order = ("regional_trade", "balancing", "managed_process", "position_of_strength", "restatement")
    table = {row.id: " ".join(row.cells[r].mark for r in order) for row in evidence.rows}
    assert table == {
        "V1": "C C N N N", "V2": "C C N N N", "V3": "C C C N N", "V4": "I I C N N", "V5": "N CC C N I", "V6": "N I CC N CC",
        "V7": "II C C C N", "V8": "II I CC C C", "V9": "N I CC C CC", "V10": "I N N N N",
    }  # fmt: skip
    assert [row.id for row in evidence.rows if row.group] == ["V1", "V2", "V3"]


def test_a_comparison_of_cases_names_the_row_that_a_verdict_hangs_on() -> None:
    from tertius.evidence.compare import compare_cases
    from tertius.explain.compare_english import CompareTeller

    text = CASE.replace("BOUND", "at_most: 5").replace("FALSIFIER", "")
    first, second = parse_case(text), parse_case(text.replace("one: [0.4, 0.8]", "one: I").replace("{one: N, two: N", "{one: C, two: N"))
    found = compare_cases(first, second)
    assert [(d.where, d.how) for d in found.differences] == [("evidence.V", "changed"), ("evidence.W", "changed")]
    (row,) = found.differing
    assert (row.claim, row.first, row.second) == ("D", "open", "holds")
    assert [wheres for wheres, _ in row.from_first.sets] == [("evidence.V",)]
    told = CompareTeller(found)
    assert told.difference(found.differences[0]) == (
        "the likelihoods of V (evidence.V)",
        "0.4 to 0.8 under One, 0.2 under Two, 0.9 under Three",
        "I (0.2 to 0.4) under One, 0.2 under Two, 0.9 under Three",
    )


def test_rows_are_exchanged_one_by_one_only_where_the_same_readings_are_compared() -> None:
    from tertius.evidence.compare import compare_cases

    text = CASE.replace("BOUND", "at_most: 5").replace("FALSIFIER", "")
    fewer = text.replace("evidence:\n", "evidence:\n  readings: [one, two]\n").replace(", three: 0.9", "").replace("one: N, two: N, three: N", "one: N, two: N").replace("one: [0.4, 0.8]", "one: 0.3")
    found = compare_cases(parse_case(text), parse_case(fewer))
    assert [(d.where, d.how) for d in found.differences] == [("evidence", "changed")]
    assert [wheres for wheres, _ in found.differing[0].from_first.sets] == [("evidence",)]
