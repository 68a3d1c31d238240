"""Claims about evidence: how far one row tells readings apart.

The row's diagnosticity is the range of its log-likelihoods over the readings named, in decibels, with
exact bounds over the intervals of its cells (`tertius.evidence.hypotheses.spread`); the row counts by
itself, whatever its group. *At most* b holds if the upper bound is at most b, fails if the lower bound
is above b, and is open in between; *at least* b the other way round. b counts as met within 1e-9.
"""

from __future__ import annotations

from tertius.evidence.hypotheses import spread, weigh
from tertius.evidence.verdicts import Diagnosis, Reason, Verdict
from tertius.model.case import Falsifier
from tertius.model.evidence import DiagnosticityTest, Evidence

__all__ = ["diagnosticity_test"]

CLOSE = 1e-9


def diagnosticity_test(evidence: Evidence | None, test: DiagnosticityTest, edit: Falsifier | None = None) -> Verdict:
    """The verdict on a claim about a row; open where the row, or all but one of the readings, was not on file."""
    if evidence is not None and edit is not None:
        evidence = evidence.edited(edit.evidence)
    places = [] if evidence is None else [k for k, row in enumerate(evidence.rows) if row.id == test.row]
    if evidence is None or not places:
        return Verdict("open", Reason("later", note=f"row {test.row} of the evidence"))
    columns = [k for k, r in enumerate(evidence.readings) if not test.between or r in test.between]
    if len(columns) < 2:
        return Verdict("open", Reason("later", note="a second reading to compare"))
    w = weigh(evidence)
    i = places[0]
    band = spread(w.low[i, columns], w.mid[i, columns], w.high[i, columns])
    if test.at_most is not None:
        bound = test.at_most
        verdict = "holds" if band.high <= bound + CLOSE else "fails" if band.low > bound + CLOSE else "open"
    else:
        assert test.at_least is not None
        bound = test.at_least
        verdict = "holds" if band.low >= bound - CLOSE else "fails" if band.high < bound - CLOSE else "open"
    values = w.mid[i, columns]
    most, least = (
        tuple(evidence.readings[c] for c, v in zip(columns, values, strict=True) if abs(v - end) <= CLOSE)
        for end in (values.max(), values.min())
    )
    found = Diagnosis(test.row, band.low, band.mid, band.high, bound, test.at_most is not None, most, least)
    return Verdict(verdict, Reason("diagnosticity", diagnosis=found))
