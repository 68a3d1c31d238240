"""What became of the paragraphs of a source."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.model.dates import Date

__all__ = ["CONTEXT_FORMS", "Caveat", "CoverageRow"]

CONTEXT_FORMS = ("claim", "event", "forecast", "context", "not_modelled")
"""What a paragraph of a source can have become."""


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """What became of one paragraph of a source: its form, the ids it went into, and why."""

    source: str
    paragraph: int
    form: str
    refs: tuple[str, ...] = ()
    why: str = ""


@dataclass(frozen=True, slots=True)
class Caveat:
    """One way in which the case could be wrong."""

    text: str
    sources: tuple[str, ...] = ()
    date: Date | None = None
