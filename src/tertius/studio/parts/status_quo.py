"""Where things stand."""

from __future__ import annotations

from typing import Any

from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import actor_rows, mapped, name_of
from tertius.studio.uses import option_keys


@part("status_quo", title="Status quo", place="edit", order=50)
def status_quo(look: Look) -> dict[str, Any]:
    """Which options are on, as written: a code or a list of names."""
    conflict = mapped(look.data.get("conflict"))
    written = conflict.get("status_quo")
    keys = option_keys(look.data)
    on: set[str] = set()
    if isinstance(written, list):
        on = {k for k in keys if k in written or k.partition(".")[2] in written}
    elif isinstance(written, str):
        on = {k for k, letter in zip(keys, written.replace("|", ""), strict=False) if letter == "Y"}
    return {
        "known": written is not None,
        "on": on,
        "state": written if isinstance(written, str) else "",
        "states": [(id, name_of(label, id)) for id, label in mapped(conflict.get("states")).items()],
        "actors": [a for a in actor_rows(look.data) if a.options],
        "problems": look.draft.problems_at("conflict.status_quo"),
    }
