"""What the case is about."""

from __future__ import annotations

from typing import Any

from tertius.studio.look import Look
from tertius.studio.registry import part


@part("facts", title="About", place="edit", order=10)
def facts(look: Look) -> dict[str, Any]:
    """Title, question, summary, dates, as they are written."""
    data = look.data
    return {key: data.get(key) or "" for key in ("title", "question", "summary", "as_of", "argued_on")}
