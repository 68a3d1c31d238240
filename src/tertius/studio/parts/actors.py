"""Who takes part, and what each can do."""

from __future__ import annotations

from typing import Any

from tertius.studio.edits.actors import ROLES
from tertius.studio.edits.moves import arc
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import actor_rows, listed, mapped, name_of


@part("actors", title="Actors and options", place="edit", order=20)
def actors(look: Look) -> dict[str, Any]:
    """Rows of actors with their options."""
    conflict = mapped(look.data.get("conflict"))
    states = {str(id): name_of(label, id) for id, label in mapped(conflict.get("states")).items()}
    moves = {a: [_move(str(text), states) for text in listed(found)] for a, found in mapped(conflict.get("moves")).items()}
    return {
        "states": states,
        "moves": moves,
        "actors": actor_rows(look.data),
        "roles": ROLES,
        "graph": "states" in mapped(look.data.get("conflict")),
        "problems": look.draft.problems_at,
    }


def _move(text: str, states: dict[str, str]) -> tuple[str, str]:
    """A move in words, and as it is written."""
    start, arrow, end = arc(text)
    return (f"{states.get(start, start)} {'↔' if arrow == '<->' else '→'} {states.get(end, end)}" if arrow else text), text
