"""The JSON of `leverage` (CONTRACT section 7, with additions)."""

from __future__ import annotations

from typing import Any

from tertius.dynamics.outcomes import Outcomes
from tertius.leverage.pivot_index import Pivot
from tertius.leverage.plans import Leverage, Plan
from tertius.model.effects import coercive_levers
from tertius.version import VERSION
from tertius.view.jsons import head_of

__all__ = ["leverage_json"]


def leverage_json(found: Leverage) -> dict[str, Any]:
    """Every plan; `pivot` is the Banzhaf index, the rest stands in `pivot_detail`."""
    q = found.question
    hot = coercive_levers(q.case)
    return head_of("leverage", q.situated()) | {
        "coercive_levers": [x for x in q.in_force if x in hot],
        "target": str(q.target),
        "quantifier": q.quantifier,
        "concept": found.baseline.concept,
        "foresight": q.foresight,
        "pool": list(q.pool),
        "baseline": {"every": found.every, "some": found.some} | _ends(found.baseline),
        "plans": [_plan(plan) for plan in found.plans],
        "necessary": list(found.necessary),
        "perhaps_necessary": list(found.doubtful_necessary),
        "sufficient": list(found.sufficient),
        "but_for": list(found.but_for),
        "pivot": {} if found.pivot is None else found.pivot.banzhaf,
        "pivot_detail": None if found.pivot is None else _pivot(found.pivot),
        "excluded_coercive": list(q.excluded_coercive),
        "complete": found.complete,
        "preferences_unknown": found.unknown,
        "size": found.size,
        "sets": {
            "tried": found.tried,
            "situations": found.worked_out,
            "impossible": found.impossible,
            "open": found.open_sets,
            "first_open": None if found.first_open is None else list(found.first_open),
            "untried": found.untried,
            "done_size": found.done_size,
        },
        "version": VERSION,
    }


def _ends(found: Outcomes) -> dict[str, Any]:
    return {"outcomes": list(found.states), "unsettled": [list(group) for group in found.unsettled]}


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "levers": list(plan.levers),
        "cost": plan.cost,
        **_ends(plan.outcomes),
        "every": plan.every,
        "some": plan.some,
        "credible": {
            x: {
                "by": c.by,
                "verdict": c.verdict,
                "wants": c.wants,
                "keeps": c.keeps,
                "goes_back": None if c.goes_back is None else list(c.goes_back),
            }
            for x, c in plan.credible.items()
        },
        "assurance": {
            "verdict": plan.assurance.verdict,
            "options": [
                {"option": r.option, "lever": r.lever, "off": r.off, "stays": r.stays} for r in plan.assurance.options
            ],
        },
        "effects_on": plan.effects_on,
        "coercive_in_outcomes": list(plan.force),
    }


def _pivot(pivot: Pivot) -> dict[str, Any]:
    return {
        "exact": pivot.exact,
        "banzhaf": pivot.banzhaf,
        "shapley": pivot.shapley,
        "banzhaf_interval95": {x: list(pair) for x, pair in pivot.banzhaf_interval.items()},
        "shapley_interval95": {x: list(pair) for x, pair in pivot.shapley_interval.items()},
        "samples": pivot.samples,
        "seed": pivot.seed,
        "open_sets": pivot.undecided,
    }
