r"""Where the status quo leads (CONTRACT section 5).

Outcomes under X: equilibria reached by steps, a step being an improvement by an actor for whom
the state left is not X-stable; a path stops at the first equilibrium. In forms a and c an
improvement is one that the mover prefers or of which it is not known.

Foresight 2 (with definite preferences throughout): the ends of i's move :math:`s \to s_1` are
:math:`\{e \in \{s_1\} \cup R_{-i}^+(s_1) : R_j^+(e) = \emptyset, j \ne i\}`; the move is worthwhile if there
are ends and i prefers every one to s. Steps are worthwhile moves; outcomes are the rest points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tertius.kernels.reference.individual import FORMS, form_of
from tertius.kernels.reference.relations import UNKNOWN
from tertius.kernels.reference.states import reach

if TYPE_CHECKING:
    from tertius.kernels.reference.model import Coalitions, Reference

__all__ = ["ReferenceOutcomes", "ends", "outcomes", "worthwhile"]


@dataclass(frozen=True, slots=True)
class ReferenceOutcomes:
    """Outcomes, closed sets without one, and what any sequence of improvements can reach."""

    states: frozenset[str]
    unsettled: frozenset[frozenset[str]]
    reachable: frozenset[str]


def ends(model: Reference, actor: str, target: str) -> frozenset[str]:
    """Foresight 2: where the others can have come to rest after i's move."""
    others = [j for j in model.actors if j != actor]
    candidates = {target} | model.responses(actor, target, improving=True)
    return frozenset(e for e in candidates if not any(model.improvements(j, e) for j in others))


def worthwhile(model: Reference, actor: str, state: str) -> frozenset[str]:
    """Moves that have ends, every one of them preferred to s."""
    after = {q: ends(model, actor, q) for q in model.moves(actor, state)}
    return frozenset(q for q, e in after.items() if e and all(model.prefers(actor, x, state) for x in e))


def outcomes(
    model: Reference,
    concept: str | None,
    foresight: int,
    sanctions: str,
    horizon: int,
    coalitions: Coalitions | None,
) -> ReferenceOutcomes | None:
    """Where the status quo leads; None without a status quo. Concept: seq, or seq_d where there is a ``?``."""
    if model.status_quo is None:
        return None
    concept = concept or ("seq" if model.unknown() is None else "seq_d")
    unknown = bool(form_of(concept)[1] in FORMS and FORMS[form_of(concept)[1]].improvement & UNKNOWN)
    anywhere = {
        s: {q for i in model.actors for q in model.improvements(i, s, unknown=unknown)} for s in model.states
    }
    if foresight == 1:
        goals = set(model.equilibria(concept, sanctions, horizon, coalitions))
        steps = {
            s: {
                q
                for i in model.actors
                if not model.stable(i, s, concept, sanctions, horizon, coalitions)
                for q in model.improvements(i, s, unknown=unknown)
            }
            for s in model.states
        }
        steps |= {s: set() for s in goals}
    else:
        steps = {s: {q for i in model.actors for q in worthwhile(model, i, s)} for s in model.states}
        goals = {s for s in model.states if not steps[s]}
    found = reach(model.status_quo, steps.__getitem__)
    ahead = {s: reach(s, steps.__getitem__) for s in found}
    closed = {frozenset(ahead[s]) for s in found if all(s in ahead[q] for q in ahead[s])}
    return ReferenceOutcomes(
        states=frozenset(found & goals),
        unsettled=frozenset(c for c in closed if not c & goals),
        reachable=frozenset(reach(model.status_quo, anywhere.__getitem__) & goals),
    )
