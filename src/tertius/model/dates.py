"""Dates as people write them: a year, a month or a day, kept as written.

A date stands for a period. For "what was known by then" a thing counts as known only when its
whole period has passed, so a source dated ``2018-05`` is later than ``2018-05-18``.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

__all__ = ["Date"]

_FORM = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?")


@dataclass(frozen=True, slots=True)
class Date:
    """A year, month or day.

    >>> Date.parse("2018-05").last_day
    (2018, 5, 31)
    >>> Date.parse("2018-05").is_after(Date.parse("2018-05-18"))
    True
    """

    text: str
    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def parse(cls, text: str) -> Date:
        """Read ``2018``, ``2018-05`` or ``2018-05-18``; ValueError says what is wrong."""
        match = _FORM.fullmatch(text.strip())
        if match is None:
            raise ValueError(f"'{text}' is no date")
        year, month, day = (int(g) if g else None for g in match.groups())
        assert year is not None
        if month is not None and not 1 <= month <= 12:
            raise ValueError(f"'{text}' has no month {month}")
        if year < 1:
            raise ValueError(f"'{text}' has no year {year}")
        if day is not None and month is not None and not 1 <= day <= calendar.monthrange(year, month)[1]:
            raise ValueError(f"'{text}' is no day of the calendar")
        return cls(text.strip(), year, month, day)

    @property
    def last_day(self) -> tuple[int, int, int]:
        """The last day of the period."""
        month = self.month or 12
        return self.year, month, self.day or calendar.monthrange(self.year, month)[1]

    @property
    def first_day(self) -> tuple[int, int, int]:
        """The first day of the period."""
        return self.year, self.month or 1, self.day or 1

    def is_after(self, other: Date) -> bool:
        """Whether this period ends after the other one does."""
        return self.last_day > other.last_day

    def __str__(self) -> str:
        return self.text
