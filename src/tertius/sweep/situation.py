"""One situation of a case (a reading, with levers and what is given) solved for many preferences.

What varies in draws are preferences only, so states and moves are worked out once. A *row* is the ranks of one actor's
preference over the states; a *model* is a row for each actor. Rows and models that occur again are solved once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from tertius.arrays import BoolArray, IntArray, RankArray
from tertius.dynamics.sharing import situation
from tertius.errors import ImpossibleError, NotSupportedError
from tertius.kernels.codes import Codes
from tertius.kernels.ensemble import Answers, Ensemble
from tertius.kernels.game import Arcs, Game
from tertius.kernels.graph import game_of
from tertius.kernels.hypercube import Completion
from tertius.kernels.ranks import graph_ranks, option_ranks
from tertius.model.asof import situation_at
from tertius.model.case import Case, Effect, Prefer
from tertius.model.conflict import GraphConflict, OptionConflict, Preference
from tertius.model.effects import prefer
from tertius.model.expr import Expr
from tertius.model.layers import conflict_under, situate
from tertius.model.uncertainty import Alternatives, Extensions, Way, varied
from tertius.sweep.plain import plain_answers
from tertius.sweep.tables import distinct_rows
from tertius.sweep.worlds import Ways, Worlds

__all__ = ["BROKEN", "RICH", "UNSUPPORTED", "Rows", "Situation", "Solution"]

BROKEN, RICH, UNSUPPORTED = -1, -2, -3
"""In place of a row: a preference that an effect cannot change; one that is not complete, or has strong gaps, or a model too large to list
its moves; one of a form that an effect is not for."""
Conflict = OptionConflict | GraphConflict
FEW = 64
"""Ways of one preference up to which each is worked out by itself and kept."""
KEPT = 4_096
LISTED = 2**22
"""Moves up to which they are listed; a larger model is solved draw by draw, by `analyze`."""


@dataclass(frozen=True, slots=True)
class Graph:
    """States and moves.

    numbers : (states,) the number of each state among all that there are: the setting, or the place in the file
    listed : whether moves are listed; ensemble : then what solves many preferences; size : states and moves
    """

    game: Game
    numbers: IntArray
    listed: bool
    ensemble: Ensemble | None
    size: int


@dataclass(frozen=True, slots=True)
class Rows:
    """ids : (worlds, actors) a row of `rank`, or `BROKEN`, `RICH`, `UNSUPPORTED`; rank : (rows, states)."""

    ids: IntArray
    rank: RankArray


@dataclass(frozen=True, slots=True)
class Solution:
    """Answers for worlds of one situation.

    known : (worlds,) whether the world is solved here; broken : (worlds,) whether the situation cannot be set up in it
    impossible : (worlds,) whether that is for no other reason than preferences that an effect cannot change
    model : (worlds,) its model in `answers`, where known
    """

    known: BoolArray
    broken: BoolArray
    impossible: BoolArray
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
        shared: dict[object, Graph] | None = None,
    ) -> None:
        """`shared` keeps what situations with the same states and moves have in common."""
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
        bare = replace(situated, conflict=replace(self.conflict, preferences={}), views={})
        key = situation(bare)
        graph = None if shared is None else shared.get(key)
        if graph is None:
            graph = _graph(bare, self.conflict)
            if shared is not None:
                shared[key] = graph
        self.game, self.listed, self.ensemble, self.size = graph.game, graph.listed, graph.ensemble, graph.size
        self.numbers = graph.numbers
        self.actors, self.states = self.game.actors, self.game.states
        self._ranks_of: dict[tuple[str, Way | None], RankArray | int] = {}

    def truth(self, expr: Expr) -> BoolArray:
        """(states,) where an expression holds."""
        assert self.game.truth is not None
        return self.game.truth(expr)

    def rows(self, parts: Sequence[Ways | None], worlds: Worlds, count: int) -> Rows:
        """The rows of every actor in every world.

        parts : for each actor how its preference comes out; None where it does not vary
        """
        if len(self._ranks_of) > KEPT:
            self._ranks_of.clear()
        ids = np.zeros((count, len(self.actors)), np.int64)
        rank: list[RankArray] = []
        place: dict[bytes, int] = {}

        def row(found: RankArray | int) -> int:
            if isinstance(found, int):
                return found
            name = found.tobytes()
            if name not in place:
                place[name] = len(rank)
                rank.append(found)
            return place[name]

        for i, part in enumerate(parts):
            if part is None:
                ids[:, i] = row(self._one(self.actors[i], None))
                continue
            k = worlds.actors.index(self.actors[i])
            several = None
            if self.listed and part.codes is not None and len(part.codes) > FEW:
                several = self._several(self.actors[i], k, part.codes, worlds)
            if several is None:
                listed = [row(self._one(self.actors[i], way)) for way in worlds.listed(k, part)]
            else:
                listed = [row(ranks) for ranks in several]
            ids[:, i] = np.array(listed, np.int64)[part.which]
        return Rows(ids, np.array(rank, np.int32).reshape(len(rank), self.states))

    def _one(self, actor: str, way: Way | None) -> RankArray | int:
        """The ranks of an actor whose preference came out this way (None: it does not vary), or `BROKEN`, `RICH`, `UNSUPPORTED`."""
        key = actor, way
        if key not in self._ranks_of:
            self._ranks_of[key] = self._made(actor, way)
        return self._ranks_of[key]

    def _several(self, actor: str, place: int, codes: IntArray, worlds: Worlds) -> RankArray | None:
        """(codes, states) ranks of many orders of the same items at once, where nothing changes them afterwards; else None.

        They order the states as those of `_one` do, with other numbers.
        """
        uncertainty = self.case.uncertainty
        assert uncertainty is not None
        how, declared = uncertainty.preferences[actor], self.declared.get(actor)
        if declared is None or isinstance(how, Alternatives) or any(c.actor == actor for c in self._changes):
            return None
        if isinstance(how, Extensions):
            base = None if self.case.conflict is None else self.case.conflict.preferences.get(actor)
            if base is None or declared.said != base.said:
                return None
            example = how.preference(0)
            items = how.items
        else:
            example = declared
            items = declared.statements if declared.kind == "statements" else declared.ranking
        if example.first or example.last or example.strong or not 0 < len(items) <= 30:
            return None
        orders = worlds.orders(place, codes, len(items))
        if example.kind == "statements":
            truth = np.array([self.truth(e) for e in items if isinstance(e, Expr)], np.int32)
            found = np.zeros((len(codes), self.states), np.int32)
            for k in range(len(items)):
                found = 2 * found + truth[orders[:, k]]
            return found
        if example.kind != "ranking":
            return None
        item_of = {code: k for k, codes_ in enumerate(items) if isinstance(codes_, tuple) for code in codes_}
        of_state = np.array([item_of[code] for code in self.game.codes], np.int64)
        at = np.argsort(orders, axis=1).astype(np.int32)
        return np.asarray((len(items) - 1 - at)[:, of_state], np.int32)

    def _made(self, actor: str, way: Way | None) -> RankArray | int:
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
        if not self.listed or (preference is not None and (preference.kind == "pairs" or preference.strong)):
            return RICH
        return self._ranks(preference)

    def _changed(self, actor: str, preference: Preference | None) -> Preference | None:
        mine = [c for c in self._changes if c.actor == actor]
        return _after(preference, mine)

    def _ranks(self, preference: Preference | None) -> RankArray:
        conflict = replace(self.conflict, preferences={} if preference is None else {"it": preference})
        if isinstance(conflict, GraphConflict):
            return np.asarray(graph_ranks(conflict, ["it"])[0])
        return np.asarray(option_ranks(conflict, ["it"], self.numbers, Completion(conflict).truth)[0])

    def solve(
        self, rows: Rows, *, concepts: Sequence[str], followed: str, foresight: int, compiled: bool = True
    ) -> Solution:
        """Solve worlds given as rows.

        followed : the concept of outcomes; compiled : whether the loops of `tertius.kernels.ensemble` are used where they can be
        """
        ids = rows.ids
        broken = ((ids == BROKEN) | (ids == UNSUPPORTED)).any(axis=1)
        known = ~broken & ~(ids == RICH).any(axis=1)
        model = np.zeros(len(ids), np.int64)
        models, _, model[known] = distinct_rows(ids[known])
        models = models.astype(np.int64).reshape(-1, len(self.actors))
        answers = None
        if self.ensemble is not None and compiled:
            answers = self.ensemble.answers(models, rows.rank, concepts=concepts, followed=followed, foresight=foresight)
        if answers is None:
            answers = plain_answers(self.game, models, rows.rank, concepts=concepts, followed=followed, foresight=foresight)
        impossible = broken & ~((ids == UNSUPPORTED) | (ids == RICH)).any(axis=1)
        return Solution(known, broken, impossible, model, answers)


def _after(preference: Preference | None, changes: Sequence[Prefer]) -> Preference | None:
    for change in changes:
        if preference is None:
            raise ImpossibleError(f"{change.actor} has no preference to change; give it one in the case")
        preference = prefer(preference, change, "effect")
    return preference


def _graph(bare: Case, conflict: Conflict) -> Graph:
    listed = _moves(conflict, [a.id for a in bare.actors]) <= LISTED
    game = game_of(bare, backend="arcs" if listed else "auto")
    # Needs can drop an option in between, so that two moves need not be one.
    transitive = isinstance(conflict, OptionConflict) and not conflict.rules.needs
    return Graph(
        game=game,
        numbers=_numbers(game, conflict),
        listed=listed,
        ensemble=Ensemble(game, transitive=transitive) if listed else None,
        size=game.states + sum(len(m.source) for m in game.moves if isinstance(m, Arcs)),
    )


def _numbers(game: Game, conflict: Conflict) -> IntArray:
    codes = game.codes
    if isinstance(conflict, GraphConflict):
        return np.arange(game.states, dtype=np.int64)
    if isinstance(codes, Codes):
        return codes.settings
    letters = np.array([[letter == "Y" for letter in code] for code in codes], np.int64).reshape(len(codes), -1)
    return letters @ (np.int64(1) << np.arange(letters.shape[1], dtype=np.int64))


def _moves(conflict: Conflict, actors: Sequence[str]) -> int:
    """How many moves there can be."""
    if isinstance(conflict, GraphConflict):
        return 0
    return sum((1 << len(conflict.free())) * ((1 << len(conflict.free(actor))) - 1) for actor in actors)
