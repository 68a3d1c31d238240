"""A source paragraph by paragraph, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.evidence.anchors import Found
from tertius.evidence.coverage import Coverage
from tertius.explain.anchors_english import anchors_said
from tertius.explain.report_english import FORMS
from tertius.model.case import Case
from tertius.view.terminal import heading

__all__ = ["show_coverage"]


def show_coverage(out: Console, case: Case, found: Coverage, passages: Sequence[Found] | None = None) -> None:
    """A row for each paragraph and use of it; what is unassigned stands out. passages : the anchors beside a copy of the text"""
    out.print(heading(case))
    out.print(Text(f"{case.sources[found.source].title} ({found.source})", style="dim"))
    if not found.paragraphs:
        out.print(Text(f"Nothing is said about its paragraphs: add coverage.{found.source} to the case.", style="yellow"))
        return
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name, justify in (("§", "right"), ("became", "left"), ("where, and why", "left")):
        table.add_column(name, justify="right" if justify == "right" else "left", overflow="fold")
    given = any(p.begins for p in found.paragraphs)
    if given:
        table.add_column("begins", overflow="fold", style="dim")
    for p in found.paragraphs:
        begins = [p.begins] if given else []
        if not p.rows:
            table.add_row(str(p.number), Text("unassigned", style="yellow"), "", *begins)
        for k, row in enumerate(p.rows):
            what = "; ".join(x for x in (", ".join(row.refs), row.why) if x)
            table.add_row(str(p.number) if k == 0 else "", FORMS[row.form], what, *(begins if k == 0 else [""] * len(begins)))
    out.print(table)
    gone = found.unassigned
    said = f"unassigned: {', '.join(map(str, gone))}" if gone else "none unassigned"
    out.print(Text(f"{len(found.paragraphs)} paragraphs, {said}.", style="yellow" if gone else ""))
    for line, lost in anchors_said(case, found.source, passages):
        out.print(Text(line, style="yellow" if lost else ""))
