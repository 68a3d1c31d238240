"""From the status quo: where improvements (or worthwhile moves) lead, and by which path.

At foresight 1 an outcome under X is an equilibrium reached from the status quo by improvements,
each by an actor for whom the state left is not X-stable; a path stops at the first equilibrium.
At foresight 2 it is a rest point to which worthwhile moves lead. `unsettled` are the closed sets
that such paths enter and never leave, without an equilibrium (rest point) inside. `reachable` are
the equilibria on any sequence of improvements.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray
from tertius.dynamics.foresight import rest_points, worthwhile
from tertius.kernels.game import Arcs, Game
from tertius.stability.witness import Step

__all__ = ["Outcomes", "outcomes", "reach"]



@dataclass(frozen=True, slots=True)
class Outcomes:
    """Where the status quo leads.

    states : codes of the outcomes, in state order
    paths : a shortest path to each
    unsettled : closed sets without an outcome
    reachable : equilibria (rest points) on any sequence of improvements
    first : for each outcome, the actors with whom some path to it begins (empty: the status quo)
    """

    concept: str
    foresight: int
    states: tuple[str, ...]
    paths: dict[str, tuple[Step, ...]]
    unsettled: tuple[tuple[str, ...], ...]
    reachable: tuple[str, ...]
    first: dict[str, tuple[str, ...]]

    @property
    def settled(self) -> bool:
        """Whether every path ends."""
        return not self.unsettled


def outcomes(
    game: Game, stable: BoolArray, *, concept: str = "seq", foresight: int = 1
) -> Outcomes | None:
    """The outcomes from the status quo; None where the case has no status quo.

    stable : (actors, states) under the concept; at foresight 2 only `reachable` does not use it
    """
    if game.status_quo is None:
        return None
    everyone = range(len(game.actors))
    if foresight == 1:
        ends = np.asarray(stable.all(axis=0), np.bool_)
        steps = [
            game.improvements[i].where(
                ~stable[i][game.improvements[i].source] & ~ends[game.improvements[i].source]
            )
            for i in everyone
        ]
    else:
        steps = [worthwhile(game, i) for i in everyone]
        ends = rest_points(steps, game.states)
    start = np.zeros(game.states, np.bool_)
    start[game.status_quo] = True
    visited = reach(steps, start)
    found = np.flatnonzero(visited & ends)
    anywhere = reach(game.improvements, start)
    return Outcomes(
        concept=concept,
        foresight=foresight,
        states=tuple(game.codes[s] for s in found),
        paths=_paths(game, steps, [int(s) for s in found]),
        unsettled=_closed_sets(game, steps, visited & ~_into(steps, ends & visited)),
        reachable=tuple(game.codes[s] for s in np.flatnonzero(anywhere & ends)),
        first=_first_movers(game, steps, [int(s) for s in found]),
    )


def reach(steps: Sequence[Arcs], start: BoolArray) -> BoolArray:
    """(states,) what can be reached from `start` (included) along the arcs."""
    return _flood(steps, start, forwards=True)


def _into(steps: Sequence[Arcs], goal: BoolArray) -> BoolArray:
    return _flood(steps, goal, forwards=False)


def _flood(steps: Sequence[Arcs], start: BoolArray, *, forwards: bool) -> BoolArray:
    seen = start.copy()
    edge = start
    while edge.any():
        fresh = np.zeros_like(seen)
        for arcs in steps:
            fresh |= arcs.spread(edge) if forwards else arcs.gather(edge)
        edge = fresh & ~seen
        seen |= edge
    return seen


def _paths(game: Game, steps: Sequence[Arcs], goals: list[int]) -> dict[str, tuple[Step, ...]]:
    start = game.status_quo
    assert start is not None
    parent: dict[int, tuple[int, int]] = {start: (-1, -1)}
    queue = [start]
    missing = set(goals) - {start}
    while queue and missing:
        following = []
        for here in queue:
            for i, arcs in enumerate(steps):
                for there in arcs.of(here):
                    if there not in parent:
                        parent[there] = (i, here)
                        following.append(there)
                        missing.discard(there)
        queue = following
    paths = {}
    for goal in goals:
        trail: list[Step] = []
        here = goal
        while here != start:
            i, before = parent[here]
            trail.append((game.actors[i], game.codes[before], game.codes[here]))
            here = before
        paths[game.codes[goal]] = tuple(trail[::-1])
    return paths


def _first_movers(
    game: Game, steps: Sequence[Arcs], goals: list[int]
) -> dict[str, tuple[str, ...]]:
    """Who can begin a path to each goal that does not come back to the status quo."""
    start = game.status_quo
    assert start is not None
    first: dict[str, list[str]] = {game.codes[g]: [] for g in goals}
    onward = [arcs.where((arcs.source != start) & (arcs.target != start)) for arcs in steps]
    for i, arcs in enumerate(steps):
        begin = np.zeros(game.states, np.bool_)
        begin[arcs.of(start)] = True
        if not begin.any():
            continue
        seen = reach(onward, begin)
        for goal in goals:
            if seen[goal] and goal != start:
                first[game.codes[goal]].append(game.actors[i])
    return {code: tuple(names) for code, names in first.items()}


def _closed_sets(game: Game, steps: Sequence[Arcs], trapped: BoolArray) -> tuple[tuple[str, ...], ...]:
    """The bottom strongly connected sets among states from which no outcome can be reached."""
    left = trapped.copy()
    found: list[tuple[str, ...]] = []
    while left.any():
        here = int(np.flatnonzero(left)[0])
        while True:
            start = np.zeros(game.states, np.bool_)
            start[here] = True
            ahead = reach(steps, start)
            stray = ahead & ~_into(steps, start)
            if not stray.any():
                break
            here = int(np.flatnonzero(stray)[0])
        found.append(tuple(game.codes[s] for s in np.flatnonzero(ahead)))
        left &= ~_into(steps, ahead)
    return tuple(sorted(found, key=lambda group: game.codes.index(group[0])))
