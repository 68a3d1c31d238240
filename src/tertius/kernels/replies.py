r"""The sets of states that some actors can reach by legal sequences: for what no rank can say.

Where preferences are complete a floor is enough (`tertius.kernels.floors`). Partial and cyclic ones,
coalitions and merged actors need the sets themselves, one for each state, kept as bit sets (Python
integers; bit q is state q).

A legal sequence of a group H from s has one or more moves of members of H; in mode

- ``legal`` no actor moves twice in succession (A-B-A is legal),
- ``once`` each actor moves at most once, in any order,
- ``single`` there is one move.

Let :math:`V_j(q)` be what can be reached from q, q included, when j has just moved there, and
:math:`W_k(q)` what can be reached when k moves next:
:math:`V_j(q) = \{q\} \cup \bigcup_{k \ne j} W_k(q)`, :math:`W_k(q) = \bigcup_{t \in R_k(q)} V_k(t)`,
the least such sets: the closure of a graph over pairs of state and actor, found component by
component. Then :math:`R_H(s) = \bigcup_k W_k(s)`.

For ``once``, with :math:`E_S(q)` what members of S reach, each moving at most once:
:math:`E_S(q) = \bigcup_{k \in S} \bigcup_{t \in R_k(q)} \{t\} \cup E_{S \setminus k}(t)`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from tertius.arrays import BoolArray, RankArray
from tertius.errors import LimitError, TertiusError
from tertius.kernels.floors import INFINITE, floor
from tertius.kernels.game import Steps

__all__ = ["SANCTIONS", "as_bits", "bounded_floor", "members", "reached", "table", "weigh"]

SANCTIONS = ("legal", "once", "single")
MAX_BITS = 2**33
"""Bits that one family of sets may need (1 GB)."""
MAX_CELLS = 2**27
"""Numbers that the tables of ``once`` may need (half a GB)."""


def members(bits: int) -> Iterator[int]:
    """The states in a bit set, ascending."""
    while bits:
        low = bits & -bits
        yield low.bit_length() - 1
        bits ^= low


def as_bits(row: BoolArray) -> int:
    """A row of truth values as a bit set."""
    return int.from_bytes(np.packbits(row, bitorder="little").tobytes(), "little")


def weigh(states: int, tables: int) -> None:
    """Raise `LimitError` where so many tables of one set for each state would not fit."""
    if states * states * tables > MAX_BITS:
        raise LimitError(
            f"this needs {tables:,} sets of states for each of {states:,} states, about "
            f"{states * states * tables / 2**33:,.1f} GB (limit {MAX_BITS / 2**33:.0f} GB); fix options that the "
            "question does not turn on"
        )


def table(steps: Steps, states: int) -> list[int]:
    """For each state the bit set of the states one step away."""
    weigh(states, 1)
    return [sum(1 << t for t in steps.of(s)) for s in range(states)]


def reached(steps: Sequence[list[int]], mode: str = "legal") -> list[int]:
    """For each state the bit set of the ends of legal sequences from it.

    steps : for each actor of the group, its `table`
    """
    if not steps:
        return []
    states = len(steps[0])
    if mode == "single" or len(steps) == 1:
        return [_union(rows) for rows in zip(*steps, strict=True)]
    if mode == "once":
        return _once(steps)
    if mode != "legal":
        raise TertiusError(f"sanctions '{mode}' are not known; there are: {', '.join(SANCTIONS)}")
    weigh(states, 2 * len(steps))
    return _legal(steps)


def _union(rows: Sequence[int]) -> int:
    total = 0
    for row in rows:
        total |= row
    return total


def _once(steps: Sequence[list[int]]) -> list[int]:
    states, count = len(steps[0]), len(steps)
    weigh(states, 2**count)
    ends: list[list[int]] = [[0] * states]
    for group in range(1, 2**count):
        rows = [0] * states
        for k in range(count):
            if not group >> k & 1:
                continue
            before = ends[group ^ 1 << k]
            for q, row in enumerate(steps[k]):
                if row:
                    rows[q] |= row
                    if group != 1 << k:
                        for t in members(row):
                            rows[q] |= before[t]
        ends.append(rows)
    return ends[-1]


def _legal(steps: Sequence[list[int]]) -> list[int]:
    """The closure, by strongly connected components (Tarjan's algorithm without recursion).

    Node ``(2 k + 1) n + q`` is W_k(q), node ``2 j n + q`` is V_j(q); n states.
    """
    n, count = len(steps[0]), len(steps)
    total = 2 * count * n
    number = [0] * total
    low = [0] * total
    value: list[int] = [0] * total
    closed = bytearray(total)
    visited = 0
    stack: list[int] = []

    def after(node: int) -> Iterator[int]:
        half, q = divmod(node, n)
        k = half >> 1
        if half & 1:
            return (2 * k * n + t for t in members(steps[k][q]))
        return ((2 * j + 1) * n + q for j in range(count) if j != k and steps[j][q])

    for root in range(n, total, 2 * n):
        for start in range(root, root + n):
            if number[start]:
                continue
            visited += 1
            number[start] = low[start] = visited
            stack.append(start)
            work = [(start, after(start))]
            while work:
                node, rest = work[-1]
                for there in rest:
                    if not number[there]:
                        visited += 1
                        number[there] = low[there] = visited
                        stack.append(there)
                        work.append((there, after(there)))
                        break
                    if closed[there]:
                        value[node] |= value[there]
                    else:
                        low[node] = min(low[node], number[there])
                else:
                    work.pop()
                    if low[node] == number[node]:
                        _close(node, stack, value, closed, n)
                    if work:
                        above = work[-1][0]
                        if closed[node]:
                            value[above] |= value[node]
                        else:
                            low[above] = min(low[above], low[node])
    return [_union([value[(2 * k + 1) * n + q] for k in range(count)]) for q in range(n)]


def _close(node: int, stack: list[int], value: list[int], closed: bytearray, n: int) -> None:
    """Give every member of a component the union of what its members reach."""
    group = [stack.pop()]
    while group[-1] != node:
        group.append(stack.pop())
    total = 0
    for member in group:
        half, q = divmod(member, n)
        total |= value[member] | (0 if half & 1 else 1 << q)
    for member in group:
        value[member] = total
        closed[member] = 1


def bounded_floor(value: RankArray, responses: Sequence[Steps], mode: str = "legal") -> RankArray:
    """(states,) the least `value` at the end of a sequence of one or more moves of the responders, by mode.

    Raises `LimitError` where the tables of ``once`` would not fit.
    """
    if mode == "legal":
        return floor(value, responses)
    states, count = len(value), len(responses)
    least = np.full(states, INFINITE, np.int32)
    if mode == "single":
        for steps in responses:
            least = np.minimum(least, steps.worst(value, INFINITE))
        return least
    if mode != "once":
        raise TertiusError(f"sanctions '{mode}' are not known; there are: {', '.join(SANCTIONS)}")
    if states * 2**count > MAX_CELLS:
        raise LimitError(
            f"--sanctions once keeps a number for each of {states:,} states and each set of {count} opponents, "
            f"{states * 2**count:,} in all (limit {MAX_CELLS:,}); use --sanctions single, or legal, which needs no sets"
        )
    after = [least]
    for group in range(1, 2**count):
        rows = least
        for k in range(count):
            if group >> k & 1:
                rows = np.minimum(rows, responses[k].worst(np.minimum(value, after[group ^ 1 << k]), INFINITE))
        after.append(rows)
    return after[-1]
