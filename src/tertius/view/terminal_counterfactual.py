"""What was needed and what was enough, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.explain.counterfactual_english import CounterfactualTeller
from tertius.leverage.counterfactual import Counterfactual, ReadingFinding
from tertius.view.terminal import CAUTION, heading, indented

__all__ = ["show_counterfactual"]


def show_counterfactual(out: Console, found: Counterfactual) -> None:
    """The target, each reading, then the bands over readings."""
    told = CounterfactualTeller(found)
    out.print(heading(found.case))
    out.print(Text.assemble(("Target: ", "bold"), told.target()))
    out.print(Text(told.scope(), style="dim"))
    for r in found.readings:
        out.print()
        name = told.reading(r)
        out.print(Text(name[:1].upper() + name[1:], style="bold"))
        for line in told.lines(r):
            out.print(indented(Text(line), 2))
        if r.factors:
            out.print(indented(_factors(told, r), 2))
    if len(found.readings) > 1 and found.necessity:
        out.print()
        out.print(Text("Over the readings", style="bold"))
        out.print(indented(_bands(told, found), 2))
    if found.necessity:
        out.print(Text(told.shares_note(), style="dim"))
    out.print(Text(CAUTION, style="dim"))


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    for number, column in enumerate(columns):
        table.add_column(column, overflow="fold", justify="left" if number == 0 else "right")
    return table


def _factors(told: CounterfactualTeller, r: ReadingFinding) -> Table:
    table = _table("factor", "PN", "PS")
    for f in r.factors:
        table.add_row(Text(told.factor(f.factor)), told.share(f.necessity), told.share(f.sufficiency))
    if r.together is not None and len(r.factors) > 1:
        table.add_row("all of them", told.share(r.together[0]), told.share(r.together[1]))
    return table


def _bands(told: CounterfactualTeller, found: Counterfactual) -> Table:
    table = _table("factor", "PN", "PS", "readings")
    for x, necessity in found.necessity.items():
        there = sum(any(f.factor == x for f in r.factors) for r in found.readings)
        table.add_row(Text(told.factor(x)), told.band(necessity), told.band(found.sufficiency[x]), str(there))
    return table
