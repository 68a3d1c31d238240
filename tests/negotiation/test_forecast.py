"""The forecast: features by hand, the fit against a brute search, missing inputs, and the aims on the development data where it is there."""

from __future__ import annotations

import hashlib
import math
from pathlib import Path

import numpy as np
import pytest

from tertius.errors import TertiusError
from tertius.io.positions_table import read_positions
from tertius.negotiation.backtest import Backtest, backtest
from tertius.negotiation.choice import Stack, fit_weights, shares, stacked
from tertius.negotiation.features import FEATURES, alternatives
from tertius.negotiation.fit import Fit, fit, held_out, shipped
from tertius.negotiation.folds import fold_of
from tertius.negotiation.forecast import forecast
from tertius.negotiation.stakes import Observed, Stakes, placed, stakes_of

NAN = float("nan")
DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "deu3-dev.tsv"


def stakes(position: list[float], salience: list[float], power: list[float], reference: float = NAN, group: str = "g") -> Stakes:
    return Stakes("k", group, tuple(f"a{i}" for i in range(len(position))), np.array(position), np.array(salience), np.array(power), reference)


def generated(n: int, seed: int) -> list[Observed]:
    """Issues whose outcome is somebody's position, or even on the scale, by turns."""
    rng = np.random.default_rng(seed)
    data = []
    for k in range(n):
        m = int(rng.integers(2, 7))
        x = rng.integers(0, 11, m) * 10.0
        s = stakes(x.tolist(), rng.integers(10, 90, m).astype(float).tolist(), rng.integers(1, 9, m).astype(float).tolist(), 0.0, f"g{k // 3}")
        data.append(Observed(s, float(rng.choice(x)) if k % 2 else float(rng.uniform(0, 100))))
    return data


def test_features_by_hand() -> None:
    # Weights 0.25 and 0.75: the compromise is 0.25 * 20 + 0.75 * 100 = 80, the variance 0.25 * 3600 + 0.75 * 400 = 1200.
    # Both mind 0.5 times the distance; the least of the greater is at 57.5 and 62.5, 0.5 * 0.425.
    found = alternatives(stakes([20, 100], [50, 50], [1, 3], reference=40))
    rows = {float(y): dict(zip(FEATURES, r, strict=True)) for y, r in zip(found.at[: found.atoms], found.features, strict=False)}
    assert list(rows) == [0, 20, 40, 100]
    sd = math.sqrt(1200)
    assert rows[20] == pytest.approx(
        {"held": 1, "support": math.log(0.25), "held_end": 0, "bare_end": 0, "reference": 0, "distance": 0.6, "spread": 60 / sd / 10, "away": -0.6, "strain": 0.1875, "leader": 0}
    )
    assert rows[100] == pytest.approx(
        {"held": 1, "support": math.log(0.75), "held_end": 1, "bare_end": 0, "reference": 0, "distance": 0.2, "spread": 20 / sd / 10, "away": 0.2, "strain": 0.1875, "leader": 1}
    )
    assert (rows[0]["bare_end"], rows[0]["held"], rows[40]["reference"], rows[40]["held"]) == (1, 0, 1, 0)
    assert len(found.at) == 4 + 20
    assert found.chosen(20.1) == 1
    assert found.at[found.chosen(63)] == 62.5
    assert found.at[found.chosen(99.9)] == 100


def test_weights_with_something_missing() -> None:
    who = placed(stakes([10, NAN, 90], [40, 99, NAN], [1, 5, 3]))
    assert who.actors == ("a0", "a2")
    assert who.weight == pytest.approx([0.25, 0.75])
    assert placed(stakes([10, 90], [0, 0], [1, 3])).weight == pytest.approx([0.25, 0.75])
    assert placed(stakes([10, 90], [NAN, NAN], [NAN, NAN])).weight == pytest.approx([0.5, 0.5])


def test_the_fit_is_the_maximum_of_the_penalised_likelihood() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(40, 5, 2))
    chosen = rng.integers(0, 5, 40)
    offset = np.zeros((40, 5))
    found = fit_weights(Stack(x, offset, chosen), 3.0)
    scale = np.sqrt((x.reshape(-1, 2) ** 2).mean(axis=0))

    def value(b: np.ndarray) -> float:
        p = shares(x, offset, b)
        return float(np.log(p[np.arange(40), chosen]).sum() - 1.5 * ((b * scale) ** 2).sum())

    best = value(found)
    for da in (-0.01, 0, 0.01):
        for db in (-0.01, 0, 0.01):
            assert value(found + np.array([da, db])) <= best + 1e-9


def test_padded_issues_have_no_say() -> None:
    data = [stakes([20, 80], [50, 50], [1, 1]), stakes([0, 10, 20, 30, 40], [50] * 5, [1] * 5)]
    stack = stacked([alternatives(s) for s in data], [20, 10])
    p = shares(stack.features, stack.offset, np.ones(len(FEATURES)))
    assert p.sum(axis=1) == pytest.approx([1, 1])
    assert (p[0, 24:] == 0).all()


def test_folds_keep_a_group_together_and_are_even() -> None:
    groups = [f"g{k // 4}" for k in range(80)]
    part = fold_of(groups, 5, seed=0)
    assert all(len({p for p, h in zip(part, groups, strict=True) if h == g}) == 1 for g in set(groups))
    assert np.bincount(part).tolist() == [16] * 5
    assert (fold_of(groups, 5, seed=0) == part).all()
    assert (fold_of(groups, 5, seed=1) != part).any()


def test_held_out_weights_have_not_seen_their_group() -> None:
    data = generated(60, 1)
    fits = held_out(data, folds=4, seed=0)
    part = fold_of([d.stakes.group for d in data], 4, seed=0)
    assert fits[0] == fit([d for d, p in zip(data, part, strict=True) if p != part[0]])


def test_too_little_to_fit_on() -> None:
    with pytest.raises(TertiusError, match="to fit on: 10"):
        fit(generated(10, 1))
    with pytest.raises(TertiusError, match="--fit shipped"):
        held_out(generated(12, 1))


@pytest.mark.parametrize("reference", [NAN, 0.0, 55.0])
@pytest.mark.parametrize("filled", [True, False])
def test_a_forecast_needs_positions_only(reference: float, filled: bool) -> None:
    n = [30.0, 60.0, 90.0] if filled else [NAN] * 3
    found = forecast(stakes([10, 70, 70], n, n, reference))
    low, high = found.interval80
    assert 0 <= low <= found.interval50[0] <= found.median <= found.interval50[1] <= high <= 100
    assert sum(found.bands(25, 75)) == pytest.approx(1)
    assert found.kept(70) == pytest.approx(found.distribution.probability(65, 75))
    assert found.kept(70, within=0) == pytest.approx(found.atoms()[70])
    assert set(found.atoms(at_least=found.atoms()[70])) >= {70}


def test_the_scale_can_be_turned_round() -> None:
    a = forecast(stakes([10, 70, 90], [10, 50, 60], [1, 2, 3], 20)).distribution
    b = forecast(stakes([90, 30, 10], [10, 50, 60], [1, 2, 3], 80)).distribution
    for y in (7.0, 33.0, 62.0):
        assert a.cdf(y) == pytest.approx(1 - b.below(100 - y))


def test_bands_ascend() -> None:
    with pytest.raises(ValueError, match="ascend"):
        forecast(stakes([10, 70], [10, 50], [1, 2])).bands(75, 25)


@pytest.mark.parametrize(
    ("position", "power", "reference", "said"),
    [([120, 10], [1, 1], NAN, "position of a0 is 120"), ([10, 20], [0, 0], NAN, "power above 0"), ([NAN, NAN], [1, 1], NAN, "no actor has a position"),
     ([10, 20], [1, -1], NAN, "power of a1 is -1"), ([10, 20], [1, 1], 101.0, "reference point is 101")],
)  # fmt: skip
def test_stakes_that_cannot_be(position: list[float], power: list[float], reference: float, said: str) -> None:
    with pytest.raises(TertiusError, match=said):
        stakes(position, [50, 50], power, reference)


def test_the_same_seed_gives_the_same_figures_whatever_models_are_asked_for() -> None:
    data = generated(60, 2)
    a, b = backtest(data, folds=3, seed=4), backtest(data, folds=3, seed=4, models=("normal30", "tertius"))
    one, other = ({s.model: s for s in found.scores} for found in (a, b))
    assert other["tertius"].differences["normal30"] == one["tertius"].differences["normal30"]
    assert other["normal30"].pit80 == one["normal30"].pit80
    assert list(other) == ["tertius", "normal30"]


def test_scores_by_hand() -> None:
    data = [Observed(stakes([0, 100], [50, 50], [1, 1], 10, "a"), 60), Observed(stakes([40, 40], [50, 50], [1, 1], NAN, "b"), 10)]
    found = {s.model: s for s in backtest(data, models=("compromise", "median", "status_quo")).scores}
    assert (found["compromise"].mae, found["compromise"].crps, found["compromise"].median_ae) == (pytest.approx(20), pytest.approx(20), pytest.approx(20))
    assert found["median"].mae == pytest.approx(45)  # 0 and 40, for 60 and 10
    assert (found["status_quo"].issues, found["status_quo"].mae) == (1, 50)
    assert (found["compromise"].log_score, found["compromise"].pit80) == (None, None)
    assert found["compromise"].differences["status_quo"].issues == 1
    assert found["compromise"].differences["median"].mae == pytest.approx(-25)
    # Two groups with differences of -50 and 0: resampled means lie on -50, -25 and 0.
    assert found["compromise"].differences["median"].mae_interval == (-50, 0)


def test_a_fit_on_the_same_groups_says_so() -> None:
    data = generated(30, 5)
    found = backtest(data, fit=fit(data[:21] + generated(30, 6)[24:]), models=("tertius",))
    assert (found.fitted, found.folds, found.seen) == ("table", 0, ("g0", "g1", "g2", "g3", "g4", "g5", "g6", "g8", "g9"))


def test_the_shipped_fit_says_where_it_is_from() -> None:
    found = shipped()
    assert found.source["doi"] == "10.34810/data53"
    assert len(found.source["sha256"]) == 64
    assert (found.issues, found.groups) == (238, 93)


@pytest.fixture(scope="module")
def development() -> list[Observed]:
    if not DATA.exists():
        pytest.skip("the development part of DEU III is not here; it is no part of the package")
    return [Observed(s, y) for s, y in stakes_of(read_positions(DATA)) if y is not None]


def test_the_shipped_weights_come_from_the_file_that_they_name(development: list[Observed]) -> None:
    found: Fit = shipped()
    assert hashlib.sha256(DATA.read_bytes()).hexdigest() == found.source["sha256"]
    assert fit(development).weights == pytest.approx(found.weights, rel=1e-6)


@pytest.mark.parametrize("seed", [0, 1])
def test_the_aims_on_folds_that_keep_a_dossier_together(development: list[Observed], seed: int) -> None:
    found: Backtest = backtest(development, seed=seed, models=("tertius", "compromise", "normal30"))
    own = found.scores[0]
    assert own.crps is not None
    assert own.mae is not None
    assert own.pit80 is not None
    assert own.crps <= 15.8
    assert own.differences["normal30"].crps <= -1.0
    interval = own.differences["normal30"].crps_interval
    assert interval is not None
    assert interval[1] < 0
    assert own.differences["compromise"].mae < 0
    assert 0.74 <= own.pit80 <= 0.86


@pytest.mark.parametrize(("position", "salience", "power"), [([0, 33.3, 100, 66.7], [1, 3, 1, 3], [0.1, 0.7, 0.1, 0.7]), ([50, 20, 80], [7, 0.3, 0.3], [0.7, 0.1, 0.1])])
def test_a_compromise_on_the_reference_point_has_no_side(position: list[float], salience: list[float], power: list[float]) -> None:
    # Positions balance about 50 exactly; in floats the mean may miss it by a rounding.
    found = forecast(stakes(position, salience, power, 50.0)).distribution
    assert found.mean == pytest.approx(50, abs=1e-9)
    assert found.cdf(30) == pytest.approx(1 - found.below(70), abs=1e-9)


def test_a_compromise_a_rounding_from_the_reference_point_counts_as_on_it() -> None:
    on = forecast(stakes([0, 100], [1, 0], [1, 1], 0.0)).distribution
    near = forecast(stakes([0, 100], [1, 1e-13], [1, 1], 0.0)).distribution
    assert near.mean == pytest.approx(on.mean, abs=1e-3)
