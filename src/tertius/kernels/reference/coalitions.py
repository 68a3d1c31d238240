r"""Coalitions: stability against joint moves.

Let C be a nonempty set of actors that can move, :math:`R_C(s)` the states other than s at the end of legal
sequences inside C (no actor twice in succession; of one actor: one move), and

.. math::
    R_C^{++}(s) &= \{q \in R_C(s) : q \succ_i s \text{ for every } i \in C\} \\
    L_C(s) &= \{q : \neg (q \succ_i s) \text{ for some } i \in C\}

- cnash: :math:`R_C^{++}(s) = \emptyset`
- cgmr: every :math:`s_1 \in R_C^{++}(s)` has :math:`s_2 \in R_{N-C}(s_1) \cap L_C(s)`
- csmr: moreover :math:`R_C(s_2) \subseteq L_C(s)`
- cseq: as cgmr, :math:`s_2` at the end of steps :math:`t \to t' \in R_D^{++}(t)` from :math:`s_1`, each of a
  coalition D within N - C, no D twice in succession

s is stable for i if it is for every coalition that has i as a member. Coalitions considered, both as
C and as D: every one, or those named and every actor alone. With N - C empty nobody responds.

cnash, cgmr, csmr are each within nash, gmr, smr. cseq need not be within seq: the others may answer a
single actor by a joint improvement, a step of which no one of them would take alone.

References
----------
Inohara and Hipel (2008), Systems Engineering 11, 343-359, and J. Systems Science and Systems
Engineering 17, 385-414. Kilgour, Hipel, Fang and Peng (2001), Group Decision and Negotiation 10, 159-175.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations
from typing import TYPE_CHECKING

from tertius.errors import LimitError, TertiusError, UnknownNameError

if TYPE_CHECKING:
    from tertius.kernels.reference.model import Reference

__all__ = ["coalition_improvements", "coalition_moves", "coalition_stable", "considered", "stable"]

Coalition = frozenset[str]

_MOST_MOVERS = 10


def coalition_moves(model: Reference, members: Coalition, state: str) -> frozenset[str]:
    """:math:`R_C(s)`, by search over (state, last mover)."""
    question = ("coalition moves", members, state)
    if question not in model.memory:
        seen: set[tuple[str, str]] = set()
        ahead = [(state, "")]
        while ahead:
            here, last = ahead.pop()
            after = {(q, j) for j in members if j != last for q in model.moves(j, here)}
            ahead += after - seen
            seen |= after
        model.memory[question] = frozenset(q for q, _ in seen) - {state}
    found: frozenset[str] = model.memory[question]
    return found


def coalition_improvements(model: Reference, members: Coalition, state: str) -> frozenset[str]:
    """:math:`R_C^{++}(s)`."""
    return frozenset(
        q for q in coalition_moves(model, members, state) if all(model.prefers(i, q, state) for i in members)
    )


def considered(model: Reference, named: Iterable[Iterable[str]] | None = None) -> frozenset[Coalition]:
    """The coalitions that may form: all, or those named and every actor alone."""
    movers = model.movers
    if named is None:
        if len(movers) > _MOST_MOVERS:
            raise LimitError(
                f"{len(movers)} actors can move: {2 ** len(movers) - 1} coalitions; name those to consider"
            )
        sizes = range(1, len(movers) + 1)
        return frozenset(frozenset(c) for size in sizes for c in combinations(movers, size))
    wanted = {frozenset(c) for c in named}
    for member in sorted(frozenset().union(*wanted)):
        if member not in model.actors:
            raise UnknownNameError("actor", member, model.actors)
        if member not in movers:
            raise TertiusError(f"{member} cannot move and so is in no coalition")
    return frozenset(wanted - {frozenset()}) | {frozenset({i}) for i in movers}


def stable(
    model: Reference, actor: str, state: str, concept: str, named: Iterable[Iterable[str]] | None
) -> bool:
    """Whether s is stable for every coalition considered that has i as a member."""
    among = considered(model, named)
    return all(coalition_stable(model, c, state, concept, among) for c in among if actor in c)


def coalition_stable(
    model: Reference, members: Coalition, state: str, concept: str, among: frozenset[Coalition]
) -> bool:
    """Whether s is stable for the coalition; `among` may sanction where the concept is cseq."""
    question = ("coalition stable", members, state, concept, among)
    if question not in model.memory:
        model.memory[question] = all(
            concept != "cnash" and _sanctioned(model, members, state, s1, concept, among)
            for s1 in coalition_improvements(model, members, state)
        )
    return bool(model.memory[question])


def _sanctioned(
    model: Reference,
    members: Coalition,
    state: str,
    s1: str,
    concept: str,
    among: frozenset[Coalition],
) -> bool:
    others = frozenset(model.actors) - members

    def sanctions(q: str) -> bool:
        return any(not model.prefers(i, q, state) for i in members)

    if concept == "cseq":
        ends = _joint_improvements(model, frozenset(d for d in among if d <= others), s1)
    else:
        ends = coalition_moves(model, others, s1)
    found = {s2 for s2 in ends if sanctions(s2)}
    if concept == "csmr":
        found = {s2 for s2 in found if all(sanctions(s3) for s3 in coalition_moves(model, members, s2))}
    return bool(found)


def _joint_improvements(model: Reference, among: frozenset[Coalition], state: str) -> frozenset[str]:
    """Ends of sequences of coalition improvements, by search over (state, last coalition)."""
    seen: set[tuple[str, Coalition]] = set()
    ahead: list[tuple[str, Coalition]] = [(state, frozenset())]
    while ahead:
        here, last = ahead.pop()
        after = {(q, d) for d in among if d != last for q in coalition_improvements(model, d, here)}
        ahead += after - seen
        seen |= after
    return frozenset(q for q, _ in seen)
