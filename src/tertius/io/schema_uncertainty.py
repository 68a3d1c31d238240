"""The part of the JSON Schema for the `uncertainty` section; `tertius.io.schema` has the rest, and what this is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tertius.io import uncertainty

__all__ = ["uncertainty_schema"]

Schema = dict[str, Any]


def uncertainty_schema(rests: Mapping[str, Schema], forms: Mapping[str, Schema]) -> Schema:
    """The section."""
    from tertius.io.schema import _map, _object

    weight: Schema = {"type": "number", "minimum": 0}
    known = {**rests, "weight": weight, **{form: forms[form] for form in uncertainty.ALTERNATIVE_FORMS}}
    alternative = _object({key: known[key] for key in uncertainty.ALTERNATIVE_KEYS})
    shapes: dict[str, Schema] = {
        "reorder": {"enum": list(uncertainty.REORDERS)},
        "p": {"type": "number", "minimum": 0, "maximum": 1},
        "chains": {"type": "array", "items": {"type": "array", "items": {"type": ["string", "boolean"]}}},
        "alternatives": {"type": "array", "items": alternative, "minItems": 1},
        **rests,
    }
    points: Schema = {"type": "number", "minimum": 0, "maximum": 100}
    spread = {**rests, "position": points, "salience": points, "power": {"type": "number", "minimum": 0, "maximum": 10}}
    return _object(
        {
            "preferences": _map(_object({key: shapes[key] for key in uncertainty.VARYING_KEYS})),
            "negotiation": _object({key: spread[key] for key in uncertainty.SPREAD_KEYS})
            | {"anyOf": [{"required": [key]} for key in ("position", "salience", "power")]},
            "evidence": _object({**rests, "likelihoods": {"const": "within"}}) | {"required": ["likelihoods"]},
            "readings": {"type": "object", "properties": dict(rests), "additionalProperties": weight, "minProperties": 1},
        }
    )
