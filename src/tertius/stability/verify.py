r"""An independent checker of witnesses.

`verify` takes a case and a `Witness` and says what is wrong with it, in words; nothing if it
proves its verdict. A proof of *stable* has, for every improvement of the actor, one sanction that
can be replayed. A proof of *unstable* names an improvement that no reply at all sanctions, which
is checked by trying them all. States, moves and preferences come from `tertius.kernels.reference`;
the solver, the floors and the searches that made the witness are not used.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tertius.errors import NotSupportedError, TertiusError
from tertius.kernels.reference import Reference
from tertius.kernels.reference.concepts import ANTICIPATING, COALITION, CONCEPTS, SIMULTANEOUS, refuse
from tertius.kernels.reference.individual import FORMS, Form, form_of
from tertius.model.case import Case

if TYPE_CHECKING:
    from tertius.stability.witness import Sanction, Step, Witness

__all__ = ["answered_faults", "path_faults", "replies", "sequence_faults", "unsanctioned_faults", "verify"]

_IMPROVING = {"seq", "sseq"}
_ESCAPES = {"smr", "sseq"}
_MODES = ("legal", "once", "single")


def verify(case: Case, witness: Witness, *, model: Reference | None = None) -> list[str]:
    """What is wrong with a witness, in plain English; an empty list if it proves its verdict.

    model : the case's `Reference`, where many witnesses of one case are checked; the merged one for a
        witness from a merged view
    """
    model = model or Reference(case)
    actor, state, concept = witness.actor, witness.state, witness.concept
    if actor not in model.actors:
        return [f"there is no actor '{actor}'"]
    if state not in model.states:
        return [f"there is no state {state}"]
    if concept not in CONCEPTS:
        return [f"'{concept}' is not a concept that can be checked"]
    if witness.mode not in _MODES:
        return [f"'{witness.mode}' is no way of sanctioning"]
    try:
        refuse(model, concept)
    except NotSupportedError as error:
        return [str(error)]
    if faults := _foreign(witness):
        return faults
    if concept in ANTICIPATING:
        from tertius.stability.verify_ahead import ahead_faults

        return ahead_faults(model, witness)
    if concept in COALITION:
        from tertius.stability.verify_coalition import coalition_faults

        return coalition_faults(model, witness)
    if concept in SIMULTANEOUS:
        from tertius.stability.verify_moment import moment_faults

        return moment_faults(model, witness)
    base, name = form_of(concept)
    if name == "weak":
        return _weak_faults(model, witness, base)
    form = FORMS[name]
    if witness.stable:
        return _stable_faults(model, witness, base, form)
    return _unstable_faults(model, witness, base, form)


def _foreign(witness: Witness) -> list[str]:
    """What a witness has that belongs to other concepts."""
    concept, faults = witness.concept, []
    if concept not in ANTICIPATING and (witness.horizon is not None or witness.anticipated):
        faults.append(f"a horizon and anticipated states belong to limited, not to {concept}")
    joint = witness.coalition or witness.coalitions is not None or any(s.coalition for s in witness.sanctions)
    if concept not in COALITION and joint:
        faults.append(f"coalitions do not belong to {concept}")
    if concept != "sim_fh" and (witness.restless or any(s.at_once for s in witness.sanctions)):
        faults.append(f"who else would leave, and choices at once beside sequences, belong to sim_fh, not to {concept}")
    if not concept.startswith("weak_") and witness.weakly is not None:
        faults.append(f"what nothing sanctions strongly belongs to weak concepts, not to {concept}")
    return faults


def path_faults(
    model: Reference,
    actor: str,
    start: str,
    path: Sequence[Step],
    *,
    improving: bool,
    unknown: bool = False,
    mode: str = "legal",
) -> list[str]:
    """What is wrong with a sequence of moves of actors other than `actor` from `start`.

    unknown : whether a step may also lead to what its mover has no known opinion of
    """
    faults: list[str] = []
    here, moved = start, [""]
    for number, (mover, left, reached) in enumerate(path, 1):
        if mover not in model.actors or left not in model.states or reached not in model.states:
            return [*faults, f"step {number} names an actor or a state that the case does not have"]
        if left != here:
            faults.append(f"step {number} leaves {left}, but the one before leads to {here}")
        if mover == actor:
            faults.append(f"step {number} is a move of {actor}, whose own move is being answered")
        if mover == moved[-1]:
            faults.append(f"in step {number} {mover} moves twice in succession")
        elif mode == "once" and mover in moved:
            faults.append(f"in step {number} {mover} moves a second time")
        if reached not in model.moves(mover, left):
            faults.append(f"in step {number} {mover} cannot move from {left} to {reached}")
        elif improving and not _gains(model, mover, reached, left, unknown):
            faults.append(f"in step {number} {mover} does not prefer {reached} to {left}")
        here = reached
        moved.append(mover)
    if mode == "single" and len(path) > 1:
        faults.append(f"there are {len(path)} steps, and a single move counts")
    return faults


def _gains(model: Reference, mover: str, reached: str, left: str, unknown: bool) -> bool:
    return model.prefers(mover, reached, left) or (unknown and model.compare(mover, reached, left) == "?")


def _improvements(model: Reference, witness: Witness, form: Form) -> list[str]:
    here = model.moves(witness.actor, witness.state)
    return [q for q in here if model.compare(witness.actor, q, witness.state) in form.improvement]


def answered_faults(witness: Witness, wanted: Sequence[str]) -> list[str]:
    """What is wrong with which improvements are answered: each exactly once, and nothing else."""
    answered = [sanction.improvement for sanction in witness.sanctions]
    faults = [f"the improvement to {q} has no sanction" for q in sorted(set(wanted) - set(answered))]
    for target in sorted(set(answered) - set(wanted)):
        faults.append(f"{target} is answered, but is no improvement of {witness.actor} from {witness.state}")
    for target in sorted({q for q in answered if answered.count(q) > 1}):
        faults.append(f"the improvement to {target} has more than one sanction")
    return faults


def _stable_faults(model: Reference, witness: Witness, base: str, form: Form) -> list[str]:
    faults = []
    if witness.unsanctioned is not None:
        faults.append(f"the state is called stable, yet the move to {witness.unsanctioned} is unsanctioned")
    faults += answered_faults(witness, _improvements(model, witness, form))
    if faults:
        return faults
    if base == "nash":
        return ["nash stability knows no sanctions"] if witness.sanctions else []
    for sanction in witness.sanctions:
        found = sequence_faults(model, witness, sanction, base, form)
        faults += [f"sanction of {sanction.improvement}: {x}" for x in found]
    return faults


def sequence_faults(model: Reference, witness: Witness, sanction: Sanction, base: str, form: Form) -> list[str]:
    """What is wrong with a sanction that is a sequence of moves."""
    actor, state, end = witness.actor, witness.state, sanction.end
    if not sanction.path:
        return ["nobody moves"]
    faults = path_faults(
        model, actor, sanction.improvement, sanction.path, improving=base in _IMPROVING,
        unknown=form.replies_may_be_unknown, mode=witness.mode,
    )  # fmt: skip
    if sanction.path[-1][2] != end:
        faults.append(f"the path leads to {sanction.path[-1][2]}, not to {end}")
    if end not in model.states:
        return [*faults, f"there is no state {end}"]
    if model.compare(actor, end, state) not in form.sanction:
        faults.append(f"{actor} prefers its end {end} to {state}" if model.prefers(actor, end, state) else _no_sanction(actor, end, state))
    regains = model.moves(actor, end) if base in _ESCAPES else frozenset()
    if set(sanction.regains) != regains or len(sanction.regains) != len(regains):
        faults.append(f"from {end} {actor} can move to {sorted(regains)}, not to {sorted(sanction.regains)}")
    for regained in sorted(regains):
        if model.compare(actor, regained, state) in form.escape:
            faults.append(f"from {end} {actor} can move to {regained}, which {_escape(model, actor, regained, state)}")
    return faults


def _no_sanction(actor: str, end: str, state: str) -> str:
    return f"what {actor} thinks of its end {end} and of {state} does not make it a sanction"


def _escape(model: Reference, actor: str, regained: str, state: str) -> str:
    if model.prefers(actor, regained, state):
        return f"it prefers to {state}"
    return f"undoes the sanction by what it thinks of {regained} and {state}"


def _unstable_faults(model: Reference, witness: Witness, base: str, form: Form) -> list[str]:
    if witness.unsanctioned is None:
        return ["the state is called unstable, but no unsanctioned move is named"]
    faults = ["the state is called unstable, yet there are sanctions"] if witness.sanctions else []
    return faults + unsanctioned_faults(model, witness, witness.unsanctioned, base, form)


def unsanctioned_faults(model: Reference, witness: Witness, target: str, base: str, form: Form) -> list[str]:
    """What is wrong with calling a move an improvement that no sequence of replies sanctions."""
    actor, state = witness.actor, witness.state
    if target not in model.moves(actor, state):
        return [f"{actor} cannot move from {state} to {target}"]
    if model.compare(actor, target, state) not in form.improvement:
        return [f"{actor} does not prefer {target} to {state}"]
    if base == "nash":
        return []
    ends = replies(
        model, actor, target, improving=base in _IMPROVING, unknown=form.replies_may_be_unknown, mode=witness.mode
    )
    faults = []
    for end in sorted(ends):
        escapes = model.moves(actor, end) if base in _ESCAPES else frozenset()
        if model.compare(actor, end, state) in form.sanction and not any(
            model.compare(actor, q, state) in form.escape for q in escapes
        ):
            faults.append(f"a reply that leads to {end} sanctions the move to {target}")
    return faults


def _weak_faults(model: Reference, witness: Witness, base: str) -> list[str]:
    """Weakly stable: stable, and one improvement without a strong sanction. Else either is missing."""
    plain, strong = FORMS[""], FORMS["strong"]
    if witness.stable:
        faults = _stable_faults(model, witness, base, plain)
        if witness.weakly is None:
            return [*faults, "the state is called weakly stable, but no move is named that nothing sanctions strongly"]
        return faults + unsanctioned_faults(model, witness, witness.weakly, base, strong)
    if witness.weakly is not None:
        return ["the state is called unstable, yet a move is named that nothing sanctions strongly"]
    if witness.unsanctioned is not None:
        return _unstable_faults(model, witness, base, plain)
    return _stable_faults(model, witness, base, strong)


def replies(
    model: Reference, actor: str, start: str, *, improving: bool, unknown: bool = False, mode: str = "legal"
) -> set[str]:
    """Every end of a sequence of the others that counts, one round of moves after the other.

    What is remembered of a sequence is where it stands and who has moved: for ``legal`` the last mover.
    """
    if mode not in _MODES:
        raise TertiusError(f"'{mode}' is no way of sanctioning")
    steps = [
        (j, a, b)
        for j in model.actors
        if j != actor
        for a in model.states
        for b in model.moves(j, a)
        if not improving or _gains(model, j, b, a, unknown)
    ]
    found: set[tuple[str, tuple[str, ...]]] = {(b, (j,)) for j, a, b in steps if a == start}
    edge = found if mode != "single" else set()
    while edge:
        edge = {
            (b, (j,) if mode == "legal" else tuple(sorted((*moved, j))))
            for here, moved in edge
            for j, a, b in steps
            if a == here and j not in moved
        } - found
        found = found | edge
    return {state for state, _ in found}
