"""An independent checker of judgements at foresight 2, beside `tertius.stability.verify`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tertius.kernels.reference import Reference
from tertius.model.case import Case
from tertius.stability.verify import path_faults

if TYPE_CHECKING:
    from tertius.dynamics.foresight import MoveJudgement
    from tertius.stability.witness import Step

__all__ = ["verify_judgement"]


def verify_judgement(case: Case, judgement: MoveJudgement, *, model: Reference | None = None) -> list[str]:
    """What is wrong with a judgement, in plain English; an empty list if it proves its verdict.

    *Worthwhile* needs every end, each with a legal path of improvements and each preferred to the
    state left. *Not worthwhile* needs one end that is not preferred, or that there is no end.

    model : the case's `Reference`, where many judgements of one case are checked
    """
    model = model or Reference(case)
    actor, state, target = judgement.actor, judgement.state, judgement.target
    if actor not in model.actors or state not in model.states or target not in model.states:
        return ["the actor or a state is not in the case"]
    if target not in model.moves(actor, state):
        return [f"{actor} cannot move from {state} to {target}"]
    ends = _ends(model, actor, target)
    if not judgement.worthwhile:
        if judgement.ends:
            return ["the move is called not worthwhile, yet ends are named as reasons for it"]
        if judgement.against is None:
            return [f"the others can come to rest at {end}" for end in sorted(ends)]
        end, path = judgement.against
        faults = _end_faults(model, judgement, ends, end, path)
        if not faults and model.prefers(actor, end, state):
            faults.append(f"{actor} prefers {end} to {state}, so it does not speak against the move")
        return faults
    faults = []
    if judgement.against is not None:
        faults.append("the move is called worthwhile, yet an end is named against it")
    named = [end for end, _ in judgement.ends]
    if not named:
        faults.append("the move is called worthwhile, but no end is named")
    if set(named) != ends or len(named) != len(ends):
        faults.append(f"the ends are {sorted(ends)}, not {sorted(named)}")
    for end, path in judgement.ends:
        faults += _end_faults(model, judgement, ends, end, path)
        if end in model.states and not model.prefers(actor, end, state):
            faults.append(f"{actor} does not prefer the end {end} to {state}")
    return faults


def _end_faults(
    model: Reference, judgement: MoveJudgement, ends: set[str], end: str, path: tuple[Step, ...]
) -> list[str]:
    faults = path_faults(model, judgement.actor, judgement.target, path, improving=True)
    last = path[-1][2] if path else judgement.target
    if last != end:
        faults.append(f"the path leads to {last}, not to {end}")
    if end not in ends:
        faults.append(f"the others do not come to rest at {end}")
    return faults


def _ends(model: Reference, actor: str, target: str) -> set[str]:
    """Where the others' legal improvements from `target` come to rest; each pair is tried once."""
    others = [j for j in model.actors if j != actor]

    def improvements(j: str, here: str) -> set[str]:
        return {q for q in model.moves(j, here) if model.prefers(j, q, here)}

    tried: set[tuple[str, str]] = set()
    edge = {(target, actor)}
    while edge:
        tried |= edge
        edge = {(q, j) for s, k in edge for j in others if j != k for q in improvements(j, s)} - tried
    return {s for s, _ in tried if not any(improvements(j, s) for j in others)}
