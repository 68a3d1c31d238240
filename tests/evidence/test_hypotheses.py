"""Bounds of competing readings: by hand, and against the enumeration of every corner of the box."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import NothingFoundError
from tertius.evidence.flips import flips
from tertius.evidence.hypotheses import Hypotheses, hypotheses
from tertius.explain.evidence_english import EvidenceTeller
from tertius.io.load import parse_case
from tertius.model.case import Actor, Case
from tertius.model.dates import Date
from tertius.model.evidence import Cell, Evidence, EvidenceRow

DAY = Date.parse("2018-05-18")
SCALE = {"N": Cell(0.4, 0.5, 0.6, "N"), "CC": Cell(0.8, 0.9, 1.0, "CC"), "C": Cell(0.6, 0.7, 0.8, "C"),
         "I": Cell(0.2, 0.3, 0.4, "I"), "II": Cell(0.01, 0.1, 0.2, "II"), "unknown": Cell(0.01, 0.5, 1.0, "unknown")}  # fmt: skip


def point(x: float) -> Cell:
    return Cell(x, x, x)


def compare(evidence: Evidence) -> Hypotheses:
    return hypotheses(Case("T", (Actor("a", "A"),), None, evidence=evidence))


def build(rows: list[tuple[list[Cell], str, tuple[float, float]]], prior: list[tuple[float, float]]) -> Evidence:
    names = tuple(f"r{k}" for k in range(len(prior)))
    made = tuple(
        EvidenceRow(f"V{i}", DAY, "", dict(zip(names, cells, strict=True)), group, q) for i, (cells, group, q) in enumerate(rows)
    )
    return Evidence(names, dict(zip(names, prior, strict=True)), SCALE, made)


def plain_posterior(evidence: Evidence, likelihood: list[list[float]], prior: list[float]) -> list[float]:
    """The formula itself, in products."""
    sizes = Counter(row.group for row in evidence.rows if row.group)
    scores = []
    for k in range(len(prior)):
        score = prior[k]
        for i, row in enumerate(evidence.rows):
            q = row.reliability[0]
            score *= (q * likelihood[i][k] + (1 - q) * 0.5) ** (1 / sizes[row.group] if row.group else 1)
        scores.append(score)
    return [s / sum(scores) for s in scores]


def prior_corners(evidence: Evidence) -> list[list[float]]:
    """The vertices of the box cut by a sum of 1: all but one at an end, the last one what is left."""
    pairs = [evidence.prior[r] for r in evidence.readings]
    found = []
    for free in range(len(pairs)):
        for ends in product((0, 1), repeat=len(pairs)):
            values = [pair[end] for pair, end in zip(pairs, ends, strict=True)]
            values[free] = 1 - sum(v for k, v in enumerate(values) if k != free)
            if pairs[free][0] - 1e-12 <= values[free] <= pairs[free][1] + 1e-12:
                found.append(values)
    return found


def corner_posteriors(evidence: Evidence) -> list[list[float]]:
    cells = [(i, r) for i in range(len(evidence.rows)) for r in evidence.readings]
    found = []
    for ends in product(("low", "high"), repeat=len(cells)):
        table: list[list[float]] = [[] for _ in evidence.rows]
        for (i, r), end in zip(cells, ends, strict=True):
            table[i].append(getattr(evidence.rows[i].cells[r], end))
        found += [plain_posterior(evidence, table, prior) for prior in prior_corners(evidence)]
    return found


values = st.sampled_from([0.02, 0.1, 0.25, 0.4, 0.5, 0.7, 0.9, 1.0])


@st.composite
def cells(draw: st.DrawFn) -> Cell:
    a, b = sorted((draw(values), draw(values)))
    return Cell(a, (a + b) / 2, b)


@st.composite
def evidences(draw: st.DrawFn, most: int = 3) -> Evidence:
    readings = draw(st.integers(2, 3))
    size = draw(st.integers(1, most if readings == 2 else 2))
    rows = [
        (
            [draw(cells()) for _ in range(readings)],
            draw(st.sampled_from(["", "", "g", "h"])),
            (draw(st.sampled_from([1.0, 1.0, 0.6, 0.0])),) * 2,
        )
        for _ in range(size)
    ]
    if draw(st.booleans()):
        prior = [(1 / readings,) * 2] * readings
    else:
        base = [draw(st.sampled_from([1, 2, 5])) for _ in range(readings)]
        shares = [x / sum(base) for x in base]
        prior = [(x * draw(st.sampled_from([0.3, 0.8, 1.0])), min(1.0, x * draw(st.sampled_from([1.0, 1.2, 3.0])))) for x in shares]
    return build(rows, prior)


@given(evidences())
@settings(max_examples=60, deadline=None)
def test_bounds_are_those_of_all_corners(evidence: Evidence) -> None:
    found, corners = compare(evidence), corner_posteriors(evidence)
    assert found.exact
    for k, r in enumerate(evidence.readings):
        band = found.posterior[r]
        assert band.low == pytest.approx(min(c[k] for c in corners), abs=1e-12)
        assert band.high == pytest.approx(max(c[k] for c in corners), abs=1e-12)
        assert band.low <= band.mid <= band.high
    assert sum(b.mid for b in found.posterior.values()) == pytest.approx(1)


@given(evidences())
@settings(max_examples=40, deadline=None)
def test_one_reading_is_always_above_another_where_it_is_in_every_corner(evidence: Evidence) -> None:
    found, corners = compare(evidence), corner_posteriors(evidence)
    for a, r in enumerate(evidence.readings):
        for b, s in enumerate(evidence.readings):
            if a != b and min(abs(c[a] - c[b]) for c in corners) > 1e-9:
                assert ((r, s) in found.above) == all(c[a] > c[b] for c in corners)


@given(evidences())
@settings(max_examples=40, deadline=None)
def test_a_reading_leads_from_the_prior_that_it_needs(evidence: Evidence) -> None:
    found = compare(evidence)
    middle = [[row.cells[r].mid for r in evidence.readings] for row in evidence.rows]
    prior = list(found.weighed.prior_mid)
    for k, r in enumerate(evidence.readings):
        rest = sum(p for j, p in enumerate(prior) if j != k)

        def leads(t: float, k: int = k, rest: float = rest) -> bool:
            varied = [t if j == k else (1 - t) * p / rest for j, p in enumerate(prior)]
            posterior = plain_posterior(evidence, middle, varied)
            return posterior[k] >= max(posterior) - 1e-15

        needed = found.sensitivity[r].needed
        assert needed.low <= needed.mid <= needed.high
        if needed.mid < 0.999:
            assert leads(needed.mid + 1e-6)
        if needed.mid > 0.001:
            assert not leads(needed.mid - 1e-6)
        low, high = found.sensitivity[r].at_least, found.sensitivity[r].at_most
        for t, band in ((0.05, low), (0.8, high)):
            varied = [t if j == k else (1 - t) * p / rest for j, p in enumerate(prior)]
            assert band.mid == pytest.approx(plain_posterior(evidence, middle, varied)[k])


@given(st.lists(cells(), min_size=2, max_size=4), st.data())
@settings(max_examples=60, deadline=None)
def test_diagnosticity_bounds_hold_inside_the_box_and_are_reached(row: list[Cell], data: st.DataObject) -> None:
    found = compare(build([(row, "", (1.0, 1.0))], [(1 / len(row),) * 2] * len(row))).rows[0].diagnosticity

    def spread(values: list[float]) -> float:
        return 10 * math.log10(max(values) / min(values))

    inside = [data.draw(st.floats(c.low, c.high)) for c in row]
    assert found.low - 1e-9 <= spread(inside) <= found.high + 1e-9
    corners = [spread([getattr(c, e) for c, e in zip(row, ends, strict=True)]) for ends in product(("low", "high"), repeat=len(row))]
    assert found.high == pytest.approx(max(corners))
    # The least range is reached by values as close to one common value as their intervals allow.
    tries = [spread([min(max(x, c.low), c.high) for c in row]) for c0 in row for x in (c0.low, c0.high)]
    assert found.low == pytest.approx(min(tries), abs=1e-9)


@given(evidences(2), st.floats(0, 1), st.data())
@settings(max_examples=40, deadline=None)
def test_bounds_with_an_interval_of_reliability_contain_every_case(evidence: Evidence, q: float, data: st.DataObject) -> None:
    wide = replace(evidence, rows=tuple(replace(row, reliability=(0.0, 1.0)) for row in evidence.rows))
    found = compare(wide)
    assert not found.exact
    inside = replace(evidence, rows=tuple(replace(row, reliability=(q, q)) for row in evidence.rows))
    table = [[data.draw(st.floats(c.low, c.high)) for c in row.cells.values()] for row in inside.rows]
    for prior in prior_corners(evidence):
        for band, p in zip(found.posterior.values(), plain_posterior(inside, table, prior), strict=True):
            assert band.low - 1e-9 <= p <= band.high + 1e-9


def test_two_readings_by_hand() -> None:
    # Odds 0.8/0.2 from one row; 0.6/0.3 and 0.9/0.9 as one row: the square root of 2 x 1.
    rows = [
        ([point(0.8), point(0.2)], "", (1.0, 1.0)),
        ([point(0.6), point(0.3)], "g", (1.0, 1.0)),
        ([point(0.9), point(0.9)], "g", (1.0, 1.0)),
    ]
    found = compare(build(rows, [(0.5, 0.5), (0.5, 0.5)]))
    odds = 4 * math.sqrt(2)
    assert found.posterior["r0"].as_list() == pytest.approx([odds / (1 + odds)] * 3)
    assert found.decibels["r0", "r1"].mid == pytest.approx(10 * math.log10(odds))
    assert found.decibels["r1", "r0"].mid == pytest.approx(-10 * math.log10(odds))
    assert [row.diagnosticity.mid for row in found.rows] == pytest.approx([10 * math.log10(4), 10 * math.log10(2), 0])
    assert [row.weight for row in found.rows] == [1, 0.5, 0.5]
    assert found.sensitivity["r1"].needed.mid == pytest.approx(odds / (1 + odds))
    assert {id: bands["r1"].mid for id, bands in found.against("r0").items()} == pytest.approx(
        {"V0": 10 * math.log10(4), "V1": 5 * math.log10(2), "V2": 0}
    )


def test_a_report_of_no_reliability_says_nothing_and_half_a_reliability_halves_the_way_to_neutral() -> None:
    nothing = compare(build([([point(0.9), point(0.1)], "", (0.0, 0.0))], [(0.3, 0.3), (0.7, 0.7)]))
    assert nothing.posterior["r0"].as_list() == pytest.approx([0.3] * 3)
    half = compare(build([([point(0.9), point(0.1)], "", (0.5, 0.5))], [(0.5, 0.5)] * 2))
    assert half.posterior["r0"].mid == pytest.approx(0.7 / (0.7 + 0.3))


def test_thousands_of_rows_do_not_underflow() -> None:
    one = [([Cell(0.001, 0.002, 0.003), Cell(0.001, 0.002, 0.003)], "", (1.0, 1.0))] * 2000
    found = compare(build(one, [(0.25, 0.25), (0.75, 0.75)]))
    assert found.posterior["r0"].mid == pytest.approx(0.25)
    assert found.posterior["r0"].low == 0.0
    assert found.posterior["r0"].high == 1.0
    assert math.isfinite(found.decibels["r0", "r1"].low)
    # What rounds to 0 and 1 is not told as certain.
    assert EvidenceTeller(found, flips(found)).band(found.posterior["r0"]) == "0.25 (<0.01 to >0.99)"
    one_sided = compare(build([([point(1.0), point(0.001)], "", (1.0, 1.0))] * 2000, [(0.5, 0.5)] * 2))
    assert one_sided.sensitivity["r1"].needed.mid == 1.0


def test_inconsistency_counts_marks_and_the_nearest_mark_of_numbers() -> None:
    def counted(cell: Cell) -> int:
        return compare(build([([cell, point(0.9)], "", (1.0, 1.0))], [(0.5, 0.5)] * 2)).inconsistency["r0"]

    assert [counted(SCALE[m]) for m in ("CC", "C", "N", "I", "II", "unknown")] == [0, 0, 0, 1, 2, 0]
    # Half way between two marks counts as the milder one: 0.4 is N, 0.2 is I.
    assert [counted(point(x)) for x in (0.45, 0.4, 0.39, 0.2, 0.19, 0.01)] == [0, 0, 1, 1, 2, 2]
    assert counted(Cell(0.1, 0.25, 0.4)) == 1


def test_an_end_of_a_prior_that_the_others_cannot_make_room_for_is_not_used() -> None:
    evidence = build([([point(0.5), point(0.5)], "", (1.0, 1.0))], [(0.6, 0.6), (0.2, 1.0)])
    assert compare(evidence).posterior["r1"].as_list() == pytest.approx([0.4] * 3)


CASE = """
tertius: 1
title: T
actors: {a: A}
sources:
  early: {title: E, date: 2018-05-01}
  late: {title: L, date: 2020}
readings:
  one: {name: One, sources: [early]}
  two: {name: Two, sources: [early]}
  three: {name: Three, sources: [late]}
evidence:
  prior: {one: 0.2, two: 0.3, three: 0.5}
  rows:
    - {id: V1, date: 2018-05-10, text: x, group: g, likelihood: {one: 0.8, two: 0.4, three: 0.1}}
    - {id: V2, date: 2018-05-18, text: x, group: g, likelihood: {one: 0.8, two: 0.4, three: 0.1}, sources: [late]}
    - {id: V3, date: 2019, text: x, likelihood: {one: 0.1, two: 0.4, three: 0.1}}
"""


def test_what_was_known_then_leaves_out_later_rows_and_readings_and_conditions_the_prior() -> None:
    from tertius.model.asof import known_by

    then = known_by(parse_case(CASE), Date.parse("2018-05-18"))
    assert then.evidence is not None
    assert then.evidence.readings == ("one", "two")
    assert [row.id for row in then.evidence.rows] == ["V1"]
    assert then.evidence.prior == {"one": pytest.approx((0.4, 0.4)), "two": pytest.approx((0.6, 0.6))}
    found = hypotheses(then)
    # The group has one row left, which counts fully: 0.4 x 0.8 against 0.6 x 0.4.
    assert found.posterior["one"].mid == pytest.approx(0.32 / 0.56)
    assert found.exact
    for date, said in (("2018-05-09", "no row of evidence that was known by 2018-05-09"), ("2018-04", "two readings or more")):
        with pytest.raises(NothingFoundError, match=said):
            hypotheses(known_by(parse_case(CASE), Date.parse(date)))


def test_intervals_of_a_prior_that_loses_a_reading_give_outer_bounds() -> None:
    from tertius.model.asof import known_by

    text = CASE.replace("{one: 0.2, two: 0.3, three: 0.5}", "{one: [0.1, 0.3], two: [0.2, 0.4], three: [0.3, 0.7]}")
    then = known_by(parse_case(text), Date.parse("2018-05-18"))
    found = hypotheses(then)
    assert not found.exact
    assert then.evidence is not None
    assert then.evidence.prior["one"] == pytest.approx((0.1 / 0.5, 0.3 / 0.5))
