"""What is wrong with the text, with its places."""

from __future__ import annotations

from typing import Any

from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import mapped

SHOWN = 60
_PANELS = (
    ("actors", "actors"), ("conflict.options", "actors"), ("conflict.preferences", "preferences"), ("conflict.infeasible", "feasible"),
    ("conflict.status_quo", "status_quo"), ("title", "facts"), ("question", "facts"), ("summary", "facts"), ("as_of", "facts"),
)  # fmt: skip


def panel_of(where: str) -> str:
    """The panel that edits a place; the text itself where there is none."""
    found = [panel for place, panel in _PANELS if where == place or where.startswith(place + ".")]
    if found:
        return found[0]
    from tertius.studio.registry import parts

    top = where.partition(".")[0]
    return top if top in parts() else "text"


@part("problems", title="Mistakes", place="result", order=5)
def problems(look: Look) -> dict[str, Any]:
    """Every mistake, its line, and the panel in which it can be mended."""
    rows = [(p, panel_of(p.where)) for p in look.draft.problems[:SHOWN]]
    actors, conflict = bool(look.data.get("actors")), mapped(look.data.get("conflict"))
    empty = not look.read.broken and "tertius" in look.data and (not actors or (not rows and not conflict.get("options") and "states" not in conflict and "negotiation" not in look.data))
    return {"rows": [] if empty else rows, "more": max(0, len(look.draft.problems) - SHOWN), "stale": look.stale, "begin": empty, "actors": actors}
