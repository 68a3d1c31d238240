"""The JSON Schema of case files, for editors: completion, hover texts, first checks while typing.

It is made from the same lists of keys that the reader uses. What it cannot say (names that must
exist, complete rankings, expressions) is left to `tertius check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tertius.io import (
    claims,
    claims_agreements,
    conflict,
    evidence,
    ladder,
    load,
    preferences,
    relations,
    sections,
    thresholds,
)
from tertius.io.claims_agreements import RIPE_CONCEPTS
from tertius.io.effects import EFFECT_KEYS, PREFER_KEYS
from tertius.io.schema_anchors import anchors_schema
from tertius.io.schema_negotiation import negotiation_schema, rule_schema
from tertius.io.schema_uncertainty import uncertainty_schema
from tertius.model.case import CONTEXT_FORMS
from tertius.model.conflict import BASES, CONFIDENCES
from tertius.model.evidence import MARKS, UNKNOWN
from tertius.model.relations import PERIODS, VALUES

__all__ = ["case_schema"]

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
FLAG: Schema = {"enum": [True, False, "yes", "no", "true", "false", "on", "off"]}
DATE: Schema = {
    "type": ["string", "integer"],
    "description": "2018, 2018-05 or 2018-05-18",
    "pattern": r"^\d{4}(-\d{1,2}(-\d{1,2})?)?$",
}
EXPRESSION: Schema = {"type": ["string", "boolean"], "description": "an expression over options, such as: a and not b"}
COMPARISON: Schema = {
    "type": "string",
    "pattern": r"^[^<>~?]*(>>|>|~|\?)[^<>~?]*$",
    "description": "two states and a sign: a > b (prefers), a >> b (strongly), a ~ b (indifferent), a ? b (not known)",
}
POSITIVE: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}
ONE_OR_MORE: Schema = {"anyOf": [{"type": ["string", "number", "boolean"]}, {"type": "array"}, {"type": "null"}]}

_DESCRIPTIONS = {
    "as_of": "the date at which status_quo holds",
    "redacted": "a version without what that level leaves out; what is put back is left out again",
    "argued_on": "the date of the argument; reports show what was known then beside what is known since",
    "status_quo": "the options that are on, or a state code",
    "main_claim": "the claim that the case is about",
    "infeasible": "expressions; states in which any of them is true do not exist",
    "from": "the date of the situation that the claim is about",
    "becomes": "the verdict that the edit leads to",
    "must": "`tertius claims` exits 1 if the verdict is another",
    "basis": "what the input rests on",
    "confidence": "how sure the modeller is of the input",
    "enables": "options that depend on this one",
    "ranking": "states, best first; an inner list is a tie, '>>' between two states a strong gap",
    "normalise": "divide the prior by its sum",
    "reliability": "how far the report can be trusted, from 0 to 1",
    "group": "rows that depend on one another; a group counts as one row",
    "likelihood": "for each reading: CC, C, N, I, II, unknown, a number above 0 and at most 1, or [low, high]",
    "read_as": "the level that a source took for success",
    "closure": "transitive: what the definite pairs imply counts as listed",
    "uncertainty": "what varies in draws of the case; what is not named is held fixed",
    "reorder": "adjacent: one pass from the top, each neighbouring pair swapped with probability p",
    "views": "actor: reading; that actor sees the case through that reading",
    "pivot": "the actor that could back either of two rivals",
    "with": "what going ahead is worth with the pivot on its side",
    "without": "what going ahead is worth with the pivot on the other side",
    "ally": "what an outside ally adds to `without`",
    "pressure": "what the pressure costs the client; an observed input",
    "direction": "both, on (can be taken up, never dropped) or off",
}


def _object(properties: Mapping[str, Schema], required: Iterable[str] = (), **more: Any) -> Schema:
    described = {
        key: ({**value, "description": _DESCRIPTIONS[key]} if key in _DESCRIPTIONS and "description" not in value else value)
        for key, value in properties.items()
    }
    made: Schema = {"type": "object", "properties": described, "patternProperties": {"^x_": True}, "additionalProperties": False}
    if required:
        made["required"] = list(required)
    return made | more


def _map(value: Schema) -> Schema:
    return {"type": "object", "additionalProperties": value}


def _fields(keys: Iterable[str], known: Mapping[str, Schema]) -> dict[str, Schema]:
    """A schema for each key of the reader; a key without one of its own is a text."""
    return {key: known.get(key, TEXT) for key in keys}


def case_schema() -> Schema:
    """The schema of a case file, format 1 (JSON Schema 2020-12)."""
    rests: dict[str, Schema] = {"sources": {"$ref": "#/$defs/ids"}, "basis": {"enum": list(BASES)}, "confidence": {"enum": list(CONFIDENCES)}, "note": TEXT, "sealed": {"type": "string", "description": "a note that no redacted version has"}}
    effects: Schema = {"$ref": "#/$defs/effects"}
    source = _object(
        _fields(
            sections.SOURCE_KEYS,
            {
                "date": DATE, "region": ONE_OR_MORE, "theme": ONE_OR_MORE, "stance": {"enum": list(sections.STANCES)},
                "cites": {"$ref": "#/$defs/ids"}, "seen": {"anyOf": [FLAG, {"enum": list(sections.SEEN)}]},
                "rights": _object(_fields(sections.RIGHTS_KEYS, {"quote_words": NUMBER})),
            },
        ),
        ["title"],
    )  # fmt: skip
    actor = _object(_fields(sections.ACTOR_KEYS, rests | {"role": {"enum": list(sections.ROLES)}}))
    option = _object(
        _fields(
            conflict.OPTION_KEYS,
            rests | {"direction": {"enum": ["both", "on", "off", True, False]}, "coercive": FLAG, "enables": ONE_OR_MORE},
        )
    )
    preference: Schema = {
        "anyOf": [
            {"type": "array", "items": EXPRESSION},
            _object(
                rests
                | {
                    "statements": {"type": "array", "items": EXPRESSION},
                    "ranking": {"type": "array", "items": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}},
                    "weights": _map(NUMBER),
                    "payoffs": _map(NUMBER),
                    "pairs": {"type": "array", "items": COMPARISON},
                    "closure": {"enum": list(preferences.CLOSURES)},
                }
            ),
        ]
    }
    conflict_schema = _object(
        {
            "options": _map({"anyOf": [{"type": "null"}, _map({"anyOf": [TEXT, {"type": "null"}, option]})]}),
            "infeasible": ONE_OR_MORE,
            "states": _map({"type": ["string", "null"]}),
            "moves": _map({"type": "array", "items": TEXT}),
            "preferences": _map(preference),
            "status_quo": ONE_OR_MORE,
            **rests,
        }
    )
    lever = _object(
        _fields(sections.LEVER_KEYS, rests | {"cost": NUMBER, "effects": effects, "coercive": FLAG, "date": DATE}),
        ["by", "effects"],
    )
    changes: Schema = {"type": "object", "properties": {"conflict": {"type": "object"}, "negotiation": {"type": "object"}}, "additionalProperties": False}
    reading = _object(
        _fields(
            load.READING_KEYS,
            rests | {"levers": {"$ref": "#/$defs/ids"}, "changes": changes, "effects": effects, "date": DATE},
        )
    )
    event = _object(
        _fields(
            sections.EVENT_KEYS,
            rests
            | {
                "date": DATE, "does": ONE_OR_MORE, "declines": ONE_OR_MORE,
                "signals": _object(_fields(sections.SIGNAL_KEYS, {}), ["to"]),
            },
        ),
        ["date"],
    )  # fmt: skip
    falsifier = _object(
        _fields(
            claims.FALSIFIER_KEYS,
            {
                "effects": effects, "changes": changes, "evidence": _map(_map({"$ref": "#/$defs/likelihood"})), "levers": {"$ref": "#/$defs/ids"},
                "without": {"$ref": "#/$defs/ids"}, "readings": {"$ref": "#/$defs/ids"},
                "becomes": {"enum": list(claims.VERDICTS)},
            },
        ),
        ["becomes"],
    )  # fmt: skip
    claim = _object(
        _fields(
            claims.CLAIM_KEYS,
            rests
            | {
                "expect": {"$ref": "#/$defs/expect"}, "readings": {"$ref": "#/$defs/ids"},
                "levers": {"$ref": "#/$defs/ids"}, "given": effects, "from": DATE, "falsifier": falsifier,
                "must": {"enum": list(claims.VERDICTS)}, "date": DATE,
            },
        ),
        ["id", "text"],
    )  # fmt: skip
    forecast = _object(
        _fields(
            sections.FORECAST_KEYS,
            rests
            | {
                "made": DATE,
                "p": {"anyOf": [NUMBER, {"type": "array", "items": NUMBER, "minItems": 1, "maxItems": 2}]},
                "p_kind": {"enum": list(sections.P_KINDS)}, "model": {"$ref": "#/$defs/ids"},
                "resolved": _object(
                    {"date": DATE, "outcome": {"anyOf": [FLAG, {"const": "void"}]}, "sources": {"$ref": "#/$defs/ids"}, "note": TEXT},
                    ["date", "outcome"],
                ),
            },
        ),
        ["id", "text", "made"],
    )
    quantity = _quantity()
    rival = _object(
        _fields(thresholds.RIVAL_KEYS, rests | dict.fromkeys(("with", "without", "status_quo", "ally"), quantity)),
        ["with", "without", "status_quo"],
    )
    window = _object(
        _fields(
            thresholds.WINDOW_KEYS,
            rests | {"neutral": quantity, "rivals": _map(rival) | {"minProperties": 2, "maxProperties": 2}, "date": DATE},
        ),
        ["id", "pivot", "rivals"],
    )
    exposure: Schema = {"anyOf": [EXPRESSION, _object(dict.fromkeys(thresholds.EXPOSURE_KEYS, quantity), thresholds.EXPOSURE_KEYS)]}
    pledge = _object(dict.fromkeys(thresholds.PLEDGE_KEYS, quantity), thresholds.PLEDGE_KEYS)
    commitment = _object(
        _fields(
            thresholds.COMMITMENT_KEYS,
            rests
            | dict.fromkeys(
                ("pressure", "shield", "gain_from_delay", "talks", "face", "abandonment", "alliance"), quantity
            )
            | {
                "permission": exposure, "support": exposure, "commit": ONE_OR_MORE, "date": DATE,
                "credibility": _object(dict.fromkeys(thresholds.CREDIBILITY_KEYS, pledge)),
            },
        ),
        ["id", "client", "by", "pressure", "permission", "gain_from_delay"],
    )  # fmt: skip
    tie = _object(
        _fields(
            relations.TIE_KEYS, rests | {"sign": {"type": ["string", "number"], "description": "positive, negative, none or a number"}, "date": DATE, "until": DATE}
        ),
        ["a", "b", "sign"],
    )
    section = _object(
        _fields(
            relations.RELATIONS_KEYS,
            {
                "ties": {"type": "array", "items": tie},
                "events": {"anyOf": [TEXT, _object(_fields(relations.EVENTS_KEYS, rests), ["file"])]},
                "aliases": {"anyOf": [TEXT, _map(TEXT)]}, "period": {"enum": list(PERIODS)}, "value": {"enum": list(VALUES)},
                "threshold": NUMBER, "min_events": {"type": "integer"},
            },
        )
    )  # fmt: skip
    falsifier["properties"]["negotiation"] = {"type": "object"}
    falsifier["properties"]["ties"] = {"type": "array", "items": tie}
    rungs = {"levels": _map(TEXT), "reached": {"type": "array", "items": _object(_fields(ladder.RUNG_KEYS, rests | {"date": DATE}), ["level", "date"])}}
    read_as = {"type": "array", "items": _object(_fields(ladder.READ_AS_KEYS, {}), ["by", "level"])}
    row = _object({"paragraph": {"type": "integer"}, "as": {"enum": list(CONTEXT_FORMS)}, "refs": {"$ref": "#/$defs/ids"}, "why": TEXT}, ["paragraph", "as"])
    top: dict[str, Schema] = {
        "tertius": {"const": 1},
        "redacted": {"enum": list(load.REDACTED)},
        "as_of": DATE,
        "argued_on": DATE,
        "sources": _map(source),
        "actors": _map({"anyOf": [TEXT, {"type": "null"}, actor]}),
        "conflict": conflict_schema,
        "levers": _map(lever),
        "readings": _map(reading),
        "views": _map(TEXT),
        "uncertainty": uncertainty_schema(rests, preference["anyOf"][1]["properties"]),
        "history": {"type": "array", "items": event},
        "relations": section,
        "negotiation": negotiation_schema(rests),
        "claims": {"type": "array", "items": claim},
        "forecasts": {"type": "array", "items": forecast},
        "thresholds": _object(
            dict(zip(thresholds.THRESHOLD_KEYS, ({"type": "array", "items": x} for x in (window, commitment)), strict=True))
        ),
        "evidence": _evidence(rests),
        "ladder": _object(_fields(ladder.LADDER_KEYS, rests | rungs | {"read_as": read_as}), ["commitment", "reached"]),
        "coverage": _map(_object({"paragraphs": {"type": "integer"}, "rows": {"type": "array", "items": row}}, ["paragraphs", "rows"])),
        "anchors": anchors_schema(),
        "caveats": {
            "type": "array",
            "items": {"anyOf": [TEXT, _object({"text": TEXT, "sources": {"$ref": "#/$defs/ids"}, "date": DATE}, ["text"])]},
        },
    }
    return _object(
        _fields(load.SECTIONS, top),
        ["tertius", "title", "actors"],
        **{
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "A Tertius case, format 1",
            "$defs": {
                "ids": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]},
                "effects": {"anyOf": [{"$ref": "#/$defs/effect"}, {"type": "array", "items": {"$ref": "#/$defs/effect"}}]},
                "effect": _effect(),
                "likelihood": {"anyOf": [{"enum": [*MARKS, UNKNOWN]}, POSITIVE, {"type": "array", "items": POSITIVE, "minItems": 2, "maxItems": 2}]},
                "rule": rule_schema(),
                "expect": {"oneOf": [_expect(form, keys) for form, keys in claims.EXPECT_FORMS.items()]},
            },
        },
    )


def _quantity() -> Schema:
    """A number, an interval, or a state whose payoff is meant."""
    state: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
    return {
        "anyOf": [NUMBER, {"type": "array", "items": NUMBER, "minItems": 1, "maxItems": 2}, _object({"state": state}, ["state"])],
        "description": "a number, [low, high], or {state: a state whose payoff is meant}",
    }


def _evidence(rests: Mapping[str, Schema]) -> Schema:
    share: Schema = {"type": "number", "minimum": 0, "maximum": 1}
    span: Schema = {"anyOf": [share, {"type": "array", "items": share, "minItems": 1, "maxItems": 2}]}
    prior: Schema = {"anyOf": [NUMBER, {"type": "array", "items": NUMBER, "minItems": 1, "maxItems": 2}]}
    mark: Schema = {"anyOf": [POSITIVE, {"type": "array", "items": POSITIVE, "minItems": 2, "maxItems": 2}]}
    row = _object(
        _fields(
            evidence.ROW_KEYS,
            {**rests, "date": DATE, "likelihood": _map({"$ref": "#/$defs/likelihood"}), "reliability": span},
        ),
        ["id", "date", "text", "likelihood"],
    )
    scale = _object({**dict.fromkeys(MARKS, mark), "width": share, "least": POSITIVE})
    known = {"readings": {"$ref": "#/$defs/ids"}, "prior": _map(prior), "normalise": FLAG, "scale": scale, "groups": _map(TEXT)}
    return _object(
        _fields(evidence.EVIDENCE_KEYS, {**rests, **known, "rows": {"type": "array", "items": row, "minItems": 1}}), ["rows"]
    )


def _effect() -> Schema:
    prefer = _map(
        _object(
            {k: ONE_OR_MORE if k in {"first", "last", "drop"} else _map(ONE_OR_MORE) for k in PREFER_KEYS}
        )
    )
    moves = _map({"type": "array", "items": TEXT})
    shapes: dict[str, Schema] = {
        "fix": _map(FLAG),
        "link": _map(EXPRESSION),
        "needs": _map(EXPRESSION),
        "forbid": {"anyOf": [ONE_OR_MORE, moves]},
        "allow": moves,
        "prefer": prefer,
    }
    return _object({key: shapes[key] for key in EFFECT_KEYS})


def _expect(form: str, keys: Iterable[str]) -> Schema:
    quantifier: Schema = {"enum": ["every", "some", "none"]}
    foresight: Schema = {"enum": [1, 2]}
    concept: Schema = {"enum": list(claims.CLAIM_CONCEPTS)}
    state: Schema = {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}
    known: dict[str, Schema] = {
        "outcomes": quantifier, "equilibria": quantifier, "satisfy": EXPRESSION, "for": EXPRESSION, "concept": concept,
        "foresight": foresight, "size": {"type": "integer"}, "necessary": ONE_OR_MORE, "sufficient": ONE_OR_MORE,
        "all_of": {"$ref": "#/$defs/ids"}, "any_of": {"$ref": "#/$defs/ids"},
        "stable": _object({"actor": TEXT, "state": state, "concept": concept}, ["actor", "state"]),
        "best_move": _object({"actor": TEXT, "satisfy": EXPRESSION, "foresight": foresight}, ["actor", "satisfy"]),
        "bridges": _object({"actor": TEXT, "at_least": {"type": "integer"}, "period": {"type": ["string", "integer"]}}, ["actor"]),
        "explained": {"anyOf": [TEXT, _object({"event": TEXT, "foresight": foresight}, ["event"])]},
        "phased": _object({"to": EXPRESSION, "exists": FLAG, "foresight": foresight, "lasting": FLAG}, ["to"]),
    }  # fmt: skip
    known["diagnosticity"] = _object(
        {"row": TEXT, "at_most": NUMBER, "at_least": NUMBER, "between": {"$ref": "#/$defs/ids"}}, ["row"]
    )
    known["ripe"] = {"anyOf": [FLAG, _object(
        {"is": FLAG, "parties": {"$ref": "#/$defs/ids"}, "foresight": foresight, "concept": {"enum": list(RIPE_CONCEPTS)}}
    )]}  # fmt: skip
    known["package"] = {"enum": list(claims_agreements.PACKAGE)}
    known["by"] = known["rule"] = TEXT
    ends: Schema = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
    known |= {"issue": TEXT, "keeps": FLAG, "between": ends, "median_between": ends, "at_least": NUMBER}
    known["text"] = {"enum": list(claims_agreements.TEXTS)}
    known["share"] = _object(
        {"actor": TEXT, "trend": {"enum": list(claims_agreements.TRENDS)}, "from": DATE, "until": DATE}, ["actor", "trend"]
    )
    known["waiting"] = _object({"party": TEXT, "costs": FLAG, "until": {"type": "number", "exclusiveMinimum": 0}}, ["party"])
    known["unstable"] = known["stable"]
    return _object({key: known[key] for key in keys}, [form])
