r"""Simultaneous stability: for every improvement s1 of i from s there are choices, for each other
actor j, of s or of one of j's improvements from s, such that setting each actor's free options
from its choice (i's from s1) gives an existing state that i does not prefer to s.

Option form only: a graph does not say what two moves make together. The composition is completed
as a move is (links recomputed, needs enforced).

References
----------
Fraser, N. M., Hipel, K. W. (1984). Conflict Analysis: Models and Resolutions. North-Holland. Their
own rule, which applies to states that are sequentially unstable for several actors at once, is ``sim_fh``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np

from tertius.arrays import BoolArray
from tertius.errors import LimitError
from tertius.kernels.arcs import Arcs
from tertius.kernels.game import Game
from tertius.stability.card import Card

__all__ = ["CARD", "check_combinations", "choices_against", "simultaneous"]

CARD = Card(
    id="sim",
    name="simultaneous stability",
    definition="every improvement can meet, at the same moment, improvements of others that together make a state that the actor does not prefer",
    source="Fraser and Hipel 1984",
    responses="improvements",
    family="moment",
)


COMBINATIONS = 2**30
"""Choices of all actors together, over all states, that are tried at most; some minutes to an hour."""


def check_combinations(game: Game) -> None:
    """Raise `LimitError` where there are more combinations of choices than can be tried."""
    count = np.ones(game.states)
    for improvements in game.improvements:
        if isinstance(improvements, Arcs):
            count *= 1 + np.diff(improvements.start)
        else:
            count *= float(2 ** int(improvements.cube.width[improvements.actor]))
    if (total := float(count.sum())) > COMBINATIONS:
        raise LimitError(
            f"sim tries every combination of improvements from every state, here up to {total:.2g} (limit "
            f"{COMBINATIONS:.2g}); use seq, or fix options that the question does not turn on"
        )


def simultaneous(game: Game, actor: int) -> BoolArray:
    """(states,) whether each state is simultaneously stable for the actor.

    Raises `LimitError` where there are too many combinations of choices.
    """
    check_combinations(game)
    stable = np.ones(game.states, np.bool_)
    for state in np.flatnonzero(game.improvements[actor].has()):
        stable[state] = all(
            choices_against(game, actor, int(state), target) is not None
            for target in game.improvements[actor].of(int(state))
        )
    return stable


def choices_against(
    game: Game, actor: int, state: int, target: int
) -> tuple[tuple[tuple[int, int], ...], int] | None:
    """The others' choices that sanction i's move state -> target, and the state that results."""
    assert game.compose is not None
    for choices in _choices(game, actor, state):
        made = game.compose(target, choices)
        if made is not None and not game.prefers(actor, made, state):
            return choices, made
    return None


def _choices(game: Game, actor: int, state: int) -> Iterator[tuple[tuple[int, int], ...]]:
    movers = [j for j in game.others(actor) if len(game.improvements[j].of(state))]
    menus: Sequence[list[int]] = [[state, *game.improvements[j].of(state)] for j in movers]
    for picks in product(*menus):
        # An actor that stays keeps its options as they are at s, even if i's move dropped one.
        stay = tuple((j, state) for j in game.others(actor) if j not in movers)
        yield tuple(zip(movers, picks, strict=True)) + stay
