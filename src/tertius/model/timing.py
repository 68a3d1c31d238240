"""What time does to a negotiation: rates, running costs, what settling is worth by date, stubbornness, and pressure.

Nouns only; what they mean is in `tertius.negotiation.timing`. Every number is an interval (low, high), both ends equal where it is one number.
Time is counted in `unit` from `start`; utilities are on the scale of 0 to 1 of the negotiation.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Collection
from dataclasses import dataclass, replace

from tertius.model.conflict import Provenance
from tertius.model.dates import Date

__all__ = ["CHANNELS", "UNITS", "PartyTiming", "Point", "Pressure", "Range", "Timing", "bare", "timing_among", "units_between"]

Range = tuple[float, float]

UNITS = ("day", "week", "month", "year")
"""What time is counted in; months and years are those of the calendar."""
_DAYS = {"day": 1, "week": 7}
CHANNELS = ("cost", "fallback", "stubborn", "audience")
"""What pressure can touch: raise the running cost, lower the fallback; raise stubbornness, raise the audience cost."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value from a time on (cost), or at a time (worth)."""

    at: float
    value: Range
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class PartyTiming:
    """One party.

    rate : what it loses of a gain by having it a unit later, a share, as a continuous rate; cost : utility lost a unit while there is no
    agreement, a level from each point on (empty: none); worth : what settling then is worth to it, straight between the points (empty: what
    the reference package is worth); demand : the utility it insists on against the other side; stubborn : probability that it never
    yields; audience : utility that agreeing to less than it asks for costs it at home
    """

    party: str
    rate: Range = (0.0, 0.0)
    cost: tuple[Point, ...] = ()
    worth: tuple[Point, ...] = ()
    demand: Range | None = None
    stubborn: Range | None = None
    audience: Range = (0.0, 0.0)
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Pressure:
    """Pressure on one party, and by how much it works on each channel (None: not at all).

    by : the actor that exerts it, if one is named; through : options of the case by which it is exerted
    """

    id: str
    name: str
    on: str
    by: str = ""
    through: tuple[str, ...] = ()
    coercive: bool = False
    cost: Range | None = None
    fallback: Range | None = None
    stubborn: Range | None = None
    audience: Range | None = None
    provenance: Provenance = Provenance()

    @property
    def channels(self) -> dict[str, Range]:
        """The channels that it works on, with their size."""
        sizes = (self.cost, self.fallback, self.stubborn, self.audience)
        return {name: size for name, size in zip(CHANNELS, sizes, strict=True) if size is not None}


@dataclass(frozen=True, slots=True)
class Timing:
    """The part `timing` of a negotiation.

    horizon, lookahead : in units; breakdown : rate a unit at which the talks end for good; sides : the two that wait for each other to yield
    """

    unit: str
    horizon: float
    lookahead: float
    start: Date | None = None
    breakdown: Range = (0.0, 0.0)
    sides: tuple[str, ...] = ()
    parties: tuple[PartyTiming, ...] = ()
    pressure: tuple[Pressure, ...] = ()
    provenance: Provenance = Provenance()

    def of(self, party: str) -> PartyTiming:
        """What is given for a party; nothing is lost by waiting where nothing is."""
        return next((p for p in self.parties if p.party == party), PartyTiming(party))

    def day(self, at: float) -> datetime.date | None:
        """The day at a time; None without a start, or past the end of the calendar."""
        if self.start is None:
            return None
        begin = datetime.date(*self.start.first_day)
        try:
            if self.unit in _DAYS:
                return begin + datetime.timedelta(days=round(at * _DAYS[self.unit]))
            months = _months(begin) + at * (12 if self.unit == "year" else 1)
            whole = int(months + 1e-6)
            year, month = divmod(whole, 12)
            long = calendar.monthrange(year, month + 1)[1]
            return datetime.date(year, month + 1, 1) + datetime.timedelta(days=min(long - 1, round((months - whole) * long)))
        except (OverflowError, ValueError):
            return None


def bare(timing: Timing) -> Timing:
    """The numbers, without names and what they rest on."""
    none = Provenance()

    def points(of: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple(replace(p, provenance=none) for p in of)

    return replace(
        timing,
        parties=tuple(replace(p, cost=points(p.cost), worth=points(p.worth), provenance=none) for p in timing.parties),
        pressure=tuple(replace(p, name="", provenance=none) for p in timing.pressure),
        provenance=none,
    )


def units_between(start: Date, end: Date, unit: str) -> float:
    """Time from the first day of one date to the first day of another.

    >>> units_between(Date.parse("2018-05-16"), Date.parse("2018-11-16"), "month") - 6 < 0.02
    True
    """
    first, last = datetime.date(*start.first_day), datetime.date(*end.first_day)
    if unit in _DAYS:
        return (last - first).days / _DAYS[unit]
    return (_months(last) - _months(first)) / (12 if unit == "year" else 1)


def _months(day: datetime.date) -> float:
    """Months since the year 0; days are parts of their own month."""
    return 12 * day.year + day.month - 1 + (day.day - 1) / calendar.monthrange(day.year, day.month)[1]


def timing_among(timing: Timing, parties: Collection[str]) -> Timing:
    """Without what is about parties that are not there."""
    return replace(
        timing,
        sides=timing.sides if set(timing.sides) <= set(parties) else (),
        parties=tuple(p for p in timing.parties if p.party in parties),
        pressure=tuple(p for p in timing.pressure if p.on in parties),
    )
