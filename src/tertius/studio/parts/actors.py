"""Who takes part, and what each can do."""

from __future__ import annotations

from typing import Any

from tertius.studio.edits.actors import ROLES
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import actor_rows, mapped


@part("actors", title="Actors and options", place="edit", order=20)
def actors(look: Look) -> dict[str, Any]:
    """Rows of actors with their options."""
    return {
        "actors": actor_rows(look.data),
        "roles": ROLES,
        "graph": "states" in mapped(look.data.get("conflict")),
        "problems": look.draft.problems_at,
    }
