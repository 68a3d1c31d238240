"""The JSON of `counterfactual`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tertius.leverage.actual_cause import Causes
from tertius.leverage.counterfactual import Counterfactual, ReadingFinding
from tertius.leverage.factors import Factor
from tertius.leverage.minimal_sets import Joint
from tertius.leverage.shares import Band, Share
from tertius.version import VERSION
from tertius.view.jsons import head_of

__all__ = ["counterfactual_json"]


def counterfactual_json(found: Counterfactual, reading: str | None = None) -> dict[str, Any]:
    """Every reading, then the bands over readings. `reading` is the one that was asked for, if one was."""
    return head_of("counterfactual", found.case) | {
        "reading": reading,
        "target": str(found.target),
        "quantifier": found.quantifier,
        "concept": found.concept,
        "foresight": found.foresight,
        "draws": found.draws,
        "seed": found.seed,
        "exact": not found.draws,
        "readings": [_reading(r) for r in found.readings],
        "bands": [
            {"factor": x.key, "kind": x.kind, "necessity": _band(found.necessity[x]), "sufficiency": _band(found.sufficiency[x])}
            for x in found.necessity
        ],
        "complete": found.complete,
        "version": VERSION,
    }


def _reading(r: ReadingFinding) -> dict[str, Any]:
    if r.impossible:
        return {"reading": r.reading, "impossible": r.impossible}
    assert r.outcomes is not None
    assert r.question is not None
    return {
        "reading": r.reading,
        "impossible": None,
        "levers": list(r.question.in_force),
        "outcomes": list(r.outcomes.states),
        "unsettled": [list(group) for group in r.outcomes.unsettled],
        "target": r.actual,
        "target_without": r.without,
        "how": r.how,
        "came_anyway": None if r.without in {"open", "impossible"} else r.without == "holds",
        "over_determined": None if r.how in {"undecided", "open", "impossible"} else r.how == "over_determined",
        "factors": [
            {
                "factor": f.factor.key,
                "kind": f.factor.kind,
                "coercive": f.coercive,
                "needed": f.needed,
                "alone": f.alone,
                "necessity": _share(f.necessity),
                "sufficiency": _share(f.sufficiency),
            }
            for f in r.factors
        ],
        "together": None if r.together is None else {"necessity": _share(r.together[0]), "sufficiency": _share(r.together[1])},
        "excluded": _keys(r.excluded),
        "cuts": _joint(r.cuts),
        "sufficient": _joint(r.sufficient),
        "actual_causes": None if r.causes is None else _causes(r.causes),
        "tried": r.tried,
        "impossible_situations": r.impossible_sets,
        "complete": r.complete,
    }


def _keys(factors: Iterable[Factor]) -> list[str]:
    return [f.key for f in factors]


def _joint(joint: Joint) -> dict[str, Any]:
    return {
        "sets": [_keys(s) for s in joint.found],
        "open": joint.open_sets,
        "first_open": None if joint.first_open is None else _keys(joint.first_open),
        "done_size": joint.done_size,
        "untried": joint.untried,
    }


def _share(share: Share) -> dict[str, Any]:
    return {
        "range": None if share.low is None else [share.low, share.high],
        "interval95": None if share.interval is None else list(share.interval),
        "of": share.of,
        "sure": share.sure,
        "impossible": share.impossible,
    }


def _band(band: Band | None) -> dict[str, Any] | None:
    if band is None:
        return None
    return {"range": [band.low, band.high], "interval95": list(band.interval), "readings": band.readings}


def _causes(c: Causes) -> dict[str, Any]:
    return {
        "refused": c.refused or None,
        "outcome": c.outcome or None,
        "causes": [{"variables": _keys(x.variables), "held": _keys(x.frozen)} for x in c.causes],
        "responsibility": {x.key: [s.numerator, s.denominator] for x, s in (c.responsibility or {}).items()},
        "excluded": list(c.excluded),
        "size": c.size,
        "tried": c.tried,
        "open": c.open_worlds,
        "impossible": c.impossible,
        "untried": c.untried,
    }
