"""What can be reached along the steps of several actors, and by which shortest way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.kernels.arcs import Arcs
from tertius.kernels.game import Steps

__all__ = ["closed_sets", "flood", "trails"]


def flood(steps: Sequence[Steps], start: BoolArray, *, forwards: bool = True, avoid: int | None = None) -> BoolArray:
    """(states,) what sequences of steps reach from `start` (included).

    forwards : False for the states from which `start` can be reached
    avoid : a state that no sequence passes through or ends in
    """
    implied = [s for s in steps if not isinstance(s, Arcs)]
    if implied:
        from tertius.kernels.cube_search import cube_flood

        return cube_flood(implied, start, forwards=forwards, avoid=avoid)
    listed = [arcs for arcs in steps if isinstance(arcs, Arcs) and arcs.some]
    seen = start.copy()
    if not listed:
        return seen
    before, after = np.concatenate([a.source for a in listed]), np.concatenate([a.target for a in listed])
    if not forwards:
        before, after = after, before
    if avoid is not None:
        wanted = after != avoid
        before, after = before[wanted], after[wanted]
    edge = start
    while edge.any():
        fresh = np.zeros_like(seen)
        fresh[after[edge[before]]] = True
        edge = fresh & ~seen
        seen |= edge
    return seen


def closed_sets(steps: Sequence[Steps], inside: BoolArray) -> list[IntArray]:
    """The strongly connected sets of states that no step leaves, each as ascending states; sorted by the first.

    inside : (states,) where to look; no step leads out of it
    """
    implied = [s for s in steps if not isinstance(s, Arcs)]
    if implied:
        from tertius.kernels.cube_search import cube_closed_sets

        found = cube_closed_sets(implied, inside)
    else:
        found = _arc_closed_sets(steps, inside)
    return sorted(found, key=lambda group: int(group[0]))


def _arc_closed_sets(steps: Sequence[Steps], inside: BoolArray) -> list[IntArray]:
    left = inside.copy()
    found = []
    while left.any():
        here = int(np.flatnonzero(left)[0])
        while True:
            start = np.zeros_like(left)
            start[here] = True
            ahead = flood(steps, start)
            stray = ahead & ~flood(steps, start, forwards=False)
            if not stray.any():
                break
            here = int(np.flatnonzero(stray)[0])
        found.append(np.flatnonzero(ahead))
        left &= ~flood(steps, ahead, forwards=False)
    return found


def trails(steps: Sequence[Steps], start: int, goals: Iterable[int]) -> dict[int, list[tuple[int, int, int]]]:
    """A shortest sequence of (owner's index, state left, state reached) from `start` to each goal it reaches."""
    missing = set(goals)
    if missing <= {start}:
        return {goal: [] for goal in missing}
    implied = [s for s in steps if not isinstance(s, Arcs)]
    if implied:
        from tertius.kernels.cube_search import cube_parents

        parent = cube_parents(implied, start)
    else:
        parent = _arc_parents(steps, start, missing - {start})
    found = {}
    for goal in missing:
        trail: list[tuple[int, int, int]] = []
        here = goal
        while here != start:
            before = parent(here)
            if before is None:
                break
            trail.append((before[0], before[1], here))
            here = before[1]
        if here == start:
            found[goal] = trail[::-1]
    return found


def _arc_parents(steps: Sequence[Steps], start: int, missing: set[int]) -> Callable[[int], tuple[int, int] | None]:
    parent: dict[int, tuple[int, int]] = {start: (-1, -1)}
    queue = [start]
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
    return parent.get
