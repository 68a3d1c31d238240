"""Sources: where what the case says comes from, and which file is the user's copy of which."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.io.sections import SEEN, STANCES
from tertius.model.dates import Date
from tertius.studio.ids import unique
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import let_go

TEXTS = ("title", "author", "publisher", "url", "note")


def a_source(m: Manuscript, ask: Ask) -> str:
    """The id of a source that there is."""
    id = ask.text("source")
    if not m.has(["sources", id]):
        raise TertiusError(f"there is no source '{id}' any more")
    return id


def a_date(ask: Ask, name: str) -> str | int:
    """A date as it is written, a year as a number, so that it needs no quotes; empty where there is none."""
    value = ask.text(name, "")
    if value:
        try:
            Date.parse(value)
        except ValueError as error:
            raise TertiusError(f"{error}; write 2018, 2018-05 or 2018-05-18") from None
    return int(value) if value.isdigit() else value


@edit("add_source", "the new source")
def add_source(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`title`; `author`, `date` may be empty."""
    title = ask.text("title", most=500)
    made = {"title": title} | {k: v for k, v in (("author", ask.text("author", "")), ("date", a_date(ask, "date"))) if v}
    id = unique(title, "source", m.get(["sources"]) or {})
    m.set(["sources", id], made)
    ask.opens["source"] = id
    ask.focus = "pasted"


@edit("set_source", "the change of a source")
def set_source(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`source`, and what changes; an empty value takes it out."""
    id = a_source(m, ask)
    changes: dict[str, str | int] = {key: ask.text(key, "") for key in TEXTS if key in ask.fields}
    if "date" in ask.fields:
        changes["date"] = a_date(ask, "date")
    if "stance" in ask.fields:
        changes["stance"] = ask.choice("stance", ("", *STANCES), "")
    if "seen" in ask.fields:
        changes["seen"] = ask.choice("seen", ("", "yes", *SEEN), "")
    for key, value in changes.items():
        if key == "title" and not value:
            raise TertiusError("a source has a title")
        if value:
            m.set(["sources", id, key], value)
        elif m.has(["sources", id, key]):
            m.delete(["sources", id, key])


@edit("set_copy", "the choice of a copy")
def set_copy(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`source`, and `copy`: the name of a file beside the case; empty for none."""
    id, name = a_source(m, ask), ask.text("copy", "")
    if name:
        m.set(["sources", id, "copy"], name)
    elif m.has(["sources", id, "copy"]):
        m.delete(["sources", id, "copy"])


@edit("remove_source", "the removal of a source")
def remove_source(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`source`; with `take`, also what names it."""
    id = a_source(m, ask)
    let_go(m, "source", id, str(m.get(["sources", id, "title"], id)), take=ask.flag("take"))
    m.delete(["sources", id], empty=True)
