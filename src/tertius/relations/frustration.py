r"""The frustration index: how many ties must change sign (or go) before the network is balanced.

Put every actor on one of two sides, :math:`x_i \in \{0, 1\}`. A positive tie between the sides and a negative tie inside one
is frustrated. The index is the least number of frustrated ties,

.. math:: L(G) = \min_x \; \#\{ \{i,j\} : s_{ij} = +1,\ x_i \ne x_j \} + \#\{ \{i,j\} : s_{ij} = -1,\ x_i = x_j \},

and :math:`F = 1 - 2L/m` for m ties: 1 if balanced, at least 0 (a random side agrees with half the ties). L = 0 exactly if
every cycle has an even number of negative ties. It is exact here: actors with one tie are taken off (such a tie is never
frustrated), each connected piece is solved by itself, a small one by trying every division, a larger one by bounds that meet
(`tertius.relations.bounds`) or as the integer programme

.. math:: \min \sum f_e, \quad f_{ij} \ge |x_i - x_j| \ (s_{ij} = +1), \quad f_{ij} \ge |x_i + x_j - 1| \ (s_{ij} = -1),

with x = 0 for the actor with most ties, by HiGHS (through scipy). To find L is NP-hard, so there are limits of size and
time; past them the answer is an interval and says so.

References: Harary, F. (1959), On the measurement of structural balance, Behavioral Science 4. Aref, S., Wilson, M. C. (2019),
Balance and frustration in signed networks, Journal of Complex Networks 7. Huangfu, Q., Hall, J. A. J. (2018), HiGHS.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.relations.bounds import frustrated, local_search, packed_cycles
from tertius.relations.components import components
from tertius.relations.signed_network import SignedNetwork

__all__ = ["EXACT_TIES", "Frustration", "Programme", "divided", "frustration", "pieces"]

EXACT_TIES = 5_000
"""Ties up to which an exact answer is tried unless asked otherwise."""
BOUND_SECONDS = 5.0
"""Time for each bound where the exact answer is out of reach; what is found by then is still a bound."""
LISTED = 14
"""Actors of a piece up to which every division is tried; no solver is needed for such a network."""


@dataclass(frozen=True, slots=True, eq=False)
class Frustration:
    """The index, or what is known of it.

    lower, upper : equal where it is exact
    side : (actors,) 0 or 1, the division that frustrates `upper` ties; the first actor's side is 0
    ties : (ties,) which ties that division frustrates
    why : why it is not exact: "" (it is), size or time
    """

    lower: int
    upper: int
    side: IntArray
    ties: BoolArray
    why: str = ""

    @property
    def exact(self) -> bool:
        """Whether the bounds meet."""
        return self.lower == self.upper

    @property
    def index(self) -> int | None:
        """L, or None where only bounds are known."""
        return self.upper if self.exact else None

    def normalised(self, bound: int) -> float | None:
        """F = 1 - 2L/m with L at one of the bounds; None without ties."""
        return 1 - 2 * bound / len(self.ties) if len(self.ties) else None


def frustration(network: SignedNetwork, *, end: float = float("inf"), limit: int = EXACT_TIES) -> Frustration:
    """The index of a network.

    end : time (of `time.monotonic`) after which bounds are given; limit : ties up to which an exact answer is tried
    """
    n, a, b, sign = network.nodes, network.a, network.b, network.sign
    if network.edges > limit:
        left = min(BOUND_SECONDS, max(0.2, end - time.monotonic()))
        side = local_search(n, a, b, sign, end=time.monotonic() + left)
        lower = packed_cycles(n, a, b, sign, end=time.monotonic() + left)
        return _made(network, side, lower, "size")
    side = np.full(n, -1, np.int64)
    lower, why = 0, ""
    for actors, ties in pieces(network):
        place = np.full(n, -1, np.int64)
        place[actors] = np.arange(len(actors))
        pa, pb, ps = place[a[ties]], place[b[ties]], sign[ties]
        if len(actors) <= LISTED:
            part = _listed(len(actors), pa, pb, ps)
            low = int(frustrated(pa, pb, ps, part).sum())
        else:
            part, low, short = _solved(len(actors), pa, pb, ps, end)
            why = why or short
        side[actors] = part
        lower += low
    return _made(network, _leaves(network, side), lower, why)


def _made(network: SignedNetwork, side: IntArray, lower: int, why: str) -> Frustration:
    if len(side) and side[0]:
        side = 1 - side
    bad = frustrated(network.a, network.b, network.sign, side)
    upper = int(bad.sum())
    return Frustration(lower, upper, side, bad, "" if lower == upper else why)


def pieces(network: SignedNetwork) -> Iterator[tuple[IntArray, IntArray]]:
    """Actors and ties of each connected piece that is left when actors with one tie are taken off, again and again."""
    n, ends = network.nodes, np.stack([network.a, network.b], axis=1)
    alive = np.ones(network.edges, np.bool_)
    while alive.any():
        degree = np.bincount(ends[alive].ravel(), minlength=n)
        leaf = alive & ((degree[ends] == 1).any(axis=1))
        if not leaf.any():
            break
        alive &= ~leaf
    ties = np.flatnonzero(alive)
    label = components(n, ends[ties, 0], ends[ties, 1])
    of_tie = label[ends[ties, 0]]
    for piece in np.unique(of_tie).tolist():
        mine = ties[of_tie == piece]
        yield np.unique(ends[mine]), mine


def _leaves(network: SignedNetwork, side: IntArray) -> IntArray:
    """Sides for actors outside every piece, so that no tie of theirs is frustrated."""
    signs: dict[int, list[tuple[int, int]]] = {k: [] for k in np.flatnonzero(side < 0).tolist()}
    for i, j, s in zip(network.a.tolist(), network.b.tolist(), network.sign.tolist(), strict=True):
        if i in signs:
            signs[i].append((j, s))
        if j in signs:
            signs[j].append((i, s))
    found = side.copy()
    hanging: dict[int, list[tuple[int, int]]] = {}
    for k, near in signs.items():
        for other, s in near:
            hanging.setdefault(other, []).append((k, s))
    ahead = [k for k in hanging if found[k] >= 0]
    for start in [*ahead, *signs]:
        if found[start] < 0:
            found[start] = 0
        stack = [start]
        while stack:
            here = stack.pop()
            for other, s in hanging.get(here, ()):
                if found[other] < 0:
                    found[other] = found[here] if s > 0 else 1 - found[here]
                    stack.append(other)
    return found


def _listed(n: int, a: IntArray, b: IntArray, sign: IntArray) -> IntArray:
    """The first best of all divisions, the last actor's side fixed."""
    numbers = np.arange(1 << (n - 1))
    counts = np.zeros(len(numbers), np.int64)
    for i, j, s in zip(a.tolist(), b.tolist(), sign.tolist(), strict=True):
        counts += ((numbers >> i ^ numbers >> j) & 1) == (s > 0)
    best = int(counts.argmin())
    return best >> np.arange(n) & 1


class Programme:
    """The integer programme of one piece."""

    def __init__(self, n: int, a: IntArray, b: IntArray, sign: IntArray) -> None:
        from scipy.sparse import csr_matrix

        self.n, self.m = n, len(a)
        self.a, self.b, self.sign = a, b, sign
        m, k, plus = self.m, np.arange(self.m), sign > 0
        one = np.ones(m)
        row = np.concatenate([2 * k] * 3 + [2 * k + 1] * 3)
        column = np.concatenate([a, b, n + k] * 2)
        value = np.concatenate([-one, np.where(plus, 1, -1), one, one, np.where(plus, -1, 1), one])
        self.rows = csr_matrix((value, (row, column)), shape=(2 * m, n + m))
        self.low = np.zeros(2 * m)
        self.low[0::2], self.low[1::2] = np.where(plus, 0, -1), np.where(plus, 0, 1)
        self.top = np.ones(n + m)
        self.top[int(np.bincount(np.concatenate([a, b]), minlength=n).argmax())] = 0

    def solve(self, cost: np.ndarray, *, at_most: int | None = None, seconds: float) -> tuple[IntArray | None, Any]:
        """Sides, and the solver's own answer; at_most : frustrated ties allowed. Sides are None if none was found in time."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        rules = [LinearConstraint(self.rows, self.low, np.inf)]
        if at_most is not None:
            total = np.concatenate([np.zeros(self.n), np.ones(self.m)])[None, :]
            rules.append(LinearConstraint(total, -np.inf, at_most))
        options = {"mip_rel_gap": 0.0} | ({} if seconds == float("inf") else {"time_limit": max(0.05, seconds)})
        found = milp(
            np.concatenate([np.zeros(self.n), cost]), constraints=rules, bounds=Bounds(0, self.top),
            integrality=np.concatenate([np.ones(self.n), np.zeros(self.m)]), options=options,
        )  # fmt: skip
        return (None if found.x is None else np.rint(found.x[: self.n]).astype(np.int64)), found

    def frustrated(self, side: IntArray) -> BoolArray:
        """Which ties of the piece the sides frustrate."""
        return frustrated(self.a, self.b, self.sign, side)


def _solved(n: int, a: IntArray, b: IntArray, sign: IntArray, end: float) -> tuple[IntArray, int, str]:
    """Sides, a lower bound that is proven, and why it does not meet them."""
    now = time.monotonic()
    part = local_search(n, a, b, sign, end=now + BOUND_SECONDS)
    count = int(frustrated(a, b, sign, part).sum())
    low = packed_cycles(n, a, b, sign, end=now + BOUND_SECONDS) if count else 0
    if low == count:
        return part, count, ""
    if end <= now:
        return part, low, "time"
    sides, found = Programme(n, a, b, sign).solve(np.ones(len(a)), seconds=end - now)
    if sides is not None and (better := int(frustrated(a, b, sign, sides).sum())) <= count:
        part, count = sides, better
    if found.status == 0:
        return part, count, ""
    bound = found.mip_dual_bound
    low = max(low, 0 if bound is None else int(np.ceil(bound - 1e-6)))
    return part, min(low, count), "time"


def divided(network: SignedNetwork, found: Frustration) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The two sides by name."""
    sides = found.side.tolist()
    return (
        tuple(x for x, s in zip(network.actors, sides, strict=True) if not s),
        tuple(x for x, s in zip(network.actors, sides, strict=True) if s),
    )
