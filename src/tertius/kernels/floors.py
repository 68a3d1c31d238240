r"""Floors: the worst that the others can do to i after i has moved to s1.

For complete preferences, s is stable for i exactly when
:math:`rank_i(s) \ge \max_{s_1 \in R_i^+(s)} floor_i(s_1)`, where

- gmr: the least :math:`rank_i` over states that the others reach from s1 by legal moves,
- seq: the same over their legal improvements,
- smr, sseq: the same two, of :math:`\max(rank_i(s_2), \max_{s_3 \in R_i(s_2)} rank_i(s_3))`.

Legal: no actor twice in succession; A-B-A is legal. An empty response set has floor infinity.

Let :math:`V_j(q)` be the least value from q on when j has just moved there. Then
:math:`V_j(q) = \min(value(q), \min_{k \ne i,j} \min_{t \in R_k(q)} V_k(t))`, the least fixed point,
reached by relaxation in as many rounds as the longest shortest sequence has moves.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tertius.arrays import RankArray
from tertius.kernels.arcs import Arcs
from tertius.kernels.game import Steps
from tertius.kernels.loops_search import INFINITE

__all__ = ["INFINITE", "floor"]


def floor(value: RankArray, responses: Sequence[Steps]) -> RankArray:
    """(states,) the least `value` at the end of one or more legal moves by the responders.

    value : int32 (states,), what a state is worth where a sequence may end; `INFINITE` where it may not
    responses : the `Steps` of each other actor

    Implied moves may count the empty sequence as well. It changes no verdict: where i improves from s
    to s1, the value of s1 itself is above the rank of s.
    """
    if not responses:
        return np.full(len(value), INFINITE, np.int32)
    arcs = [r for r in responses if isinstance(r, Arcs)]
    if len(arcs) < len(responses):
        from tertius.kernels.cube_search import cube_floor

        return cube_floor(value, [r for r in responses if not isinstance(r, Arcs)])
    return _arc_floor(value, arcs)


def _arc_floor(value: RankArray, responses: Sequence[Arcs]) -> RankArray:
    if len(responses) == 1:
        return responses[0].worst(value, INFINITE)
    # All responders' arcs in one list, so that a round is a few operations however many they are.
    states, many = len(value), len(responses)
    target = np.concatenate([arcs.target + np.int64(states * j) for j, arcs in enumerate(responses)])
    rows = np.concatenate([arcs.rows + states * j for j, arcs in enumerate(responses)])
    before = np.cumsum([0, *(len(arcs.source) for arcs in responses)])
    first = np.concatenate([arcs.start[arcs.rows] + before[j] for j, arcs in enumerate(responses)])
    worst = np.full((many, states), INFINITE, np.int32)
    if not len(rows):
        return np.full(states, INFINITE, np.int32)
    after = np.repeat(value[None, :], many, axis=0)
    while True:
        worst.reshape(-1)[rows] = np.minimum.reduceat(after.reshape(-1)[target], first)
        low = worst.min(axis=0)
        if many == 2:
            fresh = np.minimum(value, worst[::-1])
        else:
            # What the others do at worst: the least of the rows, for the row that has it the second least.
            second = np.partition(worst, 1, axis=0)[1]
            fresh = np.minimum(value, np.where(worst == low, second, low))
        if np.array_equal(fresh, after):
            return np.asarray(low, np.int32)
        after = fresh
