r"""Conditions on what an actor thinks of pairs of states, for any states: what a least change has to meet.

A *wish* is :math:`a \succ_i b`, or that this is not so. A condition is a list of ways, each a list of wishes:
it is met when all wishes of one way are. Several conditions are met together. Whether a state is stable
(`inverse_conditions`) is the special case in which every wish is that some state is *not* preferred to one and the
same state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tertius.kernels.game import Game

__all__ = ["Condition", "Way", "Wish", "all_met", "met", "states_of"]


@dataclass(frozen=True, slots=True)
class Wish:
    """State `a` is preferred to state `b`; or, where not `above`, it is not."""

    a: int
    b: int
    above: bool = True

    def met(self, game: Game, actor: int) -> bool:
        """Whether it is so with the actor's ranks in the game."""
        rank = game.rank[actor]
        return bool(rank[self.a] > rank[self.b]) is self.above


Way: TypeAlias = tuple[Wish, ...]
Condition: TypeAlias = tuple[Way, ...]


def met(condition: Condition, game: Game, actor: int) -> bool:
    """Whether all wishes of one way are met."""
    return any(all(wish.met(game, actor) for wish in way) for way in condition)


def all_met(conditions: Iterable[Condition], game: Game, actor: int) -> bool:
    """Whether every condition is met."""
    return all(met(condition, game, actor) for condition in conditions)


def states_of(conditions: Sequence[Condition]) -> tuple[int, ...]:
    """The states that some wish is about, ascending."""
    return tuple(sorted({s for c in conditions for way in c for wish in way for s in (wish.a, wish.b)}))
