"""Which states are stable for whom: one function for every concept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from tertius.arrays import BoolArray, RankArray
from tertius.kernels.floors import floor
from tertius.kernels.game import Game
from tertius.stability.concepts import concept
from tertius.stability.limited import limited
from tertius.stability.sim import simultaneous

__all__ = ["equilibria", "profile_stable", "sanction_value", "stable_for", "stable_states"]



def stable_for(game: Game, actor: int, id: str, *, horizon: int = 2) -> BoolArray:
    """(states,) whether each state is stable for the actor under the concept.

    An actor without moves is stable everywhere. `horizon` matters to ``limited`` only.
    """
    card = concept(id)
    if id == "sim":
        return simultaneous(game, actor)
    if id == "limited":
        return limited(game, actor, horizon)
    mine = game.improvements[actor]
    if card.responses is None:
        return ~mine.has()
    if not mine.some:
        return np.ones(game.states, np.bool_)
    pool = game.moves if card.responses == "moves" else game.improvements
    responses = [pool[j] for j in game.others(actor) if pool[j].some]
    bottom = floor(sanction_value(game, actor, escapes=card.escapes), responses)
    return np.asarray(mine.best(bottom, -1) <= game.rank[actor])


def sanction_value(game: Game, actor: int, *, escapes: bool) -> RankArray:
    """(states,) what a state is worth to the actor as the end of a sanction."""
    rank = game.rank[actor]
    if not escapes:
        return np.asarray(rank)
    return np.asarray(np.maximum(rank, game.moves[actor].best(rank, -1)), np.int32)


def stable_states(game: Game, concepts: Sequence[str], *, horizon: int = 2) -> dict[str, BoolArray]:
    """For each concept, (actors, states) whether each state is stable for each actor."""
    return {
        id: np.array([stable_for(game, i, id, horizon=horizon) for i in range(len(game.actors))])
        if game.actors
        else np.ones((0, game.states), np.bool_)
        for id in concepts
    }


def equilibria(stable: BoolArray) -> BoolArray:
    """(states,) stable for every actor."""
    return np.asarray(stable.all(axis=0))


def profile_stable(
    game: Game, profile: Mapping[str, str], default: str, *, horizon: int = 2
) -> BoolArray:
    """(actors, states) where each actor follows its own concept."""
    return np.array(
        [stable_for(game, i, profile.get(a, default), horizon=horizon) for i, a in enumerate(game.actors)]
    )


