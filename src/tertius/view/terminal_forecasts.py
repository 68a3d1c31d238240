"""Forecasts on record and how far a commitment got, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.evidence.forecast_log import ForecastLog
from tertius.evidence.model_forecasts import ModelSaid
from tertius.explain.forecasts_english import LOWER_IS_BETTER, ForecastTeller, LadderTeller, said_probability
from tertius.explain.model_forecasts_english import model_lines
from tertius.explain.words import Words, day, isolated
from tertius.view.terminal import heading, indented

__all__ = ["show_forecasts"]


def show_forecasts(out: Console, found: ForecastLog, said: Sequence[ModelSaid] = ()) -> None:
    """Every forecast, what came of it, its score; then the totals, calibration and the ladder."""
    told, case = ForecastTeller(found), found.case
    out.print(heading(case))
    if found.rows:
        out.print(indented(_rows(found, told), 0, above=1))
    out.print()
    for line in (told.total(), *told.by_source(), *told.missing()):
        out.print(Text(line))
    if found.total is not None:
        out.print(Text(LOWER_IS_BETTER, style="dim"))
        out.print(indented(_calibration(found, told), 0, above=1))
        out.print(Text(told.calibration_note(), style="dim"))
    if said:
        out.print()
        out.print(Text("What the model says of them", style="bold"))
        for line in model_lines(Words(case), said):
            out.print(indented(Text(line), 2))
    if case.ladder is not None:
        ladder = LadderTeller(case.ladder, {s.id: s.title for s in case.sources.values()})
        out.print()
        out.print(Text(ladder.head()))
        for level in case.ladder.levels:
            here = bool(ladder.rungs(level))
            out.print(indented(Text(f"{'●' if here else '○'} {ladder.level(level)}  {ladder.reached(level)}", style="" if here else "dim"), 2))
        for line in ladder.read_as():
            out.print(Text(line))


def _table(*heads: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    return table


def _rows(found: ForecastLog, told: ForecastTeller) -> Table:
    table = _table("", "forecast", "its source’s words", "p", "outcome", "Brier")
    for row in found.rows:
        f = row.forecast
        outcome = f.outcome or "open"
        if f.resolved is not None:
            outcome += f" ({day(f.resolved)})"
        words = f"“{isolated(f.words)}”" if f.words else "–"
        probability = said_probability(f).split(" as ")[0] or "–"
        table.add_row(Text(f.id, style="bold"), Text(f.text), Text(words), Text(probability), Text(outcome), Text(told.brier(row.brier)))
    return table


def _calibration(found: ForecastLog, told: ForecastTeller) -> Table:
    table = _table(*told.bin_head())
    for b in found.calibration:
        table.add_row(*(Text(x) for x in told.bin(b)))
    return table
