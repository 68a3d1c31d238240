"""The JSON and the CSV of `backtest` (CONTRACT section 7, with additions)."""

from __future__ import annotations

import csv
import io
from typing import Any

from tertius.explain.backtest_english import WARNING
from tertius.negotiation.backtest import Backtest, Difference, ModelScore
from tertius.negotiation.models.catalogue import MODELS
from tertius.version import VERSION

__all__ = ["backtest_csv", "backtest_json", "backtest_rows"]


def backtest_json(found: Backtest, file: str, left_out: dict[str, int]) -> dict[str, Any]:
    """Every model with its scores and its differences to each other model."""
    return {
        "schema": "tertius/backtest/1",
        "file": file,
        "issues": found.issues,
        "groups": found.groups,
        "left_out": left_out,
        "fitted": found.fitted,
        "folds": found.folds,
        "seed": found.seed,
        "groups_seen_by_the_fit": list(found.seen),
        "models": {s.model: _model(s) for s in found.scores},
        "warning": WARNING,
        "version": VERSION,
    }


def _model(score: ModelScore) -> dict[str, Any]:
    return {
        "issues": score.issues,
        "point": score.model in MODELS and MODELS[score.model].is_point,
        "mae": score.mae,
        "median_ae": score.median_ae,
        "crps": score.crps,
        "log_score": score.log_score,
        "pit80": score.pit80,
        "difference_to": {name: _difference(d) for name, d in score.differences.items()},
    }


def _difference(d: Difference) -> dict[str, Any]:
    return {
        "mae": None if d.mae_interval is None else list(d.mae_interval),
        "crps": None if d.crps_interval is None else list(d.crps_interval),
        "mae_mean": d.mae,
        "crps_mean": d.crps,
        "issues": d.issues,
    }


def backtest_rows(found: Backtest) -> list[list[str | float]]:
    """A header, then a row for each issue and model; an empty text where there is no number."""
    rows: list[list[str | float]] = [["group", "issue", "model", "outcome", "forecast", "low80", "high80", "absolute_error", "crps", "log_score", "pit"]]
    for s in found.each:
        numbers = (s.outcome, s.forecast, *s.interval80, s.error, s.crps, s.log_score, s.pit)
        rows.append([s.group, s.issue, s.model, *("" if n is None else n for n in numbers)])
    return rows


def backtest_csv(found: Backtest) -> str:
    """The rows as text, numbers to six digits."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerows([f"{c:.6g}" if isinstance(c, float) else c for c in row] for row in backtest_rows(found))
    return out.getvalue()
