"""What each party makes of leaving: one party in one game is a seat (`tertius.leverage.ripeness`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.dynamics.solved import Solved
from tertius.kernels.relation import EQUAL, UNKNOWN
from tertius.model.conflict import OptionConflict

__all__ = ["Need", "Seat", "Weighed", "need", "worth"]


@dataclass(frozen=True, slots=True)
class Need:
    """What a party would need: of the states that all others prefer to continuing, the best for it.

    state : None where the others prefer none together
    prefers : whether it prefers that state to continuing: ``yes``, ``no`` or ``open``
    short : by how many classes of its ranking the state falls short of being preferred; None where it does not rank
    """

    state: str | None
    prefers: str = "no"
    short: int | None = None


class Seat:
    """A party in a game. place : (feasible,) the game's index of each state looked at."""

    def __init__(self, view: str | None, actor: str, solved: Solved, states: Sequence[str]) -> None:
        self.view, self.actor, self.solved = view, actor, solved
        self.index = solved.game.actor(actor)
        order = {code: k for k, code in enumerate(solved.game.codes)}
        self.place: IntArray = np.array([order[s] for s in states], np.int64)
        self.order = order
        self.ranked = solved.game.ranked(self.index)
        self.classes = int(solved.game.rank[self.index].max()) + 1 if self.ranked else 0

    def signs(self, state: str) -> tuple[BoolArray, BoolArray]:
        """Two times (feasible,): preferred to `state` for certain; not known."""
        signs = self.solved.game.relation(self.index).signs(self.place, self.order[state])
        return np.asarray(signs > EQUAL, np.bool_), np.asarray(signs == UNKNOWN, np.bool_)

    def steps(self, state: str) -> IntArray:
        """(feasible,) by how many classes each is above `state`; only where the party ranks."""
        rank = self.solved.game.rank[self.index]
        return np.asarray(rank[self.place].astype(np.int64) - int(rank[self.order[state]]), np.int64)


@dataclass(frozen=True, slots=True)
class Weighed:
    """All seats, for one thing that it continues to in each game.

    at : (seats) what it continues to; way, maybe : (feasible,) preferred by every seat, for certain or perhaps
    better : (seats, feasible); hurts : (seats); margin, best : None where a seat does not rank (or nothing is feasible)
    gains : (seats) at the best state; binds : seats with the least gain there
    """

    at: tuple[str, ...]
    better: BoolArray
    way: BoolArray
    way_out: str
    hurts: tuple[str, ...]
    margin: float | None
    best: int | None
    gains: tuple[float, ...]
    binds: tuple[int, ...]

    @classmethod
    def of(cls, seats: Sequence[Seat], at: Sequence[str]) -> Weighed:
        """Weigh every feasible state against what it continues to."""
        pairs = [s.signs(c) for s, c in zip(seats, at, strict=True)]
        better = np.array([b for b, _ in pairs], np.bool_)
        perhaps = better | np.array([u for _, u in pairs], np.bool_)
        way = np.asarray(better.all(axis=0), np.bool_)
        maybe = np.asarray(perhaps.all(axis=0), np.bool_)
        hurts = tuple("yes" if b.any() else "open" if p.any() else "no" for b, p in zip(better, perhaps, strict=True))
        margin: float | None = None
        best: int | None = None
        gains: tuple[float, ...] = ()
        binds: tuple[int, ...] = ()
        elsewhere = np.logical_or.reduce([s.place != s.order[c] for s, c in zip(seats, at, strict=True)])
        if all(s.ranked for s in seats) and elsewhere.any():
            table = np.array([s.steps(c) / max(1, s.classes - 1) for s, c in zip(seats, at, strict=True)], np.float64)
            least = np.where(elsewhere, table.min(axis=0), -np.inf)
            best = int(np.argmax(least))
            margin = float(least[best])
            gains = tuple(float(x) for x in table[:, best])
            binds = tuple(k for k, x in enumerate(gains) if x == margin)
        way_out = "yes" if way.any() else "open" if maybe.any() else "no"
        return cls(tuple(at), better, way, way_out, hurts, margin, best, gains, binds)


def need(seats: Sequence[Seat], mine: int, found: Weighed) -> Need:
    """What the party of a seat would need, in one game."""
    others = [k for k in range(len(seats)) if k != mine]
    open_to = np.flatnonzero(found.better[others].all(axis=0))
    if not len(open_to):
        return Need(None)
    seat = seats[mine]
    codes = seat.solved.game.codes
    if seat.ranked:
        steps = seat.steps(found.at[mine])
        best = int(open_to[int(np.argmax(steps[open_to]))])
        short = max(0, 1 - int(steps[best]))
        return Need(codes[int(seat.place[best])], "no" if short else "yes", short)
    better, unknown = seat.signs(found.at[mine])
    for word, row in (("yes", better), ("open", unknown)):
        if row[open_to].any():
            return Need(codes[int(seat.place[open_to[int(np.argmax(row[open_to])) ]])], word)
    return Need(codes[int(seat.place[open_to[0]])], "no")


def worth(seat: Seat, state: str, before: str) -> float | None:
    """The gain in the party's own payoffs or weights; None where it has none, or something else comes first."""
    conflict = seat.solved.case.conflict
    assert conflict is not None
    preference = conflict.preferences[seat.actor]
    if preference.first or preference.last:
        return None
    if preference.kind == "payoffs":
        return preference.payoffs[state] - preference.payoffs[before]
    if preference.kind == "weights":
        assert isinstance(conflict, OptionConflict)
        keys = conflict.option_keys
        gain = 0.0
        for key, a, b in zip(keys, before, state, strict=True):
            gain += preference.weights.get(key, 0.0) * ((b == "Y") - (a == "Y"))
        return gain
    return None
