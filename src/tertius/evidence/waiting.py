"""The claim form `waiting`: waiting until a time costs a party something, or (`costs: no`) costs it nothing or pays.

With L(t) the cost of waiting (`tertius.negotiation.timing.delay`): it holds if the answer is the same at both ends of L, and is open where the ends differ.
"""

from __future__ import annotations

from tertius.errors import LimitError
from tertius.evidence.packages import bargain_under
from tertius.evidence.verdicts import Reason, Verdict, WaitingReason
from tertius.model.negotiation import Negotiation, WaitingTest
from tertius.negotiation.bargain import EPSILON

__all__ = ["waiting_test"]


def waiting_test(negotiation: Negotiation | None, test: WaitingTest) -> Verdict:
    """The verdict, open where nothing is on file that could tell."""
    from tertius.negotiation.timing.timed import negotiation_curve

    if negotiation is None or test.party not in {p.id for p in negotiation.parties} or negotiation.timing is None:
        return Verdict("open", Reason("later", note="what waiting costs"))
    try:
        curve = negotiation_curve(negotiation, test.party, test.until, last=True, bargain=bargain_under(negotiation))
    except LimitError as error:
        return Verdict("open", Reason("limit", note=str(error)))
    if curve is None:
        return Verdict("open", Reason("impossible", note="nothing says what settling is worth to it"))
    low, high = curve.total
    certain, possible = low > EPSILON, high > EPSILON
    verdict = "open" if certain != possible else "holds" if certain == test.costs else "fails"
    reason = WaitingReason(negotiation, test, curve.points[-1].at, curve.total, curve.declared)
    return Verdict(verdict, Reason("waiting", waiting=reason))
