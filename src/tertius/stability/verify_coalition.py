"""Checks witnesses of coalition stability: joint moves are found again by search, sequence by sequence."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, combinations
from typing import TYPE_CHECKING

from tertius.kernels.reference import Reference

if TYPE_CHECKING:
    from tertius.stability.witness import Sanction, Witness

__all__ = ["coalition_faults"]

Group = frozenset[str]


def coalition_faults(model: Reference, witness: Witness) -> list[str]:
    """What is wrong with a witness of cnash, cgmr, csmr or cseq."""
    if witness.mode != "legal":
        return [f"ways of sanctioning do not belong to {witness.concept}"]
    joint = _Joint(model)
    movers = {i for i in model.actors if any(model.moves(i, s) for s in model.states)}
    if witness.coalitions is None:
        sizes = range(1, len(movers) + 1)
        among = {frozenset(c) for c in chain.from_iterable(combinations(sorted(movers), n) for n in sizes)}
    else:
        among = {frozenset(c) for c in witness.coalitions} | {frozenset({i}) for i in movers}
        strange = {frozenset(c) for c in witness.coalitions if not c or not set(c) <= movers}
        if strange:
            return [f"{sorted(c)} is no coalition of actors that can move" for c in strange]
    mine = {c for c in among if witness.actor in c}
    return _stable(joint, witness, mine, among) if witness.stable else _unstable(joint, witness, mine, among)


class _Joint:
    """Joint moves and joint improvements, each looked for once."""

    def __init__(self, model: Reference) -> None:
        self.model = model
        self._moves: dict[tuple[Group, str], set[str]] = {}

    def moves(self, group: Group, state: str) -> set[str]:
        """Where legal sequences inside the group lead from a state, other than back to it."""
        if (group, state) not in self._moves:
            found = {(q, j) for j in group for q in self.model.moves(j, state)}
            edge = found
            while edge:
                edge = {(q, j) for here, last in edge for j in group - {last} for q in self.model.moves(j, here)} - found
                found = found | edge
            self._moves[group, state] = {q for q, _ in found} - {state}
        return self._moves[group, state]

    def gains(self, group: Group, target: str, state: str) -> bool:
        """Whether every member prefers `target`."""
        return all(self.model.prefers(i, target, state) for i in group)

    def improvements(self, group: Group, state: str) -> set[str]:
        """Joint moves that every member prefers."""
        return {q for q in self.moves(group, state) if self.gains(group, q, state)}

    def replies(self, group: Group, start: str, among: Iterable[Group], concept: str) -> set[str]:
        """What the others can answer with; to come back to the start, which the group prefers, sanctions nothing."""
        if concept != "cseq":
            return self.moves(frozenset(self.model.actors) - group, start)
        outside = [d for d in among if not d & group]
        found = {(q, d) for d in outside for q in self.improvements(d, start)}
        edge = found
        while edge:
            edge = {(q, d) for here, last in edge for d in outside if d != last for q in self.improvements(d, here)} - found
            found = found | edge
        return {q for q, _ in found}

    def sanctions(self, group: Group, end: str, state: str, concept: str) -> bool:
        """Whether an end does not please every member, and (csmr) nothing that they reach from it does."""
        if self.gains(group, end, state):
            return False
        return concept != "csmr" or not any(self.gains(group, q, state) for q in self.moves(group, end))


def _stable(joint: _Joint, witness: Witness, mine: set[Group], among: set[Group]) -> list[str]:
    if witness.unsanctioned is not None or witness.coalition:
        return ["the state is called stable, yet an unsanctioned move is named"]
    state, concept = witness.state, witness.concept
    wanted = {(c, q) for c in mine for q in joint.improvements(c, state)}
    answered = [(frozenset(s.coalition or (witness.actor,)), s.improvement) for s in witness.sanctions]
    faults = [f"the improvement of {_name(c)} to {q} has no sanction" for c, q in sorted(wanted - set(answered), key=_order)]
    faults += [f"{q} is answered, but is no improvement of {_name(c)} from {state}" for c, q in sorted(set(answered) - wanted, key=_order)]
    if len(set(answered)) != len(answered):
        faults.append("an improvement has more than one sanction")
    if faults:
        return faults
    if concept == "cnash":
        return ["coalitional Nash stability knows no sanctions"] if answered else []
    for sanction in witness.sanctions:
        group = frozenset(sanction.coalition or (witness.actor,))
        faults += [f"sanction of {sanction.improvement}: {x}" for x in _sanction(joint, witness, sanction, group, among)]
    return faults


def _sanction(joint: _Joint, witness: Witness, sanction: Sanction, group: Group, among: set[Group]) -> list[str]:
    model, concept, state = joint.model, witness.concept, witness.state
    if not sanction.path:
        return ["nobody moves"]
    faults: list[str] = []
    here, last = sanction.improvement, frozenset[str]()
    for number, (mover, left, reached) in enumerate(sanction.path, 1):
        moving = frozenset(mover.split("+"))
        if left not in model.states or reached not in model.states or not moving <= set(model.actors):
            return [*faults, f"step {number} names an actor or a state that the case does not have"]
        if left != here:
            faults.append(f"step {number} leaves {left}, but the one before leads to {here}")
        if moving & group:
            faults.append(f"step {number} is a move of {mover}, to whom the others are to answer")
        if moving == last:
            faults.append(f"in step {number} {mover} moves twice in succession")
        if concept == "cseq" and moving not in among:
            faults.append(f"in step {number} {mover} is no coalition that can form")
        if concept != "cseq" and len(moving) > 1:
            faults.append(f"in step {number} {mover} moves together, where one actor moves after the other")
        if reached not in joint.moves(moving, left):
            faults.append(f"in step {number} {mover} cannot move from {left} to {reached}")
        elif concept == "cseq" and not joint.gains(moving, reached, left):
            faults.append(f"in step {number} {mover} does not gain from {left} to {reached}")
        here, last = reached, moving
    if here != sanction.end:
        faults.append(f"the path leads to {here}, not to {sanction.end}")
    regains = joint.moves(group, here) if concept == "csmr" else set()
    if set(sanction.regains) != regains or len(sanction.regains) != len(regains):
        faults.append(f"from {here} {_name(group)} can move to {sorted(regains)}, not to {sorted(sanction.regains)}")
    if not joint.sanctions(group, here, state, concept):
        faults.append(f"the end {here} does not sanction what {_name(group)} does")
    return faults


def _unstable(joint: _Joint, witness: Witness, mine: set[Group], among: set[Group]) -> list[str]:
    group, state, target = frozenset(witness.coalition), witness.state, witness.unsanctioned
    if target is None or not group:
        return ["the state is called unstable, but no unsanctioned move of a coalition is named"]
    faults = ["the state is called unstable, yet there are sanctions"] if witness.sanctions else []
    if group not in mine:
        return [*faults, f"{_name(group)} is no coalition that {witness.actor} can be in"]
    if target not in joint.moves(group, state):
        return [*faults, f"{_name(group)} cannot move from {state} to {target}"]
    if not joint.gains(group, target, state):
        return [*faults, f"not every member of {_name(group)} prefers {target} to {state}"]
    if witness.concept == "cnash":
        return faults
    for end in sorted(joint.replies(group, target, among, witness.concept)):
        if joint.sanctions(group, end, state, witness.concept):
            faults.append(f"a reply that leads to {end} sanctions the move to {target}")
    return faults


def _name(group: Group) -> str:
    return "+".join(sorted(group))


def _order(pair: tuple[Group, str]) -> tuple[str, str]:
    return _name(pair[0]), pair[1]
