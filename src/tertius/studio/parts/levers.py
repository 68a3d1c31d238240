"""What a third party can commit to."""

from __future__ import annotations

from typing import Any

from tertius.studio.edits.effects import KINDS, OF_OPTIONS
from tertius.studio.effect_rows import effect_rows
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import actor_rows, mapped, name_of, said


@part("levers", title="Commitments", place="edit", order=60)
def levers(look: Look) -> dict[str, Any]:
    """Levers as written, with their effects in words."""
    case = look.readable
    told = look.written
    rows = []
    for id, here in mapped(look.data.get("levers")).items():
        known = None if case is None else case.levers.get(id)
        rows.append(
            {
                "id": id,
                "name": name_of(here, id),
                "by": said(here, "by"),
                "cost": said(here, "cost"),
                "coercive": said(here, "coercive") in {"yes", "true", "on"},
                "derived": known is not None and case is not None and id in look.coercive(case),
                "note": said(here, "note"),
                "effects": effect_rows(look.data, told, mapped(here).get("effects"), None if known is None else known.effects),
            }
        )
    actors = actor_rows(look.data)
    return {
        "levers": rows,
        "actors": sorted(actors, key=lambda a: a.role != "third_party"),
        "owners": [a for a in actors if a.options],
        "kinds": KINDS,
        "of_options": OF_OPTIONS,
        "graph": "states" in mapped(look.data.get("conflict")),
        "problems": look.draft.problems_at,
    }
