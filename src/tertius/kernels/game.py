"""A conflict as arrays: states, each actor's moves, each actor's ranks.

Moves stand behind one interface: what an analysis asks of `Arcs`, which list them, it can ask of
`tertius.kernels.cube.CubeSteps`, which work them out from the options when they are needed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from tertius.arrays import BoolArray, RankArray
from tertius.kernels.arcs import Arcs
from tertius.kernels.relation import EQUAL, PartlyRanked, Ranked, Relation
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
    rank : int32 (actors, states); greater is better, equal is indifferent. An actor that compares
        pairs of states, or a merged one, has none: asking for it raises
    improvements : one `Steps` an actor: R_i+, the moves to what the mover prefers
    status_quo : index of the state, or None
    compose : option form only: from the state where a move of one actor leads and from each other
        actor's choice to the state that they make together, or None; used by `sim`
    truth : from an expression to bool (states,)
    place : option form only: from the options that are on to the index of the completed state, or None
    backend : ``arcs`` (listed moves, NumPy) or ``compiled`` (implied moves, numba)
    relations : actor's index -> what it thinks of two states, where its rank does not say it all
    perhaps : one `Steps` an actor: moves to what the mover prefers or has no known opinion of; empty
        where everything is known, and then they are the improvements
    merged : the members of the actor that stands for a coalition, in a merged view
    kept : what has been worked out about this game and may be asked for again
    """

    actors: tuple[str, ...]
    codes: Sequence[str]
    moves: tuple[Steps, ...]
    rank: RankArray | PartlyRanked
    improvements: tuple[Steps, ...]
    status_quo: int | None
    compose: Callable[[int, Sequence[tuple[int, int]]], int | None] | None = None
    truth: Callable[[Expr], BoolArray] | None = None
    place: Callable[[frozenset[str]], int | None] | None = None
    backend: str = "arcs"
    relations: Mapping[int, Relation] = field(default_factory=dict)
    perhaps: tuple[Steps, ...] = ()
    merged: tuple[str, ...] = ()
    kept: dict[object, Any] = field(default_factory=dict, init=False, compare=False, repr=False)

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

    def relation(self, actor: int) -> Relation:
        """What an actor thinks of two states."""
        found = self.relations.get(actor)
        return Ranked(self.rank[actor]) if found is None else found

    def ranked(self, actor: int) -> bool:
        """Whether the actor's preference is complete and transitive for certain, so that it has ranks."""
        return isinstance(self.relations.get(actor), Ranked | None)

    def prefers(self, actor: int, a: int, b: int) -> bool:
        """Whether an actor prefers state a to state b, for certain."""
        if actor in self.relations:
            return bool(self.relations[actor].signs(a, b) > EQUAL)
        return bool(self.rank[actor][a] > self.rank[actor][b])

    def leaving(self, actor: int, *, unknown: bool) -> Steps:
        """The actor's improvements; with `unknown` also the moves to what it may prefer."""
        return self.perhaps[actor] if unknown and self.perhaps else self.improvements[actor]

    @property
    def unknown(self) -> tuple[int, int, int] | None:
        """An actor and two states of which it is not known what it thinks; None where all is known."""
        if "unknown" not in self.kept:
            pairs = ((actor, pair) for actor, relation in self.relations.items() if (pair := relation.unknown))
            self.kept["unknown"] = next(((actor, *pair) for actor, pair in pairs), None)
        found: tuple[int, int, int] | None = self.kept["unknown"]
        return found


def improvements_of(moves: Sequence[Arcs], rank: RankArray) -> tuple[Arcs, ...]:
    """R_i+ for each actor."""
    return tuple(m.rising(rank[i], rank[i]) for i, m in enumerate(moves))
