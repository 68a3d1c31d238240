"""Option form to arrays: which states exist, and where a move leads (CONTRACT section 4).

A fixed option has its value and a linked option equals its expression in every state; the others
are free. The *completion* of a setting of the free options recomputes links and drops each option
whose need does not hold, until nothing changes; a dropped option does not return by itself. States
are the settings that are their own completion and that no infeasible pattern excludes. A move of i
changes one or more of i's free options, each in its direction, and then completes; it exists if
the completed state does and differs from the one left. A need on a fixed or linked option, which
cannot drop, excludes the states where it fails.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.errors import ImpossibleError
from tertius.kernels.codes import spelled
from tertius.kernels.game import Arcs, Game, improvements_of
from tertius.kernels.preferences import related
from tertius.kernels.ranks import option_ranks
from tertius.kernels.sizes import choose
from tertius.model.conflict import OptionConflict
from tertius.model.effects import link_order
from tertius.model.expr import Expr

KEPT_MOVES = 2**16
"""Moves up to which states and moves are kept for those who ask next."""

__all__ = ["Completion", "StatusQuoChange", "frame", "laid", "option_game", "status_quo_changes"]


@dataclass(frozen=True, slots=True)
class StatusQuoChange:
    """An option whose declared status quo an effect has changed."""

    option: str
    declared: bool
    now: bool
    why: str


class Completion:
    """Completes settings: int64 arrays whose bit k is option k in file order."""

    def __init__(self, conflict: OptionConflict) -> None:
        self.keys = conflict.option_keys
        self.bit = {key: 1 << k for k, key in enumerate(self.keys)}
        rules = conflict.rules
        self.fixed_on = sum(self.bit[k] for k, v in rules.fixed.items() if v)
        self.fixed_off = sum(self.bit[k] for k, v in rules.fixed.items() if not v)
        self.links = [(self.bit[k], rules.linked[k]) for k in link_order(rules.linked)]
        free = {o.key for o in conflict.free()}
        self.needs = [(self.bit[k], e) for k, e in rules.needs if k in free]
        self.rigid_needs = [(self.bit[k], e) for k, e in rules.needs if k not in free]
        self.infeasible = conflict.infeasible

    def truth(self, expr: Expr, settings: IntArray) -> BoolArray:
        """(settings,) where the expression holds."""
        result = expr.evaluate(
            lambda name: (settings & self.bit[name]) != 0,
            lambda value: np.full(settings.shape, value, np.bool_),
        )
        return np.asarray(result, np.bool_)

    def derive(self, settings: IntArray) -> IntArray:
        """Settings with fixed and linked options at their values; needs are not enforced."""
        done = (settings | self.fixed_on) & ~self.fixed_off
        for bit, expr in self.links:
            done = np.where(self.truth(expr, done), done | bit, done & ~bit)
        return done

    def complete(self, settings: IntArray) -> IntArray:
        """Completed settings: links recomputed and needs enforced until nothing changes."""
        done = self.derive(settings)
        while self.needs:
            drop = np.zeros_like(done)
            for bit, expr in self.needs:
                drop |= np.where(((done & bit) != 0) & ~self.truth(expr, done), bit, 0)
            if not drop.any():
                break
            done = self.derive(done & ~drop)
        return done

    def exists(self, settings: IntArray) -> BoolArray:
        """(settings,) whether completed settings are feasible."""
        ok = np.ones(settings.shape, np.bool_)
        for expr in self.infeasible:
            ok &= ~self.truth(expr, settings)
        for bit, expr in self.rigid_needs:
            ok &= ((settings & bit) == 0) | self.truth(expr, settings)
        return ok

    def number(self, on: frozenset[str]) -> int:
        """The setting in which just these options are on."""
        return sum(self.bit[key] for key in on)

    def names(self, setting: int) -> frozenset[str]:
        """The options that are on."""
        return frozenset(key for key, bit in self.bit.items() if setting & bit)


def status_quo_changes(conflict: OptionConflict) -> tuple[StatusQuoChange, ...]:
    """What fixes, links and needs have made of the declared status quo.

    Raises `ImpossibleError` where the result is infeasible.
    """
    if conflict.status_quo is None:
        return ()
    completion = Completion(conflict)
    declared = completion.number(conflict.status_quo)
    now = completion.complete(np.array([declared], np.int64))
    if not completion.exists(now)[0]:
        names = sorted(completion.names(int(now[0])))
        raise ImpossibleError(
            f"the status quo cannot be: with {', '.join(names) or 'nothing'} on, "
            f"{_why_not(completion, now)}; change status_quo or the effect that leads there"
        )
    changed = declared ^ int(now[0])
    rules = conflict.rules
    return tuple(
        StatusQuoChange(
            key,
            bool(declared & bit),
            bool(int(now[0]) & bit),
            "fixed" if key in rules.fixed else "linked" if key in rules.linked else "its need does not hold",
        )
        for key, bit in completion.bit.items()
        if changed & bit
    )


def _why_not(completion: Completion, setting: IntArray) -> str:
    for expr in completion.infeasible:
        if completion.truth(expr, setting)[0]:
            return f"'{expr}' holds, which is infeasible"
    return "a need of a fixed or linked option fails"


def frame(conflict: OptionConflict, actors: tuple[str, ...]) -> tuple[object, ...]:
    """What effects cannot change: who can do what in which direction, and what cannot be."""
    return actors, tuple((o.actor, o.id, o.direction) for o in conflict.options), conflict.infeasible


def laid(conflict: OptionConflict, actors: tuple[str, ...]) -> tuple[object, ...]:
    """Something to look up by: what decides which states there are and where moves lead, whatever anybody wants."""
    rules = conflict.rules
    return (
        *frame(conflict, actors), frozenset(rules.fixed.items()), frozenset(rules.linked.items()), rules.needs, rules.forbidden,
    )  # fmt: skip


def option_game(conflict: OptionConflict, actors: Sequence[str], *, backend: str = "auto") -> Game:
    """The arrays of an option-form conflict.

    backend : see `tertius.kernels.sizes.choose`

    Raises `ImpossibleError` where no state is left or the status quo cannot be, and `LimitError`
    where the arrays would not fit.
    """
    chosen = choose(conflict, actors, backend)
    completion = Completion(conflict)
    if chosen == "compiled":
        from tertius.kernels.cube import cube_game

        game, states = cube_game(conflict, actors)
    else:
        game, states = _arc_game(conflict, actors, completion)
    status_quo = None
    if conflict.status_quo is not None:
        status_quo_changes(conflict)
        now = completion.complete(np.array([completion.number(conflict.status_quo)], np.int64))
        status_quo = int(np.searchsorted(states, now[0]))
    return replace(
        game,
        status_quo=status_quo,
        compose=_composer(conflict, completion, states, actors),
        place=lambda on: _place(states, completion.complete(np.array([completion.number(on)], np.int64))[0]),
    )


def _arc_game(conflict: OptionConflict, actors: Sequence[str], completion: Completion) -> tuple[Game, IntArray]:
    moving = _Moving(laid(conflict, tuple(actors)), conflict, tuple(actors))
    most = 2 ** len(conflict.free()) * sum(2 ** len(conflict.free(actor)) - 1 for actor in actors)
    states, codes, moves = _kept(moving) if most <= KEPT_MOVES else _states_and_moves(moving)
    rank = option_ranks(conflict, actors, states, completion.truth)
    game = Game(
        actors=tuple(actors),
        codes=codes,
        moves=moves,
        rank=rank,
        improvements=improvements_of(moves, rank),
        status_quo=None,
        truth=lambda expr: completion.truth(expr, states),
    )
    return related(game, conflict.preferences), states


@dataclass(frozen=True, slots=True)
class _Moving:
    """A conflict as far as it decides which states there are and where moves lead; equal whatever anybody wants."""

    laid: tuple[object, ...]
    conflict: OptionConflict = field(compare=False)
    actors: tuple[str, ...] = field(compare=False)


def _states_and_moves(moving: _Moving) -> tuple[IntArray, tuple[str, ...], tuple[Arcs, ...]]:
    conflict, completion = moving.conflict, Completion(moving.conflict)
    settings = np.zeros(1, np.int64)
    for option in conflict.free():
        settings = np.concatenate([settings, settings | completion.bit[option.key]])
    derived = completion.derive(settings)
    states = np.sort(derived[(completion.complete(settings) == derived) & completion.exists(derived)])
    if not len(states):
        raise ImpossibleError("no state is left: every setting of the options is infeasible")
    moves = tuple(_moves(conflict, completion, states, actor) for actor in moving.actors)
    return states, spelled(states, len(conflict.options)), moves


@lru_cache(maxsize=128)
def _kept(moving: _Moving) -> tuple[IntArray, tuple[str, ...], tuple[Arcs, ...]]:
    # Readings, levers and draws that change no more than preferences ask for the same moves again and again.
    return _states_and_moves(moving)


def _moves(conflict: OptionConflict, completion: Completion, states: IntArray, actor: str) -> Arcs:
    own = conflict.free(actor)
    if not own:
        return Arcs.build(np.zeros(0, np.int64), np.zeros(0, np.int64), len(states))
    up = sum(
        completion.bit[o.key]
        for o in own
        if o.direction != "off" and o.key not in conflict.rules.forbidden
    )
    down = sum(completion.bit[o.key] for o in own if o.direction != "on")
    index = np.arange(len(states))
    sources: list[IntArray] = []
    targets: list[IntArray] = []
    for choice in range(1, 2 ** len(own)):
        change = sum(completion.bit[o.key] for k, o in enumerate(own) if choice >> k & 1)
        allowed = ((change & ~states & ~up) == 0) & ((change & states & ~down) == 0)
        if not allowed.any():
            continue
        start = states[allowed]
        reached = completion.complete(start ^ change)
        place = np.minimum(np.searchsorted(states, reached), len(states) - 1)
        real = (states[place] == reached) & (reached != start)
        sources.append(index[allowed][real])
        targets.append(place[real])
    if not sources:
        return Arcs.build(index[:0], index[:0], len(states))
    return Arcs.build(np.concatenate(sources), np.concatenate(targets), len(states))


def _place(states: IntArray, setting: np.int64) -> int | None:
    place = int(np.searchsorted(states, setting))
    return place if place < len(states) and states[place] == setting else None


def _composer(
    conflict: OptionConflict, completion: Completion, states: IntArray, actors: Sequence[str]
) -> Callable[[int, Sequence[tuple[int, int]]], int | None]:
    masks = [sum(completion.bit[o.key] for o in conflict.free(a)) for a in actors]

    def compose(base: int, choices: Sequence[tuple[int, int]]) -> int | None:
        setting = int(states[base])
        for actor, chosen in choices:
            setting = (setting & ~masks[actor]) | (int(states[chosen]) & masks[actor])
        return _place(states, completion.complete(np.array([setting], np.int64))[0])

    return compose
