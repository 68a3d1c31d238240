"""The claim form `issue`: where one issue settles, by the forecast.

*keeps*: the text on the table is kept (the outcome lies within `KEPT_WITHIN` points of it) with at least that probability; *between*: the outcome lies in a
range with at least that probability; *median_between*: the forecast's median lies in the range.

Where positions are ranges the forecast is repeated for `DRAWS` draws of them (uniform, independent, seeded). The verdict holds or fails if it does in at least
nine of ten draws and at the middle of every position, and is open otherwise: then it turns on what is not known.

The forecast was fitted to decisions on EU law, and its accuracy measured on such only.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tertius.arrays import FloatArray
from tertius.dynamics.sharing import kept
from tertius.evidence.verdicts import IssueReason, Reason, Verdict
from tertius.model.negotiation import Issue, IssueTest, Negotiation
from tertius.negotiation.forecast import KEPT_WITHIN, Forecast, forecast
from tertius.negotiation.forecasts import Forecasts, forecasts
from tertius.negotiation.settle import stakes_in
from tertius.negotiation.stakes import Stakes

__all__ = ["DRAWS", "forecast_of", "issue_test", "positions_drawn", "probability_of"]

DRAWS = 400
SEED = 1
SHARE = 0.9


def issue_test(negotiation: Negotiation | None, test: IssueTest) -> Verdict:
    """The verdict, open where the issue is not on file."""
    if negotiation is None or test.issue not in {i.id for i in negotiation.issues}:
        return Verdict("open", Reason("later", note="the issue"))
    issue = negotiation.issue(test.issue)
    if test.kind == "keeps":
        # The text is that of the negotiation at hand, which a falsifier may have changed.
        if issue.on_the_table is None:
            return Verdict("open", Reason("later", note="a text for the clause"))
        test = replace(test, low=issue.on_the_table, high=issue.on_the_table)
    value = _value(forecast_of(negotiation, issue), test)
    drawn = _ranged(negotiation, issue)
    ranged = drawn is not None
    values = [value, *([] if drawn is None else _values(drawn, test))]
    share = sum(_meets(v, test) for v in values) / len(values)
    met = _meets(value, test)
    verdict = "holds" if met and share >= SHARE else "fails" if not met and share <= 1 - SHARE else "open"
    low, high = np.quantile(values, [0.05, 0.95]).tolist() if ranged else (value, value)
    return Verdict(verdict, Reason("issue", issue=IssueReason(negotiation, test, value, (low, high), len(values) - 1)))


def probability_of(negotiation: Negotiation, test: IssueTest) -> float:
    """What the forecast gives to an outcome in the range of the test, or close to the text on the table, with positions at their middle."""
    issue = negotiation.issue(test.issue)
    if test.kind == "keeps" and issue.on_the_table is not None:
        test = replace(test, low=issue.on_the_table, high=issue.on_the_table)
    return _value(forecast(stakes_in(negotiation, issue)), test)


def forecast_of(negotiation: Negotiation, issue: Issue) -> Forecast:
    """The forecast with every position at its middle. Inside `sharing` it is made once, also for readings in which the issue is the same."""
    stakes = stakes_in(negotiation, issue)
    return kept(lambda: ("issue", *_said(stakes)), lambda: forecast(stakes))


def _said(stakes: Stakes) -> tuple[object, ...]:
    """Everything that a forecast rests on, and whose it is."""
    return stakes.issue, stakes.actors, stakes.position.tobytes(), stakes.salience.tobytes(), stakes.power.tobytes(), repr(stakes.reference)


def positions_drawn(issue: Issue) -> FloatArray:
    """(`DRAWS`, positions) the draws of positions within their ranges, always the same."""
    low, high = (np.array([s.position[k] for s in issue.positions]) for k in (0, 1))
    rng = np.random.default_rng(np.random.SeedSequence(SEED))
    return np.asarray(low + (high - low) * rng.random((DRAWS, len(low))))


def _ranged(negotiation: Negotiation, issue: Issue) -> Forecasts | None:
    """The forecasts of these draws; None where every position is a point."""
    if all(s.position[0] == s.position[1] for s in issue.positions):
        return None
    stakes, ranges = stakes_in(negotiation, issue), tuple(s.position for s in issue.positions)
    return kept(lambda: ("issue in its ranges", ranges, *_said(stakes)), lambda: forecasts(stakes, positions_drawn(issue)))


def _value(found: Forecast, test: IssueTest) -> float:
    return found.median if test.kind == "median" else found.distribution.probability(*_range(test))


def _values(found: Forecasts, test: IssueTest) -> list[float]:
    values = found.medians() if test.kind == "median" else found.probabilities(*_range(test))
    return [float(v) for v in values]


def _range(test: IssueTest) -> tuple[float, float]:
    slack = KEPT_WITHIN if test.kind == "keeps" else 0.0
    return test.low - slack, test.high + slack


def _meets(value: float, test: IssueTest) -> bool:
    return test.low <= value <= test.high if test.kind == "median" else value >= test.at_least - 1e-9
