"""The weighted median: the smallest position at or below which at least half of the weight stands.

With single-peaked preferences and weighted majority it beats every other point.

Reference: Black, D. (1948), On the rationale of group decision-making, Journal of Political Economy 56:23-34.
"""

from __future__ import annotations

import numpy as np

from tertius.arrays import FloatArray
from tertius.negotiation.distribution import point
from tertius.negotiation.models.card import Model
from tertius.negotiation.stakes import placed

__all__ = ["MEDIAN", "weighted_median"]

ROUNDING = 1e-12


def weighted_median(position: FloatArray, weight: FloatArray) -> float:
    """The smallest position with at least half of the weight at or below it; weights need not sum to 1."""
    order = np.argsort(position, kind="stable")
    reached = np.cumsum(weight[order]) / weight.sum()
    return float(position[order][int(np.argmax(reached >= 0.5 - ROUNDING))])


MEDIAN = Model(
    "median",
    "Weighted median",
    "Black 1948",
    "A majority of power times salience decides, one issue at a time, and each actor likes an outcome less the farther it is.",
    True,
    lambda issues: [point(weighted_median(who.position, who.weight)) for who in map(placed, issues)],
)
