"""History: dated moves, refusals and events."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.edits.claims import next_id
from tertius.studio.edits.sources import a_date
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import let_go, option_keys


def event_at(m: Manuscript, id: str) -> int:
    """The place of an event in the list; one without an id goes by its number, as the reader counts."""
    for k, here in enumerate(m.get(["history"]) or []):
        if isinstance(here, dict) and str(here.get("id", f"H{k + 1}")) == id:
            return k
    raise TertiusError(f"there is no event '{id}' any more")


def _dated(ask: Ask) -> str | int:
    found = a_date(ask, "date")
    if not found:
        raise TertiusError("an event has a date: 2018, 2018-05 or 2018-05-18")
    return found


@edit("add_event", "the new event")
def add_event(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`date`, `text`."""
    m.append(["history"], {"id": next_id(m, "history", "E"), "date": _dated(ask), "text": ask.text("text", most=2_000)})


@edit("set_event", "the change of an event")
def set_event(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`event`, and what changes: `date`, `text`; `actor` with `does` (options taken up), `drops` (put down) and `declines` (lists of options)."""
    place: list[str | int] = ["history", event_at(m, ask.text("event"))]
    if "date" in ask.fields:
        m.set([*place, "date"], _dated(ask))
    changes: dict[str, Any] = {}
    if "text" in ask.fields:
        changes["text"] = ask.text("text", "", most=2_000)
    if "actor" in ask.fields:
        actor = ask.text("actor", "")
        mine = [k for k in option_keys(m.plain()) if k.startswith(f"{actor}.")]
        bare = [k.partition(".")[2] for k in option_keys(m.plain())]

        def short(keys: list[str]) -> list[str]:
            return [k.partition(".")[2] if bare.count(k.partition(".")[2]) == 1 else k for k in mine if k in keys]

        changes["actor"] = actor
        changes["does"] = [*short(ask.texts("does")), *(f"not {x}" for x in short(ask.texts("drops")))]
        changes["declines"] = short(ask.texts("declines"))
    for key, value in changes.items():
        if value:
            m.set([*place, key], value)
        elif m.has([*place, key]):
            m.delete([*place, key])


@edit("remove_event", "the removal of an event")
def remove_event(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`event`; with `take`, also what names it."""
    id = ask.text("event")
    event_at(m, id)
    let_go(m, "event", id, id, take=ask.flag("take"))
    m.delete(["history", event_at(m, id)], empty=True)
