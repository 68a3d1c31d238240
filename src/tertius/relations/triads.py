r"""Triads: three actors, each pair of which has a tie.

A triad is **balanced** if the product of its signs is positive (+++ and +--), and **weakly balanced** unless exactly one
sign is negative (Davis 1967: the enemy of an enemy need not be a friend). A network is **clusterable** if it falls into
any number of groups with positive ties inside and negative ones between, which is so exactly when no negative tie joins
two actors that positive ties connect.

Triads are found by direction: each tie points from the actor with fewer ties to the one with more, and the two ends of
every pair of ties that leave one actor are looked up. That takes at most :math:`m\sqrt{2m}` look-ups for m ties.

References: Cartwright, D., Harary, F. (1956), Structural balance: a generalization of Heider's theory, Psychological Review
63. Davis, J. A. (1967), Clustering and structural balance in graphs, Human Relations 20.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tertius.arrays import IntArray
from tertius.relations.components import components
from tertius.relations.signed_network import SignedNetwork

__all__ = ["LOOKUPS", "Triads", "WeakBalance", "lookups", "triads_of", "triangles", "weak_balance"]

LOOKUPS = 100_000_000
"""Pairs of ties that are looked up at most; a network with more has its triads left out."""
_CHUNK = 2_000_000


@dataclass(frozen=True, slots=True)
class Triads:
    """How many triads have 0, 1, 2 and 3 negative ties."""

    counts: tuple[int, int, int, int]

    @property
    def total(self) -> int:
        """All triads."""
        return sum(self.counts)

    @property
    def balanced(self) -> float | None:
        """The share of balanced ones (+++ and +--); None where there is no triad."""
        return (self.counts[0] + self.counts[2]) / self.total if self.total else None

    @property
    def weakly_balanced(self) -> float | None:
        """The share of those that Davis allows: all but ++-."""
        return 1 - self.counts[1] / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class WeakBalance:
    """Whether the network is clusterable; the groups that positive ties connect, and negative ties inside them."""

    groups: tuple[tuple[str, ...], ...]
    inside: tuple[tuple[str, str], ...]

    @property
    def clusterable(self) -> bool:
        """No negative tie lies inside a group."""
        return not self.inside


def _directed(n: int, a: IntArray, b: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Ties from the actor with fewer to the one with more: tail, head and the place of the tie, sorted."""
    degree = np.bincount(np.concatenate([a, b]), minlength=n)
    rank = np.empty(n, np.int64)
    rank[np.lexsort((np.arange(n), degree))] = np.arange(n)
    flip = rank[a] > rank[b]
    tail, head = np.where(flip, b, a), np.where(flip, a, b)
    order = np.lexsort((head, tail))
    return tail[order], head[order], order


def lookups(n: int, a: IntArray, b: IntArray) -> int:
    """How many pairs of ties `triangles` would look up."""
    out = np.bincount(_directed(n, a, b)[0], minlength=n)
    return int((out * (out - 1) // 2).sum())


def triangles(n: int, a: IntArray, b: IntArray) -> Iterator[tuple[IntArray, IntArray]]:
    """All triads of n actors, in parts: actors (triads, 3), and the ties (triads, 3) opposite to each of them."""
    if len(a) < 3:
        return
    tail, head, tie = _directed(n, a, b)
    keys = np.minimum(a, b) * n + np.maximum(a, b)
    order = np.argsort(keys)
    keys = keys[order]
    start = np.searchsorted(tail, np.arange(n + 1))
    # Tie e and each later tie of the same tail: that many pairs begin with e.
    partners = start[tail + 1] - np.arange(len(tail)) - 1
    total = np.concatenate([[0], np.cumsum(partners)])
    begin = 0
    while begin < len(tail):
        end = max(begin + 1, int(np.searchsorted(total, total[begin] + _CHUNK, side="right")) - 1)
        first = np.repeat(np.arange(begin, end), partners[begin:end])
        second = first + 1 + np.arange(len(first)) - (total[first] - total[begin])
        u, v = head[first], head[second]
        wanted = np.minimum(u, v) * n + np.maximum(u, v)
        at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
        hit = keys[at] == wanted
        if hit.any():
            first, second, at = first[hit], second[hit], order[at[hit]]
            yield np.stack([tail[first], head[first], head[second]], axis=1), np.stack([at, tie[second], tie[first]], axis=1)
        begin = end


def triads_of(network: SignedNetwork) -> Triads:
    """The counts."""
    counts = np.zeros(4, np.int64)
    for _, ties in triangles(network.nodes, network.a, network.b):
        counts += np.bincount((network.sign[ties] < 0).sum(axis=1), minlength=4)
    return Triads((int(counts[0]), int(counts[1]), int(counts[2]), int(counts[3])))


def weak_balance(network: SignedNetwork) -> WeakBalance:
    """The groups that positive ties connect, in order of size, and the negative ties inside one."""
    plus = network.sign > 0
    label = components(network.nodes, network.a[plus], network.b[plus])
    groups: dict[int, list[str]] = {}
    for name, k in zip(network.actors, label.tolist(), strict=True):
        groups.setdefault(k, []).append(name)
    within = np.flatnonzero(~plus & (label[network.a] == label[network.b]))
    inside = tuple((network.actors[i], network.actors[j]) for i, j in zip(network.a[within].tolist(), network.b[within].tolist(), strict=True))
    return WeakBalance(tuple(tuple(g) for g in sorted(groups.values(), key=lambda g: -len(g))), inside)
