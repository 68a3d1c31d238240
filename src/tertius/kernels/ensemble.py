"""Many preferences on one graph of moves: equilibria and outcomes of each, in compiled loops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.arrays import BoolArray, IntArray, RankArray
from tertius.kernels.game import Game

__all__ = ["Answers", "Ensemble"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found for each model.

    equilibria : (concepts, models, states); ends : (models, states) outcomes; unsettled : (models,) whether some path comes to no end
    """

    equilibria: BoolArray
    ends: BoolArray
    unsettled: BoolArray


class Ensemble:
    """The moves of a game, for many models that differ in ranks."""

    def __init__(self, game: Game) -> None:
        self.game = game

    def answers(
        self, models: IntArray, rank: RankArray, *, concepts: Sequence[str], followed: str, foresight: int, must: bool = False
    ) -> Answers | None:
        """None."""
        return None
