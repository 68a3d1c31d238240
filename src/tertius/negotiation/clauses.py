"""The clauses of a negotiation one by one, where red lines and fallbacks are left out: nothing here rests on consent."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.model.negotiation import Issue, Negotiation
from tertius.negotiation.fit import Fit
from tertius.negotiation.negotiate import Objection, objections_to
from tertius.negotiation.settle import Settled, settled

__all__ = ["ClauseAlone", "clauses_alone"]


@dataclass(frozen=True, slots=True, eq=False)
class ClauseAlone:
    """One clause. objections, settled (the forecast) : None where they are not wanted"""

    issue: Issue
    objections: tuple[Objection, ...] | None = None
    settled: Settled | None = None


def clauses_alone(negotiation: Negotiation, *, judged: bool, fit: Fit | None = None) -> tuple[ClauseAlone, ...]:
    """Every clause, in file order; `judged` with objections and forecasts, which need every position and salience, from `fit` or the shipped weights."""
    if not judged:
        return tuple(ClauseAlone(i) for i in negotiation.issues)
    return tuple(ClauseAlone(i, objections_to(i), s) for i, s in zip(negotiation.issues, settled(negotiation, fit=fit, consent=False), strict=True))
