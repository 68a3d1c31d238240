"""Many situations of one case at once: those that a counterfactual asks about, draw by draw.

The situations have the options, the infeasible patterns and the status quo in common; what is fixed, linked, needed,
forbidden and preferred differs. `Together` hands them to the compiled loops of `tertius.kernels.many`; where these do not know
the case, or are not installed, there is none, and `tertius.leverage.builder` solves one by one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tertius.errors import ImpossibleError
from tertius.kernels.many import CONCEPTS, VERDICTS, Many, Models, fits
from tertius.leverage.tastes import Tastes
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.effects import link_order
from tertius.model.expr import Expr

if TYPE_CHECKING:
    from tertius.leverage.question import Question

__all__ = ["Together", "together"]


def together(question: Question) -> Together | None:
    """A solver for situations of this question; None where the loops do not know its case."""
    try:
        case = question.situated()
    except ImpossibleError:
        return None
    conflict = case.conflict
    if not isinstance(conflict, OptionConflict) or conflict.status_quo is None:
        return None
    actors = tuple(a.id for a in case.actors)
    plain = all(p.kind != "pairs" and not p.strong for p in conflict.preferences.values())
    if not plain or (question.concept or "seq") not in CONCEPTS or not fits(conflict, actors):
        return None
    return Together(question, conflict, actors)


class Together:
    """Verdicts for many situated cases of one question."""

    def __init__(self, question: Question, conflict: OptionConflict, actors: Sequence[str]) -> None:
        assert conflict.status_quo is not None
        self._question, self._conflict, self._actors = question, conflict, actors
        self._many = Many(conflict, actors, question.target, conflict.status_quo)
        self._tastes = Tastes(self._many, conflict)
        self._number = {key: 1 << k for k, key in enumerate(conflict.option_keys)}

    def knows(self, case: Case) -> bool:
        """Whether a situated case differs from the question's in nothing that the loops take as given."""
        mine, theirs = self._conflict, case.conflict
        return (
            isinstance(theirs, OptionConflict)
            and (theirs.options is mine.options or theirs.options == mine.options)
            and theirs.infeasible == mine.infeasible
            and theirs.status_quo == mine.status_quo
            and all(p.kind != "pairs" and not p.strong for p in theirs.preferences.values())
        )

    def verdicts(self, cases: Sequence[Case]) -> list[str]:
        """``holds``, ``fails``, ``open`` or ``impossible`` for each; the cases are ones that `knows` says yes to."""
        count = len(cases)
        bits = np.zeros((3, count), np.int64)
        links, needs = np.zeros((count, 2), np.int64), np.zeros((count, 2), np.int64)
        tastes = np.zeros((count, len(self._actors), 2), np.int64)
        link_rows: list[tuple[int, int]] = []
        need_rows: list[tuple[int, int]] = []
        ranges: dict[object, tuple[int, int]] = {}
        broken = np.zeros(count, np.bool_)

        def rows(name: object, listed: Sequence[tuple[str, Expr]], into: list[tuple[int, int]]) -> tuple[int, int]:
            if name not in ranges:
                begin = len(into)
                into += [(self._number[o], self._many.row(e)) for o, e in listed]
                ranges[name] = begin, len(into)
            return ranges[name]

        for k, case in enumerate(cases):
            conflict = case.conflict
            assert isinstance(conflict, OptionConflict)
            rules = conflict.rules
            for key, value in rules.fixed.items():
                bits[0 if value else 1, k] |= self._number[key]
            for key in rules.forbidden:
                bits[2, k] |= self._number[key]
            linked = tuple(rules.linked.items())
            try:
                order = link_order(rules.linked) if ("l", linked) not in ranges else ()
            except ImpossibleError:
                broken[k] = True
                continue
            links[k] = rows(("l", linked), [(o, rules.linked[o]) for o in order], link_rows)
            needs[k] = rows(("n", rules.needs), rules.needs, need_rows)
            for i, actor in enumerate(self._actors):
                tastes[k, i] = self._tastes.add(conflict.preferences.get(actor))
        models = Models(
            bits[0].copy(),
            bits[1].copy(),
            bits[2].copy(),
            links,
            np.array(link_rows or [(0, 0)], np.int64).T.copy(),
            needs,
            np.array(need_rows or [(0, 0)], np.int64).T.copy(),
            tastes,
            self._tastes.array(),
        )
        found = self._many.solve(
            models, concept=self._question.concept or "seq", foresight=self._question.foresight,
            every=self._question.quantifier == "every",
        )  # fmt: skip
        return ["impossible" if bad else VERDICTS[v] for bad, v in zip(broken.tolist(), found.tolist(), strict=True)]
