"""Preferences as columns for `tertius.kernels.many`: states compare by one column after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.kernels.many import Many
from tertius.kernels.ranks import option_ranks
from tertius.model.conflict import OptionConflict, Preference
from tertius.model.expr import Expr

__all__ = ["Tastes"]


class Tastes:
    """The columns of all preferences met so far; `columns` are rows of `Many`, a preference a range of them."""

    def __init__(self, many: Many, conflict: OptionConflict) -> None:
        self._many, self._conflict = many, conflict
        self.columns: list[int] = []
        self._ranges: dict[object, tuple[int, int]] = {}
        self._wholes: dict[object, int] = {}

    def add(self, preference: Preference | None) -> tuple[int, int]:
        """Where the columns of a preference begin and end; an actor without one is indifferent."""
        if preference is None:
            return 0, 0
        said = preference.said
        if said not in self._ranges:
            self._ranges[said] = self._added(preference)
        return self._ranges[said]

    def _added(self, preference: Preference) -> tuple[int, int]:
        many = self._many
        rows = [many.row(e) for e in preference.first]
        if preference.kind == "statements":
            rows += [many.row(e) for e in preference.statements]
        else:
            rows.append(self._whole(replace(preference, first=(), last=())))
        rows += [many.row(e) for e in preference.last]
        room = 1
        for row in rows:
            room *= many.size(row)
        if room > 2**62:  # more than one whole number can hold
            rows = [self._whole(preference)]
        begin = len(self.columns)
        self.columns += rows
        return begin, len(self.columns)

    def array(self) -> IntArray:
        """The columns; never empty, as a compiled loop takes no empty array."""
        return np.array(self.columns or [0], np.int64)

    def _whole(self, preference: Preference) -> int:
        """A row that holds the ranks of a whole preference."""
        name = preference.said
        if name not in self._wholes:
            many = self._many
            conflict = replace(self._conflict, preferences={"it": preference})
            truth: Callable[[Expr, IntArray], BoolArray] = lambda e, s: many.settled_truth(e)[s]  # noqa: E731
            full = np.zeros(len(many.settings), np.int32)
            full[many.possible] = option_ranks(conflict, ["it"], many.settings[many.possible], truth)[0]
            self._wholes[name] = many.base_row(full)
        return self._wholes[name]
