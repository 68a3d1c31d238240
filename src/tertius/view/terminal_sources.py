"""What a case rests on, for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from tertius.evidence.sources import Support
from tertius.explain.sources_english import support_lines
from tertius.model.case import Case
from tertius.view.terminal import heading, indented

__all__ = ["show_sources"]


def show_sources(out: Console, case: Case, found: Support) -> None:
    """Strands and gaps in words, then a line for each source with what rests on it."""
    out.print(heading(case))
    for line in support_lines(case, found):
        out.print(Text(line))
    for source in case.sources.values():
        seen = {"yes": "", "excerpt": "read in excerpts", "cited_only": "cited only", "no": "not seen"}.get(source.seen, "not said whether it was read")
        tags = ", ".join(x for x in (str(source.date or "no date"), source.stance, seen) if x)
        out.print(indented(Text.assemble((source.id, "bold"), f"  {source.title}", (f"  ({tags})", "dim")), 0, above=1))
        where = found.rests[source.id]
        out.print(indented(Text(", ".join(where) if where else "no input rests on it", style="" if where else "dim"), 2))
