"""What a solution concept says of itself: its names, its definition, where it comes from."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Card"]


@dataclass(frozen=True, slots=True)
class Card:
    """A concept card.

    id : the word used in files, commands and JSON
    name : the literature's name
    synonyms : other names in use
    definition : in words
    source : where it was defined
    responses : which replies count: None (none), "moves" or "improvements"
    escapes : whether the mover may answer a sanction by one more move
    """

    id: str
    name: str
    definition: str
    source: str
    synonyms: tuple[str, ...] = ()
    responses: str | None = None
    escapes: bool = False
