"""Many preferences on one graph of moves, one after another, with the functions that solve a single case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tertius.arrays import IntArray, RankArray
from tertius.dynamics.foresight import rest_points, worthwhile
from tertius.kernels.ensemble import Answers
from tertius.kernels.floods import flood
from tertius.kernels.game import Game, Steps
from tertius.stability.concepts import CONCEPTS
from tertius.stability.solve import stable_for

__all__ = ["plain_answers"]


def plain_answers(
    game: Game, models: IntArray, rank: RankArray, *, concepts: Sequence[str], followed: str, foresight: int
) -> Answers:
    """What `tertius.kernels.ensemble.Ensemble.answers` gives, for every concept and every kind of moves."""
    count, states = len(models), game.states
    equilibria = np.zeros((len(concepts), count, states), np.bool_)
    ends = np.zeros((count, states), np.bool_)
    unsettled = np.zeros(count, np.bool_)
    for m, rows in enumerate(models.tolist()):
        ranks = rank[rows]
        improvements: tuple[Steps, ...] = tuple(x.rising(ranks[i], ranks[i]) for i, x in enumerate(game.moves))
        one = replace(game, rank=ranks, improvements=improvements)
        known = {
            id: np.array([stable_for(one, i, id) for i in range(len(one.actors))], np.bool_).reshape(-1, states)
            for id in dict.fromkeys([*concepts, followed])
        }
        for c, id in enumerate(concepts):
            equilibria[c, m] = known[id].all(axis=0)
        if game.status_quo is None:
            continue
        stable, start = known[followed], np.zeros(states, np.bool_)
        start[game.status_quo] = True
        if foresight == 1:
            last = np.asarray(stable.all(axis=0), np.bool_)
            unknown = CONCEPTS[followed].form in {"a", "c"}
            steps: list[Steps] = [one.leaving(i, unknown=unknown).restrict(~stable[i] & ~last) for i in range(len(one.actors))]
        else:
            steps = [worthwhile(one, i) for i in range(len(one.actors))]
            last = rest_points(steps, states)
        visited = flood(steps, start)
        ends[m] = visited & last
        unsettled[m] = bool((visited & ~flood(steps, ends[m], forwards=False)).any())
    return Answers(equilibria, ends, unsettled)
