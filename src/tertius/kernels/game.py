"""The arrays on which everything is computed: states, each actor's moves, each actor's ranks."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, IntArray, RankArray
from tertius.model.expr import Expr

__all__ = ["Arcs", "Game", "improvements_of"]



@dataclass(frozen=True, slots=True)
class Arcs:
    """Directed arcs between states, sorted by source.

    source, target : int32 (arcs,)
    start : int64 (states + 1,); the arcs that leave s are ``start[s]:start[s + 1]``
    rows : int64; the states that some arc leaves, ascending
    """

    source: RankArray
    target: RankArray
    start: IntArray
    rows: IntArray

    @classmethod
    def build(cls, source: IntArray, target: IntArray, states: int) -> Arcs:
        """Arcs from parallel lists; sorted by source then target, doubles removed."""
        if len(source) == 0:
            empty = np.zeros(0, np.int32)
            return cls(empty, empty, np.zeros(states + 1, np.int64), np.zeros(0, np.int64))
        key = np.sort(source.astype(np.int64) * states + target)
        key = key[np.concatenate([[True], key[1:] != key[:-1]])]
        src = (key // states).astype(np.int32)
        return cls(src, (key % states).astype(np.int32), *_starts(src, states))

    @property
    def states(self) -> int:
        """The number of states."""
        return len(self.start) - 1

    def where(self, keep: BoolArray) -> Arcs:
        """Only the arcs where `keep` (arcs,) is true."""
        src = self.source[keep]
        return Arcs(src, self.target[keep], *_starts(src, self.states))

    def of(self, state: int) -> list[int]:
        """The states one arc away."""
        return [int(t) for t in self.target[self.start[state] : self.start[state + 1]]]

    def has(self) -> BoolArray:
        """(states,) whether any arc leaves the state."""
        some = np.zeros(self.states, np.bool_)
        some[self.rows] = True
        return some

    def worst(self, value: RankArray, empty: int) -> RankArray:
        """(states,) the least `value` over the arcs' targets; `empty` where no arc leaves."""
        return self._reduce(np.minimum, value, empty)

    def best(self, value: RankArray, empty: int) -> RankArray:
        """(states,) the greatest `value` over the arcs' targets; `empty` where no arc leaves."""
        return self._reduce(np.maximum, value, empty)

    def _reduce(self, ufunc: np.ufunc, value: RankArray, empty: int) -> RankArray:
        result = np.full(self.states, empty, np.int32)
        if len(self.rows):
            result[self.rows] = ufunc.reduceat(value[self.target], self.start[self.rows])
        return result

    def spread(self, sources: BoolArray) -> BoolArray:
        """(states,) the targets of arcs that leave a state where `sources` is true."""
        hit = np.zeros(self.states, np.bool_)
        hit[self.target[sources[self.source]]] = True
        return hit

    def gather(self, targets: BoolArray) -> BoolArray:
        """(states,) the sources of arcs that enter a state where `targets` is true."""
        hit = np.zeros(self.states, np.bool_)
        hit[self.source[targets[self.target]]] = True
        return hit


def _starts(source: RankArray, states: int) -> tuple[IntArray, IntArray]:
    start = np.zeros(states + 1, np.int64)
    counts = np.bincount(source, minlength=states)
    np.cumsum(counts, out=start[1:])
    return start, np.flatnonzero(counts)


@dataclass(frozen=True, slots=True)
class Game:
    """A conflict as arrays.

    actors : their ids, in file order
    codes : (states,) the code of each state (letters in option form, names in graph form)
    moves : one `Arcs` an actor: R_i
    rank : int32 (actors, states); greater is better, equal is indifferent
    improvements : one `Arcs` an actor: R_i+, the moves that raise the mover's own rank
    status_quo : index of the state, or None
    compose : option form only: from the state where a move of one actor leads and from each other
        actor's choice to the state that they make together, or None; used by `sim`
    truth : from an expression to bool (states,)
    place : option form only: from the options that are on to the index of the completed state, or None
    """

    actors: tuple[str, ...]
    codes: tuple[str, ...]
    moves: tuple[Arcs, ...]
    rank: RankArray
    improvements: tuple[Arcs, ...]
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
    return tuple(m.where(rank[i][m.target] > rank[i][m.source]) for i, m in enumerate(moves))
