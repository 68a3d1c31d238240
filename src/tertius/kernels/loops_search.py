"""What searches over states have in common: which moves there are, a list of what was found, and where its steps lead; the loops.

Marks are numbers that only grow, so that nothing is cleared between searches: a cell is found when it holds the present mark.
A library of loops that uses these names this file among its own (`tertius.kernels.compiled.LIBRARIES`).
"""

from __future__ import annotations

from typing import Any

__all__ = ["HELPERS", "SIGNATURES"]

A = Any
INFINITE = 2147483647


def allowed(s: A, switched: A, up: A, down: A) -> A:
    """Whether directions let an actor switch these bits of setting s: `up` may be switched on, `down` off."""
    return (switched & ~s & ~up) == 0 and (switched & s & ~down) == 0


def put(x: A, seen: A, found: A, total: A, mark: A) -> A:
    """Append x to what was found unless it is there; how many there are."""
    if seen[x] == mark:
        return total
    seen[x] = mark
    found[total] = x
    return total + 1


def step(s: A, t: A, edge_from: A, edge_to: A, edges: A, seen: A, found: A, total: A, mark: A) -> A:
    """Keep the step from s to t, and t; how many steps there are, and how many states."""
    edge_from[edges] = s
    edge_to[edges] = t
    return edges + 1, put(t, seen, found, total, mark)


def all_lead(edge_from: A, edge_to: A, edges: A, leads: A, found: A, total: A, mark: A) -> A:
    """Whether steps lead from every state found to one that `leads` has marked already; it then marks all from which they do."""
    changed = True
    while changed:
        changed = False
        for e in range(edges - 1, -1, -1):
            if leads[edge_from[e]] != mark and leads[edge_to[e]] == mark:
                leads[edge_from[e]] = mark
                changed = True
    for k in range(total):  # noqa: SIM110 (numba knows no generator)
        if leads[found[k]] != mark:
            return False
    return True


HELPERS = ("allowed", "put", "step", "all_lead")
SIGNATURES: dict[str, str] = {}
