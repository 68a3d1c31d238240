r"""Which moves can be steps of something that is proposed: none that takes up force, or what force hangs on.

A move s -> s' is *admissible* if no option that differs is set in s' to a value that leads to force
(`tertius.model.force`); what links do is part of the move. So force can be dropped and never taken up, and a
commitment on which a permission ends can be taken up and not be withdrawn.

In graph form nothing is marked coercive, so every move is admissible. This is Tertius's own.
"""

from __future__ import annotations

import numpy as np

from tertius.arrays import BoolArray
from tertius.kernels.arcs import Arcs
from tertius.kernels.game import Game
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.force import leads_to_force

__all__ = ["admissible_moves", "jointly_feasible", "listed"]


def admissible_moves(case: Case, game: Game) -> tuple[Arcs, ...]:
    """Each actor's admissible moves; `game` lists its moves (back-end ``arcs``)."""
    conflict, hot = case.conflict, leads_to_force(case)
    kept = []
    for moves in listed(game):
        keep = np.ones(len(moves.source), np.bool_)
        if isinstance(conflict, OptionConflict) and hot:
            on = letters(game)
            for key, value in hot:
                column = on[:, conflict.option_keys.index(key)] == value
                keep &= column[moves.source] | ~column[moves.target]
        kept.append(moves.where(keep))
    return tuple(kept)


def listed(game: Game) -> tuple[Arcs, ...]:
    """The moves of a game whose back-end lists them."""
    found = tuple(m for m in game.moves if isinstance(m, Arcs))
    assert len(found) == len(game.moves)
    return found


def letters(game: Game) -> BoolArray:
    """(states, options) what is on in each state of an option form."""
    codes = tuple(game.codes)
    signs = np.frombuffer("".join(codes).encode("ascii"), np.uint8).reshape(len(codes), -1)
    return np.asarray(signs == ord("Y"), np.bool_)


def jointly_feasible(game: Game, moves: tuple[Arcs, ...]) -> BoolArray:
    """(states,) what admissible moves, of whomever, reach from the status quo; it is among them."""
    found = np.zeros(game.states, np.bool_)
    assert game.status_quo is not None
    found[game.status_quo] = True
    while True:
        more = found.copy()
        for arcs in moves:
            more |= arcs.spread(found)
        if (more == found).all():
            return found
        found = more
