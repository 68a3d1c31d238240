r"""Levels and lines over time, and what they come to when the future counts less.

Time t is 0 at the start, in the unit of the case. A *level* c(t) is constant from each of its points on, and before the first as there. A
*line* x(t) is straight between its points, constant before the first and after the last. For a level and a rate :math:`s \ge 0`

.. math:: C(a, b; s) = \int_a^b e^{-s (u - a)} c(u) \, du ,

in closed form piece by piece. All values may be intervals: the level or line of the low ends and that of the high ends.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tertius.model.timing import Point, Range

__all__ = ["Level", "Line", "discount_integral", "level_of", "line_of"]


@dataclass(frozen=True, slots=True)
class Level:
    """A level: `values[k]` from `starts[k]` on; `starts[0]` is 0."""

    starts: tuple[float, ...] = (0.0,)
    values: tuple[float, ...] = (0.0,)

    def at(self, t: float) -> float:
        """The level at a time."""
        return next(v for s, v in zip(reversed(self.starts), reversed(self.values), strict=True) if t >= s or s == 0)

    def pieces(self, start: float, end: float) -> list[tuple[float, float, float]]:
        """(from, to, value) over a span."""
        ends = (*self.starts[1:], math.inf)
        found = [(max(a, start), min(b, end), v) for a, b, v in zip(self.starts, ends, self.values, strict=True)]
        return [(a, b, v) for a, b, v in found if b > a]

    def integral(self, start: float, end: float, rate: float = 0.0) -> float:
        """C(start, end; rate)."""
        return sum(v * math.exp(-rate * (a - start)) * discount_integral(rate, b - a) for a, b, v in self.pieces(start, end))


@dataclass(frozen=True, slots=True)
class Line:
    """A line through (times, low and high values)."""

    times: tuple[float, ...]
    values: tuple[Range, ...]

    def around(self, t: float) -> tuple[int, int, float]:
        """The points on both sides of a time, and how far it is from the first to the second, 0 to 1."""
        if t <= self.times[0] or len(self.times) == 1:
            return 0, 0, 0.0
        for k, (a, b) in enumerate(zip(self.times, self.times[1:], strict=False)):
            if t < b:
                return k, k + 1, (t - a) / (b - a)
        last = len(self.times) - 1
        return last, last, 0.0

    def at(self, t: float) -> Range:
        """The least and the greatest value at a time."""
        k, m, share = self.around(t)
        (a, b), (c, d) = self.values[k], self.values[m]
        return a + share * (c - a), b + share * (d - b)

    def middle(self, t: float) -> float:
        """The value at a time with each point at the middle of its range."""
        low, high = self.at(t)
        return (low + high) / 2


def discount_integral(rate: float, span: float) -> float:
    """The integral of exp(-rate u) over 0 to span."""
    if rate * span < 1e-8:
        return span * (1 - rate * span / 2)
    return -math.expm1(-rate * span) / rate


def level_of(points: Sequence[Point]) -> tuple[Level, Level]:
    """The levels of the low and of the high ends; nothing where there are no points."""
    if not points:
        return Level(), Level()
    starts = (0.0, *(p.at for p in points[1:]))
    return Level(starts, tuple(p.value[0] for p in points)), Level(starts, tuple(p.value[1] for p in points))


def line_of(points: Sequence[Point]) -> Line:
    """The line through some points."""
    return Line(tuple(p.at for p in points), tuple(p.value for p in points))
