"""What waiting costs as rows for its form, as it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tertius.studio.edits.timing import CHANNELS, OF_PARTY
from tertius.studio.numbers import shown
from tertius.studio.rows import listed, mapped, said

__all__ = ["PressureRow", "Waiting", "timing_of"]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A party. values : by key of `OF_PARTY`; by_text : keys that change with time, which the text alone has"""

    id: str
    name: str
    values: Mapping[str, str]
    by_text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PressureRow:
    """Pressure in words."""

    id: str
    name: str
    words: str
    coercive: bool


def timing_of(talks: Mapping[str, Any], parties: Mapping[str, str], actors: Mapping[str, str]) -> dict[str, Any] | None:
    """The form's content, or None where nothing is said of time. parties, actors : names by id"""
    if not isinstance(talks.get("timing"), dict):
        return None
    here = talks["timing"]
    own = mapped(here.get("parties"))
    rows = []
    for id, name in parties.items():
        values = mapped(own.get(id))
        by_text = tuple(k for k in OF_PARTY if isinstance(values.get(k), list) and any(isinstance(x, dict) for x in values[k]))
        rows.append(Waiting(id, name, {k: "" if k in by_text else shown(values.get(k)) for k in OF_PARTY}, by_text))
    pressure = []
    for id, one in mapped(here.get("pressure")).items():
        does = [f"{words} by {shown(mapped(one).get(key))}" for key, words in CHANNELS.items() if mapped(one).get(key) is not None]
        by, on = said(one, "by"), said(one, "on")
        words = f"{actors.get(by, by) or 'Somebody'} on {parties.get(on, on)}: {', '.join(does) or 'nothing yet'}"
        pressure.append(PressureRow(id, said(one, "name", id), words, said(one, "coercive") in {"yes", "true", "on"}))
    sides = [str(x) for x in listed(here.get("sides"))]
    return {
        **{key: said(here, key) for key in ("horizon", "lookahead", "start")},
        "unit": said(here, "unit", "month"),
        "breakdown": shown(here.get("breakdown")),
        "sides": [*sides, "", ""][:2],
        "parties": rows,
        "pressure": pressure,
    }
