"""The challenge (expected-utility) model of Bueno de Mesquita, as Scholz, Calbert and Smith (2011) reconstruct it.

Positions x_i, power c_i, salience s_i in [0, 1], range R, mu the weighted median. With a risk exponent r (numbers of equations from that paper):

    vote of k for i over j        v_k = c_k s_k (|x_k - x_j| - |x_k - x_i|) / R                                               (28)
    i prevails over j             P_i = sum of positive votes for i / sum of |votes|                                          (31)
    success, failure              U_s, U_f = 2 - 4 (.5 -/+ .5 |x_i - x_j|/R)^r                                                (15, 16)
    j moves by itself             U_b, U_w = 2 - 4 (.5 -/+ .25 (|x_i - mu| + |x_i - x_j|)/R)^r;   status quo U_q = 2 - 4 (.5)^r      (22-24)
    challenge                     E_i(U_ij) = s_j (P_i U_s + (1 - P_i) U_f) + (1 - s_j) U_s - Q U_q - (1 - Q)(T U_b + (1 - T) U_w)    (25a)
    T = 1 where |x_i - mu| < |x_i - x_j|, else 0
    security, risk                Sec_i = sum_j E_j(U_ji);   R_i = (2 Sec_i - max - min)/(max - min);   r_i = (1 - R_i/3)/(1 + R_i/3)     (33, 34)

A first pass has r = 1; a second takes the r_i that it gives. With a = E_i(U_ij) and b = E_j(U_ji), i gives way to j where b > a > 0 (conflict: i moves to x_j), where b > 0 > a and
|b| > |a| (compromise: i moves (x_j - x_i)|a/b|), and where b > 0 > a otherwise (i moves to x_j). Each actor takes one offer, conflict before compromise before giving in; all move at once.
The paper has no rule for stopping: here it ends when nobody moves, a configuration returns, or after ten rounds. The forecast is then the weighted median.

The paper leaves room where its own published table decides otherwise, so there are three presets:

* ``paper-literal``: as printed; each judges with its own r; the least movement within a kind of offer; the range as at the start.
* ``table-2``: reproduces the published rounds of the paper's Table 2 (seven of eight medians when cut to one decimal, all means within 0.1). It departs from the equations: the denominator
  of P is the sum of |votes| over all pairs, both utilities of a pair take the judging actor's r, votes take |x/R|^r of the voter in the second pass, and the compromise that is taken is the
  one with the smallest (|a| x_i + |b| x_j)/(|a| + |b|).
* ``schelling-like``: as printed, but in a conflict nobody moves, and the range is that of the round; converges to the same median (9.530) as another open reconstruction.

Its authors' verdict on the model stands: no forecast should rest on it alone.

References: Bueno de Mesquita, B. (1994), in Bueno de Mesquita & Stokman (eds), European Community Decision Making. Scholz, J. B., Calbert, G. J., Smith, G. A. (2011),
Unravelling Bueno de Mesquita's group decision model, ICAART, doi 10.5220/0003121500180030, and Journal of Theoretical Politics 23:510-531.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray
from tertius.errors import UnknownNameError
from tertius.negotiation.distribution import point
from tertius.negotiation.models.card import Model
from tertius.negotiation.models.median import weighted_median
from tertius.negotiation.stakes import Stakes, placed

__all__ = ["CHALLENGE", "PRESETS", "Preset", "challenge_rounds", "prevails", "risk_exponents"]

ROUNDS = 10
STILL = 1e-9


@dataclass(frozen=True, slots=True)
class Preset:
    """How the paper's open points are settled.

    all_pairs : the denominator of P; judged_alike : both utilities of a pair with the judging actor's r; risky_votes : votes with the voter's r in the second pass
    least_move : within compromise the least movement, else the smallest weighted mean; loser_moves : in a conflict; fixed_range : as at the start
    """

    all_pairs: bool
    judged_alike: bool
    risky_votes: bool
    least_move: bool
    loser_moves: bool
    fixed_range: bool


PRESETS = {
    "paper-literal": Preset(False, False, False, True, True, True),
    "table-2": Preset(True, True, True, False, True, True),
    "schelling-like": Preset(False, False, False, True, False, False),
}


def prevails(x: FloatArray, weight: FloatArray, span: float, exponent: FloatArray, *, all_pairs: bool) -> FloatArray:
    """P_i against each j, shape (actors, actors); one half where no vote is cast.

    A voter is for the one that is nearer, whatever its exponent: for the left one of two it is everybody to the left of their midpoint. So the votes of a pair
    are differences of running sums over voters in the order of their positions, and n actors take n^2 of them instead of n^3 votes.
    """
    order, n = np.argsort(x, kind="stable"), len(x)
    placed_at, everybody = x[order], np.arange(n)
    cast_by = weight[order, None] * (np.abs(placed_at[:, None] - x[None, :]) / span) ** exponent[order, None]
    upto = np.vstack([np.zeros(n), np.cumsum(cast_by, axis=0)])  # (voters + 1, actors): how far they are from each, weighed
    left = np.searchsorted(placed_at, (x[:, None] + x[None, :]) / 2)
    to_i, to_j = upto[left, everybody[:, None]], upto[left, everybody[None, :]]
    all_i, all_j = upto[-1][:, None], upto[-1][None, :]
    won = np.maximum(np.where(x[:, None] < x[None, :], to_j - to_i, (all_j - to_j) - (all_i - to_i)), 0)
    cast = won + won.T
    if all_pairs:
        return np.asarray(won / max(float(cast.sum()), 1e-300))
    return np.where(cast > 0, won / np.where(cast > 0, cast, 1.0), 0.5)


def _utilities(
    x: FloatArray, salience: FloatArray, span: float, r: FloatArray, p: FloatArray, mu: float, q: float, *, judged_alike: bool
) -> tuple[FloatArray, FloatArray]:
    """E_i(U_ij) and E_j(U_ji), both shape (actors, actors), i first."""
    gap = np.abs(x[:, None] - x[None, :]) / span
    to_mu = np.abs(x - mu)[:, None] / span

    def expected(exponent: FloatArray) -> FloatArray:
        success, failure = 2 - 4 * (0.5 - 0.5 * gap) ** exponent, 2 - 4 * (0.5 + 0.5 * gap) ** exponent
        better, worse = (2 - 4 * np.clip(0.5 + sign * 0.25 * (to_mu + gap), 0, 1) ** exponent for sign in (-1, 1))
        alone = np.where(to_mu < gap, better, worse)
        fight = salience[None, :] * (p * success + (1 - p) * failure) + (1 - salience[None, :]) * success
        return np.asarray(fight - q * (2 - 4 * 0.5**exponent) - (1 - q) * alone)

    own = np.repeat(r[:, None], len(x), axis=1)
    return expected(own), expected(own.T if judged_alike else own).T


def risk_exponents(x: FloatArray, power: FloatArray, salience: FloatArray, span: float, preset: Preset, *, q: float = 1.0) -> FloatArray:
    """r_i in [.5, 2] from the first pass; 1 for all where all are equally secure."""
    one, weight = np.ones(len(x)), power * salience
    p = prevails(x, weight, span, one, all_pairs=preset.all_pairs)
    _, against = _utilities(x, salience, span, one, p, weighted_median(x, weight), q, judged_alike=True)
    security = against.sum(axis=1) - np.diag(against)
    width = float(np.ptp(security))
    if width <= 1e-12:
        return one
    at_risk = (2 * security - security.max() - security.min()) / width
    return np.asarray((1 - at_risk / 3) / (1 + at_risk / 3))


def _round(x: FloatArray, power: FloatArray, salience: FloatArray, span: float, preset: Preset, q: float) -> FloatArray:
    weight = power * salience
    r = risk_exponents(x, power, salience, span, preset, q=q)
    p = prevails(x, weight, span, r if preset.risky_votes else np.ones(len(x)), all_pairs=preset.all_pairs)
    a, b = _utilities(x, salience, span, r, p, weighted_median(x, weight), q, judged_alike=preset.judged_alike)
    here, there = np.broadcast_arrays(x[:, None], x[None, :])
    distinct = ~np.eye(len(x), dtype=np.bool_)
    size_a, size_b = np.abs(a), np.abs(b)
    concedes = (b > 0) & (a < 0) & distinct
    compromise = concedes & (size_b > size_a)
    half_way = here + (there - here) * size_a / np.where(size_b > 0, size_b, 1.0)
    mean = (size_a * here + size_b * there) / np.where(size_a + size_b > 0, size_a + size_b, 1.0)
    move = np.abs(there - here)
    kinds = [
        ((b > a) & (a > 0) & distinct & preset.loser_moves, there, move),
        (compromise, half_way, np.abs(half_way - here) if preset.least_move else mean),
        (concedes & ~compromise, there, move),
    ]
    after, taken = x.copy(), np.zeros(len(x), dtype=np.bool_)
    for offered, to, cost in kinds:
        ranked = np.where(offered, cost, np.inf)
        # Of equal offers the one that leads lowest on the scale, so that the order of actors does not matter.
        least = ranked.min(axis=1, keepdims=True)
        chosen = np.where(offered & (ranked <= least + 1e-12), to, np.inf).min(axis=1)
        take = offered.any(axis=1) & ~taken
        after[take] = chosen[take]
        taken |= take
    return after


def challenge_rounds(
    position: FloatArray, power: FloatArray, salience: FloatArray, *, preset: str = "paper-literal", q: float = 1.0, rounds: int = ROUNDS, stop: bool = True
) -> list[FloatArray]:
    """Positions from the start on, round by round.

    position : in any unit; power : 0 or more; salience : in [0, 1]; q : the probability that j stays where it is if not challenged
    stop : end early when nobody moves or a configuration returns
    Raises `UnknownNameError` for a preset that there is not.
    """
    if preset not in PRESETS:
        raise UnknownNameError("preset", preset, PRESETS)
    rules, span = PRESETS[preset], float(np.ptp(position))
    path = [np.asarray(position, dtype=np.float64)]
    while len(path) <= rounds:
        width = span if rules.fixed_range else float(np.ptp(path[-1]))
        if width <= STILL or (power * salience).sum() <= 0:
            break
        after = _round(path[-1], power, salience, width, rules, q)
        back = any(np.abs(after - earlier).max() <= STILL for earlier in path)
        path.append(after)
        if stop and back:
            break
    return path


def _forecast(stakes: Stakes) -> float:
    who = placed(stakes)
    path = challenge_rounds(who.position, who.power, who.salience / 100)
    return weighted_median(path[-1], who.weight)


CHALLENGE = Model(
    "challenge",
    "Challenge model",
    "Bueno de Mesquita 1994 as reconstructed by Scholz, Calbert & Smith 2011 (paper-literal)",
    "Actors challenge one another where they expect to gain, give way round by round, and the weighted median of where they end decides.",
    True,
    lambda issues: [point(_forecast(s)) for s in issues],
)
