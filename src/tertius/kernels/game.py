"""A conflict as arrays: states, each actor's moves, each actor's ranks.

Moves stand behind one interface: what an analysis asks of `Arcs`, which list them, it can ask of
`tertius.kernels.cube.CubeSteps`, which work them out from the options when they are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from tertius.arrays import BoolArray, RankArray
from tertius.kernels.arcs import Arcs
from tertius.model.expr import Expr

if TYPE_CHECKING:
    from tertius.kernels.cube import CubeSteps

__all__ = ["Arcs", "Game", "Steps", "improvements_of"]

Steps: TypeAlias = "Arcs | CubeSteps"
"""Directed arcs of one actor, listed or implied. Both have ``of, some, has, worst, best, restrict,
rising``; what concerns several actors at once is in `tertius.kernels.floors` and
`tertius.kernels.floods`."""


@dataclass(frozen=True, slots=True)
class Game:
    """A conflict as arrays.

    actors : their ids, in file order
    codes : (states,) the code of each state (letters in option form, names in graph form); a tuple,
        or `tertius.kernels.codes.Codes`, which spells them when asked
    moves : one `Steps` an actor: R_i
    rank : int32 (actors, states); greater is better, equal is indifferent
    improvements : one `Steps` an actor: R_i+, the moves that raise the mover's own rank
    status_quo : index of the state, or None
    compose : option form only: from the state where a move of one actor leads and from each other
        actor's choice to the state that they make together, or None; used by `sim`
    truth : from an expression to bool (states,)
    place : option form only: from the options that are on to the index of the completed state, or None
    backend : ``arcs`` (listed moves, NumPy) or ``compiled`` (implied moves, numba)
    """

    actors: tuple[str, ...]
    codes: Sequence[str]
    moves: tuple[Steps, ...]
    rank: RankArray
    improvements: tuple[Steps, ...]
    status_quo: int | None
    compose: Callable[[int, Sequence[tuple[int, int]]], int | None] | None = None
    truth: Callable[[Expr], BoolArray] | None = None
    place: Callable[[frozenset[str]], int | None] | None = None
    backend: str = "arcs"

    @property
    def states(self) -> int:
        """The number of states."""
        return len(self.codes)

    def actor(self, id: str) -> int:
        """The index of an actor."""
        return self.actors.index(id)

    def others(self, actor: int) -> list[int]:
        """Everybody else's index."""
        return [j for j in range(len(self.actors)) if j != actor]


def improvements_of(moves: Sequence[Arcs], rank: RankArray) -> tuple[Arcs, ...]:
    """R_i+ for each actor."""
    return tuple(m.rising(rank[i], rank[i]) for i, m in enumerate(moves))
