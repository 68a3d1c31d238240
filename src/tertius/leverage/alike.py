r"""Situations that look alike from where they start, solved once.

Let S be the states that legal moves of anybody reach from the status quo. It is closed under moves, so stability in S,
paths, replies and outcomes depend on nothing outside it; and with ranks, on nothing but their order. Two situations
with the same states and moves whose ranks order S in the same way have the same verdict. Draws of a preference often
differ only in states that cannot come about.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from tertius.arrays import BoolArray
from tertius.kernels.floods import flood
from tertius.kernels.game import Game
from tertius.leverage.builder import Builder
from tertius.model.conflict import GraphConflict, OptionConflict

__all__ = ["AlikeBuilder"]


class AlikeBuilder(Builder):
    """A `Builder` for many situations that differ in preferences."""

    def __init__(self, *asked: Any) -> None:
        """As `Builder`."""
        super().__init__(*asked)
        self._here: object = None
        self._reach: dict[object, BoolArray] = {}
        self._alike: dict[object, str] = {}

    def _fast(self, conflict: OptionConflict | GraphConflict, key: tuple[Any, ...]) -> str:
        self._here = key[0], key[1]
        return super()._fast(conflict, key)

    def _follow(self, game: Game, good: BoolArray) -> str:
        if self._here not in self._reach:
            start = np.zeros(game.states, np.bool_)
            start[game.status_quo] = True
            self._reach[self._here] = flood(list(game.moves), start)
        assert isinstance(game.rank, np.ndarray)  # preferences without ranks do not come here
        inside = game.rank[:, self._reach[self._here]]
        order = tuple(np.unique(row, return_inverse=True)[1].tobytes() for row in inside)
        key = self._here, order
        if key not in self._alike:
            self._alike[key] = super()._follow(game, good)
        return self._alike[key]
