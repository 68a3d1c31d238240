"""What an input rests on: the keys that every input of a case may have."""

from __future__ import annotations

from collections.abc import Collection

from tertius.io.fields import Fields
from tertius.model.conflict import BASES, CONFIDENCES, Provenance

__all__ = ["PROVENANCE_KEYS", "provenance"]

PROVENANCE_KEYS = ("sources", "basis", "confidence", "note", "sealed")


def provenance(fields: Fields, sources: Collection[str]) -> Provenance:
    """`sources`, `basis`, `confidence`, `note` and the sealed note of an input."""
    return Provenance(
        sources=fields.known_list("sources", "source", sources),
        basis=fields.choice("basis", BASES, ""),
        note=fields.text("note"),
        confidence=fields.choice("confidence", CONFIDENCES, ""),
        sealed=fields.text("sealed"),
    )
