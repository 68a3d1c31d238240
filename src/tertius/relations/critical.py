r"""Critical ties: those whose change of sign lowers the frustration index.

With L the index, changing the sign of e lowers it (to L - 1) exactly if e is frustrated in some best division: then that
division frustrates one tie fewer. So the critical ties are the union of what all best divisions frustrate. It is found
without listing them: among divisions with L frustrated ties, look for one that frustrates as many ties as possible that are
not known to be critical, until there is none.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.relations.bounds import frustrated
from tertius.relations.frustration import LISTED, Frustration, Programme, pieces
from tertius.relations.signed_network import SignedNetwork

__all__ = ["Critical", "critical_ties"]


@dataclass(frozen=True, slots=True, eq=False)
class Critical:
    """ties : (ties,) known to be critical; complete : there are no others."""

    ties: BoolArray
    complete: bool


def critical_ties(network: SignedNetwork, found: Frustration, *, end: float = float("inf")) -> Critical | None:
    """All critical ties of a network whose index is exact; None where it is not."""
    if not found.exact:
        return None
    critical = found.ties.copy()
    complete = True
    for actors, ties in pieces(network):
        if not found.ties[ties].any():
            continue
        place = np.full(network.nodes, -1, np.int64)
        place[actors] = np.arange(len(actors))
        a, b, sign = place[network.a[ties]], place[network.b[ties]], network.sign[ties]
        if len(actors) <= LISTED:
            critical[ties] = _listed(len(actors), a, b, sign)
            continue
        programme = Programme(len(actors), a, b, sign)
        best = int(found.ties[ties].sum())
        known = critical[ties]
        while True:
            left = end - time.monotonic()
            if left <= 0:
                complete = False
                break
            sides, answer = programme.solve(-(~known).astype(float), at_most=best, seconds=left)
            new = np.zeros(len(ties), np.bool_) if sides is None else programme.frustrated(sides)
            if new.sum() == best and (new & ~known).any():
                known = known | new
            elif answer.status == 0:
                break
            else:
                complete = False
                break
        critical[ties] = known
    return Critical(critical, complete)


def _listed(n: int, a: IntArray, b: IntArray, sign: IntArray) -> BoolArray:
    """Of a small piece: all best divisions, together."""
    numbers = np.arange(1 << (n - 1))
    sides = numbers[:, None] >> np.arange(n)[None, :] & 1
    counts = np.zeros(len(numbers), np.int64)
    for i, j, s in zip(a.tolist(), b.tolist(), sign.tolist(), strict=True):
        counts += (sides[:, i] != sides[:, j]) == (s > 0)
    union = np.zeros(len(a), np.bool_)
    for k in np.flatnonzero(counts == counts.min()).tolist():
        union |= frustrated(a, b, sign, sides[k])
    return union
