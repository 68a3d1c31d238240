"""Least sets of changes that turn a verdict: which named inputs a difference hangs on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Generic, TypeVar

__all__ = ["Least", "least_sets"]

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Least(Generic[T]):
    """The minimal sets of changes that turn a verdict, each with the verdict that it gives.

    sets : no set contains another; by size, then in the order of the changes
    size : sets of up to so many changes were to be tried; complete : whether all were (or contain a set that turns it)
    tried : how many sets were tried
    """

    sets: tuple[tuple[tuple[T, ...], str], ...]
    size: int
    complete: bool
    tried: int = field(compare=False)

    @property
    def distance(self) -> int | None:
        """The number of changes in a smallest set; None where none was found."""
        return len(self.sets[0][0]) if self.sets else None


def least_sets(
    changes: Sequence[T],
    verdict: Callable[[tuple[T, ...]], str | None],
    turned: Callable[[str], bool],
    *,
    size: int,
    limit: int,
    nearest: bool = False,
) -> Least[T]:
    """All minimal sets of up to `size` changes after which the verdict is one that `turned` asks for.

    verdict : of a set of changes; None where they cannot stand together
    nearest : stop after the size of the first set found
    limit : sets that are tried at most

    A set that contains one that was found is not tried, so that what is found is minimal, and by induction over sizes
    nothing minimal is missed up to the size that was done.
    """
    found: list[tuple[tuple[T, ...], str]] = []
    places: list[frozenset[int]] = []
    tried = 0
    for count in range(1, min(size, len(changes)) + 1):
        if nearest and found:
            break
        for chosen in combinations(range(len(changes)), count):
            if any(place <= set(chosen) for place in places):
                continue
            if tried >= limit:
                return Least(tuple(found), size, False, tried)
            tried += 1
            picked = tuple(changes[k] for k in chosen)
            got = verdict(picked)
            if got is not None and turned(got):
                found.append((picked, got))
                places.append(frozenset(chosen))
    return Least(tuple(found), size, True, tried)
