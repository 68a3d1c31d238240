"""A backtest for a terminal: a row a model, then the forecast against each of them."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.explain.backtest_english import MEANING, WARNING, comparison, made_how
from tertius.negotiation.backtest import Backtest
from tertius.view.terminal import indented

__all__ = ["show_backtest"]


def show_backtest(out: Console, found: Backtest, file: str) -> None:
    """Scores, differences, and what they do not say."""
    out.print(Text(file, style="bold"))
    for line in made_how(found):
        out.print(Text(line, style="dim"))
    out.print()
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("model", no_wrap=True)
    for name in ("issues", "MAE", "median error", "CRPS", "log score", "PIT 80"):
        table.add_column(name, justify="right", no_wrap=True)
    for s in found.scores:
        pit = "–" if s.pit80 is None else f"{100 * s.pit80:.0f}%"
        table.add_row(s.model, str(s.issues), *("–" if v is None else f"{v:.2f}" for v in (s.mae, s.median_ae, s.crps, s.log_score)), pit)
    out.print(indented(table, 0))
    out.print()
    against = comparison(found)
    if against:
        out.print(Text("The forecast less each model, with the 95% interval (below zero: the forecast is better)"))
        differences = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        differences.add_column("model", no_wrap=True)
        differences.add_column("MAE", no_wrap=True)
        differences.add_column("CRPS", no_wrap=True)
        differences.add_column("", overflow="fold")
        for row in against:
            differences.add_row(*map(Text, row))
        out.print(indented(differences, 0))
        out.print()
    out.print(Text(MEANING, style="dim"))
    out.print(Text(WARNING))
