"""How far one number would have to be otherwise, against trying the values on cases made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from math import exp, log

import pytest

from tertius.evidence.claims import evaluate_claims
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.model.case import Case
from tertius.model.evidence import Cell
from tertius.model.negotiation import Negotiation
from tertius.sweep.labels import Feature, features_of
from tertius.sweep.plan import Plan, plan_of
from tertius.sweep.tipping import TippingPoint, tipping
from tertius.testing_sweep import TALKS

from .test_numbers import WEIGHED
from .test_summary import CASE

MORE = TALKS.replace("{a: {actor: a, power: 1, ", "{c: {actor: c, power: 0, basis: judged}, a: {actor: a, power: 1, ").replace(
    "b: B}", "b: B, c: C}", 1
).replace("salience: 80, basis: judged}}", "salience: 80, power: 4, basis: judged}, c: {position: [0, 30], salience: 99, basis: judged}}", 1)  # fmt: skip
ASKED = WEIGHED.replace("W, date: 2001, text: T, likelihood: {r: unknown, q: 0.5}", "W, date: 2001, text: T, likelihood: {r: C, q: [0.1, 0.6]}") + """\
  - {id: E, text: T, expect: {diagnosticity: {row: W, at_most: 6}}, sources: [s]}
  - {id: F, text: T, expect: {any_of: [D, E]}, sources: [s]}
"""


def table_moved(n: Negotiation, f: Feature, value: float) -> Negotiation:
    if f.kind == "power":
        parties = [replace(p, power=p.power * value, power_over_time=tuple(replace(d, power=(d.power[0] * value, d.power[1] * value)) for d in p.power_over_time)) if p.id == f.actor else p for p in n.parties]  # fmt: skip
        issues = [replace(i, positions=tuple(replace(s, power=s.power * value) if s.party == f.actor and s.power is not None else s for s in i.positions)) for i in n.issues]  # fmt: skip
        return replace(n, parties=tuple(parties), issues=tuple(issues))
    issues = []
    for issue in n.issues:
        stances = []
        for s in issue.positions:
            if (issue.id, s.party) == (f.upper_text, f.actor):
                s = replace(s, position=(value, value)) if f.kind == "position" else replace(s, salience=value)
            stances.append(s)
        issues.append(replace(issue, positions=tuple(stances)))
    return replace(n, issues=tuple(issues))


def moved(case: Case, reading: str | None, f: Feature, value: float) -> Case:
    if f.kind == "likelihood":
        assert case.evidence is not None
        rows = [replace(r, cells={**r.cells, f.lower_text: Cell(value, value, value)}) if r.id == f.upper_text else r for r in case.evidence.rows]
        return replace(case, evidence=replace(case.evidence, rows=tuple(rows)))
    # The same in every table: only the one that holds under the reading is asked about.
    assert case.negotiation is not None
    readings = {k: r if r.negotiation is None else replace(r, negotiation=table_moved(r.negotiation, f, value)) for k, r in case.readings.items()}
    return replace(case, negotiation=table_moved(case.negotiation, f, value), readings=readings)


def verdict(case: Case, claim: str, reading: str | None) -> str:
    (result,) = evaluate_claims(case, readings=[reading], claims=[claim], falsifiers=False)
    return result.verdict.verdict


def numbers_of(case: Case, reading: str | None, f: Feature) -> tuple[float, float, float, float] | None:
    """The ends of what the case says and of what is declared."""
    assert case.uncertainty is not None
    if f.kind == "likelihood":
        assert case.evidence is not None
        cell = next(r for r in case.evidence.rows if r.id == f.upper_text).cells[f.lower_text]
        return cell.low, cell.high, cell.low, cell.high
    error = case.uncertainty.negotiation
    assert error is not None
    table = case.negotiation if reading is None else case.readings[reading].negotiation or case.negotiation
    assert table is not None
    if f.kind == "power":
        return 1, 1, exp(-2 * error.power), exp(2 * error.power)
    stance = table.issue(f.upper_text).stance(f.actor)
    assert stance is not None
    if f.kind == "salience":
        assert stance.salience is not None
        return stance.salience, stance.salience, max(0, stance.salience - 2 * error.salience), min(100, stance.salience + 2 * error.salience)
    low, high = stance.position
    return low, high, max(0, low - 2 * error.position), min(100, high + 2 * error.position)


def grid(f: Feature, a: float, b: float, low: float, high: float) -> Iterator[tuple[float, float]]:
    """Every value of the grid with its distance."""
    middle, places = (a + b) / 2, 2 if f.kind in {"position", "salience"} else 4
    if a < b:
        yield middle, 0.0
    far = max(log(high), -log(low)) if f.kind == "power" else max(high - middle, middle - low)
    for k in range(1, 11):
        for side in (-1, 1):
            at = exp(side * k * far / 10) if f.kind == "power" else middle + side * k * far / 10
            if low - 1e-9 <= at <= high + 1e-9:
                inside = min(max(round(at, places), low), high)
                yield inside, abs(log(inside)) if f.kind == "power" else abs(inside - middle)


def checked(case: Case, points: tuple[TippingPoint, ...]) -> set[str]:
    seen = set()
    for p in points:
        f = p.input

        @cache
        def at(value: float, p: TippingPoint = p) -> str:
            return verdict(moved(case, p.reading, p.input, value), p.claim, p.reading)

        said = numbers_of(case, p.reading, f)
        assert said is not None
        assert (*p.stands, *p.within) == pytest.approx(said)
        assert p.now == verdict(case, p.claim, p.reading)
        reach = float("inf") if p.changes is None else abs(log(p.changes)) if f.kind == "power" else abs(p.changes - sum(p.stands) / 2)
        assert p.distance == pytest.approx(reach)
        nearer = [value for value, distance in grid(f, *said) if distance < reach - 1e-9]
        assert {at(value) for value in nearer} <= {p.now}
        assert p.tried >= len(set(nearer))
        if p.changes is None:
            assert (p.keeps, p.becomes) == (None, "")
            assert at(p.within[1]) == p.now
            seen.add("none")
        else:
            assert at(p.changes) == p.becomes != p.now
            assert p.within[0] - 1e-9 <= p.changes <= p.within[1] + 1e-9
            if p.keeps is None:
                assert p.changes == pytest.approx(sum(p.stands) / 2)
                seen.add("middle")
            else:
                assert at(p.keeps) == p.now
                assert abs(p.keeps - p.changes) <= (0.01 if f.kind in {"position", "salience"} else 0.0001) + 1e-9
                seen.add(f.kind)
    return seen


def pairs_of(plan: Plan, points: tuple[TippingPoint, ...]) -> set[tuple[str, str | None, str]]:
    found = {(p.claim, p.reading, p.input.label) for p in points}
    assert len(found) == len(points)
    return found


@pytest.mark.parametrize("text", [TALKS, MORE, ASKED])
def test_each_value_is_what_the_case_made_by_hand_says(text: str) -> None:
    case = parse_case(text)
    seen = checked(case, tipping(plan_of(case, readings=[None] if text is MORE else None)))
    assert seen >= {"none", "likelihood", "middle"} if text is ASKED else {"none", "position", "power", "salience"}


def test_on_what_is_not_tried_the_verdict_does_not_turn() -> None:
    skipped = 0
    for text in (MORE, ASKED):
        case = parse_case(text)
        plan = plan_of(case)
        tried = pairs_of(plan, tipping(plan))
        for claim in case.claims:
            for result in evaluate_claims(case, claims=[claim.id], falsifiers=False):
                for f in features_of(plan):
                    if (claim.id, result.reading, f.label) not in tried:
                        for value in (0.3, 0.9) if f.kind == "likelihood" else (0.37, 2.7) if f.kind == "power" else (7.0, 51.0, 100.0):
                            skipped += 1
                            assert verdict(moved(case, result.reading, f, value), claim.id, result.reading) == result.verdict.verdict
    assert skipped > 90


def test_waiting_shares_and_packages_of_a_shipped_case_by_hand() -> None:
    case = load("sochi-2018")
    plan = plan_of(case, readings=[None], claims=["C7", "D1", "N1"], targets=[])
    points = tipping(plan)
    some = [p for p in points if p.changes is not None or p.claim == "C7"] + [p for p in points if p.claim == "D1"][::9]
    assert {"position", "none"} <= checked(case, tuple(some))
    tried = pairs_of(plan, points)
    for claim in ("C7", "D1", "N1"):
        now = verdict(case, claim, None)
        for f in [f for f in features_of(plan) if not f.of_preference and (claim, None, f.label) not in tried][::5]:
            for value in (0.4, 2.5) if f.kind == "power" else (10.0, 90.0):
                assert verdict(moved(case, None, f, value), claim, None) == now


def test_with_room_for_some_claims_only_the_cheapest_are_tried_and_the_rest_is_the_same() -> None:
    case = parse_case(TALKS)
    whole, some = tipping(plan_of(case)), tipping(plan_of(case), effort=0.8)
    assert 0 < len(some) < len(whole)
    assert set(some) == {p for p in whole if p.claim in {q.claim for q in some}}
    assert tipping(plan_of(case), effort=0) == ()


def test_parts_about_preferences_stay_as_they_are_in_the_case() -> None:
    text = CASE.replace("uncertainty:\n", "negotiation:\n" + TALKS.split("negotiation:\n", 1)[1].split("uncertainty:")[0] + "uncertainty:\n  negotiation: {position: 30, basis: judged}\n").replace("claims:\n", "claims:\n" + '''\
  - {id: M, text: T, expect: {issue: x, median_between: [80, 100]}, sources: [s]}
  - {id: B, text: T, expect: {all_of: [K1, M]}, sources: [s]}
  - {id: O, text: T, expect: {any_of: [K1, M]}, sources: [s]}
''')  # fmt: skip
    case = parse_case(text)
    points = tipping(plan_of(case))
    assert {p.claim for p in points} == {"M", "B", "O"}
    checked(case, points)


def test_ranges_narrower_than_what_is_told_apart_and_at_ends_of_scales() -> None:
    text = ASKED.replace("[0.2, 0.9]", "[0.00001, 0.00004]").replace("[0.1, 0.6]", "[0.99996, 1]")
    case = parse_case(text)
    points = tipping(plan_of(case))
    checked(case, tuple(p for p in points if p.claim == "D"))
    assert all(p.changes is None or p.within[0] <= p.changes <= p.within[1] for p in points)
    assert {p.input.label: p.tried for p in points if p.claim == "D"} == {"V: likelihood under q high": 21}
    still = TALKS.replace("position: 12, salience: 20, power: 0.8", "position: 0.001, salience: 0.001, power: 10")
    points = tipping(plan_of(parse_case(still), claims=["M", "K"]))
    assert {p.input.kind for p in points if p.changes is not None} == {"power"}
    # [20, 60] with an error of 0.002 can be known to lie anywhere in it; 100 can only stay.
    assert {p.input.label for p in points if p.claim == "M" and p.input.kind != "power"} == {"a: position on x high"}
    checked(parse_case(still), tuple(p for p in points if p.input.kind == "power" and p.changes is not None))


def test_nothing_is_told_where_nothing_that_is_asked_turns_on_a_number() -> None:
    assert tipping(plan_of(parse_case(CASE))) == ()
    assert tipping(plan_of(parse_case(TALKS), claims=[])) == ()
