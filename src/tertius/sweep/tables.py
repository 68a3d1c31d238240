"""Tables under way: columns that are put together part by part, and what one world has of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tertius.arrays import IntArray

__all__ = ["Column", "Part", "Table", "World", "distinct_rows", "table_of", "told"]

Column = NDArray[np.generic]
Table = dict[str, Column]
Part = tuple[Column, ...]
"""Columns of one length, without their names."""


@dataclass(frozen=True, slots=True)
class World:
    """What one world has. tables : their columns without the draw; verdicts : those that claims about more than preferences rest on"""

    tables: dict[str, Part]
    verdicts: dict[tuple[str, str | None], int]


def told(*columns: Column | int) -> Part:
    """Columns of one length from columns and single numbers."""
    length = next(len(c) for c in columns if isinstance(c, np.ndarray))
    return tuple(c if isinstance(c, np.ndarray) else np.full(length, c, np.int32) for c in columns)


def distinct_rows(rows: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """The distinct rows in ascending order, the first place of each, and (rows,) which of them each row is.

    >>> [x.tolist() for x in distinct_rows(np.array([[2, 0], [1, 5], [2, 0]]))]
    [[[1, 5], [2, 0]], [1, 0], [1, 0, 1]]
    """
    # numpy.unique compares whole rows as records, and an interruption while it does so comes out as a TypeError.
    if not len(rows) or not rows.shape[1]:
        count = min(len(rows), 1)
        return rows[:count], np.zeros(count, np.int64), np.zeros(len(rows), np.int64)
    order = np.lexsort(rows.T[::-1])
    ordered = rows[order]
    new = np.ones(len(rows), np.bool_)
    new[1:] = (ordered[1:] != ordered[:-1]).any(axis=1)
    inverse = np.empty(len(rows), np.int64)
    inverse[order] = np.cumsum(new) - 1
    return ordered[new], order[new].astype(np.int64), inverse


def table_of(names: Sequence[str], parts: Sequence[Part]) -> Table:
    """The parts one after another, by draw."""
    if not parts:
        return {name: np.zeros(0, np.int64) for name in names}
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    draw = columns[0]
    if len(parts) > 1 and (draw[1:] < draw[:-1]).any():
        order = np.argsort(draw, kind="stable")
        columns = [column[order] for column in columns]
    return dict(zip(names, columns, strict=True))
