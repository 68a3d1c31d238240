r"""An independent checker of witnesses.

`verify` takes a case and a `Witness` and says what is wrong with it, in words; nothing if it
proves its verdict. A proof of *stable* has, for every improvement of the actor, one sanction that
can be replayed. A proof of *unstable* names an improvement that no reply at all sanctions, which
is checked by trying them all. States, moves and preferences come from `tertius.kernels.reference`;
the solver, the floors and the search that made the witness are not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import TYPE_CHECKING

from tertius.kernels.reference import Reference
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict

if TYPE_CHECKING:
    from tertius.stability.witness import Sanction, Step, Witness

__all__ = ["path_faults", "verify"]

_IMPROVING = {"gmr": False, "smr": False, "seq": True, "sseq": True}
_ESCAPES = {"smr", "sseq"}


def verify(case: Case, witness: Witness, *, model: Reference | None = None) -> list[str]:
    """What is wrong with a witness, in plain English; an empty list if it proves its verdict.

    model : the case's `Reference`, where many witnesses of one case are checked
    """
    model = model or Reference(case)
    actor, state = witness.actor, witness.state
    if actor not in model.actors:
        return [f"there is no actor '{actor}'"]
    if state not in model.states:
        return [f"there is no state {state}"]
    if witness.concept not in {*_IMPROVING, "nash", "sim", "limited"}:
        return [f"'{witness.concept}' is not a concept that can be checked"]
    if witness.concept == "sim" and isinstance(model.conflict, GraphConflict):
        return ["sim needs options; this case is in graph form"]
    if witness.concept == "limited":
        return _limited_faults(model, witness)
    if witness.horizon is not None or witness.anticipated:
        return [f"a horizon and anticipated states belong to limited, not to {witness.concept}"]
    return _stable_faults(model, witness) if witness.stable else _unstable_faults(model, witness)


def path_faults(
    model: Reference, actor: str, start: str, path: Sequence[Step], *, improving: bool
) -> list[str]:
    """What is wrong with a sequence of moves of actors other than `actor` from `start`."""
    faults: list[str] = []
    here, last = start, ""
    for number, (mover, left, reached) in enumerate(path, 1):
        if mover not in model.actors or left not in model.states or reached not in model.states:
            return [*faults, f"step {number} names an actor or a state that the case does not have"]
        if left != here:
            faults.append(f"step {number} leaves {left}, but the one before leads to {here}")
        if mover == actor:
            faults.append(f"step {number} is a move of {actor}, whose own move is being answered")
        if mover == last:
            faults.append(f"in step {number} {mover} moves twice in succession")
        if reached not in model.moves(mover, left):
            faults.append(f"in step {number} {mover} cannot move from {left} to {reached}")
        elif improving and not model.prefers(mover, reached, left):
            faults.append(f"in step {number} {mover} does not prefer {reached} to {left}")
        here, last = reached, mover
    return faults


def _stable_faults(model: Reference, witness: Witness) -> list[str]:
    faults = []
    if witness.unsanctioned is not None:
        faults.append(f"the state is called stable, yet the move to {witness.unsanctioned} is unsanctioned")
    answered = [sanction.improvement for sanction in witness.sanctions]
    wanted = [
        q for q in model.moves(witness.actor, witness.state) if model.prefers(witness.actor, q, witness.state)
    ]
    for target in sorted(set(wanted) - set(answered)):
        faults.append(f"the improvement to {target} has no sanction")
    for target in sorted(set(answered) - set(wanted)):
        faults.append(f"{target} is answered, but is no improvement of {witness.actor} from {witness.state}")
    for target in sorted({q for q in answered if answered.count(q) > 1}):
        faults.append(f"the improvement to {target} has more than one sanction")
    if faults:
        return faults
    if witness.concept == "nash":
        return ["nash stability knows no sanctions"] if answered else []
    for sanction in witness.sanctions:
        check = _sim_faults if witness.concept == "sim" else _sequence_faults
        faults += [f"sanction of {sanction.improvement}: {x}" for x in check(model, witness, sanction)]
    return faults


def _sequence_faults(model: Reference, witness: Witness, sanction: Sanction) -> list[str]:
    actor, state, end = witness.actor, witness.state, sanction.end
    if not sanction.path:
        return ["nobody moves"]
    improving = _IMPROVING[witness.concept]
    faults = path_faults(model, actor, sanction.improvement, sanction.path, improving=improving)
    if sanction.path[-1][2] != end:
        faults.append(f"the path leads to {sanction.path[-1][2]}, not to {end}")
    if end not in model.states:
        return [*faults, f"there is no state {end}"]
    if model.prefers(actor, end, state):
        faults.append(f"{actor} prefers its end {end} to {state}")
    regains = model.moves(actor, end) if witness.concept in _ESCAPES else frozenset()
    if set(sanction.regains) != regains or len(sanction.regains) != len(regains):
        faults.append(f"from {end} {actor} can move to {sorted(regains)}, not to {sorted(sanction.regains)}")
    for regained in sorted(regains):
        if model.prefers(actor, regained, state):
            faults.append(f"from {end} {actor} can move to {regained}, which it prefers to {state}")
    return faults


def _sim_faults(model: Reference, witness: Witness, sanction: Sanction) -> list[str]:
    actor, state = witness.actor, witness.state
    faults = []
    if sanction.regains:
        faults.append("sim knows no moves after the sanction")
    movers = [mover for mover, _, _ in sanction.path]
    if len(set(movers)) != len(movers) or actor in movers:
        faults.append("each other actor chooses once, and nobody else does")
    for mover, left, chosen in sanction.path:
        if left != state:
            faults.append(f"{mover} chooses from {left}, but everybody chooses from {state}")
        if mover not in model.actors or chosen not in model.moves(mover, state):
            faults.append(f"{mover} cannot move from {state} to {chosen}")
        elif not model.prefers(mover, chosen, state):
            faults.append(f"{mover} does not prefer {chosen} to {state}")
    if faults:
        return faults
    made = _together(model, actor, state, sanction.improvement, {m: q for m, _, q in sanction.path})
    if made is None or made != sanction.end:
        faults.append(f"together they make {made or 'no state'}, not {sanction.end}")
    elif model.prefers(actor, made, state):
        faults.append(f"{actor} prefers its end {made} to {state}")
    return faults


def _together(model: Reference, actor: str, state: str, target: str, chosen: dict[str, str]) -> str | None:
    """The state that all choices make at once; who is not in `chosen` stays as in `state`."""
    choice = {j: chosen.get(j, state) for j in model.actors} | {actor: target}
    owned = set().union(*(model.free(j) for j in model.actors))
    setting = {k for k in model.setting(target) if k not in owned}
    for j, picked in choice.items():
        setting |= model.setting(picked) & model.free(j)
    made = model.code(model.complete(frozenset(setting)))
    return made if made in model.states else None


def _unstable_faults(model: Reference, witness: Witness) -> list[str]:
    actor, state, target = witness.actor, witness.state, witness.unsanctioned
    if target is None:
        return ["the state is called unstable, but no unsanctioned move is named"]
    faults = ["the state is called unstable, yet there are sanctions"] if witness.sanctions else []
    if target not in model.moves(actor, state):
        return [*faults, f"{actor} cannot move from {state} to {target}"]
    if not model.prefers(actor, target, state):
        return [*faults, f"{actor} does not prefer {target} to {state}"]
    if witness.concept == "nash":
        return faults
    if witness.concept == "sim":
        others = [j for j in model.actors if j != actor]
        menus = [[None, *(q for q in model.moves(j, state) if model.prefers(j, q, state))] for j in others]
        for picks in product(*menus):
            chosen = {j: q for j, q in zip(others, picks, strict=True) if q is not None}
            made = _together(model, actor, state, target, chosen)
            if made is not None and not model.prefers(actor, made, state):
                return [*faults, f"the choices {chosen} sanction the move to {target}: they make {made}"]
        return faults
    for end in sorted(_replies(model, actor, target, improving=_IMPROVING[witness.concept])):
        escapes = model.moves(actor, end) if witness.concept in _ESCAPES else frozenset()
        if not any(model.prefers(actor, q, state) for q in (end, *escapes)):
            faults.append(f"a reply that leads to {end} sanctions the move to {target}")
    return faults


def _replies(model: Reference, actor: str, start: str, *, improving: bool) -> set[str]:
    """Every end of a legal sequence, one round of moves after the other until no pair is new."""
    steps = [
        (j, a, b)
        for j in model.actors
        if j != actor
        for a in model.states
        for b in model.moves(j, a)
        if not improving or model.prefers(j, b, a)
    ]
    reached = {(b, j) for j, a, b in steps if a == start}
    while True:
        more = {(b, j) for j, a, b in steps if any(p == a and k != j for p, k in reached)}
        if more <= reached:
            return {state for state, _ in reached}
        reached |= more


def _limited_faults(model: Reference, witness: Witness) -> list[str]:
    actor, state, horizon = witness.actor, witness.state, witness.horizon
    if horizon is None or horizon < 1:
        return ["limited-move stability needs a horizon of 1 or more"]
    movers = [i for i in model.actors if any(model.moves(i, s) for s in model.states)]
    if len(movers) > 2:
        return ["limited-move stability is for two actors"]

    def worst(i: str, ends: set[str]) -> str:
        low = min(ends)
        for end in ends:
            low = end if model.prefers(i, low, end) else low
        return low

    known: dict[tuple[str, str, int], tuple[set[str], set[str]]] = {}

    def foresee(i: str, s: str, left: int) -> tuple[set[str], set[str]]:
        if left == 0:
            return {s}, set()
        if (i, s, left) not in known:
            rival = next((j for j in movers if j != i), None)
            after = {q: foresee(rival, q, left - 1)[0] if rival else {q} for q in model.moves(i, s)}
            low = {q: worst(i, ends) for q, ends in after.items()}
            most = {q for q in low if not any(model.prefers(i, x, low[q]) for x in low.values())}
            best = {q for q in most if model.prefers(i, low[q], s)}
            known[i, s, left] = (set().union(*(after[q] for q in best)) if best else {s}), best
        return known[i, s, left]

    ends, best = foresee(actor, state, horizon)
    if witness.sanctions:
        return ["limited-move stability knows no sanctions"]
    if witness.stable:
        faults = [f"with {horizon} moves ahead {actor} would move to {q}" for q in sorted(best)]
        if witness.unsanctioned is not None or witness.anticipated:
            faults.append("the state is called stable, yet a move is named")
        return faults
    if witness.unsanctioned not in best:
        return [f"with {horizon} moves ahead {actor} would not move to {witness.unsanctioned}"]
    if set(witness.anticipated) != ends or len(witness.anticipated) != len(ends):
        return [f"the anticipated states are {sorted(ends)}, not {sorted(witness.anticipated)}"]
    return []
