"""The JSON of `relations` (CONTRACT section 7, with additions)."""

from __future__ import annotations

from typing import Any

from tertius.model.case import Case
from tertius.relations.analysis import PeriodResult, RelationsResult
from tertius.relations.frustration import Frustration, divided
from tertius.relations.sensitivity import SettingResult
from tertius.version import VERSION
from tertius.view.jsons import head_of

__all__ = ["relations_json"]


def relations_json(found: RelationsResult, case: Case | None = None) -> dict[str, Any]:
    """Every period; `case` is None for a table."""
    source = found.table.source
    head = {"schema": "tertius/relations/1"} if case is None else head_of("relations", case)
    return head | {
        "file": None if case is not None else source.file,
        "layout": source.layout,
        "rows": source.rows,
        "left_out": source.left_out,
        "first_unordered_line": source.unordered or None,
        "value": found.value,
        "threshold": found.setting.threshold,
        "min_events": found.setting.min_events,
        "actors": list(found.actors),
        "limit": found.limit,
        "periods": [_period(p) for p in found.periods],
        "complete": found.complete,
        "version": VERSION,
    }


def _period(period: PeriodResult) -> dict[str, Any]:
    net, triads = period.network, period.triads
    one, other = divided(net, period.frustration)
    critical = period.critical
    return {
        "period": net.period,
        "nodes": net.nodes,
        "edges": net.edges,
        "positive": int((net.sign > 0).sum()),
        "negative": int((net.sign < 0).sum()),
        "frustration": _index(period.frustration),
        "division": [list(one), list(other)],
        "frustrated": _ties(period, period.frustration.ties),
        "critical": None if critical is None else _ties(period, critical.ties),
        "critical_complete": None if critical is None else critical.complete,
        "balanced_triads": None if triads is None else triads.balanced,
        "weakly_balanced_triads": None if triads is None else triads.weakly_balanced,
        "triads": None if triads is None else dict(zip(("+++", "++-", "+--", "---"), triads.counts, strict=True)),
        "clusterable": period.weak.clusterable,
        "bridges": None if period.bridges is None else {b.actor: b.count for b in period.bridges if b.count},
        "bridges_one_tie_wrong": None if period.ranges is None else {a: list(r) for a, r in period.ranges.items()},
        "brokerage": None
        if period.bridges is None
        else {
            b.actor: {"positive": b.positive, "negative": b.negative, "bridges": b.count, "rate": b.rate, "constraint": b.constraint}
            for b in period.bridges
        },
        "sensitivity": [_setting(r) for r in period.settings],
    }


def _index(found: Frustration) -> dict[str, Any]:
    return {
        "index": found.index,
        "normalised": found.normalised(found.upper) if found.exact else None,
        "exact": found.exact,
        "bounds": [found.lower, found.upper],
        "why": found.why or None,
    }


def _ties(period: PeriodResult, which: Any) -> list[list[Any]]:
    net = period.network
    return [[net.actors[net.a[k]], net.actors[net.b[k]], int(net.sign[k])] for k in which.nonzero()[0].tolist()]


def _setting(found: SettingResult) -> dict[str, Any]:
    return {
        "threshold": found.setting.threshold,
        "min_events": found.setting.min_events,
        "edges": found.edges,
        "frustration": [found.lower, found.upper],
        "bridges": found.bridges,
    }
