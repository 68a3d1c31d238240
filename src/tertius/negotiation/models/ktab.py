"""The spatial model of politics of KTAB: a probability for each position, from coalitions in every pairwise contest (turn 0; bargaining over turns is in `ktab_turns`).

Positions x_ik on [0, 1] in dimensions k, salience s_ik, power w_i:

    d_ij = sqrt( sum_k s_ik^2 (x_ik - x_jk)^2 / sum_k s_ik^2 ),   u_ij = (1 - d_ij)(1 + d_ij R_i)        with R = 0: risk neutral
    vote of k for i over j      w_k g(u_ki - u_kj),    coalition  C_ij = 1e-8 + the sum of those that are positive
    V_ij = C_ij^m / (C_ij^m + C_ji^m),    V_ii = 1/2

Probabilistic Condorcet election over positions: ``conditional`` p_i ~ prod_j V_ij; ``markov_uniform`` the stationary p_i = (1/n) sum_j V_ij (p_i + p_j), every challenger being as likely;
``markov_incentive`` challengers in proportion to C_ij V_ij against the favourite j: with c_ij = C_ij V_ij / sum_k C_kj V_kj the stationary p_i = sum_j V_ij (p_j c_ij + p_i c_ji). Both by damped iteration, p <- (p + q)/2, from even odds.
Voting g: ``proportional`` D, ``cubic`` D^3, ``binary`` sign D, ``proportional_binary`` .8 D + .2 sign D, ``proportional_cubic`` (D + D^3)/2, ``prospect`` D for losses and 2D/3 for gains.
Victory m: ``linear`` 1, ``square`` 2, ``quartic`` 4, ``octic`` 8; ``binary``: certain from a ratio of 1.1 on, and linear in the share C_ij/(C_ij + C_ji) between. Risk attitude from the risk-neutral p of all actors (positions that are the same counted as often as they are held):

    min (p - pmin)/(pmax - pmin),   mid (3p - pmax - 2 pmin)/(2 (pmax - pmin)),   max (2p - pmax - pmin)/(pmax - pmin)

The probabilities that are reported come from the risk-aware utilities, over distinct positions. In one dimension salience has no part in them, as in the source.

Reference: Wise, B. P., Lester, L., Efird, B. (2016), Spatial model of politics, KAPSARC Toolkit for Behavioral Analysis (KTAB).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tertius.arrays import FloatArray, IntArray
from tertius.errors import UnknownNameError
from tertius.negotiation.distribution import Mixture, points
from tertius.negotiation.models.card import Model
from tertius.negotiation.stakes import Stakes, placed

__all__ = [
    "ELECTIONS", "KTAB", "RISKS", "VICTORIES", "VOTING", "coalitions", "condorcet", "distances", "elected", "risk_attitude", "spatial_probabilities", "victory",
]  # fmt: skip

LEAST = 1e-8
STEPS = 10_000
SETTLED = 1e-12
VOTING: dict[str, Callable[[FloatArray], FloatArray]] = {
    "proportional": lambda d: d,
    "proportional_binary": lambda d: 0.8 * d + 0.2 * np.sign(d),
    "binary": lambda d: np.sign(d),
    "proportional_cubic": lambda d: 0.5 * (d + d**3),
    "cubic": lambda d: d**3,
    "prospect": lambda d: np.where(d < 0, d, 2 * d / 3),
}
VICTORIES = {"linear": 1, "square": 2, "quartic": 4, "octic": 8, "binary": 0}
"""Exponents; `binary` has none."""
SAME = 1e-3
CERTAIN = 1.1
BEATEN = 1e-6
"""What the weaker keeps where victory is certain, so that no probability is 0."""
ELECTIONS = ("conditional", "markov_uniform", "markov_incentive")
RISKS: dict[str, Callable[[FloatArray, float, float], FloatArray]] = {
    "min": lambda p, low, high: (p - low) / (high - low),
    "mid": lambda p, low, high: (3 * p - high - 2 * low) / (2 * (high - low)),
    "max": lambda p, low, high: (2 * p - high - low) / (high - low),
}


def distances(position: FloatArray, salience: FloatArray) -> FloatArray:
    """d_ij as i sees it; position and salience have shape (actors, dimensions), positions on [0, 1]."""
    weight = salience**2
    gap = (position[:, None, :] - position[None, :, :]) ** 2
    total = weight.sum(axis=1)
    return np.asarray(np.sqrt((weight[:, None, :] * gap).sum(axis=2) / np.where(total > 0, total, 1.0)[:, None]))


def coalitions(utility: FloatArray, weight: FloatArray, *, voting: str = "proportional") -> FloatArray:
    """C_ij, the strength behind i against j; shape (..., positions, positions), utility of shape (..., actors, positions)."""
    if voting not in VOTING:
        raise UnknownNameError("voting rule", voting, VOTING)
    rule, m = VOTING[voting], utility.shape[-1]
    found = np.empty((*utility.shape[:-2], m, m))
    for i in range(m):
        found[..., i, :] = LEAST + weight @ np.maximum(rule(utility[..., i : i + 1] - utility), 0)
    return found


def _won(coalition: FloatArray, form: str) -> FloatArray:
    if form not in VICTORIES:
        raise UnknownNameError("victory form", form, VICTORIES)
    against = np.swapaxes(coalition, -1, -2)
    if form != "binary":
        # The larger of the two counts as 1, so that high powers of large numbers stay numbers.
        most, m = np.maximum(coalition, against), VICTORIES[form]
        strength = (coalition / most) ** m
        return np.asarray(strength / (strength + (against / most) ** m))
    share = coalition / (coalition + against)
    between = (share * (CERTAIN + 1) - 1) / (CERTAIN - 1)
    least = BEATEN / (1 + BEATEN)
    certain, lost = coalition >= CERTAIN * against, against >= CERTAIN * coalition
    return np.asarray(np.where(certain, 1 - least, np.where(lost, least, between)))


def victory(utility: FloatArray, weight: FloatArray, *, voting: str = "proportional", form: str = "linear") -> FloatArray:
    """V_ij, shape (positions, positions); utility has shape (actors, positions)."""
    return _won(coalitions(utility, weight, voting=voting), form)


def condorcet(won: FloatArray, *, election: str = "conditional", coalition: FloatArray | None = None) -> FloatArray:
    """p over positions from V, shape (..., positions, positions); `markov_incentive` needs C as well. Raises `UnknownNameError`, `ValueError` without a needed C."""
    if election == "conditional":
        logs = np.log(won).sum(axis=-1)
        p = np.exp(logs - logs.max(axis=-1, keepdims=True))
        return np.asarray(p / p.sum(axis=-1, keepdims=True))
    if won.ndim > 2:
        each = [None] * len(won) if coalition is None else coalition
        return np.stack([condorcet(v, election=election, coalition=c) for v, c in zip(won, each, strict=True)])
    n = len(won)
    if election == "markov_uniform":
        step = won / n
        step[np.diag_indices(n)] += won.sum(axis=1) / n
    elif election == "markov_incentive":
        if coalition is None:
            raise ValueError("markov_incentive needs the coalitions; pass coalition=")
        incentive = coalition * won
        challenger = incentive / incentive.sum(axis=0)
        step = won * challenger
        step[np.diag_indices(n)] += (won * challenger.T).sum(axis=1)
    else:
        raise UnknownNameError("election", election, ELECTIONS)
    p = np.full(n, 1 / n)
    for _ in range(STEPS):
        after = step @ p
        after = (p + after / after.sum()) / 2
        if np.abs(after - p).max() < SETTLED:
            break
        p = after
    return np.asarray(after)


def elected(utility: FloatArray, weight: FloatArray, *, voting: str = "proportional", form: str = "linear", election: str = "conditional") -> FloatArray:
    """p over positions from utilities of shape (..., actors, positions)."""
    coalition = coalitions(utility, weight, voting=voting)
    return condorcet(_won(coalition, form), election=election, coalition=coalition)


def risk_attitude(p: FloatArray, *, rule: str = "mid") -> FloatArray:
    """R of each actor from p over all actors' positions; 0 where all are equally likely."""
    if rule not in RISKS:
        raise UnknownNameError("rule of risk", rule, RISKS)
    low, high = float(p.min()), float(p.max())
    return np.zeros(len(p)) if high - low < 1e-12 else np.asarray(RISKS[rule](p, low, high))


def spatial_probabilities(
    position: FloatArray,
    salience: FloatArray,
    power: FloatArray,
    *,
    voting: str = "proportional",
    form: str = "linear",
    election: str = "conditional",
    risk: str = "mid",
) -> tuple[IntArray, FloatArray, FloatArray]:
    """Places of the distinct positions among the actors, their probabilities, and the risk attitude of every actor."""
    d = distances(position, salience)
    neutral = elected(1 - d, power, voting=voting, form=form, election=election)
    attitude = risk_attitude(neutral, rule=risk)
    first = _distinct(position)
    utility = ((1 - d) * (1 + d * attitude[:, None]))[:, first]
    return first, elected(utility, power, voting=voting, form=form, election=election), attitude


def _distinct(position: FloatArray) -> IntArray:
    """Who is the first at a position; closer than 0.1 of 100 points counts as the same, as in the source."""
    found: list[int] = []
    for i in range(len(position)):
        if not found or (np.sqrt(((position[found] - position[i]) ** 2).sum(axis=1)) >= SAME).all():
            found.append(i)
    return np.array(found, dtype=np.int64)


def _forecast(stakes: Stakes) -> Mixture:
    who = placed(stakes)
    first, p, _ = spatial_probabilities(who.position[:, None] / 100, np.ones((len(who.position), 1)), who.power)
    return points(who.position[first], p)


KTAB = Model(
    "ktab",
    "KTAB spatial model, turn 0",
    "Wise, Lester & Efird 2016 (KAPSARC)",
    "A position is as likely as the coalitions behind it win against every other; power counts and salience does not, on a single issue.",
    False,
    lambda issues: [_forecast(s) for s in issues],
)
