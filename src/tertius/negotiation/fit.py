"""Fitting the forecast to issues with outcomes: which features, how strong a penalty, which weights.

The candidates and the way to choose among them were fixed before the first fit (docs/explanation/negotiation-fit.md): three sets of features,
five penalties; the candidate with the lowest mean CRPS over 5 grouped folds is fitted to everything.
`held_out` does this anew inside each of its folds, so that no forecast comes from data that chose or fitted its model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

import numpy as np

from tertius.arrays import FloatArray
from tertius.errors import TertiusError
from tertius.negotiation.choice import Stack, crps_of, fit_weights, stacked
from tertius.negotiation.features import FEATURES, alternatives
from tertius.negotiation.folds import fold_of
from tertius.negotiation.stakes import Observed

__all__ = ["INNER", "LEAST_GROUPS", "LEAST_ISSUES", "PENALTIES", "SETS", "Fit", "fit", "held_out", "shipped"]

SETS = {"A": FEATURES[:6], "B": FEATURES[:8], "C": FEATURES}
PENALTIES = (1.0, 3.0, 10.0, 30.0, 100.0)
INNER = 5
LEAST_GROUPS = 2
LEAST_ISSUES = 20
Tick = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights of the forecast, with where they come from.

    features, weights : names as in `FEATURES`, and a number for each
    chosen_from : mean CRPS of each candidate over the folds that chose, by set and penalty; empty for a fit that was read
    source : what it was fitted on, in the words of the data file; empty for one made here
    """

    features: tuple[str, ...]
    weights: tuple[float, ...]
    candidate: str
    penalty: float
    issues: int
    groups: int
    chosen_from: tuple[tuple[str, float, float], ...] = ()
    source: tuple[tuple[str, str], ...] = ()

    @property
    def vector(self) -> FloatArray:
        """Weights of all features, 0 for those left out."""
        own = dict(zip(self.features, self.weights, strict=True))
        return np.array([own.get(name, 0.0) for name in FEATURES])


def _stack(data: Sequence[Observed]) -> Stack:
    return stacked([alternatives(d.stakes) for d in data], [d.outcome for d in data])


def _columns(candidate: str) -> list[int]:
    return [FEATURES.index(name) for name in SETS[candidate]]


def fit(data: Sequence[Observed], *, seed: int = 0) -> Fit:
    """Chosen by grouped folds, fitted to everything. Raises `TertiusError` where there is too little."""
    groups = [d.stakes.group for d in data]
    if len(data) < LEAST_ISSUES or len(set(groups)) < LEAST_GROUPS:
        raise TertiusError(
            f"{len(data)} issues with an outcome in {len(set(groups))} groups are too few to fit on; "
            f"expected at least {LEAST_ISSUES} issues in {LEAST_GROUPS} groups"
        )
    return _fit(_stack(data), groups, np.arange(len(data)), seed)


def _fit(stack: Stack, groups: Sequence[str], rows: FloatArray, seed: int) -> Fit:
    own = [groups[k] for k in rows.tolist()]
    part = fold_of(own, INNER, seed=seed)
    tried: list[tuple[str, float, float]] = []
    for candidate in SETS:
        columns = _columns(candidate)
        halves = [
            (stack.part(rows[part != k], columns), stack.part(rows[part == k], columns)) for k in range(int(part.max()) + 1)
        ]
        for penalty in PENALTIES:
            scores = [crps_of(test, fit_weights(train, penalty)) for train, test in halves]
            tried.append((candidate, penalty, float(np.concatenate(scores).mean())))
    candidate, penalty, _ = min(tried, key=lambda t: t[2])
    weights = fit_weights(stack.part(rows, _columns(candidate)), penalty)
    return Fit(SETS[candidate], tuple(weights.tolist()), candidate, penalty, len(rows), len(set(own)), tuple(tried))


def held_out(data: Sequence[Observed], *, folds: int = 10, seed: int = 0, tick: Tick | None = None) -> tuple[Fit, ...]:
    """For each issue the fit that has not seen its group: chosen and fitted on the other folds alone."""
    groups = [d.stakes.group for d in data]
    part = fold_of(groups, folds, seed=seed)
    count = int(part.max()) + 1 if len(data) else 0
    most = max(np.bincount(part)) if len(data) else 0
    if count < 2 or len(data) - most < LEAST_ISSUES:
        raise TertiusError(
            f"{len(data)} issues with an outcome in {len(set(groups))} groups are too few for folds that keep a group together; "
            f"expected at least {LEAST_ISSUES} issues outside each fold; --fit TRAIN takes another table, --fit shipped the shipped fit"
        )
    stack = _stack(data)
    fits = []
    for k in range(count):
        if tick is not None:
            tick(k, count)
        fits.append(_fit(stack, groups, np.flatnonzero(part != k), seed))
    return tuple(fits[k] for k in part.tolist())


@lru_cache(maxsize=1)
def shipped() -> Fit:
    """The fit that Tertius ships (data/forecast-fit.json, with date, source and hash of the data)."""
    data = json.loads(resources.files("tertius.negotiation").joinpath("data", "forecast-fit.json").read_text(encoding="utf-8"))
    return Fit(
        tuple(data["weights"]), tuple(data["weights"].values()), data["candidate"], data["penalty"], data["issues"], data["groups"],
        tuple((s, float(p), c) for s, p, c in data["tried"]), tuple(data["source"].items()),
    )  # fmt: skip
