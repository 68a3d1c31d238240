"""Dated moves, refusals and events."""

from __future__ import annotations

from typing import Any

from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import actor_rows, listed, mapped, said


@part("history", title="History", place="edit", order=55)
def history(look: Look) -> dict[str, Any]:
    """Events in the order of the file; what each does in terms of options."""
    actors = actor_rows(look.data)
    rows = []
    for k, here in enumerate(listed(look.data.get("history")), 1):
        actor = said(here, "actor")
        mine = next((a.options for a in actors if a.id == actor), ())
        does = [str(x) for x in listed(mapped(here).get("does"))]
        declines = {str(x) for x in listed(mapped(here).get("declines"))}

        def among(texts: set[str], key: str) -> bool:
            return key in texts or key.partition(".")[2] in texts

        dropped = {x.removeprefix("not ").removeprefix("!").strip() for x in does if x.startswith(("not ", "!"))}
        rows.append(
            {
                "id": said(here, "id", f"H{k}"),
                "date": said(here, "date"),
                "text": said(here, "text"),
                "actor": actor,
                "options": [
                    (o, "does" if among(set(does), o.key) else "drops" if among(dropped, o.key) else "declines" if among(declines, o.key) else "") for o in mine
                ],
            }
        )
    return {"events": rows, "actors": actors, "as_of": look.data.get("as_of") or "", "problems": look.draft.problems_at}
