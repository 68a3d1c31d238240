"""Many forecasts at once against one after another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.evidence.issues import DRAWS, SEED, issue_test, positions_drawn
from tertius.io.catalogue import load
from tertius.model.negotiation import IssueTest
from tertius.negotiation.forecast import forecast
from tertius.negotiation.forecasts import forecasts
from tertius.negotiation.settle import stakes_in
from tertius.negotiation.stakes import Stakes

PLACES = st.one_of(st.sampled_from([0.0, 5.0, 50.0, 62.5, 100.0]), st.floats(0, 100))
MISSING = float("nan")


@st.composite
def settings_of_positions(draw: st.DrawFn) -> tuple[Stakes, list[list[float]]]:
    n = draw(st.integers(1, 5))
    rows = draw(st.lists(st.lists(PLACES, min_size=n, max_size=n), min_size=1, max_size=4))
    salience = draw(st.lists(st.sampled_from([0.0, 20.0, 90.0, MISSING]), min_size=n, max_size=n))
    power = draw(st.lists(st.sampled_from([0.0, 1.0, 7.0, MISSING]), min_size=n, max_size=n))
    if not np.nansum(power):
        power[0] = 2.0
    reference = draw(st.one_of(st.just(MISSING), PLACES))
    return Stakes("x", "", tuple("abcde"[:n]), np.array(rows[0]), np.array(salience), np.array(power), reference), rows


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(settings_of_positions(), PLACES, PLACES)
def test_each_row_has_the_forecast_of_its_positions(given: tuple[Stakes, list[list[float]]], a: float, b: float) -> None:
    stakes, rows = given
    found = forecasts(stakes, np.array(rows))
    low, high = sorted((a, b))
    medians, within = found.medians(), found.probabilities(low, high)
    for k, row in enumerate(rows):
        one = forecast(replace(stakes, position=np.array(row)))
        assert within[k] == pytest.approx(one.distribution.probability(low, high), abs=1e-9)
        # A median that is even between two places may round to either.
        if abs(one.distribution.cdf(one.median) - 0.5) > 1e-9:
            assert medians[k] == pytest.approx(one.median, abs=1e-6)


def test_actors_without_a_position_stay_without() -> None:
    stakes = Stakes("x", "", ("a", "b", "c"), np.array([10.0, MISSING, 70.0]), np.array([50.0, 99.0, 20.0]), np.ones(3))
    found = forecasts(stakes, np.array([[30.0, 5.0, 80.0]]))
    assert found.medians()[0] == pytest.approx(forecast(replace(stakes, position=np.array([30.0, MISSING, 80.0]))).median)


@pytest.mark.parametrize("slug", ["sochi-2018", "iran-2013"])
def test_claims_about_issues_in_their_ranges_are_those_of_one_forecast_after_another(slug: str) -> None:
    negotiation = load(slug).negotiation
    assert negotiation is not None
    for issue in negotiation.issues[:3]:
        rng = np.random.default_rng(np.random.SeedSequence(SEED))
        drawn = positions_drawn(issue)
        found = [forecast(stakes_in(negotiation, issue))]
        for row in drawn:
            places = [float(rng.uniform(*s.position)) for s in issue.positions]
            assert places == row.tolist()
            shifted = tuple(replace(s, position=(y, y)) for s, y in zip(issue.positions, places, strict=True))
            found.append(forecast(stakes_in(negotiation, replace(issue, positions=shifted))))
        for kind, low, high in (("median", 40.0, 60.0), ("between", 50.0, 100.0), ("between", 0.0, 30.0)):
            values = [f.median if kind == "median" else f.distribution.probability(low, high) for f in found]
            met = [low <= v <= high if kind == "median" else v >= 0.5 for v in values]
            share = sum(met) / (DRAWS + 1)
            expected = "holds" if met[0] and share >= 0.9 else "fails" if not met[0] and share <= 0.1 else "open"
            assert issue_test(negotiation, IssueTest(issue.id, kind, low, high)).verdict == expected
