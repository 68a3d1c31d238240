"""The back-end for large models: moves are worked out from the options, loops are compiled.

Nothing here lists an arc. For freely reversible options a search costs a constant number of steps
for each state and actor, whatever the number of an actor's options (see `tertius.kernels.compiled`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from tertius.arrays import AnyArray, BoolArray, IntArray, RankArray
from tertius.errors import ImpossibleError
from tertius.kernels.codes import Codes
from tertius.kernels.game import Game
from tertius.kernels.ranks import option_ranks, whole_scores
from tertius.kernels.sizes import for_each
from tertius.kernels.space import Space
from tertius.model.conflict import OptionConflict, Preference

if TYPE_CHECKING:
    from tertius.kernels.compiled import Machine

__all__ = ["Cube", "CubeSteps", "cube_flood", "cube_floor", "cube_game", "cube_parents"]

INFINITE = int(np.iinfo(np.int32).max)


class Cube:
    """The options of an option-form conflict as bits, and each actor's ranks over settings.

    space : which settings exist and where they complete to
    rank : int32 (actors, settings); -1 where a setting does not exist. `rows` are its rows
    mask, up, down : int64 (actors,); an actor's free bits, those it can take up, those it can drop
    low_bit, width : int64 (actors,); its first free bit and how many it has
    small : the integer type that holds the members of a group
    chained : bool (actors,), whether it can move between any two existing members of a group
    """

    def __init__(self, conflict: OptionConflict, actors: Sequence[str]) -> None:
        self.space = space = Space(conflict)
        self.actors = tuple(actors)
        self.exists: BoolArray = np.ones(space.size, np.bool_) if space.exists is None else space.exists
        own = [conflict.free(actor) for actor in actors]
        forbidden = conflict.rules.forbidden
        up = [space.mask([o.key for o in mine if o.direction != "off" and o.key not in forbidden]) for mine in own]
        down = [space.mask([o.key for o in mine if o.direction != "on"]) for mine in own]
        whole = [space.mask([o.key for o in mine]) for mine in own]
        self.mask, self.up, self.down = (np.array(x, np.int64) for x in (whole, up, down))
        self.width = np.array([len(mine) for mine in own], np.int64)
        self.low_bit = np.array([(m & -m).bit_length() - 1 if m else 0 for m in whole], np.int64)
        widest = int(self.width.max(initial=0))
        self.small = np.int8 if widest <= 6 else np.int16 if widest <= 14 else np.int32
        self.chained = (self.up == self.mask) & (self.down == self.mask) & (self.width > 0) & space.whole
        self.rank = _ranks(space, self.run, conflict, actors)
        self.rows = tuple(self.rank)
        self._sorted: tuple[AnyArray, AnyArray, AnyArray] | None = None
        self._improvable: dict[int, BoolArray] = {}

    def improvable(self, actor: int) -> BoolArray:
        """bool (settings,): where the actor has an improvement."""
        if actor not in self._improvable:
            top = CubeSteps(self, actor)._reduce(self.rows[actor], True, -1)
            self._improvable[actor] = np.asarray((top > self.rows[actor]) & self.exists)
        return self._improvable[actor]

    @cached_property
    def run(self) -> Machine:
        """The compiled loops."""
        from tertius.kernels.compiled import machine

        return machine(np.dtype(self.small).name)

    @property
    def order(self) -> AnyArray:
        """`small` (actors, settings): each group's members by rank, for `chained` actors."""
        return self.sorted()[0]

    @property
    def lower(self) -> AnyArray:
        """`small` (settings, actors): how many members of its group rank below a setting, for `chained` actors."""
        return self.sorted()[1]

    @property
    def upper(self) -> AnyArray:
        """`small` (settings, actors): how many rank below it or equal."""
        return self.sorted()[2]

    def sorted(self) -> tuple[AnyArray, AnyArray, AnyArray]:
        """`order`, `lower` and `upper`."""
        if self._sorted is None:
            count, size = self.rank.shape
            order = np.full((count, size), -1, self.small)
            lower, upper = (np.zeros((size, count), self.small) for _ in range(2))

            def one(actor: int) -> None:
                self.sort(actor, self.rows[actor], order[actor])
                self.run.cuts(
                    order[actor], self.rows[actor], self.low_bit[actor], self.width[actor], lower, upper, actor
                )

            for_each(one, [int(a) for a in np.flatnonzero(self.chained)])
            self._sorted = order, lower, upper
        return self._sorted

    def sort(self, actor: int, key: RankArray, order: AnyArray) -> None:
        """Fill `order` (settings,), all -1, with each group's existing members in ascending order of `key`."""
        if self.space.exists is not None or key.min(initial=0) < 0:
            key = np.where(self.exists, key + 1, -1).astype(np.int32)
        filled = np.zeros(self.space.size >> int(self.width[actor]), np.int32)
        self.run.by_group(self.ascending(key), self.low_bit[actor], self.width[actor], filled, order)

    def ascending(self, key: RankArray) -> RankArray:
        """Settings with a key of 0 or more, but not an infinite one, in ascending order of it."""
        top = int(key.max(initial=0))
        if top == INFINITE:
            top = int(key[key != INFINITE].max(initial=0))
        start = np.zeros(top + 2, np.int32)
        order = np.empty(self.space.size, np.int32)
        self.run.counting_order(key, top + 1, start, order)
        return order[: start[top + 1]]

    def pointers(self, owners: IntArray) -> tuple[AnyArray, IntArray]:
        """A pointer for each group of each owner, all 0, and where an owner's begin."""
        begin = np.concatenate([[0], np.cumsum(self.space.size >> self.width[owners])]).astype(np.int64)
        return np.zeros(int(begin[-1]), self.small), begin


@dataclass(frozen=True, slots=True, eq=False)
class CubeSteps:
    """The arcs of one actor, implied: moves s -> t, with ``high[t] > low[s]`` where these are given.

    low, high : int32 over settings, or None for every move; improvements have both equal to the rank
    active : bool over settings, where an arc may begin; None for everywhere
    """

    cube: Cube
    actor: int
    low: RankArray | None = None
    high: RankArray | None = None
    active: BoolArray | None = None

    @property
    def states(self) -> int:
        """The number of states."""
        return self.cube.space.states

    @property
    def some(self) -> bool:
        """Whether there is an arc at all."""
        if self.cube.width[self.actor] == 0:
            return False
        if self.low is None and self.active is None and self.cube.chained[self.actor] and self.cube.space.exists is None:
            return True
        return bool(self.has().any())

    def of(self, state: int) -> list[int]:
        """The states one arc away, ascending."""
        cube, i = self.cube, self.actor
        s = cube.space.setting(state)
        if self.active is not None and not self.active[s]:
            return []
        change = np.arange(1, 1 << int(cube.width[i]), dtype=np.int64) << cube.low_bit[i]
        allowed = ((change & ~s & ~cube.up[i]) == 0) & ((change & s & ~cube.down[i]) == 0)
        reached = np.unique(cube.space.target[s ^ change[allowed]])
        reached = reached[(reached >= 0) & (reached != s)]
        if self.low is not None and self.high is not None:
            reached = reached[self.high[reached] > self.low[s]]
        return sorted(cube.space.state(int(t)) for t in reached)

    def has(self) -> BoolArray:
        """(states,) whether any arc leaves the state."""
        moves = CubeSteps(self.cube, self.actor)
        if self.low is None:
            found = moves._reduce(np.zeros(self.cube.space.size, np.int32), True, -1) >= 0
        elif self.low is self.cube.rows[self.actor] and self.high is self.low:
            found = self.cube.improvable(self.actor)
        else:
            assert self.high is not None
            found = (moves._reduce(self.high, True, -1) > self.low) & self.cube.exists
        if self.active is not None:
            found = found & self.active
        return np.asarray(self.cube.space.out(found), np.bool_)

    def worst(self, value: RankArray, empty: int) -> RankArray:
        """(states,) the least `value` over the arcs' targets; `empty` where no arc leaves."""
        return self._over_states(value, False, empty)

    def best(self, value: RankArray, empty: int) -> RankArray:
        """(states,) the greatest `value` over the arcs' targets; `empty` where no arc leaves."""
        return self._over_states(value, True, empty)

    def _over_states(self, value: RankArray, best: bool, empty: int) -> RankArray:
        space = self.cube.space
        full = np.asarray(space.into(value, 0), np.int32)
        return np.asarray(space.out(self._reduce(full, best, empty)), np.int32)

    def _reduce(self, value: RankArray, best: bool, empty: int) -> RankArray:
        cube, i = self.cube, self.actor
        plain = self.low is None
        low = cube.rows[i] if self.low is None else self.low
        high = cube.rows[i] if self.high is None else self.high
        found = np.full(cube.space.size, empty, np.int32)
        if cube.chained[i] and low is cube.rows[i] and high is low:
            cube.run.reduce_group(value, best, plain, cube.low_bit[i], cube.width[i], cube.order[i], low, found)
        else:
            cube.run.reduce_all(
                value, best, plain, cube.low_bit[i], cube.width[i], cube.up[i], cube.down[i], low, high, cube.exists,
                cube.space.target, found,
            )  # fmt: skip
        if self.active is not None:
            found = np.where(self.active, found, np.int32(empty))
        return found

    def restrict(self, sources: BoolArray) -> CubeSteps:
        """Only the arcs that leave a state where `sources` (states,) is true."""
        active = np.asarray(self.cube.space.into(sources, 0), np.bool_)
        if self.active is not None:
            active = active & self.active
        return CubeSteps(self.cube, self.actor, self.low, self.high, active)

    def rising(self, low: RankArray, high: RankArray) -> CubeSteps:
        """Only the arcs s -> t with ``high[t] > low[s]``; both (states,)."""
        assert self.low is None, "of moves, not of improvements"
        space = self.cube.space
        down = np.asarray(space.into(low, -1), np.int32)
        up = down if high is low else np.asarray(space.into(high, -1), np.int32)
        return CubeSteps(self.cube, self.actor, down, up, self.active)


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


def _ranks(space: Space, run: Machine, conflict: OptionConflict, actors: Sequence[str]) -> RankArray:
    """(actors, settings) ranks, -1 where a setting does not exist."""
    rank = np.zeros((len(actors), space.size), np.int32)

    def one(row: int) -> None:
        preference = conflict.preferences.get(actors[row])
        if preference is not None:
            _rank(space, run, conflict, actors[row], preference, rank[row])
        if space.exists is not None:
            rank[row][~space.exists] = -1

    for_each(one, range(len(actors)))
    return rank


def _rank(
    space: Space, run: Machine, conflict: OptionConflict, actor: str, preference: Preference, out: RankArray
) -> None:
    key: IntArray | RankArray = np.zeros(space.size, np.int32)
    classes = 1
    pieces: list[AnyArray | None] = [space.packed(e) for e in preference.first]
    if preference.kind == "statements":
        pieces += [space.packed(e) for e in preference.statements]
        base = None
    elif preference.kind == "weights" and (scores := _scores(space, preference)) is not None:
        base = scores
        pieces.append(None)
    else:
        found = option_ranks(conflict, [actor], space.numbers, lambda e, _: space.truth(e))[0]
        out[:] = space.into(found, 0)
        return
    pieces += [space.packed(e) for e in preference.last]
    bound = min(max(4 * space.size, 1 << 12), 1 << 30)
    waiting: list[AnyArray] = []

    def settle() -> None:
        nonlocal key, classes
        if waiting:
            run.assemble(key, np.stack(waiting).view(np.int64))
            key, classes = _dense(space, key, classes << len(waiting))
            waiting.clear()

    for piece in pieces:
        if piece is None:
            settle()
            assert base is not None
            ranked, levels = _dense(space, base - base.min(), int(base.max() - base.min()) + 1)
            if classes == 1:
                key, classes = ranked, levels
            else:
                key, classes = _dense(space, key.astype(np.int64) * levels + ranked, classes * levels)
            continue
        if waiting and classes << (len(waiting) + 1) > bound:
            settle()
        waiting.append(piece)
    settle()
    out[:] = key


def _dense(space: Space, key: IntArray | RankArray, bound: int) -> tuple[RankArray, int]:
    """Keys to dense ranks among existing settings, and how many there are."""
    kept = key if space.exists is None else key[space.exists]
    if bound <= 8 * max(space.size, 1 << 9):
        present = np.zeros(bound, np.bool_)
        present[kept] = True
        table = np.cumsum(present, dtype=np.int32) - np.int32(1)
        return table[key], int(table[-1]) + 1
    levels = np.sort(kept)
    levels = levels[np.concatenate([[True], levels[1:] != levels[:-1]])]
    return np.searchsorted(levels, key).astype(np.int32), len(levels)


def _scores(space: Space, preference: Preference) -> IntArray | None:
    """Sums of weights as whole numbers in a common unit; None where they do not fit into 62 bits."""
    whole = whole_scores(preference.weights)
    if sum(abs(w) for w in whole.values()) >= 2**62:
        return None
    score = np.zeros(1, np.int64)
    for option in space.free:
        score = np.concatenate([score, score + whole.get(option.key, 0)])
    for key in space.conflict.rules.linked:
        if whole.get(key):
            score = score + np.where(space.unpacked(space.on[key]), np.int64(whole[key]), np.int64(0))
    return score


def cube_game(conflict: OptionConflict, actors: Sequence[str]) -> tuple[Game, IntArray]:
    """The arrays of an option-form conflict with implied moves, and its states as numbers.

    Raises `ImpossibleError` where no state is left.
    """
    cube = Cube(conflict, actors)
    space = cube.space
    if not space.states:
        raise ImpossibleError("no state is left: every setting of the options is infeasible")
    rank = cube.rank if space.setting_of is None else np.ascontiguousarray(cube.rank[:, space.setting_of])
    everyone = range(len(actors))
    game = Game(
        actors=tuple(actors),
        codes=Codes(space.numbers, len(conflict.options)),
        moves=tuple(CubeSteps(cube, i) for i in everyone),
        rank=rank,
        improvements=tuple(CubeSteps(cube, i, cube.rows[i], cube.rows[i]) for i in everyone),
        status_quo=None,
        truth=space.truth,
        backend="compiled",
    )
    return game, space.numbers
