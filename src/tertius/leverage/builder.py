"""Many situations of one case, each from the parts that it shares with others.

A set of levers changes little: a forbidden option takes moves from one actor, a preference reorders the
states for one actor. So states are kept by what fixes, links and needs amount to, moves by that and what is
forbidden to their mover, ranks by preference; and a whole verdict by all of these together: sets of levers
whose effects amount to the same have the same verdict.

Only what decides the verdict is worked out: nothing beyond the status quo if nobody leaves it, and no
closed sets once an outcome has decided. Conflicts in graph form, preferences without ranks, concepts about
joint or simultaneous moves, and more than `DENSE` options go through `tertius.dynamics.solved.Solved`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from tertius.arrays import BoolArray, IntArray, RankArray
from tertius.dynamics.foresight import rest_points, worthwhile
from tertius.dynamics.outcomes import quantify
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError
from tertius.kernels.arcs import Arcs
from tertius.kernels.codes import spelled
from tertius.kernels.floods import flood
from tertius.kernels.game import Game
from tertius.kernels.hypercube import Completion
from tertius.kernels.ranks import option_ranks
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict, Preference
from tertius.model.expr import Expr
from tertius.stability.concepts import concept as card_of
from tertius.stability.solve import stable_for

__all__ = ["DENSE", "Builder"]

DENSE = 12
"""Options up to which every setting has a place in a table."""
KEPT = 20_000
"""Parts of a kind that are kept."""


@dataclass(frozen=True, slots=True)
class _Space:
    """completed : (settings,) each setting completed; place : (settings,) index of a state, or -1."""

    states: IntArray
    completed: IntArray
    place: IntArray
    codes: tuple[str, ...]
    good: BoolArray


class Builder:
    """Verdicts of situated cases that differ by levers only."""

    def __init__(self, case: Case, target: Expr, quantifier: str, concept: str, foresight: int) -> None:
        self.actors = tuple(a.id for a in case.actors)
        self.target, self.quantifier = target, quantifier
        self.concept, self.foresight = concept, foresight
        self.solved = 0
        self._simple = not concept or card_of(concept).family not in {"coalition", "moment", "ahead"}
        self._verdicts: dict[object, str] = {}
        self._spaces: dict[object, _Space] = {}
        self._moves: dict[object, Arcs] = {}
        self._ranks: dict[object, RankArray] = {}
        self._names: dict[int, tuple[Preference, object]] = {}

    def verdict(self, case: Case) -> str:
        """``holds``, ``fails`` or ``open``; raises `ImpossibleError` where the case cannot be set up."""
        conflict = case.conflict
        assert conflict is not None
        key = self._key(conflict)
        found = self._verdicts.get(key)
        if found is None:
            self.solved += 1
            try:
                found = self._fast(conflict, key) if self._dense(conflict) else self._plain(case)
            except ImpossibleError:
                found = "impossible"
            self._verdicts[key] = found
        if found == "impossible":
            raise ImpossibleError("these levers cannot stand together")
        return found

    def _plain(self, case: Case) -> str:
        solved = Solved(case)
        ends = solved.outcomes(self.concept, self.foresight)
        assert ends is not None
        return quantify(self.quantifier, ends.states, solved.satisfying(self.target), ends.settled)

    def _dense(self, conflict: OptionConflict | GraphConflict) -> bool:
        return (
            self._simple
            and isinstance(conflict, OptionConflict)
            and len(conflict.options) <= DENSE
            and not any(p.kind == "pairs" or p.strong for p in conflict.preferences.values())
        )

    def _key(self, conflict: OptionConflict | GraphConflict) -> tuple[Any, ...]:
        rules = conflict.rules
        tastes = tuple(self._name(conflict.preferences[a]) if a in conflict.preferences else None for a in self.actors)
        if isinstance(conflict, GraphConflict):
            return tuple(rules.allow), tuple(rules.forbid_moves), tastes
        space = (
            frozenset(rules.fixed.items()),
            frozenset(rules.linked.items()),
            tuple(dict.fromkeys(rules.needs)),
        )
        return space, rules.forbidden, tastes

    def _name(self, preference: Preference) -> object:
        """Something hashable that stands for what a preference says; worked out once for each object."""
        if id(preference) not in self._names:
            if len(self._names) > KEPT:
                self._names.clear()
            self._names[id(preference)] = preference, preference.said  # the object is held, so its id stays its own
        return self._names[id(preference)][1]

    def _fast(self, conflict: OptionConflict | GraphConflict, key: tuple[Any, ...]) -> str:
        assert isinstance(conflict, OptionConflict)
        assert conflict.status_quo is not None
        space = self._space(conflict, key[0])
        number = sum(1 << k for k, option in enumerate(conflict.option_keys) if option in conflict.status_quo)
        here = int(space.place[space.completed[number]])
        if here < 0:
            raise ImpossibleError("the status quo cannot be")
        moves = tuple(self._moves_of(conflict, space, key[0], a) for a in self.actors)
        rank = np.stack([self._rank(conflict, a, name)[space.states] for a, name in zip(self.actors, key[2], strict=True)])
        better = tuple(m.rising(rank[i], rank[i]) for i, m in enumerate(moves))
        game = Game(self.actors, space.codes, moves, rank, better, here)
        return self._follow(game, space.good)

    def _follow(self, game: Game, good: BoolArray) -> str:
        everyone = range(len(self.actors))
        concept, here = self.concept or "seq", game.status_quo
        assert here is not None
        if self.foresight == 1:
            stable = {i: stable_for(game, i, concept) for i in everyone if game.improvements[i].of(here)}
            if all(rows[here] for rows in stable.values()):
                return "holds" if good[here] else "fails"
            every = [stable[i] if i in stable else stable_for(game, i, concept) for i in everyone]
            ends = np.asarray(np.logical_and.reduce(every), np.bool_)
            steps = [game.improvements[i].restrict(~every[i] & ~ends) for i in everyone]
        else:
            steps = [worthwhile(game, i) for i in everyone]
            ends = rest_points(steps, game.states)
        start = np.zeros(game.states, np.bool_)
        start[here] = True
        visited = flood(steps, start)
        found = visited & ends
        decisive = found & (~good if self.quantifier == "every" else good)
        if decisive.any():
            return "fails" if self.quantifier == "every" else "holds"
        settled = bool((visited & ~flood(steps, found, forwards=False)).sum() == 0) if found.any() else False
        if self.quantifier == "every":
            return "holds" if settled else "open"
        return "fails" if settled else "open"

    def _space(self, conflict: OptionConflict, key: object) -> _Space:
        if key not in self._spaces:
            completion = Completion(conflict)
            settings = np.arange(2 ** len(conflict.options), dtype=np.int64)
            completed = completion.complete(settings)
            states = settings[(completed == settings) & completion.exists(settings)]
            if not len(states):
                raise ImpossibleError("no state is left")
            place = np.full(len(settings), -1, np.int64)
            place[states] = np.arange(len(states))
            made = _Space(
                states, completed, place, spelled(states, len(conflict.options)), completion.truth(self.target, states)
            )
            _keep(self._spaces, key, made)
        return self._spaces[key]

    def _moves_of(self, conflict: OptionConflict, space: _Space, key: object, actor: str) -> Arcs:
        rules = conflict.rules
        own = [
            (1 << k, o)
            for k, o in enumerate(conflict.options)
            if o.actor == actor and o.key not in rules.fixed and o.key not in rules.linked
        ]
        up = sum(bit for bit, o in own if o.direction != "off" and o.key not in rules.forbidden)
        down = sum(bit for bit, o in own if o.direction != "on")
        name = key, tuple(bit for bit, _ in own), up, down
        if name not in self._moves:
            change = np.zeros(1, np.int64)
            for bit, _ in own:
                change = np.concatenate([change, change | bit])
            change, states = change[1:], space.states[:, None]
            allowed = ((change & ~states & ~up) == 0) & ((change & states & ~down) == 0)
            source, which = np.nonzero(allowed)
            target = space.place[space.completed[space.states[source] ^ change[which]]]
            real = (target >= 0) & (target != source)
            _keep(self._moves, name, Arcs.build(source[real], target[real], len(space.states)))
        return self._moves[name]

    def _rank(self, conflict: OptionConflict, actor: str, name: object) -> RankArray:
        """(settings,) ranks by preference alone; settings that are infeasible in any case have 0."""
        key = actor, name
        if key not in self._ranks:
            completion = Completion(conflict)
            settings = np.arange(2 ** len(conflict.options), dtype=np.int64)
            possible = np.ones(settings.shape, np.bool_)
            for expr in conflict.infeasible:
                possible &= ~completion.truth(expr, settings)
            full = np.zeros(len(settings), np.int32)
            full[possible] = option_ranks(conflict, [actor], settings[possible], completion.truth)[0]
            _keep(self._ranks, key, full)
        return self._ranks[key]


def _keep(store: dict[object, Any], key: object, part: Any) -> None:
    if len(store) >= KEPT:
        store.clear()
    store[key] = part
