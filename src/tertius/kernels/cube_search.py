"""Searches over the implied arcs of several actors: floors, floods, closed sets, ways."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from tertius.arrays import BoolArray, IntArray, RankArray
from tertius.kernels.cube import CubeSteps
from tertius.kernels.floors import INFINITE

__all__ = ["cube_closed_sets", "cube_flood", "cube_floor", "cube_parents"]


def cube_floor(value: RankArray, responses: Sequence[CubeSteps]) -> RankArray:
    """`tertius.kernels.floors.floor` for implied moves: all moves, or all improvements, of some actors."""
    cube = responses[0].cube
    space, run = cube.space, cube.run
    plain = responses[0].low is None
    assert all(
        r.active is None and r.low is r.high and (r.low is None if plain else r.low is cube.rows[r.actor]) for r in responses
    )
    full = np.asarray(space.into(value, INFINITE), np.int32)
    owners = np.array([r.actor for r in responses], np.int64)
    bits = cube.low_bit, cube.width, cube.up, cube.down
    found = np.full(space.size, INFINITE, np.int32)
    if not space.whole:
        after = np.full((len(owners), space.size), INFINITE, np.int32)
        run.floor_sweep(full, owners, plain, *bits, cube.rank, cube.exists, space.target, after, found)
    elif plain and space.exists is None and cube.chained[owners].all():
        kept = (space.size - 1) & ~int(np.bitwise_or.reduce(cube.mask[owners]))
        run.own_floor(full, kept, found.copy(), found)
    else:
        at, begin = cube.pointers(owners)
        seen = np.zeros((space.size >> 6) + 1, np.int64)
        run.floor_back(
            cube.ascending(full), full, space.states, owners, plain, cube.chained, *bits, cube.order, cube.lower, cube.rank,
            cube.exists, seen, at, begin, np.empty(space.size, np.int32), found,
        )  # fmt: skip
    return np.asarray(space.out(found), np.int32)


def _laid(steps: Sequence[CubeSteps], *, forwards: bool) -> tuple[Any, ...]:
    """The steps of several actors laid out for a flood: its arguments from `owners` to `whole`."""
    cube = steps[0].cube
    size = cube.space.size
    owners = np.array([s.actor for s in steps], np.int64)
    rows, order, cut, low, high = owners, cube.order, cube.upper if forwards else cube.lower, cube.rank, cube.rank
    if any(s.low is not None and not (s.low is s.high is cube.rows[s.actor]) for s in steps):
        rows = np.arange(len(steps))
        order, cut = np.full((len(steps), size), -1, cube.small), np.zeros((size, len(steps)), cube.small)
        low, high = (np.zeros((len(steps), size), np.int32) for _ in range(2))
        for j, s in enumerate(steps):
            low[j] = cube.rows[s.actor] if s.low is None else s.low
            high[j] = cube.rows[s.actor] if s.high is None else s.high
            if cube.chained[s.actor]:
                key, probe = (high[j], low[j]) if forwards else (low[j], high[j])
                cube.sort(s.actor, key, order[j])
                cube.run.cuts_at(order[j], key, probe, forwards, cube.low_bit[s.actor], cube.width[s.actor], cut, j)
    active = np.zeros((0, 0), np.bool_)
    if any(s.active is not None for s in steps):
        active = np.stack([cube.exists if s.active is None else s.active for s in steps])
    plain = np.array([s.low is None for s in steps], np.bool_)
    return (
        owners, rows, plain, cube.chained, cube.low_bit, cube.width, cube.up, cube.down, order, cut, low, high, active,
        cube.exists, cube.space.target, cube.space.whole,
    )  # fmt: skip


def cube_flood(steps: Sequence[CubeSteps], start: BoolArray, *, forwards: bool, avoid: int | None) -> BoolArray:
    """`tertius.kernels.floods.flood` for implied moves."""
    cube = steps[0].cube
    space = cube.space
    seen = np.array(space.into(start, 0), np.bool_)
    starts = np.flatnonzero(seen).astype(np.int32)
    barred = None if avoid is None else space.setting(avoid)
    if barred is not None:
        seen[barred] = True
    laid, none = _laid(steps, forwards=forwards), np.zeros(0, np.int32)
    loop = cube.run.flood_forth if forwards else cube.run.flood_back
    loop(seen, starts, *laid, none, none, np.empty(space.size, np.int32), *cube.pointers(laid[0]))
    if barred is not None and barred not in starts:
        seen[barred] = False
    return np.asarray(space.out(seen), np.bool_)


def cube_closed_sets(steps: Sequence[CubeSteps], inside: BoolArray) -> list[IntArray]:
    """`tertius.kernels.floods.closed_sets` for implied moves."""
    cube = steps[0].cube
    space = cube.space
    within = np.asarray(space.into(inside, 0), np.bool_)
    owners, rows, plain, _, low_bit, width, up, down, _, _, low, high, active, _, target, _ = _laid(steps, forwards=True)
    work = [np.zeros(space.size, np.int32) for _ in range(6)]
    index, least, edge, stack, calls, found = work
    cube.run.closed_sets(
        within, owners, rows, plain, low_bit, width, up, down, low, high, active, target, index, least,
        np.zeros(space.size, np.bool_), edge, stack, calls, found,
    )  # fmt: skip
    of_state = np.asarray(space.out(found))
    members = np.flatnonzero(of_state)
    members = members[np.argsort(of_state[members], kind="stable")]
    return np.split(members, np.flatnonzero(np.diff(of_state[members])) + 1) if len(members) else []


def cube_parents(steps: Sequence[CubeSteps], start: int) -> Callable[[int], tuple[int, int] | None]:
    """How each state is first reached from `start`: (index of the step's owner, state left), or None."""
    cube = steps[0].cube
    space = cube.space
    seen = np.zeros(space.size, np.bool_)
    starts = np.array([space.setting(start)], np.int32)
    seen[starts] = True
    mover, origin = np.full(space.size, -1, np.int32), np.full(space.size, -1, np.int32)
    laid = _laid(steps, forwards=True)
    cube.run.flood_forth(seen, starts, *laid, mover, origin, np.empty(space.size, np.int32), *cube.pointers(laid[0]))

    def parent(state: int) -> tuple[int, int] | None:
        s = space.setting(state)
        return (int(mover[s]), space.state(int(origin[s]))) if mover[s] >= 0 else None

    return parent
