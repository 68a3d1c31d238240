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

from tertius.dynamics.sharing import kept
from tertius.evidence.verdicts import IssueReason, Reason, Verdict
from tertius.model.negotiation import Issue, IssueTest, Negotiation
from tertius.negotiation.forecast import KEPT_WITHIN, Forecast, forecast
from tertius.negotiation.settle import stakes_in

__all__ = ["DRAWS", "forecasts_of", "issue_test", "probability_of"]

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
    found = forecasts_of(negotiation, issue)
    values = [_value(f, test) for f in found]
    value, ranged = values[0], len(values) > 1
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


def forecasts_of(negotiation: Negotiation, issue: Issue) -> list[Forecast]:
    """The forecast with every position at its middle; where positions are ranges, then that of each draw of them. Inside `sharing` they are made once."""
    # Several claims can ask about one issue; the negotiation is held beside the forecasts, so its id stays its own.
    return kept(lambda: ("issue", id(negotiation), issue.id), lambda: (negotiation, _forecasts(negotiation, issue)))[1]


def _forecasts(negotiation: Negotiation, issue: Issue) -> list[Forecast]:
    found = [forecast(stakes_in(negotiation, issue))]
    rng = np.random.default_rng(np.random.SeedSequence(SEED))
    for _ in range(DRAWS if any(s.position[0] < s.position[1] for s in issue.positions) else 0):
        positions = tuple(replace(s, position=(float(rng.uniform(*s.position)),) * 2) for s in issue.positions)
        found.append(forecast(stakes_in(negotiation, replace(issue, positions=positions))))
    return found


def _value(found: Forecast, test: IssueTest) -> float:
    if test.kind == "median":
        return found.median
    slack = KEPT_WITHIN if test.kind == "keeps" else 0.0
    return found.distribution.probability(test.low - slack, test.high + slack)


def _meets(value: float, test: IssueTest) -> bool:
    return test.low <= value <= test.high if test.kind == "median" else value >= test.at_least - 1e-9
