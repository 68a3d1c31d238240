r"""Phased agreements: a shortest sequence of steps to a target that nobody on the way would rather break off.

Let s0 be the status quo and fix an end t in which the target holds. A *sequence* to t is a path of legal moves
s0 -> s1 -> ... -> sT = t, step k by actor i_k, each admissible (`tertius.leverage.admissible`: none takes up
force or what force hangs on). What links do is part of the move. An actor *would rather have* x, a state that it
can stay in or go back to, if at foresight 1 it prefers x to t; at foresight 2, if the others' improvements after it
come to rest (`tertius.dynamics.foresight`: the ends of a move to x) and it prefers every end to t. Step k *fails* if

- i_k *stays out*: it would rather have s0; or
- i_k *stops*: it would rather have s_{k-1}, in which it leaves the others if it does not move; or
- some actor j *goes back*: it can set a non-empty part of its own free options that differ from s0 in s_k
  to their values in s0, each in its direction, and would rather have the completed state x that this makes.

A sequence of which no step fails is a *phased agreement*. Preference is strict: who is indifferent goes on.
Staying out is the first chance to stop, and each actor with a step has it: who has to be pressed into its step
by the steps before it has not agreed. Nothing is asked of an actor without a step but that it does not go back.
Going back is looked at in every s_k with k >= 1, the end included. The end may be left by other moves; whether
it holds is told beside (`Sequence.leaves`).

In graph form nothing says what part of a state is whose. There j goes back from s_k only by a move straight
to s0; taking back the step just made leads to s_{k-1}, and is what stopping compares already.

With t fixed, a step's failing depends on s_{k-1}, s_k and its mover alone. So the sequences with the fewest failing
steps, among these the fewest steps, among these the fewest changed options (in graph form 1 a step), are shortest
paths for the sum of (failing, 1, changed), compared in this order; they are found for every end. Where a
comparison is not known (by whom it matters, or, at foresight 2, of a reply), a step that may fail is in doubt: an agreement *exists* if one is
free of failing and doubtful steps, does not if none is free of failing ones, and else it is open.

Errors: `LimitError` beyond `STATES` states or `WORK` moves times ends. This is Tertius's own; the idea is that each
step be incentive compatible for both sides (phased exits, reciprocal steps).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.dynamics.foresight import rest_points
from tertius.dynamics.solved import Solved
from tertius.errors import LimitError, TertiusError
from tertius.kernels.arcs import Arcs
from tertius.kernels.relation import EQUAL, UNKNOWN, WORSE
from tertius.leverage.admissible import admissible_moves, jointly_feasible, listed
from tertius.leverage.phased_steps import STATES, Breaks, Fault, resets
from tertius.model.expr import Expr
from tertius.stability.witness import Step

__all__ = ["STATES", "WORK", "Fault", "Phased", "Sequence", "phased"]

WORK = 2**26
"""Moves times ends up to which every end is looked at."""
_STEP, _FAIL = 2**20, 2**40


@dataclass(frozen=True, slots=True)
class Sequence:
    """A sequence of steps to an end.

    changed : options that differ, summed over the steps
    faults : who would break it off, in the order of steps; empty for a phased agreement
    compared : actor -> ``better``, ``worse``, ``same`` or ``unknown``: the end against the status quo
    leaves : a move of each actor that would leave the end; empty if the end holds by itself
    """

    end: str
    steps: tuple[Step, ...]
    changed: int
    faults: tuple[Fault, ...]
    compared: Mapping[str, str]
    leaves: tuple[Step, ...]

    @property
    def failing(self) -> tuple[int, ...]:
        """The numbers of the steps at which somebody is known to break it off, from 1."""
        return tuple(dict.fromkeys(f.step for f in self.faults if f.certain))

    @property
    def movers(self) -> tuple[str, ...]:
        """Who has a step, in order of the first."""
        return tuple(dict.fromkeys(actor for actor, _, _ in self.steps))


@dataclass(frozen=True, slots=True)
class Phased:
    """Whether a phased agreement leads from the status quo to a target.

    exists : ``yes``, ``no`` or ``open``
    why : ``already`` (the status quo satisfies the target: no step is needed), ``nowhere`` (no state does),
        ``none_lasts`` (none that does lasts), ``unreachable`` (no admissible moves lead to one), else empty
    best : the shortest agreement; where none is certain, a sequence with the fewest failing steps, None if unreachable
    ends : end -> the number of steps of a shortest agreement to it; ends without one are left out
    targets : how many states satisfy the target (and last, if `lasting`); by_force : unreachable, though moves that take up force lead there
    """

    target: Expr
    start: str
    foresight: int
    concept: str
    lasting: bool
    exists: str
    why: str
    best: Sequence | None
    ends: Mapping[str, int]
    targets: int
    by_force: bool
    solved: Solved = field(repr=False, compare=False)


def phased(solved: Solved, target: Expr, *, foresight: int = 1, lasting: bool = False) -> Phased:
    """The shortest phased agreement from the status quo to the target, or what comes nearest to one.

    solved : the situated case, its moves listed (back-end ``arcs``)
    lasting : only ends that last by themselves count: equilibria (seq, or seq_d where something is not known), at
        foresight 2 rest points

    Raises `TertiusError` without a status quo, `LimitError` where it is too large.
    """
    game = solved.game
    if game.status_quo is None:
        raise TertiusError("the case has no status quo, so no step can be taken from it; add conflict.status_quo")
    start = game.status_quo
    assert game.truth is not None
    good = np.asarray(game.truth(target), np.bool_)
    somewhere = bool(good.any())
    if lasting:
        good = good & _lasting(solved, foresight)
    goals = np.flatnonzero(good)

    def answer(exists: str, why: str, best: Sequence | None = None, *, by_force: bool = False) -> Phased:
        ends = {best.end: len(best.steps)} if exists == "yes" and best is not None else {}
        return Phased(
            target, game.codes[start], foresight, solved.default, lasting, exists, why, best, ends, len(goals), by_force, solved
        )  # fmt: skip

    if not len(goals):
        return answer("no", "none_lasts" if somewhere else "nowhere")
    if start in goals:
        return answer("yes", "already", _told(solved, foresight, (), Breaks(game, (), foresight), start))
    if game.states > STATES:
        raise LimitError(
            f"phased agreements are looked for among up to {STATES:,} states, and there are {game.states:,}; "
            "fix options that the question does not turn on"
        )
    if game.backend != "arcs":
        raise LimitError(
            f"phased agreements need every move listed, and {game.states:,} states have too many; fix options that the "
            "question does not turn on"
        )
    moves = admissible_moves(solved.case, game)
    there = jointly_feasible(game, moves)
    reached = goals[there[goals]]
    if not len(reached):
        return answer("no", "unreachable", by_force=bool(jointly_feasible(game, listed(game))[goals].any()))
    work = len(reached) * sum(len(m.source) for m in moves)
    if work > WORK:
        raise LimitError(
            f"{len(reached):,} states satisfy the target and can be reached, which with the moves makes {work:,} steps to "
            f"judge (limit {WORK:,}); name a narrower target, or fix options that the question does not turn on"
        )
    breaks = Breaks(game, resets(solved.case, game), foresight)
    search = _Search(solved, moves, there, breaks)
    certain = search.all(reached, doubt=True)
    agreed = {int(t): int(c) for t, c in zip(reached, certain, strict=True) if c < _FAIL}
    if agreed:
        found = [search.sequence(t, c, foresight, doubt=True) for t, c in agreed.items() if c == min(agreed.values())]
        best = min(found, key=lambda s: bool(s.leaves))  # in state order, but an end that holds by itself comes first
        ends = {game.codes[t]: c // _STEP for t, c in agreed.items()}
        return replace(answer("yes", "", best), ends=ends)
    lenient = search.all(reached, doubt=False) if breaks.doubtful else certain
    nearest = int(np.argmin(lenient))
    cost = int(lenient[nearest])
    told = search.sequence(int(reached[nearest]), cost, foresight, doubt=not breaks.doubtful)
    return answer("open" if cost < _FAIL else "no", "", told)


class _Search:
    """Shortest paths from the status quo for the sum of (failing, 1, changed), one end at a time.

    source, target, mover, changed : (arcs,) the admissible moves from states that can be reached, by target
    """

    def __init__(self, solved: Solved, moves: tuple[Arcs, ...], there: BoolArray, breaks: Breaks) -> None:
        self.solved, self.breaks = solved, breaks
        game = solved.game
        kept = [m.restrict(there) for m in moves]
        self.source = np.concatenate([m.source for m in kept]).astype(np.int64)
        self.target = np.concatenate([m.target for m in kept]).astype(np.int64)
        self.mover = np.repeat(np.arange(len(kept)), [len(m.source) for m in kept])
        order = np.lexsort((self.source, self.mover, self.target))
        self.source, self.target, self.mover = self.source[order], self.target[order], self.mover[order]
        self.heads, self.begins = np.unique(self.target, return_index=True)
        self.changed = np.array(
            [_differ(game.codes[a], game.codes[b], breaks.options) for a, b in zip(self.source, self.target, strict=True)], np.int64
        )

    def all(self, ends: IntArray, *, doubt: bool) -> IntArray:
        """(ends,) the least cost to each end; `doubt` counts what is not known as failing."""
        return np.array([self._distances(int(t), doubt)[int(t)] for t in ends], np.int64)

    def _weights(self, end: int, doubt: bool) -> IntArray:
        failing = self.breaks.failing(end, self.source, self.target, self.mover, doubt=doubt)
        weights: IntArray = failing * _FAIL + _STEP + self.changed
        return weights

    def _distances(self, end: int, doubt: bool) -> IntArray:
        game, weights = self.solved.game, self._weights(end, doubt)
        far = np.iinfo(np.int64).max // 4
        distance = np.full(game.states, far, np.int64)
        distance[game.status_quo] = 0
        while True:
            through = np.minimum.reduceat(distance[self.source] + weights, self.begins)
            better = through < distance[self.heads]
            if not better.any():
                return distance
            distance[self.heads[better]] = through[better]

    def sequence(self, end: int, cost: int, foresight: int, *, doubt: bool) -> Sequence:
        """A path of that cost; among equals the first mover in file order, then the first state."""
        game, distance, weights = self.solved.game, self._distances(end, doubt), self._weights(end, doubt)
        path: list[tuple[int, int, int]] = []
        at = end
        while at != game.status_quo:
            into = np.flatnonzero(self.target == at)
            arc = next(k for k in into if distance[self.source[k]] + weights[k] == distance[at])
            path.append((int(self.mover[arc]), int(self.source[arc]), at))
            at = int(self.source[arc])
        return _told(self.solved, foresight, tuple(path[::-1]), self.breaks, end)


def _differ(a: str, b: str, options: bool) -> int:
    return sum(x != y for x, y in zip(a, b, strict=True)) if options else 1


def _told(solved: Solved, foresight: int, path: Iterable[tuple[int, int, int]], breaks: Breaks, end: int) -> Sequence:
    game = solved.game
    steps = tuple((game.actors[i], game.codes[a], game.codes[b]) for i, a, b in path)
    changed = sum(_differ(a, b, breaks.options) for _, a, b in steps)
    return Sequence(game.codes[end], steps, changed, breaks.faults(tuple(path), end), _compared(solved, end), _leaves(solved, end, foresight))


def _compared(solved: Solved, end: int) -> dict[str, str]:
    game, conflict = solved.game, solved.case.conflict
    assert conflict is not None
    assert game.status_quo is not None
    found = {}
    for i, actor in enumerate(game.actors):
        if actor in conflict.preferences:
            sign = int(game.relation(i).signs(end, game.status_quo))
            found[actor] = "unknown" if sign == UNKNOWN else "better" if sign > EQUAL else "worse" if sign <= WORSE else "same"
    return found


def _lasting(solved: Solved, foresight: int) -> BoolArray:
    game = solved.game
    if foresight == 2:
        return rest_points(solved.worthwhile(), game.states)
    return np.asarray(solved.stable(solved.default).all(axis=0), np.bool_)


def _leaves(solved: Solved, end: int, foresight: int) -> tuple[Step, ...]:
    game = solved.game
    found = []
    for i, actor in enumerate(game.actors):
        to: int | None = None
        if foresight == 2:
            to = next(iter(solved.worthwhile()[i].of(end)), None)
        elif game.moves[i].of(end):
            why = solved.why(i, end)
            to = None if why.unsanctioned is None else solved.index(why.unsanctioned)
        if to is not None:
            found.append((actor, game.codes[end], game.codes[to]))
    return tuple(found)
