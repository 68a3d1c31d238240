r"""Answers checked by reasoning that shares nothing with the engine.

In a model whose options are all freely reversible, three of the four concepts have a closed form, because the
others together can bring about every setting of their options. With :math:`K` an actor's key, :math:`c` its own
options and :math:`o` everybody else's:

- nash: K(c, o) is the greatest over c.
- gmr: for each c' with K(c', o) > K(c, o): the least K(c', o') over all o' is at most K(c, o).
- smr: nash, or the least over o' of the greatest K(c', o') over c' is at most K(c, o): a state is worth to the
  actor what it can make of it.

(The sequence that changes nothing does not count as an answer, but is no sanction either: it ends in an
improvement.) These are computed for every state. seq has no closed form: on sampled states, every sanction of the
engine's witness is replayed, and where it says that an improvement has none, all legal sequences are tried,
over (state, last mover).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from benchmarks.models import Array, Model
from tertius.kernels.game import Game
from tertius.stability.witness import Witness, witness

__all__ = ["CONCEPTS", "check_everywhere", "check_samples", "closed_forms", "faults", "sanctioned"]

CONCEPTS = ("nash", "gmr", "smr", "seq")


def closed_forms(model: Model, actor: int) -> dict[str, Array]:
    """For nash, gmr and smr, bool (states,) whether each state is stable for the actor."""
    low, width = model.low_bits[actor], model.widths[actor]
    key = model.keys[actor].reshape(-1, 1 << width, 1 << low)
    best = key.max(axis=1, keepdims=True)
    nash = key == best
    least = key.min(axis=(0, 2))
    gmr = np.ones(key.shape, np.bool_)
    for own in range(1 << width):
        better = key[:, own : own + 1, :]
        gmr &= ~((better > key) & (least[own] > key))
    smr = nash | (best.min() <= key)
    return {"nash": nash.ravel(), "gmr": gmr.ravel(), "smr": smr.ravel()}


def check_everywhere(model: Model, stable: Mapping[str, Array]) -> None:
    """Every verdict on every state against the closed forms; seq lies between nash and gmr."""
    for actor in range(len(model.widths)):
        for concept, expected in closed_forms(model, actor).items():
            assert np.array_equal(stable[concept][actor], expected), (model.widths, concept, actor)
    assert (stable["nash"] <= stable["seq"]).all()
    assert (stable["seq"] <= stable["gmr"]).all()


def sanctioned(model: Model, actor: int, state: int, improvement: int, concept: str) -> bool:
    """Whether the others have an answer to a move, by trying all their legal sequences."""
    low, width = model.low_bits[actor], model.widths[actor]
    level = model.keys[actor][state]
    others = [j for j in range(len(model.widths)) if j != actor and model.widths[j]]

    def is_sanction(ends: Array) -> bool:
        good = ends[model.keys[actor][ends] <= level]
        if concept == "smr":
            own = np.arange(1 << width, dtype=np.int32) << low
            regained = (good & ~np.int32(((1 << width) - 1) << low))[:, None] | own
            good = good[(model.keys[actor][regained] <= level).all(axis=1)]
        return bool(len(good))

    seen = {j: np.zeros(model.size, np.bool_) for j in others}
    edge = {-1: np.array([improvement], np.int32)}
    while edge:
        following: dict[int, list[Array]] = {j: [] for j in others}
        for last, here in edge.items():
            for j in others:
                if j == last:
                    continue
                for change in range(1, 1 << model.widths[j]):
                    there = here ^ np.int32(change << model.low_bits[j])
                    new = ~seen[j][there]
                    if concept == "seq":
                        new &= model.keys[j][there] > model.keys[j][here]
                    there = there[new]
                    seen[j][there] = True
                    if is_sanction(there):
                        return True
                    following[j].append(there)
        edge = {j: np.unique(np.concatenate(parts)) for j, parts in following.items() if parts}
        edge = {j: ends for j, ends in edge.items() if len(ends)}
    return False


def _mover(model: Model, before: int, after: int) -> int | None:
    """Who can make a move; None where it takes more than one actor, or nothing changes."""
    for i, (low, width) in enumerate(zip(model.low_bits, model.widths, strict=True)):
        if before != after and (before ^ after) & ~(((1 << width) - 1) << low) == 0:
            return i
    return None


def faults(model: Model, why: Witness) -> list[str]:
    """What is wrong with a witness; nothing if it proves its verdict."""
    actor, state = int(why.actor[1:]), model.number(why.state)
    keys, level = model.keys, int(model.keys[actor][state])
    own = [state ^ (c << model.low_bits[actor]) for c in range(1, 1 << model.widths[actor])]
    improvements = {s for s in own if keys[actor][s] > level}
    if not why.stable:
        if why.unsanctioned is None or model.number(why.unsanctioned) not in improvements:
            return [f"{why.unsanctioned} is no improvement"]
        if why.concept == "nash":
            return []
        if sanctioned(model, actor, state, model.number(why.unsanctioned), why.concept):
            return [f"the move to {why.unsanctioned} has an answer"]
        return []
    found = [] if {model.number(s.improvement) for s in why.sanctions} == improvements else ["an improvement is missing"]
    for sanction in why.sanctions:
        here, last = model.number(sanction.improvement), actor
        found += [] if sanction.path else ["nobody answers"]
        for name, left, reached in sanction.path:
            mover, there = int(name[1:]), model.number(reached)
            if model.number(left) != here or _mover(model, here, there) != mover or mover in {actor, last}:
                found.append(f"{name} cannot move from {left} to {reached} here")
            elif why.concept == "seq" and keys[mover][there] <= keys[mover][here]:
                found.append(f"{name} gains nothing by moving from {left} to {reached}")
            here, last = there, mover
        if model.number(sanction.end) != here or keys[actor][here] > level:
            found.append(f"{sanction.end} is no sanction")
        escapes = [here ^ (c << model.low_bits[actor]) for c in range(1, 1 << model.widths[actor])]
        if why.concept == "smr" and any(keys[actor][s] > level for s in escapes):
            found.append(f"{why.actor} escapes from {sanction.end}")
    return found


def check_samples(
    model: Model, game: Game, stable: Mapping[str, Array], *, each: int, unstable: Sequence[str] = CONCEPTS
) -> int:
    """Prove sampled verdicts, up to `each` stable and `each` unstable ones a concept; how many were proved.

    Of the stable ones, those with an improvement to answer are taken where there are any.

    unstable : the concepts of which unstable states are sampled too. Above some thousand states those of gmr and
        smr, where the engine tries every setting of the others for a witness, are left to the closed forms
    """
    rng = np.random.default_rng([11, *model.widths])
    proved = 0
    for concept in CONCEPTS:
        for expected in (True, False) if concept in unstable else (True,):
            for actor in rng.permutation(len(model.widths))[:each].tolist():
                there = stable[concept][actor] if expected else ~stable[concept][actor]
                rest = there & ~stable["nash"][actor]
                places = np.flatnonzero(rest if rest.any() else there)
                if not len(places):
                    continue
                why = witness(game, actor, int(rng.choice(places)), concept)
                assert why.stable == expected, why
                assert faults(model, why) == [], (faults(model, why), why)
                proved += 1
    return proved
