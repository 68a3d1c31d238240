"""The back-end for large models: moves are worked out from the options, loops are compiled.

Nothing here lists an arc. For freely reversible options a search costs a constant number of steps
for each state and actor, whatever the number of an actor's options (see `tertius.kernels.compiled`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from tertius.arrays import AnyArray, BoolArray, IntArray, RankArray
from tertius.errors import ImpossibleError, NotSupportedError
from tertius.kernels.codes import Codes
from tertius.kernels.cube_ranks import setting_ranks
from tertius.kernels.floors import INFINITE
from tertius.kernels.game import Game
from tertius.kernels.sizes import for_each
from tertius.kernels.space import Space
from tertius.model.conflict import OptionConflict

if TYPE_CHECKING:
    from tertius.kernels.compiled import Machine

__all__ = ["Cube", "CubeSteps", "cube_game"]


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
        self.rank = setting_ranks(space, self.run, conflict, actors)
        self.rows = tuple(self.rank)
        self._sorted: tuple[AnyArray, AnyArray, AnyArray] | None = None
        self._improvable: dict[int, BoolArray] = {}

    def improvable(self, actor: int) -> BoolArray:
        """bool (settings,): where the actor has an improvement."""
        if actor not in self._improvable:
            if self.chained[actor] and self.space.exists is None:
                found = self.upper[:, actor].astype(np.int64) < 1 << int(self.width[actor])
            else:
                top = CubeSteps(self, actor)._reduce(self.rows[actor], True, -1)
                found = (top > self.rows[actor]) & self.exists
            self._improvable[actor] = np.asarray(found, np.bool_)
        return self._improvable[actor]

    @cached_property
    def run(self) -> Machine:
        """The compiled loops."""
        try:
            from tertius.kernels.compiled import machine

            return machine(np.dtype(self.small).name)
        except (ImportError, RuntimeError) as error:
            raise NotSupportedError(
                f"the engine for large models could not be made ({error}); use another version of numba, or --backend arcs"
            ) from error

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

            for_each(one, [int(a) for a in np.flatnonzero(self.chained)], states=size)
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
