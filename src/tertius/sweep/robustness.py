"""A small sweep for a page: how far what the case says survives what it declares uncertain.

Draws are few and always the same (seed 0), and only claims that are tried in many draws at once are among them. Flips are exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from tertius.model.case import Case
from tertius.sweep.block import Solver
from tertius.sweep.counts import counts
from tertius.sweep.flips import Flip, flips
from tertius.sweep.plan import Plan, plan_of
from tertius.sweep.summary import Summary, summarise

__all__ = ["DRAWS", "Robustness", "robustness"]

DRAWS, CHANGES = 2_000, 500
"""Draws, and changes that are tried for flips."""
FEW_DRAWS, FEW_CHANGES = 500, 100
"""The same where the case has more than `SMALL` states; a page is not the place to wait."""
SMALL = 128


@dataclass(frozen=True, slots=True)
class Robustness:
    """A summary of draws and the exact flips, under one plan."""

    plan: Plan
    summary: Summary
    flips: tuple[Flip, ...]


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
    plan = plan_of(case, readings=readings, levers=levers, targets=())
    # Equilibria are not on the page: what outcomes follow is enough.
    plan = replace(plan, concepts=("seq_d",) if "seq_d" in plan.concepts else ("seq",))
    solver = Solver(plan, patient=False)
    plan = replace(plan, claims=tuple(id for id in plan.claims if solver.claims.quick(case.claim(id))))
    solver = Solver(plan, patient=False)
    small = len(solver.labels.states) <= SMALL
    draws = draws if draws is not None else DRAWS if small else FEW_DRAWS
    changes = changes if changes is not None else CHANGES if small else FEW_CHANGES
    # All in one block: what occurs in it again is solved once.
    found = counts(plan, solver.block(0, draws))
    return Robustness(plan, summarise(plan, found), flips(plan, limit=changes, quick=True, patient=False))
