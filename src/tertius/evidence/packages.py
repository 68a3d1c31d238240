"""The claim form `package`: some package, or the text on the table, passes; or none does, for want of one party's consent.

Where positions are ranges a verdict has to hold at every place in them, and is open where places differ:

- some package *passes* if one passes whatever the places (bounds of the gains), fails if none does at any place;
- none passes (*blocked*): the other way round; *by* i: and with the consent of i taken as given one would, whatever the places;
- where the claim names one of the section's other rules, that rule stands in place of the one in force;
- the text on the table likewise; it is blocked *by* i if i is among those whose consent it lacks at every place.

Where only the verdict is asked for (`package_verdict`), whether some package passes is often settled without a search: none does if a party whose
consent is needed gains too little even by the best of the options within its red lines on each issue; one does if the text on the table, the
status quo or the best options for those needed, taken together, is one. Both are exact.

References: the rules in `tertius.negotiation.rules`, the bounds in `tertius.negotiation.bargain`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.dynamics.sharing import kept
from tertius.errors import LimitError
from tertius.evidence.verdicts import PackageReason, Reason, Verdict
from tertius.model.negotiation import Negotiation, PackageTest
from tertius.negotiation.bargain import EPSILON, Bargain, bargain_of
from tertius.negotiation.program import Program, excluded
from tertius.negotiation.rules import accepts, blockers, judge, needed, passes

__all__ = ["bargain_under", "package_test", "package_verdict", "some_passes"]


def package_test(negotiation: Negotiation | None, test: PackageTest) -> Verdict:
    """The verdict, open where nothing is on file that could pass."""
    if negotiation is None or (test.by and test.by not in {p.id for p in negotiation.parties}):
        return Verdict("open", Reason("later", note="the negotiation"))
    if test.rule and test.rule not in {r.id for r in negotiation.rules}:
        return Verdict("open", Reason("later", note=f"the rule {test.rule}"))
    bargain = bargain_under(negotiation, test.rule)
    if test.on_the_table:
        return _text(bargain, test)
    try:
        return _some(bargain, test)
    except LimitError as error:
        return Verdict("open", Reason("limit", note=str(error)))


def bargain_under(negotiation: Negotiation, rule: str = "") -> Bargain:
    """The arrays of a negotiation under a rule; inside `sharing` they are made once."""
    # The negotiation is held beside them, so its id stays its own.
    return kept(lambda: ("bargain", id(negotiation), rule), lambda: (negotiation, bargain_of(negotiation.under(rule))))[1]


def package_verdict(negotiation: Negotiation | None, test: PackageTest) -> str:
    """The verdict of `package_test` alone, where nobody asks for its reason."""
    if negotiation is None or test.on_the_table or (test.by and test.by not in {p.id for p in negotiation.parties}):
        return package_test(negotiation, test).verdict
    if test.rule and test.rule not in {r.id for r in negotiation.rules}:
        return "open"
    bargain = bargain_under(negotiation, test.rule)

    def passing(bound: str, waive: tuple[str, ...]) -> bool:
        return some_passes(bargain, bound, waive)

    try:
        return _settled(bargain, test, passing)
    except LimitError:
        return "open"


def some_passes(bargain: Bargain, bound: str, waive: tuple[str, ...] = ()) -> bool:
    """Whether some package passes, with the consent of `waive` taken as given. Raises `LimitError` where a search takes too long."""
    share, constant = {"low": (bargain.low, bargain.low_constant), "high": (bargain.high, bargain.high_constant)}[bound]
    must = [bargain.parties.index(p) for p in needed(bargain.rule, bargain.parties) if p not in waive]
    free: BoolArray = np.asarray(~(bargain.beyond[must] > EPSILON).any(axis=0), np.bool_)
    spans = [bargain.columns(k) for k in range(len(bargain.issues))]
    if not all(free[span].any() for span in spans):
        return False
    gains = np.where(free, share[must], -np.inf)
    most = constant[must] + sum((gains[:, span].max(axis=1) for span in spans), np.zeros(len(must)))
    if (most < -EPSILON).any():
        return False
    if any(_witness(bargain, columns, bound, waive) for columns in _likely(bargain, np.where(free, share[must].sum(axis=0), -np.inf), spans)):
        return True
    return Program(bargain, bound=bound, waive=waive).solve({}) is not None


def _likely(bargain: Bargain, worth: FloatArray, spans: Sequence[slice]) -> list[list[int]]:
    """Packages that may well pass."""
    issues = bargain.negotiation.issues
    found = [[span.start + int(worth[span].argmax()) for span in spans]]
    for places in ({i.id: i.on_the_table for i in issues}, {i.id: i.status_quo for i in issues}):
        known = {k: v for k, v in places.items() if v is not None}
        if len(known) == len(issues):
            found.append(bargain.package(known))
    return found


def _witness(bargain: Bargain, columns: Sequence[int], bound: str, waive: tuple[str, ...]) -> bool:
    accepting = accepts(bargain, columns, bound) | np.isin(bargain.parties, waive)
    return bool(passes(bargain.rule, bargain.parties, accepting)) and not excluded(bargain, columns)


def _settled(bargain: Bargain, test: PackageTest, passing: Callable[[str, tuple[str, ...]], bool]) -> str:
    """The verdict from whether some package passes, at every place (low) or at some (high); where positions are points both are one."""
    points = all(s.position[0] == s.position[1] for i in bargain.negotiation.issues for s in i.positions)

    def graded(waive: tuple[str, ...], expected: bool) -> str:
        certain = passing("low", waive)
        return _graded(certain, certain or (not points and passing("high", waive)), expected)

    verdict = graded((), test.passes)
    if test.by and verdict != "fails":
        opens = graded((test.by,), True)
        verdict = "fails" if opens == "fails" else "open" if "open" in {opens, verdict} else "holds"
    return verdict


def _some(bargain: Bargain, test: PackageTest) -> Verdict:
    found: dict[tuple[str, tuple[str, ...]], tuple[list[int], FloatArray, float] | None] = {}

    def passing(bound: str, waive: tuple[str, ...]) -> bool:
        found[bound, waive] = Program(bargain, bound=bound, waive=waive).solve({})
        return found[bound, waive] is not None

    verdict = _settled(bargain, test, passing)
    certain = found["low", ()]
    possible = next((f for f in found.values() if f is not None), None)
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
