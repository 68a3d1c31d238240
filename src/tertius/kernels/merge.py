"""The merged view: several actors as one player.

The player's moves are the legal sequences inside the coalition; it prefers q to s if every member does,
and otherwise does not, so that everything else counts as a sanction of it. What its members could do
alone is gone, which is why a merged view can have equilibria that a member alone would leave. It is a way
of looking, and not coalition stability (`tertius.stability.coalition`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tertius.errors import NotSupportedError, TertiusError, UnknownNameError
from tertius.kernels.arcs import Arcs
from tertius.kernels.game import Game, Steps
from tertius.kernels.relation import EQUAL, Compared, Joint, PartlyRanked, Ranked
from tertius.kernels.replies import members as bits_of
from tertius.kernels.replies import reached, table

__all__ = ["merged_game"]


def merged_game(game: Game, members: Sequence[str]) -> Game:
    """The game with one player ``a+b`` in the place of its members.

    members : ids of actors, in any order

    Raises `UnknownNameError`, and `NotSupportedError` where some preference is not known.
    """
    for id in members:
        if id not in game.actors:
            raise UnknownNameError("actor", id, game.actors)
    if not members:
        raise TertiusError("--merge names no actor; give the members: --merge a,b")
    if game.merged:
        raise NotSupportedError(f"{', '.join(game.merged)} are merged already; one coalition can be merged at a time")
    if game.unknown is not None:
        actor, a, b = game.unknown
        raise NotSupportedError(
            f"a merged view needs to know every preference: what {game.actors[actor]} thinks of {game.codes[a]} and "
            f"{game.codes[b]} is not known"
        )
    inside = [i for i, a in enumerate(game.actors) if a in set(members)]
    kept = [i for i in range(len(game.actors)) if i not in inside or i == inside[0]]
    relation = Joint(tuple(_single(game, i) for i in inside))
    moves = _joint_moves([game.moves[i] for i in inside], game.states)
    better = moves.where(relation.signs(moves.target, moves.source) > EQUAL)
    player = "+".join(game.actors[i] for i in inside)
    names = tuple(player if i == inside[0] else game.actors[i] for i in kept)
    ranks = tuple(None if i == inside[0] or not game.ranked(i) else np.asarray(game.rank[i]) for i in kept)
    return Game(
        actors=names,
        codes=game.codes,
        moves=tuple(moves if i == inside[0] else _listed(game.moves[i], game.states) for i in kept),
        rank=PartlyRanked(ranks, names),
        improvements=tuple(better if i == inside[0] else _listed(game.improvements[i], game.states) for i in kept),
        status_quo=game.status_quo,
        compose=None if game.compose is None else _composer(game.compose, kept, inside),
        truth=game.truth,
        place=game.place,
        relations={k: relation if i == inside[0] else game.relation(i) for k, i in enumerate(kept) if i == inside[0] or i in game.relations},
        merged=tuple(game.actors[i] for i in inside),
    )


def _single(game: Game, actor: int) -> Ranked | Compared:
    relation = game.relation(actor)
    assert not isinstance(relation, Joint)
    return relation


def _joint_moves(steps: Sequence[Steps], states: int) -> Arcs:
    ends = reached([table(x, states) for x in steps])
    pairs = [(s, t) for s, row in enumerate(ends) for t in bits_of(row) if t != s]
    source, target = (np.array([pair[k] for pair in pairs], np.int64) for k in (0, 1))
    return Arcs.build(source, target, states)


def _listed(steps: Steps, states: int) -> Arcs:
    """The same steps as arcs, where they are only implied."""
    if isinstance(steps, Arcs):
        return steps
    pairs = [(s, t) for s in range(states) for t in steps.of(s)]
    source, target = (np.array([pair[k] for pair in pairs], np.int64) for k in (0, 1))
    return Arcs.build(source, target, states)


def _composer(
    compose: Callable[[int, Sequence[tuple[int, int]]], int | None], kept: Sequence[int], inside: Sequence[int]
) -> Callable[[int, Sequence[tuple[int, int]]], int | None]:
    def composed(base: int, choices: Sequence[tuple[int, int]]) -> int | None:
        """What the player chose holds for the options of all its members."""
        every = [(i, chosen) for k, chosen in choices for i in (inside if kept[k] == inside[0] else [kept[k]])]
        return compose(base, every)

    return composed
