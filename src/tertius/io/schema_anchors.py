"""The part of the JSON Schema for the `anchors` section; `tertius.io.schema` has the rest, and what this is made of."""

from __future__ import annotations

from typing import Any

from tertius.io.anchors import ANCHOR_KEYS
from tertius.model.anchors import HASH_DIGITS

__all__ = ["anchors_schema"]


def anchors_schema() -> dict[str, Any]:
    """The section."""
    from tertius.io.schema import _fields, _object

    place = {"type": "integer", "minimum": 0}
    known: dict[str, dict[str, Any]] = {
        "paragraph": {"type": "integer", "minimum": 1, "description": "its number in the source, from 1"},
        "hash": {
            "type": ["string", "integer"],
            "description": "of the paragraph: NFC, blanks made one, SHA-256, the first digits",
            "pattern": f"^[0-9a-fA-F]{{{HASH_DIGITS}}}$",
        },
        "chars": {"type": "array", "items": place, "minItems": 2, "maxItems": 2, "description": "the passage within the paragraph"},
        "to": {"$ref": "#/$defs/ids"},
    }
    return {"type": "array", "items": _object(_fields(ANCHOR_KEYS, known), ["source", "paragraph", "to"])}
