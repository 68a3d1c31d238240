"""Claims against the model: holds, fails or open, per reading, each with its reason.

An unsettled branch counts as an outcome of unknown truth (CONTRACT section 5): *every* fails if an
outcome violates, holds if there are outcomes, all satisfy and nothing is unsettled, else is open;
*some* holds if one satisfies, fails if none does and nothing is unsettled, else is open; *none* is
the negation of *some*.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from tertius.dynamics.recorded import is_recorded
from tertius.dynamics.sharing import kept
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError, NotSupportedError
from tertius.evidence.agreements import phased_test, ripe_test
from tertius.evidence.bridges import bridges_test
from tertius.evidence.diagnosticity import diagnosticity_test
from tertius.evidence.judging import best_move, explain_event, outcome_test, stability_test
from tertius.evidence.verdicts import ClaimResult, ClaimResults, FalsifierResult, Reason, Verdict
from tertius.leverage.necessity import necessary, sufficient
from tertius.model.asof import history_position, situation_at
from tertius.model.case import (
    BestMove,
    Bridges,
    Case,
    Claim,
    Combined,
    Explained,
    Falsifier,
    LeverTest,
    OutcomeTest,
    PhasedTest,
    RipeTest,
    StabilityTest,
)
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.evidence import DiagnosticityTest
from tertius.model.layers import conflict_under, negotiation_under, situate
from tertius.model.negotiation import IssueTest, Negotiation, PackageTest, WaitingTest
from tertius.model.shares import ShareTest

__all__ = ["ClaimChecker", "bearing", "evaluate_claims", "first_unmet", "premises_of", "readings_of"]

Conflict = OptionConflict | GraphConflict
Asked = TypeVar("Asked")


def evaluate_claims(
    case: Case,
    *,
    readings: Sequence[str | None] | None = None,
    claims: Sequence[str] | None = None,
    levers: Sequence[str] = (),
    falsifiers: bool = True,
    tick: Callable[[int, int], None] | None = None,
) -> ClaimResults:
    """Every claim that has something to expect, under every reading that it is about.

    readings : only these (None in it is the case as it stands); claims : only these ids;
    levers : further levers in force, for claims that name none of their own;
    tick : told how many verdicts are done, of how many.
    """
    checker = ClaimChecker(case, levers)
    asked = [
        (claim, reading)
        for claim in case.claims
        if claim.expect is not None and (claims is None or claim.id in claims)
        for reading in readings_of(case, claim)
        if readings is None or reading in readings
    ]
    results = []
    for done, (claim, reading) in enumerate(asked):
        if tick is not None:
            tick(done, len(asked))
        verdict = checker.check(claim, reading)
        tried = None
        if falsifiers and _is_tried(claim.falsifier, reading):
            tried = checker.falsify(claim, reading, verdict)
        results.append(ClaimResult(claim, reading, verdict, tried))
    return ClaimResults(results, case)


def _is_tried(falsifier: Falsifier | None, reading: str | None) -> bool:
    return falsifier is not None and (falsifier.readings is None or reading in falsifier.readings)


def readings_of(case: Case, claim: Claim) -> tuple[str | None, ...]:
    """The readings a claim is about: those that it names, or the case as it stands and all.

    A claim about evidence compares readings, so it is asked once, of the case as it stands; one about a negotiation is asked
    of that and of each reading that changes what it is about; one that joins such claims, of what its parts are asked of.
    """
    if claim.readings is not None:
        return claim.readings
    few = _turns_on(case, claim)
    return (None, *(r for r in case.readings if few is None or r in few))


def _turns_on(case: Case, claim: Claim) -> set[str] | None:
    """The readings on which the claim can turn, where not on every one; None: on every one."""
    if isinstance(claim.expect, Combined):
        parts = [c for c in case.claims if c.id in claim.expect.claims]
        each = [None if c.readings is not None else _turns_on(case, c) for c in parts]
        few = [x for x in each if x is not None]
        return set().union(*few) if parts and len(few) == len(each) else None
    if isinstance(claim.expect, DiagnosticityTest):
        return set()
    if isinstance(claim.expect, PackageTest | IssueTest | ShareTest | WaitingTest):
        issue = claim.expect.issue if isinstance(claim.expect, IssueTest) else "-" if isinstance(claim.expect, ShareTest) else ""
        return {k for k, r in case.readings.items() if r.negotiation is not None and _bears(case.negotiation, r.negotiation, issue)}
    return None


def _bears(before: Negotiation | None, after: Negotiation, issue: str) -> bool:
    """Whether a change can bear on one issue: where it settles turns on what is said there and on power; a share (``-``) on power alone; or (no issue named) on anything."""
    if not issue or before is None:
        return True
    sides = [(n.parties, [i for i in n.issues if i.id == issue]) for n in (before, after)]
    return sides[0] != sides[1]


def bearing(case: Case, claim: Claim) -> Case:
    """The case with of each reading only what the claim can turn on: of the conflict, of the negotiation, or of both."""
    parts = [c for c in case.claims if c.id in premises_of(case, claim.id)]
    talks = any(isinstance(c.expect, PackageTest | IssueTest | ShareTest | WaitingTest) for c in parts)
    readings = case.readings
    if not talks:
        readings = {k: replace(r, negotiation=None) for k, r in readings.items()}
    elif _turns_on(case, claim) is not None:
        readings = {k: replace(r, effects=(), levers=(), variant=None) for k, r in readings.items()}
    return replace(case, readings=readings)


class ClaimChecker:
    """Checks claims of one case; models that several claims share are solved once."""

    def __init__(self, case: Case, levers: Sequence[str] = ()) -> None:
        self.case = case
        self.levers = tuple(levers)
        self._solved: dict[object, Solved] = {}
        self._checked: dict[tuple[str, str | None], Verdict] = {}

    def check(self, claim: Claim, reading: str | None, edit: Falsifier | None = None) -> Verdict:
        """The verdict on a claim under a reading, with a falsifier's edit in force if one is given."""
        key = claim.id, reading
        if edit is None and key in self._checked:
            return self._checked[key]
        try:
            verdict = self._check(claim, reading, edit)
        except (ImpossibleError, NotSupportedError) as error:
            verdict = Verdict("open", Reason("impossible", note=str(error)))
        if edit is None:
            self._checked[key] = verdict
        return verdict

    def falsify(self, claim: Claim, reading: str | None, verdict: Verdict) -> FalsifierResult:
        """Apply the claim's falsifier and look."""
        assert claim.falsifier is not None
        after = self.check(claim, reading, claim.falsifier)
        becomes = claim.falsifier.becomes
        works: bool | None = after.verdict == becomes
        if verdict.verdict == becomes:
            works = None if after.verdict == becomes else False
        return FalsifierResult(works, after.verdict, after.reason)

    def _check(self, claim: Claim, reading: str | None, edit: Falsifier | None) -> Verdict:
        expect = claim.expect
        if isinstance(expect, Combined):
            return self._combined(expect, reading, edit)
        if isinstance(expect, Explained):
            return self._explained(claim, expect, reading, edit)
        if isinstance(expect, Bridges):
            return bridges_test(self.case, expect, () if edit is None else edit.ties)
        if isinstance(expect, LeverTest):
            return self._lever_test(claim, expect, reading, edit)
        if isinstance(expect, DiagnosticityTest):
            return diagnosticity_test(self.case.evidence, expect, edit)
        if isinstance(expect, RipeTest):
            _same_for_views(self.case, claim, edit)
        if isinstance(expect, PackageTest):
            from tertius.evidence.packages import package_test

            return _tested(package_test, self._negotiation(reading, edit), expect)
        if isinstance(expect, IssueTest):
            from tertius.evidence.issues import issue_test

            return _tested(issue_test, self._negotiation(reading, edit), expect)
        if isinstance(expect, ShareTest):
            from tertius.evidence.share import share_test

            return share_test(self._negotiation(reading, edit), expect, self.case.declared_as_of or self.case.as_of)
        if isinstance(expect, WaitingTest):
            from tertius.evidence.waiting import waiting_test

            return _tested(waiting_test, self._negotiation(reading, edit), expect)
        solved = self._situation(claim, reading, edit)
        if isinstance(expect, RipeTest):
            return ripe_test(solved, expect)
        if isinstance(expect, OutcomeTest):
            return outcome_test(solved, expect)
        if isinstance(expect, StabilityTest):
            return stability_test(solved, expect)
        if isinstance(expect, PhasedTest):
            return phased_test(solved, expect)
        assert isinstance(expect, BestMove)
        return best_move(solved, expect)

    def _conflict(self, claim: Claim, reading: str | None, edit: Falsifier | None, place: int | None) -> Conflict:
        conflict = conflict_under(self.case, reading)
        if edit is not None and edit.variants:
            conflict = edit.variants.get(reading or "", conflict)
        if place is None and claim.since is not None:
            place = history_position(self.case.history, claim.since)
        return conflict if place is None else situation_at(self.case, conflict, place)

    def _negotiation(self, reading: str | None, edit: Falsifier | None) -> Negotiation | None:
        changed = {} if edit is None else edit.negotiations
        return changed.get(reading or "", changed.get("")) or negotiation_under(self.case, reading)

    def _situation(
        self,
        claim: Claim,
        reading: str | None,
        edit: Falsifier | None,
        *,
        place: int | None = None,
        only: tuple[str, ...] | None = None,
    ) -> Solved:
        own = claim.levers is None and only is None
        levers = only if only is not None else claim.levers if claim.levers is not None else self.levers
        added = edit.levers if edit is not None else ()
        key = (
            claim.since, place, reading, own, levers, claim.given, only,
            None if edit is None else (edit.levers, edit.without, edit.effects),
            None if edit is None or not edit.variants else id(edit),
        )  # fmt: skip
        if key not in self._solved:
            situated = situate(
                self.case,
                reading=reading,
                levers=(*levers, *added),
                own_levers=own,
                without=edit.without if edit is not None else (),
                given=claim.given,
                edits=edit.effects if edit is not None else (),
                conflict=self._conflict(claim, reading, edit, place),
            )
            self._solved[key] = Solved(situated)
        return self._solved[key]

    def _combined(self, expect: Combined, reading: str | None, edit: Falsifier | None) -> Verdict:
        parts = []
        for id in expect.claims:
            known = [c for c in self.case.claims if c.id == id]
            if not known:
                parts.append((id, Verdict("open", Reason("later"))))
                continue
            parts.append((id, self.check(known[0], reading, edit)))
        verdicts = [v.verdict for _, v in parts]
        strong, weak = ("fails", "holds") if expect.every else ("holds", "fails")
        if strong in verdicts:
            verdict = strong
        elif "open" in verdicts:
            verdict = "open"
        else:
            verdict = weak
        reason = Reason("all_of" if expect.every else "any_of", results=tuple((i, v.verdict) for i, v in parts))
        return Verdict(verdict, reason, parts=tuple(parts))

    def _explained(self, claim: Claim, expect: Explained, reading: str | None, edit: Falsifier | None) -> Verdict:
        places = [k for k, e in enumerate(self.case.history) if e.id == expect.event]
        if not places:
            return Verdict("open", Reason("later", note=f"event {expect.event}"))
        event = self.case.history[places[0]]
        if not is_recorded(event):
            return Verdict("open", Reason("no_move", note=event.id))
        solved = self._situation(claim, reading, edit, place=places[0])
        return explain_event(solved, event, expect.foresight)

    def _lever_test(self, claim: Claim, expect: LeverTest, reading: str | None, edit: Falsifier | None) -> Verdict:
        bundle = "given" if expect.given else None
        if not expect.levers and bundle is None:
            return Verdict("open", Reason("later", note="a lever"))

        impossible: list[str] = []

        def reaches(chosen: tuple[str, ...]) -> str:
            test = OutcomeTest("outcomes", "every", expect.target, expect.concept, expect.foresight)
            names = tuple(x for x in chosen if x != bundle)
            with_bundle = replace(claim, given=(*claim.given, *expect.given) if bundle in chosen else claim.given)
            try:
                return outcome_test(self._situation(with_bundle, reading, edit, only=names), test).verdict
            except ImpossibleError as error:
                impossible.append(str(error))
                return "impossible"

        levers = expect.levers + ((bundle,) if bundle else ())
        pool = tuple(self.case.levers) + ((bundle,) if bundle else ())
        if expect.necessary:
            finding = necessary(levers, pool, reaches, expect.size)
            kind = "necessary"
        else:
            finding, kind = sufficient(levers, reaches), "sufficient"
            finding = replace(finding, impossible=impossible[0] if impossible else "")
        shown = finding.decisive if finding.decisive is not None else levers
        solved = None
        found: Sequence[str] = ()
        try:
            solved = self._situation(claim, reading, edit, only=tuple(x for x in shown if x != bundle))
            outcome = solved.outcomes(expect.concept, expect.foresight)
            found = outcome.states if outcome is not None else ()
        except ImpossibleError:
            pass
        return Verdict(finding.verdict, Reason(kind, finding=finding), outcomes=found, solved=solved)


def _tested(test: Callable[[Negotiation | None, Asked], Verdict], negotiation: Negotiation | None, expect: Asked) -> Verdict:
    """The verdict of a test about one negotiation; inside `sharing` the same question is asked once."""
    # The negotiation is held beside the verdict, so its id stays its own.
    return kept(lambda: (test, id(negotiation), expect), lambda: (negotiation, test(negotiation, expect)))[1]


def _same_for_views(case: Case, claim: Claim, edit: Falsifier | None) -> None:
    """Refuse what would change the case as asked and not the readings through which actors see it."""
    if case.views and (claim.since is not None or (edit is not None and edit.variants)):
        what = "`from`" if claim.since is not None else "a falsifier with `changes`"
        raise NotSupportedError(
            f"{what} would not reach the views of {', '.join(case.views)}; in a claim about ripeness use the declared status quo, "
            "and effects or levers in its falsifier"
        )


def premises_of(case: Case, id: str) -> tuple[str, ...]:
    """A claim and everything that it rests on, in file order."""
    wanted: set[str] = set()
    ahead = [id]
    while ahead:
        wanted.add(name := ahead.pop())
        for claim in case.claims:
            if claim.id == name and isinstance(claim.expect, Combined):
                ahead += [part for part in claim.expect.claims if part not in wanted]
    return tuple(c.id for c in case.claims if c.id in wanted)


def first_unmet(results: Sequence[ClaimResult]) -> ClaimResult | None:
    """The first result that is not what its claim's `must` demands."""
    for result in results:
        if result.claim.must is not None and result.verdict.verdict != result.claim.must:
            return result
    return None
