"""The JSON of `phased` (``tertius/phased/1``)."""

from __future__ import annotations

from typing import Any

from tertius.leverage.phased import Phased, Sequence
from tertius.leverage.phased_mends import Agreed, Mends
from tertius.model.force import leads_to_force
from tertius.version import VERSION
from tertius.view.jsons import head_of

__all__ = ["phased_json"]


def phased_json(asked: Agreed) -> dict[str, Any]:
    """The answer; `agreement` where there is one, else `nearest` with who would break it off."""
    q, found = asked.question, asked.found
    return head_of("phased", found.solved.case) | {
        "to": str(q.target),
        "foresight": q.foresight,
        "lasting": asked.lasting,
        "concept": found.concept,
        "status_quo": found.start,
        **_found(found),
        "leads_to_force": [{"option": o, "value": "on" if v else "off"} for o, v in sorted(leads_to_force(found.solved.case))],
        "mends": None if asked.mends is None else [
            {"levers": list(m.levers), "cost": m.cost, "agreement": _sequence(m.found.best)} for m in asked.mends.found
        ],
        "mends_search": None if asked.mends is None else _search(asked.mends),
        "pool": list(q.pool),
        "excluded_coercive": list(q.excluded_coercive),
        "version": VERSION,
    }  # fmt: skip


def _found(found: Phased) -> dict[str, Any]:
    agreed = found.exists == "yes"
    return {
        "exists": found.exists,
        "why": found.why,
        "agreement": _sequence(found.best) if agreed else None,
        "nearest": None if agreed else _sequence(found.best),
        "ends": dict(found.ends),
        "targets": found.targets,
        "only_by_force": found.by_force,
    }


def _sequence(best: Sequence | None) -> dict[str, Any] | None:
    if best is None:
        return None
    return {
        "end": best.end,
        "steps": [list(step) for step in best.steps],
        "changed": best.changed,
        "failing": list(best.failing),
        "faults": [
            {
                "step": f.step,
                "kind": f.kind,
                "actor": f.actor,
                "at": f.at,
                "instead": f.instead,
                "gets": list(f.gets),
                "certain": f.certain,
            }
            for f in best.faults
        ],
        "compared": dict(best.compared),
        "end_lasts": not best.leaves,
        "leaves": [list(step) for step in best.leaves],
    }


def _search(found: Mends) -> dict[str, Any]:
    return {
        "complete": found.complete,
        "size": found.size,
        "tried": found.tried,
        "impossible": found.impossible,
        "untried": found.untried,
        "open": found.open_sets,
        "first_open": None if found.first_open is None else list(found.first_open),
    }
