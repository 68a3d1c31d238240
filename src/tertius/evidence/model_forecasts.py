r"""The model's own probability of what a source forecast, beside the source's, and how it did.

A forecast names claims about issues (`model`); what it says comes about if all of them do. With :math:`p_k` the probability that the forecast
of issue k gives to what its claim says (`tertius.negotiation.forecast`), the probability that all do lies, whatever the issues have to do with
one another, in

.. math:: \Bigl[ \max\bigl(0, \textstyle\sum_k p_k - (n - 1)\bigr), \ \min_k p_k \Bigr]

(Fréchet 1935); the middle value is the product, as if they were independent. Over draws of the positions in their ranges, and of the errors of
positions, saliences and powers that the case declares (`tertius.model.spread`), the band goes from the 5 % quantile of the lower end to the 95 % quantile of the
upper. The middle value is that at the middle of every position.

Only what was known on the day of the forecast goes in. The Brier score of the band has its ends at those of the band, as
`tertius.evidence.forecast_log` has it.

The forecast was fitted to decisions on EU law, and its accuracy measured on such only.

References: M. Fréchet (1935), Généralisation du théorème des probabilités totales. Fundamenta Mathematicae 25, 379-387.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from tertius.evidence.hypotheses import Band
from tertius.evidence.issues import probability_of
from tertius.model.asof import known_by
from tertius.model.case import Case, Forecast
from tertius.model.layers import negotiation_under
from tertius.model.negotiation import IssueTest, Negotiation
from tertius.model.spread import Spread, errors, shifted

__all__ = ["DRAWS", "ModelSaid", "model_says"]

DRAWS = 200
SEED = 1


@dataclass(frozen=True, slots=True)
class ModelSaid:
    """What the model says of one forecast. p : by reading, the case as it stands under None; brier : of that under None, None where it is not scored"""

    forecast: Forecast
    claims: tuple[str, ...]
    p: dict[str | None, Band]
    brier: Band | None
    draws: int


def model_says(case: Case) -> tuple[ModelSaid, ...]:
    """Each forecast that names claims of which the model had a probability when it was made."""
    found = []
    for forecast in case.forecasts:
        if not forecast.model:
            continue
        then = known_by(case, forecast.made, move_status_quo=False)
        tests = [c.expect for id in forecast.model for c in then.claims if c.id == id and isinstance(c.expect, IssueTest)]
        if len(tests) < len(forecast.model) or then.negotiation is None:
            continue
        spread = None if then.uncertainty is None else then.uncertainty.negotiation
        bands: dict[str | None, Band] = {}
        for reading in (None, *(k for k, r in then.readings.items() if r.negotiation is not None)):
            talks = negotiation_under(then, reading)
            band = None if talks is None else _band(talks, tests, spread)
            if band is not None:
                bands[reading] = band
        if None in bands:
            found.append(ModelSaid(forecast, forecast.model, bands, _brier(bands[None], forecast.outcome), DRAWS))
    return tuple(found)


def _band(negotiation: Negotiation, tests: list[IssueTest], spread: Spread | None) -> Band | None:
    there = {i.id: i for i in negotiation.issues}
    if any(t.issue not in there or (t.kind == "keeps" and there[t.issue].on_the_table is None) for t in tests):
        return None
    middle = [probability_of(negotiation, t) for t in tests]
    lows, highs = [_least(middle)], [min(middle)]
    asked = replace(negotiation, issues=tuple(there[i] for i in dict.fromkeys(t.issue for t in tests)))
    for k in range(DRAWS):
        rng = np.random.default_rng(np.random.SeedSequence(SEED, spawn_key=(k,)))
        one = shifted(asked, spread or Spread(), errors(negotiation, rng))
        values = [probability_of(one, t) for t in tests]
        lows.append(_least(values))
        highs.append(min(values))
    mid = math.prod(middle)
    return Band(min(mid, float(np.quantile(lows, 0.05))), mid, max(mid, float(np.quantile(highs, 0.95))))


def _least(values: list[float]) -> float:
    return max(0.0, sum(values) - (len(values) - 1))


def _brier(p: Band, outcome: str | None) -> Band | None:
    if outcome not in ("yes", "no"):
        return None
    o = 1.0 if outcome == "yes" else 0.0
    return Band(*sorted((x - o) ** 2 for x in (p.low, p.mid, p.high)))
