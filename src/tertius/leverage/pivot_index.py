r"""Pivot index: how often a lever turns the target, over all sets of the others.

With :math:`v(S) = 1` where S reaches the target and 0 where not (``open`` and ``impossible`` count as
not), and n levers in the pool N:

- Banzhaf: :math:`\beta_x = 2^{-(n-1)} \sum_{S \subseteq N \setminus x} [v(S \cup x) - v(S)]`
- Shapley-Shubik: :math:`\phi_x = \sum_{S \subseteq N \setminus x} \frac{|S|!\,(n-|S|-1)!}{n!} [v(S \cup x) - v(S)]`

Both are exact up to `EXACT` levers. v is not monotone: a lever can undo what others achieve, so both can
be negative, and v(empty) can be 1; the Shapley values add up to v(N) - v(empty).

Beyond that, Banzhaf is the mean over uniformly drawn S, Shapley-Shubik over drawn orders. Differences are
in [-1, 1]; with m draws, mean d and variance V the interval is
:math:`d \pm (\sqrt{2 V \ln(3/0.05) / m} + 6 \ln(3/0.05) / m)`, which holds with at least 95 % for each
number, whatever m (empirical Bernstein bound; Audibert, Munos and Szepesvári 2009, theorem 1).

References
----------
Banzhaf (1965), Rutgers Law Review 19, 317-343. Shapley and Shubik (1954), American Political Science
Review 48, 787-792. Castro, Gómez and Tejada (2009), Computers & Operations Research 36, 1726-1730.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import factorial, log, sqrt

from tertius.leverage.question import Sets

__all__ = ["EXACT", "SAMPLES", "Pivot", "pivot_index"]

EXACT = 12
"""Levers up to which every set is looked at."""
SAMPLES = 100
"""Draws of each kind beyond that."""


@dataclass(frozen=True, slots=True)
class Pivot:
    """Lever -> index. `*_interval` are the points themselves where `exact`.

    samples : draws of each kind that were made; seed : what they were drawn from; undecided : sets looked at that are open
    """

    exact: bool
    banzhaf: dict[str, float]
    shapley: dict[str, float]
    banzhaf_interval: dict[str, tuple[float, float]]
    shapley_interval: dict[str, tuple[float, float]]
    samples: int
    seed: int | None
    undecided: int


def pivot_index(
    sets: Sets, *, samples: int | None = None, seed: int = 0, over: Callable[[], bool] | None = None
) -> Pivot | None:
    """The pivot index of every lever of the pool; None where a limit ends the work before there is a number."""
    pool = sets.question.pool
    if len(pool) <= EXACT:
        return _exact(sets, pool, over)
    return _sampled(sets, pool, samples or SAMPLES, seed, over)


def _exact(sets: Sets, pool: tuple[str, ...], over: Callable[[], bool] | None) -> Pivot | None:
    reached: dict[frozenset[str], bool] = {}
    undecided = 0
    for count in range(len(pool) + 1):
        for chosen in combinations(pool, count):
            if over is not None and over():
                return None
            verdict = sets.verdict(chosen)
            undecided += verdict == "open"
            reached[frozenset(chosen)] = verdict == "holds"
    n = len(pool)
    banzhaf, shapley = {}, {}
    for lever in pool:
        swings = [0] * n
        for others, value in reached.items():
            if lever not in others:
                swings[len(others)] += reached[others | {lever}] - value
        banzhaf[lever] = float(Fraction(sum(swings), 2 ** (n - 1)))
        weighed = sum(factorial(k) * factorial(n - k - 1) * swing for k, swing in enumerate(swings))
        shapley[lever] = float(Fraction(weighed, factorial(n)))
    points = [{x: (value, value) for x, value in index.items()} for index in (banzhaf, shapley)]
    return Pivot(True, banzhaf, shapley, points[0], points[1], 0, None, undecided)


def _sampled(
    sets: Sets, pool: tuple[str, ...], samples: int, seed: int, over: Callable[[], bool] | None
) -> Pivot | None:
    import numpy as np

    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2)]
    swings: list[dict[str, list[int]]] = [{x: [] for x in pool} for _ in range(2)]
    undecided: set[frozenset[str]] = set()

    def value(chosen: frozenset[str]) -> int:
        verdict = sets.verdict(chosen)
        if verdict == "open":
            undecided.add(chosen)
        return int(verdict == "holds")

    done = 0
    while done < samples and not (over is not None and over()):
        drawn = frozenset(x for x, bit in zip(pool, streams[0].integers(0, 2, len(pool)), strict=True) if bit)
        for lever in pool:
            swings[0][lever].append(value(drawn | {lever}) - value(drawn - {lever}))
        before, built = value(frozenset()), frozenset[str]()
        for place in streams[1].permutation(len(pool)):
            built |= {pool[place]}
            after = value(built)
            swings[1][pool[place]].append(after - before)
            before = after
        done += 1
    if not done:
        return None
    means = [{x: sum(row) / done for x, row in kind.items()} for kind in swings]
    around = [{x: _interval(row) for x, row in kind.items()} for kind in swings]
    return Pivot(False, means[0], means[1], around[0], around[1], done, seed, len(undecided))


def _interval(row: list[int]) -> tuple[float, float]:
    m = len(row)
    mean = sum(row) / m
    variance = sum((x - mean) ** 2 for x in row) / m
    half = sqrt(2 * variance * log(3 / 0.05) / m) + 6 * log(3 / 0.05) / m
    return max(-1.0, mean - half), min(1.0, mean + half)
