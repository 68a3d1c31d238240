"""Clauses under negotiation: one of them open, with who wants what on its scale."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tertius.model.timing import UNITS
from tertius.studio.edits.negotiation import RULES
from tertius.studio.edits.timing import CHANNELS, OF_PARTY
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import actor_rows, listed, mapped, name_of, said
from tertius.studio.timing_rows import timing_of


@dataclass(frozen=True, slots=True)
class PartyRow:
    """A party as it is written; `entry` is whether it stands under `parties`."""

    id: str
    name: str
    own_name: str
    actor: str
    power: str
    patience: str
    fallback: str
    votes: str
    entry: bool


@dataclass(frozen=True, slots=True)
class StanceRow:
    """What a party wants on the open clause, as it is written; texts are empty where nothing is said."""

    party: PartyRow
    low: str
    high: str
    salience: str
    at_most: str
    at_least: str
    bracketed: str


def party_rows(look: Look) -> list[PartyRow]:
    """The parties under `parties`, then actors that have a position somewhere."""
    talks = mapped(look.data.get("negotiation"))
    actors = {a.id: a.name for a in actor_rows(look.data)}
    entries = mapped(talks.get("parties"))
    votes = mapped(mapped(talks.get("rule")).get("votes"))
    ids = list(entries)
    for issue in mapped(talks.get("issues")).values():
        ids += [p for p in mapped(mapped(issue).get("positions")) if p not in ids]
    rows = []
    for id in ids:
        here = entries.get(id)
        actor = said(here, "actor", id)
        own = said(here, "name")
        rows.append(
            PartyRow(
                id, own or actors.get(actor, id), own, actor, said(here, "power"), said(here, "patience"), said(here, "fallback"), str(votes.get(id, "")), id in entries
            )
        )
    return rows


@part("clauses", title="Clauses", place="edit", order=90)
def clauses(look: Look) -> dict[str, Any]:
    """The rule, the parties, the clauses, and the positions on the one that is open."""
    talks = mapped(look.data.get("negotiation"))
    issues = mapped(talks.get("issues"))
    chosen = look.pick("issue")
    chosen = chosen if chosen in issues else next(iter(issues), "")
    here = mapped(issues.get(chosen))
    clause = mapped(here.get("clause"))
    positions, bracketed = mapped(here.get("positions")), mapped(clause.get("bracketed"))
    parties = party_rows(look)
    actors = actor_rows(look.data)
    there = {p.id for p in parties}
    stances = []
    for party in [*parties, *(PartyRow(a.id, a.name, "", a.id, "", "", "", "", False) for a in actors if a.id not in there and a.id not in {p.actor for p in parties})]:
        stance = positions.get(party.id)
        place = mapped(stance).get("position")
        ends = [str(x) for x in place] if isinstance(place, list) else [] if place is None else [str(place)]
        line = mapped(mapped(stance).get("red_line"))
        stances.append(
            StanceRow(
                party, ends[0] if ends else "", ends[-1] if len(ends) > 1 else "", said(stance, "salience"), said(line, "at_most"), said(line, "at_least"),
                str(bracketed.get(party.id, "")),
            )
        )
    rule = mapped(talks.get("rule"))
    return {
        "talks": talks,
        "text": said(talks, "text"),
        "rule": said(rule, "kind", "consensus"),
        "share": said(rule, "share", "0.75"),
        "rules": RULES,
        "vetoes": [str(x) for x in [*listed(rule.get("vetoes")), *listed(talks.get("vetoes"))]],
        "parties": parties,
        "actors": actors,
        "free": [a for a in actors if a.id not in {p.id for p in parties}],
        "issues": [(id, name_of(x, id)) for id, x in issues.items()],
        "chosen": chosen,
        "issue": here,
        "name": name_of(here, chosen),
        "clause": {key: said(clause, key) for key in ("ref", "in_force", "draft")},
        "places": {key: said(here, key) for key in ("on_the_table", "status_quo")},
        "scale": sorted(((str(k), str(v)) for k, v in mapped(here.get("scale")).items()), key=_place),
        "stances": stances,
        "exclude": [str(x) for x in listed(talks.get("exclude"))],
        "timing": timing_of(talks, {p.id: p.name for p in parties}, {a.id: a.name for a in actors}),
        "units": UNITS,
        "of_party": OF_PARTY,
        "channels": CHANNELS,
        "finished": _finished(look, list(issues)),
        "table": said(talks, "positions_table"),
        "problems": look.draft.problems_at,
    }


def _finished(look: Look, issues: list[str]) -> list[str]:
    """The clauses of which something can be said: of each unless nobody, or only one party in all, has a position."""
    found = {p.where for p in look.read.unfinished}
    return [] if "negotiation" in found else [x for x in issues if f"negotiation.issues.{x}" not in found]


def _place(item: tuple[str, str]) -> float:
    try:
        return float(item[0])
    except ValueError:
        return 0.0
