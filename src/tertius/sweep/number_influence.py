r"""Which inputs a number turns on: what draws say about it.

Let f be a feature of a numeric input (`tertius.sweep.numbers`), on in :math:`n_1` of n draws and off in :math:`n_0`, and v the number of each draw in whole
steps of a thousandth of its scale (`tertius.sweep.counts`). With :math:`S_1, Q_1` the sum of v and of :math:`v^2` where f is on, :math:`S_0, Q_0` where it
is off, and S, Q over all:

- the *difference* of means is :math:`\Delta = S_1 / n_1 - S_0 / n_0`, with Welch's interval :math:`\Delta \pm t_{\nu, 0.975} \sqrt{e_1 + e_0}`, where

  .. math:: e_g = \frac{n_g Q_g - S_g^2}{n_g^2 (n_g - 1)}, \qquad \nu = \frac{(e_1 + e_0)^2}{e_1^2 / (n_1 - 1) + e_0^2 / (n_0 - 1)};

- the *share of variance explained* is :math:`\eta^2 = \frac{(n S_1 - n_1 S)^2}{n_1 n_0 (n Q - S^2)}`, the square of the point-biserial correlation.
  It ranks inputs, whatever the direction; shares of inputs that are drawn independently add up to at most 1 but for chance.

If f and v are independent, :math:`G = -n \ln(1 - \eta^2)`, which is the likelihood ratio of two means against one, is close to a chi-square variable with
one degree of freedom (Wilks). An input is *told from chance* if G is above the point that such a variable exceeds with probability 0.05 / m, where m
pairs of a number and an input were looked at (Bonferroni), as for answers (`tertius.sweep.influence`).

Looked at are inputs on which the number can turn: of a clause the positions and saliences on it and the powers of those who have a position on it, of the
probability of a reading every likelihood. No forecast and no probability knows anything of preferences. Everything but the last step is done in whole
numbers, so that draws may be cut and added in any way. As a feature parts an input at the middle of what is declared, of what it does
within a half nothing is seen, and the rest of the variance is that and what inputs do together. Errors: none.

References
----------
Welch, B. L. (1947). The generalization of "Student's" problem when several different population variances are involved. Biometrika 34, 28-35.
Wilks, S. S. (1938). The large-sample distribution of the likelihood ratio. Annals of Mathematical Statistics 9, 60-62.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, log1p, sqrt

from tertius.sweep.numbers import Number, numeric_features
from tertius.sweep.plan import Plan

__all__ = ["NumberInfluence", "inputs_of", "number_influence"]

Sums = tuple[int, int, int]
"""How many draws, the sum of steps, the sum of their squares."""


@dataclass(frozen=True, slots=True)
class NumberInfluence:
    """What one feature does to one number.

    feature : its place in the plan's features; draws : in how many it is on; on, off : the number's mean where it is on, and where it is not
    difference with its interval; explained : share of the variance; told : whether it is told from chance
    """

    feature: int
    draws: int
    on: float
    off: float
    difference: float
    interval: tuple[float, float]
    explained: float
    told: bool


def inputs_of(plan: Plan, number: Number) -> tuple[int, ...]:
    """Places among the numeric features of those on which a number can turn."""
    case = plan.case
    if number.kind == "reading":
        return tuple(k for k, f in enumerate(numeric_features(plan)) if f.kind == "likelihood")
    tables = [case.negotiation, *(r.negotiation for r in case.readings.values())]
    speaking = {s.party for n in tables if n is not None for i in n.issues if i.id == number.id for s in i.positions}
    return tuple(
        k
        for k, f in enumerate(numeric_features(plan))
        if f.kind != "likelihood" and (f.issue == number.id or (f.kind == "power" and f.party in speaking))
    )


def number_influence(feature: int, on: Sums, all: Sums, unit: float, bound: float) -> NumberInfluence | None:
    """From sums over the draws with the feature and over all. None where the number or the feature does not vary, or is on or off in one draw only.

    unit : what a step is worth; bound : what G has to exceed

    >>> found = number_influence(0, (3, 33, 365), (6, 51, 481), 1.0, 3.84)  # 10, 11, 12 against 4, 6, 8
    >>> round(found.difference, 3), [round(x, 3) for x in found.interval], round(found.explained, 4), found.told
    (5.0, [0.845, 9.155], 0.7895, True)
    """
    (n1, s1, q1), (n, s, q) = on, all
    n0, s0, q0 = n - n1, s - s1, q - q1
    spread = n * q - s * s
    if n1 < 2 or n0 < 2 or spread == 0:
        return None
    a, b = ((m * y - x * x) / (m * m * (m - 1)) for m, x, y in ((n1, s1, q1), (n0, s0, q0)))
    difference, reach = (n0 * s1 - n1 * s0) / (n1 * n0), 0.0
    if a + b > 0:
        freedom = (a + b) ** 2 / (a * a / (n1 - 1) + b * b / (n0 - 1))
        reach = _quantile(freedom) * sqrt(a + b)
    explained = (n * s1 - n1 * s) ** 2 / (n1 * n0 * spread)
    g = -n * log1p(-explained) if explained < 1 else inf
    interval = (difference - reach) * unit, (difference + reach) * unit
    return NumberInfluence(feature, n1, s1 / n1 * unit, s0 / n0 * unit, difference * unit, interval, explained, g > bound)


def ranked(marks: Sequence[NumberInfluence | None]) -> tuple[NumberInfluence, ...]:
    """The greatest share of variance first; equals as they stand."""
    return tuple(sorted((m for m in marks if m is not None), key=lambda m: -m.explained))


def _quantile(freedom: float) -> float:
    """The 97.5 % point of Student's distribution."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, 0.975))
