"""Many small models of one case at once: does the status quo lead where it is asked to?

`Many` keeps what all models share: options, owners, the truth of each expression in each setting, working
space. `Models` are what differs, an entry a model. Verdicts are those of `tertius.dynamics.outcomes` with
`quantify`; they come from compiled loops (`tertius.kernels.loops_many`) that build nothing for a whole model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from tertius.arrays import BoolArray, IntArray, RankArray
from tertius.kernels.hypercube import Completion
from tertius.kernels.sizes import processors
from tertius.model.conflict import OptionConflict
from tertius.model.expr import Expr

__all__ = ["CONCEPTS", "VERDICTS", "Many", "Models", "fits"]

CONCEPTS: Mapping[str, int] = {"nash": 0, "gmr": 1, "smr": 2, "seq": 3, "sseq": 4}
VERDICTS = ("fails", "holds", "open", "impossible")
SETTINGS = 2**12
CELLS = 2**24
"""Moves that a table may hold; beyond it the working space grows past what small models are worth."""


@dataclass(frozen=True, slots=True)
class Models:
    """What differs from model to model; all int64.

    on, off : (models,) options fixed on and off, as bits; forbidden : (models,) options that are not taken up
    links, needs : (models, 2) where a model's rows in `link` and `need` begin and end
    link, need : (2, rows) the option's bit and the row of its expression; links in an order that respects links of links
    tastes : (models, actors, 2) where an actor's rows in `column` begin and end; column : rows of values, compared in order
    """

    on: IntArray
    off: IntArray
    forbidden: IntArray
    links: IntArray
    link: IntArray
    needs: IntArray
    need: IntArray
    tastes: IntArray
    column: IntArray


def fits(conflict: OptionConflict, actors: Sequence[str]) -> bool:
    """Whether models of this size are small enough, and the compiled loops are installed."""
    from importlib.util import find_spec

    settings = 2 ** len(conflict.options)
    moves = sum(2 ** sum(o.actor == a for o in conflict.options) for a in actors)
    return settings <= SETTINGS and settings * moves <= CELLS and find_spec("numba") is not None


class Many:
    """Solves many models of one case; grows its tables of expressions and of values as models need them."""

    def __init__(self, conflict: OptionConflict, actors: Sequence[str], target: Expr, start: frozenset[str]) -> None:
        self.conflict, self.actors = conflict, tuple(actors)
        self._completion = Completion(conflict)
        self._settings = np.arange(2 ** len(conflict.options), dtype=np.int64)
        self.possible = np.ones(self._settings.shape, np.bool_)
        for expr in conflict.infeasible:
            self.possible &= ~self._completion.truth(expr, self._settings)
        self._truth: list[BoolArray] = []
        self._values: list[RankArray] = []
        self._row_of = cache(self._new_row)
        self._good = self._completion.truth(target, self._settings)
        self._start = self._completion.number(start)
        options = list(enumerate(conflict.options))
        self._owned, self._rises, self._falls = (
            np.array([sum(1 << k for k, o in options if o.actor == a and want(o.direction)) for a in actors], np.int64)
            for want in (lambda d: True, lambda d: d != "off", lambda d: d != "on")
        )

    def row(self, expr: Expr) -> int:
        """The row of an expression's truth; the same number is its row as a column of values."""
        return self._row_of(expr)

    def _new_row(self, expr: Expr) -> int:
        return self._add(self._completion.truth(expr, self._settings), None)

    def base_row(self, ranks: RankArray) -> int:
        """A row of values from ranks (settings,), which no expression stands for."""
        return self._add(np.zeros(len(self._settings), np.bool_), ranks)

    def _add(self, truth: BoolArray, values: RankArray | None) -> int:
        self._truth.append(truth)
        self._values.append(truth.astype(np.int32) if values is None else values)
        return len(self._truth) - 1

    def size(self, row: int) -> int:
        """How many values a row has: the greatest plus one."""
        return int(self._values[row].max(initial=0)) + 1

    def settled_truth(self, expr: Expr) -> BoolArray:
        """(settings,) where an expression holds."""
        return self._truth[self.row(expr)]

    @property
    def settings(self) -> IntArray:
        """All settings."""
        return self._settings

    def solve(self, models: Models, *, concept: str, foresight: int, every: bool) -> RankArray:
        """(models,) an index into `VERDICTS` for each."""
        from tertius.kernels.compiled import machine

        lead = machine("int8", "many").lead
        count = len(models.on)
        verdict = np.zeros(count, np.int32)
        shape = (max(1, len(self._truth)), len(self._settings))
        truth = np.array(self._truth, np.bool_).reshape(shape) if self._truth else np.zeros(shape, np.bool_)
        value = np.array(self._values, np.int32).reshape(shape) if self._values else np.zeros(shape, np.int32)
        size = value.max(axis=1).astype(np.int64) + 1

        def part(begin: int, stop: int) -> None:
            lead(
                self._start, CONCEPTS[concept], foresight, int(every), begin, stop, models.on, models.off, models.links,
                models.link[0], models.link[1], models.needs, models.need[0], models.need[1], models.forbidden, truth,
                ~self.possible, self._good, self._owned, self._rises, self._falls, self._base(), models.tastes, models.column,
                size, value, *self._space(), verdict,
            )  # fmt: skip

        workers = min(processors(), max(1, count // 512))
        edges = [count * k // workers for k in range(workers + 1)]
        if workers == 1:
            part(0, count)
        else:
            from concurrent.futures import ThreadPoolExecutor

            with ThreadPoolExecutor(workers) as pool:
                list(pool.map(part, edges[:-1], edges[1:]))
        return verdict

    def _base(self) -> IntArray:
        """(actors, 2) where an actor's moves begin in the table of moves, and how many a setting has room for."""
        room = [2 ** int(bits).bit_count() - 1 for bits in self._owned]
        begin = np.cumsum([0, *(r * len(self._settings) for r in room)])
        return np.array([begin[:-1], room], np.int64).T.copy()

    def _space(self) -> tuple[IntArray, ...]:
        """Working space, a name each in the loop's signature from `marks` on."""
        n, s = len(self.actors), len(self._settings)
        moves = s * sum(2 ** int(bits).bit_count() - 1 for bits in self._owned)
        sizes = (2, n * s, n * s, moves, n * s, n * s, n * s, n * s + 1, s, s, s, moves, moves)
        return tuple(np.zeros(size, np.int64) for size in sizes)
