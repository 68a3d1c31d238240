r"""What waiting costs a party, and when it pays.

Party i has d while there is no agreement (`tertius.negotiation.bargain`); settling at time t is worth x(t) to it, so it adds
:math:`x(t) - d`. It loses a share r a unit by having that later, bears a running cost c(t) until then, and the talks break down for good at a
rate b, after which it keeps d. With :math:`s = r + b`, to settle at t is worth today

.. math:: J(t) = e^{-s t} (x(t) - d) - \int_0^t e^{-s u} c(u) \, du .

**Cost of waiting** until t, a curve: :math:`L(t) = J(0) - J(t)`. Where it is negative, waiting pays.

**Delay condition.** With the drift :math:`\mu = x'`, :math:`e^{st} J'(t) = \mu(t) - s (x(t) - d) - c(t)`; so at t waiting on pays exactly when

.. math:: \mu(t) > s \, (x(t) - d) + c(t) ,

which is :math:`\mu(t) > r x(t) + c(t)` where nothing is had without agreement and the talks do not break down. The *margin* is the right side
minus the left: what one unit more costs at t. The *change* of what settling is worth is :math:`x(T) - x(0)` over the horizon.

**Ranges.** Every number may be an interval; each point of x is free in its own. The ends of L(t) are exact. L rises in c and x(0), and
falls in d and x(t) (points that weigh in both enter with the sum of their weights); so only s is left, and

.. math:: e^{st} \, \partial L / \partial s = t \, (x(t) - d) - \int_0^t u \, e^{s (t - u)} c(u) \, du

falls in s, as c is not negative: L first rises and then falls. Its least value is at an end of s, its greatest at an end or at the one
zero, which is bisected. The margin is linear in each number by itself, so its ends are at corners.

References: the delay condition is Tertius's own, for an asset that a party expects to grow while it delays (A. Rubinstein (1982), Perfect equilibrium in
a bargaining model, for the cost of delay as a rate; R. Powell (2006), War as a commitment problem, for shares that shift with time).
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from tertius.model.timing import PartyTiming, Range, Timing
from tertius.negotiation.bargain import EPSILON
from tertius.negotiation.timing.paths import Level, Line, level_of, line_of

__all__ = ["CurvePoint", "WaitingCurve", "cost_of_waiting", "margin_of", "waiting_curve"]


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """At a time: the cost of having waited until then, what settling then is worth, and the margin; `middle` with each number at the middle of its range."""

    at: float
    cost: Range
    middle: float
    worth: Range
    margin: Range


@dataclass(frozen=True, slots=True)
class WaitingCurve:
    """What waiting costs one party.

    declared : whether what settling is worth is given (else it is what the reference package is worth, at all times)
    pays : spans of time between points of the curve, each with yes, no, or open where it turns on the ranges
    change : what settling is worth at the horizon minus at the start
    """

    party: str
    disagreement: float
    points: tuple[CurvePoint, ...]
    pays: tuple[tuple[float, float, str], ...]
    change: Range
    declared: bool

    @property
    def total(self) -> Range:
        """The cost of waiting until the horizon."""
        return self.points[-1].cost

    @property
    def exact(self) -> bool:
        """Whether no number is a range."""
        return all(p.cost[1] - p.cost[0] < EPSILON for p in self.points)


def waiting_curve(timing: Timing, party: PartyTiming, disagreement: float, reference: Range, times: tuple[float, ...]) -> WaitingCurve:
    """The curve of a party at some times, ascending from 0.

    disagreement : d; reference : what the reference package is worth to it, used where no `worth` is given
    """
    worth = line_of(party.worth) if party.worth else Line((0.0,), (reference,))
    low, high = level_of(party.cost)
    rate = party.rate[0] + timing.breakdown[0], party.rate[1] + timing.breakdown[1]
    middle = Level(low.starts, tuple((a + b) / 2 for a, b in zip(low.values, high.values, strict=True)))
    points = tuple(
        CurvePoint(
            t,
            cost_of_waiting(t, rate, worth, (low, high), disagreement),
            _value(t, sum(rate) / 2, worth.middle(0), worth.middle(t), middle, disagreement),
            worth.at(t),
            margin_of(t, rate, worth, (low, high), disagreement),
        )
        for t in times
    )
    start, end = worth.at(0.0), worth.at(times[-1])
    change = (end[0] - start[1], end[1] - start[0]) if len(worth.times) > 1 else (0.0, 0.0)
    return WaitingCurve(party.party, disagreement, points, _spans(points), change, bool(party.worth))


def _value(t: float, rate: float, first: float, then: float, cost: Level, disagreement: float) -> float:
    """L(t) for numbers."""
    return first - disagreement - math.exp(-rate * t) * (then - disagreement) + cost.integral(0.0, t, rate)


def cost_of_waiting(t: float, rate: Range, worth: Line, cost: tuple[Level, Level], disagreement: float) -> Range:
    """The least and the greatest L(t)."""

    def loss(s: float, level: Level, side: int) -> float:
        """L with the points of x where they make it least (side 0) or greatest (side 1)."""
        return -disagreement * (1 - math.exp(-s * t)) + sum(
            w * worth.values[k][side if w >= 0 else 1 - side] for k, w in _weights(worth, t, s).items()
        ) + level.integral(0.0, t, s)  # fmt: skip

    least = min(loss(s, cost[0], 0) for s in rate)
    tried = [*rate, *_turn(t, rate, lambda s: loss(s, cost[1], 1))]
    return least, max(loss(s, cost[1], 1) for s in tried)


def _weights(worth: Line, t: float, s: float) -> dict[int, float]:
    """The weight of each point of x in L: those around 0 with plus, those around t with minus the discount."""
    found: dict[int, float] = {}
    for time, sign in ((0.0, 1.0), (t, -math.exp(-s * t))):
        k, m, share = worth.around(time)
        for point, part in ((k, 1 - share), (m, share)):
            found[point] = found.get(point, 0.0) + sign * part
    return found


def _turn(t: float, rate: Range, loss: object) -> list[float]:
    """Where the loss is greatest inside the range of s: it rises, then falls, so thirds close in on it."""
    assert callable(loss)
    low, high = rate
    if t == 0 or high - low < 1e-12:
        return []
    for _ in range(80):
        third = (high - low) / 3
        if loss(low + third) < loss(high - third):
            low += third
        else:
            high -= third
    return [(low + high) / 2]


def margin_of(t: float, rate: Range, worth: Line, cost: tuple[Level, Level], disagreement: float) -> Range:
    """The least and the greatest of s (x - d) + c - mu just after t."""
    k, m, share = worth.around(t)
    span = worth.times[m] - worth.times[k]
    if m == k and k + 1 < len(worth.times) and t >= worth.times[k]:
        m, span = k + 1, worth.times[k + 1] - worth.times[k]
    found = []
    for s, a, b, c in itertools.product(rate, worth.values[k], worth.values[m], (cost[0].at(t), cost[1].at(t))):
        if m == k and a != b:
            continue
        drift = 0.0 if m == k else (b - a) / span
        found.append(s * (a + share * (b - a) - disagreement) + c - drift)
    return min(found), max(found)


def _spans(points: tuple[CurvePoint, ...]) -> tuple[tuple[float, float, str], ...]:
    """Neighbouring points with the same answer to whether waiting on pays, told by the margin at the start of each step."""
    found: list[tuple[float, float, str]] = []
    for here, there in itertools.pairwise(points):
        low, high = here.margin
        word = "yes" if high < -EPSILON else "no" if low >= -EPSILON else "open"
        if found and found[-1][2] == word:
            found[-1] = (found[-1][0], there.at, word)
        else:
            found.append((here.at, there.at, word))
    return tuple(found)
