"""Options: what each actor can do."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.codes import recode
from tertius.studio.edits.actors import an_actor, move_named, set_named
from tertius.studio.ids import unique
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import let_go, option_keys

DIRECTIONS = ("both", "on", "off")
OPTIONS = ["conflict", "options"]


def not_graph(m: Manuscript) -> None:
    """Options belong to the option form."""
    if m.has(["conflict", "states"]):
        raise TertiusError("this conflict is in graph form: it has states and moves instead of options")


def an_option(m: Manuscript, ask: Ask, field: str = "option") -> tuple[str, str]:
    """Actor and id of an option that there is, given as ``actor.option``."""
    actor, _, option = ask.text(field).partition(".")
    if not m.has([*OPTIONS, actor, option]):
        raise TertiusError(f"there is no option '{actor}.{option}' any more")
    return actor, option


@edit("add_option", "the new option")
def add_option(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`, `name`, or several with a semicolon between them; `direction` and `coercive` where they are not the usual."""
    not_graph(m)
    actor = an_actor(m, ask)
    for name in ask.names("name"):
        _new_option(m, ask, actor, name)


def _new_option(m: Manuscript, ask: Ask, actor: str, name: str) -> None:
    before = option_keys(m.plain())
    id = unique(name, "option", {key.partition(".")[2] for key in before} | set(m.get(["actors"]) or {}))
    made: dict[str, Any] = {"name": name}
    if (direction := ask.choice("direction", DIRECTIONS, "both")) != "both":
        made["direction"] = direction
    if ask.flag("coercive"):
        made["coercive"] = "yes"
    m.set([*OPTIONS, actor, id], name if len(made) == 1 else made)
    if not m.has(["conflict", "preferences", actor]):
        m.set(["conflict", "preferences", actor], [])
    recode(m, before)


@edit("set_option", "the change of an option")
def set_option(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`option`, and what changes: `name`, `direction`, `coercive`, `note`."""
    changes: dict[str, Any] = {}
    if "name" in ask.fields:
        changes["name"] = ask.text("name", most=300)
    if "direction" in ask.fields:
        direction = ask.choice("direction", DIRECTIONS)
        changes["direction"] = None if direction == "both" else direction
    if "coercive" in ask.fields:
        changes["coercive"] = "yes" if ask.flag("coercive") else None
    if "note" in ask.fields:
        changes["note"] = ask.text("note", "") or None
    set_named(m, [*OPTIONS, *an_option(m, ask)], changes)


@edit("move_option", "the move of an option")
def move_option(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """Inside the list of `actor`, `from` and `to` are places."""
    actor = an_actor(m, ask)
    before = option_keys(m.plain())
    move_named(m, ask, [*OPTIONS, actor], "option")
    recode(m, before)


@edit("remove_option", "the removal of an option")
def remove_option(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`option`; with `take`, also everything that uses it."""
    actor, id = an_option(m, ask)
    drop_option(m, f"{actor}.{id}", take=ask.flag("take"))


def drop_option(m: Manuscript, key: str, *, take: bool) -> None:
    """Take out an option and, with `take`, what uses it; codes are kept in step."""
    actor, _, id = key.partition(".")
    before = option_keys(m.plain())
    here = m.get([*OPTIONS, actor, id])
    name = str(here.get("name", id)) if isinstance(here, dict) else str(here or id)
    let_go(m, "option", key, name, take=take)
    if len(before) == 1:
        m.delete(["conflict"])
        return
    m.delete([*OPTIONS, actor, id])
    if not m.get([*OPTIONS, actor]):
        m.delete([*OPTIONS, actor])
        if m.get(["conflict", "preferences", actor]) == []:
            m.delete(["conflict", "preferences", actor])
    recode(m, before)
