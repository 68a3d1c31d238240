"""The status quo: where things stand."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import option_keys

PLACE = ["conflict", "status_quo"]


@edit("set_status_quo", "the change of the status quo")
def set_status_quo(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`known`: yes or no; `on`: the options that are on; in graph form `state`."""
    if not m.has(["conflict"]):
        raise TertiusError("there are no options yet")
    if not ask.flag("known"):
        if m.has(PLACE):
            m.delete(PLACE)
        return
    if m.has(["conflict", "states"]):
        m.set(PLACE, ask.text("state"))
        return
    keys = option_keys(m.plain())
    on = set(ask.texts("on"))
    bare = [key.partition(".")[2] for key in keys]
    m.set(PLACE, [b if bare.count(b) == 1 else k for k, b in zip(keys, bare, strict=True) if k in on])
