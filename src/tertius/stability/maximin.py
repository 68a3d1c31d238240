r"""Maximin stability with horizon h: the others are a purely hostile coalition.

With h moves to go, i at q can stay or move, C = N - i can stay or make any legal sequence:

.. math::
    M_0(q) &= rank_i(q) \\
    M_h(i, q) &= \max(rank_i(q), \max_{t \in R_i(q)} M_{h-1}(C, t)) \\
    M_h(C, q) &= \min(rank_i(q), \min_{t \in R_{-i}(q)} M_{h-1}(i, t))

s is stable when i prefers no :math:`M_{h-1}(C, q)`, :math:`q \in R_i(s)`, to s. Horizons 1, 2 and 3 are nash, gmr
and smr.

References
----------
Rêgo, L. C., Vieira, G. I. A., on Maximin_h stability in the graph model for conflict resolution (as the
abstract of Soares et al. 2026 describes it; not read).
"""

from __future__ import annotations

import numpy as np

from tertius.arrays import BoolArray, RankArray
from tertius.errors import TertiusError
from tertius.kernels.floors import floor
from tertius.kernels.game import Game
from tertius.stability.card import Card

__all__ = ["CARD", "maximin", "worth"]

CARD = Card(
    id="maximin",
    name="maximin stability",
    synonyms=("Maximin_h",),
    definition="with h moves ahead, all others moving against it together, the actor would rather stay",
    source="Rêgo and Vieira (Maximin_h), as Soares et al. 2026 describe it",
    responses="moves",
    family="ahead",
)


def maximin(game: Game, actor: int, horizon: int) -> BoolArray:
    """(states,) whether each state is maximin stable for the actor."""
    after = worth(game, actor, horizon)
    return np.asarray(game.moves[actor].best(after[horizon - 1][1], -1) <= game.rank[actor])


def worth(game: Game, actor: int, horizon: int) -> list[tuple[RankArray, RankArray]]:
    """For 0 to h - 1 moves to go: what a state is worth to i where i is to move, and where the others are."""
    if horizon < 1:
        raise TertiusError(f"--horizon is {horizon}; it must be 1 or more")
    rank = np.asarray(game.rank[actor], np.int32)
    others = [game.moves[j] for j in game.others(actor) if game.moves[j].some]
    table = [(rank, rank)]
    for _ in range(horizon - 1):
        mine, theirs = table[-1]
        best = np.maximum(rank, game.moves[actor].best(theirs, -1)).astype(np.int32)
        worst = np.minimum(rank, floor(mine, others)).astype(np.int32)
        table.append((best, worst))
    return table
