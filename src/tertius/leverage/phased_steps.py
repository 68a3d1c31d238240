"""Who would break off a sequence of steps to an end, where and for what (`tertius.leverage.phased`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.dynamics.foresight import end_bounds, ends_of, worst_end
from tertius.kernels.arcs import Arcs
from tertius.kernels.floors import INFINITE
from tertius.kernels.game import Game
from tertius.kernels.hypercube import Completion
from tertius.kernels.relation import EQUAL, UNKNOWN
from tertius.kernels.replies import as_bits
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict

__all__ = ["STATES", "Breaks", "Fault", "resets"]

STATES = 4096
"""States up to which phased agreements are looked for."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Somebody would break a sequence off at a step.

    step : its number, from 1; kind : ``stays_out``, ``stops`` or ``goes_back``
    at : where it is then (before its step; for going back, after the step); instead : where it stays or goes
    gets : where that comes to rest or can (at foresight 1: `instead`), which it would rather have than the end
    certain : whether that is known; if not, what the actor thinks of it, or where it comes to rest, is not
    """

    step: int
    kind: str
    actor: str
    at: str
    instead: str
    gets: tuple[str, ...]
    certain: bool = True


def resets(case: Case, game: Game) -> tuple[Arcs, ...]:
    """Each actor's ways back: own free options that differ from the status quo set to what they are there.

    In graph form: the moves to the status quo.
    """
    start, conflict = game.status_quo, case.conflict
    assert start is not None
    if not isinstance(conflict, OptionConflict):
        found = []
        for moves in game.moves:
            assert isinstance(moves, Arcs)
            found.append(moves.where(moves.target == start))
        return tuple(found)
    completion = Completion(conflict)
    states = np.array([_number(code) for code in game.codes], np.int64)
    return tuple(_resets(conflict, completion, states, start, actor) for actor in game.actors)


def _number(code: str) -> int:
    return sum(1 << k for k, letter in enumerate(code) if letter == "Y")


def _resets(conflict: OptionConflict, completion: Completion, states: IntArray, start: int, actor: str) -> Arcs:
    own = conflict.free(actor)
    up = sum(completion.bit[o.key] for o in own if o.direction != "off" and o.key not in conflict.rules.forbidden)
    down = sum(completion.bit[o.key] for o in own if o.direction != "on")
    differs = states ^ states[start]
    index = np.arange(len(states))
    sources, targets = [index[:0]], [index[:0]]
    for choice in range(1, 2 ** len(own)):
        change = sum(completion.bit[o.key] for k, o in enumerate(own) if choice >> k & 1)
        can = (differs & change) == change
        can &= ((change & ~states & ~up) == 0) & ((change & states & ~down) == 0)
        if not can.any():
            continue
        reached = completion.complete(states[can] ^ change)
        place = np.minimum(np.searchsorted(states, reached), len(states) - 1)
        real = (states[place] == reached) & (reached != states[can])
        sources.append(index[can][real])
        targets.append(place[real])
    return Arcs.build(np.concatenate(sources), np.concatenate(targets), len(states))


class Breaks:
    """For each end, who would rather have which state than the end.

    options : whether this is an option form; doubtful : whether some comparison that matters is not known
    """

    def __init__(self, game: Game, back: Sequence[Arcs], foresight: int) -> None:
        self.game, self.back, self.foresight = game, back, foresight
        self.options = game.place is not None
        self.doubtful = game.unknown is not None
        self._ends: dict[int, tuple[list[int], list[int]]] = {}
        self._kept: dict[int, tuple[BoolArray, BoolArray]] = {}
        quick = foresight == 2 and not game.perhaps
        self._worst = [worst_end(game, i) if quick and game.ranked(i) else None for i in range(len(game.actors))]

    def rather(self, actor: int, end: int) -> tuple[BoolArray, BoolArray]:
        """Two times (states,): what the actor would rather have than the end; what it perhaps would."""
        game = self.game
        relation = game.relation(actor)
        worst = self._worst[actor]
        if worst is not None:
            sure = (worst != INFINITE) & (worst > game.rank[actor][end])
            return sure, np.zeros_like(sure)
        signs = relation.signs(np.arange(game.states), end)
        better, unknown = np.asarray(signs > EQUAL), np.asarray(signs == UNKNOWN)
        if self.foresight == 1:
            return better, unknown
        good, bad = as_bits(better), as_bits(~better & ~unknown)
        ends = list(zip(*self._bounds(actor), strict=True))
        # An end that there is for certain, and none that there can be that is not better; or, perhaps, none that is worse.
        sure = np.array([bool(certain) and not possible & ~good for certain, possible in ends], np.bool_)
        maybe = np.array([bool(possible & ~bad) and not certain & bad for certain, possible in ends], np.bool_)
        return sure, maybe & ~sure

    def _bounds(self, actor: int) -> tuple[list[int], list[int]]:
        if actor not in self._ends:
            self._ends[actor] = end_bounds(self.game, actor)
        return self._ends[actor]

    def _all(self, end: int) -> tuple[BoolArray, BoolArray]:
        """Two times (actors, states), for one end."""
        if end not in self._kept:
            if len(self._kept) > 64:
                self._kept.clear()
            rows = [self.rather(i, end) for i in range(len(self.game.actors))]
            self._kept[end] = np.array([sure for sure, _ in rows]), np.array([maybe for _, maybe in rows])
        return self._kept[end]

    def failing(self, end: int, source: IntArray, target: IntArray, mover: IntArray, *, doubt: bool) -> IntArray:
        """(arcs,) 1 where the step fails; with `doubt` also where it is not known."""
        sure, maybe = self._all(end)
        rather = sure | maybe if doubt else sure
        gone = np.zeros(self.game.states, np.bool_)
        for j, arcs in enumerate(self.back):
            gone |= arcs.gather(rather[j])
        fails = rather[mover, source] | rather[mover, self.game.status_quo] | gone[target]
        return np.asarray(fails, np.int64)

    def faults(self, path: Sequence[tuple[int, int, int]], end: int) -> tuple[Fault, ...]:
        """Everybody who would break off a sequence, step by step."""
        start, found = self.game.status_quo, list[Fault]()
        assert start is not None
        if not path:
            return ()
        sure, maybe = self._all(end)
        for number, (i, before, after) in enumerate(path, 1):
            if sure[i, start] or maybe[i, start]:
                found.append(self._fault(number, "stays_out", i, start, start, bool(sure[i, start])))
            if before != start and (sure[i, before] or maybe[i, before]):
                found.append(self._fault(number, "stops", i, before, before, bool(sure[i, before])))
            for j, arcs in enumerate(self.back):
                # The way back that is certain comes first, then the first in state order.
                ways = sorted(arcs.of(after), key=lambda x: (not sure[j, x], x))
                to = next((x for x in ways if sure[j, x] or maybe[j, x]), None)
                if to is not None:
                    found.append(self._fault(number, "goes_back", j, after, to, bool(sure[j, to])))
        return tuple(found)

    def _fault(self, number: int, kind: str, actor: int, at: int, instead: int, certain: bool) -> Fault:
        game = self.game
        if self.foresight == 1:
            ends = [instead]
        elif game.perhaps:
            possible = self._bounds(actor)[1][instead]
            ends = [e for e in range(game.states) if possible >> e & 1]
        else:
            ends = sorted(ends_of(game, actor, instead))
        return Fault(
            number, kind, game.actors[actor], game.codes[at], game.codes[instead], tuple(game.codes[e] for e in ends), certain
        )  # fmt: skip

