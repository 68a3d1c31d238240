"""The claim form `package`: some package, or the text on the table, passes; or none does, for want of one party's consent.

Where positions are ranges a verdict has to hold at every place in them, and is open where places differ:

- some package *passes* if one passes whatever the places (bounds of the gains), fails if none does at any place;
- none passes (*blocked*): the other way round; *by* i: and with the consent of i taken as given one would, whatever the places;
- where the claim names one of the section's other rules, that rule stands in place of the one in force;
- the text on the table likewise; it is blocked *by* i if i is among those whose consent it lacks at every place.

References: the rules in `tertius.negotiation.rules`, the bounds in `tertius.negotiation.bargain`.
"""

from __future__ import annotations

from tertius.errors import LimitError
from tertius.evidence.verdicts import PackageReason, Reason, Verdict
from tertius.model.negotiation import Negotiation, PackageTest
from tertius.negotiation.bargain import Bargain, bargain_of
from tertius.negotiation.program import Program, excluded
from tertius.negotiation.rules import accepts, blockers, judge, passes

__all__ = ["package_test"]


def package_test(negotiation: Negotiation | None, test: PackageTest) -> Verdict:
    """The verdict, open where nothing is on file that could pass."""
    if negotiation is None or (test.by and test.by not in {p.id for p in negotiation.parties}):
        return Verdict("open", Reason("later", note="the negotiation"))
    if test.rule and test.rule not in {r.id for r in negotiation.rules}:
        return Verdict("open", Reason("later", note=f"the rule {test.rule}"))
    bargain = bargain_of(negotiation.under(test.rule))
    if test.on_the_table:
        return _text(bargain, test)
    try:
        return _some(bargain, test)
    except LimitError as error:
        return Verdict("open", Reason("limit", note=str(error)))


def _some(bargain: Bargain, test: PackageTest) -> Verdict:
    certain = Program(bargain, bound="low").solve({})
    possible = certain or Program(bargain, bound="high").solve({})
    verdict = _graded(certain is not None, possible is not None, test.passes)
    if test.by and verdict != "fails":
        surely = Program(bargain, bound="low", waive=(test.by,)).solve({})
        maybe = surely or Program(bargain, bound="high", waive=(test.by,)).solve({})
        opens = _graded(surely is not None, maybe is not None, True)
        verdict = "fails" if opens == "fails" else "open" if "open" in {opens, verdict} else "holds"
        possible = possible or maybe
    shown = certain or possible
    reason = PackageReason(
        bargain.negotiation, test, None if shown is None else judge(bargain, shown[0]), certain is not None, possible is not None and not test.by
    )
    return Verdict(verdict, Reason("package", package=reason))


def _graded(certain: bool, possible: bool, expected: bool) -> str:
    """holds, fails or open, from what is so at every place and at some."""
    if certain:
        return "holds" if expected else "fails"
    if not possible:
        return "fails" if expected else "holds"
    return "open"


def _text(bargain: Bargain, test: PackageTest) -> Verdict:
    places = {i.id: i.on_the_table for i in bargain.negotiation.issues if i.on_the_table is not None}
    if len(places) < len(bargain.issues):
        return Verdict("open", Reason("later", note="a text for each clause"))
    columns = bargain.package(places)
    out = bool(excluded(bargain, columns))
    low, high = accepts(bargain, columns, "low"), accepts(bargain, columns, "high")
    certain = bool(passes(bargain.rule, bargain.parties, low)) and not out
    possible = bool(passes(bargain.rule, bargain.parties, high)) and not out
    verdict = _graded(certain, possible, test.passes)
    if test.by and verdict != "fails":
        # Rules are monotone: who blocks at any place blocks where the fewest accept, and who blocks where the most do blocks at every place.
        if test.by not in blockers(bargain.rule, bargain.parties, low):
            verdict = "fails"
        elif test.by not in blockers(bargain.rule, bargain.parties, high):
            verdict = "open"
    return Verdict(verdict, Reason("package", package=PackageReason(bargain.negotiation, test, judge(bargain, columns), certain, possible)))
