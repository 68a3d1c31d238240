"""Numbers and intervals in the cells of a table: ``70``, ``70.5``, ``70,5`` where a comma is decimal, ``80..95``."""

from __future__ import annotations

import math

__all__ = ["interval_of", "number_of"]


def number_of(text: str, *, decimal_comma: bool = False) -> float | None:
    """The number in a cell; None where it is none, also where it is infinite."""
    word = text.strip()
    if decimal_comma and "." not in word:
        word = word.replace(",", ".")
    if not word or "_" in word:
        return None
    try:
        value = float(word)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def interval_of(text: str, *, decimal_comma: bool = False) -> tuple[float, float] | None:
    """The ends of an interval as written, or a number twice; None where the cell is neither."""
    low, dots, high = text.partition("..")
    if not dots:
        high = low
    a, b = number_of(low, decimal_comma=decimal_comma), number_of(high, decimal_comma=decimal_comma)
    return None if a is None or b is None else (a, b)
