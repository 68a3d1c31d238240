"""Directed arcs between states, listed: the moves of one actor, or its improvements."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, IntArray, RankArray

__all__ = ["Arcs"]


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
    def some(self) -> bool:
        """Whether there is an arc at all."""
        return len(self.source) > 0

    @property
    def states(self) -> int:
        """The number of states."""
        return len(self.start) - 1

    def where(self, keep: BoolArray) -> Arcs:
        """Only the arcs where `keep` (arcs,) is true."""
        src = self.source[keep]
        return Arcs(src, self.target[keep], *_starts(src, self.states))

    def restrict(self, sources: BoolArray) -> Arcs:
        """Only the arcs that leave a state where `sources` (states,) is true."""
        return self.where(sources[self.source])

    def rising(self, low: RankArray, high: RankArray) -> Arcs:
        """Only the arcs s -> t with ``high[t] > low[s]``; both (states,)."""
        return self.where(high[self.target] > low[self.source])

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
