r"""Forecasts scored: Brier and logarithmic scores as intervals, calibration, and what cannot be scored.

A forecast of probability p in [a, b] with outcome o (1 if it happened, 0 if not) has the Brier score
:math:`(p - o)^2` (Brier 1950, for one event) and the logarithmic score :math:`-\ln p` if it happened,
:math:`-\ln(1 - p)` if not (Good 1952). Lower is better for both. Each is monotone in p on [0, 1] for
either outcome, so its ends over [a, b] are those at a and b: exact. The middle value is that of
(a + b) / 2. Means over forecasts are means of the ends, since each p varies by itself.

A certainty that did not come true has an infinite logarithmic score; it stays infinite in the mean.
Void forecasts (the condition was never met), unresolved ones and those without a number are kept in
the list and not scored. Who always says 0.5 scores 0.25 and :math:`\ln 2`.

Calibration: forecasts by the middle of their interval in five bins of equal width, the last one closed; of each bin
the number, how many happened, and the 95 % interval of Wilson (1927) for the share.

References
----------
- Brier, G. W. (1950). Verification of forecasts expressed in terms of probability. *Monthly Weather Review* 78, 1-3.
- Good, I. J. (1952). Rational decisions. *Journal of the Royal Statistical Society B* 14, 107-114.
- Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. *JASA* 22, 209-212.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tertius.errors import NothingFoundError
from tertius.evidence.hypotheses import Band
from tertius.model.case import Case, Forecast

__all__ = ["ALWAYS_HALF", "ENOUGH", "Bin", "ForecastLog", "Score", "Scored", "forecast_log", "score"]

BINS = 5
ENOUGH = 100
"""Scored forecasts below which a table of calibration says next to nothing."""
ALWAYS_HALF = 0.25, math.log(2)
"""Brier and logarithmic score of who always says 0.5."""
_Z = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Scored:
    """One forecast. `missing` says why it is not scored: ``void``, ``unresolved``, ``no_number``; or is empty."""

    forecast: Forecast
    missing: str
    brier: Band | None = None
    log: Band | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The mean scores of some forecasts; `by` is the source, empty for all."""

    by: str
    count: int
    brier: Band
    log: Band


@dataclass(frozen=True, slots=True)
class Bin:
    """Forecasts whose middle lies in [low, high): their number, what was said on average, how many happened."""

    low: float
    high: float
    count: int
    said: Band
    happened: int
    share95: tuple[float, float]


@dataclass(frozen=True, slots=True)
class ForecastLog:
    """Every forecast, the scores of all and of each source, calibration; `total` is None where none is scored."""

    case: Case
    rows: tuple[Scored, ...]
    total: Score | None
    sources: tuple[Score, ...]
    calibration: tuple[Bin, ...]

    def missing(self, why: str) -> tuple[Scored, ...]:
        """Those not scored for a reason."""
        return tuple(row for row in self.rows if row.missing == why)


def forecast_log(case: Case) -> ForecastLog:
    """Score the forecasts of a case.

    Raises `NothingFoundError` where there are none and no commitment is followed, or none that was made by the as-of date.
    """
    if not case.forecasts and case.ladder is None:
        by = "" if case.known_by is None else f" by {case.known_by}"
        raise NothingFoundError(f"the case has no forecast{' made' + by if by else ': add a section `forecasts`'}")
    rows = tuple(score(f) for f in case.forecasts)
    scored = [row for row in rows if not row.missing]
    sources = dict.fromkeys(row.forecast.by for row in scored)
    return ForecastLog(
        case=case,
        rows=rows,
        total=_mean("", scored) if scored else None,
        sources=tuple(_mean(by, [r for r in scored if r.forecast.by == by]) for by in sources),
        calibration=_calibration(scored),
    )


def score(forecast: Forecast) -> Scored:
    """Brier and logarithmic score of one forecast.

    >>> from tertius.model.dates import Date
    >>> row = score(Forecast("F", "t", Date.parse("2018"), p=(0.7, 0.9), outcome="no"))
    >>> [round(x, 2) for x in row.brier.as_list()]
    [0.49, 0.64, 0.81]
    """
    if forecast.outcome == "void":
        return Scored(forecast, "void")
    if forecast.outcome is None:
        return Scored(forecast, "unresolved")
    if forecast.p is None:
        return Scored(forecast, "no_number")
    low, high = forecast.p
    # The probability given to what came; its complement is exact at both ends.
    given = (low, (low + high) / 2, high) if forecast.outcome == "yes" else (1 - high, 1 - (low + high) / 2, 1 - low)
    brier = [(1 - x) ** 2 for x in given]
    log = [-math.log(x) if x > 0 else math.inf for x in given]
    return Scored(forecast, "", Band(*sorted(brier)), Band(*(x + 0.0 for x in sorted(log))))


def _mean(by: str, rows: Sequence[Scored]) -> Score:
    def over(name: str) -> Band:
        bands = [getattr(row, name) for row in rows]
        return Band(*(sum(getattr(b, end) for b in bands) / len(bands) for end in ("low", "mid", "high")))

    return Score(by, len(rows), over("brier"), over("log"))


def _calibration(rows: Sequence[Scored]) -> tuple[Bin, ...]:
    found = []
    for k in range(BINS):
        mine = [r.forecast for r in rows if r.forecast.p is not None and min(BINS - 1, int(_middle(r.forecast) * BINS + 1e-9)) == k]
        if not mine:
            continue
        said = [sum(x) / len(mine) for x in zip(*((f.p[0], _middle(f), f.p[1]) for f in mine if f.p is not None), strict=True)]
        happened = sum(f.outcome == "yes" for f in mine)
        found.append(Bin(k / BINS, (k + 1) / BINS, len(mine), Band(*said), happened, _wilson(happened, len(mine))))
    return tuple(found)


def _middle(forecast: Forecast) -> float:
    assert forecast.p is not None
    return sum(forecast.p) / 2


def _wilson(happened: int, count: int) -> tuple[float, float]:
    share, z = happened / count, _Z**2 / count
    centre = (share + z / 2) / (1 + z)
    half = _Z / (1 + z) * math.sqrt(share * (1 - share) / count + z / (4 * count))
    return max(0.0, centre - half), min(1.0, centre + half)
