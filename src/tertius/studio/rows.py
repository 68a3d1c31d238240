"""Plain data as rows for editors; whatever stands there, a row can be made of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tertius.studio.uses import option_keys

__all__ = ["ActorRow", "OptionRow", "actor_rows", "listed", "mapped", "name_of", "option_rows", "said"]


@dataclass(frozen=True, slots=True)
class OptionRow:
    """An option as it is written."""

    key: str
    actor: str
    name: str
    direction: str
    coercive: bool
    note: str


@dataclass(frozen=True, slots=True)
class ActorRow:
    """An actor as it is written, with its options."""

    id: str
    name: str
    role: str
    note: str
    options: tuple[OptionRow, ...]


def mapped(value: Any) -> dict[str, Any]:
    """A mapping, or none where something else stands."""
    return value if isinstance(value, dict) else {}


def listed(value: Any) -> list[Any]:
    """A list; one text alone is a list too."""
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def said(value: Any, key: str, default: str = "") -> str:
    """A text under a key, or the default where there is none."""
    found = value.get(key) if isinstance(value, dict) else None
    return found if isinstance(found, str) else default


def name_of(value: Any, id: str) -> str:
    """A display name: the short form is the name alone."""
    return value if isinstance(value, str) and value else said(value, "name", id)


def option_rows(data: Mapping[str, Any]) -> tuple[OptionRow, ...]:
    """Every option, in file order."""
    options = mapped(mapped(data.get("conflict")).get("options"))
    found = []
    for key in option_keys(data):
        actor, _, id = key.partition(".")
        here = options[actor][id]
        coercive = said(here, "coercive") in {"yes", "true", "on", "True", "Yes"}
        found.append(OptionRow(key, actor, name_of(here, id), said(here, "direction", "both"), coercive, said(here, "note")))
    return tuple(found)


def actor_rows(data: Mapping[str, Any]) -> tuple[ActorRow, ...]:
    """Every actor, in file order."""
    options = option_rows(data)
    return tuple(
        ActorRow(id, name_of(here, id), said(here, "role", "party"), said(here, "note"), tuple(o for o in options if o.actor == id))
        for id, here in mapped(data.get("actors")).items()
    )
