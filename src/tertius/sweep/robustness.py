"""A small sweep for a page: how far what the case says survives what it declares uncertain.

Draws are few and always the same (seed 0), and only claims that are tried in many draws at once are among them. Flips are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tertius.model.case import Case
from tertius.sweep.block import Solver
from tertius.sweep.counts import Counts, counts
from tertius.sweep.flips import Flip, flips
from tertius.sweep.plan import BLOCK, Plan, plan_of
from tertius.sweep.summary import Summary, summarise

__all__ = ["DRAWS", "Robustness", "robustness"]

DRAWS = 2_000
CHANGES = 500
"""Changes that are tried for flips; a page is not the place to wait."""


@dataclass(frozen=True, slots=True)
class Robustness:
    """A summary of draws and the exact flips, under one plan."""

    plan: Plan
    summary: Summary
    flips: tuple[Flip, ...]


def robustness(
    case: Case, *, readings: Sequence[str | None] | None = None, levers: Sequence[str] = (), draws: int = DRAWS, changes: int = CHANGES
) -> Robustness:
    """Draws and flips of a case with something uncertain.

    Raises what `plan_of` raises.
    """
    plan = plan_of(case, readings=readings, levers=levers, targets=(), concepts=("seq",))
    solver = Solver(plan, patient=False)
    plan = replace(plan, claims=tuple(id for id in plan.claims if solver.claims.quick(case.claim(id))))
    solver = Solver(plan, patient=False)
    total = Counts.empty(plan)
    for begin in range(0, draws, BLOCK):
        total = total + counts(plan, solver.block(begin, min(draws, begin + BLOCK)))
    return Robustness(plan, summarise(plan, total), flips(plan, limit=changes, quick=True, patient=False))
