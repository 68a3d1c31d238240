"""Which situations cannot be."""

from __future__ import annotations

from typing import Any

from tertius.model.conflict import OptionConflict
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import actor_rows, listed, mapped
from tertius.studio.spoken import in_names


@part("feasible", title="What cannot be", place="edit", order=40)
def feasible(look: Look) -> dict[str, Any]:
    """The patterns in which no state exists, in words where they can be read."""
    conflict = mapped(look.data.get("conflict"))
    written = [str(x) for x in listed(conflict.get("infeasible"))]
    words = {x: in_names(look.data, x) for x in written}
    case = look.readable
    known = None if case is None else case.conflict
    if isinstance(known, OptionConflict) and case is not None:
        from tertius.explain.told import Told

        told = Told(case)
        words |= dict(zip(written, (told.expression(e) for e in known.infeasible), strict=False))
    states = look.solved.game.states if not look.heavy and look.solved is not None else None
    options = sum(len(a.options) for a in actor_rows(look.data))
    return {
        "rows": [(x, words.get(x, "")) for x in written],
        "actors": [a for a in actor_rows(look.data) if a.options],
        "graph": "states" in conflict,
        "states": states,
        "settings": 2**options if options <= 30 else None,
        "problems": look.draft.problems_at("conflict.infeasible"),
    }
