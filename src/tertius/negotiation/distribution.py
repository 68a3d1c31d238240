"""Where an issue settles, as a distribution on 0 to 100: points with probability, and cells over which it is even.

With points t_k of mass a_k and cells [l_j, r_j] of mass b_j, sum a + sum b = 1,

    F(y) = sum_k a_k [t_k <= y] + sum_j b_j min(1, max(0, (y - l_j)/(r_j - l_j)))

quantile(p) = the smallest y with F(y) >= p. Everything is exact: F is piecewise linear with jumps.

* CRPS = integral of (F(y) - [y >= x])^2 over y, for the outcome x, in points of the scale; lower is better. For a point forecast it is the absolute error.
* Randomised PIT = F(x-) + u (F(x) - F(x-)), u even on [0, 1]: even on [0, 1] if the forecasts are calibrated, also where there are atoms.
* Log score: log of the probability of the bin that has the outcome: 21 bins centred on 0, 5, ..., 100 ([0, 2.5), [2.5, 7.5), ..., [97.5, 100]), so that
  points and densities compare. A probability below 0.001 counts as 0.001. A point forecast has none.

References: Gneiting, T., Raftery, A. E. (2007), Strictly proper scoring rules, JASA 102:359-378. Brockwell, A. E. (2007), Universal residuals,
Statistics & Probability Letters 77:1473-1478 (randomised PIT).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from tertius.arrays import FloatArray

__all__ = ["LEAST", "Distribution", "Mixture", "Normal", "bin_of", "even", "log_score", "pit", "point", "points"]

LEAST = 0.001
"""The least probability that the log score counts."""
ROUNDING = 1e-12
_SIDES: tuple[Literal["left", "right"], ...] = ("left", "right")


class Distribution(Protocol):
    """What is scored."""

    def cdf(self, y: float) -> float:
        """Probability of y or less."""

    def below(self, y: float) -> float:
        """Probability of less than y."""

    def quantile(self, p: float) -> float:
        """The smallest y with F(y) >= p."""

    def crps(self, outcome: float) -> float:
        """The continuous ranked probability score."""


@dataclass(frozen=True, slots=True, eq=False)
class Mixture:
    """Points and cells.

    at, mass : shape (points,), the points ascending and distinct
    edges, share : shape (cells + 1,), ascending, and (cells,); no cells: both empty
    """

    at: FloatArray
    mass: FloatArray
    edges: FloatArray
    share: FloatArray

    def __post_init__(self) -> None:
        total = float(self.mass.sum() + self.share.sum())
        if abs(total - 1) > 1e-9 or (self.mass < 0).any() or (self.share < 0).any():
            raise ValueError(f"masses must be 0 or more and sum to 1; they sum to {total:g}")
        if (np.diff(self.at) <= 0).any() or (np.diff(self.edges) <= 0).any():
            raise ValueError("points and edges must ascend")

    def levels(self, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """F(y-) and F(y) at many points."""
        even = np.interp(y, self.edges, np.concatenate([[0.0], np.cumsum(self.share)])) if self.share.size else np.zeros(len(y))
        steps = np.concatenate([[0.0], np.cumsum(self.mass)])
        below, upto = (steps[np.searchsorted(self.at, y, side=side)] + even for side in _SIDES)
        return np.minimum(below, 1.0), np.minimum(upto, 1.0)

    def cdf(self, y: float) -> float:
        """Probability of y or less."""
        return float(self.levels(np.array([y]))[1][0])

    def below(self, y: float) -> float:
        """Probability of less than y."""
        return float(self.levels(np.array([y]))[0][0])

    def probability(self, low: float, high: float) -> float:
        """Probability of [low, high], ends included."""
        return max(0.0, self.cdf(high) - self.below(low))

    def quantile(self, p: float) -> float:
        """The smallest y with F(y) >= p; p in (0, 1]."""
        knots = np.unique(np.concatenate([self.at, self.edges]))
        below, upto = self.levels(knots)
        reached = upto >= p - ROUNDING
        k = int(reached.argmax()) if reached.any() else len(knots) - 1
        if k == 0 or below[k] <= p - ROUNDING:
            return float(knots[k])
        part = (p - upto[k - 1]) / (below[k] - upto[k - 1])
        return float(knots[k - 1] + (knots[k] - knots[k - 1]) * min(1.0, part))

    @property
    def median(self) -> float:
        """The smallest y with at least half of the probability at or below it."""
        return self.quantile(0.5)

    @property
    def mean(self) -> float:
        """Expected value."""
        middles = (self.edges[1:] + self.edges[:-1]) / 2
        return float((self.at * self.mass).sum() + (middles * self.share).sum())

    def interval(self, level: float) -> tuple[float, float]:
        """Central interval: as much probability is cut on either side, at most (1 - level)/2."""
        tail = (1 - level) / 2
        return self.quantile(tail), self.quantile(1 - tail)

    def crps(self, outcome: float) -> float:
        """Exact: between two knots F is linear."""
        knots = np.unique(np.concatenate([self.at, self.edges, [outcome]]))
        below, upto = self.levels(knots)
        right, left = upto[:-1], below[1:]
        step = (knots[:-1] >= outcome).astype(np.float64)
        a, b = right - step, left - step
        return float((np.diff(knots) * (a * a + a * b + b * b) / 3).sum())


@dataclass(frozen=True, slots=True)
class Normal:
    """A normal distribution, not cut at the ends of the scale."""

    centre: float
    sd: float

    def cdf(self, y: float) -> float:
        """Probability of y or less."""
        return 0.5 * math.erfc((self.centre - y) / (self.sd * math.sqrt(2)))

    def below(self, y: float) -> float:
        """The same: no point has probability."""
        return self.cdf(y)

    def quantile(self, p: float) -> float:
        """The inverse of `cdf`."""
        from statistics import NormalDist

        return NormalDist(self.centre, self.sd).inv_cdf(p)

    def crps(self, outcome: float) -> float:
        """Closed form (Gneiting & Raftery 2007, eq. 21)."""
        z = (outcome - self.centre) / self.sd
        density = math.exp(-z * z / 2) / math.sqrt(2 * math.pi)
        return self.sd * (z * (2 * self.cdf(outcome) - 1) + 2 * density - 1 / math.sqrt(math.pi))


_NONE = np.empty(0)


def point(y: float) -> Mixture:
    """A forecast that is one number."""
    return Mixture(np.array([y]), np.ones(1), _NONE, _NONE)


def points(at: Sequence[float] | FloatArray, mass: Sequence[float] | FloatArray) -> Mixture:
    """Probability on points only; points may repeat and stand in any order."""
    where, place = np.unique(np.asarray(at, dtype=np.float64), return_inverse=True)
    masses = np.bincount(place, weights=np.asarray(mass, dtype=np.float64), minlength=len(where))
    return Mixture(where, masses / masses.sum(), _NONE, _NONE)


def even() -> Mixture:
    """Even over the scale."""
    return Mixture(_NONE, _NONE, np.array([0.0, 100.0]), np.ones(1))


def bin_of(outcome: float) -> tuple[float, float]:
    """The ends of the bin of the log score; the first and the last reach beyond the scale."""
    centre = 5 * math.floor((outcome + 2.5) / 5)
    return (-math.inf if centre <= 0 else centre - 2.5, math.inf if centre >= 100 else centre + 2.5)


def log_score(forecast: Distribution, outcome: float) -> float:
    """Log of the probability of the outcome's bin; higher is better."""
    low, high = bin_of(outcome)
    upper = 1.0 if high == math.inf else forecast.below(high)
    lower = 0.0 if low == -math.inf else forecast.below(low)
    return math.log(max(LEAST, upper - lower))


def pit(forecast: Distribution, outcome: float, u: float) -> float:
    """The randomised probability integral transform; `u` in [0, 1]."""
    low, high = forecast.below(outcome), forecast.cdf(outcome)
    return low + u * (high - low)
