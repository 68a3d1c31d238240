r"""Stability where an actor looks h moves ahead.

What i anticipates is a set (with ties it is not one state); i judges a set by its worst member, and
everybody takes every best move. In all of these, s is stable for i if i stays.

**limited** :math:`L_h`, at most two movers i and j. :math:`G_0(i,s) = \{s\}`. Let w(q) be a worst member for
i of :math:`G_{h-1}(j,q)` and M the :math:`q \in R_i(s)` with the best w(q). If i prefers those to s,
:math:`G_h(i,s) = \bigcup_{q \in M} G_{h-1}(j,q)`; else i stays and it is {s}. With nobody to answer,
:math:`G(j,q) = \{q\}`.

**limited_ci**, individualistic opponents. The same with
:math:`A(q) = \bigcup \{G_{h-1}(j,q) : j \ne i,\ j \text{ would move}\}`, or {q} if nobody would, in place of
:math:`G_{h-1}(j,q)`.

**limited_cc**, opponents in a cooperative coalition C = N - i. The same with :math:`G_{h-1}(C,q)`. C at q
looks at every :math:`t \in R_C(q)`; to a member m, t is worth a worst member of :math:`G_{h-1}(i,t)`. Of
those t that are worth more than q to every member who can move anywhere, C takes all that are not
dominated (another is worth as much to every such member, and more to one); if there are none it stays.
:math:`G_h(C,q)` is the union of :math:`G_{h-1}(i,t)` over the t taken.

**maximin**, a purely hostile coalition. :math:`M_0 = rank_i`. i to move at q with h left:
:math:`\max(\{rank_i(q)\} \cup \{M_{h-1}(C,t) : t \in R_i(q)\})`; C to move:
:math:`\min(\{rank_i(q)\} \cup \{M_{h-1}(i,t) : t \in R_{-i}(q)\})`. Who stays ends it. s is stable if i
prefers no :math:`M_{h-1}(C,q)`, :math:`q \in R_i(s)`, to s. Horizons 1, 2, 3 are nash, gmr, smr.

limited_ci and limited_cc are Tertius's own, after two ideas named in an abstract (Soares et al. 2026); with at
most two movers both are limited.

References
----------
Kilgour (1985), Anticipation and stability in two-person noncooperative games. Fang, Hipel and Kilgour
(1993), ch. 3. Rego and Vieira (2020) (maximin). Soares et al. (2026), Group Decision and Negotiation,
doi 10.1007/s10726-026-09962-3 (abstract).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import reduce
from itertools import chain
from typing import TYPE_CHECKING

from tertius.errors import TertiusError
from tertius.kernels.reference.coalitions import coalition_moves

if TYPE_CHECKING:
    from tertius.kernels.reference.model import Reference

__all__ = ["alone", "individualists", "stable", "together", "worst_case"]

Anticipation = tuple[frozenset[str], frozenset[str]]
"""The states anticipated, and the moves that lead there; no moves where the mover stays."""


def stable(model: Reference, actor: str, state: str, concept: str, horizon: int) -> bool:
    """Whether i, looking `horizon` moves ahead, stays."""
    if horizon < 1:
        raise TertiusError(f"the horizon is {horizon}; it must be 1 or more")
    if concept == "maximin":
        after = (worst_case(model, actor, q, horizon - 1, False) for q in model.moves(actor, state))
        return not any(model.prefers(actor, value, state) for value in after)
    foresee = {"limited": alone, "limited_ci": individualists, "limited_cc": together}[concept]
    return not foresee(model, actor, state, horizon)[1]


def alone(model: Reference, actor: str, state: str, horizon: int) -> Anticipation:
    """:math:`G_h(i, s)` against the one other actor that can move, if any."""
    rivals = [j for j in model.movers if j != actor]

    def answers(q: str) -> frozenset[str]:
        return alone(model, rivals[0], q, horizon - 1)[0] if rivals else frozenset({q})

    return _known(model, "alone", actor, state, horizon, answers)


def individualists(model: Reference, actor: str, state: str, horizon: int) -> Anticipation:
    """:math:`G_h(i, s)` against others of whom each moves if that pays for it."""

    def answers(q: str) -> frozenset[str]:
        given = [individualists(model, j, q, horizon - 1) for j in model.actors if j != actor]
        moved = [ends for ends, best in given if best]
        return frozenset(chain.from_iterable(moved)) or frozenset({q})

    return _known(model, "individualists", actor, state, horizon, answers)


def together(model: Reference, actor: str, state: str, horizon: int) -> Anticipation:
    """:math:`G_h(i, s)` against all others in a coalition."""
    return _known(
        model, "together", actor, state, horizon, lambda q: _coalition(model, actor, q, horizon - 1)
    )


def _coalition(model: Reference, actor: str, state: str, horizon: int) -> frozenset[str]:
    """:math:`G_h(C, q)` for C = N - i."""
    stay = frozenset({state})
    members = [m for m in model.movers if m != actor]
    if horizon == 0 or not members:
        return stay
    others = frozenset(j for j in model.actors if j != actor)
    after = {t: together(model, actor, t, horizon - 1)[0] for t in coalition_moves(model, others, state)}
    worth = {t: {m: _worst(model, m, ends) for m in members} for t, ends in after.items()}
    wanted = [t for t in after if all(model.prefers(m, worth[t][m], state) for m in members)]

    def dominates(t: str, u: str) -> bool:
        as_good = not any(model.prefers(m, worth[u][m], worth[t][m]) for m in members)
        return as_good and any(model.prefers(m, worth[t][m], worth[u][m]) for m in members)

    taken = [u for u in wanted if not any(dominates(t, u) for t in wanted)]
    return frozenset(chain.from_iterable(after[t] for t in taken)) or stay


def worst_case(model: Reference, actor: str, state: str, horizon: int, to_move: bool) -> str:
    """A state as good for i as :math:`M_h(i, s)`, or as :math:`M_h(C, s)` where C is to move."""
    if horizon == 0:
        return state
    question = ("worst case", actor, state, horizon, to_move)
    if question not in model.memory:
        ahead = model.moves(actor, state) if to_move else model.responses(actor, state, improving=False)
        values = {state} | {worst_case(model, actor, t, horizon - 1, not to_move) for t in ahead}
        model.memory[question] = _best(model, actor, values) if to_move else _worst(model, actor, values)
    value: str = model.memory[question]
    return value


def _known(
    model: Reference,
    kind: str,
    actor: str,
    state: str,
    horizon: int,
    answers: Callable[[str], frozenset[str]],
) -> Anticipation:
    if horizon == 0:
        return frozenset({state}), frozenset()
    question = (kind, actor, state, horizon)
    if question not in model.memory:
        after = {q: answers(q) for q in model.moves(actor, state)}
        model.memory[question] = _choose(model, actor, state, after)
    found: Anticipation = model.memory[question]
    return found


def _choose(model: Reference, actor: str, state: str, after: Mapping[str, frozenset[str]]) -> Anticipation:
    """The moves whose worst member is best, if i prefers it to s; where they lead."""
    worst = {q: _worst(model, actor, ends) for q, ends in after.items()}
    best = frozenset(
        q
        for q, value in worst.items()
        if model.prefers(actor, value, state)
        and not any(model.prefers(actor, other, value) for other in worst.values())
    )
    return frozenset(chain.from_iterable(after[q] for q in best)) or frozenset({state}), best


def _worst(model: Reference, actor: str, states: Iterable[str]) -> str:
    return reduce(lambda a, b: b if model.prefers(actor, a, b) else a, states)


def _best(model: Reference, actor: str, states: Iterable[str]) -> str:
    return reduce(lambda a, b: b if model.prefers(actor, b, a) else a, states)
