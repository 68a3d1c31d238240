r"""Many situations of one case, each from the parts that it shares with others.

A set of levers changes little: a forbidden option takes moves from one actor, a preference reorders the
states for one actor. So states are kept by what fixes, links and needs amount to, moves by that and what is
forbidden, ranks and improvements by preference; and a whole verdict by all of these together: sets of levers
whose effects amount to the same have the same verdict.

Where the status quo leads is kept too, and by less. Let S be the states that legal moves of anybody reach from it. S is
closed under moves, so stability in S, paths, replies and outcomes depend on nothing outside it; and with ranks, on
nothing but their order. Two situations with the same states and moves whose ranks order S in the same way lead to the
same places (`Lead`). Draws of a preference often differ only in states that cannot come about.

Only what decides the verdict is worked out: nothing beyond the status quo if nobody leaves it, and no
closed sets once an outcome has decided. Inside `tertius.dynamics.sharing` the parts are shared between questions.
Conflicts in graph form, preferences without ranks, concepts about joint or simultaneous moves, and more than
`DENSE` options go through `tertius.dynamics.solved.Solved`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import numpy as np

from tertius.arrays import BoolArray, IntArray, RankArray
from tertius.dynamics.foresight import rest_points, worthwhile
from tertius.dynamics.outcomes import quantify
from tertius.dynamics.sharing import kept
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError
from tertius.kernels.arcs import Arcs
from tertius.kernels.codes import spelled
from tertius.kernels.floods import flood
from tertius.kernels.game import Game, Steps
from tertius.kernels.hypercube import Completion, frame
from tertius.kernels.ranks import option_ranks
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict, Preference
from tertius.model.expr import Expr
from tertius.stability.concepts import concept as card_of
from tertius.stability.solve import stable_for

__all__ = ["DENSE", "Builder", "Lead", "Space"]

T = TypeVar("T")

DENSE = 12
"""Options up to which every setting has a place in a table."""
KEPT = 20_000
"""Parts of a kind that are kept."""


@dataclass(slots=True)
class Lead:
    """Where the status quo leads in one game.

    found : (states,) the ends that are reached; settled : whether every path comes to one, None until asked for
    constant : for `tertius.leverage.inert`, None until asked for
    """

    found: BoolArray
    settled: bool | None = None
    constant: dict[int, bool] | None = None


@dataclass(slots=True)
class Space:
    """completed : (settings,) each setting completed; place : (settings,) index of a state, or -1. The rest is kept as it is
    worked out: by actor and what is forbidden, by preference, and by what the start reaches."""

    states: IntArray
    completed: IntArray
    place: IntArray
    codes: tuple[str, ...]
    completion: Completion
    good: dict[Expr, BoolArray] = field(default_factory=dict)
    moves: dict[object, Arcs] = field(default_factory=dict)
    ranks: dict[object, RankArray] = field(default_factory=dict)
    better: dict[object, Arcs] = field(default_factory=dict)
    reach: dict[object, BoolArray] = field(default_factory=dict)
    orders: dict[object, bytes] = field(default_factory=dict)
    leads: dict[object, Lead] = field(default_factory=dict)


@dataclass(slots=True)
class _Parts:
    """What situations with the same options and infeasible states have in common."""

    spaces: dict[object, Space] = field(default_factory=dict)
    ranks: dict[object, RankArray] = field(default_factory=dict)
    tastes: dict[object, int] = field(default_factory=dict)
    names: dict[int, tuple[Preference, int]] = field(default_factory=dict)
    starts: dict[object, tuple[Space, int, tuple[bytes, ...]]] = field(default_factory=dict)


class Builder:
    """Verdicts of situated cases that differ by levers, by what is given, and in preferences."""

    def __init__(self, case: Case, target: Expr, quantifier: str, concept: str, foresight: int) -> None:
        self.actors = tuple(a.id for a in case.actors)
        self.target, self.quantifier = target, quantifier
        self.concept, self.foresight = concept, foresight
        self.solved = 0
        self._simple = not concept or card_of(concept).family not in {"coalition", "moment", "ahead"}
        self._verdicts: dict[object, str] = {}
        self._parts = _Parts()
        self._frame: tuple[object, object] | None = None
        self._last: tuple[object, tuple[Any, ...]] | None = None

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
        if self._last is None or self._last[0] is not conflict:
            self._last = conflict, self._named(conflict)
        return self._last[1]

    def _named(self, conflict: OptionConflict | GraphConflict) -> tuple[Any, ...]:
        self._look(conflict)
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

    def _look(self, conflict: OptionConflict | GraphConflict) -> None:
        """Take up the parts for this conflict's options, which are the same in every situation of a question."""
        if self._frame is not None or isinstance(conflict, GraphConflict):
            return
        self._frame = conflict.options, conflict.infeasible
        self._parts = kept(lambda: ("builder", frame(conflict, self.actors)), _Parts)

    def _name(self, preference: Preference) -> int:
        """A number that stands for what a preference says; looked up once for each object."""
        names, tastes = self._parts.names, self._parts.tastes
        if id(preference) not in names:
            if len(names) > KEPT:
                names.clear()
            names[id(preference)] = preference, tastes.setdefault(preference.said, len(tastes))  # held, so the id stays its own
        return names[id(preference)][1]

    def _fast(self, conflict: OptionConflict | GraphConflict, key: tuple[Any, ...]) -> str:
        assert isinstance(conflict, OptionConflict)
        assert conflict.status_quo is not None
        forbidden, tastes = key[1], key[2]
        # What does not turn on the target is found again by the next question about the same situation.
        found = self._parts.starts.get((key, conflict.status_quo))
        if found is None:
            space = self._space(conflict, key[0])
            number = space.completion.number(conflict.status_quo)
            here = int(space.place[space.completed[number]])
            if here < 0:
                raise ImpossibleError("the status quo cannot be")
            moves = tuple(self._moves_of(conflict, space, a, forbidden) for a in self.actors)
            reach = _kept(space.reach, (forbidden, here), lambda: _reached(moves, here, len(space.states)))
            order = tuple(
                _kept(space.orders, (a, t, forbidden, here), lambda a=a, t=t: _order(self._rank(conflict, space, a, t)[reach]))  # type: ignore[misc]
                for a, t in zip(self.actors, tastes, strict=True)
            )
            found = _kept(self._parts.starts, (key, conflict.status_quo), lambda: (space, here, order))
        space, here, order = found

        @cache  # one game for all that is asked of it, with what it keeps
        def game() -> Game:
            moves = tuple(self._moves_of(conflict, space, a, forbidden) for a in self.actors)
            rank = np.stack([self._rank(conflict, space, a, t) for a, t in zip(self.actors, tastes, strict=True)])
            listed = zip(self.actors, moves, rank, tastes, strict=True)
            better = tuple(_kept(space.better, (a, forbidden, t), lambda m=m, r=r: m.rising(r, r)) for a, m, r, t in listed)  # type: ignore[misc]
            return Game(self.actors, space.codes, moves, rank, better, here)

        name = forbidden, here, order, self.concept or "seq", self.foresight
        return self._decided(space, name, game, self._good(space))

    def _decided(self, space: Space, name: object, game: Callable[[], Game], good: BoolArray) -> str:
        lead = _kept(space.leads, name, lambda: self._lead(game()))
        found, every = lead.found, self.quantifier == "every"
        if (found & (~good if every else good)).any():
            return "fails" if every else "holds"
        if lead.settled is None:
            lead.settled = self._settled(game(), found)
        if every:
            return "holds" if lead.settled else "open"
        return "fails" if lead.settled else "open"

    def _lead(self, game: Game) -> Lead:
        here = game.status_quo
        assert here is not None
        start = np.zeros(game.states, np.bool_)
        start[here] = True
        if self.foresight == 1:
            movers = [i for i in range(len(self.actors)) if game.improvements[i].of(here)]
            if all(stable_for(game, i, self.concept or "seq")[here] for i in movers):
                return Lead(start, settled=True)
        steps, ends = self._steps(game)
        return Lead(flood(steps, start) & ends)

    def _steps(self, game: Game) -> tuple[list[Steps], BoolArray]:
        """The moves that paths take, and where they end."""
        everyone = range(len(self.actors))
        if self.foresight == 2:
            worth = [worthwhile(game, i) for i in everyone]
            return worth, rest_points(worth, game.states)
        every = [stable_for(game, i, self.concept or "seq") for i in everyone]
        ends = np.asarray(np.logical_and.reduce(every), np.bool_)
        return [game.improvements[i].restrict(~every[i] & ~ends) for i in everyone], ends

    def _settled(self, game: Game, found: BoolArray) -> bool:
        steps, _ = self._steps(game)
        start = np.zeros(game.states, np.bool_)
        start[game.status_quo] = True
        return bool(found.any()) and not (flood(steps, start) & ~flood(steps, found, forwards=False)).any()

    def _good(self, space: Space) -> BoolArray:
        """(states,) where the target holds."""
        return _kept(space.good, self.target, lambda: space.completion.truth(self.target, space.states))

    def _space(self, conflict: OptionConflict, key: object) -> Space:
        spaces = self._parts.spaces
        if key not in spaces:
            completion = Completion(conflict)
            settings = np.arange(2 ** len(conflict.options), dtype=np.int64)
            completed = completion.complete(settings)
            states = settings[(completed == settings) & completion.exists(settings)]
            if not len(states):
                raise ImpossibleError("no state is left")
            place = np.full(len(settings), -1, np.int64)
            place[states] = np.arange(len(states))
            made = Space(states, completed, place, spelled(states, len(conflict.options)), completion)
            return _kept(spaces, key, lambda: made)
        return spaces[key]

    def _moves_of(self, conflict: OptionConflict, space: Space, actor: str, forbidden: frozenset[str]) -> Arcs:
        return _kept(space.moves, (actor, forbidden), lambda: _moves(conflict, space, actor))

    def _rank(self, conflict: OptionConflict, space: Space, actor: str, taste: int | None) -> RankArray:
        """(states,) ranks by preference."""
        return _kept(space.ranks, (actor, taste), lambda: self._full_rank(conflict, actor, taste)[space.states])

    def _full_rank(self, conflict: OptionConflict, actor: str, taste: int | None) -> RankArray:
        """(settings,) ranks by preference alone; settings that are infeasible in any case have 0."""

        def made() -> RankArray:
            completion = Completion(conflict)
            settings = np.arange(2 ** len(conflict.options), dtype=np.int64)
            possible = np.ones(settings.shape, np.bool_)
            for expr in conflict.infeasible:
                possible &= ~completion.truth(expr, settings)
            full = np.zeros(len(settings), np.int32)
            full[possible] = option_ranks(conflict, [actor], settings[possible], completion.truth)[0]
            return full

        return _kept(self._parts.ranks, (actor, taste), made)


def _reached(moves: Sequence[Arcs], here: int, states: int) -> BoolArray:
    start = np.zeros(states, np.bool_)
    start[here] = True
    return flood(moves, start)


def _order(rank: RankArray) -> bytes:
    """The order of ranks, without how far they are apart."""
    return np.unique(rank, return_inverse=True)[1].tobytes()


def _moves(conflict: OptionConflict, space: Space, actor: str) -> Arcs:
    rules = conflict.rules
    own = [
        (1 << k, o)
        for k, o in enumerate(conflict.options)
        if o.actor == actor and o.key not in rules.fixed and o.key not in rules.linked
    ]
    up = sum(bit for bit, o in own if o.direction != "off" and o.key not in rules.forbidden)
    down = sum(bit for bit, o in own if o.direction != "on")
    change = np.zeros(1, np.int64)
    for bit, _ in own:
        change = np.concatenate([change, change | bit])
    change, states = change[1:], space.states[:, None]
    allowed = ((change & ~states & ~up) == 0) & ((change & states & ~down) == 0)
    source, which = np.nonzero(allowed)
    target = space.place[space.completed[space.states[source] ^ change[which]]]
    real = (target >= 0) & (target != source)
    return Arcs.build(source[real], target[real], len(space.states))


def _kept(store: dict[Any, T], key: object, make: Callable[[], T]) -> T:
    found = store.get(key)
    if found is None:
        found = make()
        if len(store) >= KEPT:
            store.clear()
        store[key] = found
    return found
