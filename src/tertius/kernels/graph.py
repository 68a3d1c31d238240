"""Graph form to arrays: named states and the arcs that the case lists."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tertius.errors import ImpossibleError, NotSupportedError
from tertius.kernels.game import Arcs, Game, improvements_of
from tertius.kernels.hypercube import option_game
from tertius.kernels.preferences import related
from tertius.kernels.ranks import graph_ranks, graph_truth
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict

__all__ = ["game_of", "graph_game"]


def graph_game(conflict: GraphConflict, actors: Sequence[str]) -> Game:
    """The arrays of a graph-form conflict; moves need not be transitive, and may be common."""
    index = {state: k for k, state in enumerate(conflict.state_ids)}
    moves = []
    for actor in actors:
        pairs = set(conflict.moves.get(actor, ()))
        pairs |= {(s, t) for a, s, t in conflict.rules.allow if a == actor}
        pairs -= {(s, t) for a, s, t in conflict.rules.forbid_moves if a == actor}
        source = np.array([index[s] for s, _ in pairs], np.int64)
        target = np.array([index[t] for _, t in pairs], np.int64)
        moves.append(Arcs.build(source, target, len(index)))
    rank = graph_ranks(conflict, actors)
    game = Game(
        actors=tuple(actors),
        codes=conflict.state_ids,
        moves=tuple(moves),
        rank=rank,
        improvements=improvements_of(moves, rank),
        status_quo=None if conflict.status_quo is None else index[conflict.status_quo],
        truth=lambda expr: graph_truth(conflict, expr),
    )
    return related(game, conflict.preferences)


def game_of(case: Case, *, backend: str = "auto") -> Game:
    """The arrays of a case, as it stands (apply readings and levers first).

    backend : ``auto`` (by size), ``arcs`` or ``compiled``; graph form is always ``arcs``
    """
    actors = [actor.id for actor in case.actors]
    if case.conflict is None:
        raise ImpossibleError("the case has no conflict part: add `conflict:` with options or states")
    if isinstance(case.conflict, GraphConflict):
        if backend == "compiled":
            raise NotSupportedError("graph form lists its moves; the compiled back-end is for options: leave the choice to it (auto)")
        return graph_game(case.conflict, actors)
    return option_game(case.conflict, actors, backend=backend)
