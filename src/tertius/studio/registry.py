"""Edits and parts by name: a file that defines one is all that it takes to have it.

Every module of `tertius.studio.edits` and `tertius.studio.parts` is imported once; what is marked
with `edit` and `part` can then be asked for by the page.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from tertius.errors import TertiusError, UnknownNameError

if TYPE_CHECKING:
    from tertius.io.manuscript import Manuscript
    from tertius.studio.look import Look

__all__ = ["Ask", "Edit", "Part", "edit", "edits", "part", "parts"]


class Ask:
    """What a page asks for: the fields of a form, each read as what it should be.

    opens : what the page has open afterwards, by name, as `data-pick` would: set by an edit that makes something new
    focus : the `data-key` of the field that is filled next; empty: the one that it was

    >>> Ask({"name": " Hill ", "at": "2"}).text("name"), Ask({"at": "2"}).number("at")
    ('Hill', 2)
    """

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self.fields = fields
        self.opens: dict[str, str] = {}
        self.focus = ""

    def text(self, name: str, default: str | None = None, *, most: int = 20_000) -> str:
        """A text without blanks around it; an error where it is missing or empty and there is no default."""
        value = self.fields.get(name)
        if value is not None and not isinstance(value, str | int | float):
            raise TertiusError(f"'{name}' is not a text")
        found = "" if value is None else " ".join(str(value).split()) if "\n" not in str(value) else str(value).strip()
        if len(found) > most:
            raise TertiusError(f"'{name}' has {len(found)} letters; it may have {most}")
        if not found and default is None:
            raise TertiusError(f"write something under '{name.replace('_', ' ')}'")
        return found or (default or "")

    def names(self, name: str, *, most: int = 300) -> list[str]:
        """Several texts in one field, with a semicolon between them: the Latin, Arabic or full-width one.

        >>> Ask({"name": "Hill; River ;"}).names("name")
        ['Hill', 'River']
        """
        found = [part.strip() for part in re.split("[;\u061b\uff1b]", self.text(name)) if part.strip()]
        if not found:
            raise TertiusError(f"write something under '{name.replace('_', ' ')}'")
        return [Ask({name: part}).text(name, most=most) for part in found]

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number."""
        value = self.fields.get(name)
        try:
            return int(value) if value not in (None, "") else _given(default, name)
        except (TypeError, ValueError):
            raise TertiusError(f"'{name}' is not a whole number") from None

    def decimal(self, name: str) -> float | int:
        """A number, whole where it can be."""
        try:
            found = float(self.fields.get(name, ""))
        except (TypeError, ValueError):
            raise TertiusError(f"‘{self.fields.get(name)}’ is not a number; write one such as 40 or 0.5") from None
        if found != found or abs(found) == float("inf"):
            raise TertiusError(f"‘{self.fields.get(name)}’ is not a number; write one such as 40 or 0.5")
        return int(found) if found.is_integer() else found

    def flag(self, name: str) -> bool:
        """Whether a box is ticked."""
        return self.fields.get(name) in (True, "true", "yes", "on", "1", 1)

    def texts(self, name: str) -> list[str]:
        """A list of texts; one alone is a list too."""
        value = self.fields.get(name)
        if value is None or value == "":
            return []
        found = value if isinstance(value, list) else [value]
        if not all(isinstance(x, str) for x in found):
            raise TertiusError(f"'{name}' is not a list of texts")
        return [x for x in found if x]

    def choice(self, name: str, known: tuple[str, ...], default: str | None = None) -> str:
        """One of the words."""
        found = self.text(name, default)
        if found not in known:
            raise UnknownNameError(name, found, known)
        return found


def _given(default: int | None, name: str) -> int:
    if default is None:
        raise TertiusError(f"'{name}' is missing")
    return default


Change = Callable[["Manuscript", Ask, dict[str, Any]], None]
Show = Callable[["Look"], Mapping[str, Any]]
Wanted = Callable[["Look"], bool]


@dataclass(frozen=True, slots=True)
class Edit:
    """A change that a page can ask for; `said` is what undo calls it."""

    name: str
    said: str
    change: Change


@dataclass(frozen=True, slots=True)
class Part:
    """A panel: what it shows is worked out by `show` and drawn by the template of its name.

    place : ``edit`` or ``result``; title and order are those of its entry in the navigation
    later : worked out in a thread of its own, after the answer to an edit; or whether that is worth it for a look
    """

    name: str
    title: str
    place: str
    order: int
    show: Show
    later: bool | Wanted = False


_EDITS: dict[str, Edit] = {}
_PARTS: dict[str, Part] = {}


def edit(name: str, said: str) -> Callable[[Change], Change]:
    """Mark a function as the edit of that name: ``(manuscript, ask, notes) -> None``."""

    def mark(change: Change) -> Change:
        assert name not in _EDITS, name
        _EDITS[name] = Edit(name, said, change)
        return change

    return mark


def part(name: str, *, title: str, place: str, order: int, later: bool | Wanted = False) -> Callable[[Show], Show]:
    """Mark a function as the part of that name: ``(look) -> context of its template``."""

    def mark(show: Show) -> Show:
        assert name not in _PARTS, name
        _PARTS[name] = Part(name, title, place, order, show, later)
        return show

    return mark


@lru_cache(maxsize=1)
def _imported() -> None:
    for package in ("tertius.studio.edits", "tertius.studio.parts"):
        found = importlib.import_module(package)
        for module in pkgutil.iter_modules(found.__path__):
            importlib.import_module(f"{package}.{module.name}")


def edits() -> Mapping[str, Edit]:
    """Every edit by name."""
    _imported()
    return _EDITS


def parts() -> Mapping[str, Part]:
    """Every part by name, in the order of the navigation."""
    _imported()
    return dict(sorted(_PARTS.items(), key=lambda item: (item[1].place, item[1].order, item[0])))
