"""Fitting the forecast to issues with outcomes; the fit that is shipped.

Features, penalty and the way to score were fixed on the development part of DEU III in three rounds (docs/explanation/negotiation-fit.md has all that was tried);
they are the same for every fit, so nothing is chosen on the data at hand but the weights.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

import numpy as np

from tertius.arrays import FloatArray
from tertius.errors import TertiusError
from tertius.negotiation.choice import fit_weights, stacked
from tertius.negotiation.features import FEATURES, alternatives
from tertius.negotiation.folds import fold_of
from tertius.negotiation.stakes import Observed

__all__ = ["LEAST_ISSUES", "PENALTY", "Fit", "fit", "fit_data", "fit_from", "held_out", "shipped"]

PENALTY = 10.0
LEAST_ISSUES = 20
MOST_WEIGHT = 1e6


@dataclass(frozen=True, slots=True)
class Fit:
    """Weights of the forecast, one for each of `FEATURES`.

    issues, groups : how many it was fitted on
    seen : names of those groups
    source : title, doi, file, sha256 and date of the data and the fit; empty where it was made here
    """

    weights: tuple[float, ...]
    issues: int
    groups: int
    source: Mapping[str, str] = field(default_factory=dict)
    seen: tuple[str, ...] = ()

    @property
    def vector(self) -> FloatArray:
        """The weights as an array."""
        return np.array(self.weights)


def fit(data: Sequence[Observed]) -> Fit:
    """Fitted to all that is given. Raises `TertiusError` where there are fewer than 20 issues."""
    if len(data) < LEAST_ISSUES:
        raise TertiusError(f"too few issues with an outcome to fit on: {len(data)}; expected at least {LEAST_ISSUES}")
    stack = stacked([alternatives(d.stakes) for d in data], [d.outcome for d in data])
    weights = fit_weights(stack, PENALTY)
    seen = tuple(sorted({d.stakes.group for d in data}))
    return Fit(tuple(weights.tolist()), len(data), len(seen), {}, seen)


def held_out(data: Sequence[Observed], *, folds: int = 10, seed: int = 0) -> tuple[Fit, ...]:
    """For each issue the fit that has not seen its group: fitted on the other folds alone."""
    part = fold_of([d.stakes.group for d in data], folds, seed=seed)
    sizes = np.bincount(part)
    if len(sizes) < 2 or len(data) - sizes.max() < LEAST_ISSUES:
        raise TertiusError(
            f"too few issues with an outcome for {folds} folds that keep a group together: issues {len(data)}, groups {len({d.stakes.group for d in data})}; "
            f"expected at least {LEAST_ISSUES} issues outside each fold. --fit TRAIN fits on another table, --fit shipped takes the shipped fit"
        )
    fits = [fit([d for d, p in zip(data, part.tolist(), strict=True) if p != k]) for k in range(len(sizes))]
    return tuple(fits[k] for k in part.tolist())


def fit_data(found: Fit) -> dict[str, Any]:
    """What is kept of a fit: the form of the shipped file."""
    return {
        "weights": dict(zip(FEATURES, found.weights, strict=True)),
        "penalty": PENALTY,
        "issues": found.issues,
        "groups": found.groups,
        "seen": list(found.seen),
        "source": dict(found.source),
        "code": "tertius.negotiation.fit.fit",
    }


def fit_from(text: str, file: str) -> Fit:
    """The fit that a file keeps (the form of `fit_data`). Raises `TertiusError` for anything else: what, where, and how to mend it."""
    try:
        data = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise TertiusError(f"{file}:{error.lineno}:{error.colno}: it is no JSON: {error.msg}; expected a file that `tertius backtest --save-fit` wrote") from None
    except RecursionError:
        raise TertiusError(f"{file}: it is nested too deeply; expected a file that `tertius backtest --save-fit` wrote") from None
    weights = data.get("weights") if isinstance(data, dict) else None
    if not isinstance(weights, dict):
        had = f"it has {', '.join(list(data)[:6]) or 'nothing'}" if isinstance(data, dict) else "it is no object"
        raise TertiusError(f"{file}: there are no weights in it ({had}); expected a file that `tertius backtest --save-fit` wrote")
    missing, unknown = [f for f in FEATURES if f not in weights], [f for f in weights if f not in FEATURES]
    if missing or unknown:
        said = [f"without {', '.join(missing)}"] if missing else []
        foreign = ", ".join(repr(u[:40]) for u in unknown)
        said += [f"with {foreign}, which this version does not know"] if unknown else []
        raise TertiusError(f"{file}: weights: {' and '.join(said)}; expected the {len(FEATURES)} features {', '.join(FEATURES)}: fit anew with `tertius backtest TABLE --save-fit`")
    values = []
    for name in FEATURES:
        value = weights[name]
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not abs(value) < MOST_WEIGHT:
            raise TertiusError(f"{file}: weights.{name} is {json.dumps(value)[:40]}; expected a number")
        values.append(float(value))
    counts = {name: data.get(name, 0) for name in ("issues", "groups")}
    for name, value in counts.items():
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise TertiusError(f"{file}: {name} is {json.dumps(value)[:40]}; expected how many it was fitted on")
    seen, source = data.get("seen", []), data.get("source", {})
    if not isinstance(seen, list) or not all(isinstance(g, str) for g in seen):
        raise TertiusError(f"{file}: seen is no list of names; expected the groups that it was fitted on")
    if not isinstance(source, dict) or not all(isinstance(v, str) for v in source.values()):
        raise TertiusError(f"{file}: source is no mapping of texts; expected file, sha256 and fitted")
    return Fit(tuple(values), counts["issues"], counts["groups"], {**source, "kept_in": file}, tuple(seen))


@lru_cache(maxsize=1)
def shipped() -> Fit:
    """The fit that Tertius ships: data/forecast-fit.json, with date, source and hash of the data."""
    data = json.loads(resources.files("tertius.negotiation").joinpath("data", "forecast-fit.json").read_text(encoding="utf-8"))
    return Fit(tuple(float(data["weights"][name]) for name in FEATURES), data["issues"], data["groups"], data["source"], tuple(data["seen"]))
