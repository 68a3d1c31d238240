"""Power by date, and what a claim about a share of it over time expects."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.model.conflict import Provenance
from tertius.model.dates import Date

__all__ = ["DatedPower", "ShareTest"]


@dataclass(frozen=True, slots=True)
class DatedPower:
    """A party's power from a date on, an interval (both ends equal where it is one number)."""

    date: Date
    power: tuple[float, float]
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class ShareTest:
    """A party's share of the power falls (or, `falls` off, rises) from the first date to the last.

    since : None for the case's `as_of`, or the first date on file; until : None for the last
    """

    party: str
    falls: bool
    since: Date | None = None
    until: Date | None = None
