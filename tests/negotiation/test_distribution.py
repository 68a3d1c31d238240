"""Distributions with atoms, against integrals and sums worked out otherwise."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.negotiation.distribution import (
    LEAST,
    Mixture,
    Normal,
    bin_of,
    even,
    log_score,
    pit,
    point,
    points,
)


def made(at: list[float], mass: list[float], share: list[float]) -> Mixture:
    edges = np.linspace(0, 100, len(share) + 1) if share else np.empty(0)
    return Mixture(np.array(at), np.array(mass), edges, np.array(share))


@st.composite
def mixtures(draw: st.DrawFn) -> Mixture:
    at = sorted(draw(st.sets(st.integers(0, 100), max_size=5)))
    cells = draw(st.sampled_from([0, 4, 20] if at else [4, 20]))
    raw = np.array(draw(st.lists(st.integers(0, 9), min_size=len(at) + cells, max_size=len(at) + cells)), dtype=float)
    raw[0] += 1
    raw /= raw.sum()
    return made([float(a) for a in at], raw[: len(at)].tolist(), raw[len(at) :].tolist())


def brute_cdf(m: Mixture, y: float) -> float:
    total = sum(p for a, p in zip(m.at, m.mass, strict=True) if a <= y)
    for left, right, p in zip(m.edges, m.edges[1:], m.share, strict=False):
        total += p * (0 if y <= left else 1 if y >= right else (y - left) / (right - left))
    return total


@given(mixtures(), st.floats(0, 100))
@settings(max_examples=40, deadline=None)
def test_crps_is_the_integral(m: Mixture, outcome: float) -> None:
    # The middle rule between all places where the integrand breaks: exact up to the square inside a piece.
    breaks = np.unique(np.concatenate([m.at, m.edges, [0.0, 100.0, outcome]]))
    total = 0.0
    for a, b in itertools.pairwise(breaks):
        for k in range(20):
            y = a + (b - a) * (k + 0.5) / 20
            total += (b - a) / 20 * (brute_cdf(m, y) - (y >= outcome)) ** 2
    assert m.crps(outcome) == pytest.approx(total, abs=0.01)


@given(mixtures(), st.floats(0.001, 1))
@settings(max_examples=60, deadline=None)
def test_a_quantile_is_the_smallest_point_with_that_much_below(m: Mixture, p: float) -> None:
    y = m.quantile(p)
    assert brute_cdf(m, y) >= p - 1e-9
    assert brute_cdf(m, y - 1e-6) <= p + 1e-6


def test_by_hand() -> None:
    m = made([40.0], [0.5], [0.5, 0.0])  # half at 40, half even over 0 to 50
    assert m.cdf(40) == pytest.approx(0.5 + 0.4)
    assert m.below(40) == pytest.approx(0.4)
    assert m.median == 40
    assert m.quantile(0.2) == pytest.approx(20)
    assert m.quantile(0.95) == pytest.approx(45)
    assert m.probability(40, 40) == pytest.approx(0.5)
    assert m.mean == pytest.approx(0.5 * 40 + 0.5 * 25)
    assert m.interval(0.8) == (pytest.approx(10), 40.0)


def test_crps_of_a_point_is_the_distance_and_of_an_even_scale_is_known() -> None:
    assert point(30).crps(75) == pytest.approx(45)
    # E|X - 50| - E|X - X'|/2 = 25 - 50/3
    assert even().crps(50) == pytest.approx(25 - 100 / 6)
    assert points([0, 100], [1, 1]).crps(0) == pytest.approx(50 - 25)


def test_crps_of_a_normal_is_the_integral() -> None:
    n = Normal(40.0, 30.0)
    y = np.linspace(-400, 500, 200_001)
    f = np.array([0.5 * (1 + math.erf((v - 40) / 30 / math.sqrt(2))) for v in y[::20]])
    assert n.crps(70) == pytest.approx(float(((f - (y[::20] >= 70)) ** 2).sum() * (y[20] - y[0])), abs=0.05)
    assert n.quantile(0.5) == pytest.approx(40)


def test_points_that_repeat_are_one() -> None:
    m = points([70, 20, 70], [1, 2, 1])
    assert m.at.tolist() == [20, 70]
    assert m.mass.tolist() == [0.5, 0.5]


def test_log_score_takes_the_bin_around_the_outcome() -> None:
    assert bin_of(50) == (47.5, 52.5)
    assert bin_of(1) == (-math.inf, 2.5)
    assert bin_of(99) == (97.5, math.inf)
    assert log_score(even(), 50) == pytest.approx(math.log(0.05))
    assert log_score(even(), 0) == pytest.approx(math.log(0.025))
    assert log_score(points([50, 0], [1, 3]), 51) == pytest.approx(math.log(0.25))
    assert log_score(points([50, 0], [1, 3]), 70) == pytest.approx(math.log(LEAST))


def test_randomised_pit_is_even_where_the_forecast_is_true() -> None:
    m = made([0.0, 40.0, 100.0], [0.2, 0.3, 0.1], [0.1, 0.1, 0.1, 0.1])
    rng = np.random.default_rng(1)
    draws = [m.quantile(max(1e-9, u)) for u in rng.random(4000)]
    found = [pit(m, y, u) for y, u in zip(draws, rng.random(4000), strict=True)]
    assert np.histogram(found, bins=10, range=(0, 1))[0] / 4000 == pytest.approx(np.full(10, 0.1), abs=0.02)


def test_masses_that_do_not_sum_to_one_are_refused() -> None:
    with pytest.raises(ValueError, match="sum to 1"):
        made([40.0], [0.5], [])
