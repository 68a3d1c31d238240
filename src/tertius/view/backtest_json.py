"""The JSON and the CSV of `backtest` (CONTRACT section 7, with additions)."""

from __future__ import annotations

import csv
import io
from typing import Any

from tertius.explain.backtest_english import WARNING
from tertius.negotiation.backtest import Backtest, Difference, ModelScore
from tertius.negotiation.models.catalogue import MODELS
from tertius.version import VERSION

__all__ = ["backtest_csv", "backtest_json"]


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


def backtest_csv(found: Backtest) -> str:
    """A row for each issue and model."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["group", "issue", "model", "outcome", "forecast", "low80", "high80", "absolute_error", "crps", "log_score", "pit"])
    for s in found.each:
        numbers = (s.outcome, s.forecast, *s.interval80, s.error, s.crps, s.log_score, s.pit)
        rows.writerow([s.group, s.issue, s.model, *("" if n is None else f"{n:.6g}" for n in numbers)])
    return out.getvalue()
