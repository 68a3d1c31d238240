"""The JSON of `forecasts`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from tertius.evidence.forecast_log import ALWAYS_HALF, ForecastLog, Score
from tertius.evidence.hypotheses import Band
from tertius.evidence.model_forecasts import ModelSaid
from tertius.explain.negotiation_english import ACCURACY
from tertius.model.evidence import Ladder, Rung
from tertius.version import VERSION
from tertius.view.jsons import head_of

__all__ = ["forecasts_json"]


def forecasts_json(found: ForecastLog, said: Sequence[ModelSaid] = ()) -> dict[str, Any]:
    """Every forecast, the scores, calibration, the ladder. An infinite score is null, as JSON has no infinity."""
    case = found.case
    model = {one.forecast.id: one for one in said}
    return head_of("forecasts", case) | {
        "known_by": None if case.known_by is None else str(case.known_by),
        "forecasts": [
            {
                "id": row.forecast.id,
                "text": row.forecast.text,
                "made": str(row.forecast.made),
                "by": row.forecast.by or None,
                "words": row.forecast.words or None,
                "p": None if row.forecast.p is None else list(row.forecast.p),
                "p_kind": row.forecast.p_kind or None,
                "outcome": row.forecast.outcome,
                "resolved": None if row.forecast.resolved is None else str(row.forecast.resolved),
                "not_scored": row.missing or None,
                "model": _model(model[row.forecast.id]) if row.forecast.id in model else None,
                "brier": _band(row.brier),
                "log": _band(row.log),
            }
            for row in found.rows
        ],
        "scores": None if found.total is None else _score(found.total),
        "by": {score.by: _score(score) for score in found.sources},
        "always_half": {"brier": ALWAYS_HALF[0], "log": ALWAYS_HALF[1]},
        "calibration": [
            {"from": b.low, "to": b.high, "count": b.count, "said": _band(b.said), "happened": b.happened, "share95": list(b.share95)}
            for b in found.calibration
        ],
        "ladder": None if case.ladder is None else _ladder(case.ladder),
        "version": VERSION,
    }


def _band(band: Band | None) -> list[float | None] | None:
    return None if band is None else [x if math.isfinite(x) else None for x in band.as_list()]


def _model(said: ModelSaid) -> dict[str, Any]:
    p = {r or "-": _band(b) for r, b in said.p.items()}
    return {"claims": list(said.claims), "p": p, "brier": _band(said.brier), "draws": said.draws, "accuracy": ACCURACY}


def _score(score: Score) -> dict[str, Any]:
    return {"count": score.count, "brier": _band(score.brier), "log": _band(score.log)}


def _ladder(ladder: Ladder) -> dict[str, Any]:
    def rung(found: Rung | None) -> dict[str, Any] | None:
        if found is None:
            return None
        return {"level": found.level, "date": str(found.date), "text": found.text, "sources": list(found.provenance.sources)}

    return {
        "commitment": ladder.commitment,
        "levels": dict(ladder.levels),
        "reached": [rung(r) for r in ladder.reached],
        "highest": rung(ladder.highest),
        "latest": rung(ladder.latest),
        "read_as": [{"by": r.by, "level": r.level, "text": r.text} for r in ladder.read_as],
    }
