"""Scores of forecasts by hand; what is not scored; calibration; the ladder; what was known then."""

from __future__ import annotations

import math

import pytest

from tertius.errors import NothingFoundError
from tertius.evidence.forecast_log import forecast_log, score
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.model.asof import known_by
from tertius.model.case import Actor, Case, Forecast
from tertius.model.dates import Date

DAY = Date.parse("2018-05-18")


def forecast(id: str, p: tuple[float, float] | None, outcome: str | None, by: str = "") -> Forecast:
    return Forecast(id, id, DAY, by=by, p=p, outcome=outcome)


def brier(p: float, outcome: str) -> list[float]:
    row = score(forecast("F", (p, p), outcome))
    assert row.brier is not None
    return row.brier.as_list()


def test_single_probabilities() -> None:
    assert brier(0.95, "no") == pytest.approx([0.9025] * 3)
    assert brier(0.7, "no") == pytest.approx([0.49] * 3)
    assert brier(0.7, "yes") == pytest.approx([0.09] * 3)
    assert brier(1.0, "yes") == [0.0] * 3


def test_intervals_have_exact_ends_for_both_outcomes() -> None:
    no, yes = score(forecast("F", (0.6, 0.8), "no")), score(forecast("F", (0.6, 0.8), "yes"))
    assert no.brier is not None
    assert yes.brier is not None
    assert no.log is not None
    assert yes.log is not None
    assert no.brier.as_list() == pytest.approx([0.36, 0.49, 0.64])
    assert yes.brier.as_list() == pytest.approx([0.04, 0.09, 0.16])
    assert no.log.as_list() == pytest.approx([-math.log(0.4), -math.log(0.3), -math.log(0.2)])
    assert yes.log.as_list() == pytest.approx([-math.log(0.8), -math.log(0.7), -math.log(0.6)])


def test_a_certainty_that_did_not_come_true_has_no_bound() -> None:
    row = score(forecast("F", (0.9, 1.0), "no"))
    assert row.log is not None
    assert row.log.high == math.inf
    assert row.brier is not None
    assert row.brier.high == 1.0
    sure = score(forecast("F", (1.0, 1.0), "yes"))
    assert sure.log is not None
    assert [math.copysign(1, x) for x in sure.log.as_list()] == [1, 1, 1]


def test_void_open_and_wordless_ones_are_kept_and_not_scored() -> None:
    forecasts = (
        forecast("A", (0.2, 0.4), "void"), forecast("B", (0.2, 0.4), None), forecast("C", None, "no"),
        forecast("D", (0.5, 0.5), "yes", "x"), forecast("E", (0.9, 0.9), "no", "y"),
    )  # fmt: skip
    found = forecast_log(Case("T", (Actor("a", "A"),), None, forecasts=forecasts))
    assert [(r.forecast.id, r.missing) for r in found.rows] == [
        ("A", "void"), ("B", "unresolved"), ("C", "no_number"), ("D", ""), ("E", ""),
    ]  # fmt: skip
    assert found.total is not None
    assert found.total.count == 2
    assert found.total.brier.mid == pytest.approx((0.25 + 0.81) / 2)
    assert found.total.log.mid == pytest.approx((math.log(2) - math.log(0.1)) / 2)
    assert [(s.by, s.count, round(s.brier.mid, 6)) for s in found.sources] == [("x", 1, 0.25), ("y", 1, 0.81)]


def test_bins_hold_their_lower_end_and_the_last_one_its_upper_end() -> None:
    forecasts = tuple(forecast(f"F{k}", (p, p), "yes" if k % 2 else "no") for k, p in enumerate((0.0, 0.2, 0.39, 0.6, 0.8, 1.0)))
    found = forecast_log(Case("T", (Actor("a", "A"),), None, forecasts=forecasts)).calibration
    assert [(b.low, b.high, b.count, b.happened) for b in found] == [
        (0.0, 0.2, 1, 0), (0.2, 0.4, 2, 1), (0.6, 0.8, 1, 1), (0.8, 1.0, 2, 1),
    ]  # fmt: skip
    # Wilson for 1 of 2, by hand: centre 1/2, half width z / (1 + z^2/2) * sqrt(1/8 + z^2/16).
    z = 1.959964
    half = z / (1 + z * z / 2) * math.sqrt(0.25 / 2 + z * z / 16)
    assert found[1].share95 == pytest.approx((0.5 - half, 0.5 + half), abs=1e-5)


def test_the_shipped_argument() -> None:
    case = load("sochi-2018")
    found = forecast_log(case)
    assert [r.forecast.id for r in found.missing("void")] == ["F2"]
    assert [r.forecast.id for r in found.missing("no_number")] == ["F4", "F8", "F9", "F10"]
    assert found.total is not None
    # F1, F3, F5, F6 did not happen, F7 did.
    ends = [(0.85**2 + 0.55**2 + 0.3**2 * 2 + 0.01**2) / 5, (0.99**2 + 0.85**2 + 0.7**2 * 2 + 0.15**2) / 5]
    assert [found.total.brier.low, found.total.brier.high] == pytest.approx(ends)
    assert case.ladder is not None
    assert case.ladder.highest is not None
    assert case.ladder.highest.level == "L4"
    assert [r.level for r in case.ladder.read_as] == ["L1"]


def test_then_nothing_was_resolved_and_the_ladder_ended_in_words() -> None:
    then = known_by(load("sochi-2018"), DAY)
    found = forecast_log(then)
    assert len(found.missing("unresolved")) == 10
    assert found.total is None
    assert then.ladder is not None
    assert then.ladder.latest is not None
    assert then.ladder.latest.level == "L1"
    with pytest.raises(NothingFoundError, match="no forecast made by 2017"):
        forecast_log(known_by(load("sochi-2018"), Date.parse("2017")))
    with pytest.raises(NothingFoundError, match="add a section `forecasts`"):
        forecast_log(load("chicken"))


def test_rungs_stand_in_order_of_date_and_the_last_one_says_where_it_stands() -> None:
    text = """
tertius: 1
title: T
actors: {a: A}
ladder:
  commitment: c
  reached: [{level: L3, date: 2019}, {level: L1, date: 2018}, {level: L2, date: 2020}]
"""
    ladder = parse_case(text).ladder
    assert ladder is not None
    assert [r.level for r in ladder.reached] == ["L1", "L3", "L2"]
    assert ladder.highest is not None
    assert ladder.latest is not None
    assert (ladder.highest.level, ladder.latest.level) == ("L3", "L2")
