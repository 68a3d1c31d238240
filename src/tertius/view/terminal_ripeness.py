"""Ripeness, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from tertius.explain.ripeness_english import RipenessTeller
from tertius.leverage.ripeness import Ripeness
from tertius.view.terminal import CAUTION, heading, indented

__all__ = ["show_ripeness"]


def show_ripeness(out: Console, found: Ripeness) -> None:
    """Whether it is ripe, then each game: stalemate, hurting, way out, margin, needs."""
    told = RipenessTeller(found)
    out.print(heading(found.case))
    out.print(Text(told.verdict(), style="bold"))
    out.print(Text(told.scope(), style="dim"))
    for line in told.together():
        out.print(Text(line))
    for judged in told.games():
        out.print()
        if found.seen_differently:
            out.print(Text(told.heading(judged), style="bold"))
        for line in told.lines(judged):
            out.print(indented(Text(line), 2 if found.seen_differently else 0))
    out.print(Text(CAUTION, style="dim"))
