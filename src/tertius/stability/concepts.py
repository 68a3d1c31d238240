"""The catalogue of solution concepts."""

from __future__ import annotations

from tertius.errors import NotSupportedError, UnknownNameError
from tertius.stability import gmr, limited, nash, seq, sim, smr, sseq
from tertius.stability.card import Card

__all__ = ["CONCEPTS", "DEFAULT", "FLOORS", "concept"]

CONCEPTS: dict[str, Card] = {
    module.CARD.id: module.CARD for module in (nash, gmr, smr, seq, sseq, sim, limited)
}
DEFAULT = ("nash", "gmr", "smr", "seq")
FLOORS = ("nash", "gmr", "smr", "seq", "sseq")
"""Concepts that are a floor each; the other two are not."""

_LATER = ("sim_fh", "cnash", "cgmr", "csmr", "cseq")


def concept(id: str) -> Card:
    """The card of a concept; `UnknownNameError` with the nearest name otherwise."""
    if id in _LATER:
        raise NotSupportedError(f"the concept '{id}' is not in this version; there are: {', '.join(CONCEPTS)}")
    if id not in CONCEPTS:
        raise UnknownNameError("concept", id, CONCEPTS)
    return CONCEPTS[id]
