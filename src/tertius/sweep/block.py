"""A block of draws: drawn, solved and written as tables (`tertius.sweep.plan` says what is in them)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tertius.arrays import IntArray
from tertius.dynamics.analysis import analyze
from tertius.errors import ImpossibleError, NotSupportedError, TertiusError
from tertius.model.case import Case
from tertius.model.layers import situate
from tertius.model.uncertainty import Way, settled
from tertius.stability.concepts import concept
from tertius.sweep.claims_many import ClaimsMany
from tertius.sweep.labels import features_of, labels_of, on_in
from tertius.sweep.levers_many import LeversMany
from tertius.sweep.many import Key, Many
from tertius.sweep.plan import Plan, schemas
from tertius.sweep.situation import Situation
from tertius.sweep.worlds import Worlds

__all__ = ["Solver", "solve_block"]

Column = NDArray[np.generic]
Table = dict[str, Column]


def solve_block(plan: Plan, start: int, stop: int) -> dict[str, Table]:
    """The tables of the draws from `start` to before `stop`. Draw k depends on the plan and k alone.

    Raises `TertiusError` for an empty or negative range.
    """
    if not 0 <= start < stop:
        raise TertiusError(f"draws {start} to {stop}: a block is one or more draws, from 0")
    return _solver(plan).block(start, stop)


_LAST: list[Solver] = []


def _solver(plan: Plan) -> Solver:
    """The solver of a plan; the last is kept, with what does not depend on the draw."""
    if not _LAST or (_LAST[0].plan is not plan and _LAST[0].plan != plan):
        _LAST[:] = [Solver(plan)]
    return _LAST[0]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """The worlds of a block: codes a row a world, the way of each actor, and the draw in which each first occurs."""

    codes: IntArray
    ways: tuple[tuple[Way, ...], ...]
    first: IntArray


class Solver:
    """What all blocks of a plan share."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.worlds = Worlds(plan.case)
        self.labels = labels_of(plan)
        self.columns = schemas(plan)
        self.followed = _followed(plan.concepts)
        self._place = {(f.actor, f.upper, f.lower): k for k, f in enumerate(features_of(plan))}
        self.many = Many(plan.case)
        self.claims = ClaimsMany(plan.case, plan.levers, self.many)
        self.targets = [
            (t, r, LeversMany(plan.case, target, r, plan.levers, plan.foresight, self.many))
            for t, target in enumerate(plan.targets)
            for r in plan.readings
        ]

    def block(self, start: int, stop: int) -> dict[str, Table]:
        """The tables of a range of draws."""
        codes, mixture = self.worlds.drawn(self.plan.seed, start, stop)
        drawn, like = self._worlds(codes)
        draws = {
            "draw": np.arange(start, stop, dtype=np.int64),
            "like": start + drawn.first[like],
            "mixture": self._readings(mixture),
        }
        tables = {"draws": draws, "inputs": self._inputs(drawn), **self.solved(drawn)}
        for table in tables.values():
            if "draw" in table and table is not draws:
                table["draw"] = table["draw"] + start
        return {name: self._typed(name, tables[name]) for name in self.columns}

    def solved(self, drawn: _Drawn) -> dict[str, Table]:
        """The tables about worlds; their draws are counted from the block's first."""
        self.many.begin(len(drawn.first), lambda situation: self.rows(situation, drawn))
        self.claims.begin([code.tobytes() for code in drawn.codes], lambda world: self.case_of(drawn, world))
        return {**self._conflict(drawn), "verdicts": self._verdicts(drawn), "levers": self._levers(drawn)}

    def _verdicts(self, drawn: _Drawn) -> Table:
        parts = []
        for c, id in enumerate(self.plan.claims):
            claim = self.plan.case.claim(id)
            for reading in self.claims.readings(claim):
                if reading in self.plan.readings:
                    found = self.claims.verdicts(claim, reading).astype(np.int64)
                    parts.append(_told(drawn.first, self.labels.readings.index(reading or ""), c, found))
        return _table(("draw", "reading", "claim", "verdict"), parts)

    def _levers(self, drawn: _Drawn) -> Table:
        parts = []
        place = {x: k for k, x in enumerate(self.plan.case.levers)}
        for t, reading, asked in self.targets:
            if asked.question is not None:
                for lever, found in asked.rows(lambda world: self.case_of(drawn, world)).items():
                    parts.append(_told(drawn.first, self.labels.readings.index(reading or ""), t, place[lever], *found.T))
        return _table(("draw", "reading", "target", "lever", "sufficient", "necessary", "but_for"), parts)

    def _typed(self, name: str, table: Table) -> Table:
        return {key: np.asarray(table[key], column.type) for key, column in self.columns[name].items()}

    def _readings(self, mixture: IntArray) -> Column:
        assert self.plan.case.uncertainty is not None
        listed = [self.labels.readings.index(r) for r in self.plan.case.uncertainty.readings]
        return np.array([*listed, -1], np.int16)[mixture]

    def _worlds(self, codes: IntArray) -> tuple[_Drawn, IntArray]:
        """The distinct rows in the order in which they first occur, and which of them each draw is."""
        unique, first, inverse = np.unique(codes, axis=0, return_index=True, return_inverse=True)
        order = np.argsort(first)
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        return self.worlds_of(unique[order], first[order]), place[np.asarray(inverse).reshape(-1)]

    def worlds_of(self, codes: IntArray, first: IntArray) -> _Drawn:
        """Worlds given as codes."""
        ways = []
        for k in range(len(self.worlds.actors)):
            mine, inverse = np.unique(codes[:, self.worlds.of(k)], axis=0, return_inverse=True)
            said = self.worlds.ways(k, mine)
            ways.append(tuple(said[j] for j in np.asarray(inverse).reshape(-1).tolist()))
        return _Drawn(codes, tuple(ways), np.asarray(first, np.int64))

    def case_of(self, drawn: _Drawn, world: int) -> Case:
        """The case of one world."""
        return settled(self.plan.case, {a: drawn.ways[k][world] for k, a in enumerate(self.worlds.actors)})

    def rows(self, situation: Situation, drawn: _Drawn) -> IntArray:
        """(worlds, actors) rows of a situation."""
        found = np.empty((len(drawn.first), len(situation.actors)), np.int64)
        for i, actor in enumerate(situation.actors):
            if actor in self.worlds.actors:
                ways = drawn.ways[self.worlds.actors.index(actor)]
                row_of = {way: situation.row(actor, way) for way in set(ways)}
                found[:, i] = [row_of[way] for way in ways]
            else:
                found[:, i] = situation.row(actor, None)
        return found

    def _inputs(self, drawn: _Drawn) -> Table:
        case = self.plan.case
        assert case.uncertainty is not None
        assert case.conflict is not None
        found: list[tuple[int, int]] = []
        for k, actor in enumerate(self.worlds.actors):
            how, declared = case.uncertainty.preferences[actor], case.conflict.preferences.get(actor)
            on = {
                way: [self._place[actor, upper, lower] for upper, lower in on_in(how, declared, way)] for way in set(drawn.ways[k])
            }
            found += [(first, f) for first, way in zip(drawn.first.tolist(), drawn.ways[k], strict=True) for f in on[way]]
        found.sort()
        pairs = np.array(found, np.int64).reshape(-1, 2)
        return {"draw": pairs[:, 0], "feature": pairs[:, 1]}

    def _conflict(self, drawn: _Drawn) -> dict[str, Table]:
        """Equilibria and outcomes."""
        plan, labels = self.plan, self.labels
        equilibria: list[IntArray] = []
        outcomes: list[IntArray] = []
        unsettled, impossible = len(labels.states), len(labels.states) + 1
        for reading in plan.readings:
            r = labels.readings.index(reading or "")
            try:
                situation = self.many.situation(Key(reading, plan.levers))
            except (ImpossibleError, NotSupportedError):
                outcomes.append(_told(drawn.first, r, impossible))
                continue
            solution = situation.solve(
                self.rows(situation, drawn), concepts=plan.concepts, followed=self.followed, foresight=plan.foresight
            )
            outcomes.append(_told(drawn.first[solution.broken], r, impossible))
            known = np.flatnonzero(solution.known)
            model = solution.model[known]
            for c in range(len(plan.concepts)):
                at, state = np.nonzero(solution.answers.equilibria[c][model])
                equilibria.append(_told(drawn.first[known[at]], r, c, situation.numbers[state]))
            at, state = np.nonzero(solution.answers.ends[model])
            outcomes.append(_told(drawn.first[known[at]], r, situation.numbers[state]))
            outcomes.append(_told(drawn.first[known[solution.answers.unsettled[model]]], r, unsettled))
            for world in np.flatnonzero(~solution.known & ~solution.broken).tolist():
                self._rich(drawn, world, r, reading, equilibria, outcomes)
        return {
            "equilibria": _table(("draw", "reading", "concept", "state"), equilibria),
            "outcomes": _table(("draw", "reading", "state"), outcomes),
        }

    def _rich(
        self, drawn: _Drawn, world: int, r: int, reading: str | None, equilibria: list[IntArray], outcomes: list[IntArray]
    ) -> None:
        """One world under one reading, by `analyze`: preferences that have no ranks."""
        plan = self.plan
        first = int(drawn.first[world])
        place = {code: k for k, code in enumerate(self.labels.ends)}
        found = analyze(
            situate(self.case_of(drawn, world), reading=reading, levers=plan.levers), concepts=plan.concepts, foresight=plan.foresight
        )
        listed = [(first, r, c, place[s]) for c, id in enumerate(plan.concepts) for s in found.equilibria[id]]
        equilibria.append(np.array(listed, np.int64).reshape(-1, 4))
        if found.outcomes is not None:
            ends = [*found.outcomes.states, *(["unsettled"] if found.outcomes.unsettled else [])]
            outcomes.append(np.array([(first, r, place[s]) for s in ends], np.int64).reshape(-1, 3))


def _told(*columns: IntArray | int) -> IntArray:
    """(rows, columns) from columns and single numbers."""
    return np.array(np.broadcast_arrays(*columns), np.int64).T


def _followed(concepts: Sequence[str]) -> str:
    """What outcomes follow, as in `analyze`: seq, or the last concept that judges single steps."""
    steps = [id for id in concepts if concept(id).family in {"sequence", "moment"} and concept(id).strength != "weak"]
    return "seq" if "seq" in steps or not steps else steps[-1]


def _table(names: Sequence[str], parts: Sequence[IntArray]) -> Table:
    """Rows in the order of their columns, from the first."""
    rows = np.concatenate([p for p in parts if len(p)]) if any(len(p) for p in parts) else np.zeros((0, len(names)), np.int64)
    rows = rows[np.lexsort(rows.T[::-1])]
    return {name: rows[:, k] for k, name in enumerate(names)}
