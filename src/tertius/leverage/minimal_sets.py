"""All minimal sets of factors that do something: by size, those that contain one found being skipped.

Complete up to the size that was done, whether or not what is asked is monotone: a set that is tried has no proper
subset that does it, and a set that is skipped has one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

from tertius.leverage.factors import Factor

__all__ = ["NO_SETS", "Joint", "minimal_sets"]


@dataclass(frozen=True, slots=True)
class Joint:
    """All minimal sets of one kind that were found, and what a limit or an unsettled branch leaves open."""

    found: tuple[tuple[Factor, ...], ...]
    open_sets: int
    first_open: tuple[Factor, ...] | None
    done_size: int
    untried: int


NO_SETS = Joint((), 0, None, 0, 0)
"""Where nothing was looked for."""


def minimal_sets(
    factors: Sequence[Factor], least: int, judge: Callable[[tuple[Factor, ...]], str], over: Callable[[], bool]
) -> Joint:
    """All minimal sets for which `judge` says yes, by size; those that contain one are skipped."""
    found: list[frozenset[Factor]] = []
    opened: list[tuple[Factor, ...]] = []
    total = sum(comb(len(factors), k) for k in range(least, len(factors) + 1))
    seen, done = 0, least - 1
    for size in range(least, len(factors) + 1):
        for chosen in combinations(factors, size):
            if not any(s <= set(chosen) for s in found):
                if over() and size > 1:
                    return _joint(factors, found, opened, done, total - seen)
                said = judge(chosen)
                if said == "yes":
                    found.append(frozenset(chosen))
                elif said == "open":
                    opened.append(chosen)
            seen += 1
        done = size
    return _joint(factors, found, opened, done, 0)


def _joint(
    factors: Sequence[Factor], found: Sequence[frozenset[Factor]], opened: Sequence[tuple[Factor, ...]], done: int, untried: int
) -> Joint:
    sets = tuple(tuple(f for f in factors if f in s) for s in found)
    return Joint(sets, len(opened), opened[0] if opened else None, done, untried)
