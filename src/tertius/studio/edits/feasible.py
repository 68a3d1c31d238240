"""Which situations cannot be: patterns in which no state exists."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.edits.options import not_graph
from tertius.studio.edits.preferences import checked
from tertius.studio.registry import Ask, edit

PLACE = ["conflict", "infeasible"]


@edit("add_infeasible", "the pattern that cannot be")
def add_infeasible(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`on` and `off`: options that cannot be so at the same time; or `expression`."""
    not_graph(m)
    parts = [*ask.texts("on"), *(f"not {x}" for x in ask.texts("off"))]
    text = ask.text("expression", "") or " and ".join(parts)
    if not text:
        raise TertiusError("choose what cannot hold at the same time")
    m.append(PLACE, checked(m, text))


@edit("remove_infeasible", "the removal of a pattern")
def remove_infeasible(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`at` is a place in the list."""
    m.delete([*PLACE, ask.number("at")], empty=True)
