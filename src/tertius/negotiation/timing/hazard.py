r"""A hazard that is constant from date to date: how much of it has gone by, and when a given amount has.

.. math:: \Lambda(t) = \int_0^t \lambda(u) \, du , \qquad \Lambda^{-1}(l) = \min \{ t : \Lambda(t) \ge l \} \ (\infty \text{ where it is never reached})
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tertius.negotiation.timing.paths import Level

__all__ = ["Hazard"]


@dataclass(frozen=True, slots=True)
class Hazard:
    """A hazard over time, in units of one over the case's unit."""

    level: Level

    def gone(self, start: float, end: float) -> float:
        """How much goes by in a span; nothing where it ends before it begins."""
        return self.level.integral(start, end) if end > start else 0.0

    def until(self, amount: float, start: float = 0.0) -> float:
        """When that amount has gone by since a time."""
        left = amount
        if left <= 0:
            return start
        for a, b, rate in self.level.pieces(start, math.inf):
            if rate > 0 and rate * (b - a) >= left:
                return a + left / rate
            left -= rate * (b - a) if rate > 0 else 0.0
        return math.inf
