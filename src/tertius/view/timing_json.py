"""The part `timing` of the JSON of `negotiate`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tertius.explain.timing_english import CAUTION_TIME
from tertius.model.timing import Range
from tertius.negotiation.timing.attrition import Attrition
from tertius.negotiation.timing.by_reading import WaitingUnder
from tertius.negotiation.timing.delay import WaitingCurve
from tertius.negotiation.timing.pressure import ChannelEffect, PressureEffect, Shift
from tertius.negotiation.timing.timed import Standing, Timed

__all__ = ["timing_json"]


def timing_json(found: Timed, readings: Sequence[WaitingUnder] = ()) -> dict[str, Any]:
    """Everything that the result has; every number that may be a range is [low, high], and null stands for no end."""
    timing = found.timing
    return {
        "unit": timing.unit,
        "start": None if timing.start is None else str(timing.start),
        "horizon": timing.horizon,
        "lookahead": timing.lookahead,
        "reference": found.reference,
        "waiting": {c.party: _curve(c) for c in found.curves},
        "unknown": list(found.unknown),
        "ripeness": [
            {
                "at": p.at, "margin": p.margin, "band": _span(p.band), "ripe": p.ripe, "binding": list(p.binding), "package": p.choice,
                "pains": {party: _span(pain) for party, pain in zip(found.bargain.parties, p.pains, strict=True)},
            }
            for p in found.ripening.points
        ],
        "sides": None if found.standing is None else _sides(found, found.standing),
        "pressure": {e.pressure.id: _pressure(e) for e in found.pressure},
        "readings": {
            a.id or "-": {
                "waiting": {party: _span(span) for party, span in a.costs.items()},
                "ripe_at_start": None if a.ripe is None else {"band": _span(a.ripe.band), "ripe": a.ripe.ripe, "binding": list(a.ripe.binding)},
            }
            for a in readings
        },
        "unfinished": list(found.unfinished),
        "caution": CAUTION_TIME,
    }  # fmt: skip


def _span(span: Range) -> list[float | None]:
    return [v if math.isfinite(v) else None for v in span]


def _curve(curve: WaitingCurve) -> dict[str, Any]:
    return {
        "without_agreement": curve.disagreement,
        "declared": curve.declared,
        "change": _span(curve.change),
        "total": _span(curve.total),
        "exact": curve.exact,
        "pays": [{"from": a, "to": b, "pays": word} for a, b, word in curve.pays],
        "curve": [{"at": p.at, "cost": _span(p.cost), "middle": p.middle, "worth": _span(p.worth), "margin": _span(p.margin)} for p in curve.points],
    }


def _sides(found: Timed, standing: Standing) -> dict[str, Any]:
    frontier, order = standing.frontier, standing.order

    def package(row: int) -> dict[str, float]:
        return found.bargain.places(list(frontier.columns[row]))

    return {
        "parties": list(frontier.sides),
        "concessions": [
            {
                "by": list(step.by), "risk_limits": dict(zip(frontier.sides, step.limits, strict=True)),
                "offers": {side: package(row) for side, row in zip(frontier.sides, step.offers, strict=True)},
            }
            for step in order.steps
        ],
        "meet": None if order.meet is None else package(order.meet),
        "wait": None if standing.wait is None or standing.sides is None else _wait(standing, standing.wait),
    }  # fmt: skip


def _wait(standing: Standing, wait: Attrition) -> dict[str, Any]:
    assert standing.sides is not None
    first, last = wait.likely_by()
    return {
        "case": wait.case,
        "cases": list(wait.cases),
        "sides": {
            name: {"insists": _span(side.insists), "yields": _span(side.yields), "hazard": _span(h), "used_up": _span(t), "at_once": _span(m)}
            for name, side, h, t, m in zip(standing.frontier.sides, standing.sides, wait.hazards, wait.used_up, wait.at_once, strict=True)
        },
        "over": _span(wait.over),
        "without_agreement": _span(wait.without),
        "as_likely_as_not": [first, last],
        "agreed_by": [{"at": t, "probability": _span(p)} for t, p in wait.curve],
        "talks_last": [{"at": t, "probability": _span(p)} for t, p in wait.lasts],
    }


def _pressure(effect: PressureEffect) -> dict[str, Any]:
    one = effect.pressure
    return {
        "name": one.name, "on": one.on, "by": one.by or None, "through": list(one.through), "coercive": effect.coercive,
        "sizes": {c: _span(size) for c, size in one.channels.items()},
        "effects": None if effect.coercive else [_effect(c) for c in effect.channels],
        "backfires": None if effect.coercive else list(effect.backfires),
    }  # fmt: skip


def _effect(found: ChannelEffect) -> dict[str, Any]:
    def shift(of: Shift | None) -> dict[str, Any] | None:
        return None if of is None else {"without": _span(of.before), "with": _span(of.after)}

    return {
        "channel": found.channel,
        "margin": None if found.margin is None else _span(found.margin),
        "wait": shift(found.wait),
        "yields": shift(found.yields),
        "direction": found.direction or None,
        "concedes_first": None
        if found.first is None
        else {"without": list(found.first[0]), "with": [list(names) for names in found.first[1:]]},
    }
