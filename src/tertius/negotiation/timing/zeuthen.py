r"""Who gives way first: the order of concessions of two sides.

Each side opens with the package of the frontier (`tertius.negotiation.timing.frontier`) that is best for it among those that leave neither with less than without agreement. With a on the table from the first and b from
the second, the *risk limit* of i is the greatest chance of a breakdown that it would run for its own offer rather than take the other's:

.. math:: Z_1 = \frac{U_1(a) - U_1(b)}{U_1(a) - d_1} , \qquad Z_2 = \frac{U_2(b) - U_2(a)}{U_2(b) - d_2} .

The side with the lower limit concedes, and just enough: to the nearest package at which its limit is the higher one, or else to the other's offer; at a
tie both concede. :math:`Z_1 \le Z_2` exactly when :math:`(U_1(a) - d_1)(U_2(a) - d_2) \le (U_1(b) - d_1)(U_2(b) - d_2)`: who offers the lower product of gains concedes, so that the offers
meet at the greatest product on the frontier, the Nash solution without weights (Harsanyi 1956).

A lower d_i raises the denominator and so lowers :math:`Z_i`: pressure on the fallback makes its target the first to concede. A running cost or
stubbornness does not enter here; those are in `tertius.negotiation.timing.attrition`.

References: F. Zeuthen (1930), Problems of Monopoly and Economic Warfare; J. C. Harsanyi (1956), Approaches to the bargaining problem before and after the theory of games.
"""

from __future__ import annotations

from dataclasses import dataclass

from tertius.negotiation.bargain import EPSILON
from tertius.negotiation.timing.frontier import Frontier

__all__ = ["Concession", "Concessions", "concessions", "risk_limits"]


@dataclass(frozen=True, slots=True)
class Concession:
    """One step: the offers before it (rows of the frontier), the risk limits, who concedes, and the offers after it."""

    offers: tuple[int, int]
    limits: tuple[float, float]
    by: tuple[str, ...]
    to: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Concessions:
    """The steps in order, and where the offers meet (a row of the frontier; None where every package leaves a side with less than without agreement)."""

    steps: tuple[Concession, ...]
    meet: int | None

    @property
    def first(self) -> tuple[str, ...]:
        """Who concedes first; both at a tie, nobody where the openings are one."""
        return self.steps[0].by if self.steps else ()


def risk_limits(frontier: Frontier, offers: tuple[int, int], shift: tuple[float, float] = (0.0, 0.0)) -> tuple[float, float]:
    """Z of both sides. `shift` raises what each has above its fallback, as lowering the fallback does."""
    a, b = offers
    found = []
    for side, own, other in ((0, a, b), (1, b, a)):
        above = float(frontier.gains[own, side]) + shift[side]
        lost = float(frontier.gains[own, side] - frontier.gains[other, side])
        found.append(lost / above if above > EPSILON else 0.0)
    return found[0], found[1]


def concessions(frontier: Frontier, shift: tuple[float, float] = (0.0, 0.0)) -> Concessions:
    """The steps from the openings to where they meet."""
    rows = frontier.within
    if not rows:
        return Concessions((), None)
    product = [(float(u) + shift[0]) * (float(v) + shift[1]) for u, v in frontier.gains]
    a, b = rows[0], rows[-1]
    steps: list[Concession] = []
    while a < b:
        before = a, b
        equal = abs(product[a] - product[b]) <= EPSILON
        lower = equal or product[a] < product[b], equal or product[a] > product[b]
        if lower[0]:
            a = next((k for k in range(before[0] + 1, before[1]) if product[k] > product[before[1]] + EPSILON), before[1])
        if lower[1]:
            b = next((k for k in range(before[1] - 1, before[0], -1) if product[k] > product[before[0]] + EPSILON), before[0])
        if equal and a >= b:
            # Both would go past each other: they meet at the better of the packages between, or at the first side's offer if there is none.
            a = b = max(range(before[0], before[1] + 1), key=lambda k: (product[k], -k))
        who = tuple(s for s, conceding in zip(frontier.sides, lower, strict=True) if conceding)
        steps.append(Concession(before, risk_limits(frontier, before, shift), who, (a, b)))
    return Concessions(tuple(steps), a)
