"""The letter of each reading, the same on the page, in its figures and in the terminal."""

from __future__ import annotations

from tertius.explain.told import Told
from tertius.model.case import Case
from tertius.report.exhibits import Key

__all__ = ["reading_keys"]


def reading_keys(case: Case, told: Told, only: str | None = None) -> dict[str | None, Key]:
    """By reading, or for one alone; a dash for the case as it stands."""
    keys: dict[str | None, Key] = {}
    for number, reading in enumerate((None, *case.readings)):
        if only is not None and reading != only:
            continue
        mark = "–" if number == 0 else chr(ord("a") + number - 1) if number <= 26 else str(number)
        keys[reading] = Key(mark, reading, told.reading(reading))
    return keys
