"""Moves and states of a conflict in graph form: who can go from where to where."""

from __future__ import annotations

import re
from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.edits.actors import an_actor
from tertius.studio.registry import Ask, edit

MOVES = ["conflict", "moves"]
_ARC = re.compile(r"\s*(\S+)\s*(<->|->)\s*(\S+)\s*")


def arc(text: str) -> tuple[str, str, str]:
    """From, arrow, to; empty where the text is no move.

    >>> arc("s1 <-> s2"), arc("s1")
    (('s1', '<->', 's2'), ('', '', ''))
    """
    found = _ARC.fullmatch(text)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def _a_state(m: Manuscript, ask: Ask, field: str) -> str:
    id = ask.text(field)
    if not m.has(["conflict", "states", id]):
        raise TertiusError(f"there is no state '{id}' any more")
    return id


def _listed(m: Manuscript, actor: str) -> list[str]:
    here = m.get([*MOVES, actor])
    return [str(x) for x in here] if isinstance(here, list) else [] if here is None else [str(here)]


@edit("add_move", "the new move")
def add_move(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`, `from`, `to` (states); `back`: also the other way. A move whose way back is there already becomes both ways."""
    actor, start, end = an_actor(m, ask), _a_state(m, ask, "from"), _a_state(m, ask, "to")
    if start == end:
        raise TertiusError("a move leads to another state")
    place, listed = [*MOVES, actor], _listed(m, actor)
    back = ask.flag("back")
    for k, text in enumerate(listed):
        a, arrow, b = arc(text)
        if {a, b} != {start, end}:
            continue
        if arrow == "<->" or ((a, b) == (start, end) and not back):
            raise TertiusError("that move stands there already")
        _write(m, place, listed, k, f"{a} <-> {b}")
        return
    made = f"{start} {'<->' if back else '->'} {end}"
    if isinstance(m.get(place), list):
        m.append(place, made)
    else:
        m.set(place, [*listed, made])
    if not m.has(["conflict", "preferences", actor]):
        m.set(["conflict", "preferences", actor], [])


def _write(m: Manuscript, place: list[str], listed: list[str], at: int, text: str) -> None:
    if isinstance(m.get(place), list):
        m.set([*place, at], text)
    else:
        m.set(place, [text])


@edit("remove_move", "the removal of a move")
def remove_move(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`; `at` is a place in its list."""
    actor, at = an_actor(m, ask), ask.number("at")
    listed = _listed(m, actor)
    if not 0 <= at < len(listed):
        raise TertiusError("there is no such move any more")
    if len(listed) == 1:
        m.delete([*MOVES, actor])
        if not m.get(MOVES):
            m.set(MOVES, {})
    else:
        m.delete([*MOVES, actor, at])


@edit("set_state_label", "the name of a state")
def set_state_label(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`state`, `label`."""
    id, label = _a_state(m, ask, "state"), ask.text("label", most=500)
    m.set(["conflict", "states", id], label)
