"""The part of the JSON Schema for the `negotiation` section; `tertius.io.schema` has the rest, and what this is made of."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tertius.io import negotiation, negotiation_rule
from tertius.model.negotiation import RULES
from tertius.model.position_table import MOST_POWER
from tertius.model.timing import UNITS

__all__ = ["negotiation_schema", "rule_schema", "timing_schema"]

Schema = dict[str, Any]


def negotiation_schema(rests: Mapping[str, Schema]) -> Schema:
    """The section."""
    from tertius.io.schema import DATE, ONE_OR_MORE, TEXT, _fields, _map, _object

    place: Schema = {"type": "number", "minimum": 0, "maximum": 100}
    share: Schema = {"type": "number", "minimum": 0, "maximum": 1}
    power: Schema = {"type": "number", "minimum": 0, "maximum": MOST_POWER}
    powers: Schema = {"anyOf": [power, {"type": "array", "items": power, "minItems": 2, "maxItems": 2}]}
    dated = _object(_fields(negotiation.DATED_POWER_KEYS, {**rests, "date": DATE, "power": powers}), ["date", "power"])
    over_time: Schema = {"type": "array", "items": dated}
    party = _object(_fields(negotiation.PARTY_KEYS, {**rests, "power_over_time": over_time, "power": power, "patience": share, "fallback": share}))
    stance = _object(
        _fields(
            negotiation.STANCE_KEYS,
            {
                **rests,
                "position": {"anyOf": [place, {"type": "array", "items": place, "minItems": 2, "maxItems": 2}]},
                "salience": place,
                "power": power,
                "red_line": _object(dict.fromkeys(negotiation.RED_LINE_KEYS, place)),
            },
        )
    )
    clause = _object(_fields(negotiation.CLAUSE_KEYS, {"bracketed": _map(TEXT)}))
    issue = _object(
        _fields(
            negotiation.ISSUE_KEYS,
            {**rests, "clause": clause, "scale": _map(TEXT), "on_the_table": place | {"description": "the draft"}, "positions": _map(stance),
             "status_quo": place | {"description": "what holds without agreement"}},
        )
    )
    named = _object(_fields(negotiation_rule.NAMED_RULE_KEYS, {**rests, **_rule_parts()}))
    known: dict[str, Schema] = {
        **rests, "rule": {"$ref": "#/$defs/rule"}, "vetoes": {"$ref": "#/$defs/ids"},
        "rules": _map(named), "parties": _map(party), "issues": _map(issue), "exclude": ONE_OR_MORE, "timing": timing_schema(rests),
    }  # fmt: skip
    return _object(_fields(negotiation.NEGOTIATION_KEYS, known), ["issues"])


def timing_schema(rests: Mapping[str, Schema]) -> Schema:
    """The part `timing`."""
    from tertius.io import negotiation_timing as timing
    from tertius.io.schema import DATE, FLAG, ONE_OR_MORE, TEXT, _fields, _map, _object

    def span(most: float | None = None) -> Schema:
        number: Schema = {"type": "number", "minimum": 0, **({} if most is None else {"maximum": most})}
        return {"anyOf": [number, {"type": "array", "items": number, "minItems": 1, "maxItems": 2}]}

    def path(most: float | None = None) -> Schema:
        at: Schema = {"type": ["string", "number"], "description": "a date, or units from the start"}
        point = _object(_fields(timing.POINT_KEYS, {**rests, "at": at, "value": span(most)}), ["at", "value"])
        return {"anyOf": [*span(most)["anyOf"], {"type": "array", "items": point, "minItems": 1}]}

    party = _object(
        _fields(
            timing.PARTY_TIMING_KEYS,
            {**rests, "rate": span(), "cost": path(), "worth": path(1), "demand": span(1), "stubborn": span(1), "audience": span(1)},
        )
    )
    channels = {key: span(None if key == "raises_cost" else 1) for key in timing.CHANNEL_KEYS}
    pressure = _object(
        _fields(timing.PRESSURE_KEYS, {**rests, **channels, "coercive": FLAG, "through": ONE_OR_MORE}), ["on"]
    )
    above: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": timing.MOST_UNITS}
    known: dict[str, Schema] = {
        **rests, "start": DATE, "unit": {"enum": list(UNITS)}, "horizon": above, "lookahead": above, "breakdown": span(),
        "sides": {"type": "array", "items": TEXT, "minItems": 2, "maxItems": 2}, "parties": _map(party), "pressure": _map(pressure),
    }  # fmt: skip
    return _object(_fields(timing.TIMING_KEYS, known), ["horizon"])


def rule_schema() -> Schema:
    """A rule, which may hold others."""
    from tertius.io.schema import _fields, _object

    return _object(_fields(negotiation_rule.RULE_KEYS, _rule_parts()))


def _rule_parts() -> dict[str, Schema]:
    from tertius.io.schema import _map

    return {
        "kind": {"enum": list(RULES)}, "share": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        "votes": _map({"type": "number", "minimum": 0}), "of": {"type": "array", "items": {"$ref": "#/$defs/rule"}},
        "vetoes": {"$ref": "#/$defs/ids"},
    }  # fmt: skip
