"""Bargaining over turns in the spatial model of politics of KTAB: challenges, bargains, and which of them are kept.

d_ij, u, V and the election p are those of `ktab`; s_i is the sum of i's saliences (at most 1), w_i its power, R_i its risk attitude. One turn:

1. **Who challenges whom.** h takes another's risk attitude for R^h_i = (1 - g) R_h + g R_i (`guess`: none 0, one_third 1/3, half, two_thirds, full 1), so u^h_ni = (1 - d_ni)(1 + d_ni R^h_n). In the contest (i:j),
   as h sees it, i and j bring A = 1e-10 + the positive votes of the two, with weights w s, and B likewise against. A third party n sees the small contest, with its own vote added to A or B, won by i with chance q_n, and
   votes g(q_n (1 - u_ni) - (1 - q_n)(1 - u_nj)) w_n s_n. (That is `commitment` semi: who loses must take over the winner's position, who wins may keep its own. With none and with full the two sides
   are worth the same to n, so that third parties do not vote.) Victory P = A'/(A' + B') over all votes. What i expects to gain, by its own lights (h = i):

       (1 - s_j) 2 u_ii + s_j (P 2 u_ii + (1 - P) 2 u_ij) - (u_ii + u_ij)

   Each actor challenges the one that promises most, if that is more than 1e-5.
2. **Bargains.** `bargain` s2p2 (default) and s1p1: on each dimension both move to the mean of their places, weighted by s_ik^m P^m and s_jk^m (1 - P)^m, m = 2 or 1, rounded to 0.01 points; s2pmax: only the weaker moves, by
   D s_k^2 / (D s_k^2 + (1 - D) s^2) of the way, with D = |2P - 1|, s its own salience and s_k the other's. `proposal`: the initiator's view (default), both views as two bargains, or their mean weighted by w s.
3. **What is kept.** An actor holds the bargains in which it has a part, and the status quo. Everybody values one by the mean of its utilities over all positions that would result; the election over these says which
   is kept: the likeliest (`transition` deterministic, the first of equals), or one drawn by p (stochastic, with a seed). Each actor then takes its own part of the bargain that it kept, whatever the other keeps.

Turns go on until the sum of movements is below 2 % of the first turn's (plus 0.01 points), two at least and a hundred at most. Positions count as ideals (no lag).

The published program hands the *gain* that the other expects, where the chance of victory belongs, to the bargain as the other sees it; here it is the chance. The default uses neither.

Reference: Wise, B. P., Lester, L., Efird, B. (2016), Spatial model of politics, KAPSARC Toolkit for Behavioral Analysis (KTAB); of its runs of 30 May 2017 two are reproduced in every turn, a third (incentive election, half cubic votes) in its first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray, IntArray
from tertius.errors import UnknownNameError
from tertius.negotiation.distribution import Mixture, points
from tertius.negotiation.models.card import Model
from tertius.negotiation.models.ktab import (
    ELECTIONS,
    RISKS,
    VICTORIES,
    VOTING,
    distances,
    elected,
    risk_attitude,
    spatial_probabilities,
)
from tertius.negotiation.stakes import Stakes, placed

__all__ = ["CHOICES", "KTAB_TURNS", "Bargain", "SpatialRules", "SpatialRun", "Turn", "contests", "spatial_run", "spatial_turn"]

GUESSES = {"none": 0.0, "one_third": 1 / 3, "half": 0.5, "two_thirds": 2 / 3, "full": 1.0}
CHOICES: Mapping[str, tuple[str, ...]] = {
    "voting": tuple(VOTING),
    "form": tuple(VICTORIES),
    "election": ELECTIONS,
    "risk": tuple(RISKS),
    "guess": tuple(GUESSES),
    "commitment": ("none", "semi", "full"),
    "bargain": ("s1p1", "s2p2", "s2pmax"),
    "proposal": ("initiator", "both", "weighted"),
    "transition": ("deterministic", "stochastic"),
}
"""What each rule can be."""
LEAST_GAIN = 1e-5
LEAST_VOTE = 1e-10
NUDGE = 1e-6
FINE = 1e4
FEWEST, MOST, QUIET, ROUNDING = 2, 100, 0.02, 1e-4


@dataclass(frozen=True, slots=True)
class SpatialRules:
    """The choices that the source leaves open; the defaults are the source's."""

    voting: str = "proportional"
    form: str = "linear"
    election: str = "conditional"
    risk: str = "mid"
    guess: str = "one_third"
    commitment: str = "semi"
    bargain: str = "s2p2"
    proposal: str = "initiator"
    transition: str = "deterministic"

    def __post_init__(self) -> None:
        for name, allowed in CHOICES.items():
            if getattr(self, name) not in allowed:
                raise UnknownNameError(name, getattr(self, name), allowed)


@dataclass(frozen=True, slots=True, eq=False)
class Bargain:
    """i takes the place `i_to` and j the place `j_to`, each of shape (dimensions,)."""

    i: int
    j: int
    i_to: FloatArray
    j_to: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Turn:
    """What one turn brought.

    position : shape (actors, dimensions), after it; target : whom each actor challenged, -1 for nobody; chance, gain : what it expected of that; bargains : all that were proposed
    """

    position: FloatArray
    target: IntArray
    chance: FloatArray
    gain: FloatArray
    bargains: tuple[Bargain, ...]


@dataclass(frozen=True, slots=True, eq=False)
class SpatialRun:
    """positions : one array a state, the first as given; first, probability : distinct positions at the end (places among the actors) and how likely each is; settled : False where the most turns were reached"""

    positions: tuple[FloatArray, ...]
    turns: tuple[Turn, ...]
    first: IntArray
    probability: FloatArray
    settled: bool


def contests(
    d: FloatArray, attitude: FloatArray, strength: FloatArray, view: IntArray, i: IntArray, j: IntArray, *, voting: str = "proportional", commitment: str = "semi"
) -> FloatArray:
    """P, for each contest of i with j as the actor `view` sees it; shape (contests,).

    d : shape (actors, actors); attitude : R^h_n, shape (views, actors); strength : w s, shape (actors,)
    """
    rule, row = VOTING[voting], np.arange(len(i))
    risk, to_i, to_j = attitude[view], d.T[i], d.T[j]
    for_i, for_j = (1 - to_i) * (1 + to_i * risk), (1 - to_j) * (1 + to_j * risk)
    vote = rule(for_i - for_j) * strength
    ahead, behind = np.maximum(vote, 0), np.maximum(-vote, 0)
    own = LEAST_VOTE + ahead[row, i] + ahead[row, j]
    against = LEAST_VOTE + behind[row, i] + behind[row, j]
    if commitment == "semi":
        small = own[:, None] + ahead
        wins = small / (small + against[:, None] + behind)
        third = rule(wins * (1 - for_i) - (1 - wins) * (1 - for_j)) * strength
        third[row, i] = third[row, j] = 0.0
        own, against = own + np.maximum(third, 0).sum(axis=1), against + np.maximum(-third, 0).sum(axis=1)
    return np.asarray(own / (own + against))


def spatial_turn(position: FloatArray, salience: FloatArray, power: FloatArray, rules: SpatialRules | None = None, *, draw: np.random.Generator | None = None) -> Turn:
    """One turn. position, salience : shape (actors, dimensions), positions on 0 to 1, each actor's saliences summing to at most 1; power : shape (actors,)

    draw : for the stochastic transition
    """
    rules = SpatialRules() if rules is None else rules
    n = len(position)
    d = distances(position, salience)
    risk = risk_attitude(elected(1 - d, power, voting=rules.voting, form=rules.form, election=rules.election), rule=rules.risk)
    share = GUESSES[rules.guess]
    attitude = (1 - share) * risk[:, None] + share * risk[None, :]
    care = salience.sum(axis=1)
    strength = power * care
    i, j = (v.astype(np.int64) for v in np.nonzero(~np.eye(n, dtype=np.bool_)))
    won = np.full((n, n), np.nan)
    won[i, j] = contests(d, attitude, strength, i, i, j, voting=rules.voting, commitment=rules.commitment)
    other = (1 - d) * (1 + d * np.diag(attitude)[:, None])
    # Its own position is worth 1 to everybody.
    hope = (1 - care) * 2 + care * (won * 2 + (1 - won) * 2 * other) - (1 + other)
    hope[np.diag_indices(n)] = -np.inf
    target = hope.argmax(axis=1).astype(np.int64)
    gain = hope[np.arange(n), target]
    target[gain <= LEAST_GAIN] = -1
    who = np.flatnonzero(target >= 0).astype(np.int64)
    bargains = _bargains(position, salience, strength, d, attitude, who, target[who], won, rules)
    kept = _kept(position, salience, power, risk, d, bargains, rules, draw)
    chance = np.where(target >= 0, won[np.arange(n), target], np.nan)
    return Turn(kept, target, chance, np.where(target >= 0, gain, np.nan), bargains)


def _bargains(
    position: FloatArray,
    salience: FloatArray,
    strength: FloatArray,
    d: FloatArray,
    attitude: FloatArray,
    i: IntArray,
    j: IntArray,
    won: FloatArray,
    rules: SpatialRules,
) -> tuple[Bargain, ...]:
    """In the order of their initiators i."""
    if not len(i):
        return ()
    own = _meet(position[i], position[j], salience[i], salience[j], won[i, j], rules.bargain)
    if rules.proposal == "initiator":
        return tuple(Bargain(*row) for row in zip(i.tolist(), j.tolist(), *own, strict=True))
    seen = contests(d, attitude, strength, j, i, j, voting=rules.voting, commitment=rules.commitment)
    others = _meet(position[i], position[j], salience[i], salience[j], seen, rules.bargain)
    if rules.proposal == "both":
        pairs = zip(i.tolist(), j.tolist(), *own, *others, strict=True)
        return tuple(b for a, c, x, y, v, z in pairs for b in (Bargain(a, c, x, y), Bargain(a, c, v, z)))
    total = strength[i] + strength[j]
    mine = np.where(total > 0, strength[i] / np.where(total > 0, total, 1.0), 0.5)[:, None]
    mean = [mine * a + (1 - mine) * b for a, b in zip(own, others, strict=True)]
    return tuple(Bargain(*row) for row in zip(i.tolist(), j.tolist(), *mean, strict=True))


def _meet(x: FloatArray, y: FloatArray, s: FloatArray, t: FloatArray, p: FloatArray, rule: str) -> tuple[FloatArray, FloatArray]:
    """Where two with positions x, y and saliences s, t (shape (bargains, dimensions)) meet, if the first wins with chance p."""
    p = p[:, None]
    if rule == "s2pmax":
        back, forth = np.maximum(1 - 2 * p, 0), np.maximum(2 * p - 1, 0)
        of_x = back * t**2 / (back * t**2 + NUDGE + (1 - back) * s**2)
        of_y = forth * s**2 / (forth * s**2 + NUDGE + (1 - forth) * t**2)
        return x + of_x * (y - x), y + of_y * (x - y)
    m = 1 if rule == "s1p1" else 2
    a, b = s**m * p**m, t**m * (1 - p) ** m
    # The nudge keeps both where they are if neither cares or neither can win.
    total = a + b + NUDGE
    return tuple(np.floor(0.5 + FINE * z) / FINE for z in (((a + NUDGE) * x + b * y) / total, (a * x + (b + NUDGE) * y) / total))  # type: ignore[return-value]


def _kept(
    position: FloatArray,
    salience: FloatArray,
    power: FloatArray,
    risk: FloatArray,
    d: FloatArray,
    bargains: tuple[Bargain, ...],
    rules: SpatialRules,
    draw: np.random.Generator | None,
) -> FloatArray:
    """The positions after each actor has chosen among the bargains in which it has a part and the status quo."""
    after = position.copy()
    if not bargains:
        return after
    n = len(position)
    utility = (1 - d) * (1 + d * risk[:, None])
    square = salience**2
    norm = square.sum(axis=1)
    weight = square / np.where(norm > 0, norm, 1.0)[:, None]

    def worth(places: FloatArray) -> FloatArray:
        # d is a distance on 0 to 1; rounding may carry it a trifle beyond.
        far = np.minimum(np.sqrt(np.maximum((weight[:, None, :] * (position[:, None, :] - places[None]) ** 2).sum(axis=2), 0)), 1.0)
        return np.asarray((1 - far) * (1 + far * risk[:, None]))

    first, second = np.array([b.i for b in bargains]), np.array([b.j for b in bargains])
    change = worth(np.stack([b.i_to for b in bargains])) + worth(np.stack([b.j_to for b in bargains])) - utility[:, first] - utility[:, second]
    now = utility.sum(axis=1, keepdims=True)
    queues: dict[int, list[tuple[int, list[int]]]] = {}
    for k in range(n):
        held = np.flatnonzero((first == k) | (second == k)).tolist()
        queues.setdefault(len(held), []).append((k, held))
    # Queues of the same length are settled together.
    for length, those in queues.items():
        if not length:
            continue
        values = np.stack([np.concatenate([now, now + change[:, held]], axis=1) for _, held in those]) / n
        p = elected(values, power, voting=rules.voting, form=rules.form, election=rules.election)
        for (k, held), odds in zip(those, p, strict=True):
            best = int(odds.argmax()) if rules.transition == "deterministic" or draw is None else int(draw.choice(len(odds), p=odds))
            if best:
                chosen = bargains[held[best - 1]]
                after[k] = chosen.i_to if chosen.i == k else chosen.j_to
    return after


def spatial_run(position: FloatArray, salience: FloatArray, power: FloatArray, rules: SpatialRules | None = None, *, seed: int = 0, most: int = MOST) -> SpatialRun:
    """Turns until hardly anybody moves; arguments as for `spatial_turn`. Raises `ValueError` where some actor's saliences sum to more than 1."""
    rules = SpatialRules() if rules is None else rules
    if (salience.sum(axis=1) > 1 + 1e-9).any():
        k = int(salience.sum(axis=1).argmax())
        raise ValueError(f"saliences of actor {k} sum to {salience[k].sum():g}; expected at most 1")
    draw = np.random.default_rng(seed)
    states, turns, settled = [position], list[Turn](), False
    while len(turns) < most and not settled:
        turns.append(spatial_turn(states[-1], salience, power, rules, draw=draw))
        states.append(turns[-1].position)
        settled = len(turns) >= FEWEST and _moved(states[-2], states[-1]) < QUIET * (_moved(states[0], states[1]) + ROUNDING)
    first, p, _ = spatial_probabilities(states[-1], salience, power, voting=rules.voting, form=rules.form, election=rules.election, risk=rules.risk)
    return SpatialRun(tuple(states), tuple(turns), first, p, settled)


def _moved(a: FloatArray, b: FloatArray) -> float:
    return float(np.sqrt(((a - b) ** 2).sum(axis=1)).sum())


def _forecast(stakes: Stakes) -> Mixture:
    who = placed(stakes)
    run = spatial_run(who.position[:, None] / 100, who.salience[:, None] / 100, who.power)
    return points(100 * run.positions[-1][run.first, 0], run.probability)


KTAB_TURNS = Model(
    "ktab_turns",
    "KTAB spatial model, after bargaining",
    "Wise, Lester & Efird 2016 (KAPSARC)",
    "Each actor challenges whom it expects to gain from most; the two meet in proportion to salience and chances; then the positions that result are elected.",
    False,
    lambda issues: [_forecast(s) for s in issues],
    slow=True,
)
