"""`tertius inverse` as JSON."""

from __future__ import annotations

from typing import Any

from tertius.leverage.inverse import Inverse
from tertius.leverage.inverse_joint import Change, Plan
from tertius.leverage.inverse_swaps import Swaps
from tertius.version import VERSION
from tertius.view.jsons import head_of

__all__ = ["change_json", "inverse_json"]

LISTED = 200


def inverse_json(found: Inverse, *, changes: bool = True) -> dict[str, Any]:
    """The answer; `changes` and what belongs to them are left out where only the count was asked for."""
    case = found.case
    data: dict[str, Any] = head_of("inverse", case) | {
        "version": VERSION,
        "state": found.state,
        "concept": found.concept,
        "actors": list(found.actors),
        "stable": dict(found.stable),
        "counts": {
            a: {"rankings": c.rankings, "stable": c.stable, "at_least": c.at_least, "at_most": c.at_most}
            for a, c in found.counts.items()
        },
        "conditions": {
            a: [
                {
                    "move": c.move,
                    "sanctions": [list(way) for way in c.ways[:LISTED]],
                    "sanctions_count": len(c.ways),
                    "holds": c.holds,
                }
                for c in rows
            ]
            for a, rows in found.conditions.items()
        },
    }
    if changes:
        data["changes"] = [change_json(c) for plan in found.plans for c in plan.changes]
        data["plans"] = [_plan(plan) for plan in found.plans]
        data["without_statements"] = list(found.without_statements)
        data["flagged"] = [change_json(c) | {"about_coercive": True, "suggested": False} for c in found.flagged]
        data["coercive_options"] = list(found.coercive)
    data["complete"] = found.complete
    return data


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "kind": plan.kind,
        "actors": [c.actor for c in plan.changes],
        "missing": list(plan.missing),
        "cost": plan.cost,
        "at_least": plan.at_least,
        "proven": plan.proven,
        "equilibrium": plan.equilibrium,
    }


def change_json(change: Change) -> dict[str, Any]:
    """One actor's change."""
    if isinstance(change, Swaps):
        return {
            "actor": change.actor,
            "swaps": [list(pair) for pair in change.pairs],
            "down": list(change.down),
            "ranking": [list(group) for group in change.preference.ranking],
            "cost": change.cost,
            **({"unties": True} if change.unties else {}),
        }
    return {
        "actor": change.actor,
        "statements": [str(e) for e in change.order],
        "moved": [str(e) for e in change.moved],
        "inserted": None if change.inserted is None else str(change.inserted),
        **({"new": [str(e) for e in change.new]} if change.more else {}),
        "cost": change.cost,
    }
