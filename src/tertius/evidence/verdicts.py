"""What a verdict is: the answer, and the structured reason for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tertius.dynamics.foresight import MoveJudgement
from tertius.dynamics.solved import Solved
from tertius.leverage.necessity import LeverFinding
from tertius.leverage.phased import Phased
from tertius.leverage.ripeness import Ripeness
from tertius.model.case import Case, Claim
from tertius.model.negotiation import IssueTest, Negotiation, PackageTest, WaitingTest
from tertius.model.shares import ShareTest
from tertius.negotiation.rules import Judged
from tertius.negotiation.shares import ShareCurve
from tertius.relations.bridging import Bridging
from tertius.shown import Shown
from tertius.stability.witness import Step, Witness

__all__ = ["ClaimResult", "ClaimResults", "Diagnosis", "FalsifierResult", "IssueReason", "PackageReason", "Reason", "Refusal", "ShareReason", "Verdict", "WaitingReason", "by_falsifier"]

@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a move that would make a difference is not made at a state.

    kind : ``not_improvement``, ``not_known``, ``sanctioned`` (with `witness`), or ``not_worthwhile`` (with `judgement`)
    """

    actor: str
    state: str
    target: str
    kind: str
    witness: Witness | None = None
    judgement: MoveJudgement | None = None


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """How far a row tells readings apart (decibels, with bounds), and the bound that was claimed.

    `most` and `least` are the readings under which the row is likeliest and least likely, by middle values.
    """

    row: str
    low: float
    mid: float
    high: float
    bound: float
    at_most: bool
    most: tuple[str, ...]
    least: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PackageReason:
    """What a claim about a package was judged by.

    shown : the package or text that decides, at the middle of every position; None where no package passes
    certain, possible : whether it passes at every place in the ranges of the positions, and at some
    """

    negotiation: Negotiation
    test: PackageTest
    shown: Judged | None
    certain: bool
    possible: bool


@dataclass(frozen=True, slots=True)
class IssueReason:
    """What a claim about an issue was judged by: the value at the middle of every position, and between which it lies in nine of ten draws.

    The value is a probability, or (kind median) a place.
    """

    negotiation: Negotiation
    test: IssueTest
    value: float
    band: tuple[float, float]
    draws: int


@dataclass(frozen=True, slots=True)
class ShareReason:
    """What a claim about a share over time was judged by."""

    negotiation: Negotiation
    test: ShareTest
    curve: ShareCurve


@dataclass(frozen=True, slots=True)
class WaitingReason:
    """What a claim about waiting was judged by: the cost of waiting until then."""

    negotiation: Negotiation
    test: WaitingTest
    until: float
    cost: tuple[float, float]
    declared: bool


@dataclass(frozen=True, slots=True)
class Reason:
    """The structured reason for a verdict; which fields matter depends on `kind`.

    outcome : `state` decides, reached by `path`; `refusals` say why it is not left for another
    unsettled : the closed sets without an outcome; rounds : a way round each
    bridges : `bridging` has the periods asked about, the deciding one first; `note` the number that was asked for
    """

    kind: str
    state: str | None = None
    actor: str = ""
    path: tuple[Step, ...] = ()
    unsettled: tuple[Sequence[str], ...] = ()
    rounds: tuple[tuple[Step, ...], ...] = ()
    refusals: tuple[Refusal, ...] = ()
    witness: Witness | None = None
    judgement: MoveJudgement | None = None
    finding: LeverFinding | None = None
    phased: Phased | None = None
    bridging: tuple[Bridging, ...] = ()
    diagnosis: Diagnosis | None = None
    ripeness: Ripeness | None = None
    package: PackageReason | None = None
    issue: IssueReason | None = None
    share: ShareReason | None = None
    waiting: WaitingReason | None = None
    results: tuple[tuple[str, str], ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """holds, fails or open, with the reason. `solved` is the model it was found in (None: no model)."""

    verdict: str
    reason: Reason
    outcomes: Sequence[str] = ()
    parts: tuple[tuple[str, Verdict], ...] = ()
    solved: Solved | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class FalsifierResult:
    """What the falsifier did: the verdict with it, and whether that is the change it names.

    works : True if the verdict changed to what was named; None where the claim had that verdict
        anyway, so that there was nothing to change; False otherwise
    """

    works: bool | None
    verdict: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class ClaimResult:
    """One claim under one reading (None: the case as it stands)."""

    claim: Claim
    reading: str | None
    verdict: Verdict
    falsifier: FalsifierResult | None = None


class ClaimResults(Shown, tuple[ClaimResult, ...]):
    """The results of one call, and the case that they are about."""

    case: Case

    def __new__(cls, results: Iterable[ClaimResult] = (), case: Case | None = None) -> ClaimResults:
        made = super().__new__(cls, results)
        if case is not None:
            made.case = case
        return made

    def __repr__(self) -> str:
        counts = Counter(r.verdict.verdict for r in self)
        said = ", ".join(f"{v} {n}" for v, n in sorted(counts.items()))
        return f"<ClaimResults of {self.case.title[:60]!r}: {len({r.claim.id for r in self})} claims, {len(self)} verdicts\n  {said or 'none'}>"


def by_falsifier(results: Sequence[ClaimResult]) -> tuple[list[ClaimResult], list[ClaimResult]]:
    """The results whose verdict the falsifier turned, and those in which it did not do what it says."""
    tried = [(r, r.falsifier.works) for r in results if r.falsifier is not None]
    return [r for r, works in tried if works], [r for r, works in tried if works is False]
