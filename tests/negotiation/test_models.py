"""Comparison models: published and derived numbers, and what every model has to satisfy."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.negotiation.models.catalogue import MODELS
from tertius.negotiation.models.compromise import compromise
from tertius.negotiation.models.median import weighted_median
from tertius.negotiation.models.nash import nash, nash_point
from tertius.negotiation.stakes import Stakes, placed

NAN = float("nan")


def stakes(position: list[float], salience: list[float] | None = None, power: list[float] | None = None, reference: float = NAN) -> Stakes:
    n = len(position)
    return Stakes(
        "k", "g", tuple(f"a{i}" for i in range(n)), np.array(position, dtype=float),
        np.array(salience if salience is not None else [NAN] * n, dtype=float),
        np.array(power if power is not None else [NAN] * n, dtype=float), reference,
    )  # fmt: skip


EMISSIONS = [
    (0.08, 4, 0.8), (0.08, 7, 0.4), (0.03, 4, 0.2), (0.16, 4, 0.8), (0.16, 10, 0.6), (0.16, 10, 0.6), (0.16, 10, 0.9), (0.05, 7, 0.1),
    (0.05, 4, 1.0), (0.08, 7, 0.7),
]  # fmt: skip
"""Power, position in years and salience of ten states on emission standards (Bueno de Mesquita 1994, Table 1; Scholz, Calbert & Smith 2011)."""


def emissions() -> Stakes:
    return stakes([x for _, x, _ in EMISSIONS], [100 * s for *_, s in EMISSIONS], [c for c, *_ in EMISSIONS])


def test_published_compromise_and_median() -> None:
    assert compromise(emissions()) == pytest.approx(7.389955686853766)
    who = placed(emissions())
    assert weighted_median(who.position, who.weight) == 7.0


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(1, 9)), min_size=1, max_size=7))
@settings(max_examples=60, deadline=None)
def test_no_point_beats_the_weighted_median(actors: list[tuple[int, int]]) -> None:
    x, w = (np.array(v, dtype=float) for v in zip(*actors, strict=True))
    m = weighted_median(x, w)
    for y in range(21):
        nearer = w[np.abs(x - y) < np.abs(x - m)].sum()
        farther = w[np.abs(x - y) > np.abs(x - m)].sum()
        assert nearer <= farther


@pytest.mark.parametrize(("d1", "d2", "w", "u1"), [
    (0.2, 0.3, 0.5, 0.45), (0.1, 0.0, 0.75, 0.775),
    # Alternating offers with rates 1 and 3 and short periods (Rubinstein 1982; Binmore, Rubinstein & Wolinsky 1986): weights 1/r.
    (0.0, 0.0, 1 / (1 + 1 / 3), 0.75),
    # u1 = x^a, u2 = (1 - x)^b: the logarithm of the product is a log x + b log(1 - x), so x = a/(a + b).
    (0.0, 0.0, 1 / 2, 0.5), (0.0, 0.0, 1 / 1.5, 2 / 3), (0.0, 0.0, 0.5 / 1.5, 1 / 3),
])  # fmt: skip
def test_asymmetric_nash_with_linear_utility(d1: float, d2: float, w: float, u1: float) -> None:
    # u1 + u2 = 1: actors at the two ends of the scale. Textbook: u1 = d1 + w (1 - d1 - d2).
    found = nash_point(np.array([100.0, 0.0]), np.array([w, 1 - w]), np.array([d1, d2]), curvature=1)
    assert found == pytest.approx(100 * u1, abs=1e-4)


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(1, 9)), min_size=2, max_size=6), st.sampled_from([0.0, 25.0, 100.0, NAN]), st.sampled_from([1.0, 0.4]))
@settings(max_examples=30, deadline=None)
def test_nash_is_the_best_point_of_a_fine_grid(actors: list[tuple[int, int]], q: float, kappa: float) -> None:
    x, w = (np.array(v, dtype=float) for v in zip(*actors, strict=True))
    s = stakes(x.tolist(), None, w.tolist(), q)
    grid = np.linspace(0, 100, 1001)
    u = 1 - ((grid[:, None] - x) / 100) ** 2
    d = (np.zeros(len(x)) if np.isnan(q) else 1 - ((q - x) / 100) ** 2) - kappa
    gain = u - d
    valid = (gain > 1e-9).all(axis=1)
    found = nash(s, breakdown=kappa)
    if not valid.any():
        return
    best = np.where(valid, np.log(np.maximum(gain, 1e-300)) @ w, -np.inf)
    at_found = float(np.log(np.maximum(1 - ((found - x) / 100) ** 2 - d, 1e-300)) @ w)
    assert at_found >= best.max() - 1e-6


def test_limits_of_the_nash_family() -> None:
    s = stakes([10, 30, 90], None, [1, 2, 2], reference=0)
    assert nash(s, breakdown=1e4) == pytest.approx(compromise(s), abs=0.01)
    assert nash(s, curvature=1, breakdown=1e4) == pytest.approx(30, abs=0.01)
    # Nothing is better for an actor who stands at the reference point; else maximise x(0.4 - x) x(1 - x): x = 0.25.
    assert nash(stakes([0, 50, 90], reference=0), breakdown=0) == 0
    assert nash(stakes([20, 50], reference=0), breakdown=0) == pytest.approx(25, abs=1e-3)


def test_a_curvature_below_one_is_refused() -> None:
    with pytest.raises(ValueError, match="expected 1 or more"):
        nash_point(np.array([0.0]), np.array([1.0]), np.array([0.0]), curvature=0.5)


ISSUES = {
    "one actor": stakes([35]),
    "all at one place": stakes([40, 40, 40], [10, 20, 30], [1, 1, 1], reference=0),
    "no power, salience or reference": stakes([10, 80, 90]),
    "some without": stakes([10, NAN, 90], [NAN, 50, 80], [3, 5, NAN], reference=10),
    "nobody cares": stakes([10, 90], [0, 0], [1, 3]),
    "the ends": stakes([0, 100], reference=100),
}


@pytest.mark.parametrize("name", MODELS)
@pytest.mark.parametrize("issue", ISSUES)
def test_every_model_answers_every_issue_with_a_distribution(name: str, issue: str) -> None:
    s = ISSUES[issue]
    (found,) = MODELS[name].run([s])
    if found is None:
        assert name in {"status_quo", "pivots"}
        assert np.isnan(s.reference)
        return
    assert found.below(-1000) == pytest.approx(0)
    assert found.cdf(1000) == pytest.approx(1)
    ys = np.linspace(0, 100, 41)
    f = [found.cdf(float(y)) for y in ys]
    assert all(b >= a - 1e-12 for a, b in itertools.pairwise(f))
    if MODELS[name].is_point:
        assert 0 <= found.quantile(0.5) <= 100
        assert found.crps(20.0) == pytest.approx(abs(found.quantile(0.5) - 20))


@pytest.mark.parametrize("name", MODELS)
def test_the_order_of_actors_does_not_matter(name: str) -> None:
    a = stakes([10, 35, 80, 80], [30, 60, 90, 20], [1, 4, 2, 2], reference=20)
    turned = [2, 0, 3, 1]
    b = Stakes("k", "g", tuple(a.actors[k] for k in turned), a.position[turned], a.salience[turned], a.power[turned], a.reference)
    one, other = MODELS[name].run([a])[0], MODELS[name].run([b])[0]
    assert one is not None
    assert other is not None
    assert one.quantile(0.5) == pytest.approx(other.quantile(0.5))
    assert one.crps(33) == pytest.approx(other.crps(33))


@pytest.mark.parametrize("name", MODELS)
def test_every_model_has_a_card(name: str) -> None:
    m = MODELS[name]
    assert m.name == name
    assert m.title
    assert m.source
    assert m.assumes.endswith(".")


number = st.one_of(st.just(NAN), st.sampled_from([0.0, 25, 50, 100, 33.3]))


@given(st.lists(st.lists(st.tuples(number, number, st.one_of(st.just(NAN), st.sampled_from([0.0, 1, 5, 1e6]))), min_size=1, max_size=5), min_size=1, max_size=3), number)
@settings(max_examples=40, deadline=None)
def test_no_model_breaks_on_missing_zero_and_equal_numbers(issues: list[list[tuple[float, float, float]]], reference: float) -> None:
    group = []
    for k, rows in enumerate(issues):
        x, s, c = (np.array(v, dtype=float) for v in zip(*rows, strict=True))
        x = np.where(np.isnan(x).all(), 50.0, x)
        held = ~np.isnan(x)
        c = np.where((c[held] == 0).all(), 1.0, c)
        group.append(Stakes(f"k{k}", "g", tuple(f"a{i}" for i in range(len(rows))), x, s, c, reference))
    for name, model in MODELS.items():
        for found in model.run(group):
            if found is not None and name != "normal30":
                low, middle, high = (found.quantile(p) for p in (0.1, 0.5, 0.9))
                assert -1e-9 <= low <= middle <= high <= 100 + 1e-9
