"""Phased agreements, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from tertius.explain.phased_english import PhasedTeller
from tertius.leverage.phased_mends import Agreed
from tertius.view.terminal import CAUTION, heading, indented

__all__ = ["show_phased"]


def show_phased(out: Console, asked: Agreed) -> None:
    """The target, the steps, who would break them off, and what mends that."""
    told = PhasedTeller(asked.found)
    out.print(heading(asked.found.solved.case))
    out.print(Text.assemble(("To: ", "bold"), told.target()))
    out.print(Text(told.verdict()))
    out.print()
    for line in told.steps():
        out.print(indented(Text(line), 2))
    for head, lines in told.faults():
        out.print()
        out.print(Text(head, style="bold"))
        for line in lines:
            out.print(indented(Text(line), 2))
    if told.end():
        out.print()
    for line in told.end():
        out.print(Text(line))
    mends = (*told.mends(asked), told.excluded(asked))
    if any(mends):
        out.print()
    for line in mends:
        if line:
            out.print(Text(line))
    out.print(Text(CAUTION, style="dim"))
