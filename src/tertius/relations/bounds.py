r"""Bounds on the frustration index for networks that are too large to solve, and a first answer for the others.

From above: the two sides that a spanning forest agrees with (breadth first), then moves of single actors that lower the
number of frustrated ties, many at a time where no two of them are neighbours, until none is left.

From below: every unbalanced cycle holds a frustrated tie, so a set of unbalanced cycles without a common tie bounds the index.
Triads are taken first, those whose ties lie in the fewest unbalanced triads before others. Longer cycles come from spanning
forests, one tie and its path in the forest at a time; ties of a cycle taken are taken out, and the next forest is grown in what
is left.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.relations.triads import lookups, triangles

__all__ = ["Adjacency", "adjacency", "frustrated", "local_search", "packed_cycles"]

_ROUNDS = 4
_LOOKUPS = 3_000_000


@dataclass(frozen=True, slots=True, eq=False)
class Adjacency:
    """Neighbours in one array: those of i stand from start[i] to start[i + 1]; `tie` is the place of their tie."""

    start: IntArray
    other: IntArray
    tie: IntArray

    def degree(self) -> IntArray:
        """Number of neighbours, (actors,)."""
        return np.diff(self.start)


def adjacency(n: int, a: IntArray, b: IntArray, ties: IntArray | None = None) -> Adjacency:
    """Of the ties given, or all."""
    which = np.arange(len(a)) if ties is None else ties
    tail = np.concatenate([a[which], b[which]])
    order = np.argsort(tail, kind="stable")
    other = np.concatenate([b[which], a[which]])[order]
    return Adjacency(np.searchsorted(tail[order], np.arange(n + 1)), other, np.concatenate([which, which])[order])


def frustrated(a: IntArray, b: IntArray, sign: IntArray, side: IntArray) -> BoolArray:
    """Which ties two sides frustrate: positive ones between them, negative ones inside."""
    found: BoolArray = (side[a] != side[b]) == (sign > 0)
    return found


def _forest(n: int, near: Adjacency, sign: IntArray) -> tuple[IntArray, IntArray, IntArray, IntArray]:
    """A breadth-first forest: sides that agree with it, parent, the tie to the parent (-1: a root) and depth."""
    side = np.full(n, -1, np.int64)
    parent = np.full(n, -1, np.int64)
    up = np.full(n, -1, np.int64)
    depth = np.zeros(n, np.int64)
    roots = np.argsort(-near.degree(), kind="stable")
    alone = near.degree() == 0
    side[alone] = 0
    for root in roots.tolist():
        if side[root] >= 0:
            continue
        side[root] = 0
        level = np.array([root])
        while len(level):
            many = near.start[level + 1] - near.start[level]
            begin = np.repeat(near.start[level], many)
            step = np.arange(len(begin)) - np.repeat(np.cumsum(many) - many, many)
            reached, via = near.other[begin + step], near.tie[begin + step]
            origin = np.repeat(level, many)
            new = side[reached] < 0
            reached, via, origin = reached[new], via[new], origin[new]
            level, first = np.unique(reached, return_index=True)
            via, origin = via[first], origin[first]
            side[level] = np.where(sign[via] > 0, side[origin], 1 - side[origin])
            parent[level], up[level], depth[level] = origin, via, depth[origin] + 1
    return side, parent, up, depth


def local_search(n: int, a: IntArray, b: IntArray, sign: IntArray, *, end: float) -> IntArray:
    """Two sides, 0 and 1 for each actor, that no move of one actor betters (or the best by the time `end`)."""
    near = adjacency(n, a, b)
    side = _forest(n, near, sign)[0]
    tail = np.repeat(np.arange(n), near.degree())
    tie_break = np.arange(n)
    while time.monotonic() < end:
        bad = np.where(frustrated(a, b, sign, side), 1, -1)
        gain = np.bincount(a, weights=bad, minlength=n) + np.bincount(b, weights=bad, minlength=n)
        # An actor moves if it gains and no neighbour gains more (ties go to the lower place): then the gains add up.
        rank = np.where(gain > 0, gain * n + (n - 1 - tie_break), -1)
        best = np.full(n, -1.0)
        np.maximum.at(best, tail, rank[near.other])
        move = (gain > 0) & (rank > best)
        if not move.any():
            break
        side[move] = 1 - side[move]
    return side


def packed_cycles(n: int, a: IntArray, b: IntArray, sign: IntArray, *, end: float) -> int:
    """How many unbalanced cycles without a common tie were found: a lower bound."""
    used, count = _packed_triads(n, a, b, sign, end)
    for _ in range(_ROUNDS):
        left = np.flatnonzero(~used)
        if not len(left) or time.monotonic() > end:
            break
        side, parents, ups, depths = _forest(n, adjacency(n, a, b, left), sign)
        odd = left[frustrated(a[left], b[left], sign[left], side)]
        odd = odd[np.argsort(depths[a[odd]] + depths[b[odd]], kind="stable")]
        parent, up, depth, taken = parents.tolist(), ups.tolist(), depths.tolist(), used.tolist()
        before = count
        for number, (tie, u, v) in enumerate(zip(odd.tolist(), a[odd].tolist(), b[odd].tolist(), strict=True)):
            if number % 4096 == 0 and time.monotonic() > end:
                break
            cycle = [tie]
            while u != v:
                if depth[u] < depth[v]:
                    u, v = v, u
                if taken[up[u]]:
                    break
                cycle.append(up[u])
                u = parent[u]
            if u == v:
                count += 1
                for k in cycle:
                    taken[k] = True
        used = np.array(taken, np.bool_)
        if count == before:
            break
    return count


def _packed_triads(n: int, a: IntArray, b: IntArray, sign: IntArray, end: float) -> tuple[BoolArray, int]:
    """Unbalanced triads without a common tie: the ties of those taken, and how many."""
    taken = [False] * len(a)
    count = 0
    if lookups(n, a, b) <= _LOOKUPS:
        odd = [ties[sign[ties].prod(axis=1) < 0] for _, ties in triangles(n, a, b)]
        all_odd = np.concatenate([np.zeros((0, 3), np.int64), *odd])
        crowd = np.bincount(all_odd.ravel(), minlength=len(a))[all_odd].sum(axis=1)
        for number, (x, y, z) in enumerate(all_odd[np.argsort(crowd, kind="stable")].tolist()):
            if number % 4096 == 0 and time.monotonic() > end:
                break
            if not (taken[x] or taken[y] or taken[z]):
                taken[x] = taken[y] = taken[z] = True
                count += 1
    return np.array(taken, np.bool_), count
