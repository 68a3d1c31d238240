"""The negotiating text as a table for the people around it: heads, what stands above it and below."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.explain.negotiation_english import ACCURACY
from tertius.explain.redaction_english import for_whom
from tertius.explain.report_english import CAUTION
from tertius.explain.words import day
from tertius.model.case import Case
from tertius.version import VERSION

__all__ = ["COLUMNS", "KIND", "as_known", "below", "made_by"]

KIND = "Negotiating text"
COLUMNS = ("Clause", "In force", "Draft", "Bracketed by party", "Who objects", "Forecast")
READING = (
    "Who objects: whose red line the draft crosses, who has put other words into brackets, or for whom the draft is further off than what holds now. "
    "Forecast: the median and the range that holds 80% of the probability, on each clause's scale of 0 to 100; places on the scale stand in square brackets."
)


def as_known(case: Case) -> tuple[str, ...]:
    """Until when sources count, where that is limited."""
    return () if case.known_by is None else (f"As known on {day(case.known_by)}.",)


def below(verdict: Sequence[str], *, judged: bool) -> tuple[str, ...]:
    """Whether the whole passes, how to read the table, and how far its figures can be trusted."""
    return (*verdict, *((READING, ACCURACY) if judged else ()), CAUTION)


def made_by(case: Case) -> str:
    """Where the table comes from."""
    return f"Tertius {VERSION}, case {case.hash}" + (f", {for_whom(case.redacted)}" if case.redacted else "")
