r"""What draws move besides preferences: a negotiation, likelihoods. Draw by draw, as no two of them are alike.

Three things come of a draw: the verdicts of claims that turn on a negotiation or on evidence, alone or combined with others; the *numbers*
(the forecast's median of each clause, and the probability of each reading that evidence compares, at the middle of its prior); and
*features* of the numeric inputs. What turns on preferences alone is not worked out again: it comes from `tertius.sweep.block`, once a world.

**Features.** Of an input X that is drawn from a distribution with the median m the feature is that X lies in the upper half of what is
declared. With the notation of `tertius.model.spread` and `tertius.model.likelihoods`, before anything is cut to the scale:

.. math:: (u - \tfrac12)(b - a) + \sigma_x z^x > 0, \qquad \sigma_s z^s > 0, \qquad \sigma_p z^p > 0, \qquad L > \tfrac12 (l + h).

The distributions are symmetric (that of power in its logarithm) and cutting is monotone, so each is on in half of all draws; of an input
at an end of its scale it still parts the draws in which it is moved inwards from the others. They are about the case's own table; a reading's is
drawn with the same random numbers. From them influence is worked out as from features of preferences (`tertius.sweep.influence`): of a
relation that is not monotone (an answer at both ends and not between) it sees nothing. Tertius's own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from tertius.dynamics.sharing import sharing
from tertius.errors import ImpossibleError, NotSupportedError
from tertius.evidence.claims import ClaimChecker, premises_of, readings_of
from tertius.model.case import Case, Claim, Combined
from tertius.model.evidence import UNKNOWN, DiagnosticityTest, Evidence
from tertius.model.likelihoods import reweighed
from tertius.model.negotiation import IssueTest, Negotiation, PackageTest, WaitingTest
from tertius.model.shares import ShareTest
from tertius.model.spread import Errors, Spread, errors, shifted
from tertius.model.uncertainty import generator
from tertius.sweep.many import FAILS, HOLDS, OPEN
from tertius.sweep.plan import VERDICTS, Plan

__all__ = ["NEGOTIATED", "Number", "NumericFeature", "Numbers", "Told", "declared_kinds", "kinds_of", "numbers_of", "numeric", "numeric_features", "numeric_parts"]

NEGOTIATED = PackageTest | IssueTest | ShareTest | WaitingTest
"""Claims about what is negotiated."""
_TESTS: Mapping[str, tuple[type, ...]] = {"negotiation": NEGOTIATED.__args__, "evidence": (DiagnosticityTest,)}


@dataclass(frozen=True, slots=True)
class Number:
    """A number that is told of each draw. kind : ``clause`` (the forecast's median, 0 to 100) or ``reading`` (its probability by the evidence)."""

    kind: str
    id: str

    @property
    def label(self) -> str:
        """Its name in tables."""
        return f"{self.kind} {self.id}"

    @property
    def top(self) -> float:
        """The end of its scale, which begins at 0."""
        return 100.0 if self.kind == "clause" else 1.0


@dataclass(frozen=True, slots=True)
class NumericFeature:
    """A numeric input that can lie in the upper half of what is declared.

    kind : ``position`` or ``salience`` (of a party on an issue), ``power`` (of a party), ``likelihood`` (of a row under a reading)
    """

    kind: str
    party: str
    issue: str = ""
    row: str = ""
    reading: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What comes of one draw. on : places among the numeric features; verdicts : (claim, reading) as places, and the code; numbers : (reading, number) and the value."""

    on: Sequence[int]
    verdicts: Sequence[tuple[int, int, int]]
    numbers: Sequence[tuple[int, int, float]]


def declared_kinds(case: Case) -> frozenset[str]:
    """What the case declares to vary besides preferences: ``negotiation``, ``evidence``."""
    varying = case.uncertainty
    found = set()
    if varying is not None and varying.negotiation is not None and case.negotiation is not None:
        found.add("negotiation")
    if varying is not None and varying.evidence is not None and case.evidence is not None:
        found.add("evidence")
    return frozenset(found)


def numeric(case: Case, claim: str, kinds: frozenset[str]) -> bool:
    """Whether a claim turns on what varies besides preferences, by itself or through what it rests on."""
    tests = tuple(t for kind in sorted(kinds) for t in _TESTS[kind])
    if not tests:
        return False
    premises = premises_of(case, claim)
    return any(isinstance(c.expect, tests) for c in case.claims if c.id in premises)


def kinds_of(plan: Plan) -> frozenset[str]:
    """What is drawn besides preferences because something is asked that turns on it."""
    declared = declared_kinds(plan.case)
    if plan.numbers:
        return declared
    return frozenset(kind for kind in declared if any(numeric(plan.case, id, frozenset({kind})) for id in plan.claims))


def numbers_of(plan: Plan) -> tuple[Number, ...]:
    """The numbers that are told of each draw."""
    if not plan.numbers:
        return ()
    kinds, case = kinds_of(plan), plan.case
    found = []
    if "negotiation" in kinds and case.negotiation is not None:
        tables = [case.negotiation, *(r.negotiation for r in case.readings.values() if r.negotiation is not None)]
        found += [Number("clause", id) for id in dict.fromkeys(i.id for n in tables for i in n.issues if i.positions)]
    if "evidence" in kinds and case.evidence is not None:
        found += [Number("reading", r) for r in case.evidence.readings]
    return tuple(found)


def numeric_features(plan: Plan) -> tuple[NumericFeature, ...]:
    """Every numeric input that varies, in the order of the file."""
    kinds, case = kinds_of(plan), plan.case
    assert case.uncertainty is not None
    found: list[NumericFeature] = []
    spread = case.uncertainty.negotiation
    if "negotiation" in kinds and case.negotiation is not None and spread is not None:
        if spread.power:
            found += [NumericFeature("power", p.id) for p in case.negotiation.parties]
        for issue in case.negotiation.issues:
            for s in issue.positions:
                if spread.position or s.position[0] < s.position[1]:
                    found.append(NumericFeature("position", s.party, issue.id))
                if spread.salience and s.salience is not None:
                    found.append(NumericFeature("salience", s.party, issue.id))
    if "evidence" in kinds and case.evidence is not None:
        found += [
            NumericFeature("likelihood", "", row=row.id, reading=r)
            for row in case.evidence.rows
            for r, cell in row.cells.items()
            if cell.mark != UNKNOWN and cell.low < cell.high
        ]
    return tuple(found)


def numeric_parts(plan: Plan) -> tuple[tuple[Claim, str | None], ...]:
    """Claims about preferences on which numeric ones rest, with the readings under which they are needed."""
    kinds, case = kinds_of(plan), plan.case
    known = {c.id: c for c in case.claims}
    found: dict[tuple[str, str | None], Claim] = {}

    def under(claim: Claim, reading: str | None) -> None:
        if not numeric(case, claim.id, kinds):
            found[claim.id, reading] = claim
        elif isinstance(claim.expect, Combined):
            for id in claim.expect.claims:
                if id in known:
                    under(known[id], reading)

    for id in plan.claims:
        if numeric(case, id, kinds):
            for reading in readings_of(case, known[id]):
                if reading in plan.readings:
                    under(known[id], reading)
    return tuple((claim, reading) for (_, reading), claim in found.items())


class Numbers:
    """What draws move besides preferences, for the draws of one plan.

    asked : each claim that turns on it, by its place in the plan, with each reading under which it is asked
    """

    def __init__(self, plan: Plan) -> None:
        case = self.case = plan.case
        self.plan, self.kinds = plan, kinds_of(plan)
        self.features, self.numbers = numeric_features(plan), numbers_of(plan)
        self._known = {c.id: c for c in case.claims}
        self._numeric = {c.id: numeric(case, c.id, self.kinds) for c in case.claims}
        self.labels = ("", *case.readings)
        self.asked = [
            (c, claim, r)
            for c, id in enumerate(plan.claims)
            if self._numeric[id]
            for claim in [self._known[id]]
            for r in readings_of(case, claim)
            if r in plan.readings
        ]
        talks = [r for r in plan.readings if r is None or case.readings[r].negotiation is not None]
        self._tables = (talks or list(plan.readings[:1])) if "negotiation" in self.kinds else []
        needed = {r for _, _, r in self.asked} | set(self._tables)
        self._needed = [r for r in needed if r is not None and case.readings[r].negotiation is not None]

    def told(self, draw: int, world: Callable[[str, str | None], int]) -> Told:
        """One draw. world : the verdict of a claim about preferences under a reading in the draw's world"""
        made, on = self._made(draw)
        with sharing():
            checker = ClaimChecker(made, self.plan.levers)
            verdicts = [(c, self.labels.index(r or ""), self.verdict(claim, r, checker, world)) for c, claim, r in self.asked]
            return Told(on, verdicts, self._numbers(made))

    def _made(self, draw: int) -> tuple[Case, list[int]]:
        """The case with its negotiation and evidence drawn as `tertius.model.uncertainty.drawn` draws them, and the features that are on."""
        case = self.case
        assert case.uncertainty is not None
        talks, weights = generator(self.plan.seed, draw).spawn(2)
        made, on = replace(case, uncertainty=None), [False] * len(self.features)
        spread = case.uncertainty.negotiation
        if "negotiation" in self.kinds and case.negotiation is not None and spread is not None:
            numbers = errors(case.negotiation, talks)
            changed = {}
            for r in self._needed:
                table = case.readings[r].negotiation
                if table is not None:
                    changed[r] = replace(case.readings[r], negotiation=shifted(table, spread, numbers))
            made = replace(made, negotiation=shifted(case.negotiation, spread, numbers), readings={**case.readings, **changed})
            on = [f.kind != "likelihood" and _upper(f, case.negotiation, spread, numbers) for f in self.features]
        if "evidence" in self.kinds and case.evidence is not None:
            made = reweighed(made, weights)
            assert made.evidence is not None
            on = [
                _above(f, case.evidence, made.evidence) if f.kind == "likelihood" else was
                for f, was in zip(self.features, on, strict=True)
            ]
        return made, [k for k, yes in enumerate(on) if yes]

    def verdict(self, claim: Claim, reading: str | None, checker: ClaimChecker, world: Callable[[str, str | None], int]) -> int:
        """The code of the verdict in the checker's case. world : as in `told`"""
        if not self._numeric[claim.id]:
            return world(claim.id, reading)
        expect = claim.expect
        if isinstance(expect, Combined):
            parts = [
                self.verdict(self._known[id], reading, checker, world) if id in self._known else OPEN for id in expect.claims
            ]
            strong, weak = (FAILS, HOLDS) if expect.every else (HOLDS, FAILS)
            return strong if strong in parts else OPEN if OPEN in parts else weak
        if isinstance(expect, PackageTest):
            from tertius.evidence.packages import package_verdict
            from tertius.model.layers import negotiation_under

            try:
                return VERDICTS.index(package_verdict(negotiation_under(checker.case, reading), expect))
            except (ImpossibleError, NotSupportedError):
                return OPEN
        return VERDICTS.index(checker.check(claim, reading).verdict)

    def _numbers(self, made: Case) -> list[tuple[int, int, float]]:
        found: list[tuple[int, int, float]] = []
        if not self.numbers:
            return found
        from tertius.evidence.hypotheses import middles
        from tertius.evidence.issues import forecast_of
        from tertius.model.layers import negotiation_under

        place = {(n.kind, n.id): k for k, n in enumerate(self.numbers)}
        for r in self._tables:
            table = negotiation_under(made, r)
            for issue in () if table is None else table.issues:
                if table is not None and ("clause", issue.id) in place and issue.positions:
                    found.append((self.labels.index(r or ""), place["clause", issue.id], forecast_of(table, issue).median))
        if "evidence" in self.kinds and made.evidence is not None:
            found += [(0, place["reading", r], p) for r, p in zip(made.evidence.readings, middles(made.evidence).tolist(), strict=True)]
        return found


def _upper(f: NumericFeature, table: Negotiation, spread: Spread, numbers: Errors) -> bool:
    if f.kind == "power":
        return numbers.power[f.party] > 0
    key = f.issue, f.party
    if f.kind == "salience":
        return numbers.salience[key] > 0
    stance = table.issue(f.issue).stance(f.party)
    assert stance is not None
    low, high = stance.position
    return (numbers.within[key] - 0.5) * (high - low) + spread.position * numbers.position[key] > 0


def _above(f: NumericFeature, before: Evidence, after: Evidence) -> bool:
    was, now = before.row(f.row), after.row(f.row)
    assert was is not None
    assert now is not None
    return now.cells[f.reading].mid > (was.cells[f.reading].low + was.cells[f.reading].high) / 2

