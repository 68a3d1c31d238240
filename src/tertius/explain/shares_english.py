"""Shares of the power over time, in words. That a share falls says nothing of why."""

from __future__ import annotations

from tertius.evidence.verdicts import ShareReason
from tertius.explain.negotiation_english import PartyWords
from tertius.explain.words import day
from tertius.model.dates import Date
from tertius.negotiation.shares import ShareCurve

__all__ = ["LEVEL", "share_lines", "share_reason", "share_rows"]

LEVEL = "A share is a party’s power as a share of all; power holds from its date until the next. That one rises or falls says nothing of why."


def _range(ends: tuple[float, float]) -> str:
    low, high = (f"{x:.0%}" for x in ends)
    return low if low == high else f"{low} to {high}"


def _at(date: Date | None) -> str:
    return day(date) if date is not None else "before the first date"


def share_reason(words: PartyWords, found: ShareReason) -> str:
    """The first and the last share of the party, and the change."""
    party, curve = found.test.party, found.curve
    first, last = curve.points[0], curve.points[-1]
    low, high = curve.change(party)
    change = f"{100 * low:+.1f}" if abs(low - high) < 5e-4 else f"{100 * low:+.1f} to {100 * high:+.1f}"
    return (
        f"{words.party(party)} has {_range(first.shares[party])} of the power in the talks ({_at(first.date)}) and "
        f"{_range(last.shares[party])} ({_at(last.date)}): {change} hundredths of all."
    )


def share_rows(words: PartyWords, curve: ShareCurve) -> tuple[tuple[str, ...], ...]:
    """A head of dates, then each party with its share at each; parties that never have any are left out."""
    heads = ("Party", *(_at(p.date) for p in curve.points))
    ids = [i for i in curve.points[0].shares if any(p.shares[i][1] > 0 for p in curve.points)]
    return (heads, *((words.party(i), *(_range(p.shares[i]) for p in curve.points)) for i in ids))


def share_lines(words: PartyWords, curve: ShareCurve) -> tuple[str, ...]:
    """The same, a line a party."""
    heads, *rows = share_rows(words, curve)
    return (LEVEL, *(f"{row[0]}: {'; '.join(f'{x} ({at})' for at, x in zip(heads[1:], row[1:], strict=True))}." for row in rows))
