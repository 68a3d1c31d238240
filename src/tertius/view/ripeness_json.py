"""The JSON of `ripeness` (``tertius/ripeness/1``)."""

from __future__ import annotations

from typing import Any

from tertius.leverage.ripeness import Judged, Ripeness
from tertius.version import VERSION
from tertius.view.jsons import head_of

__all__ = ["ripeness_json"]


def ripeness_json(found: Ripeness) -> dict[str, Any]:
    """The answer: `asked` for the case as asked, `views` for each view that a party has."""
    return head_of("ripeness", found.case) | {
        "parties": list(found.parties),
        "foresight": found.foresight,
        "concept": found.concept,
        "ripe": found.ripe,
        "way_out": found.way_out,
        "ways_out": list(found.ways),
        "margin": None if found.margin is None else list(found.margin),
        "best": found.best,
        "binds": [{"view": view, "party": party} for view, party in found.binds],
        "seen_by": dict(found.views),
        "asked": _judged(found.asked),
        "views": {view: _judged(j) for view, j in found.games.items() if view is not None},
        "feasible": found.feasible,
        "left_out": found.left_out,
        "version": VERSION,
    }


def _judged(judged: Judged) -> dict[str, Any]:
    return {
        "ripe": judged.ripe,
        "status_quo": judged.status_quo,
        "stalemate": judged.stalemate,
        "leaves": [list(step) for step in judged.leaves],
        "continuing": list(judged.continuing),
        "settled": judged.settled,
        "hurts": dict(judged.hurts),
        "way_out": judged.way_out,
        "ways_out": list(judged.ways),
        "margin": None if judged.margin is None else list(judged.margin),
        "against": list(judged.against),
        "best": judged.best,
        "gains": dict(judged.gains),
        "own_numbers": dict(judged.numbers),
        "binds": list(judged.binds),
        "needs": {a: {"state": n.state, "prefers": n.prefers, "short": n.short} for a, n in judged.needs.items()},
    }
