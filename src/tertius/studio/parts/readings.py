"""Rival readings of the case."""

from __future__ import annotations

from typing import Any

from tertius.studio.edits.effects import KINDS, OF_OPTIONS
from tertius.studio.effect_rows import effect_rows
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import actor_rows, listed, mapped, name_of, said


@part("readings", title="Readings", place="edit", order=70)
def readings(look: Look) -> dict[str, Any]:
    """Readings as written: thesis, commitments in force, effects, and what actors want under them."""
    case = look.readable
    told = look.written
    rows = []
    for id, here in mapped(look.data.get("readings")).items():
        known = None if case is None else case.readings.get(id)
        prefers = mapped(mapped(mapped(mapped(here).get("changes")).get("conflict")).get("preferences"))
        statements = {a: [str(x) for x in listed(mapped(v).get("statements") if isinstance(v, dict) else v)] for a, v in prefers.items()}
        rows.append(
            {
                "id": id,
                "name": name_of(here, id),
                "thesis": said(here, "thesis"),
                "levers": listed(mapped(here).get("levers")),
                "effects": effect_rows(look.data, told, mapped(here).get("effects"), None if known is None else known.effects),
                "statements": statements,
                "by_text": [a for a, v in prefers.items() if isinstance(v, dict) and "statements" not in v],
                "changes": () if told is None or known is None else told.variant(known),
            }
        )
    actors = actor_rows(look.data)
    return {
        "readings": rows,
        "levers": [(id, name_of(here, id)) for id, here in mapped(look.data.get("levers")).items()],
        "views": mapped(look.data.get("views")),
        "actors": actors,
        "owners": [a for a in actors if a.options],
        "kinds": KINDS,
        "of_options": OF_OPTIONS,
        "graph": "states" in mapped(look.data.get("conflict")),
        "problems": look.draft.problems_at,
    }
