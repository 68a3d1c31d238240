"""Import and export."""

from __future__ import annotations

from typing import Any

from tertius.studio.exports import KINDS
from tertius.studio.look import Look
from tertius.studio.registry import part


@part("files", title="Import and export", place="edit", order=950)
def files(look: Look) -> dict[str, Any]:
    """The kinds of file that there are."""
    return {"kinds": KINDS}
