r"""Bridges: who has positive ties with both of two that are at odds.

.. math:: T_i = \#\{ \{j, k\} : s_{ij} = s_{ik} = +1,\ s_{jk} = -1 \}, \qquad
          \text{rate}_i = T_i / \tbinom{d_i^+}{2},

with :math:`d_i^+` the number of i's positive ties. Beside it stands Burt's constraint over positive ties,
:math:`c_i = \sum_j (p_{ij} + \sum_q p_{iq} p_{qj})^2` over i's partners j with :math:`p_{ij} = 1/d_i^+`: low where
partners do not know one another. T counts rivals at odds, constraint counts partners without a tie; an actor can be low in
both.

References: Simmel, G. (1908), Soziologie (the tertius gaudens). Burt, R. S. (1992), Structural Holes. T is the signed
bridge count of this project; its parts are triads with one negative tie, so it is also the tension that an actor carries.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, FloatArray, IntArray
from tertius.relations.signed_network import SignedNetwork
from tertius.relations.triads import triangles

__all__ = ["Bridge", "bridge_counts", "bridges_of", "constraint", "one_tie_wrong", "rival_pairs"]

DENSE = 1_500
"""Actors up to which Burt's constraint is worked out (it multiplies a square matrix)."""


@dataclass(frozen=True, slots=True)
class Bridge:
    """One actor: its positive and negative ties, T, the rate (None with fewer than two partners), Burt's constraint."""

    actor: str
    positive: int
    negative: int
    count: int
    rate: float | None
    constraint: float | None


def bridge_counts(network: SignedNetwork) -> IntArray:
    """T of every actor, (actors,)."""
    counts = np.zeros(network.nodes, np.int64)
    for actors, ties in triangles(network.nodes, network.a, network.b):
        signs = network.sign[ties]
        one = (signs < 0).sum(axis=1) == 1
        opposite = (signs[one] < 0).argmax(axis=1)
        counts += np.bincount(actors[one][np.arange(len(opposite)), opposite], minlength=network.nodes)
    return counts


def bridges_of(network: SignedNetwork, counts: IntArray) -> tuple[Bridge, ...]:
    """Every actor, given T of all, in the order of the network."""
    positive = _degrees(network, 1)
    negative = _degrees(network, -1)
    burt = constraint(network)
    found = []
    for k, actor in enumerate(network.actors):
        d = int(positive[k])
        rate = int(counts[k]) / (d * (d - 1) / 2) if d > 1 else None
        c = None if burt is None or not d else float(burt[k])
        found.append(Bridge(actor, d, int(negative[k]), int(counts[k]), rate, c))
    return tuple(found)


def _degrees(network: SignedNetwork, sign: int) -> IntArray:
    ends = np.concatenate([network.a[network.sign == sign], network.b[network.sign == sign]])
    return np.bincount(ends, minlength=network.nodes)


def constraint(network: SignedNetwork) -> FloatArray | None:
    """Burt's constraint over positive ties, (actors,); 0 for who has none; None for too many actors."""
    n = network.nodes
    if n > DENSE:
        return None
    tie = np.zeros((n, n))
    plus = network.sign > 0
    tie[network.a[plus], network.b[plus]] = tie[network.b[plus], network.a[plus]] = 1.0
    share = tie / np.maximum(tie.sum(axis=1, keepdims=True), 1.0)
    found: FloatArray = (((share + share @ share) * tie) ** 2).sum(axis=1)
    return found


def rival_pairs(network: SignedNetwork, actor: str) -> tuple[tuple[str, str], ...]:
    """The pairs that an actor bridges: positive ties with both, a negative one between them."""
    at = network.place(actor)
    if at is None:
        return ()
    sign = {(i, j): s for i, j, s in zip(network.a.tolist(), network.b.tolist(), network.sign.tolist(), strict=True)}
    friends = {j if i == at else i for (i, j), s in sign.items() if s > 0 and at in (i, j)}
    return tuple(
        (network.actors[i], network.actors[j]) for (i, j), s in sign.items() if s < 0 and i in friends and j in friends
    )


def one_tie_wrong(network: SignedNetwork, counts: IntArray) -> tuple[IntArray, IntArray]:
    """The least and the greatest T of every actor if one tie of the network has the other sign or is not there.

    What a tie does to an actor is the sum over the triads that have both: one that begins to be bridged, or ends.
    """
    n = network.nodes
    low, high = counts.copy(), counts.copy()
    rows: list[IntArray] = []
    flips: list[IntArray] = []
    drops: list[IntArray] = []
    for actors, ties in triangles(n, network.a, network.b):
        signs = network.sign[ties]
        for corner in range(3):
            beside = [k for k in range(3) if k != corner]
            now = _bridged(signs, corner, beside)
            for changed in range(3):
                other = signs.copy()
                other[:, changed] *= -1
                then = _bridged(other, corner, beside)
                some = then | now
                rows.append((ties[:, changed] * n + actors[:, corner])[some])
                flips.append((then.astype(np.int64) - now)[some])
                drops.append(-now[some].astype(np.int64))
    if not rows:
        return low, high
    cell, place = np.unique(np.concatenate(rows), return_inverse=True)
    actor = cell % n
    for change in (flips, drops):
        by_cell = np.bincount(place, weights=np.concatenate(change), minlength=len(cell)).astype(np.int64)
        np.minimum.at(low, actor, counts[actor] + by_cell)
        np.maximum.at(high, actor, counts[actor] + by_cell)
    return low, high


def _bridged(signs: IntArray, corner: int, beside: list[int]) -> BoolArray:
    """Whether the actor at the corner has positive ties with two that are at odds, by triad."""
    found: BoolArray = (signs[:, corner] < 0) & (signs[:, beside] > 0).all(axis=1)
    return found
