"""Readings: rival interpretations of the same case, and who sees it through which."""

from __future__ import annotations

from typing import Any

from tertius.io.manuscript import Manuscript
from tertius.studio.edits.actors import an_actor, id_in, move_named
from tertius.studio.edits.evidence import keep_compared
from tertius.studio.edits.preferences import checked
from tertius.studio.ids import unique
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import let_go


def a_reading(m: Manuscript, ask: Ask) -> str:
    """The id of a reading that there is."""
    return id_in(m, ask, "reading", ["readings"], "reading")


@edit("add_reading", "the new reading")
def add_reading(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`name`, or several with a semicolon between them."""
    names = ask.names("name")
    keep_compared(m)
    for name in names:
        m.set(["readings", unique(name, "reading", m.get(["readings"]) or {})], {"name": name})


@edit("set_reading", "the change of a reading")
def set_reading(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`reading`, and what changes: `name`, `thesis`, `levers` in force (a list)."""
    place: list[str | int] = ["readings", a_reading(m, ask)]
    if "name" in ask.fields:
        m.set([*place, "name"], ask.text("name", most=300))
    changes: dict[str, Any] = {}
    if "thesis" in ask.fields:
        changes["thesis"] = ask.text("thesis", "")
    if "levers" in ask.fields:
        changes["levers"] = [x for x in (m.get(["levers"]) or {}) if x in ask.texts("levers")]
    for key, value in changes.items():
        if value:
            m.set([*place, key], value)
        elif m.has([*place, key]):
            m.delete([*place, key])


@edit("set_reading_preference", "what an actor wants under a reading")
def set_reading_preference(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`reading`, `actor`, `statements`: one a line, most important first; none: as in the case."""
    reading, actor = a_reading(m, ask), an_actor(m, ask)
    place: list[str | int] = ["readings", reading, "changes", "conflict", "preferences", actor]
    lines = [line.strip() for line in str(ask.fields.get("statements") or "").splitlines()]
    statements = list(dict.fromkeys(checked(m, line) for line in lines if line))
    here = m.get(place)
    if statements and isinstance(here, dict) and "statements" in here:
        m.set([*place, "statements"], statements)
    elif statements:
        m.set(place, statements)
    elif m.has(place):
        m.delete(place, empty=True)


@edit("set_view", "how an actor sees the case")
def set_view(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`, `reading`: through which the actor sees the case; empty for as everybody else."""
    actor = an_actor(m, ask)
    if ask.text("reading", ""):
        m.set(["views", actor], a_reading(m, ask))
    elif m.has(["views", actor]):
        m.delete(["views", actor], empty=True)


@edit("move_reading", "the move of a reading")
def move_reading(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`from` and `to` are places in the list."""
    move_named(m, ask, ["readings"], "reading")


@edit("remove_reading", "the removal of a reading")
def remove_reading(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`reading`; with `take`, also what uses it."""
    id = a_reading(m, ask)
    let_go(m, "reading", id, str(m.get(["readings", id, "name"], id)), take=ask.flag("take"))
    if m.has(["readings", id]):
        m.delete(["readings", id], empty=True)
