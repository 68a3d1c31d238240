"""The JSON of `evidence` (CONTRACT section 7, with additions)."""

from __future__ import annotations

from typing import Any

from tertius.evidence.flips import Flips
from tertius.evidence.hypotheses import FAMILY, Hypotheses
from tertius.version import VERSION
from tertius.view.jsons import head_of

__all__ = ["evidence_json"]

CELLS = 50
"""Cell flips that are listed; `flips_count` has how many there are."""


def evidence_json(found: Hypotheses, turned: Flips, *, against: str | None = None) -> dict[str, Any]:
    """Each band is [low, middle, high]; diagnosticity by middle values, its band with the row."""
    evidence = found.evidence
    data = head_of("evidence", found.case) | {
        "known_by": None if found.case.known_by is None else str(found.case.known_by),
        "readings": list(evidence.readings),
        "prior": {r: list(pair) for r, pair in evidence.prior.items()},
        "posterior": {r: band.as_list() for r, band in found.posterior.items()},
        "exact": found.exact,
        "always_above": [list(pair) for pair in found.above],
        "decibels": {a: {b: band.as_list() for (x, b), band in found.decibels.items() if x == a} for a in evidence.readings},
        "inconsistency": dict(found.inconsistency),
        "diagnosticity": {row.id: row.diagnosticity.mid for row in found.rows},
        "rows": [
            {
                "id": weight.id,
                "date": str(row.date),
                "text": row.text,
                "group": row.group or None,
                "weight": weight.weight,
                "reliability": list(row.reliability),
                "marks": {r: cell.mark or None for r, cell in row.cells.items()},
                "likelihood": {r: band.as_list() for r, band in weight.likelihood.items()},
                "diagnosticity": weight.diagnosticity.as_list(),
                "sources": list(row.provenance.sources),
            }
            for weight, row in zip(found.rows, evidence.rows, strict=True)
        ],
        "prior_sensitivity": {
            r: {"from": FAMILY[0], "to": FAMILY[1], "posterior_from": s.at_least.as_list(), "posterior_to": s.at_most.as_list(), "needed_to_lead": s.needed.as_list()}
            for r, s in found.sensitivity.items()
        },
        "leaders": list(turned.leaders),
        "flips": _flips(turned),
        "flips_count": {"cells": len(turned.cells), "removal": None if turned.removal is None else len(turned.removal.rows)},
        "version": VERSION,
    }  # fmt: skip
    if against is not None:
        data["against"] = {
            "reading": against,
            "rows": {id: {r: band.as_list() for r, band in others.items()} for id, others in found.against(against).items()},
        }
    return data


def _flips(turned: Flips) -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = [
        {
            "kind": "cell",
            "row": c.row,
            "reading": c.reading,
            "from": c.start,
            "to": c.end,
            "points": c.points,
            "decibels": c.decibels,
            "level_with_leader": c.reading_ahead,
        }
        for c in turned.cells[:CELLS]
    ]
    if turned.removal is not None:
        listed.append({"kind": "rows", "rows": list(turned.removal.rows), "level_with_leader": turned.removal.reading_ahead})
    return listed
