"""Titles of figures that stand alone, and the heads of their tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tertius.explain.words import join, on_day
from tertius.model.dates import Date

__all__ = ["HEADS", "bands_words", "clause_title", "evidence_title", "forecasts_title", "graph_title", "graph_words", "mark_words", "path_title", "window_title"]

HEADS: Mapping[str, tuple[str, ...]] = {
    "graph": ("State", "What it is", "Mark", "Improvements"),
    "path": ("Move", "Who", "What", "Leads to"),
    "clause": ("Party", "Position", "Salience", "Red line"),
    "clause_public": ("Party", "Position"),
    "clause_team": ("Party", "Position", "Salience"),
    "network": ("Actor", "Positive ties", "Negative ties", "Bridges"),
    "evidence": ("Reading", "Probability"),
    "window": ("Deterred", "At which chances"),
    "forecasts": ("Forecast", "Probability", "What came of it"),
}
"""By kind of figure."""


def path_title(names: Sequence[str], foresight: int, way: int, ways: int) -> str:
    """``From the status quo, without foresight: Balancing``."""
    how = "with foresight 2" if foresight == 2 else "without foresight"
    which = f", way {way} of {ways}" if ways > 1 else ""
    return f"From the status quo, {how}{which}: {join(list(names))}"


def graph_title(reading: str) -> str:
    """``Evolution graph: Balancing``."""
    return f"Evolution graph: {reading}"


def graph_words(states: int, moves: int, left_out: int) -> str:
    """How much is drawn."""
    more = f" {left_out:,} more that do not lie on the way from the status quo are left out." if left_out else ""
    return f"{states} states and {moves} improvements. A double frame lasts; a thick one is where the status quo leads.{more}"


def mark_words(marks: Sequence[str]) -> str:
    """What stands beside a state."""
    return ", ".join({"start": "status quo", "lasts": "lasts", "outcome": "outcome"}[m] for m in marks if m != "picked")


def clause_title(name: str, forecast: bool) -> str:
    """A clause, with where it settles if that is shown."""
    return f"{name}: what each party wants" + (", and where it settles" if forecast else "")


def evidence_title(then: Date | None) -> str:
    """The posterior, now or with what was known then."""
    return "How probable each reading is, as bounds" + ("" if then is None else f", with what was known {on_day(then)}")


def window_title(name: str, readings: Sequence[str], several: bool) -> str:
    """A pivotal window, under these readings where they differ."""
    return f"{name}: who is deterred, by the chance that the pivot backs the first" + (f" ({join(list(readings))})" if several else "")


def forecasts_title() -> str:
    """All forecasts with a number."""
    return "Forecasts on record, with what came of them"


def bands_words(rows: Sequence[Sequence[str]]) -> str:
    """The rows of a picture for those who do not see it."""
    return "; ".join(": ".join(x for x in row if x) for row in rows) + "."
