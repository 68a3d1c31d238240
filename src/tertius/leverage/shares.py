r"""Probabilities of necessity and of sufficiency, as shares of draws with both kinds of doubt kept apart.

Let a be the verdict with all factors actual and b the one with x intervened on, in one draw. With every verdict
decided,

.. math::
    PN(x) = \frac{\#\{a = holds, b = fails\}}{\#\{a = holds\}} \qquad
    PS(x) = \frac{\#\{a = holds, b = fails\}}{\#\{b = fails\}}

Of the draws where the target holds, PN is the share in which it is lost without x; of those where it does not hold
without x, all else actual, PS is the share in which x brings it. (Pearl 1999: P(y'_{x'} | x, y) and P(y_x | x', y'),
the draws in place of the context u.)

- ``open`` verdicts are counted both ways: `low` and `high` are the least and the greatest value over all ways of
  deciding them, each draw by itself.
- Draws in which either situation is impossible are left out and counted (`impossible`): what cannot be set up is not lost.
- No draw to judge by: both ends are None. Only open draws to judge by: the share exists only as they are decided, and
  `sure` is false.
- Sampling: `interval` reaches from the lower end of Wilson's 95 % interval for `low` to the upper end of the one for
  `high`, each with its own number of draws. Without draws (one situation, exact) it is the same as (low, high).

References
----------
Pearl (1999), Probabilities of causation, Synthese 121, 93-149. Wilson (1927), Journal of the American Statistical
Association 22, 209-212.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import sqrt

__all__ = ["Band", "Share", "band", "necessity", "sufficiency", "wilson"]

Z = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""
Pairs = Mapping[tuple[str, str], int]
"""(a, b) -> in how many draws."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of draws.

    of : of how many draws, at most; sure : whether it is certain that there is any, so that the share exists
    exact : one situation, nothing sampled
    """

    low: float | None
    high: float | None
    interval: tuple[float, float] | None
    of: int
    sure: bool
    impossible: int
    exact: bool


@dataclass(frozen=True, slots=True)
class Band:
    """The least and the greatest over readings, of (low, high) and of the intervals; `readings`: over how many."""

    low: float
    high: float
    interval: tuple[float, float]
    readings: int


def necessity(pairs: Pairs, *, exact: bool) -> Share:
    """PN of one factor."""
    n = _counts(pairs)
    sure = n["hf"]
    return _share(
        (sure, sure + n["hh"] + n["ho"] + n["oh"] + n["oo"]),
        (sure + n["ho"] + n["of"] + n["oo"], sure + n["ho"] + n["of"] + n["oo"] + n["hh"]),
        n["of"], n["oh"], sure + n["hh"] + n["ho"] > 0, n["impossible"], exact,
    )  # fmt: skip


def sufficiency(pairs: Pairs, *, exact: bool) -> Share:
    """PS of one factor."""
    n = _counts(pairs)
    sure = n["hf"]
    return _share(
        (sure, sure + n["ff"] + n["of"] + n["fo"] + n["oo"]),
        (sure + n["of"] + n["ho"] + n["oo"], sure + n["of"] + n["ho"] + n["oo"] + n["ff"]),
        n["ho"], n["fo"], sure + n["ff"] + n["of"] > 0, n["impossible"], exact,
    )  # fmt: skip


def _counts(pairs: Pairs) -> dict[str, int]:
    found = dict.fromkeys([a + b for a in "hfo" for b in "hfo"], 0) | {"impossible": 0}
    for (a, b), number in pairs.items():
        found["impossible" if "impossible" in {a, b} else a[0] + b[0]] += number
    return found


def _share(
    least: tuple[int, int], most: tuple[int, int], only_up: int, only_down: int, sure: bool, impossible: int, exact: bool
) -> Share:
    """`only_up` draws are in question only where they raise the share, `only_down` where they lower it."""
    if not least[1] and only_up:
        least = only_up, only_up
    if not most[1] and only_down:
        most = 0, only_down
    of = max(least[1], most[1])
    if not least[1] or not most[1]:
        return Share(None, None, None, of, False, impossible, exact)
    low, high = least[0] / least[1], most[0] / most[1]
    interval = (low, high) if exact else (wilson(*least)[0], wilson(*most)[1])
    return Share(low, high, interval, of, sure, impossible, exact)


def wilson(successes: int, draws: int) -> tuple[float, float]:
    """Wilson's 95 % interval for a proportion.

    >>> tuple(round(x, 3) for x in wilson(0, 10))
    (0.0, 0.278)
    """
    share, z2 = successes / draws, Z * Z
    middle = (share + z2 / (2 * draws)) / (1 + z2 / draws)
    half = Z / (1 + z2 / draws) * sqrt(share * (1 - share) / draws + z2 / (4 * draws * draws))
    # At 0 and 1 the ends are exact; rounding must not move them.
    low = 0.0 if successes == 0 else max(0.0, middle - half)
    return low, 1.0 if successes == draws else min(1.0, middle + half)


def band(shares: Iterable[Share]) -> Band | None:
    """Over the readings in which there is something to judge by; None where there is none."""
    known = [(s.low, s.high, s.interval) for s in shares if s.low is not None and s.high is not None and s.interval]
    if not known:
        return None
    around = min(i[0] for _, _, i in known), max(i[1] for _, _, i in known)
    return Band(min(k[0] for k in known), max(k[1] for k in known), around, len(known))
