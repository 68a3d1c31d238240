"""Verdicts about many worlds at once: situations that questions share, each set up once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tertius.arrays import BoolArray
from tertius.errors import ImpossibleError
from tertius.model.case import Case, Effect
from tertius.model.expr import Expr
from tertius.sweep.plan import VERDICTS
from tertius.sweep.situation import Graph, Rows, Situation, Solution

__all__ = ["ASK", "FAILS", "HOLDS", "IMPOSSIBLE_SET", "OPEN", "Codes", "Key", "Many", "quantified"]

Codes = NDArray[np.int8]
"""(worlds,) places in `VERDICTS`, or `ASK` or `IMPOSSIBLE_SET`."""
FAILS, HOLDS, OPEN = (VERDICTS.index(v) for v in ("fails", "holds", "open"))
IMPOSSIBLE_SET, ASK = 3, 4
"""A situation that cannot be set up in a world; a world that has to be looked at by itself."""
ROOM = 2**22
"""Moves and states of situations that are kept from block to block."""


@dataclass(frozen=True, slots=True)
class Key:
    """A situation by what it is asked for."""

    reading: str | None
    levers: tuple[str, ...] = ()
    own_levers: bool = True
    given: tuple[Effect, ...] = ()
    without: tuple[str, ...] = ()
    place: int | None = None


class Many:
    """The worlds of one block and the situations in which they are looked at."""

    def __init__(self, case: Case, *, compiled: bool = True) -> None:
        self.case, self.compiled = case, compiled
        self._kept: OrderedDict[Key, tuple[Situation | ImpossibleError, int]] = OrderedDict()
        self._room = ROOM
        self._graphs: dict[object, Graph] = {}
        self._solved: dict[tuple[Key, str, int], Solution] = {}
        self.rows: Callable[[Situation], Rows]
        self.worlds = 0

    def begin(self, worlds: int, rows: Callable[[Situation], Rows]) -> None:
        """Start a block: how many worlds, and from a situation to their rows."""
        self.worlds, self.rows = worlds, rows
        self._solved.clear()

    def situation(self, key: Key) -> Situation:
        """Raises `ImpossibleError` or `NotSupportedError`."""
        if key in self._kept:
            self._kept.move_to_end(key)
            found = self._kept[key][0]
        else:
            try:
                found = Situation(
                    self.case, reading=key.reading, levers=key.levers, own_levers=key.own_levers, given=key.given,
                    without=key.without, place=key.place, shared=self._graphs,
                )  # fmt: skip
                size = found.size
            except ImpossibleError as error:
                found, size = error, 1
            self._kept[key] = found, size
            self._room -= size
            if self._room < 0:
                self._graphs.clear()
            while self._room < 0 and len(self._kept) > 1:
                self._room += self._kept.popitem(last=False)[1][1]
        if isinstance(found, ImpossibleError):
            raise found
        return found

    def solution(self, key: Key, concept: str, foresight: int) -> tuple[Situation, Solution]:
        """A situation with its answers under one concept, which outcomes follow too."""
        situation = self.situation(key)
        name = key, concept, foresight
        if name not in self._solved:
            self._solved[name] = situation.solve(
                self.rows(situation), concepts=(concept,), followed=concept, foresight=foresight, compiled=self.compiled
            )
        return situation, self._solved[name]

    def verdicts(self, key: Key, target: Expr, quantifier: str, concept: str, foresight: int, *, over: str = "outcomes") -> Codes:
        """(worlds,) every, some or none of the outcomes (or equilibria) satisfies the target."""
        situation, solution = self.solution(key, concept or "seq", foresight)
        found = np.full(self.worlds, ASK, np.int8)
        found[solution.impossible] = IMPOSSIBLE_SET
        model = solution.model[solution.known]
        good = situation.truth(target)
        if over == "equilibria":
            states, settled = solution.answers.equilibria[0][model], np.ones(len(model), np.bool_)
        elif situation.game.status_quo is None:
            found[solution.known] = OPEN
            return found
        else:
            states, settled = solution.answers.ends[model], ~solution.answers.unsettled[model]
        found[solution.known] = quantified(quantifier, (states & good).any(axis=1), (states & ~good).any(axis=1), settled)
        return found


def quantified(quantifier: str, some: BoolArray, other: BoolArray, settled: BoolArray) -> Codes:
    """`tertius.dynamics.outcomes.quantify` for many: whether some outcome satisfies, whether some does not, whether all is settled."""
    if quantifier == "every":
        return np.where(other, FAILS, np.where(some & settled, HOLDS, OPEN)).astype(np.int8)
    yes, no = (HOLDS, FAILS) if quantifier == "some" else (FAILS, HOLDS)
    return np.where(some, yes, np.where(settled, no, OPEN)).astype(np.int8)
