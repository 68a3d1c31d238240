r"""How many strict rankings of an actor make a state stable: exact, without listing them.

A strict ranking of m states matters only through U, the states above e. Let u = \|U\|; exactly
:math:`u!\,(m - 1 - u)!` rankings have that U. So with :math:`N_u` the number of sets U of size u that *break* a
requirement, the answer is :math:`m! - \sum_u N_u\, u!\,(m - 1 - u)!`.

The move q breaks its requirement when q is in U and U meets every way of q (`inverse_conditions`). By inclusion
and exclusion over sets T of moves, :math:`\sum_u N_u z^u = -\sum_{T \ne \emptyset} (-1)^{|T|} H_T(z)`, where
:math:`H_T` counts by size the U that contain T and meet every way of every move in T. Terms that need the same of
U are added up before anything is counted. For nash this is :math:`m! / (1 + |R_i(e)|)`.

:math:`H_T` is counted by branching on a state that is in most of the ways; ways without a common state are
counted apart and their polynomials multiplied.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import comb, factorial

from tertius.leverage.inverse_conditions import Requirement

__all__ = ["Count", "count_rankings"]

MAX_TERMS = 60_000
MAX_BRANCHES = 400_000

Poly = list[int]


@dataclass(frozen=True, slots=True)
class Count:
    """Strict rankings of one actor, and how many of them make the state stable.

    stable : exact, or None where it was too much work
    at_least, at_most : bounds; both equal to `stable` where that is known
    """

    rankings: int
    stable: int | None
    at_least: int
    at_most: int


class _TooManyError(Exception):
    """The work passed its limit."""


def count_rankings(states: int, moves: int, needed: Sequence[Requirement], *, seconds: float = 20.0) -> Count:
    """Count the strict rankings of `states` states that meet every requirement.

    moves : the number of the actor's moves from the state: where all of them are unwanted it is stable
        whatever the others do, which bounds the count from below
    """
    total = factorial(states)
    nash = total // (moves + 1)
    try:
        broken = _Counter(states - 1, time.monotonic() + seconds).broken(needed)
    except _TooManyError:
        return Count(total, None, nash, total)
    stable = total - sum(n * factorial(u) * factorial(states - 1 - u) for u, n in enumerate(broken))
    return Count(total, stable, stable, stable)


class _Counter:
    def __init__(self, others: int, end: float) -> None:
        self.others, self.end = others, end
        self.branches = 0
        self.known: dict[frozenset[int], Poly] = {}

    def broken(self, needed: Sequence[Requirement]) -> Poly:
        """For each size the number of sets U that break a requirement."""
        terms: dict[tuple[int, frozenset[int]], int] = {(0, frozenset()): 1}
        for requirement in needed:
            fresh = dict(terms)
            for (held, ways), sign in terms.items():
                key = _reduced(held | 1 << requirement.move, ways.union(requirement.ways))
                fresh[key] = fresh.get(key, 0) - sign
                if len(fresh) > MAX_TERMS or time.monotonic() > self.end:
                    raise _TooManyError
            terms = {key: sign for key, sign in fresh.items() if sign}
        total = [0] * (self.others + 1)
        for (held, ways), sign in terms.items():
            if not held:
                continue
            size = held.bit_count()
            for u, n in enumerate(self.spread(self.hitting(ways), self.others - size, _union(ways))):
                total[u + size] -= sign * n
        return total

    def spread(self, poly: Poly, room: int, touched: int) -> Poly:
        """The polynomial with the states that nothing is asked of put in freely."""
        return _times(poly, _free(room - touched.bit_count()))

    def hitting(self, ways: frozenset[int]) -> Poly:
        """By size, the sets of states of the ways that meet every way."""
        if not ways:
            return [1]
        if ways in self.known:
            return self.known[ways]
        self.branches += 1
        if self.branches > MAX_BRANCHES or time.monotonic() > self.end:
            raise _TooManyError
        groups = _apart(ways)
        if len(groups) > 1:
            poly = [1]
            for group in groups:
                poly = _times(poly, self.hitting(group))
        elif len(ways) == 1:
            poly = _free(next(iter(ways)).bit_count())
            poly[0] -= 1
        else:
            poly = self.branch(ways)
        self.known[ways] = poly
        return poly

    def branch(self, ways: frozenset[int]) -> Poly:
        every = _union(ways)
        bit = max(_bits(every), key=lambda b: sum(bool(way & b) for way in ways))
        without = every & ~bit
        # The state is in U: the ways that it is in are met.
        left = frozenset(way for way in ways if not way & bit)
        inside = self.spread(self.hitting(left), without.bit_count(), _union(left))
        # It is not: each way must be met by the rest of it.
        held, rest = _reduced(0, frozenset(way & ~bit for way in ways))
        if 0 in rest:
            outside = [0]
        else:
            room = (without & ~held).bit_count()
            outside = [0] * held.bit_count() + self.spread(self.hitting(rest), room, _union(rest))
        poly = [0] * (every.bit_count() + 1)
        for u, n in enumerate(inside):
            poly[u + 1] += n
        for u, n in enumerate(outside):
            poly[u] += n
        return poly


def _reduced(held: int, ways: frozenset[int]) -> tuple[int, frozenset[int]]:
    """States that must be in U, and the least ways that they do not meet."""
    while True:
        forced = _union(way for way in ways if way.bit_count() == 1) & ~held
        held |= forced
        ways = frozenset(way for way in ways if not way & held)
        if not forced:
            break
    kept: list[int] = []
    for way in sorted(ways, key=int.bit_count):
        if not any(other & way == other for other in kept):
            kept.append(way)
    return held, frozenset(kept)


def _apart(ways: frozenset[int]) -> list[frozenset[int]]:
    """The ways in groups that have no state in common."""
    groups: list[tuple[int, list[int]]] = []
    for way in ways:
        touching = [g for g in groups if g[0] & way]
        groups = [g for g in groups if not g[0] & way]
        span, inside = way, [way]
        for other, listed in touching:
            span |= other
            inside += listed
        groups.append((span, inside))
    return [frozenset(listed) for _, listed in groups]


def _union(ways: Iterable[int]) -> int:
    total = 0
    for way in ways:
        total |= way
    return total


def _bits(number: int) -> Iterator[int]:
    while number:
        low = number & -number
        yield low
        number ^= low


def _free(states: int) -> Poly:
    return [comb(states, u) for u in range(states + 1)]


def _times(a: Poly, b: Poly) -> Poly:
    product = [0] * (len(a) + len(b) - 1)
    for u, n in enumerate(a):
        if n:
            for v, m in enumerate(b):
                product[u + v] += n * m
    return product
