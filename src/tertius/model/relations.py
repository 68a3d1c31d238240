"""Who is with whom and who is against whom: signed ties with dates, and sums over events.

A tie is positive, negative, or a number whose sign and size count. It holds in every period on file that lies
between its date and its `until`; the periods on file are those in which some tie begins or some event lies.
A tie without a date holds in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tertius.model.conflict import Provenance
from tertius.model.dates import Date

__all__ = ["ALL_DATES", "PERIODS", "VALUES", "DayTotal", "Relations", "Tie", "period_of", "precision"]

PERIODS = ("year", "quarter", "month", "day")
"""How time is cut, from coarse to fine."""
VALUES = ("mean", "sum")
"""What is compared with the threshold: the mean of a pair's events in a period, or their sum."""
ALL_DATES = "all"
"""The one period of a case in which nothing is dated."""


@dataclass(frozen=True, slots=True)
class Tie:
    """A signed relation of two actors.

    value : 1 and -1 where the sign is given in words (`stated`), which no threshold touches; else a number
        that is compared with the threshold
    """

    a: str
    b: str
    value: float
    stated: bool = True
    date: Date | None = None
    until: Date | None = None
    provenance: Provenance = Provenance()

    @property
    def pair(self) -> tuple[str, str]:
        """The two actors in alphabetical order; ties have no direction."""
        return (self.a, self.b) if self.a <= self.b else (self.b, self.a)


@dataclass(frozen=True, slots=True)
class DayTotal:
    """The events of one pair on one date: the sum of their values, and how many they are."""

    date: Date
    a: str
    b: str
    total: float
    count: int


@dataclass(frozen=True, slots=True)
class Relations:
    """The `relations` section of a case.

    events : sums by date and pair, from `events_file`; `events_from` is what they rest on
    aliases : other names of actors, as event files write them
    threshold : a number is a tie if it is above it, or below minus it
    min_events : fewer events than this in a period are no tie
    """

    ties: tuple[Tie, ...] = ()
    events: tuple[DayTotal, ...] = ()
    events_file: str = ""
    events_from: Provenance = Provenance()
    aliases: Mapping[str, str] = field(default_factory=dict)
    period: str = "month"
    value: str = "mean"
    threshold: float = 0.0
    min_events: int = 1


def precision(date: Date) -> str:
    """``year``, ``month`` or ``day``."""
    return "year" if date.month is None else "month" if date.day is None else "day"


def period_of(date: Date, period: str) -> str:
    """The period in which a date lies: ``2018``, ``2018-Q2``, ``2018-05`` or ``2018-05-09``; labels sort by time.

    A date that is coarser than the period is a ValueError.

    >>> period_of(Date.parse("2018-05-09"), "quarter")
    '2018-Q2'
    """
    if period == "year":
        return f"{date.year:04d}"
    if date.month is None or (period == "day" and date.day is None):
        raise ValueError(f"'{date}' is a {precision(date)}, coarser than a {period}")
    if period == "quarter":
        return f"{date.year:04d}-Q{(date.month + 2) // 3}"
    if period == "month":
        return f"{date.year:04d}-{date.month:02d}"
    return f"{date.year:04d}-{date.month:02d}-{date.day:02d}"
