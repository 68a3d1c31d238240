r"""How likely a package is to pass when positions are ranges.

Every position that is an interval is drawn uniformly and independently; all else is held fixed, red lines too. With a `Spread` positions and
saliences have errors besides (`tertius.model.spread`); power does not enter acceptance, and where a party has no salience left in a draw, nothing
is at stake for it there. The share of draws in which the
package passes has a Wilson interval of 95 % for the number of draws (the error of drawing, not of the inputs). Whether it passes at *every* place in the
ranges, or at none, errors apart, is exact: gains have bounds that are reached at ends of the intervals (`tertius.negotiation.bargain`), and rules are monotone in who accepts.

Reference: E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.model.spread import Spread
from tertius.negotiation.bargain import EPSILON, Bargain
from tertius.negotiation.rules import accepts, passes

__all__ = ["Chance", "chance", "wilson"]

DRAWS = 2000
SEED = 1


@dataclass(frozen=True, slots=True)
class Chance:
    """The share of draws that pass.

    interval : 95 % for the error of drawing; exact : 1.0 or 0.0 where it passes at every place in the ranges or at none,
    without errors, else None; spread : the errors of positions and saliences, None where they have none;
    by_party : the share of draws in which each accepts; ranges : how many positions are intervals
    """

    share: float
    interval: tuple[float, float]
    exact: float | None
    by_party: dict[str, float]
    ranges: int
    draws: int
    seed: int
    spread: Spread | None = None


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


def chance(
    bargain: Bargain, columns: Sequence[int], *, draws: int = DRAWS, seed: int = SEED, spread: Spread | None = None
) -> Chance:
    """How often a package passes."""
    if spread is not None and not (spread.position or spread.salience):
        spread = None
    chosen = list(columns)
    rule, parties = bargain.rule, bargain.parties
    always = bool(passes(rule, parties, accepts(bargain, chosen, "low")))
    ever = bool(passes(rule, parties, accepts(bargain, chosen, "high")))
    accepting = _accepting(bargain, chosen, draws, seed) if spread is None else _with_errors(bargain, chosen, draws, seed, spread)
    hits = int(passes(rule, parties, accepting).sum())
    exact = 1.0 if always else None if ever else 0.0
    share = hits / draws if exact is None or spread is not None else exact
    return Chance(
        share=share,
        interval=wilson(hits, draws) if exact is None or spread is not None else (share, share),
        exact=exact,
        by_party=dict(zip(parties, accepting.mean(axis=0).tolist(), strict=True)),
        ranges=sum(s.position[0] < s.position[1] for i in bargain.negotiation.issues for s in i.positions),
        draws=draws,
        seed=seed,
        spread=spread,
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


def _with_errors(bargain: Bargain, chosen: list[int], draws: int, seed: int, spread: Spread) -> BoolArray:
    """The same where positions and saliences have errors, so that weights and what no agreement is worth vary too."""
    rng = np.random.default_rng(np.random.SeedSequence(seed))
    issues, parties = bargain.negotiation.issues, bargain.parties
    held = [(k, parties.index(s.party), s) for k, issue in enumerate(issues) for s in issue.positions]
    shape = draws, len(parties), len(issues)
    place, salience, has = np.zeros(shape), np.zeros(shape), np.zeros(shape, dtype=np.bool_)
    for k, i, s in held:
        place[:, i, k] = np.clip(rng.uniform(*s.position, size=draws) + spread.position * rng.standard_normal(draws), 0.0, 100.0)
        error = spread.salience * rng.standard_normal(draws)
        salience[:, i, k] = np.nan if s.salience is None else np.clip(s.salience + error, 0.0, 100.0)
        has[:, i, k] = True
    given = has & ~np.isnan(salience)
    count = given.sum(axis=1)
    mean = np.where(count > 0, np.where(given, salience, 0.0).sum(axis=1) / np.maximum(count, 1), 50.0)
    salience = np.where(has & ~given, mean[:, None, :], salience)
    total = salience.sum(axis=2)
    weight = np.divide(salience, total[:, :, None], out=np.zeros_like(salience), where=total[:, :, None] > 0)
    y = np.array([float(bargain.options[c]) for c in chosen])
    lost = (weight * np.abs(y - place)).sum(axis=2) / 100
    q = np.array([np.nan if issue.status_quo is None else issue.status_quo for issue in issues])
    without = np.where(weight > 0, weight * np.abs(q - place), 0.0).sum(axis=2) / 100
    # Without a fallback the status quo stands for it, where each issue that counts in the draw has one; else nothing does.
    known = ((weight <= 0) | ~np.isnan(q)).all(axis=2)
    gain = np.where(known, without, 1.0) - lost
    for i, party in enumerate(bargain.negotiation.parties):
        if party.fallback is not None:
            gain[:, i] = 1 - party.fallback - lost[:, i]
    gain = np.where(total > 0, gain, 0.0)
    crossed = (bargain.beyond[:, chosen] > EPSILON).any(axis=1)
    found: BoolArray = (gain >= -EPSILON) & ~crossed
    return found
