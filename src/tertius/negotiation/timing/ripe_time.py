r"""When the talks are ripe: whether some package is better for everybody needed than carrying on, as time goes by.

Party i that carries on at time t without an agreement has d, and bears its running cost over the time :math:`\tau` that it looks ahead:

.. math:: V_i(t) = d_i - \int_0^\tau e^{-r_i u} c_i(t + u) \, du

(the last level goes on past its last date). Agreeing to less than it asks for costs it :math:`a_i` at home. With the margin :math:`\rho` of
`tertius.negotiation.timing.margin` for what hurts, :math:`p_i(t) = d_i - V_i(t) - a_i`,

.. math:: \rho(t) = \max_y \min_{i \in C} U_i(y) - a_i - V_i(t) , \qquad \text{ripe at } t \text{ when } \rho(t) \ge 0 .

Pain on one side only does not make it ripe: the least counts. Pressure moves the margin on three channels: a higher cost and a lower fallback raise p, a
higher audience cost lowers it; only where the pressed party binds does the margin move.

**Ranges.** p rises in c and falls in r and a; gains have the bounds of `tertius.negotiation.bargain`. The low end takes every low and the
high end every high, so at the low end some package is better at every value of the ranges, and past the high end none is at any.

References: I. W. Zartman (2000), Ripeness: the hurting stalemate and beyond. The value of carrying on, the look-ahead and the audience term are Tertius's own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray
from tertius.model.timing import Range, Timing
from tertius.negotiation.bargain import EPSILON, Bargain
from tertius.negotiation.timing.margin import LITTLE, Margin, best_margin
from tertius.negotiation.timing.paths import Level, level_of

__all__ = ["Margins", "RipePoint", "Ripening", "pains_at", "ripening"]


@dataclass(frozen=True, slots=True)
class RipePoint:
    """At a time: the margin, its ends, who binds (at the middle of every range), and what each party would lose by carrying on."""

    at: float
    margin: float
    band: Range
    binding: tuple[str, ...]
    choice: dict[str, float]
    pains: tuple[Range, ...]

    @property
    def ripe(self) -> str:
        """yes, no, or open where it turns on the ranges."""
        return "yes" if self.band[0] >= -EPSILON else "no" if self.band[1] < -EPSILON else "open"


@dataclass(frozen=True, slots=True)
class Ripening:
    """The margin over time; empty where red lines or exclusions leave no package, or nobody has anything at stake."""

    points: tuple[RipePoint, ...]

    def spans(self) -> tuple[tuple[float, float, str, tuple[str, ...]], ...]:
        """Neighbouring points with the same answer and the same parties that bind: (first, last, ripe, binding)."""
        found: list[tuple[float, float, str, tuple[str, ...]]] = []
        for p in self.points:
            if found and found[-1][2:] == (p.ripe, p.binding):
                found[-1] = (found[-1][0], p.at, p.ripe, p.binding)
            else:
                found.append((p.at, p.at, p.ripe, p.binding))
        return tuple(found)


def pains_at(bargain: Bargain, timing: Timing, t: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    """p of each party at a time: the least, at the middle of every range, the greatest; each of shape (parties,)."""
    found = np.zeros((3, len(bargain.parties)))
    for i, party in enumerate(bargain.parties):
        given = timing.of(party)
        low, high = level_of(given.cost)
        middle = Level(low.starts, tuple((a + b) / 2 for a, b in zip(low.values, high.values, strict=True)))
        for row, level, rate, audience in (
            (0, low, given.rate[1], given.audience[1]), (1, middle, sum(given.rate) / 2, sum(given.audience) / 2),
            (2, high, given.rate[0], given.audience[0]),
        ):  # fmt: skip
            found[row, i] = level.integral(t, t + timing.lookahead, rate) - audience
    return found[0], found[1], found[2]


def ripening(bargain: Bargain, timing: Timing, times: tuple[float, ...], *, extra: Margins | None = None, seconds: float = 60.0) -> Ripening:
    """The margin at some times. `extra` remembers what was solved before; `seconds` for each search."""
    known = extra if extra is not None else Margins(bargain, seconds)
    points = []
    for t in times:
        low, middle, high = pains_at(bargain, timing, t)
        least, found, most = known(low, "low"), known(middle, "middle"), known(high, "high")
        if least is None or found is None or most is None:
            return Ripening(())
        pains = tuple((float(a), float(b)) for a, b in zip(low, high, strict=True))
        points.append(RipePoint(t, found.value, (least.value, most.value), known.binding(middle), found.choice, pains))
    return Ripening(tuple(points))


class Margins:
    """Margins that are solved once for the same pains."""

    def __init__(self, bargain: Bargain, seconds: float = 60.0) -> None:
        self.bargain, self.seconds = bargain, seconds
        self._known: dict[tuple[str, bytes], Margin | None] = {}

    def __call__(self, pains: FloatArray, bound: str = "middle") -> Margin | None:
        """The best margin."""
        key = bound, np.round(pains, 12).tobytes()
        if key not in self._known:
            self._known[key] = best_margin(self.bargain, pains, bound=bound, seconds=self.seconds)
        return self._known[key]

    def binding(self, pains: FloatArray) -> tuple[str, ...]:
        """Who binds at the middle of the positions, as `tertius.negotiation.timing.margin` defines it."""
        found = self(pains)
        if found is None:
            return ()
        alone = []
        for i, party in enumerate(self.bargain.parties):
            if not self.bargain.staked[i]:
                continue
            eased = pains.copy()
            eased[i] += LITTLE
            more = self(eased)
            if more is not None and more.value > found.value + LITTLE / 2:
                alone.append(party)
        return tuple(alone) or found.least
