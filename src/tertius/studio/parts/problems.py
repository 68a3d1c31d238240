"""What is wrong with the text, what is not finished, and what results leave out because of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tertius.errors import Problem
from tertius.studio.look import Look
from tertius.studio.named import Spot, called, named, spot
from tertius.studio.registry import part
from tertius.studio.rows import mapped

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Wrong:
    """A mistake, its place in words, and the field in which it can be mended."""

    problem: Problem
    called: str
    spot: Spot


@part("problems", title="Mistakes", place="result", order=5)
def problems(look: Look) -> dict[str, Any]:
    """Every mistake, its line, and the field in which it can be mended."""
    names = named(look.data)
    draft, read = look.draft, look.read
    rows = [Wrong(p, called(names, p.where), spot(look.data, p.where)) for p in draft.problems[:SHOWN]]
    actors, conflict = bool(look.data.get("actors")), mapped(look.data.get("conflict"))
    empty = not read.broken and "tertius" in look.data and (not actors or (not rows and not conflict.get("options") and "states" not in conflict and "negotiation" not in look.data))
    wrong = {p.where for p in (*read.problems, *read.unfinished)}
    left = () if read.rest is None else read.rest.left_out
    own = [x for x in left if any(w == x or w.startswith(x + ".") for w in wrong)]
    return {
        "rows": [] if empty else rows,
        "more": max(0, len(draft.problems) - SHOWN),
        "stale": look.stale,
        "begin": empty,
        "actors": actors,
        "unfinished": [] if empty else _unfinished(look, names),
        "own": [called(names, x) for x in own],
        "along": [called(names, x) for x in left if x not in own],
        "nothing": look.case is None,
    }


def _unfinished(look: Look, names: dict[str, str]) -> list[tuple[str, Spot]]:
    """What needs something more, and where that is filled in: a clause, or the negotiation's only ones."""
    issues = mapped(mapped(look.data.get("negotiation")).get("issues"))
    found = {p.where for p in look.read.unfinished}
    meant = [i for i in issues if f"negotiation.issues.{i}" in found] or (list(issues) if found else [])
    parties = list(mapped(mapped(look.data.get("negotiation")).get("parties"))) or list(mapped(look.data.get("actors")))
    rows = []
    for issue in meant:
        there = mapped(mapped(issues[issue]).get("positions"))
        empty = next((p for p in parties if p not in there), "")
        rows.append((names[f"negotiation.issues.{issue}"], Spot("clauses", {"issue": issue}, f"number-{issue}-{empty}-low")))
    return rows
