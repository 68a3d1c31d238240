"""Two cases side by side, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from tertius.evidence.compare import Comparison
from tertius.explain.compare_english import CompareTeller
from tertius.version import VERSION
from tertius.view.terminal import CAUTION, indented

__all__ = ["show_comparison"]


def show_comparison(out: Console, found: Comparison) -> None:
    """Inputs that differ, then verdicts that differ with what they hang on."""
    told = CompareTeller(found)
    out.print(Text.assemble(("first   ", "dim"), (found.first.title, "bold"), (f"  {found.first.hash}", "dim")))
    out.print(Text.assemble(("second  ", "dim"), (found.second.title, "bold"), (f"  {found.second.hash} · Tertius {VERSION}", "dim")))
    out.print(Text(told.summary()))
    for difference in found.differences:
        title, first, second = told.difference(difference)
        out.print(indented(Text(title, style="bold"), 0, above=1))
        out.print(indented(Text.assemble(("first   ", "dim"), first), 2))
        out.print(indented(Text.assemble(("second  ", "dim"), second), 2))
    for head, *lines in told.differing():
        out.print(indented(Text(head, style="bold"), 0, above=1))
        for line in lines:
            out.print(indented(Text(line), 2))
    out.print()
    for name, only in (("first", found.only_first), ("second", found.only_second)):
        if only:
            out.print(Text(f"Only in the {name}: {told.only(only)}."))
    out.print(Text(CAUTION, style="dim"))
