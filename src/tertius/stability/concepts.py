"""The catalogue of solution concepts."""

from __future__ import annotations

from tertius.errors import UnknownNameError
from tertius.stability import (
    coalition,
    gmr,
    limited,
    limited_cc,
    limited_ci,
    maximin,
    nash,
    seq,
    sim,
    sim_fh,
    smr,
    sseq,
    strength,
    unknown,
)
from tertius.stability.card import Card

__all__ = ["CONCEPTS", "DEFAULT", "FLOORS", "concept"]

_CARDS: tuple[Card, ...] = (
    *(module.CARD for module in (nash, gmr, smr, seq, sseq, sim, sim_fh, limited, limited_ci, limited_cc, maximin)),
    *unknown.CARDS,
    *strength.CARDS,
    *coalition.CARDS,
)
CONCEPTS: dict[str, Card] = {card.id: card for card in _CARDS}
DEFAULT = ("nash", "gmr", "smr", "seq")
FLOORS = ("nash", "gmr", "smr", "seq", "sseq")
"""Concepts that are a floor each where preferences are complete."""


def concept(id: str) -> Card:
    """The card of a concept; `UnknownNameError` with the nearest name otherwise."""
    if id not in CONCEPTS:
        raise UnknownNameError("concept", id, CONCEPTS)
    return CONCEPTS[id]
