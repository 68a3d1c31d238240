"""What is asked of levers: a target, the levers that a plan may use, and when a set of them reaches it.

A set S of levers, on top of what is in force, *reaches* the target if every outcome satisfies it (or,
with ``some``, one does). An unsettled branch counts as an outcome of unknown truth (CONTRACT section 5),
so a set can also be ``open``. A set that cannot stand together is ``impossible`` and reaches nothing.

The *pool* has every lever of the case that is neither in force nor coercive
(`tertius.model.effects.coercive_levers`). Coercive levers can be given (put in force), never chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tertius.arrays import IntArray, RankArray
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError, LimitError, NotSupportedError, TertiusError, UnknownNameError
from tertius.kernels.many import VERDICTS
from tertius.leverage.batch import IMPOSSIBLE, Batch, batch_for
from tertius.leverage.builder import Builder
from tertius.model.case import Case, Effect
from tertius.model.conflict import OptionConflict, Rules
from tertius.model.effects import coercive_levers
from tertius.model.expr import Expr
from tertius.model.layers import reading_of, situate
from tertius.stability.concepts import concept as card_of

__all__ = ["MANY", "Question", "Sets", "ask"]

MANY = 2_048
"""Sets from which the compiled loops are worth their start (three seconds the first time, then a few hundredths)."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked. `case` is not situated.

    given : levers asked to be in force beside the reading's; without : levers of the reading taken out
    in_force : what is in force before any plan; pool : what a plan can use, in file order
    excluded_coercive : coercive levers that are not in force, and so in no plan
    quantifier : ``every`` or ``some``; concept : empty for the default
    """

    case: Case
    target: Expr
    reading: str | None
    given: tuple[str, ...]
    without: tuple[str, ...]
    in_force: tuple[str, ...]
    pool: tuple[str, ...]
    excluded_coercive: tuple[str, ...]
    quantifier: str
    concept: str
    foresight: int

    def situated(self, levers: Iterable[str] = (), *, but: Iterable[str] = (), given: Iterable[Effect] = ()) -> Case:
        """The case with what is in force and these levers, `but` some taken out of either; `given` effects on top.

        Raises `ImpossibleError` where they cannot stand together.
        """
        gone = {*self.without, *but}
        # In file order, so that a set means the same however it was put together.
        chosen = {*self.given, *levers} - set(but)
        extra = tuple(x for x in self.case.levers if x in chosen)
        return situate(
            self.case, reading=self.reading, levers=extra, without=tuple(x for x in gone if x not in chosen), given=given
        )

    def cost(self, levers: Iterable[str]) -> float:
        """The sum of the levers' costs."""
        from math import fsum

        return fsum(self.case.levers[x].cost for x in levers)


def ask(
    case: Case,
    target: Expr,
    *,
    reading: str | None = None,
    levers: Sequence[str] = (),
    without: Sequence[str] = (),
    some: bool = False,
    concept: str = "",
    foresight: int = 1,
) -> Question:
    """Put a question to a case that is not situated.

    levers : in force beside the reading's (coercive ones too); without : levers of the reading that are not

    Raises `UnknownNameError`; `TertiusError` for a negative cost, for a lever that is given and taken
    out at once, for a lever to take out that is not in force, for a case without a status quo, and for a target that holds in no state.
    """
    if case.conflict is None:
        raise ImpossibleError("the case has no conflict part: add `conflict:` with options or states")
    for lever in (*levers, *without):
        if lever not in case.levers:
            raise UnknownNameError("lever", lever, case.levers)
    for item in case.levers.values():
        if not item.cost >= 0:
            raise TertiusError(f"the lever '{item.id}' costs {item.cost:g}; a cost is 0 or more")
    if foresight not in {1, 2}:
        raise NotSupportedError(f"foresight {foresight} is not in this version; there are 1 and 2")
    if concept and card_of(concept).family == "ahead":
        raise NotSupportedError(f"{concept} needs a horizon, which leverage does not take; use another concept, or foresight 2")
    own = tuple(x for x in reading_of(case, reading).levers if x in case.levers) if reading is not None else ()
    for lever in without:
        if lever in levers:
            raise TertiusError(f"the lever '{lever}' is both given and taken out; keep one of the two")
        if lever not in own:
            raise TertiusError(f"the lever '{lever}' is not in force, so it cannot be taken out")
    in_force = tuple(dict.fromkeys(x for x in (*own, *levers) if x not in without))
    hot = coercive_levers(case)
    question = Question(
        case=case,
        target=target,
        reading=reading,
        # One that the reading has in force stays in the reading's layer (`tertius.model.layers.situate`).
        given=tuple(x for x in dict.fromkeys(levers) if x not in own),
        without=tuple(dict.fromkeys(without)),
        in_force=in_force,
        pool=tuple(x for x in case.levers if x not in in_force and x not in hot),
        excluded_coercive=tuple(x for x in hot if x not in in_force),
        quantifier="some" if some else "every",
        concept=concept,
        foresight=foresight,
    )
    if case.conflict.status_quo is None and question.situated().conflict.status_quo is None:  # type: ignore[union-attr]
        raise TertiusError("the case has no status quo, so there are no outcomes to reach a target; add conflict.status_quo")
    _can_hold(question)
    return question


def _can_hold(question: Question) -> None:
    """Raise where no state at all satisfies the target, whatever is in force."""
    case = question.situated()
    if Solved(case).satisfying(question.target):
        return
    conflict = case.conflict
    if isinstance(conflict, OptionConflict) and conflict.rules != Rules():
        try:
            bare = replace(case, conflict=replace(conflict, rules=Rules(), status_quo=None))
            if Solved(bare).satisfying(question.target):
                return
        except LimitError:
            return  # too large without what is fixed: the search says what it finds
    raise TertiusError(f"the target '{question.target}' holds in no state of the case; check it against `infeasible`")


class Sets:
    """Whether sets of levers reach the target.

    A set is named by its levers, or by a number whose bit k is lever k of the pool. Where many are to be asked
    about (`expect`), they go through `tertius.leverage.batch` if its loops know the case; otherwise
    `tertius.leverage.builder` works each situation out once.

    tried : sets asked about; impossible : sets that cannot stand together
    """

    def __init__(self, question: Question) -> None:
        self.question = question
        self.tried = 0
        self.impossible = 0
        self._builder = Builder(question.case, question.target, question.quantifier, question.concept, question.foresight)
        self._known: dict[int, int] = {}
        self._place = {x: 1 << k for k, x in enumerate(question.pool)}
        self._batch: Batch | None = None
        self._solved = 0

    def expect(self, count: int) -> bool:
        """Say that about so many sets will be asked about; whether they are asked about many at once."""
        if self._batch is None and count >= MANY:
            self._batch = batch_for(self.question)
        return self._batch is not None

    @property
    def worked_out(self) -> int:
        """How many situations were solved; where sets go one by one, those that amount to the same share one."""
        return self._builder.solved + self._solved

    def verdict(self, levers: Iterable[str]) -> str:
        """``holds``, ``fails``, ``open`` or ``impossible``, with these levers beside what is in force."""
        number = sum(self._place[x] for x in set(levers))
        return VERDICTS[self._one(number)]

    def verdicts(self, sets: IntArray) -> RankArray:
        """(sets,) an index into `VERDICTS` for each set, given as numbers."""
        if self._batch is None:
            return np.array([self._one(number) for number in sets.tolist()], np.int32)
        new = np.array([n for n in dict.fromkeys(sets.tolist()) if n not in self._known], np.int64)
        if len(new):
            self._solved += len(new)
            self._note(new.tolist(), self._batch.verdicts(new).tolist())
        return np.array([self._known[n] for n in sets.tolist()], np.int32)

    def array(self, numbers: Sequence[int]) -> IntArray:
        """Sets, given as numbers, as an array; of Python's whole numbers where a pool has more levers than a word has bits."""
        return np.array(numbers, np.int64 if len(self._place) <= 62 else object)

    def _note(self, numbers: list[int], verdicts: list[int]) -> None:
        self._known.update(zip(numbers, verdicts, strict=True))
        self.tried += len(numbers)
        self.impossible += verdicts.count(IMPOSSIBLE)

    def _one(self, number: int) -> int:
        if number not in self._known:
            try:
                found = self._builder.verdict(self.question.situated(self.levers(number)))
            except ImpossibleError:
                found = "impossible"
            self._note([number], [VERDICTS.index(found)])
        return self._known[number]

    def levers(self, number: int) -> tuple[str, ...]:
        """The levers of a set that is given as a number."""
        return tuple(x for x, bit in self._place.items() if number & bit)
