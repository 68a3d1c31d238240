r"""Simultaneous stability by the rule of Fraser and Hipel.

Let U be the actors for whom s is sequentially unstable. For an actor outside U, s is stable; for one that
is alone in U it is not. For i in U with others: s is stable if for each improvement s1 of i that has no
sequential sanction there are choices, for every other j in U, of one of j's improvements from s, such
that setting the free options of each actor in U from its choice (i's from s1), nobody else's changed,
gives an existing state (completed as a move is) that i does not prefer to s.

Against ``sim``: only states that are sequentially unstable for several actors are looked at, all of those
actors move, and nobody else does. Option form only.

References
----------
Fraser, N. M., Hipel, K. W. (1984). Conflict Analysis: Models and Resolutions. North-Holland.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from tertius.arrays import BoolArray
from tertius.kernels.game import Game
from tertius.stability import seq
from tertius.stability.card import Card
from tertius.stability.sequences import SequenceTest, sequence_test

__all__ = ["CARD", "joint_answer", "restless", "simultaneous_fh"]

CARD = Card(
    id="sim_fh",
    name="simultaneous stability (Fraser and Hipel)",
    definition="where several actors would leave, all of them moving at once make a state that the actor does not prefer",
    source="Fraser and Hipel 1984",
    responses="improvements",
    family="moment",
)


def simultaneous_fh(game: Game, actor: int, mode: str = "legal") -> BoolArray:
    """(states,) whether each state is stable for the actor."""
    test, unstable = sequence_test(game, actor, seq.CARD, mode), restless(game, mode)
    stable: BoolArray = ~unstable[actor]
    for state in np.flatnonzero(unstable[actor] & (unstable.sum(axis=0) > 1)):
        s = int(state)
        stable[s] = all(
            test.met(s, target) or joint_answer(game, actor, s, target, _others(unstable, actor, s)) is not None
            for target in game.improvements[actor].of(s)
        )
    return stable


def restless(game: Game, mode: str) -> BoolArray:
    """(actors, states) for whom each state is sequentially unstable."""
    key = "restless", mode
    if key not in game.kept:
        tests: list[SequenceTest] = [sequence_test(game, j, seq.CARD, mode) for j in range(len(game.actors))]
        game.kept[key] = np.array([~test.stable() for test in tests]).reshape(len(tests), game.states)
    found: BoolArray = game.kept[key]
    return found


def _others(unstable: BoolArray, actor: int, state: int) -> list[int]:
    return [int(j) for j in np.flatnonzero(unstable[:, state]) if j != actor]


def joint_answer(
    game: Game, actor: int, state: int, target: int, others: list[int]
) -> tuple[tuple[tuple[int, int], ...], int] | None:
    """Improvements of all the others, taken at once with i's move, that make a state i does not prefer; that state."""
    assert game.compose is not None
    for picks in product(*(game.improvements[j].of(state) for j in others)):
        choices = tuple(zip(others, picks, strict=True))
        made = game.compose(state, ((actor, target), *choices))
        if made is not None and not game.prefers(actor, made, state):
            return choices, made
    return None
