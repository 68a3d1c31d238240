"""Sums by period and pair of actors, as arrays: what a table of ties or events comes to, however long it was."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tertius.arrays import BoolArray, FloatArray, IntArray

__all__ = ["DyadTable", "TableSource"]


@dataclass(frozen=True, slots=True)
class TableSource:
    """How a table was read: layout, rows, and what was left out of it and why.

    unordered : the first line whose date is earlier than that of the line before (0: none)
    """

    file: str = ""
    layout: str = ""
    rows: int = 0
    left_out: dict[str, int] = field(default_factory=dict)
    unordered: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class DyadTable:
    """One row for each period and pair.

    periods, actors : labels, which the arrays count from 0; periods are in order
    period, a, b : (rows,) ints, a < b; a period and pair stands once
    total : (rows,) sum of the values, or the number of a tie that gives one
    count : (rows,) number of events; 0 for a tie, to which no minimum number of events applies
    stated : (rows,) whether the sign was given in words; total is then 1 or -1 and no threshold applies
    """

    periods: tuple[str, ...]
    actors: tuple[str, ...]
    period: IntArray
    a: IntArray
    b: IntArray
    total: FloatArray
    count: IntArray
    stated: BoolArray
    source: TableSource = TableSource()
