r"""Which inputs an answer turns on: what draws say about it.

Let f be a feature of an input (`tertius.sweep.labels`) and y an answer, each of them on or off in every draw, n draws in all, and
:math:`n_{fy}` the draws with both as told. With :math:`p_1 = P(y | f)` and :math:`p_0 = P(y | \bar f)`,

- the *difference* is :math:`\Delta = p_1 - p_0`, with Newcombe's interval: from Wilson's intervals :math:`(l_1, u_1)` and
  :math:`(l_0, u_0)` of the two,

  .. math:: \Delta - \sqrt{(p_1 - l_1)^2 + (u_0 - p_0)^2} \quad\text{to}\quad \Delta + \sqrt{(u_1 - p_1)^2 + (p_0 - l_0)^2};

- the *information* is :math:`I = \sum_{f,y} \frac{n_{fy}}{n} \log_2 \frac{n\, n_{fy}}{n_f\, n_y}` bits: how much less uncertain y is
  once f is known. It ranks inputs, whatever the direction.

If f and y are independent, :math:`G = 2 n I \ln 2` is close to a chi-square variable with one degree of freedom (Wilks). An input
is *told from chance* if G is above the point that such a variable exceeds with probability 0.05 / m, where m pairs were looked
at (Bonferroni); so no permutations are needed.

Inputs are drawn independently of each other, so the difference is what the feature makes on average over the other inputs.
Features of one order are not independent of each other: two that are next to each other share draws.

References
----------
Newcombe, R. G. (1998). Interval estimation for the difference between independent proportions. Statistics in Medicine 17, 873-890.
Wilks, S. S. (1938). The large-sample distribution of the likelihood ratio. Annals of Mathematical Statistics 9, 60-62.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log, log2, sqrt
from statistics import NormalDist

from tertius.leverage.shares import wilson

__all__ = ["Influence", "chance_bound", "difference", "influence", "information"]


@dataclass(frozen=True, slots=True)
class Influence:
    """What one feature does to one answer.

    feature : its place in the plan's features; on, off : share of draws with the answer where it is on, and where it is not
    draws : in how many draws it is on; difference with its interval; bits : information; told : whether it is told from chance
    """

    feature: int
    draws: int
    on: float
    off: float
    difference: float
    interval: tuple[float, float]
    bits: float
    told: bool


def influence(feature: int, both: int, on: int, answers: int, draws: int, bound: float) -> Influence | None:
    """From four numbers of draws: with feature and answer, with the feature, with the answer, in all. None where either does not vary."""
    if not 0 < on < draws or not 0 < answers < draws:
        return None
    delta, interval = difference(both, on, answers - both, draws - on)
    bits = information(both, on, answers, draws)
    told = 2 * draws * bits * log(2) > bound
    return Influence(feature, on, both / on, (answers - both) / (draws - on), delta, interval, bits, told)


def difference(a: int, m: int, b: int, n: int) -> tuple[float, tuple[float, float]]:
    """a / m - b / n and Newcombe's 95 % interval.

    >>> delta, (low, high) = difference(56, 70, 48, 80)  # Newcombe 1998, table II, method 10
    >>> round(delta, 4), round(low, 4), round(high, 4)
    (0.2, 0.0524, 0.3339)
    """
    p, q = a / m, b / n
    (l1, u1), (l0, u0) = wilson(a, m), wilson(b, n)
    delta = p - q
    return delta, (delta - sqrt((p - l1) ** 2 + (u0 - q) ** 2), delta + sqrt((u1 - p) ** 2 + (q - l0) ** 2))


def information(both: int, on: int, answers: int, draws: int) -> float:
    """Mutual information in bits.

    >>> information(5, 5, 5, 10), information(25, 50, 50, 100)
    (1.0, 0.0)
    """
    cells = (
        (both, on, answers), (on - both, on, draws - answers), (answers - both, draws - on, answers),
        (draws - on - answers + both, draws - on, draws - answers),
    )  # fmt: skip
    found = sum(n / draws * log2(draws * n / (row * column)) for n, row, column in cells if n)
    return max(0.0, found)


def chance_bound(pairs: int) -> float:
    """What G has to exceed where so many pairs are looked at: a chi-square variable is the square of a normal one."""
    return NormalDist().inv_cdf(1 - 0.05 / (2 * max(1, pairs))) ** 2
