"""Many preferences on one graph of moves: equilibria and outcomes of each, in compiled loops.

States and moves of a case do not depend on what anybody prefers. `Ensemble` keeps them as lists; a model is a row of ranks for
each actor, so that draws of preferences cost nothing but the search itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

import numpy as np

from tertius.arrays import AnyArray, BoolArray, IntArray, RankArray
from tertius.kernels.arcs import Arcs
from tertius.kernels.game import Game
from tertius.kernels.many import CONCEPTS

__all__ = ["Answers", "Ensemble", "installed", "made"]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was found for each model.

    equilibria : (concepts, models, states); ends : (models, states) outcomes; unsettled : (models,) whether some path comes to no end
    """

    equilibria: BoolArray
    ends: BoolArray
    unsettled: BoolArray


@cache
def installed() -> bool:
    """Whether the loops can be compiled."""
    return find_spec("numba") is not None


def made() -> bool:
    """Whether they have been compiled before on this machine, so that using them takes no time."""
    if not installed():
        return False
    from tertius.kernels import compiled

    return compiled.made("int8", "ensemble")


class Ensemble:
    """The moves of a game, for many models that differ in ranks. Moves are listed (`Arcs`)."""

    def __init__(self, game: Game, *, transitive: bool) -> None:
        """transitive : whether an actor's two moves in succession are always one of its moves, or none at all."""
        self.actors, self.states = len(game.actors), game.states
        self.status_quo = -1 if game.status_quo is None else game.status_quo
        self.transitive = transitive
        self._arcs = [x for x in game.moves if isinstance(x, Arcs)]
        self.moves = sum(len(x.source) for x in self._arcs)
        self._begin_out, self._out = _listed(self._arcs)
        turned = [_turned(x) for x in self._arcs]
        self._begin_in, self._into = _listed(turned)
        same = all(np.array_equal(x.source, y.source) and np.array_equal(x.target, y.target) for x, y in zip(self._arcs, turned, strict=True))
        self._groups = self._grouped() if transitive and same and self.actors else None

    def answers(self, models: IntArray, rank: RankArray, *, concepts: Sequence[str], followed: str, foresight: int) -> Answers | None:
        """What is found for each model; None where a concept is not one of the loops' or they are not installed.

        models : (models, actors) rows of `rank`; rank : (rows, states); followed : the concept of outcomes
        """
        every = tuple(dict.fromkeys([*concepts, followed]))
        if not all(id in CONCEPTS for id in every) or not installed():
            return None
        from tertius.kernels.compiled import machine

        loops = machine("int8", "ensemble")
        count, states = len(models), self.states
        equilibria = np.zeros((len(every), count, states), np.bool_)
        ends = np.zeros((count, states), np.bool_)
        unsettled = np.zeros(count, np.bool_)
        codes = np.array([CONCEPTS[id] for id in every], np.int64)
        models = np.ascontiguousarray(models)
        if not count:
            pass
        elif self._groups is not None:
            loops.solve_chained(
                0, count, self.actors, states, self.status_quo, foresight, every.index(followed), codes, models, rank, *self._groups,
                self._begin_out, self._out, *self._working(), equilibria, *self._walking(), *self._chaining(), ends, unsettled,
            )  # fmt: skip
        else:
            worth_row, worth = self._worth(models, rank) if {"smr", "sseq"} & set(every) else (models, rank)
            order = _sorted(rank)
            loops.solve_models(
                0, count, self.actors, states, self.status_quo, foresight, every.index(followed), self.transitive, codes, models,
                rank, order, worth_row, worth, order if worth is rank else _sorted(worth), self._begin_out, self._out,
                self._begin_in, self._into, *self._working(), equilibria, *self._walking(), ends, unsettled,
            )  # fmt: skip
        return Answers(equilibria[: len(concepts)], ends, unsettled)

    def _worth(self, models: IntArray, rank: RankArray) -> tuple[IntArray, RankArray]:
        """For each model and actor a row, and the rows: what a state is worth to who can still answer it with one move."""
        place = np.zeros_like(models)
        rows: list[RankArray] = []
        for i, arcs in enumerate(self._arcs):
            used, inverse = np.unique(models[:, i], return_inverse=True)
            place[:, i] = len(rows) + np.asarray(inverse).reshape(-1)
            rows += [np.maximum(rank[r], arcs.best(rank[r], -1)) for r in used.tolist()]
        return place, np.array(rows, np.int32).reshape(len(rows), self.states)

    def _grouped(self) -> tuple[IntArray, IntArray, IntArray]:
        """(actors, states) each actor's groups, (actors, states + 1) where they begin, (actors, states) what the others join."""
        every = np.arange(self.states, dtype=np.int64)
        least = [np.minimum(every, x.worst(every.astype(np.int32), self.states)).astype(np.int64) for x in self._arcs]
        groups = np.array([np.unique(x, return_inverse=True)[1].reshape(-1) for x in least], np.int64)
        begin = np.full((self.actors, self.states + 1), self.states, np.int64)
        for i, group in enumerate(groups):
            sizes = np.bincount(group)
            begin[i, 0] = 0
            begin[i, 1 : len(sizes) + 1] = np.cumsum(sizes)
        rest = np.array([_joined([x for j, x in enumerate(least) if j != i], self.states) for i in range(self.actors)], np.int64)
        return groups, begin, rest

    def _chaining(self) -> tuple[AnyArray, ...]:
        """Working space from `order` to `low`."""
        wide = self.actors, self.states
        return (
            np.zeros(wide, np.int64), np.zeros(self.states, np.int64), np.zeros(257, np.int64), np.zeros(self.states, np.int32),
            np.zeros(self.states, np.int64), np.zeros(wide, np.int64), np.zeros(wide, np.int64), np.zeros(self.states, np.int32),
        )  # fmt: skip

    def _working(self) -> tuple[AnyArray, ...]:
        """Working space from `floor` to `unstable`; marks in it only grow, so that nothing is cleared."""
        nodes = self.states * max(1, self.actors)
        return (
            np.zeros(self.states, np.int32), np.zeros(nodes, np.int64), np.zeros(nodes + 1, np.int64), np.zeros(2, np.int64),
            np.zeros((max(1, self.actors), self.states), np.bool_),
        )  # fmt: skip

    def _walking(self) -> tuple[AnyArray, ...]:
        """Working space from `visited` to `edge_to`."""
        sizes = (self.states, self.states, self.states, self.moves + 1, self.moves + 1)
        return tuple(np.zeros(size, np.int64) for size in sizes)


def _joined(least: Sequence[IntArray], states: int) -> IntArray:
    """(states,) the least state that each is joined with by any of these groups, given by their least states."""
    found = np.arange(states, dtype=np.int64)
    while True:
        before = found
        for one in least:
            low = np.full(states, states, np.int64)
            np.minimum.at(low, one, found)
            found = low[one]
        if np.array_equal(found, before):
            return found


def _turned(arcs: Arcs) -> Arcs:
    return Arcs.build(arcs.target.astype(np.int64), arcs.source.astype(np.int64), arcs.states)


def _listed(arcs: Sequence[Arcs]) -> tuple[IntArray, RankArray]:
    """(actors * states + 1,) where the arcs of each actor and state begin, and their targets, one actor after another."""
    begin, offset = [np.zeros(1, np.int64)], 0
    for one in arcs:
        begin.append(one.start[1:] + offset)
        offset += len(one.target)
    # A compiled loop takes no empty array.
    return np.concatenate(begin), np.concatenate([*(one.target for one in arcs), np.zeros(1, np.int32)]).astype(np.int32)


def _sorted(value: RankArray) -> RankArray:
    return np.argsort(value, axis=1, kind="stable").astype(np.int32)
