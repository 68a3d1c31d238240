"""A case and its verdicts as W3C PROV-JSON: what was derived from what, and by which version.

Entities are the sources, the inputs, the case and the verdicts; the activity is their analysis; agents are authors, publishers
and Tertius. Nothing in it depends on when or where it was made, so that the same case gives the same file.

References
----------
Huynh, Jewell, Sezavar Keshavarz, Michaelides, Yang and Moreau (2013), The PROV-JSON Serialization, W3C Member Submission.
Moreau and Missier (2013), PROV-DM: The PROV Data Model, W3C Recommendation.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tertius.evidence.verdicts import ClaimResult
from tertius.model.case import Case
from tertius.model.inputs import inputs
from tertius.version import VERSION

__all__ = ["prov_json"]


def _type(name: str) -> dict[str, str]:
    """A type as a qualified name; a bare string would be text, which says nothing about what an agent is."""
    return {"$": name, "type": "xsd:QName"}


def prov_json(case: Case, results: Sequence[ClaimResult] = ()) -> dict[str, Any]:
    """PROV-JSON; identifiers are ``source:ID``, ``input:PLACE``, ``tertius:case``, ``verdict:CLAIM/READING``."""
    entity: dict[str, dict[str, Any]] = {}
    agent: dict[str, dict[str, Any]] = {}
    attributed: dict[str, dict[str, str]] = {}
    derived: dict[str, dict[str, str]] = {}

    def derive(generated: str, used: str) -> None:
        derived[f"_:d{len(derived) + 1}"] = {"prov:generatedEntity": generated, "prov:usedEntity": used}

    def attribute(id: str, name: str, kind: str = "") -> None:
        known = next((k for k, v in agent.items() if v["prov:label"] == name), None)
        if known is None:
            known = f"agent:{len(agent) + 1}"
            agent[known] = {"prov:label": name}
        if kind:
            agent[known]["prov:type"] = _type(kind)
        attributed[f"_:a{len(attributed) + 1}"] = {"prov:entity": id, "prov:agent": known}

    for s in case.sources.values():
        id = f"source:{s.id}"
        entity[id] = {"prov:label": s.title, "prov:type": _type("tertius:Source")}
        entity[id] |= {k: v for k, v in (("tertius:seen", s.seen), ("tertius:stance", s.stance), ("tertius:url", s.url), ("tertius:date", str(s.date or ""))) if v}
        entity[id] |= {f"tertius:rights_{k}": v for k, v in s.rights.items()}
        if s.author:
            attribute(id, s.author)  # one person, several, or an office: the case does not say
        if s.publisher:
            attribute(id, s.publisher, "prov:Organization")
        for cited in s.cites:
            derive(id, f"source:{cited}")
    entity["tertius:case"] = {"prov:label": case.title, "prov:type": _type("tertius:Case"), "tertius:hash": case.hash}
    if case.known_by is not None:
        entity["tertius:case"]["tertius:known_by"] = str(case.known_by)
    for row in inputs(case):
        id = f"input:{row.where}"
        entity[id] = {"prov:type": _type("tertius:Input")}
        entity[id] |= {
            f"tertius:{k}": v
            for k, v in (("basis", row.provenance.basis), ("confidence", row.provenance.confidence), ("note", row.provenance.note))
            if v
        }
        for source in row.provenance.sources:
            derive(id, f"source:{source}")
        derive("tertius:case", id)
    generated = {}
    for k, result in enumerate(results, 1):
        id = f"verdict:{result.claim.id}/{result.reading or 'as_it_stands'}"
        entity[id] = {"prov:label": result.claim.text, "prov:type": _type("tertius:Verdict"), "prov:value": result.verdict.verdict}
        generated[f"_:g{k}"] = {"prov:entity": id, "prov:activity": "tertius:analysis"}
    agent["tertius:software"] = {"prov:type": _type("prov:SoftwareAgent"), "prov:label": "Tertius", "tertius:version": VERSION}
    found: dict[str, Any] = {
        "prefix": {name: f"urn:tertius:{name}:" for name in ("tertius", "source", "input", "verdict", "agent")},
        "entity": entity,
        "agent": agent,
        "activity": {"tertius:analysis": {"prov:label": "Claims tested under each reading", "tertius:version": VERSION}},
        "wasAttributedTo": attributed,
        "wasDerivedFrom": derived,
        "used": {"_:u1": {"prov:activity": "tertius:analysis", "prov:entity": "tertius:case"}},
        "wasAssociatedWith": {"_:w1": {"prov:activity": "tertius:analysis", "prov:agent": "tertius:software"}},
        "wasGeneratedBy": generated,
    }
    return {k: v for k, v in found.items() if v}
