"""Which levers are necessary, and which sufficient, for a target.

A set of levers *reaches* the target if every outcome satisfies it and nothing is unsettled.
A lever is necessary if no set without it (up to the stated size) reaches the target; levers are
sufficient if they alone do. Sets are tried by size, smallest first, so a counterexample is minimal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations

__all__ = ["LeverFinding", "necessary", "sufficient"]

Reaches = Callable[[tuple[str, ...]], str]
"""From a set of levers to ``holds``, ``fails``, ``open`` or ``impossible``."""


@dataclass(frozen=True, slots=True)
class LeverFinding:
    """A verdict and the set that decides it.

    decisive : for a failed necessity, a least set without the lever that reaches the target; for an
        open one, the first that may; for sufficiency, the set itself
    tried : how many sets were tried
    impossible : why the levers of a sufficiency test cannot stand together, if they cannot
    vacuous : a necessity that holds only because no set at all, with the lever or without, reaches the target
    size : the greatest size tried
    """

    verdict: str
    decisive: tuple[str, ...] | None
    lever: str | None
    tried: int
    size: int
    vacuous: bool = False
    impossible: str = ""


def necessary(levers: Sequence[str], pool: Sequence[str], reaches: Reaches, size: int | None) -> LeverFinding:
    """Whether each of `levers` is in every set of `pool` that reaches the target."""
    most = min(len(pool), size if size is not None else (len(pool) if len(pool) <= 10 else 3))
    tried = 0
    doubt: tuple[tuple[str, ...], str] | None = None
    for lever in levers:
        others = [x for x in pool if x != lever]
        for count in range(min(most, len(others)) + 1):
            for chosen in combinations(others, count):
                tried += 1
                found = reaches(chosen)
                if found == "holds":
                    return LeverFinding("fails", chosen, lever, tried, most)
                if found == "open" and doubt is None:
                    doubt = chosen, lever
    if doubt is not None:
        return LeverFinding("open", doubt[0], doubt[1], tried, most)
    with_it = (
        reaches((lever, *chosen))
        for lever in levers
        for count in range(min(most, len(pool)))
        for chosen in combinations([x for x in pool if x != lever], count)
    )
    return LeverFinding("holds", None, None, tried, most, vacuous=not any(v in {"holds", "open"} for v in with_it))


def sufficient(levers: Sequence[str], reaches: Reaches) -> LeverFinding:
    """Whether the levers alone reach the target."""
    found = reaches(tuple(levers))
    verdict = "fails" if found == "impossible" else found
    return LeverFinding(verdict, tuple(levers), None, 1, len(levers))
