"""How well forecasts did on issues with a known outcome.

The headline forecast of an issue is always from weights that have not seen its group: fitted on the other folds, or on another table. The comparison models
have nothing to fit. Per model: mean and median absolute error (of the median for a distribution), CRPS (for one number the absolute error), mean log score, the share
of randomised PIT values in [.1, .9] (0.8 if calibrated); definitions in `distribution`. Differences are paired over the issues that both models have, and their 95 % intervals
come from 2,000 resamplings of groups. The same seed gives the same figures, whatever models are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray
from tertius.errors import NothingFoundError
from tertius.negotiation.distribution import Distribution, log_score, pit
from tertius.negotiation.fit import Fit, held_out
from tertius.negotiation.folds import difference_interval, resampled
from tertius.negotiation.forecast import forecast
from tertius.negotiation.models.catalogue import MODELS, TERTIUS, models_of
from tertius.negotiation.stakes import Observed, Stakes
from tertius.shown import Shown

__all__ = ["Backtest", "Difference", "IssueScore", "ModelScore", "backtest"]

NONE = float("nan")


@dataclass(frozen=True, slots=True)
class IssueScore:
    """One issue and one model. log_score and pit are None for a point forecast."""

    group: str
    issue: str
    model: str
    outcome: float
    forecast: float
    interval80: tuple[float, float]
    error: float
    crps: float
    log_score: float | None
    pit: float | None


@dataclass(frozen=True, slots=True)
class Difference:
    """A model less another, over the issues that both have; the intervals are None where all are of one group."""

    issues: int
    mae: float
    mae_interval: tuple[float, float] | None
    crps: float
    crps_interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class ModelScore:
    """One model over all issues that it has a forecast for; figures are None where it has none or is one number."""

    model: str
    issues: int
    mae: float | None
    median_ae: float | None
    crps: float | None
    log_score: float | None
    pit80: float | None
    differences: dict[str, Difference]


@dataclass(frozen=True, slots=True, repr=False)
class Backtest(Shown):
    """The scores, and how they were made.

    fitted : `folds`, `table`, `shipped` or `file` (weights kept in a file); folds : how many were used, 0 without; seen : groups that the fit had seen too
    """

    issues: int
    groups: int
    fitted: str
    folds: int
    seed: int
    seen: tuple[str, ...]
    scores: tuple[ModelScore, ...]
    each: tuple[IssueScore, ...]

    def __repr__(self) -> str:
        scores = "; ".join(f"{s.model} {'–' if s.mae is None else f'{s.mae:.2f}'}" for s in self.scores[:8])
        return f"<Backtest: {self.issues} issues in {self.groups} groups, fitted by {self.fitted}\n  MAE {scores}>"


def backtest(
    data: Sequence[Observed], *, fit: Fit | None = None, folds: int = 10, seed: int = 0, models: tuple[str, ...] = ()
) -> Backtest:
    """Scores on issues with outcomes.

    fit : weights from another table, or the shipped ones; None fits on the other folds
    models : names, all by default
    Raises `NothingFoundError` without an issue that has an outcome, `TertiusError` where folds would be too small to fit on.
    """
    if not data:
        raise NothingFoundError("no issue has both an outcome and a position; a backtest needs outcomes, in a column `outcome`")
    names = models_of(models)
    groups = [d.stakes.group for d in data]
    chance = np.random.default_rng(seed).random(len(data))
    forecasts: dict[str, list[Distribution | None]] = {}
    if TERTIUS in names:
        fits = held_out(data, folds=folds, seed=seed) if fit is None else (fit,) * len(data)
        forecasts[TERTIUS] = [forecast(d.stakes, fit=f).distribution for d, f in zip(data, fits, strict=True)]
    for name in names:
        if name != TERTIUS:
            forecasts[name] = _by_group(name, [d.stakes for d in data])
    each = {
        name: [None if f is None else _score(name, d, f, u) for d, f, u in zip(data, forecasts[name], chance.tolist(), strict=True)]
        for name in names
    }
    number, drawn = resampled(groups, seed=seed)
    errors = {n: np.array([NONE if s is None else s.error for s in each[n]]) for n in names}
    crps = {n: np.array([NONE if s is None else s.crps for s in each[n]]) for n in names}

    def difference(a: str, b: str) -> Difference | None:
        ae, cr = errors[a] - errors[b], crps[a] - crps[b]
        known = ~np.isnan(ae)
        if not known.any():
            return None
        return Difference(
            int(known.sum()),
            float(ae[known].mean()), difference_interval(ae, number, drawn),
            float(cr[known].mean()), difference_interval(cr, number, drawn),
        )  # fmt: skip

    scores = []
    for a in names:
        against = {b: found for b in names if b != a and (found := difference(a, b)) is not None}
        scores.append(_summary(a, [s for s in each[a] if s is not None], against))
    return Backtest(
        len(data),
        len(set(groups)),
        "folds" if fit is None else "file" if "kept_in" in fit.source else "shipped" if fit.source else "table",
        min(folds, len(set(groups))) if fit is None else 0,
        seed,
        () if fit is None else tuple(sorted(set(groups) & set(fit.seen))),
        tuple(scores),
        tuple(s for k in range(len(data)) for n in names if (s := each[n][k]) is not None),
    )


def _by_group(name: str, issues: Sequence[Stakes]) -> list[Distribution | None]:
    """A comparison model's forecasts, made group by group."""
    places: dict[str, list[int]] = {}
    for k, s in enumerate(issues):
        places.setdefault(s.group, []).append(k)
    found: list[Distribution | None] = [None] * len(issues)
    for own in places.values():
        for k, distribution in zip(own, MODELS[name].run([issues[k] for k in own]), strict=True):
            found[k] = distribution
    return found


def _score(name: str, observed: Observed, forecast: Distribution, u: float) -> IssueScore:
    y = observed.outcome
    middle = forecast.quantile(0.5)
    one = name != TERTIUS and MODELS[name].is_point
    return IssueScore(
        observed.stakes.group,
        observed.stakes.issue,
        name,
        y,
        middle,
        (forecast.quantile(0.1), forecast.quantile(0.9)),
        abs(middle - y),
        forecast.crps(y),
        None if one else log_score(forecast, y),
        None if one else pit(forecast, y, u),
    )


def _summary(name: str, scores: Sequence[IssueScore], differences: dict[str, Difference]) -> ModelScore:
    def mean(values: Sequence[float]) -> float | None:
        return float(np.mean(values)) if len(values) else None

    errors: FloatArray = np.array([s.error for s in scores])
    pits = [s.pit for s in scores if s.pit is not None]
    return ModelScore(
        name,
        len(scores),
        mean(errors.tolist()),
        float(np.median(errors)) if len(scores) else None,
        mean([s.crps for s in scores]),
        mean([s.log_score for s in scores if s.log_score is not None]),
        mean([0.1 <= p <= 0.9 for p in pits]),
        differences,
    )
