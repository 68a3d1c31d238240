"""Windows and commitment thresholds on the terminal; readings that answer alike share a paragraph."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.explain.thresholds_english import FORCE_NOTE, ThresholdTeller, spread_words
from tertius.leverage.commitment import CommitmentFinding
from tertius.leverage.thresholds import CommitmentRow, Found, WindowRow
from tertius.view.terminal import CAUTION, heading, indented

__all__ = ["show_thresholds"]


def show_thresholds(out: Console, found: Found) -> None:
    """Each window, then each commitment, with what every reading makes of it."""
    told = ThresholdTeller(found.case)
    out.print(heading(found.case))
    if found.levers:
        out.print(Text(f"levers: {', '.join(told.teller.lever(x) for x in found.levers)}", style="dim"))
    for _, rows in groupby(found.windows, key=lambda r: r.window.id):
        _window(out, told, list(rows))
    for _, listed in groupby(found.commitments, key=lambda r: r.commitment.id):
        _commitment(out, told, list(listed))
    out.print()
    out.print(Text(f"Exact bounds over the ranges given. {CAUTION}", style="dim"))


def _window(out: Console, told: ThresholdTeller, rows: Sequence[WindowRow]) -> None:
    out.print()
    out.print(Text(rows[0].window.name, style="bold"))
    asked = next((told.asked(r.finding) for r in rows if r.finding is not None), "")
    if asked:
        out.print(Text(asked))
    groups: dict[Hashable, list[WindowRow]] = {}
    for row in rows:
        groups.setdefault((row.finding, row.impossible), []).append(row)
    for mine in groups.values():
        _readings(out, told, [r.reading for r in mine])
        finding = mine[0].finding
        if finding is None:
            out.print(indented(Text(f"no answer: {mine[0].impossible}", style="yellow"), 4))
            continue
        for line in told.window_lines(finding):
            out.print(indented(Text(line), 4))


def _commitment(out: Console, told: ThresholdTeller, rows: Sequence[CommitmentRow]) -> None:
    out.print()
    out.print(Text(rows[0].commitment.name, style="bold"))
    out.print(Text(told.parties(rows[0])))
    groups: dict[Hashable, list[CommitmentRow]] = {}
    for row in rows:
        # The states passed through differ more often than what is said about them.
        said = tuple((when, lines) for when, lines, _ in told.parts(row))
        groups.setdefault((said, row.impossible), []).append(row)
    for mine in groups.values():
        _readings(out, told, [r.reading for r in mine])
        if mine[0].impossible:
            out.print(indented(Text(f"no answer: {mine[0].impossible}", style="yellow"), 4))
        for when, lines, finding in told.parts(mine[0]):
            if when:
                out.print(indented(Text(when, style="dim"), 4))
            for line in lines:
                out.print(indented(Text(line), 6 if when else 4))
            if len(rows) == 1:
                out.print(indented(Text(told.of_force(finding)), 6 if when else 4))
                out.print(indented(_table(told, finding), 6 if when else 4, above=1, below=1))
    out.print(Text(FORCE_NOTE, style="dim"))


def _readings(out: Console, told: ThresholdTeller, readings: Sequence[str | None]) -> None:
    out.print(indented(Text("; ".join(told.teller.reading(r) for r in readings) + ":"), 2))


def _table(told: ThresholdTeller, found: CommitmentFinding) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    for name in ("quantity", "given", "moves the margin", "commits whatever the others are", "does not, whatever they are"):
        table.add_column(name, overflow="fold")
    for i in (x for x in found.influences if not x.of_force):
        table.add_row(told.parameter(i), spread_words(i.given), told.effect(i), *told.break_even(i))
    return table
