"""CAMEO event codes and headings with their value on Goldstein's scale, from the data file beside this module."""

from __future__ import annotations

import csv
from functools import lru_cache
from pathlib import Path

__all__ = ["code_value", "goldstein_table", "heading_value", "normal_heading"]

_FILE = Path(__file__).resolve().parent / "cameo_goldstein.csv"


@lru_cache(maxsize=1)
def _rows() -> tuple[tuple[str, float, str], ...]:
    lines = (line for line in _FILE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return tuple((row["code"], float(row["goldstein"]), row["name"]) for row in csv.DictReader(lines))


@lru_cache(maxsize=1)
def goldstein_table() -> dict[str, float]:
    """Value by code. Codes are text: 010 (make a statement) is not 10 (demand)."""
    return {code: value for code, value, _ in _rows()}


def code_value(code: str) -> float | None:
    """The value of a code, or of the nearest code above it; None where there is none.

    >>> code_value("010"), code_value("10"), code_value("1234"), code_value("42")
    (0.0, -5.0, -4.0, None)
    """
    table = goldstein_table()
    if not code.isdigit() or not 2 <= len(code) <= 4:
        return None
    for length in range(len(code), 1, -1):
        if code[:length] in table:
            return table[code[:length]]
    return None


def normal_heading(text: str) -> str:
    """A heading without capitals, signs and the words "not specified below"."""
    plain = text.casefold().replace("not specified below", "").replace("not spec below", "")
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())


@lru_cache(maxsize=1)
def _headings() -> dict[str, float]:
    # Roots come first in the file, so that "Demand" is code 100 with its own value, as in event files.
    return {normal_heading(name): value for _, value, name in _rows()}


def heading_value(text: str) -> float | None:
    """The value of an event that is named by the heading of its code.

    >>> heading_value("Engage in negotiation"), heading_value("Consult, not specified below")
    (7.0, 1.0)
    """
    return _headings().get(normal_heading(text))
