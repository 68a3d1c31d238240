"""What time does to a negotiation, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.explain.timing_english import CAUTION_TIME, MARGIN, NO_EFFECT, RISK_LIMIT, TimingTeller
from tertius.model.case import Case
from tertius.negotiation.timing.by_reading import WaitingUnder
from tertius.negotiation.timing.timed import Timed
from tertius.view.terminal import indented

__all__ = ["show_timing"]

ROWS = 7
"""Of a curve: about this many of its points."""


def show_timing(out: Console, found: Timed, case: Case, under: Sequence[WaitingUnder] = ()) -> None:
    """What waiting costs, when it is ripe, who concedes and yields, and pressure channel by channel."""
    told = TimingTeller(case, found)
    _part(out, "What waiting costs", told.intro())
    for curve in found.curves:
        out.print(indented(Text(told.curve(curve)), 2, above=1))
        rows = [(row[0], row[1], row[2], row[4]) for row in _some(told.curve_rows(curve))]
        out.print(indented(_table((f"{found.timing.unit}s", "date", "cost until then", f"one more {found.timing.unit}"), rows), 4))
    _part(out, "When it is ripe", _noted(told.ripe(), MARGIN if found.ripening.points else ""))
    _part(out, "The order of concessions", _noted(told.concessions(), RISK_LIMIT if found.standing is not None and found.standing.order.steps else ""))
    _part(out, "Who yields, and when", told.wait())
    if told.wait_rows():
        out.print(indented(_table((f"{found.timing.unit}s", "date", "agreed by then", "talks not broken down"), _some(told.wait_rows())), 4))
    _part(out, "Waiting, by reading", told.under(under))
    if found.pressure:
        out.print()
        out.print(Text("Pressure, channel by channel", style="bold"))
    for effect in found.pressure:
        out.print(indented(Text(f"{told.pressure_head(effect)}: {told.pressure_given(effect)}."), 2))
        if effect.coercive:
            out.print(indented(Text(f"{NO_EFFECT}."), 4))
            continue
        for one in effect.channels:
            channel, margin, wait, first = told.channel(effect, one)
            # Only the fallback can change who concedes first; a dash says nothing beside the other channels.
            conceding = "" if first == "–" else f"; concedes first: {first}"
            out.print(indented(Text(f"{channel}: margin at the start {margin}; the wait: {wait}{conceding}."), 4))
        if told.backfires(effect):
            out.print(indented(Text(told.backfires(effect)), 4))
    out.print()
    out.print(Text(CAUTION_TIME, style="dim"))


def _noted(lines: Sequence[str], note: str) -> Sequence[str]:
    """The lines, and under them what their words mean."""
    return (*lines, note) if lines and note else lines


def _part(out: Console, title: str, lines: Sequence[str]) -> None:
    if lines:
        out.print()
        out.print(Text(title, style="bold"))
        for line in lines:
            out.print(indented(Text(line), 2))


def _some(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    step = max(1, (len(rows) - 1) // (ROWS - 1))
    found = list(rows[::step])
    return found if found[-1] == rows[-1] else [*found, rows[-1]]


def _table(columns: Sequence[str], rows: Sequence[tuple[str, ...]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    return table
