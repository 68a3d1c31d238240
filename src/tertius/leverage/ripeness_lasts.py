"""Whether a status quo lasts by itself, for certain, where some comparisons are not known (`tertius.leverage.ripeness`).

At foresight 1 an actor *leaves* it for certain if a move of it is preferred to it for certain and nothing that the
others may answer is a sanction; it *stays* for certain if each move that it may prefer meets, by answers that are
improvements for certain, a state that it does not prefer for certain. At foresight 2 it leaves by a move after
which every end that there can be is preferred, and stays if no move can be one. Otherwise it is open.
"""

from __future__ import annotations

import numpy as np

from tertius.dynamics.foresight import end_bounds
from tertius.kernels.game import Game
from tertius.kernels.relation import EQUAL, UNKNOWN
from tertius.kernels.replies import as_bits, reached
from tertius.stability.sequences import kept_table

__all__ = ["lasts"]

ANSWERS = {"nash": ("", ""), "gmr": ("moves", "moves"), "smr": ("moves", "moves"), "seq": ("improvements", "perhaps"), "sseq": ("improvements", "perhaps")}
"""Which steps answer a move under a concept: those that do for certain, and those that may."""


def lasts(game: Game, foresight: int, concept: str) -> str:
    """``yes``, ``no`` or ``open``: whether nobody leaves the status quo, however what is not known turns out.

    concept : with or without one of the forms ``_a`` to ``_d``, which say how to take what is not known. Under concepts
        whose answers are of another kind (`sim`, strong ones) it is known only if nobody prefers any move
    """
    words = [_stays(game, i, foresight, concept.removesuffix(concept[-2:]) if concept[-2:-1] == "_" else concept) for i in range(len(game.actors))]
    return "no" if "no" in words else "open" if "open" in words else "yes"


def _stays(game: Game, actor: int, foresight: int, concept: str) -> str:
    start = game.status_quo
    assert start is not None
    signs = game.relation(actor).signs(np.arange(game.states), start)
    good, bad = as_bits(np.asarray(signs > EQUAL)), as_bits(np.asarray((signs <= EQUAL) & (signs != UNKNOWN)))
    if foresight == 2:
        sure, possible = end_bounds(game, actor)
        moves = game.moves[actor].of(start)
        if any(sure[t] and not possible[t] & ~good for t in moves):
            return "no"
        return "open" if any(possible[t] & ~bad and not sure[t] & bad for t in moves) else "yes"
    steps = game.perhaps[actor].of(start) if game.perhaps else game.improvements[actor].of(start)
    certain = set(game.improvements[actor].of(start))
    if concept not in ANSWERS:
        return "open" if len(steps) else "yes"
    known, may = (_after(game, actor, kind) for kind in ANSWERS[concept])
    if any(t in certain and not may[t] & ~good for t in steps):
        return "no"
    back = concept in {"smr", "sseq"}
    harms = as_bits(np.array([not back or all(bad >> q & 1 for q in game.moves[actor].of(u)) for u in range(game.states)], np.bool_))
    return "yes" if all(known[t] & bad & harms for t in steps) else "open"


def _after(game: Game, actor: int, kind: str) -> list[int]:
    others = game.others(actor) if kind else []
    return reached([kept_table(game, kind, j) for j in others]) or [0] * game.states
