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
from math import factorial, log, sqrt

from tertius.kernels.many import VERDICTS
from tertius.leverage.question import Sets

__all__ = ["EXACT", "SAMPLES", "Pivot", "pivot_index"]

EXACT = 12
"""Levers up to which every set is looked at."""
SAMPLES, FEW_SAMPLES = 2_000, 100
"""Draws of each kind beyond that: where many sets are solved at once, and elsewhere."""


HOLDS, OPEN = VERDICTS.index("holds"), VERDICTS.index("open")


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
    sets: Sets, *, samples: int | None = None, seed: int = 0, left: Callable[[], int] = lambda: 2**62
) -> Pivot | None:
    """The pivot index of every lever of the pool; None where a limit ends the work before there is a number.

    left : how many more sets may be asked about
    """
    pool = sets.question.pool
    if len(pool) <= EXACT:
        return _exact(sets, pool, left)
    many = sets.expect(SAMPLES * (3 * len(pool) + 1))
    return _sampled(sets, pool, samples or (SAMPLES if many else FEW_SAMPLES), seed, left)


def _exact(sets: Sets, pool: tuple[str, ...], left: Callable[[], int]) -> Pivot | None:
    import numpy as np

    n = len(pool)
    numbers = np.arange(2**n, dtype=np.int64)
    verdicts: list[int] = []
    step = len(numbers) if sets.expect(len(numbers)) else 1
    for begin in range(0, len(numbers), step):
        if not left():
            return None
        verdicts += sets.verdicts(numbers[begin : begin + step]).tolist()
    reached = np.array(verdicts) == HOLDS
    count = np.array([number.bit_count() for number in numbers.tolist()])
    banzhaf, shapley = {}, {}
    for k, lever in enumerate(pool):
        without = numbers[(numbers & (1 << k)) == 0]
        turned = reached[without | (1 << k)].astype(np.int64) - reached[without]
        swings = [int(turned[count[without] == size].sum()) for size in range(n)]
        banzhaf[lever] = float(Fraction(sum(swings), 2 ** (n - 1)))
        weighed = sum(factorial(size) * factorial(n - size - 1) * swing for size, swing in enumerate(swings))
        shapley[lever] = float(Fraction(weighed, factorial(n)))
    points = [{x: (value, value) for x, value in index.items()} for index in (banzhaf, shapley)]
    return Pivot(True, banzhaf, shapley, points[0], points[1], 0, None, verdicts.count(OPEN))


def _sampled(sets: Sets, pool: tuple[str, ...], samples: int, seed: int, left: Callable[[], int]) -> Pivot | None:
    import numpy as np

    n = len(pool)
    many = sets.expect(2 * (n + 1) * samples)
    streams = [np.random.default_rng(s) for s in np.random.SeedSequence(seed).spawn(2)]
    swings: list[dict[str, list[int]]] = [{x: [] for x in pool} for _ in range(2)]
    undecided: set[int] = set()
    done = 0
    while done < samples and left():
        drawn: list[int] = []
        orders = []
        for _ in range(min(samples - done, 64 if many else 1)):
            others = sum(1 << k for k, bit in enumerate(streams[0].integers(0, 2, n)) if bit)
            drawn += [number for k in range(n) for number in (others & ~(1 << k), others | 1 << k)]
            order = streams[1].permutation(n).tolist()
            built = [0]
            for place in order:
                built.append(built[-1] | 1 << place)
            drawn += built
            orders.append(order)
        verdicts = sets.verdicts(sets.array(drawn)).tolist()
        undecided |= {number for number, verdict in zip(drawn, verdicts, strict=True) if verdict == OPEN}
        held = [int(v == HOLDS) for v in verdicts]
        for d, order in enumerate(orders):
            mine = held[d * (3 * n + 1) : (d + 1) * (3 * n + 1)]
            for k, lever in enumerate(pool):
                swings[0][lever].append(mine[2 * k + 1] - mine[2 * k])
            for k, place in enumerate(order):
                swings[1][pool[place]].append(mine[2 * n + k + 1] - mine[2 * n + k])
        done += len(orders)
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
