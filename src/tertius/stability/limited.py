r"""Limited-move stability :math:`L_h` for two actors.

The state that i anticipates from s with h moves to go, i to move, is
:math:`G_0(i,s) = s`; if :math:`R_i(s)` is empty, :math:`G_h(i,s) = s`; otherwise, with M the move
whose anticipated state :math:`G_{h-1}(j, M)` i likes best, :math:`G_h(i,s) = G_{h-1}(j,M)` if i
prefers that to s, else s. A state is :math:`L_h`-stable for i when :math:`G_h(i,s) = s`.
:math:`L_1` is Nash stability.

Ties. With equal preferences the anticipated state is not unique. Here an anticipation is the set
of all states that best moves can lead to, and the mover judges a set by its worst member; with
strict preferences every set has one member and this is the definition above.

References
----------
Kilgour, D. M. (1985). Anticipation and stability in two-person noncooperative games. In Dynamic
Models of International Conflict. Lynne Rienner.
Fang, Hipel and Kilgour (1993), ch. 3.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

import numpy as np

from tertius.arrays import BoolArray
from tertius.errors import NotSupportedError, TertiusError
from tertius.kernels.game import Game
from tertius.stability.card import Card

__all__ = ["CARD", "Anticipation", "anticipations", "best_of", "limited"]

Anticipation: TypeAlias = "tuple[frozenset[int], frozenset[int] | None]"
"""The anticipated states, and the moves that lead there; None for staying."""

CARD = Card(
    id="limited",
    name="limited-move stability",
    synonyms=("L_h", "L(h)"),
    definition="with h moves ahead, each side moving in turn as it likes best, the actor would rather stay",
    source="Kilgour 1985",
    responses="moves",
    family="ahead",
)


def limited(game: Game, actor: int, horizon: int) -> BoolArray:
    """(states,) whether each state is L_h-stable for the actor."""
    return np.array([moves is None for _, moves in _anticipate(game, horizon)[actor]], np.bool_)


def anticipations(game: Game, actor: int, horizon: int) -> list[Anticipation]:
    """For each state: the anticipated states, and the moves that lead there (None: stay)."""
    return _anticipate(game, horizon)[actor]


def best_of(
    game: Game, actor: int, state: int, moves: Iterable[int], answer: Callable[[int], frozenset[int]]
) -> Anticipation:
    """The moves whose anticipated states are best (a set counts as its worst member), if they beat staying."""
    rank = game.rank[actor]
    after = {q: answer(q) for q in moves}
    worth = {q: min(int(rank[e]) for e in ends) for q, ends in after.items()}
    top = max(worth.values(), default=-1)
    if top <= int(rank[state]):
        return frozenset({state}), None
    best = frozenset(q for q, value in worth.items() if value == top)
    return frozenset().union(*(after[q] for q in best)), best


def _anticipate(game: Game, horizon: int) -> dict[int, list[Anticipation]]:
    if horizon < 1:
        raise TertiusError(f"--horizon is {horizon}; it must be 1 or more")
    movers = [i for i in range(len(game.actors)) if game.moves[i].some]
    if len(movers) > 2:
        names = ", ".join(game.actors[i] for i in movers)
        raise NotSupportedError(
            f"limited-move stability is defined for two actors; {len(movers)} can move here ({names}); "
            "use limited_ci or limited_cc, seq, or foresight 2"
        )
    stay: list[Anticipation] = [(frozenset({s}), None) for s in range(game.states)]
    table = dict.fromkeys(range(len(game.actors)), stay)
    for _ in range(horizon):
        fresh = dict(table)
        for i in movers:
            other = next((j for j in movers if j != i), None)
            replies = [ends for ends, _ in (stay if other is None else table[other])]
            fresh[i] = [
                best_of(game, i, s, game.moves[i].of(s), replies.__getitem__) for s in range(game.states)
            ]
        table = fresh
    return table
