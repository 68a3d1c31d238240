"""A redacted version as a case file that somebody else can open, change and run.

The file is written anew: comments and ``x_`` keys are the author's and go. It says ``redacted: team`` or ``redacted: public``; whoever reads it
gets the version of that level, and what is put back by hand is left out again. Before anything is handed over it is read and has to be the
redacted version of the case (the same content hash); a case of which no such file can be written is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from io import StringIO
from typing import Any

from tertius.errors import CaseError, NotSupportedError
from tertius.io.load import SECTIONS, parse_case
from tertius.io.yaml_text import Block, yaml_text
from tertius.model.case import Case
from tertius.model.negotiation import Negotiation, Stance
from tertius.model.redact import redact

__all__ = ["redacted_text"]

_IDS = {"sources", "actors", "options", "levers", "readings", "parties", "issues", "positions", "preferences", "moves", "states", "rules"}
"""Keys whose mappings go from ids, which may be called anything."""
_SECRET = {"red_line", "fallback", "sealed", "copy"}


def redacted_text(text: str, file: str, level: str) -> tuple[str, Case]:
    """The text of the redacted file, and the case that it holds; `text` is a case that can be read.

    Raises `NotSupportedError` where the case has tables beside it that a redacted file cannot carry, or cannot be written as one.
    """
    left = redact(parse_case(text, file=file), level)
    data = _plain(text)
    if left.relations is not None and left.relations.events_file:
        raise NotSupportedError(f"{file} keeps events in {left.relations.events_file} beside it, which a redacted file cannot carry; write the report, or leave the events out")
    made: dict[str, Any] = _without(data)
    made["redacted"] = level
    if left.negotiation is not None:
        made["negotiation"] = _negotiation(made["negotiation"], left.negotiation, level)
    gone = {c.id for c in left.claims if c.withheld}
    made["claims"] = [_claim(c, str(c["id"]) in gone) for c in made.get("claims") or []]
    asked = {f.id for f in left.forecasts if f.model}
    made["forecasts"] = [{k: v for k, v in f.items() if k != "model" or str(f["id"]) in asked} for f in made.get("forecasts") or []]
    made["anchors"] = [{"source": a.source, "paragraph": a.paragraph, "to": list(a.to), **({"note": a.note} if a.note else {})} for a in left.anchors]
    if level == "public":
        made.pop("thresholds", None)
        if "uncertainty" in made:
            made["uncertainty"].pop("negotiation", None)
        for reading in (made.get("readings") or {}).values():
            if isinstance(reading, dict) and isinstance(reading.get("changes"), dict):
                reading["changes"].pop("negotiation", None)
    written = yaml_text({k: _laid_out(made[k]) for k in SECTIONS if made.get(k) not in (None, [], {})})
    try:
        found = parse_case(written, file="the redacted file")
    except CaseError as error:
        raise NotSupportedError(f"no redacted file can be written of {file}: it would have a mistake: {error.problems[0]}") from None
    if found.hash != left.hash:
        raise NotSupportedError(f"no redacted file can be written of {file}: read again it would be another case; write the report instead")
    return written, found


def _plain(text: str) -> dict[str, Any]:
    from ruamel.yaml import YAML

    data: dict[str, Any] = YAML(typ="safe", pure=True).load(StringIO(text))
    found: dict[str, Any] = _texts(data)
    return found


def _texts(value: Any) -> Any:
    """Dates as they were written; keys as texts."""
    if isinstance(value, Mapping):
        return {str(k): _texts(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_texts(v) for v in value]
    return value if isinstance(value, str | bool | int | float) or value is None else str(value)


def _without(value: Any, ids: bool = False) -> Any:
    """Without the keys that every level leaves out, and without the author's own; ids are never taken for keys."""
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if ids or not (k in _SECRET or k.startswith("x_"))}
        return {k: _without(_timeless(v) if k == "negotiation" and not ids else v, k in _IDS and not ids) for k, v in kept.items()}
    return [_without(v) for v in value] if isinstance(value, list) else value


def _timeless(negotiation: Any) -> Any:
    """Without what every level leaves out of a negotiation as a whole."""
    return {k: v for k, v in negotiation.items() if k != "timing"} if isinstance(negotiation, dict) else negotiation


def _claim(claim: dict[str, Any], withheld: bool) -> dict[str, Any]:
    return {k: v for k, v in claim.items() if not withheld or k not in ("expect", "context", "falsifier", "must", "given")}


def _negotiation(data: dict[str, Any], left: Negotiation, level: str) -> dict[str, Any]:
    """The section with every party by name, and positions as they are left, also those of a table beside the file."""
    given = data.get("parties") or {}
    parties = {}
    for p in left.parties:
        own = given.get(p.id) or {}
        kept = {k: v for k, v in own.items() if level != "public" or k in ("actor", "name")}
        parties[p.id] = {"actor": p.actor, **kept}
    issues = {}
    for i in left.issues:
        own = data["issues"][i.id]
        issues[i.id] = {k: v for k, v in own.items() if k != "positions"} | {"positions": {s.party: _stance(s) for s in i.positions}}
    return {k: v for k, v in data.items() if k != "positions_table"} | {"parties": parties, "issues": issues}


def _stance(stance: Stance) -> dict[str, Any]:
    low, high = map(_number, stance.position)
    rests = stance.provenance
    beside = {"basis": rests.basis, "confidence": rests.confidence, "note": rests.note, "sources": list(rests.sources)}
    found: dict[str, Any] = {"position": low if low == high else [low, high], "salience": _number(stance.salience), "power": _number(stance.power)}
    return {k: v for k, v in (found | beside).items() if v not in (None, "", [])}


def _number(value: float | None) -> float | int | None:
    return int(value) if value is not None and value.is_integer() else value


def _laid_out(value: Any) -> Any:
    """Mappings with a key a line where a value would not fit on one."""
    if isinstance(value, dict):
        laid = {k: _laid_out(v) for k, v in value.items()}
        return Block(laid) if len(str(value)) > 90 else laid
    return [_laid_out(v) for v in value] if isinstance(value, list) else value
