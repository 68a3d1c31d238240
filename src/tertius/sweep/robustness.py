"""A small sweep for a page: how far what the case says survives what it declares uncertain.

Draws are few and always the same (seed 0). Of claims about preferences only those are among them that are tried in many draws at once; claims that
turn on a negotiation or on evidence that is drawn have fewer draws, as each is worked out by itself. Flips are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tertius.model.case import Case
from tertius.sweep.block import Solver
from tertius.sweep.counts import Counts, counts
from tertius.sweep.flips import Flip, flips
from tertius.sweep.numbers import declared_kinds, numeric, numeric_parts
from tertius.sweep.plan import Plan, plan_of
from tertius.sweep.summary import Summary, summarise
from tertius.sweep.tipping import TippingPoint, tipping

__all__ = ["DRAWS", "Robustness", "robustness"]

DRAWS, CHANGES = 2_000, 500
"""Draws, and changes that are tried for flips."""
FEW_DRAWS, FEW_CHANGES = 500, 100
"""The same where the case has more than `SMALL` states; a page is not the place to wait."""
SMALL = 128
NUMERIC = 40_000
"""Verdicts on numeric claims, with the parties and issues or rows that they are about, that a page takes: a draw of a large table takes longer."""
MOST_NUMERIC, LEAST_NUMERIC = 300, 30
NUMBERS = 1_600
"""Forecasts of clauses that a page takes."""
EFFORT = 0.5
"""Seconds, about, for numbers moved one at a time."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """A summary of draws and the exact flips, under one plan.

    numeric : a summary of draws of claims that turn on numbers, numbers : of the numbers; None where there is none
    tipping : how far one number would have to be otherwise, of claims that are quickly tried
    """

    plan: Plan
    summary: Summary
    flips: tuple[Flip, ...]
    numeric: Summary | None = None
    numbers: Summary | None = None
    tipping: tuple[TippingPoint, ...] = ()


def robustness(
    case: Case,
    *,
    readings: Sequence[str | None] | None = None,
    levers: Sequence[str] = (),
    draws: int | None = None,
    changes: int | None = None,
) -> Robustness:
    """Draws and flips of a case with something uncertain.

    draws, changes : by default what the size of the case allows

    Raises what `plan_of` raises.
    """
    plan = plan_of(case, readings=readings, levers=levers, targets=(), numbers=False)
    talks = _numeric(plan)
    # Equilibria are not on the page: what outcomes follow is enough.
    plan = replace(plan, concepts=("seq_d",) if "seq_d" in plan.concepts else ("seq",))
    solver = Solver(plan, patient=False)
    plan = replace(plan, claims=tuple(id for id in plan.claims if not asked_numeric(case, id) and solver.claims.quick(case.claim(id))))
    solver = Solver(plan, patient=False)
    small = len(solver.labels.states) <= SMALL
    draws = draws if draws is not None else DRAWS if small else FEW_DRAWS
    changes = changes if changes is not None else CHANGES if small else FEW_CHANGES
    # All in one block: what occurs in it again is solved once.
    found = counts(plan, solver.block(0, draws))
    points = () if talks is None else tipping(talks.plan, effort=EFFORT)
    return Robustness(plan, summarise(plan, found), flips(plan, limit=changes, quick=True, patient=False), talks, _numbers(plan), points)


def asked_numeric(case: Case, claim: str) -> bool:
    """Whether a claim turns on numbers that vary."""
    return numeric(case, claim, declared_kinds(case))


def _numeric(plan: Plan) -> Summary | None:
    """Draws of claims that turn on numbers, whatever their other parts are, as far as those are tried in many draws at once."""
    case = plan.case
    solver = Solver(replace(plan, claims=()), patient=False)
    ids = []
    for id in plan.claims:
        if asked_numeric(case, id):
            one = replace(plan, claims=(id,))
            if all(solver.claims.quick(claim) for claim, _ in numeric_parts(one)):
                ids.append(id)
    if not ids:
        return None
    plan = replace(plan, claims=tuple(ids), concepts=plan.concepts[:1])
    size = 1
    if case.negotiation is not None:
        size += len(case.negotiation.parties) * len(case.negotiation.issues)
    if case.evidence is not None:
        size += len(case.evidence.rows)
    return _drawn(plan, max(LEAST_NUMERIC, min(MOST_NUMERIC, NUMERIC // (size * len(ids)))))


def _numbers(plan: Plan) -> Summary | None:
    """Draws of the numbers alone; no preference moves them, so the conflict is left out."""
    case, kinds = plan.case, declared_kinds(plan.case)
    assert case.uncertainty is not None
    if not kinds:
        return None
    bare = replace(case, conflict=None, uncertainty=replace(case.uncertainty, preferences={}, readings={}))
    plan = replace(plan, case=bare, claims=(), concepts=(), targets=(), numbers=True)
    tables = [n for n in (case.negotiation, *(r.negotiation for r in case.readings.values())) if n is not None] if "negotiation" in kinds else []
    # What is the same in several tables is worked out once.
    size = 4 + len({(issue.positions, n.parties) for n in tables for issue in n.issues})
    return _drawn(plan, max(LEAST_NUMERIC, min(MOST_NUMERIC, NUMBERS // size)))


def _drawn(plan: Plan, draws: int) -> Summary:
    total = Counts.empty(plan)
    solver = Solver(plan, patient=False)
    for begin in range(0, draws, plan.block):
        total = total + counts(plan, solver.block(begin, min(draws, begin + plan.block)))
    return summarise(plan, total)
