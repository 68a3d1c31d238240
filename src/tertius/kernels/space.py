"""The settings of the free options as bits: which exist, what holds in them, where they complete to.

A truth value for each of the 2^k settings is packed into 64-bit words, so that an expression costs a
few machine operations for 64 settings. An actor's options are
neighbouring bits.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tertius.arrays import AnyArray, BitArray, BoolArray, IntArray, RankArray
from tertius.model.conflict import OptionConflict
from tertius.model.effects import link_order
from tertius.model.expr import Expr

__all__ = ["Space"]

_INSIDE = (
    0xAAAAAAAAAAAAAAAA, 0xCCCCCCCCCCCCCCCC, 0xF0F0F0F0F0F0F0F0, 0xFF00FF00FF00FF00, 0xFFFF0000FFFF0000,
    0xFFFFFFFF00000000,
)  # fmt: skip
_ALL = np.uint64(0xFFFFFFFFFFFFFFFF)


class Space:
    """The settings of an option-form conflict.

    size : 2^k, with k free options
    exists : bool (size,), or None where all do
    target : int32 (size,), where a setting completes to; -1 where that does not exist
    whole : whether every existing setting is its own completion's (no needs can drop anything)
    numbers : int64 (states,), the full setting of each state, ascending; bit k is option k in file order
    setting_of : int32 (states,), the free setting of each state; None where states are the settings
    """

    def __init__(self, conflict: OptionConflict) -> None:
        self.conflict = conflict
        owners = list(dict.fromkeys(o.actor for o in conflict.options))
        self.free = tuple(sorted(conflict.free(), key=lambda o: owners.index(o.actor)))
        self.size = 1 << len(self.free)
        self.words = max(1, self.size >> 6)
        rules = conflict.rules
        names = {o.key for o in self.free}
        self._needs = [(key, expr) for key, expr in rules.needs if key in names]
        self._links = [(key, rules.linked[key]) for key in link_order(rules.linked)]
        self.on: dict[str, BitArray] = {}
        for key, value in rules.fixed.items():
            self.on[key] = self._constant(value)
        for place, option in enumerate(self.free):
            self.on[option.key] = self._bit(place)
        self._derive(self.on)
        exists = self._constant(True)
        for expr in conflict.infeasible:
            exists = exists & ~self.packed(expr)
        for key, expr in rules.needs:
            exists = exists & (~self.on[key] | self.packed(expr))
        there = self.unpacked(exists)
        self.whole = not self._needs
        self.exists: BoolArray | None = None if there.all() else there
        self.target = self._targets(there)
        self.numbers, self.setting_of = self._states(there)
        self.state_of: RankArray | None = None
        if self.setting_of is not None:
            self.state_of = np.full(self.size, -1, np.int32)
            self.state_of[self.setting_of] = np.arange(len(self.setting_of), dtype=np.int32)

    @property
    def states(self) -> int:
        """The number of states."""
        return len(self.numbers)

    def _constant(self, value: bool) -> BitArray:
        return np.full(self.words, _ALL if value else np.uint64(0), np.uint64)

    def _bit(self, place: int) -> BitArray:
        if place < 6:
            return np.full(self.words, np.uint64(_INSIDE[place]), np.uint64)
        odd = (np.arange(self.words) >> (place - 6)) & 1
        return np.where(odd == 1, _ALL, np.uint64(0))

    def _derive(self, on: dict[str, BitArray]) -> None:
        for key, expr in self._links:
            on[key] = expr.evaluate(on.__getitem__, self._constant)

    def packed(self, expr: Expr) -> BitArray:
        """uint64 (words,): where an expression holds."""
        found: BitArray = expr.evaluate(self.on.__getitem__, self._constant)
        return found

    def unpacked(self, packed: BitArray) -> BoolArray:
        """bool (size,)."""
        return np.unpackbits(packed.view(np.uint8), bitorder="little")[: self.size].view(np.bool_)

    def truth(self, expr: Expr) -> BoolArray:
        """(states,) where an expression holds."""
        found = self.unpacked(self.packed(expr))
        return found if self.setting_of is None else found[self.setting_of]

    def _targets(self, exists: BoolArray) -> RankArray:
        place = np.arange(self.size, dtype=np.int32)
        if self._needs:
            on = dict(self.on)
            while True:
                drop: dict[str, BitArray] = {}
                for key, expr in self._needs:
                    unmet: BitArray = on[key] & ~expr.evaluate(on.__getitem__, self._constant)
                    drop[key] = drop[key] | unmet if key in drop else unmet
                if not any(d.any() for d in drop.values()):
                    break
                for key, gone in drop.items():
                    on[key] = on[key] & ~gone
                self._derive(on)
            place = np.zeros(self.size, np.int32)
            for k, option in enumerate(self.free):
                place |= self.unpacked(on[option.key]).astype(np.int32) << k
        return np.where(exists[place], place, np.int32(-1)).astype(np.int32)

    def _states(self, exists: BoolArray) -> tuple[IntArray, RankArray | None]:
        bit = {key: 1 << k for k, key in enumerate(self.conflict.option_keys)}
        numbers = np.zeros(1, np.int64)
        for option in self.free:
            numbers = np.concatenate([numbers, numbers | bit[option.key]])
        numbers |= sum(bit[key] for key, value in self.conflict.rules.fixed.items() if value)
        for key, _ in self._links:
            numbers |= np.where(self.unpacked(self.on[key]), np.int64(bit[key]), np.int64(0))
        ascending = not self._links and self.free == self.conflict.free()
        if not ascending or self.exists is not None:
            setting_of = np.flatnonzero(exists).astype(np.int32)
            numbers = numbers[setting_of]
            if not ascending:
                order = np.argsort(numbers, kind="stable")
                numbers, setting_of = numbers[order], setting_of[order]
            return numbers, setting_of
        return numbers, None

    def out(self, value: AnyArray) -> AnyArray:
        """From an array over settings to one over states."""
        return value if self.setting_of is None else value[self.setting_of]

    def into(self, value: AnyArray, missing: int) -> AnyArray:
        """From an array over states to one over settings; `missing` where there is no state."""
        if self.setting_of is None:
            return np.ascontiguousarray(value)
        full = np.full(self.size, missing, value.dtype)
        full[self.setting_of] = value
        return full

    def setting(self, state: int) -> int:
        """The free setting of a state."""
        return state if self.setting_of is None else int(self.setting_of[state])

    def state(self, setting: int) -> int:
        """The state of a free setting; -1 where there is none."""
        return setting if self.state_of is None else int(self.state_of[setting])

    def mask(self, keys: Sequence[str]) -> int:
        """The bits of these options."""
        return sum(1 << k for k, o in enumerate(self.free) if o.key in keys)
