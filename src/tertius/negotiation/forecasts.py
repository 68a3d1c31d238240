r"""One issue's forecast for many settings of its positions at once: what `tertius.negotiation.forecast` gives for each, as arrays.

For draw d with positions :math:`x_d` the alternatives are the atoms of :math:`x_d` with the ends of the scale and the reference point, and the cells; their
features and shares are those of `tertius.negotiation.features` and `tertius.negotiation.forecast`, salience and power being the same in every draw. An atom that
occurs twice keeps its first place, and the others have no share. The distribution's quantile and the probability of a range are those of
`tertius.negotiation.distribution`: F is piecewise linear with jumps, its knots the atoms and the edges of cells.

Shapes: D draws, A atoms (with repetition), C cells. Equal to one forecast after another up to rounding; a test holds it to that. Tertius's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray, IntArray
from tertius.negotiation.choice import shares
from tertius.negotiation.distribution import ROUNDING
from tertius.negotiation.features import CELLS, EDGES, FEATURES, LEAST_SPREAD, LEAST_SUPPORT
from tertius.negotiation.features import ROUNDING as SAME_PLACE
from tertius.negotiation.fit import Fit, shipped
from tertius.negotiation.stakes import Stakes, placed

__all__ = ["Forecasts", "forecasts"]

WIDTH = 100.0 / CELLS


@dataclass(frozen=True, slots=True, eq=False)
class Forecasts:
    """Distributions. at, mass : (D, A) atoms, ascending, and their probability; share : (D, C) that of each cell."""

    at: FloatArray
    mass: FloatArray
    share: FloatArray

    def probabilities(self, low: float, high: float) -> FloatArray:
        """(D,) the probability of [low, high], ends included."""
        ends = [np.full((len(self.at), 1), y) for y in (low, high)]
        below, upto = self._levels(ends[0])[0], self._levels(ends[1])[1]
        return np.maximum(0.0, upto - below)[:, 0]

    def medians(self) -> FloatArray:
        """(D,) the smallest y with at least half of the probability at or below it."""
        draws = np.arange(len(self.at))
        knots = np.sort(np.concatenate([self.at, np.broadcast_to(EDGES, (len(self.at), CELLS + 1))], axis=1), axis=1)
        below, upto = self._levels(knots)
        reached = upto >= 0.5 - ROUNDING
        k = np.where(reached.any(axis=1), reached.argmax(axis=1), knots.shape[1] - 1)
        before = np.maximum(k - 1, 0)
        here, start = knots[draws, k], knots[draws, before]
        rise = below[draws, k] - upto[draws, before]
        jump = (k == 0) | (below[draws, k] <= 0.5 - ROUNDING) | (rise <= 0)
        part = np.divide(0.5 - upto[draws, before], rise, out=np.ones(len(k)), where=~jump)
        return np.asarray(np.where(jump, here, start + (here - start) * np.minimum(1.0, part)), np.float64)

    def _levels(self, y: FloatArray) -> tuple[FloatArray, FloatArray]:
        """F(y-) and F(y) at (D, points)."""
        inside = np.clip(y, 0.0, 100.0)
        cell: IntArray = np.clip(np.searchsorted(EDGES, inside, side="right") - 1, 0, CELLS - 1)
        sums = np.concatenate([np.zeros((len(self.at), 1)), np.cumsum(self.share, axis=1)], axis=1)
        even = np.take_along_axis(sums, cell, 1) + (inside - EDGES[cell]) / WIDTH * np.take_along_axis(self.share, cell, 1)
        atoms, points = self.at[:, None, :], y[:, :, None]
        below, upto = (np.where(first, self.mass[:, None, :], 0.0).sum(axis=2) + even for first in (atoms < points, atoms <= points))
        return np.minimum(below, 1.0), np.minimum(upto, 1.0)


def forecasts(stakes: Stakes, positions: FloatArray, *, fit: Fit | None = None) -> Forecasts:
    """The forecasts of one issue with each row of positions, shape (D, actors), in place of those of the stakes; actors without a position stay without."""
    used = shipped() if fit is None else fit
    who, reference = placed(stakes), stakes.reference
    x, w = positions[:, who.index], who.weight
    known = not np.isnan(reference)
    ends = np.array([0.0, 100.0, reference] if known else [0.0, 100.0])
    atoms = np.sort(np.concatenate([x, np.broadcast_to(ends, (len(x), len(ends)))], axis=1), axis=1)
    count = atoms.shape[1]
    again = np.zeros(atoms.shape, np.bool_)
    again[:, 1:] = atoms[:, 1:] == atoms[:, :-1]
    middles = (EDGES[1:] + EDGES[:-1]) / 2
    at = np.concatenate([atoms, np.broadcast_to(middles, (len(x), CELLS))], axis=1)
    is_atom = np.arange(at.shape[1]) < count
    offset = np.broadcast_to(np.where(is_atom, 0.0, np.log(1.0 / CELLS)), at.shape).copy()
    offset[:, :count][again] = -np.inf
    gap = at[:, :, None] - x[:, None, :]
    here = (gap == 0) & is_atom[None, :, None]
    held = here.any(axis=2)
    end = is_atom & ((at == 0) | (at == 100))
    mean = (w * x).sum(axis=1)[:, None]
    spread = np.sqrt((w * (x - mean) ** 2).sum(axis=1))[:, None]
    strain = (who.salience / 100 * np.abs(gap) / 100).max(axis=2)
    columns = {
        "held": held,
        "support": np.where(held, np.log(np.maximum(here @ w, LEAST_SUPPORT)), 0.0),
        "held_end": end & held,
        "bare_end": end & ~held,
        "reference": is_atom & (at == reference) if known else np.zeros(at.shape),
        "distance": np.abs(at - mean) / 100,
        "spread": np.abs(at - mean) / np.maximum(spread, LEAST_SPREAD) / 10,
        "away": np.where(np.abs(mean - reference) > SAME_PLACE, (at - mean) / 100 * np.sign(mean - reference), 0.0) if known else np.zeros(at.shape),
        "strain": strain - strain.min(axis=1, keepdims=True),
        "leader": here[:, :, w >= w.max() - 1e-12].any(axis=2),
    }
    features = np.stack([np.asarray(columns[name], dtype=np.float64) for name in FEATURES], axis=2)
    p = shares(features, offset, used.vector)
    return Forecasts(atoms, p[:, :count], p[:, count:])
