r"""How likely a package is to pass when positions are ranges.

Every position that is an interval is drawn uniformly and independently; all else is held fixed, red lines too. The share of draws in which the
package passes has a Wilson interval of 95 % for the number of draws (the error of drawing, not of the inputs). Whether it passes at *every* place in the
ranges, or at none, is exact: gains have bounds that are reached at ends of the intervals (`tertius.negotiation.bargain`), and rules are monotone in who accepts.

Reference: E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.negotiation.bargain import EPSILON, Bargain
from tertius.negotiation.rules import accepts, passes

__all__ = ["Chance", "chance", "wilson"]

DRAWS = 2000
SEED = 1


@dataclass(frozen=True, slots=True)
class Chance:
    """The share of draws that pass.

    interval : 95 % for the error of drawing; exact : 1.0 or 0.0 where it passes at every place in the ranges or at none, else None;
    by_party : the share of draws in which each accepts; ranges : how many positions are intervals
    """

    share: float
    interval: tuple[float, float]
    exact: float | None
    by_party: dict[str, float]
    ranges: int
    draws: int
    seed: int


def wilson(hits: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share.

    >>> tuple(round(x, 3) for x in wilson(5, 10))
    (0.237, 0.763)
    """
    z = 1.959963984540054
    p, d = hits / n, 1 + z * z / n
    half = z / d * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    middle = (p + z * z / (2 * n)) / d
    return max(0.0, middle - half), min(1.0, middle + half)


def chance(bargain: Bargain, columns: Sequence[int], *, draws: int = DRAWS, seed: int = SEED) -> Chance:
    """How often a package passes."""
    chosen = list(columns)
    rule, parties = bargain.rule, bargain.parties
    always = bool(passes(rule, parties, accepts(bargain, chosen, "low")))
    ever = bool(passes(rule, parties, accepts(bargain, chosen, "high")))
    accepting = _accepting(bargain, chosen, draws, seed)
    hits = int(passes(rule, parties, accepting).sum())
    exact = 1.0 if always else None if ever else 0.0
    share = hits / draws if exact is None else exact
    return Chance(
        share=share,
        interval=wilson(hits, draws) if exact is None else (share, share),
        exact=exact,
        by_party=dict(zip(parties, accepting.mean(axis=0).tolist(), strict=True)),
        ranges=sum(s.position[0] < s.position[1] for i in bargain.negotiation.issues for s in i.positions),
        draws=draws,
        seed=seed,
    )


def _accepting(bargain: Bargain, chosen: list[int], draws: int, seed: int) -> BoolArray:
    """Who accepts in each draw, shape (draws, parties)."""
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    gain: FloatArray = np.tile(1 - bargain.disagreement, (draws, 1))
    for i, basis in enumerate(bargain.basis):
        if basis in {"indifferent", "status_quo"}:
            gain[:, i] = 0.0
    for k, issue in enumerate(bargain.negotiation.issues):
        y = float(bargain.options[chosen[k]])
        for stance in issue.positions:
            i = bargain.parties.index(stance.party)
            x = rng.uniform(*stance.position, size=draws)
            if bargain.basis[i] == "indifferent":
                continue
            w = bargain.weight[i, k] / 100
            gain[:, i] -= w * np.abs(y - x)
            if bargain.basis[i] == "status_quo" and issue.status_quo is not None:
                gain[:, i] += w * np.abs(issue.status_quo - x)
    crossed = (bargain.beyond[:, chosen] > EPSILON).any(axis=1)
    found: BoolArray = (gain >= -EPSILON) & ~crossed
    return found
