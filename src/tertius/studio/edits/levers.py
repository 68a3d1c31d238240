"""Levers: what a third party can commit to."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.edits.actors import id_in
from tertius.studio.ids import unique
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import let_go


def a_lever(m: Manuscript, ask: Ask) -> str:
    """The id of a lever that there is."""
    return id_in(m, ask, "lever", ["levers"], "commitment")


@edit("add_lever", "the new commitment")
def add_lever(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`name`, `by`: an actor."""
    name, by = ask.text("name", most=300), ask.text("by")
    if not m.has(["actors", by]):
        raise TertiusError("choose who commits")
    id = unique(name, "lever", m.get(["levers"]) or {})
    m.set(["levers", id], {"name": name, "by": by, "effects": []})
    ask.focus = f"effect-option-lever:{id}"


@edit("set_lever", "the change of a commitment")
def set_lever(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`lever`, and what changes: `name`, `by`, `cost`, `coercive`, `note`; an empty cost or note takes it out."""
    id = a_lever(m, ask)
    place: list[str | int] = ["levers", id]
    if "name" in ask.fields:
        m.set([*place, "name"], ask.text("name", most=300))
    if "by" in ask.fields:
        m.set([*place, "by"], ask.text("by"))
    changes: dict[str, Any] = {}
    if "cost" in ask.fields:
        changes["cost"] = ask.decimal("cost") if ask.text("cost", "") else None
        if changes["cost"] is not None and changes["cost"] < 0:
            raise TertiusError("a cost is zero or more")
    if "coercive" in ask.fields:
        changes["coercive"] = "yes" if ask.flag("coercive") else None
    if "note" in ask.fields:
        changes["note"] = ask.text("note", "") or None
    for key, value in changes.items():
        if value is not None:
            m.set([*place, key], value)
        elif m.has([*place, key]):
            m.delete([*place, key])


@edit("remove_lever", "the removal of a commitment")
def remove_lever(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`lever`; with `take`, also what uses it."""
    id = a_lever(m, ask)
    let_go(m, "lever", id, str(m.get(["levers", id, "name"], id)), take=ask.flag("take"))
    if m.has(["levers", id]):
        m.delete(["levers", id], empty=True)
