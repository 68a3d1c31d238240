"""The claim form `share`: a party's share of the power falls, or rises, from one date to another.

It holds if it does whatever the powers in their ranges, fails if it does at none, and is open otherwise, and where no power of a later date is on file.
"""

from __future__ import annotations

from dataclasses import replace

from tertius.evidence.verdicts import Reason, ShareReason, Verdict
from tertius.model.dates import Date
from tertius.model.negotiation import Negotiation
from tertius.model.shares import ShareTest
from tertius.negotiation.bargain import EPSILON
from tertius.negotiation.shares import shares_over_time

__all__ = ["share_test"]


def share_test(negotiation: Negotiation | None, test: ShareTest, as_of: Date | None) -> Verdict:
    """The verdict; `as_of` is where it begins unless the claim says from when."""
    test = replace(test, since=test.since or as_of)
    if negotiation is None or test.party not in {p.id for p in negotiation.parties}:
        return Verdict("open", Reason("later", note="the negotiation"))
    curve = shares_over_time(negotiation, since=test.since, until=test.until)
    if curve is None:
        return Verdict("open", Reason("later", note="a power of a later date"))
    low, high = curve.change(test.party)
    low, high = (low, high) if test.falls else (-high, -low)
    verdict = "holds" if high < -EPSILON else "fails" if low >= -EPSILON else "open"
    return Verdict(verdict, Reason("share", share=ShareReason(negotiation, test, curve)))
