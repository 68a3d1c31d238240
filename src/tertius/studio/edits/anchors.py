"""Passages: what in the case rests on which passage of a source, and what is made from one."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.load import parse_case
from tertius.io.manuscript import Manuscript
from tertius.model.inputs import places
from tertius.studio.edits.claims import UNTESTED, next_id
from tertius.studio.edits.evidence import new_row
from tertius.studio.edits.sources import a_date, a_source
from tertius.studio.ids import unique
from tertius.studio.registry import Ask, edit

NEW = ("claim", "event", "evidence", "forecast", "actor")
"""What can be made from a passage."""


@edit("from_passage", "what was taken from the text")
def from_passage(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`source`, `paragraph`, `hash`, `first` and `last` (the passage within it, or none); `as` is one of `NEW` with `text` (and `date`), or a place of the case."""
    source, kind = a_source(m, ask), ask.text("as")
    if kind in NEW:
        place = _made(m, ask, source, kind)
    else:
        place = kind
        if place not in places(parse_case(m.text(), file=m.file)):
            raise TertiusError(f"there is no {place} any more")
        _name_source(m, place, source)
    _anchor(m, ask, source, place)


def _made(m: Manuscript, ask: Ask, source: str, kind: str) -> str:
    text = ask.text("text", most=2_000)
    if kind == "actor":
        id = unique(text, "actor", m.get(["actors"]) or {})
        m.set(["actors", id], text)
        return f"actors.{id}"
    if kind == "evidence":
        known = a_date(ask, "date") or a_date(Ask({"date": m.get(["sources", source, "date"])}), "date")
        return f"evidence.{new_row(m, known, text, [source])}"
    section, letter = {"claim": ("claims", "C"), "event": ("history", "E"), "forecast": ("forecasts", "F")}[kind]
    id = next_id(m, section, letter)
    if kind == "claim":
        m.append(["claims"], {"id": id, "text": text, "sources": [source], "context": UNTESTED})
    elif kind == "event":
        date = a_date(ask, "date")
        if not date:
            raise TertiusError("an event has a date: 2018, 2018-05 or 2018-05-18")
        m.append(["history"], {"id": id, "date": date, "text": text, "sources": [source]})
    else:
        made = a_date(ask, "date") or a_date(Ask({"date": m.get(["sources", source, "date"])}), "date")
        if not made:
            raise TertiusError("a forecast has a date on which it was made: 2018, 2018-05 or 2018-05-18")
        m.append(["forecasts"], {"id": id, "text": text, "made": made, "by": source})
    return f"{section}.{id}"


def _name_source(m: Manuscript, place: str, source: str) -> None:
    """The source among those of what rests on it, where that has a list of them or can have one as it is written."""
    at = _where(m, place)
    here = m.get(at) if at else None
    if not isinstance(here, dict):
        return
    named = here.get("sources")
    named = [str(x) for x in named] if isinstance(named, list) else [str(named)] if named else []
    if source not in named and str(here.get("by", "")) != source:
        m.set([*at, "sources"], [*named, source])


def _where(m: Manuscript, place: str) -> list[str | int]:
    """Where something stands in the file, by its place; empty where it has no mapping of its own."""
    section, _, rest = place.partition(".")
    if section in {"claims", "history", "forecasts", "evidence"}:
        list_at: list[str | int] = ["evidence", "rows"] if section == "evidence" else [section]
        if section == "evidence" and not rest:
            return ["evidence"]
        found = [k for k, x in enumerate(m.get(list_at) or []) if isinstance(x, dict) and str(x.get("id", "")) == rest]
        return [*list_at, found[0]] if found else []
    if section in {"actors", "levers", "readings"}:
        return [section, rest]
    steps: list[str | int] = list(place.split("."))
    return steps if section in {"conflict", "negotiation"} and len(steps) > 1 and steps[1] != "preferences" else []


def _anchor(m: Manuscript, ask: Ask, source: str, place: str) -> None:
    paragraph, digits = ask.number("paragraph"), ask.text("hash")
    first, last = ask.number("first", -1), ask.number("last", -1)
    chars = [first, last] if 0 <= first < last else None
    listed = m.get(["anchors"]) or []
    for k, item in enumerate(listed):
        if not isinstance(item, dict):
            continue
        same = [int(str(x)) for x in item.get("chars") or [] if str(x).isdigit()] or None
        if (str(item.get("source")), str(item.get("paragraph")), same) == (source, str(paragraph), chars):
            here = item.get("to")
            to = [str(x) for x in here] if isinstance(here, list) else [str(here)] if here else []
            m.set(["anchors", k, "hash"], digits)
            if place not in to:
                m.set(["anchors", k, "to"], [*to, place])
            return
    made: dict[str, Any] = {"source": source, "paragraph": paragraph, "hash": digits}
    if chars:
        made["chars"] = chars
    m.append(["anchors"], {**made, "to": [place]})


@edit("detach", "the loosening of a passage")
def detach(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`anchor`, the number of an entry from 0; `place` that no longer rests on it, or none for the whole entry."""
    k, place = ask.number("anchor"), ask.text("place", "")
    listed = m.get(["anchors"]) or []
    if not 0 <= k < len(listed):
        raise TertiusError("there is no such passage any more")
    here = listed[k].get("to") if isinstance(listed[k], dict) else None
    left = [str(x) for x in here if str(x) != place] if isinstance(here, list) else []
    if place and left:
        m.set(["anchors", k, "to"], left)
    else:
        m.delete(["anchors", k], empty=True)


@edit("mend_anchors", "the new places of passages")
def mend_anchors(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`moves`: texts ``entry:paragraph``, each the number of an entry from 0 and the paragraph in which its passage is now."""
    for move in ask.texts("moves"):
        k, _, paragraph = move.partition(":")
        if not (k.isdigit() and paragraph.isdigit() and m.has(["anchors", int(k)])):
            raise TertiusError("there is no such passage any more")
        m.set(["anchors", int(k), "paragraph"], int(paragraph))
