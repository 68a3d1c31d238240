"""The two that answer every question of the contract: the oracle and the engine."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pytest

from tertius.kernels.game import Game
from tertius.kernels.graph import game_of
from tertius.kernels.merge import merged_game
from tertius.kernels.reference import Reference, merged
from tertius.model.case import Case
from tertius.stability.solve import stable_for

Verdicts = frozenset[tuple[str, str]]
"""(actor, state) for every state that is stable for the actor."""


@dataclass(frozen=True)
class Oracle:
    """Answers from `tertius.kernels.reference`."""

    model: Reference

    @classmethod
    def of(cls, case: Case) -> "Oracle":
        return cls(Reference(case))

    @classmethod
    def merged(cls, case: Case, members: Sequence[str]) -> "Oracle":
        return cls(merged(case, members))

    def stable(self, concept: str, **settings: Any) -> Verdicts:
        return frozenset(
            (i, s)
            for i in self.model.actors
            for s in self.model.states
            if self.model.stable(i, s, concept, **settings)
        )


@dataclass(frozen=True)
class Engine:
    """Answers from the arrays."""

    game: Game

    @classmethod
    def of(cls, case: Case) -> "Engine":
        return cls(game_of(case))

    @classmethod
    def merged(cls, case: Case, members: Sequence[str]) -> "Engine":
        return cls(merged_game(game_of(case), members))

    def stable(self, concept: str, **settings: Any) -> Verdicts:
        return frozenset(
            (a, s)
            for i, a in enumerate(self.game.actors)
            for s, yes in zip(self.game.codes, stable_for(self.game, i, concept, **settings), strict=True)
            if yes
        )


@pytest.fixture(scope="session", params=[Oracle, Engine], ids=["oracle", "engine"])
def solver(request: pytest.FixtureRequest) -> Any:
    """Whoever answers: a theorem holds of both."""
    return request.param
