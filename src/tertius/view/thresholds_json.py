"""The JSON of `thresholds`."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from tertius.leverage.commitment import CommitmentFinding, Contrast, Influence
from tertius.leverage.pivotal_window import Opening, RivalFinding
from tertius.leverage.thresholds import CommitmentRow, Found, WindowRow
from tertius.version import VERSION

__all__ = ["thresholds_json"]


def thresholds_json(found: Found) -> dict[str, Any]:
    """A row for each window and reading, and for each commitment, reading and foresight."""
    case = found.case
    return {
        "schema": "tertius/thresholds/1",
        "case": {"title": case.title, "hash": case.hash},
        "levers": list(found.levers),
        "as_of": None if case.as_of is None else str(case.as_of),
        "windows": [_window(row) for row in found.windows],
        "commitments": [x for row in found.commitments for x in _commitments(row)],
        "exact": True,
        "version": VERSION,
    }


def _pair(found: Sequence[Fraction | None] | None) -> list[float | None] | None:
    return None if found is None else [None if x is None else float(x) for x in found]


def _window(row: WindowRow) -> dict[str, Any]:
    head: dict[str, Any] = {"id": row.window.id, "reading": row.reading, "pivot": row.window.pivot}
    f = row.finding
    if f is None:
        return head | {"verdict": None, "impossible": row.impossible}
    return head | {
        "rivals": {r.actor: _rival(r) for r in f.rivals},
        "neutral": _pair(f.neutral),
        "alignment_of": f.rivals[0].actor,
        **_opening(f.opening),
        "without_allies": None if f.without_allies is None else _opening(f.without_allies),
        "impossible": None,
    }


def _rival(r: RivalFinding) -> dict[str, Any]:
    return {
        "with": _pair(r.with_pivot),
        "without": _pair(r.without),
        "status_quo": _pair(r.status_quo),
        "ally": _pair(r.ally),
        "threshold": _pair(r.threshold),
        "helps": r.helps,
        "needs_none": r.needs_none,
        "undeterrable": r.undeterrable,
        "ally_narrows": r.ally_narrows,
    }


def _opening(o: Opening) -> dict[str, Any]:
    return {
        "verdict": o.verdict,
        "always": _pair(o.always),
        "perhaps": _pair(o.perhaps),
        "width": _pair(o.width),
        "length": _pair(o.length),
    }


def _commitments(row: CommitmentRow) -> list[dict[str, Any]]:
    asked = row.commitment
    head: dict[str, Any] = {"id": asked.id, "reading": row.reading, "client": asked.client, "by": asked.by}
    if row.impossible:
        return [head | {"foresight": None, "verdict": None, "impossible": row.impossible}]
    return [head | _commitment(f) for f in row.findings]


def _commitment(f: CommitmentFinding) -> dict[str, Any]:
    return {
        "foresight": f.foresight,
        "verdict": f.given.verdict,
        "margin": _pair(f.given.margin),
        "threat": _pair(f.threat),
        "left": _pair(f.left),
        "difference": _pair(f.difference),
        "if_nothing_changes": _contrast(f.nothing_changes),
        "if_all_ends": _contrast(f.all_ends),
        "parameters": {i.name: _influence(i) for i in f.influences},
        "start": f.start,
        "ends": list(f.ends),
        "carried_by": [c.lever for c in f.carried],
        "leverage": {c.lever: _pair(c.leverage) for c in f.carried},
        "threat_kept": f.threat_kept,
        "assurance_kept": f.assurance_kept,
        "impossible": None,
    }


def _contrast(c: Contrast) -> dict[str, Any]:
    return {"verdict": c.verdict, "margin": _pair(c.margin)}


def _influence(i: Influence) -> dict[str, Any]:
    data: dict[str, Any] = {"given": _pair(i.given), "of_force": i.of_force, "spread": float(i.spread)}
    if i.of_force:
        return data
    return data | {
        "slope": _pair(i.slope),
        "change": _pair(i.change),
        "commits": _pair(i.commits),
        "refuses": _pair(i.refuses),
        "settles": list(i.settles),
    }
