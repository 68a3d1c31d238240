"""Actors: who takes part."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.codes import recode
from tertius.studio.ids import unique
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import let_go, option_keys

ROLES = ("party", "third_party", "observer")


def set_named(m: Manuscript, place: list[str | int], changes: dict[str, Any]) -> None:
    """Change keys of something that may stand in its short form, which is its name alone; None takes a key out."""
    here = m.get(place)
    if isinstance(here, dict):
        for key, value in changes.items():
            if value is not None:
                m.set([*place, key], value)
            elif m.has([*place, key]):
                m.delete([*place, key])
        left = m.get(place)
        if isinstance(left, dict) and list(left) == ["name"]:
            m.set(place, left["name"])
        return
    made = {"name": str(here if here is not None else place[-1])} | {k: v for k, v in changes.items() if v is not None}
    m.set(place, made["name"] if list(made) == ["name"] else made)


def id_in(m: Manuscript, ask: Ask, field: str, place: list[str | int], word: str) -> str:
    """The id that a field gives, of something that there is at a place; `word`: what it is called."""
    id = ask.text(field)
    if not m.has([*place, id]):
        raise TertiusError(f"there is no {word} '{id}' any more")
    return id


def move_named(m: Manuscript, ask: Ask, place: list[str | int], word: str) -> None:
    """Move something that has an id: `from` and `to` are places among all that stand there."""
    ids = list(m.get(place) or {})
    start, end = ask.number("from"), ask.number("to")
    if not (0 <= start < len(ids) and 0 <= end < len(ids)):
        raise TertiusError(f"there is no {word} at that place")
    m.move_key(place, ids[start], end)


def an_actor(m: Manuscript, ask: Ask, field: str = "actor") -> str:
    """The id of an actor that there is."""
    return id_in(m, ask, field, ["actors"], "actor")


@edit("add_actor", "the new actor")
def add_actor(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`name`, or several with a semicolon between them; `role`."""
    names, role = ask.names("name"), ask.choice("role", ROLES, "party")
    for name in names:
        id = unique(name, "actor", m.get(["actors"]) or {})
        m.set(["actors", id], name if role == "party" else {"name": name, "role": role})


@edit("set_actor", "the change of an actor")
def set_actor(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`, and what changes: `name`, `role`, `note`."""
    changes: dict[str, Any] = {}
    if "name" in ask.fields:
        changes["name"] = ask.text("name", most=300)
    if "role" in ask.fields:
        role = ask.choice("role", ROLES)
        changes["role"] = None if role == "party" else role
    if "note" in ask.fields:
        changes["note"] = ask.text("note", "") or None
    set_named(m, ["actors", an_actor(m, ask)], changes)


@edit("move_actor", "the move of an actor")
def move_actor(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`from` and `to` are places in the list."""
    move_named(m, ask, ["actors"], "actor")


@edit("remove_actor", "the removal of an actor")
def remove_actor(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`; with `take`, also everything that uses it."""
    id = an_actor(m, ask)
    before = option_keys(m.plain())
    from tertius.studio.edits.options import drop_option

    mine = [key for key in before if key.startswith(f"{id}.")]
    if mine and not ask.flag("take"):
        let_go(m, "actor", id, _name(m, id), take=False)
    for key in mine:
        drop_option(m, key, take=True)
    let_go(m, "actor", id, _name(m, id), take=ask.flag("take"))
    if m.has(["conflict", "options", id]):
        m.delete(["conflict", "options", id])
    m.delete(["actors", id])
    recode(m, option_keys(m.plain()))


def _name(m: Manuscript, id: str) -> str:
    here = m.get(["actors", id])
    return str(here.get("name", id)) if isinstance(here, dict) else str(here or id)
