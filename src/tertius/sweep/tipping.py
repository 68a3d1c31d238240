r"""How far one number would have to be otherwise: numeric tipping points.

Let a claim that turns on a negotiation or on evidence have the verdict v as the case stands, and let x be one number that is declared uncertain: a
position, a salience, a likelihood, or the factor by which a party's power is multiplied. Declared is

.. math::
    [a - 2\sigma_x,\; b + 2\sigma_x] \cap [0, 100], \qquad [s - 2\sigma_s,\; s + 2\sigma_s] \cap [0, 100], \qquad [l, h], \qquad [e^{-2\sigma_p},\; e^{2\sigma_p}]

for a position from [a, b] with an error, a salience, a likelihood and a factor: of a number with an error, 95 % of what is drawn. With everything else as in
the case, and x set to a value, the claim has a verdict :math:`V(x)`. Tried are

1. where the case gives a range, its middle: if the verdict is another once the number is known to lie there, that is the answer, at distance 0;
2. a grid outward from there (or from the number) on both sides at once, in steps of a tenth of the way to the further end (of power: in its logarithm), with both
   ends, until :math:`V(x) \ne v`;
3. between the last value that keeps the verdict and the first that does not, halves, until the two are neighbours: a hundredth of a point, a ten-thousandth of a
   likelihood or a factor. Where both sides change it at the same step, the nearer is told.

What is said of the values tried is exact, and all values have that many places, so that they can be put into the case as they are told. Of values between
those of the grid it says nothing: a verdict that turns and turns back between two of them is not seen. One number is moved at a time; what two do together is
for draws. A power goes up and down on every issue and date alike, as in draws (`tertius.model.spread`). Under a reading with a table of its own the
number is that table's.

**What is not tried.** Pairs of a claim and a number on which it cannot turn: where an issue settles turns on what is said on that issue and on the power of those
who speak to it; whether a package passes on no power; a share of power on powers alone; what waiting costs a party that says what settling is worth to it on no power and no other's
position; how far a row tells readings apart on that row's likelihoods under the readings named. A power of 0 stays 0. Tertius's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from math import ceil, exp, floor, inf, log

from tertius.dynamics.sharing import sharing
from tertius.evidence.claims import ClaimChecker
from tertius.model.case import Case, Claim, Combined
from tertius.model.evidence import Cell, DiagnosticityTest
from tertius.model.layers import negotiation_under
from tertius.model.negotiation import IssueTest, Negotiation, PackageTest, Party, WaitingTest
from tertius.model.position_table import MOST_POWER
from tertius.model.shares import ShareTest
from tertius.sweep.labels import Feature, feature_of
from tertius.sweep.numbers import Numbers, NumericFeature
from tertius.sweep.plan import VERDICTS, Plan

__all__ = ["STEPS", "TippingPoint", "bears", "tipping"]

STEPS = 10
"""Steps to the further end of what is declared."""
REACH = 2.0
"""Standard deviations of an error that are within what is declared."""
PARTS = {"position": 100, "salience": 100, "power": 10_000, "likelihood": 10_000}
"""Values of which one unit is told apart."""
COST = {IssueTest: 12, PackageTest: 9, WaitingTest: 11, ShareTest: 1, DiagnosticityTest: 2}
"""About how many ten-thousandths of a second a verdict takes on one core; of the text on the table a fifth."""


@dataclass(frozen=True, slots=True)
class TippingPoint:
    """One claim under one reading, and one number.

    now : the verdict as the case stands; stands : the number in the case, or the ends of its range (of power: the factor 1)
    within : the ends of what is declared
    keeps, changes : the last value that keeps the verdict and the nearest that changes it; changes is None where no value tried does, keeps where there is none
        between what the case says and the one that changes it
    becomes : the verdict there, empty where none changes it; tried : how many values were tried
    """

    claim: str
    reading: str | None
    input: Feature
    now: str
    stands: tuple[float, float]
    within: tuple[float, float]
    keeps: float | None
    changes: float | None
    becomes: str
    tried: int

    @property
    def distance(self) -> float:
        """How far the value that changes the verdict is from what the case says (of power: in the logarithm); infinite without one."""
        if self.changes is None:
            return inf
        return _distance(self.input.kind, _middle(self.stands), self.changes)

    @property
    def relative(self) -> float:
        """The distance as a share of the way to the further end of what is declared: to compare numbers of several kinds."""
        return self.distance / max(_distance(self.input.kind, _middle(self.stands), end) for end in self.within)


def tipping(plan: Plan, *, effort: float = inf, tick: Callable[[int, int], None] | None = None) -> tuple[TippingPoint, ...]:
    """For every claim of the plan that turns on numbers, under its readings, and every number on which it can turn: the nearest value that changes the verdict.

    effort : about how many seconds it may take; claims that take longest are left out whole, which of them depends on the case alone
    tick : told how many numbers are done, of how many

    In the order of the claims, then readings, then numbers as in the file; empty where nothing that is asked turns on numbers that vary.
    """
    numbers = Numbers(plan)
    search = _Search(plan, numbers)
    pairs = {(c, r): inputs for c, claim, r in numbers.asked if (inputs := [f for f in numbers.features if bears(plan.case, claim, r, f)])}
    asked = [(c, claim, r) for c, claim, r in numbers.asked if (c, r) in pairs]
    kept = _affordable(plan.case, asked, pairs, effort)
    found: dict[tuple[int, int, str | None], TippingPoint] = {}
    for k, f in enumerate(numbers.features):
        if tick is not None:
            tick(k, len(numbers.features))
        with sharing():
            values: dict[tuple[str | None, int], ClaimChecker] = {}
            for c, claim, r in asked:
                if c in kept and f in pairs[c, r] and (point := search.point(claim, r, f, values)) is not None:
                    found[c, k, r] = point
    return tuple(found[c, k, r] for c, _, r in asked for k in range(len(numbers.features)) if (c, k, r) in found)


def bears(case: Case, claim: Claim, reading: str | None, feature: NumericFeature) -> bool:
    """Whether a claim can turn on a number, by itself or through what it rests on; False only where it provably cannot."""
    expect, table = claim.expect, negotiation_under(case, reading)
    if isinstance(expect, Combined):
        return any(bears(case, c, reading, feature) for c in case.claims if c.id in expect.claims)
    if feature.kind == "likelihood":
        return isinstance(expect, DiagnosticityTest) and expect.row == feature.row and (not expect.between or feature.reading in expect.between)
    if table is None:
        return False
    if isinstance(expect, IssueTest):
        speaking = {s.party for i in table.issues if i.id == expect.issue for s in i.positions}
        return feature.party in speaking if feature.kind == "power" else feature.issue == expect.issue
    if isinstance(expect, WaitingTest):
        own = [] if table.timing is None else [p for p in table.timing.parties if p.party == expect.party]
        # A salience that is missing is the mean of the others'.
        return not (own and own[0].worth) or feature.kind == "salience" or (feature.kind == "position" and feature.party == expect.party)
    return (isinstance(expect, PackageTest) and feature.kind != "power") or (isinstance(expect, ShareTest) and feature.kind == "power")


def _affordable(
    case: Case, asked: list[tuple[int, Claim, str | None]], pairs: Mapping[tuple[int, str | None], list[NumericFeature]], effort: float
) -> set[int]:
    """Places of the claims that are tried, the cheapest first while there is room."""
    costs: dict[int, float] = {}
    for c, claim, r in asked:
        costs[c] = costs.get(c, 0.0) + 1e-4 * _cost(case, claim) * len(pairs[c, r]) * (2 * STEPS + 5)
    kept, spent = set(), 0.0
    for c, cost in sorted(costs.items(), key=lambda item: item[1]):
        spent += cost
        if spent <= effort:
            kept.add(c)
    return kept


def _cost(case: Case, claim: Claim) -> int:
    if isinstance(claim.expect, Combined):
        return sum(_cost(case, c) for c in case.claims if c.id in claim.expect.claims)
    if isinstance(claim.expect, PackageTest) and claim.expect.on_the_table:
        return COST[PackageTest] // 5
    return next((cost for kind, cost in COST.items() if isinstance(claim.expect, kind)), 0)


class _Search:
    """The values of one number after another."""

    def __init__(self, plan: Plan, numbers: Numbers) -> None:
        self.plan, self.case, self.numbers = plan, plan.case, numbers
        self._still = ClaimChecker(self.case, plan.levers)
        self._now: dict[tuple[str, str | None], str] = {}

    def point(
        self, claim: Claim, reading: str | None, feature: NumericFeature, values: dict[tuple[str | None, int], ClaimChecker]
    ) -> TippingPoint | None:
        """The nearest value that changes the verdict; None where the number is not there, or there is no other value that is told apart from it."""
        span = _span(self.case, reading, feature)
        if span is None:
            return None
        stands, within = span
        parts, start, now = PARTS[feature.kind], _middle(stands), self._stands(claim, reading)
        tried: dict[int, str] = {}

        def verdict(unit: int) -> str:
            if unit not in tried:
                key = reading, unit
                if key not in values:
                    values[key] = ClaimChecker(_moved(self.case, reading, feature, unit / parts), self.plan.levers)
                tried[unit] = VERDICTS[self.numbers.verdict(claim, reading, values[key], self._unmoved)]
            return tried[unit]

        def told(keeps: float | None, changes: int | None) -> TippingPoint:
            becomes = "" if changes is None else tried[changes]
            at = None if changes is None else changes / parts
            return TippingPoint(claim.id, reading, feature_of(feature), now, stands, within, keeps, at, becomes, len(tried))

        middle = round(start * parts)
        # A range can lie between two values that are told apart.
        if stands[0] < stands[1] and within[0] <= middle / parts <= within[1] and verdict(middle) != now:
            return told(None, middle)
        last: dict[int, float] = {-1: start, 1: start}
        for step in _grid(feature.kind, start, within, parts):
            turned = [(side, unit) for side, unit in step if verdict(unit) != now]
            if turned:
                ends = [self._halved(last[side], unit, parts, now, verdict) for side, unit in turned]
                return told(*min(ends, key=lambda e: _distance(feature.kind, start, e[1] / parts)))
            last.update({side: unit / parts for side, unit in step})
        return told(None, None) if tried else None

    @staticmethod
    def _halved(keeps: float, changes: int, parts: int, now: str, verdict: Callable[[int], str]) -> tuple[float, int]:
        """Neighbours of which one keeps the verdict."""
        while True:
            low, high = sorted((keeps * parts, float(changes)))
            # A value of which only the last digit of a float is off is that value.
            first, last = floor(low + 1e-6) + 1, ceil(high - 1e-6) - 1
            if first > last:
                return keeps, changes
            middle = (first + last) // 2
            if verdict(middle) == now:
                keeps = middle / parts
            else:
                changes = middle

    def _stands(self, claim: Claim, reading: str | None) -> str:
        key = claim.id, reading
        if key not in self._now:
            self._now[key] = self._still.check(claim, reading).verdict
        return self._now[key]

    def _unmoved(self, claim: str, reading: str | None) -> int:
        """The verdict of a claim that turns on no number."""
        return VERDICTS.index(self._stands(self.case.claim(claim), reading))


def _grid(kind: str, start: float, within: tuple[float, float], parts: int) -> Iterator[list[tuple[int, int]]]:
    """Steps outward: on each side (-1, 1) one more unit, until both ends are reached."""
    ends = {-1: ceil(within[0] * parts - 1e-6), 1: floor(within[1] * parts + 1e-6)}
    far = max(_distance(kind, start, end) for end in within)
    before: dict[int, int | None] = {-1: None, 1: None}
    for k in range(1, STEPS + 1):
        step = []
        for side, end in ends.items():
            at = start * exp(side * k * far / STEPS) if kind == "power" else start + side * k * far / STEPS
            unit = round(at * parts) if k < STEPS else end
            unit = max(unit, end) if side < 0 else min(unit, end)
            if unit != before[side] and side * (unit - start * parts) > 1e-6:
                step.append((side, unit))
                before[side] = unit
        if step:
            yield step


def _middle(stands: tuple[float, float]) -> float:
    return (stands[0] + stands[1]) / 2


def _distance(kind: str, start: float, value: float) -> float:
    return abs(log(value / start)) if kind == "power" else abs(value - start)


def _span(case: Case, reading: str | None, f: NumericFeature) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """What the case says of a number, and within what it is declared; None where it is not there or cannot be another."""
    assert case.uncertainty is not None
    if f.kind == "likelihood":
        row = None if case.evidence is None else case.evidence.row(f.row)
        assert row is not None
        cell = row.cells[f.reading]
        return (cell.low, cell.high), (cell.low, cell.high)
    table, spread = negotiation_under(case, reading), case.uncertainty.negotiation
    assert spread is not None
    if table is None:
        return None
    if f.kind == "power":
        powers = [v for p in table.parties if p.id == f.party for v in (p.power, *(end for d in p.power_over_time for end in d.power))]
        powers += [s.power for i in table.issues for s in i.positions if s.party == f.party and s.power is not None]
        most = max(powers, default=0.0)
        return ((1.0, 1.0), (exp(-REACH * spread.power), min(exp(REACH * spread.power), MOST_POWER / most))) if most > 0 else None
    stance = next((s for i in table.issues if i.id == f.issue for s in i.positions if s.party == f.party), None)
    if stance is None or (f.kind == "salience" and stance.salience is None):
        return None
    stands = stance.position if f.kind == "position" else (stance.salience or 0.0,) * 2
    error = REACH * (spread.position if f.kind == "position" else spread.salience)
    within = max(0.0, stands[0] - error), min(100.0, stands[1] + error)
    return (stands, within) if within[0] < within[1] else None


def _moved(case: Case, reading: str | None, f: NumericFeature, value: float) -> Case:
    """The case with one number set, in the table that holds under the reading."""
    if f.kind == "likelihood":
        assert case.evidence is not None
        rows = tuple(
            replace(row, cells={**row.cells, f.reading: Cell(value, value, value)}) if row.id == f.row else row for row in case.evidence.rows
        )
        return replace(case, evidence=replace(case.evidence, rows=rows))
    table = negotiation_under(case, reading)
    assert table is not None
    moved = _table(table, f, value)
    if table is case.negotiation or reading is None:
        return replace(case, negotiation=moved)
    return replace(case, readings={**case.readings, reading: replace(case.readings[reading], negotiation=moved)})


def _table(table: Negotiation, f: NumericFeature, value: float) -> Negotiation:
    def party(p: Party) -> Party:
        dated = tuple(replace(d, power=(d.power[0] * value, d.power[1] * value)) for d in p.power_over_time)
        return replace(p, power=p.power * value, power_over_time=dated)

    if f.kind == "power":
        issues = tuple(
            replace(i, positions=tuple(replace(s, power=s.power * value) if s.party == f.party and s.power is not None else s for s in i.positions))
            for i in table.issues
        )
        return replace(table, parties=tuple(party(p) if p.id == f.party else p for p in table.parties), issues=issues)
    change = {"position": (value, value)} if f.kind == "position" else {"salience": value}
    return replace(
        table,
        issues=tuple(
            replace(i, positions=tuple(replace(s, **change) if s.party == f.party else s for s in i.positions)) if i.id == f.issue else i
            for i in table.issues
        ),
    )
