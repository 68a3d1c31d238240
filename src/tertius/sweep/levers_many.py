"""Which levers a target needs and which are enough for it, in many worlds at once, as `tertius.leverage.plans` says it.

With v(S) the verdict with what is in force and the set S of the pool (levers neither in force nor coercive):

- x is *sufficient* if v({x}) holds.
- x is *necessary* if some set reaches the target and each that does contains x; open where a set without x may reach it.
  Where no set reaches it the verdict is ``unreached``: nothing is necessary in a way that says anything.
- y in force is needed (*but for*) if v(empty) holds and the target is not reached without y.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import comb

import numpy as np

from tertius.arrays import IntArray
from tertius.errors import ImpossibleError, LimitError, NotSupportedError, TertiusError
from tertius.leverage.plans import ALL_SIZES, USUAL, leverage
from tertius.leverage.question import Question, Sets, ask
from tertius.model.case import Case
from tertius.model.expr import Expr
from tertius.sweep.many import ASK, FAILS, HOLDS, IMPOSSIBLE_SET, OPEN, Codes, Key, Many
from tertius.sweep.plan import LEVER_VERDICTS, VERDICTS

__all__ = ["LeversMany"]

MOST = 4_096
"""Sets of levers that are tried in each draw."""
UNREACHED = LEVER_VERDICTS.index("unreached")


class LeversMany:
    """One target under one reading. `question` is None where it cannot be asked there."""

    def __init__(self, case: Case, target: Expr, reading: str | None, levers: Sequence[str], foresight: int, many: Many) -> None:
        self.many = many
        self.question: Question | None
        try:
            self.question = ask(case, target, reading=reading, levers=levers, foresight=foresight)
        except LimitError:
            raise
        except TertiusError:
            self.question = None
        if self.question is None:
            return
        pool = self.question.pool
        self.size = len(pool) if len(pool) <= ALL_SIZES else USUAL
        count = sum(comb(len(pool), k) for k in range(self.size + 1))
        if count > MOST:
            raise LimitError(
                f"{len(pool)} levers make {count:,} sets to try in each draw (limit {MOST:,}); ask without targets, or put some "
                "of the levers in force"
            )
        self.sets = [frozenset(s) for k in range(self.size + 1) for s in combinations(pool, k)]

    def rows(self, case_of: Callable[[int], Case]) -> dict[str, IntArray]:
        """lever -> (worlds, 3): sufficient, necessary, but for; -1 where the question is not one."""
        question = self.question
        assert question is not None
        table = np.array([self._verdicts(question, s, ()) for s in self.sets], np.int8)
        holds, open_, single = table == HOLDS, table == OPEN, (table == ASK).any(axis=0)
        reached = holds.any(axis=0)
        found: dict[str, IntArray] = {}
        for x in question.pool:
            inside = np.array([x in s for s in self.sets])
            alone = table[self.sets.index(frozenset([x]))]
            sufficient = np.where(alone == HOLDS, HOLDS, np.where(alone == OPEN, OPEN, FAILS))
            without = holds[~inside].any(axis=0)
            maybe = open_[~inside].any(axis=0)
            necessary = np.where(~reached, UNREACHED, np.where(without, FAILS, np.where(maybe, OPEN, HOLDS)))
            found[x] = np.stack([sufficient, necessary, np.full(len(alone), -1)], axis=1).astype(np.int64)
        for y in question.in_force:
            gone = self._verdicts(question, frozenset(), (y,))
            single |= gone == ASK
            needed = np.where((table[0] == HOLDS) & (gone != HOLDS), HOLDS, FAILS)
            found[y] = np.stack([np.full(len(gone), -1), np.full(len(gone), -1), needed], axis=1).astype(np.int64)
        for world in np.flatnonzero(single).tolist():
            self._alone(question, case_of(world), world, found)
        return found

    def _verdicts(self, question: Question, chosen: frozenset[str], but: tuple[str, ...]) -> Codes:
        names = {*question.given, *chosen} - set(but)
        key = Key(
            question.reading,
            tuple(x for x in question.case.levers if x in names),
            without=tuple(sorted(x for x in {*question.without, *but} if x not in names)),
        )
        try:
            return self.many.verdicts(key, question.target, question.quantifier, question.concept, question.foresight)
        except (ImpossibleError, NotSupportedError):
            return np.full(self.many.worlds, IMPOSSIBLE_SET, np.int8)

    def _alone(self, question: Question, case: Case, world: int, found: dict[str, IntArray]) -> None:
        """A world that the batched way does not know, by `leverage`."""
        again = ask(case, question.target, reading=question.reading, levers=question.given, foresight=question.foresight)
        answer = leverage(again, size=self.size, pivot=False)
        sets = Sets(again)
        for x in question.pool:
            necessary = UNREACHED if answer.vacuous else HOLDS if x in answer.necessary else OPEN if x in answer.doubtful_necessary else FAILS
            alone = sets.verdict([x])
            found[x][world] = (VERDICTS.index(alone) if alone in VERDICTS else FAILS, necessary, -1)
        for y in question.in_force:
            found[y][world] = (-1, -1, HOLDS if y in answer.but_for else FAILS)
