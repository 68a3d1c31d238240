r"""Which levers matter under a reading: those that, alone, change where it leads.

Let F be the levers in force under a reading, and :math:`O_h(F)` what follows from the status quo at foresight h: the outcomes
and the closed sets that never settle. A lever x **matters** under the reading at foresight h if

.. math:: O_h(F \,\triangle\, \{x\}) \ne O_h(F),

that is, if taking x out (where it is in force) or putting it in (where it is not, as `--lever` does) leads elsewhere, all
else equal. Two
levers that stand in for each other do not matter one by one; sets of levers are the matter of `tertius leverage`. A set
that cannot be set up has no outcomes, and says why. Tertius's own.

Every lever is tried, coercive ones too, which are marked: this is what a reading turns on, and no advice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tertius.dynamics.outcomes import Outcomes
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError, NotSupportedError
from tertius.evidence.readings import ReadingRow
from tertius.model.case import Case
from tertius.model.effects import coercive_levers
from tertius.model.layers import situate

__all__ = ["MOST_STATES", "LeverEffect", "lever_effects"]

MOST_STATES = 20_000
"""States up to which levers are tried one by one."""


@dataclass(frozen=True, slots=True)
class LeverEffect:
    """One lever taken out (`in_force`) or put in.

    matters : the foresights, of 1 and 2, at which that leads elsewhere
    impossible : why it cannot be set up; empty where it can
    """

    lever: str
    in_force: bool
    coercive: bool
    myopic: Outcomes | None
    foresighted: Outcomes | None
    matters: tuple[int, ...]
    impossible: str = ""


def lever_effects(
    case: Case,
    row: ReadingRow,
    *,
    concept: str = "",
    levers: Sequence[str] = (),
    tick: Callable[[int, int], None] | None = None,
) -> tuple[LeverEffect, ...] | None:
    """Every lever of the case under the reading of a row, in file order.

    concept, levers : what the row was made with; tick : told how many levers are done, of how many

    None where the reading cannot be set up, has no status quo, or has more than `MOST_STATES` states.
    """
    if row.impossible or row.myopic is None or row.foresighted is None or row.states > MOST_STATES:
        return None
    hot = coercive_levers(case)
    found = []
    for done, lever in enumerate(case.levers):
        if tick is not None:
            tick(done, len(case.levers))
        there = lever in row.levers
        try:
            situated = situate(case, reading=row.reading, levers=levers if there else (*levers, lever), without=(lever,) if there else ())
            solved = Solved(situated)
        except (ImpossibleError, NotSupportedError) as error:
            found.append(LeverEffect(lever, there, lever in hot, None, None, (), str(error)))
            continue
        ends = solved.outcomes(concept, 1), solved.outcomes(concept, 2)
        matters = tuple(h for h, then, now in zip((1, 2), ends, (row.myopic, row.foresighted), strict=True) if _follows(then) != _follows(now))
        found.append(LeverEffect(lever, there, lever in hot, *ends, matters))
    return tuple(found)


def _follows(ends: Outcomes | None) -> object:
    return None if ends is None else (frozenset(ends.states), frozenset(frozenset(g) for g in ends.unsettled))
