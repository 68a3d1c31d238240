"""A block of draws: drawn, solved and written as tables (`tertius.sweep.plan` says what is in them)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from threading import local

import numpy as np

from tertius.arrays import IntArray
from tertius.dynamics.analysis import analyze
from tertius.dynamics.sharing import sharing
from tertius.errors import ImpossibleError, NotSupportedError, TertiusError
from tertius.kernels.ensemble import installed, made
from tertius.model.case import Case
from tertius.model.layers import situate
from tertius.model.uncertainty import Way, settled
from tertius.stability.concepts import concept
from tertius.sweep.claims_many import ClaimsMany
from tertius.sweep.labels import features_of, labels_of
from tertius.sweep.levers_many import LeversMany
from tertius.sweep.many import Key, Many
from tertius.sweep.numbers import Numbers, numeric, numeric_parts
from tertius.sweep.plan import FEW, Plan, schemas
from tertius.sweep.situation import Rows, Situation
from tertius.sweep.tables import Column, Part, Table, World, distinct_rows, table_of, told
from tertius.sweep.worlds import Ways, Worlds

__all__ = ["Drawn", "Solver", "solve_block"]

def solve_block(plan: Plan, start: int, stop: int) -> dict[str, Table]:
    """The tables of the draws from `start` to before `stop`. Draw k depends on the plan and k alone.

    Raises `TertiusError` for an empty or negative range.
    """
    if not 0 <= start < stop:
        raise TertiusError(f"draws {start} to {stop}: a block is one or more draws, from 0")
    return _solver(plan).block(start, stop)


class _Last(local):
    """The last solver of a thread: a solver is about one block at a time."""

    solver: Solver | None = None


_LAST = _Last()


def _solver(plan: Plan) -> Solver:
    """The solver of a plan; the last is kept, with what does not depend on the draw."""
    last = _LAST.solver
    if last is None or (last.plan is not plan and last.plan != plan):
        last = _LAST.solver = Solver(plan)
    return last


@dataclass(frozen=True, slots=True)
class Drawn:
    """The worlds of a block.

    first : (worlds,) the draw in which each first occurs; names : something that tells each world from all others
    parts : for each actor whose preference varies, how it comes out
    """

    first: IntArray
    names: tuple[bytes, ...]
    parts: tuple[Ways, ...]


class Solver:
    """What all blocks of a plan share.

    patient : whether loops that are not compiled yet are worth compiling; the answers are the same
    """

    def __init__(self, plan: Plan, *, patient: bool = True) -> None:
        self.plan = plan
        self.worlds = Worlds(plan.case)
        self.labels = labels_of(plan)
        self.columns = schemas(plan)
        self.followed = _followed(plan.concepts)
        # A party may be called like an actor.
        counts = [sum(f.actor == actor and f.of_preference for f in features_of(plan)) for actor in self.worlds.actors]
        self._begin = [sum(counts[:k]) for k in range(len(counts))]
        self.many = Many(plan.case, compiled=installed() and (patient or made()))
        self.claims = ClaimsMany(plan.case, plan.levers, self.many)
        self.numbers = Numbers(plan)
        self.apart = bool(self.numbers.kinds)
        self._parts = numeric_parts(plan)
        self._plain = [id for id in plan.claims if not numeric(plan.case, id, self.numbers.kinds)]
        self._seen: dict[bytes, World] = {}
        self.targets = [
            (t, r, LeversMany(plan.case, target, r, plan.levers, plan.foresight, self.many))
            for t, target in enumerate(plan.targets)
            for r in plan.readings
        ]

    def block(self, start: int, stop: int) -> dict[str, Table]:
        """The tables of a range of draws."""
        codes, mixture = self.worlds.drawn(self.plan.seed, start, stop)
        if self.apart:
            return self._one_by_one(codes, mixture, start)
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

    def begin(self, drawn: Drawn) -> None:
        """Make these worlds the ones that claims and levers are asked about."""
        self.many.begin(len(drawn.first), lambda situation: self.rows(situation, drawn))
        self.claims.begin(drawn.names, lambda world: self.case_of(drawn, world))

    def ends(self, drawn: Drawn, reading: str | None) -> list[tuple[str, ...]]:
        """For each world, what the outcomes table would tell of one reading.

        Raises `ImpossibleError`, `NotSupportedError` where the reading cannot be set up in any world.
        """
        tables = self._conflict(drawn, [reading])["outcomes"]
        found: list[list[str]] = [[] for _ in drawn.first]
        for world, state in zip(tables["draw"].tolist(), tables["state"].tolist(), strict=True):
            found[world].append(self.labels.ends[state])
        return [tuple(sorted(states)) for states in found]

    def solved(self, drawn: Drawn) -> dict[str, Table]:
        """The tables about worlds; their draws are counted from the block's first."""
        self.begin(drawn)
        with sharing():
            return {**self._conflict(drawn), "verdicts": self._verdicts(drawn), "levers": self._levers(drawn)}

    def _verdicts(self, drawn: Drawn) -> Table:
        parts = []
        for id in self._plain:
            c, claim = self.plan.claims.index(id), self.plan.case.claim(id)
            for reading in self.claims.readings(claim):
                if reading in self.plan.readings:
                    found = self.claims.verdicts(claim, reading).astype(np.int64)
                    parts.append(told(drawn.first, self.labels.readings.index(reading or ""), c, found))
        return table_of(("draw", "reading", "claim", "verdict"), parts)

    def _levers(self, drawn: Drawn) -> Table:
        parts = []
        place = {x: k for k, x in enumerate(self.plan.case.levers)}
        for t, reading, asked in self.targets:
            if asked.question is not None:
                for lever, found in asked.rows(lambda world: self.case_of(drawn, world)).items():
                    parts.append(told(drawn.first, self.labels.readings.index(reading or ""), t, place[lever], *found.T))
        return table_of(("draw", "reading", "target", "lever", "sufficient", "necessary", "but_for"), parts)

    def _typed(self, name: str, table: Table) -> Table:
        return {key: np.asarray(table[key], column.type) for key, column in self.columns[name].items()}

    def _readings(self, mixture: IntArray) -> Column:
        listed = [self.labels.readings.index(r) for r in self.worlds.mixed]
        return np.array([*listed, -1], np.int16)[mixture]

    def _one_by_one(self, codes: IntArray, mixture: IntArray, start: int) -> dict[str, Table]:
        """The tables where each draw is by itself: what turns on preferences alone is that of its world."""
        if self.worlds.possible > FEW:
            self._seen.clear()
        names = [code.tobytes() for code in codes]
        first = {name: k for k, name in reversed(list(enumerate(names))) if name not in self._seen}
        if first:
            new = sorted(first.values())
            self._seen |= self._solved_apart(self.worlds_of(codes[new], np.arange(len(new))))
        draw = np.arange(start, start + len(codes), dtype=np.int64)
        parts: dict[str, list[Part]] = {name: [] for name in self.columns}
        parts["draws"].append((draw, draw, self._readings(mixture)))
        shift = sum(f.of_preference for f in features_of(self.plan))
        for k, name in zip(draw.tolist(), names, strict=True):
            world = self._seen[name]
            for table, columns in world.tables.items():
                if len(columns[0]):
                    parts[table].append((np.full(len(columns[0]), k, np.int64), *columns))
            one = self.numbers.told(k, lambda claim, reading, world=world: world.verdicts[claim, reading])  # type: ignore[misc]
            if one.on:
                parts["inputs"].append(told(np.full(len(one.on), k, np.int64), np.array(one.on, np.int64) + shift))
            for table, rows in (("verdicts", [(r, c, v) for c, r, v in one.verdicts]), ("numbers", list(one.numbers))):
                if rows:
                    parts[table].append((np.full(len(rows), k, np.int64), *(np.array(column) for column in zip(*rows, strict=True))))
        return {name: self._typed(name, table_of(tuple(columns), parts[name])) for name, columns in self.columns.items()}

    def _solved_apart(self, drawn: Drawn) -> dict[bytes, World]:
        """What each world has, to be taken by all draws of it."""
        tables = {"inputs": self._inputs(drawn), **self.solved(drawn)}
        with sharing():
            verdicts = {(c.id, r): self.claims.verdicts(c, r) for c, r in self._parts}
        found = {}
        for k, name in enumerate(drawn.names):
            mine = {}
            for table in self.columns.keys() & tables.keys():
                draw, *rest = tables[table].values()
                begin, end = np.searchsorted(draw, [k, k + 1]).tolist()
                mine[table] = tuple(column[begin:end].copy() for column in rest)
            found[name] = World(mine, {key: int(codes[k]) for key, codes in verdicts.items()})
        return found

    def _worlds(self, codes: IntArray) -> tuple[Drawn, IntArray]:
        """The distinct rows in the order in which they first occur, and which of them each draw is."""
        unique, first, which = distinct_rows(codes)
        order = np.argsort(first)
        place = np.empty_like(order)
        place[order] = np.arange(len(order))
        return self.worlds_of(unique[order], first[order]), place[which]

    def worlds_of(self, codes: IntArray, first: IntArray) -> Drawn:
        """Worlds given as codes."""
        parts = []
        for k in range(len(self.worlds.actors)):
            mine, _, which = distinct_rows(codes[:, self.worlds.of(k)])
            parts.append(Ways(which, None, mine))
        return Drawn(np.asarray(first, np.int64), tuple(code.tobytes() for code in codes), tuple(parts))

    def worlds_by(self, worlds: Sequence[Sequence[Way | None]]) -> Drawn:
        """Worlds in which the preference of each actor comes out in this way, or (None) is as in the case."""
        parts = []
        for k in range(len(self.worlds.actors)):
            place: dict[Way | None, int] = {}
            which = np.array([place.setdefault(world[k], len(place)) for world in worlds], np.int64)
            parts.append(Ways(which, tuple(place), None))
        return Drawn(np.arange(len(worlds)), tuple(repr(tuple(world)).encode() for world in worlds), tuple(parts))

    def case_of(self, drawn: Drawn, world: int) -> Case:
        """The case of one world."""
        ways = {actor: self.worlds.way(k, drawn.parts[k], world) for k, actor in enumerate(self.worlds.actors)}
        return settled(self.plan.case, {actor: way for actor, way in ways.items() if way is not None})

    def rows(self, situation: Situation, drawn: Drawn) -> Rows:
        """The preferences of every actor in every world, in a situation."""
        parts: list[Ways | None] = [None] * len(situation.actors)
        for k, actor in enumerate(self.worlds.actors):
            parts[situation.actors.index(actor)] = drawn.parts[k]
        return situation.rows(parts, self.worlds, len(drawn.first))

    def _inputs(self, drawn: Drawn) -> Table:
        parts = []
        for k in range(len(self.worlds.actors)):
            part = drawn.parts[k]
            assert part.codes is not None
            on = self.worlds.features(k, part.codes)[part.which]
            at, feature = np.nonzero(on)
            parts.append(told(drawn.first[at], feature + self._begin[k]))
        return table_of(("draw", "feature"), parts)

    def _conflict(self, drawn: Drawn, readings: Sequence[str | None] | None = None) -> dict[str, Table]:
        """Equilibria and outcomes."""
        plan, labels = self.plan, self.labels
        if plan.case.conflict is None:
            return {}
        equilibria: list[Part] = []
        outcomes: list[Part] = []
        unsettled, impossible = len(labels.states), len(labels.states) + 1
        for reading in plan.readings if readings is None else readings:
            r = labels.readings.index(reading or "")
            try:
                situation = self.many.situation(Key(reading, plan.levers))
            except (ImpossibleError, NotSupportedError):
                outcomes.append(told(drawn.first, r, impossible))
                continue
            solution = situation.solve(
                self.rows(situation, drawn), concepts=plan.concepts, followed=self.followed, foresight=plan.foresight,
                compiled=self.many.compiled,
            )  # fmt: skip
            outcomes.append(told(drawn.first[solution.broken], r, impossible))
            known = np.flatnonzero(solution.known)
            model = solution.model[known]
            at, c, state = np.nonzero(solution.answers.equilibria.transpose(1, 0, 2)[model])
            equilibria.append(told(drawn.first[known[at]], r, c.astype(np.int32), situation.numbers[state].astype(np.int32)))
            at, state = np.nonzero(solution.answers.ends[model])
            outcomes.append(told(drawn.first[known[at]], r, situation.numbers[state].astype(np.int32)))
            outcomes.append(told(drawn.first[known[solution.answers.unsettled[model]]], r, unsettled))
            for world in np.flatnonzero(~solution.known & ~solution.broken).tolist():
                self._rich(drawn, world, r, reading, equilibria, outcomes)
        return {
            "equilibria": table_of(("draw", "reading", "concept", "state"), equilibria),
            "outcomes": table_of(("draw", "reading", "state"), outcomes),
        }

    def _rich(
        self, drawn: Drawn, world: int, r: int, reading: str | None, equilibria: list[Part], outcomes: list[Part]
    ) -> None:
        """One world under one reading, by `analyze`: preferences that have no ranks."""
        plan = self.plan
        first = int(drawn.first[world])
        place = {code: k for k, code in enumerate(self.labels.ends)}
        found = analyze(
            situate(self.case_of(drawn, world), reading=reading, levers=plan.levers), concepts=plan.concepts, foresight=plan.foresight
        )
        listed = [(first, r, c, place[s]) for c, id in enumerate(plan.concepts) for s in found.equilibria[id]]
        equilibria.append(tuple(np.array(listed, np.int64).reshape(-1, 4).T))
        if found.outcomes is not None:
            ends = [*found.outcomes.states, *(["unsettled"] if found.outcomes.unsettled else [])]
            outcomes.append(tuple(np.array([(first, r, place[s]) for s in ends], np.int64).reshape(-1, 3).T))


def _followed(concepts: Sequence[str]) -> str:
    """What outcomes follow, as in `analyze`: seq, or the last concept that judges single steps."""
    steps = [id for id in concepts if concept(id).family in {"sequence", "moment"} and concept(id).strength != "weak"]
    return "seq" if "seq" in steps or not steps else steps[-1]
