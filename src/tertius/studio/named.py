"""What people call the places of a case, and where on the page each is edited; read from plain data, so also while the text has mistakes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tertius.studio.rows import actor_rows, listed, mapped, name_of, said

__all__ = ["KINDS", "Spot", "called", "named", "spot"]

KINDS = {
    "sources": "Source", "actors": "Actor", "levers": "Commitment", "readings": "Reading", "views": "How an actor sees the case", "claims": "Claim", "history": "Event",
    "forecasts": "Forecast", "evidence": "Evidence", "negotiation": "Negotiation", "conflict": "Conflict", "relations": "Relations", "uncertainty": "Uncertainty",
    "ladder": "Ladder", "thresholds": "Thresholds", "coverage": "What became of paragraphs", "anchors": "Passages of sources", "caveats": "Caveats", "main_claim": "What the case is about",
}  # fmt: skip
"""What the page calls a section, or one of its entries."""
_WORDS = {"by": "who", "expect": "test", "satisfy": "expression", "given": "what it takes as given", "made": "date", "resolved": "what came of it", "p": "probability", "becomes": "verdict"}
"""What the page calls a key inside an entry."""
_FACTS = ("title", "question", "summary", "as_of", "argued_on")


@dataclass(frozen=True, slots=True)
class Spot:
    """A field of the page: its panel, what the panel has open, and the `data-key` of the field."""

    panel: str
    picks: Mapping[str, str] = field(default_factory=dict)
    key: str = ""


def named(data: Mapping[str, Any]) -> dict[str, str]:
    """A name for every place that has one: ``levers.guard`` and the like."""
    rows = actor_rows(data)
    actor = {a.id: a.name for a in rows}
    found = {f"actors.{a.id}": a.name for a in rows}
    for here in listed(data.get("claims")):
        found[f"claims.{said(here, 'id')}"] = f"{said(here, 'id')}: {said(here, 'text')}"
    for here in listed(data.get("history")):
        found[f"history.{said(here, 'id')}"] = ": ".join(x for x in (f"{said(here, 'id')}, {said(here, 'date')}", said(here, "text")) if x)
    for here in listed(data.get("forecasts")):
        found[f"forecasts.{said(here, 'id')}"] = f"{said(here, 'id')}: {said(here, 'text')}"
    found["evidence"] = "The evidence as a whole: marks, what was thought before"
    for here in listed(mapped(data.get("evidence")).get("rows")):
        found[f"evidence.{said(here, 'id')}"] = f"{said(here, 'id')}: {said(here, 'text')}"
    for section in ("levers", "readings"):
        found |= {f"{section}.{id}": name_of(here, id) for id, here in mapped(data.get(section)).items()}
    found |= {f"sources.{id}": said(here, "title") or str(id) for id, here in mapped(data.get("sources")).items()}
    conflict, talks = mapped(data.get("conflict")), mapped(data.get("negotiation"))
    found["conflict"] = "The conflict: status quo, what cannot be"
    found |= {f"conflict.options.{o.key}": f"{a.name}: {o.name}" for a in rows for o in a.options}
    found |= {f"conflict.preferences.{id}": f"What {actor.get(id, id)} prefers" for id in mapped(conflict.get("preferences"))}
    found["negotiation"] = "The negotiation as a whole"
    party = {id: said(here, "name") or actor.get(said(here, "actor", str(id)), str(id)) for id, here in mapped(talks.get("parties")).items()}
    found |= {f"negotiation.parties.{id}": name for id, name in party.items()}
    for id, issue in mapped(talks.get("issues")).items():
        found[f"negotiation.issues.{id}"] = name_of(issue, id)
        for p in mapped(mapped(issue).get("positions")):
            found[f"negotiation.issues.{id}.positions.{p}"] = f"{name_of(issue, id)}: {party.get(p) or actor.get(p, p)}"
    return found


def called(names: Mapping[str, str], where: str) -> str:
    """A place in words: the longest part of it that has a name, and the key in it that is meant; the place itself where nothing is known of it.

    >>> called({"levers.guard": "Guards the well"}, "levers.guard.by")
    'Commitment ‘Guards the well’, who'
    """
    if not where:
        return ""
    steps = where.split(".")
    kind = KINDS.get(steps[0], steps[0].replace("_", " ").capitalize())
    for depth in range(len(steps), 1, -1):
        name = names.get(".".join(steps[:depth]))
        if name is not None:
            inside = ", ".join(_WORDS.get(x, x.replace("_", " ")) for x in steps[depth:])
            what = {"options": "Option", "preferences": "", "issues": "Clause", "parties": "Party"}.get(steps[1], kind) if steps[0] in {"conflict", "negotiation"} else kind
            return (f"{what} ‘{name}’" if what else name) + (f", {inside}" if inside else "")
    inside = " ".join(steps[1:]).replace("_", " ")
    return f"{kind}: {inside}" if inside else kind


def spot(data: Mapping[str, Any], where: str) -> Spot:
    """Where on the page a place is edited; the text of the file where the page has nothing for it."""
    steps = where.split(".")
    top, id, rest = steps[0], ".".join(steps[1:2]), steps[2:]
    if where in _FACTS:
        return Spot("facts", {}, f"set_fact-{where}-value" if where in {"title", "as_of", "argued_on"} else f"fact-{where}")
    if top == "conflict":
        return _in_conflict(steps)
    if top == "negotiation":
        return _in_talks(steps)
    if top == "actors":
        return Spot("actors", {}, f"set_actor-{id}-name")
    if top == "sources":
        return Spot("sources", {"source": id}, f"set_source-{id}-{rest[0] if rest[:1] and rest[0] in {'title', 'author', 'publisher', 'date', 'url', 'note'} else 'title'}")
    if top == "levers":
        return Spot("levers", {}, {"by": f"by-{id}", "cost": f"set_lever-{id}-cost", "effects": f"effect-kind-lever:{id}"}.get(rest[0] if rest else "", f"set_lever-{id}-name"))
    if top == "readings":
        return Spot("readings", {}, f"effect-kind-reading:{id}" if rest[:1] == ["effects"] else f"set_reading-{id}-name")
    if top == "views":
        return Spot("readings", {}, f"view-{id}")
    if top == "claims":
        return Spot("claims", {"claim": id}, {"expect": f"form-{id}", "given": f"effect-kind-claim:{id}", "falsifier": f"effect-kind-falsifier:{id}"}.get(rest[0] if rest else "", f"claim-text-{id}"))
    if top == "history":
        return Spot("history", {}, f"event-text-{id}")
    if top == "forecasts":
        return Spot("forecasts", {}, f"end-date-{id}" if rest[:1] == ["resolved"] else f"set_forecast-{id}-p" if rest[:1] == ["p"] else f"forecast-text-{id}")
    if top == "evidence":
        row = any(said(here, "id") == id for here in listed(mapped(data.get("evidence")).get("rows")))
        mark = f"mark-{id}-{rest[1]}" if len(rest) > 1 and rest[0] == "likelihood" else f"evidence-text-{id}"
        scale = f"set_weight-{rest[0]}-value" if id == "scale" and rest else ""
        return Spot("evidence", {}, mark if row else scale)
    return Spot("claims" if top == "main_claim" else "sources" if top == "anchors" else "text")


def _in_conflict(steps: list[str]) -> Spot:
    part, id = ".".join(steps[1:2]), ".".join(steps[2:3])
    if part == "options" and len(steps) > 3:
        return Spot("actors", {}, f"set_option-{id}.{steps[3]}-name")
    if part == "options":
        return Spot("actors", {}, f"set_actor-{id}-name" if id else "")
    if part in {"moves", "states"}:
        return Spot("actors", {}, f"move-from-{id}" if part == "moves" and id else f"state-label-{id}" if id else "")
    if part == "preferences":
        return Spot("preferences", {"actor": id} if id else {}, f"add-statement-{id}" if id else "")
    return {"infeasible": Spot("feasible"), "status_quo": Spot("status_quo", {}, "known")}.get(part, Spot("text"))


def _in_talks(steps: list[str]) -> Spot:
    part, id, rest = ".".join(steps[1:2]), ".".join(steps[2:3]), steps[3:]
    if part == "timing":
        own = f"set_waiting-{rest[0]}-{rest[1] if len(rest) > 1 else 'rate'}" if id == "parties" and rest else "timing-unit"
        return Spot("clauses", {}, own)
    if part == "issues" and id:
        party = rest[1] if len(rest) > 1 and rest[0] == "positions" else ""
        return Spot("clauses", {"issue": id}, f"number-{id}-{party}-low" if party else f"set_issue-{id}-name")
    if part == "parties" and id:
        return Spot("clauses", {}, f"set_party-{id}-{rest[0] if rest and rest[0] in {'power', 'patience', 'fallback'} else 'power'}")
    return Spot("clauses", {}, {"rule": "rule-kind"}.get(part, ""))
