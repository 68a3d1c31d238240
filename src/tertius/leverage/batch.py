"""Sets of levers as many small models: from bits to what `tertius.kernels.many` solves.

A set is a number whose bit k is lever k of the pool. What a set amounts to is put together from parts: which
lever sets which option, which needs, forbids and wishes it brings. Parts that only few levers touch are worked
out once for each way in which those can be chosen; the rules are those of `tertius.model.effects.apply_layer`, in
which the levers of a set and those that are given stand in one layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tertius.arrays import BoolArray, IntArray, RankArray
from tertius.errors import ImpossibleError
from tertius.kernels.many import CONCEPTS, VERDICTS, Many, Models, fits
from tertius.leverage.tastes import Tastes
from tertius.model.case import Prefer
from tertius.model.conflict import OptionConflict
from tertius.model.effects import link_order, prefer
from tertius.model.expr import Expr
from tertius.model.layers import situate

if TYPE_CHECKING:
    from tertius.leverage.question import Question

__all__ = ["IMPOSSIBLE", "Batch", "batch_for"]

IMPOSSIBLE = VERDICTS.index("impossible")


def batch_for(question: Question) -> Batch | None:
    """A solver for many sets of this question; None where its models are of a kind that the loops do not know."""
    without = set(question.without)
    situated = situate(question.case, reading=question.reading, without=question.without)
    conflict = situated.conflict
    if not isinstance(conflict, OptionConflict) or conflict.status_quo is None or without & set(question.pool):
        return None
    plain = all(p.kind != "pairs" and not p.strong for p in conflict.preferences.values())
    actors = tuple(a.id for a in question.case.actors)
    if not plain or (question.concept or "seq") not in CONCEPTS or not fits(conflict, actors):
        return None
    if len(question.pool) > 62 or conflict.rules.allow or conflict.rules.forbid_moves:
        return None
    return Batch(question, conflict, actors)


@dataclass(frozen=True, slots=True)
class _Part:
    """A lever that can be in a set: its bit there, 0 where it is given and so in every set."""

    bit: int
    lever: str


class Batch:
    """Verdicts for many sets of levers of one question."""

    def __init__(self, question: Question, conflict: OptionConflict, actors: Sequence[str]) -> None:
        self.question, self.conflict = question, conflict
        assert conflict.status_quo is not None
        self._many = Many(conflict, actors, question.target, conflict.status_quo)
        place = {x: 1 << k for k, x in enumerate(question.pool)}
        levers = question.case.levers
        own = set(question.in_force) - set(question.given)
        self._parts = [_Part(place.get(x, 0), x) for x in levers if (x in place or x in question.given) and x not in own]
        self._effects = [(part, e) for part in self._parts for e in levers[part.lever].effects]
        self._keys = conflict.option_keys
        self._number = {key: 1 << k for k, key in enumerate(self._keys)}
        self._orders: dict[object, tuple[tuple[int, int], ...] | None] = {}
        self._wishes: dict[tuple[str, int], tuple[int, int] | None] = {}
        self._columns = Tastes(self._many, conflict)

    def verdicts(self, sets: IntArray) -> RankArray:
        """(sets,) an index into `VERDICTS` for each."""
        count = len(sets)
        impossible = np.zeros(count, np.bool_)
        on, off, links, link = self._settings(sets, impossible)
        forbidden = self._forbidden(sets, on, off, links, link, impossible)
        needs, need = self._needs(sets)
        tastes = self._tastes(sets, impossible)
        models = Models(
            np.where(impossible, 0, on), np.where(impossible, 0, off), forbidden, links, link, needs, need, tastes,
            self._columns.array(),
        )  # fmt: skip
        found = self._many.solve(
            models, concept=self.question.concept or "seq", foresight=self.question.foresight,
            every=self.question.quantifier == "every",
        )  # fmt: skip
        found[impossible] = IMPOSSIBLE
        return found

    def _has(self, part: _Part, sets: IntArray) -> BoolArray:
        return np.ones(len(sets), np.bool_) if part.bit == 0 else (sets & part.bit) != 0

    def _settings(self, sets: IntArray, impossible: BoolArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
        """Fixed bits, and the links of each set; a set in which an option is set twice or a link cannot be is impossible."""
        rules = self.conflict.rules
        on, off = (
            np.full(len(sets), sum(self._number[k] for k, v in rules.fixed.items() if v is value), np.int64)
            for value in (True, False)
        )
        # Which expression links an option: 0 for none, else 1 + its place among `linkers`.
        linkers: list[tuple[str, Expr]] = list(rules.linked.items())
        chosen = np.zeros((len(sets), len(self._keys)), np.int64)
        for k, (key, _) in enumerate(linkers):
            chosen[:, self._keys.index(key)] = k + 1
        taken = np.zeros((len(sets), len(self._keys)), np.bool_)
        for part, effect in self._effects:
            if effect.kind not in {"fix", "link"}:
                continue
            here, column, bit = self._has(part, sets), self._keys.index(effect.target), self._number[effect.target]
            impossible |= here & taken[:, column]
            taken[:, column] |= here
            on[here] &= ~bit
            off[here] &= ~bit
            chosen[here, column] = 0
            if effect.kind == "fix":
                (on if effect.value else off)[here] |= bit
                continue
            if self.conflict.option(effect.target).direction != "both" or effect.target in rules.forbidden:
                impossible |= here
            assert effect.expr is not None
            linkers.append((effect.target, effect.expr))
            chosen[here, column] = len(linkers)
        return on, off, *self._linked(chosen, linkers, impossible)

    def _linked(
        self, chosen: IntArray, linkers: Sequence[tuple[str, Expr]], impossible: BoolArray
    ) -> tuple[IntArray, IntArray]:
        if not linkers:
            return np.zeros((len(chosen), 2), np.int64), np.zeros((2, 1), np.int64)
        ways, which = np.unique(chosen, axis=0, return_inverse=True)
        which = np.asarray(which).reshape(-1)
        rows: list[tuple[int, int]] = []
        ranges = np.zeros((len(ways), 2), np.int64)
        cyclic = np.zeros(len(ways), np.bool_)
        for k, way in enumerate(ways.tolist()):
            key = tuple(way)
            if key not in self._orders:
                linked = dict(linkers[n - 1] for n in way if n)
                try:
                    order = link_order(linked)
                    self._orders[key] = tuple((self._number[o], self._many.row(linked[o])) for o in order)
                except ImpossibleError:
                    self._orders[key] = None
            found = self._orders[key]
            cyclic[k] = found is None
            ranges[k] = len(rows), len(rows) + len(found or ())
            rows += found or ()
        impossible |= cyclic[which]
        return ranges[which], np.array(rows or [(0, 0)], np.int64).T.copy()

    def _forbidden(
        self, sets: IntArray, on: IntArray, off: IntArray, links: IntArray, link: IntArray, impossible: BoolArray
    ) -> IntArray:
        rules = self.conflict.rules
        forbidden = np.full(len(sets), sum(self._number[k] for k in rules.forbidden), np.int64)
        linked = np.zeros(len(sets), np.int64)
        for k in range(int((links[:, 1] - links[:, 0]).max(initial=0))):
            there = links[:, 0] + k < links[:, 1]
            linked[there] |= link[0, links[there, 0] + k]
        for part, effect in self._effects:
            if effect.kind == "forbid":
                here, bit = self._has(part, sets), self._number[effect.target]
                impossible |= here & (((on | off | linked) & bit) != 0)
                forbidden[here] |= bit
        return forbidden

    def _needs(self, sets: IntArray) -> tuple[IntArray, IntArray]:
        listed = [(None, key, expr) for key, expr in self.conflict.rules.needs]
        found: list[tuple[_Part | None, str, Expr]] = [
            *listed, *((p, e.target, e.expr) for p, e in self._effects if e.kind == "needs" and e.expr is not None),
        ]  # fmt: skip
        return self._ranges(sets, [(p, self._number[key], self._many.row(expr)) for p, key, expr in found])

    def _ranges(self, sets: IntArray, listed: Sequence[tuple[_Part | None, int, int]]) -> tuple[IntArray, IntArray]:
        """For each set where its own rows begin and end, and the rows."""
        mask = 0
        for part, _, _ in listed:
            mask |= part.bit if part is not None else 0
        ways, which = np.unique(sets & mask, return_inverse=True)
        rows: list[tuple[int, int]] = []
        ranges = np.zeros((len(ways), 2), np.int64)
        for k, way in enumerate(ways.tolist()):
            ranges[k, 0] = len(rows)
            rows += [(bit, row) for part, bit, row in listed if part is None or part.bit == 0 or way & part.bit]
            ranges[k, 1] = len(rows)
        return ranges[np.asarray(which).reshape(-1)], np.array(rows or [(0, 0)], np.int64).T.copy()

    def _tastes(self, sets: IntArray, impossible: BoolArray) -> IntArray:
        actors = self._many.actors
        tastes = np.zeros((len(sets), len(actors), 2), np.int64)
        for i, actor in enumerate(actors):
            mine = [(part, e.prefer) for part, e in self._effects if e.prefer is not None and e.prefer.actor == actor]
            mask = 0
            for part, _ in mine:
                mask |= part.bit
            ways, which = np.unique(sets & mask, return_inverse=True)
            ranges = np.zeros((len(ways), 2), np.int64)
            broken = np.zeros(len(ways), np.bool_)
            for k, way in enumerate(ways.tolist()):
                if (actor, way) not in self._wishes:
                    changes = [c for part, c in mine if part.bit == 0 or way & part.bit]
                    self._wishes[actor, way] = self._range_of(actor, changes)
                found = self._wishes[actor, way]
                broken[k] = found is None
                ranges[k] = found or (0, 0)
            which = np.asarray(which).reshape(-1)
            impossible |= broken[which]
            tastes[:, i] = ranges[which]
        return tastes

    def _range_of(self, actor: str, changes: Sequence[Prefer]) -> tuple[int, int] | None:
        """Where the columns of an actor's preference begin and end, after these changes; None where they cannot be made."""
        old = self.conflict.preferences.get(actor)
        if old is None:
            return None if changes else (0, 0)
        try:
            for change in changes:
                old = prefer(old, change, "lever")
        except ImpossibleError:
            return None
        return self._columns.add(old)
