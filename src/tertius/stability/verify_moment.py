"""Checks witnesses of what happens at the same moment: sim and sim_fh."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING

from tertius.kernels.reference import Reference
from tertius.kernels.reference.individual import FORMS
from tertius.stability.verify import answered_faults, replies, sequence_faults

if TYPE_CHECKING:
    from tertius.stability.witness import Sanction, Witness

__all__ = ["moment_faults"]


def moment_faults(model: Reference, witness: Witness) -> list[str]:
    """What is wrong with a witness of sim or sim_fh."""
    actor, state = witness.actor, witness.state
    if witness.concept == "sim":
        if witness.mode != "legal":
            return ["ways of sanctioning do not belong to sim"]
        menus = _menus(model, state, [j for j in model.actors if j != actor], stay=True)
        return _stable(model, witness, None) if witness.stable else _unstable(model, witness, menus)
    leaving = [j for j in model.actors if not _sequential(model, j, state, witness.mode)]
    if sorted(witness.restless) != sorted(leaving):
        return [f"the state is sequentially unstable for {leaving}, not for {sorted(witness.restless)}"]
    others = [j for j in leaving if j != actor]
    if witness.stable:
        return _stable(model, witness, others if actor in leaving else [])
    if actor not in leaving:
        return [f"the state is sequentially stable for {actor}"]
    return _unstable(model, witness, _menus(model, state, others, stay=False) if others else None)


def _menus(model: Reference, state: str, actors: list[str], *, stay: bool) -> dict[str, list[str]]:
    gains = {j: [q for q in sorted(model.moves(j, state)) if model.prefers(j, q, state)] for j in actors}
    return {j: [*([state] if stay else []), *found] for j, found in gains.items()}


def _sequential(model: Reference, actor: str, state: str, mode: str) -> bool:
    """Whether a state is sequentially stable, by trying every reply."""
    return all(
        not model.prefers(actor, q, state) or _met(model, actor, state, q, mode) for q in model.moves(actor, state)
    )


def _met(model: Reference, actor: str, state: str, target: str, mode: str) -> bool:
    ends = replies(model, actor, target, improving=True, mode=mode)
    return any(not model.prefers(actor, end, state) for end in ends)


def _stable(model: Reference, witness: Witness, others: list[str] | None) -> list[str]:
    """others : who has to move at once with i in an answer of that kind; None for sim, where anybody may"""
    if witness.unsanctioned is not None:
        return [f"the state is called stable, yet the move to {witness.unsanctioned} is unsanctioned"]
    wanted = [q for q in model.moves(witness.actor, witness.state) if model.prefers(witness.actor, q, witness.state)]
    if faults := answered_faults(witness, wanted):
        return faults
    for sanction in witness.sanctions:
        if others is None:
            found = _at_once(model, witness, sanction, None)
        elif sanction.at_once and not others:
            found = ["nobody else would leave the state, so nobody moves at once"]
        elif sanction.at_once:
            found = _at_once(model, witness, sanction, others)
        else:
            found = sequence_faults(model, witness, sanction, "seq", FORMS[""])
        faults += [f"sanction of {sanction.improvement}: {x}" for x in found]
    return faults


def _at_once(model: Reference, witness: Witness, sanction: Sanction, everybody: list[str] | None) -> list[str]:
    actor, state = witness.actor, witness.state
    faults = []
    if sanction.regains:
        faults.append("sim knows no moves after the sanction")
    movers = [mover for mover, _, _ in sanction.path]
    if len(set(movers)) != len(movers) or actor in movers:
        faults.append("each other actor chooses once, and nobody else does")
    if everybody is not None and sorted(movers) != sorted(everybody):
        faults.append(f"{sorted(everybody)} move at once, not {sorted(movers)}")
    for mover, left, chosen in sanction.path:
        if left != state:
            faults.append(f"{mover} chooses from {left}, but everybody chooses from {state}")
        if mover not in model.actors or chosen not in model.moves(mover, state):
            faults.append(f"{mover} cannot move from {state} to {chosen}")
        elif not model.prefers(mover, chosen, state):
            faults.append(f"{mover} does not prefer {chosen} to {state}")
    if faults:
        return faults
    chosen_by = {m: q for m, _, q in sanction.path}
    if everybody is None:
        made = _together(model, sanction.improvement, {j: chosen_by.get(j, state) for j in model.actors} | {actor: sanction.improvement})
    else:
        made = _together(model, state, {**chosen_by, actor: sanction.improvement})
    if made is None or made != sanction.end:
        faults.append(f"together they make {made or 'no state'}, not {sanction.end}")
    elif model.prefers(actor, made, state):
        faults.append(f"{actor} prefers its end {made} to {state}")
    return faults


def _together(model: Reference, base: str, choice: Mapping[str, str]) -> str | None:
    """The state in which the free options of those who choose are as chosen, all else as in `base`."""
    owned = set().union(*(model.free(j) for j in choice))
    setting = {k for k in model.setting(base) if k not in owned}
    for j, picked in choice.items():
        setting |= model.setting(picked) & model.free(j)
    made = model.code(model.complete(frozenset(setting)))
    return made if made in model.states else None


def _unstable(model: Reference, witness: Witness, menus: Mapping[str, list[str]] | None) -> list[str]:
    """menus : what the others can choose at once; None where nobody else moves"""
    actor, state, target = witness.actor, witness.state, witness.unsanctioned
    if target is None:
        return ["the state is called unstable, but no unsanctioned move is named"]
    faults = ["the state is called unstable, yet there are sanctions"] if witness.sanctions else []
    if target not in model.moves(actor, state):
        return [*faults, f"{actor} cannot move from {state} to {target}"]
    if not model.prefers(actor, target, state):
        return [*faults, f"{actor} does not prefer {target} to {state}"]
    if witness.concept == "sim_fh" and _met(model, actor, state, target, witness.mode):
        faults.append(f"a sequence of improvements sanctions the move to {target}")
    for chosen in _choices(menus):
        if witness.concept == "sim":
            made = _together(model, target, {j: chosen.get(j, state) for j in model.actors} | {actor: target})
        else:
            made = _together(model, state, {**chosen, actor: target})
        if made is not None and not model.prefers(actor, made, state):
            return [*faults, f"the choices {chosen} sanction the move to {target}: they make {made}"]
    return faults


def _choices(menus: Mapping[str, list[str]] | None) -> Iterator[dict[str, str]]:
    if menus is not None:
        for picks in product(*menus.values()):
            yield dict(zip(menus, picks, strict=True))
