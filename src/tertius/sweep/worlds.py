"""Draws to worlds: how the uncertain preferences come out, as small numbers, many draws at once.

A *world* says for each actor whose preference varies in which way it came out (`tertius.model.uncertainty.Way`). Draws of one
world have the same conflict under every reading, so they are solved once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tertius.arrays import BoolArray, IntArray
from tertius.model.case import Case
from tertius.model.extensions import many_extensions
from tertius.model.streams import uniforms
from tertius.model.uncertainty import (
    Alternatives,
    Extensions,
    Reorder,
    Varying,
    Way,
    length_of,
    numbers_needed,
)

__all__ = ["Ways", "Worlds"]

Numbers = NDArray[np.float64]
WORD = 62
"""Swaps in one code."""


@dataclass(frozen=True, slots=True)
class _Input:
    """One preference that varies: where its random numbers and its codes stand."""

    actor: str
    how: Varying
    numbers: slice
    codes: slice


@dataclass(frozen=True, slots=True)
class Ways:
    """How one preference comes out in many worlds.

    which : (worlds,) places among `ways`, or in (codes, columns) `codes`; a way of None: it is as in the case
    """

    which: IntArray
    ways: tuple[Way | None, ...] | None
    codes: IntArray | None


class Worlds:
    """The worlds of a case.

    actors : whose preference varies, in the order of the file
    """

    def __init__(self, case: Case) -> None:
        assert case.uncertainty is not None
        self.case = case
        self.mixed = [r for r in case.uncertainty.readings if r in case.readings]
        self._weights = [case.uncertainty.readings[r] for r in self.mixed]
        self._inputs: list[_Input] = []
        u = c = 0
        for actor, needed in numbers_needed(case).items():
            how = case.uncertainty.preferences[actor]
            columns = max(1, -(-needed // WORD)) if isinstance(how, Reorder) else 1
            self._inputs.append(_Input(actor, how, slice(u, u + needed), slice(c, c + columns)))
            u, c = u + needed, c + columns
        self._numbers = u
        # Without a preference that varies, all draws have one code.
        self.columns = max(1, c)
        self.actors = tuple(x.actor for x in self._inputs)

    def drawn(self, seed: int, begin: int, stop: int) -> tuple[IntArray, IntArray]:
        """(draws, columns) codes, and (draws,) the place of the reading that each draw takes; -1 where readings are no mixture."""
        numbers = uniforms(seed, begin, stop, self._numbers + bool(self._weights))
        codes = np.zeros((stop - begin, self.columns), np.int64)
        for x in self._inputs:
            _encode(x.how, numbers[:, x.numbers], codes[:, x.codes])
        mixture = np.full(stop - begin, -1, np.int64)
        if self._weights:
            mixture[:] = _chosen(self._weights, numbers[:, -1])
        return codes, mixture

    def ways(self, place: int, codes: IntArray) -> list[Way]:
        """How the preference of the actor at that place comes out, for (rows, columns of that actor) codes."""
        x = self._inputs[place]
        if not isinstance(x.how, Reorder):
            return [int(code) for code in codes[:, 0]]
        length = x.numbers.stop - x.numbers.start
        return [tuple(k for k in range(length) if row[k // WORD] >> k % WORD & 1) for row in codes.tolist()]

    def listed(self, place: int, part: Ways) -> Sequence[Way | None]:
        """The ways of a part."""
        if part.ways is not None:
            return part.ways
        assert part.codes is not None
        return self.ways(place, part.codes)

    def way(self, place: int, part: Ways, world: int) -> Way | None:
        """How it comes out in one world."""
        at = int(part.which[world])
        if part.ways is not None:
            return part.ways[at]
        assert part.codes is not None
        return self.ways(place, part.codes[at : at + 1])[0]

    def of(self, place: int) -> slice:
        """Which columns of codes are those of the actor at that place."""
        return self._inputs[place].codes

    def orders(self, place: int, codes: IntArray, length: int) -> IntArray:
        """(rows, length) the items of a preference as they come to stand, top first; not for alternatives.

        length : how many items the preference has; of a reorder, swaps beyond them do nothing
        """
        x = self._inputs[place]
        if isinstance(x.how, Extensions):
            return many_extensions(x.how.above, codes[:, 0])
        order = np.tile(np.arange(length, dtype=np.int64), (len(codes), 1))
        for k in range(min(length - 1, x.numbers.stop - x.numbers.start)):
            swap = (codes[:, k // WORD] >> k % WORD & 1) == 1
            order[swap, k], order[swap, k + 1] = order[swap, k + 1].copy(), order[swap, k].copy()
        return order

    def features(self, place: int, codes: IntArray) -> BoolArray:
        """(rows, features of that actor) which are on, in the order of `tertius.sweep.labels.features_of`."""
        x = self._inputs[place]
        if isinstance(x.how, Alternatives):
            return np.asarray(codes == np.arange(len(x.how.among)), np.bool_)
        order = self.orders(place, codes, self._length(x))
        at = np.argsort(order, axis=1)
        above = x.how.above if isinstance(x.how, Extensions) else (0,) * order.shape[1]
        pairs = [(u, v) for u in range(order.shape[1]) for v in range(u) if not above[u] >> v & 1]
        found = np.zeros((len(codes), len(pairs)), np.bool_)
        for k, (upper, lower) in enumerate(pairs):
            found[:, k] = at[:, upper] < at[:, lower]
        return found

    def _length(self, x: _Input) -> int:
        """How many items the preference has, in the case or in the reading in which it has most."""
        assert self.case.conflict is not None
        if isinstance(x.how, Extensions):
            return len(x.how.items)
        forms = [self.case.conflict, *(r.variant for r in self.case.readings.values() if r.variant is not None)]
        return max(length_of(form.preferences.get(x.actor)) for form in forms)

    @property
    def possible(self) -> int:
        """How many worlds there can be, at most."""
        total = 1
        for x in self._inputs:
            if isinstance(x.how, Reorder):
                total *= 2 ** (x.numbers.stop - x.numbers.start)
            else:
                total *= len(x.how.among) if isinstance(x.how, Alternatives) else x.how.total
        return total


def _encode(how: Varying, numbers: Numbers, codes: IntArray) -> None:
    if isinstance(how, Reorder):
        swaps = (numbers < how.p).astype(np.int64)
        for k in range(swaps.shape[1]):
            codes[:, k // WORD] |= swaps[:, k] << k % WORD
    elif isinstance(how, Alternatives):
        codes[:, 0] = _chosen([a.weight for a in how.among], numbers[:, 0])
    else:
        codes[:, 0] = (numbers[:, 0] * how.total).astype(np.int64)


def _chosen(weights: Sequence[float], numbers: Numbers) -> IntArray:
    """`tertius.model.uncertainty.chosen` for many numbers, with the same roundings."""
    left = numbers * sum(weights)
    possible = [k for k, weight in enumerate(weights) if weight > 0]
    found = np.full(len(numbers), possible[-1], np.int64)
    open_ = np.ones(len(numbers), np.bool_)
    for k in possible[:-1]:
        left = left - weights[k]
        here = open_ & (left < 0)
        found[here] = k
        open_ &= ~here
    return found
