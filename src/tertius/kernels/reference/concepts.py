"""Which concepts there are, and which models each is refused on, by name.

A plain concept needs to know what everybody thinks: where some actor's relation has a ``?``
between existing states it is refused. Of nash, gmr, smr and seq there are forms a-d for that; the
literature has none of the others. Limited moves and maximin rank anticipations and so need
complete transitive preferences. What several do at once is known in option form only.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tertius.errors import NotSupportedError, UnknownNameError
from tertius.model.conflict import GraphConflict

if TYPE_CHECKING:
    from tertius.kernels.reference.model import Reference

__all__ = [
    "ANTICIPATING",
    "COALITION",
    "CONCEPTS",
    "FORMED",
    "INDIVIDUAL",
    "SIMULTANEOUS",
    "STRENGTH",
    "refuse",
]

INDIVIDUAL = ("nash", "gmr", "smr", "seq", "sseq")
FORMED = tuple(f"{x}_{form}" for x in ("nash", "gmr", "smr", "seq") for form in "abcd")
STRENGTH = tuple(f"{how}_{x}" for how in ("strong", "weak") for x in ("gmr", "smr", "seq"))
SIMULTANEOUS = ("sim", "sim_fh")
ANTICIPATING = ("limited", "limited_ci", "limited_cc", "maximin")
COALITION = ("cnash", "cgmr", "csmr", "cseq")
CONCEPTS = (*INDIVIDUAL, *FORMED, *STRENGTH, *SIMULTANEOUS, *ANTICIPATING, *COALITION)


def refuse(model: Reference, concept: str) -> None:
    """Raise `NotSupportedError` where the concept says nothing about such a model."""
    if concept not in CONCEPTS:
        raise UnknownNameError("concept", concept, CONCEPTS)
    if model.merged and concept in {*FORMED, *ANTICIPATING, *COALITION}:
        raise NotSupportedError(f"{concept} is not asked of a view in which a coalition is one player")
    if concept in SIMULTANEOUS and isinstance(model.conflict, GraphConflict):
        raise NotSupportedError(f"{concept} needs options: a graph does not say what moves at once lead to")
    if concept in ANTICIPATING:
        in_pairs = [
            i for i, p in model.conflict.preferences.items() if p.kind == "pairs" and i in model.actors
        ]
        if in_pairs:
            raise NotSupportedError(
                f"{concept} needs complete transitive preferences; {in_pairs[0]}'s are pairs"
            )
        if concept == "limited" and len(model.movers) > 2:
            raise NotSupportedError("limited-move stability is for two actors; use limited_ci or limited_cc")
    if concept in FORMED:
        return
    if "unknown" not in model.memory:
        model.memory["unknown"] = model.unknown()
    if model.memory["unknown"] is not None:
        actor, a, b = model.memory["unknown"]
        forms = (
            f"{concept}_a to {concept}_d" if f"{concept}_a" in FORMED else "nash, gmr, smr, seq with _a to _d"
        )
        raise NotSupportedError(f"{concept}: it is not known what {actor} thinks of {a} and {b}; use {forms}")
