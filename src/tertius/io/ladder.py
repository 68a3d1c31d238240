"""The section `ladder`: how far a commitment got, and what a source took for success."""

from __future__ import annotations

from collections.abc import Collection

from tertius.io.fields import Context, Fields
from tertius.io.nodes import Sequence
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.evidence import LEVELS, Ladder, ReadAs, Rung

__all__ = ["LADDER_KEYS", "READ_AS_KEYS", "RUNG_KEYS", "read_ladder"]

LADDER_KEYS = ("commitment", "levels", "reached", "read_as", *PROVENANCE_KEYS)
RUNG_KEYS = ("level", "date", "text", *PROVENANCE_KEYS)
READ_AS_KEYS = ("by", "level", "text")


def read_ladder(context: Context, top: Fields, sources: Collection[str]) -> Ladder | None:
    """The `ladder` section; rungs are put in order of date."""
    node = top.get("ladder")
    if node is None:
        return None
    fields = Fields(context, node, "ladder", LADDER_KEYS, required=("commitment", "reached"))
    levels = {k.text: context.text(v, f"ladder.levels.{k.text}") for k, v in fields.entries("levels")} or dict(LEVELS)
    reached: list[Rung] = []
    for item in context.items(fields.get("reached"), "ladder.reached"):
        inner = Fields(context, item, "ladder.reached", RUNG_KEYS, required=("level", "date"))
        level, date = inner.known("level", "level", levels), inner.date("date")
        if level is None or date is None:
            continue
        if any(r.level == level and r.date == date for r in reached):
            context.report(item, "ladder.reached", f"{level} is reached twice on {date}", "each level and date once")
        reached.append(Rung(level, date, inner.text("text"), provenance(inner, sources)))
    if not reached and isinstance(fields.get("reached"), Sequence):
        context.report(fields.node.key("reached"), "ladder.reached", "no level is reached", f"at least one, such as {next(iter(levels))}")
    read_as = []
    for item in context.items(fields.get("read_as"), "ladder.read_as"):
        inner = Fields(context, item, "ladder.read_as", READ_AS_KEYS, required=("by", "level"))
        by, level = inner.known("by", "source", sources), inner.known("level", "level", levels)
        if by is not None and level is not None:
            read_as.append(ReadAs(by, level, inner.text("text")))
    rungs = tuple(sorted(reached, key=lambda r: r.date.last_day))
    return Ladder(fields.text("commitment"), levels, rungs, tuple(read_as), provenance(fields, sources))
