"""The bar at the top: which case, whether it is saved, undo and redo, what has to be told."""

from __future__ import annotations

from typing import Any

from tertius.studio.ids import slug
from tertius.studio.look import Look
from tertius.studio.registry import part


@part("bar", title="Case", place="bar", order=0)
def bar(look: Look) -> dict[str, Any]:
    """The draft's state; what concerns the file on disk is asked of the desk by the template."""
    draft = look.draft
    title = str(look.data.get("title") or "Untitled")
    file = draft.file
    if file is None:
        state = "not saved yet"
    else:
        state = "not saved" if draft.changed else "saved"
    return {
        "title": title,
        "where": file.name if file is not None else "",
        "state": state,
        "changed": draft.changed or file is None,
        "undo": draft.now.said or "the last change" if draft.done else "",
        "redo": bool(draft.undone),
        "has_file": file is not None,
        "suggest": file.name if file is not None else slug(title, "case").replace("_", "-") + ".yaml",
    }
