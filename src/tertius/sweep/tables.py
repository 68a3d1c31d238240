"""Tables under way: columns that are put together part by part, and what one world has of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Column", "Part", "Table", "World", "table_of", "told"]

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
