"""One part of a sweep, worked out wherever there is a worker.

What goes to a worker is the plan as bytes, the version that asks, and where the part begins and ends; what comes back
are counts and, where draws are kept, tables. A worker keeps the last plan, so that it is read once.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tertius.errors import TertiusError
from tertius.version import VERSION

if TYPE_CHECKING:
    from tertius.sweep.counts import Counts
    from tertius.sweep.plan import Plan, Table

__all__ = ["Solved", "Task", "solve_part", "task_of"]

_LAST: list[tuple[bytes, Plan]] = []


@dataclass(frozen=True, slots=True)
class Task:
    """What every part of a run has in common. keep : whether tables are wanted beside counts."""

    plan: bytes
    version: str
    keep: bool


@dataclass(frozen=True, slots=True)
class Solved:
    """What came of a part; `refused` is the message of an error that Tertius raised on purpose, with its exit code."""

    counts: Counts | None
    tables: Mapping[str, Table] | None
    refused: tuple[str, int] | None = None


def task_of(plan: Plan, *, keep: bool) -> Task:
    """The task of a run."""
    return Task(pickle.dumps(plan), VERSION, keep)


def solve_part(task: Task, start: int, stop: int) -> Solved:
    """Work out the draws from `start` to before `stop`, block by block."""
    if task.version != VERSION:
        said = f"a worker has tertius {VERSION} and the sweep was started with {task.version}; install one version everywhere and start again"
        return Solved(None, None, (said, 2))
    try:
        return _solved(task, start, stop)
    except TertiusError as error:
        # Its own class may not be made again from a message alone.
        return Solved(None, None, (str(error), error.exit_code))


def _solved(task: Task, start: int, stop: int) -> Solved:
    import numpy as np

    from tertius.sweep.block import solve_block
    from tertius.sweep.counts import Counts, counts

    if not _LAST or _LAST[0][0] != task.plan:
        _LAST[:] = [(task.plan, pickle.loads(task.plan))]
    plan = _LAST[0][1]
    total = Counts.empty(plan)
    blocks = []
    for first in range(start, stop, plan.block):
        tables = solve_block(plan, first, min(first + plan.block, stop))
        total = total + counts(plan, tables)
        if task.keep:
            blocks.append(tables)
    if not task.keep:
        return Solved(total, None)
    whole = {
        name: {column: np.concatenate([b[name][column] for b in blocks]) for column in schema}
        for name, schema in plan.tables.items()
    }
    return Solved(total, whole)
