"""One situation of a case (a reading, with levers and what is given) solved for many preferences.

What varies in draws are preferences only, so states and moves are worked out once. A *row* is the ranks of one actor's
preference over the states; a *model* is a row for each actor. Rows and models that occur again are solved once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tertius.arrays import BoolArray, IntArray, RankArray
from tertius.errors import ImpossibleError, NotSupportedError
from tertius.kernels.codes import Codes
from tertius.kernels.ensemble import Answers, Ensemble
from tertius.kernels.game import Arcs
from tertius.kernels.graph import game_of
from tertius.kernels.hypercube import Completion
from tertius.kernels.ranks import graph_ranks, option_ranks
from tertius.model.asof import situation_at
from tertius.model.case import Case, Effect, Prefer
from tertius.model.conflict import GraphConflict, OptionConflict, Preference
from tertius.model.effects import prefer
from tertius.model.expr import Expr
from tertius.model.layers import conflict_under, situate
from tertius.model.uncertainty import Way, varied
from tertius.sweep.plain import plain_answers

__all__ = ["BROKEN", "RICH", "UNSUPPORTED", "Situation", "Solution"]

BROKEN, RICH, UNSUPPORTED = -1, -2, -3
"""In place of a row: a preference that an effect cannot change; one that is not complete, or has strong gaps; one of a form that
an effect is not for."""
Conflict = OptionConflict | GraphConflict


@dataclass(frozen=True, slots=True)
class Solution:
    """Answers for worlds of one situation.

    known : (worlds,) whether the world is solved here; broken : (worlds,) whether the situation cannot be set up in it
    model : (worlds,) its model in `answers`, where known
    """

    known: BoolArray
    broken: BoolArray
    model: IntArray
    answers: Answers


class Situation:
    """Raises `ImpossibleError` or `NotSupportedError` where the situation cannot be set up in any draw."""

    def __init__(
        self,
        case: Case,
        *,
        reading: str | None = None,
        levers: Sequence[str] = (),
        own_levers: bool = True,
        given: Iterable[Effect] = (),
        without: Sequence[str] = (),
        place: int | None = None,
    ) -> None:
        self.case = case
        given = tuple(given)
        start = conflict_under(case, reading)
        if place is not None:
            start = situation_at(case, start, place)
        situated = situate(
            case, reading=reading, levers=levers, own_levers=own_levers, without=without, given=given, conflict=start
        )
        assert situated.conflict is not None
        self.conflict: Conflict = situated.conflict
        self.declared = start.preferences
        effects = list(case.readings[reading].effects) if reading is not None else []
        effects += [e for x in situated.levers_in_force for e in case.levers[x].effects]
        self._changes = [e.prefer for e in (*effects, *given) if e.prefer is not None]
        bare = game_of(replace(situated, conflict=replace(self.conflict, preferences={}), views={}))
        self.game = bare
        self.actors = bare.actors
        self.states = bare.states
        self.numbers = self._numbers()
        self.fits = all(isinstance(m, Arcs) for m in bare.moves)
        self.ensemble = Ensemble(bare) if self.fits else None
        self.size = self.states + sum(len(m.source) for m in bare.moves if isinstance(m, Arcs))
        self._rank: list[RankArray] = []
        self._row_of_ranks: dict[bytes, int] = {}
        self._row_of: dict[tuple[str, Way | None], int] = {}

    def _numbers(self) -> IntArray:
        """(states,) the number of each state among all that there are: the setting, or the place in the file."""
        codes = self.game.codes
        if isinstance(self.conflict, GraphConflict):
            return np.arange(self.states, dtype=np.int64)
        if isinstance(codes, Codes):
            return codes.settings
        letters = np.array([[letter == "Y" for letter in code] for code in codes], np.int64).reshape(len(codes), -1)
        return letters @ (np.int64(1) << np.arange(letters.shape[1], dtype=np.int64))

    def truth(self, expr: Expr) -> BoolArray:
        """(states,) where an expression holds."""
        assert self.game.truth is not None
        return self.game.truth(expr)

    def row(self, actor: str, way: Way | None) -> int:
        """The row of an actor whose preference came out this way (None: it does not vary), or `BROKEN` or `RICH`."""
        key = actor, way
        if key not in self._row_of:
            self._row_of[key] = self._made(actor, way)
        return self._row_of[key]

    def _made(self, actor: str, way: Way | None) -> int:
        preference = self.declared.get(actor)
        uncertainty = self.case.uncertainty
        if preference is not None and way is not None and uncertainty is not None:
            base = None if self.case.conflict is None else self.case.conflict.preferences.get(actor)
            preference = varied(preference, base, uncertainty.preferences[actor], way)
        try:
            preference = self._changed(actor, preference)
        except NotSupportedError:
            return UNSUPPORTED
        except ImpossibleError:
            return BROKEN
        if preference is not None and (preference.kind == "pairs" or preference.strong):
            return RICH
        ranks = self._ranks(preference)
        name = ranks.tobytes()
        if name not in self._row_of_ranks:
            self._row_of_ranks[name] = len(self._rank)
            self._rank.append(ranks)
        return self._row_of_ranks[name]

    def _changed(self, actor: str, preference: Preference | None) -> Preference | None:
        mine = [c for c in self._changes if c.actor == actor]
        return _after(preference, mine)

    def _ranks(self, preference: Preference | None) -> RankArray:
        conflict = replace(self.conflict, preferences={} if preference is None else {"it": preference})
        if isinstance(conflict, GraphConflict):
            return np.asarray(graph_ranks(conflict, ["it"])[0])
        return np.asarray(option_ranks(conflict, ["it"], self.numbers, Completion(conflict).truth)[0])

    @property
    def rank(self) -> RankArray:
        """(rows, states) all rows so far."""
        return np.array(self._rank, np.int32).reshape(len(self._rank), self.states)

    def solve(self, rows: IntArray, *, concepts: Sequence[str], followed: str, foresight: int, compiled: bool | None = None) -> Solution:
        """Solve worlds given as (worlds, actors) rows.

        followed : the concept of outcomes; compiled : None for the faster that there is
        """
        broken = ((rows == BROKEN) | (rows == UNSUPPORTED)).any(axis=1)
        known = ~broken & ~(rows == RICH).any(axis=1)
        model = np.zeros(len(rows), np.int64)
        models, inverse = np.unique(rows[known], axis=0, return_inverse=True)
        model[known] = np.asarray(inverse).reshape(-1)
        models = models.astype(np.int64).reshape(-1, len(self.actors))
        answers = None
        if self.ensemble is not None and compiled is not False:
            answers = self.ensemble.answers(models, self.rank, concepts=concepts, followed=followed, foresight=foresight, must=compiled is True)
        if answers is None:
            answers = plain_answers(self.game, models, self.rank, concepts=concepts, followed=followed, foresight=foresight)
        return Solution(known, broken, model, answers)


def _after(preference: Preference | None, changes: Sequence[Prefer]) -> Preference | None:
    for change in changes:
        if preference is None:
            raise ImpossibleError(f"{change.actor} has no preference to change; give it one in the case")
        preference = prefer(preference, change, "effect")
    return preference
