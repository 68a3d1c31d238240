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
    family : ``sequence`` (the others answer one after another, one test for all), ``moment`` (they move
        at the same moment), ``ahead`` (anticipations to a horizon) or ``coalition``
    form : ``a`` to ``d``: how unknown preferences count
    strength : ``strong`` or ``weak``: how sanctions count where preferences have a strength
    base : the plain concept of which this is a variant; its own id if it is none
    """

    id: str
    name: str
    definition: str
    source: str
    synonyms: tuple[str, ...] = ()
    responses: str | None = None
    escapes: bool = False
    family: str = "sequence"
    form: str = ""
    strength: str = ""
    base: str = ""

    @property
    def plain(self) -> str:
        """The plain concept of which this is a variant, or its own id."""
        return self.base or self.id
