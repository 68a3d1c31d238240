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

__all__ = ["INFINITE", "floor"]

INFINITE = np.iinfo(np.int32).max


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
    after = [value.copy() for _ in responses]
    worst = [arcs.worst(value, INFINITE) for arcs in responses]
    while True:
        changed = False
        low, second, who = _two_least(worst)
        for j, arcs in enumerate(responses):
            fresh = np.minimum(value, np.where(who == j, second, low))
            if not np.array_equal(fresh, after[j]):
                after[j] = fresh
                worst[j] = arcs.worst(fresh, INFINITE)
                changed = True
        if not changed:
            return low


def _two_least(rows: Sequence[RankArray]) -> tuple[RankArray, RankArray, RankArray]:
    """The least of the rows, the least of the others, and which row has the least."""
    low, who = rows[0].copy(), np.zeros(len(rows[0]), np.int32)
    second = np.full(len(low), INFINITE, np.int32)
    for j, row in enumerate(rows[1:], 1):
        better = row < low
        second = np.where(better, low, np.minimum(second, row))
        who[better] = j
        low = np.where(better, row, low)
    return low, second, who
