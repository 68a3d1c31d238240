"""The text of the file itself."""

from __future__ import annotations

from typing import Any

from tertius.studio.look import Look
from tertius.studio.registry import part


@part("text", title="Text of the file", place="edit", order=900)
def text(look: Look) -> dict[str, Any]:
    """The text, its mistakes by line, and the line that is asked for."""
    line = look.pick("line")
    return {"text": look.draft.text, "problems": look.draft.problems[:60], "line": int(line) if line.isdigit() else 0}
