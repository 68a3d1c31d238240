r"""Foresight 2: a move is judged by where the others' improvements come to rest, not by where it lands.

The *ends* of i's move s -> s1 are the states reachable from s1 (s1 included) by legal sequences of
the others' improvements from which no other actor has an improvement. The move is *worthwhile* if
there are ends and i prefers every one of them to s. A *rest point* is a state from which nobody has
a worthwhile move. This is Tertius's own notion. With two actors it is related to limited-move
stability of horizon two, but the reply is any improvement rather than the best one, the reply may
go on, and the mover is cautious.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, RankArray
from tertius.kernels.arcs import Arcs
from tertius.kernels.floors import INFINITE, floor
from tertius.kernels.game import Game, Steps
from tertius.kernels.relation import EQUAL
from tertius.kernels.replies import as_bits, reached
from tertius.stability.sequences import kept_table
from tertius.stability.witness import Step, legal_path

__all__ = ["MoveJudgement", "end_bounds", "end_sets", "ends_of", "judge_move", "rest_points", "worst_end", "worst_of", "worthwhile"]


def worst_end(game: Game, actor: int) -> RankArray:
    """(states,) the actor's rank of the worst end after a move there; `INFINITE` if there is no end."""
    others = [j for j in game.others(actor) if game.improvements[j].some]
    restless = np.zeros(game.states, np.bool_)
    for j in others:
        restless |= game.improvements[j].has()
    value = np.where(restless, np.int32(INFINITE), game.rank[actor])
    return np.minimum(value, floor(value, [game.improvements[j] for j in others]))


def worthwhile(game: Game, actor: int) -> Steps:
    """The actor's moves whose every end it prefers to the state left; kept with the game."""
    key = "worthwhile", actor
    if key not in game.kept:
        game.kept[key] = _worthwhile(game, actor)
    found: Steps = game.kept[key]
    return found


def _worthwhile(game: Game, actor: int) -> Steps:
    moves = game.moves[actor]
    if not moves.some:
        return moves
    if not game.ranked(actor):
        return _worthwhile_by_sets(game, actor)
    end = worst_end(game, actor)
    return moves.rising(game.rank[actor], np.where(end == INFINITE, np.int32(-1), end))


def _worthwhile_by_sets(game: Game, actor: int) -> Steps:
    """The same for an actor without ranks, with the sets of ends themselves."""
    moves, relation = game.moves[actor], game.relation(actor)
    assert isinstance(moves, Arcs)
    ends = end_sets(game, actor)
    everywhere = np.arange(game.states)
    keep = np.zeros(len(moves.source), np.bool_)
    for state in moves.rows:
        first, last = moves.start[state], moves.start[state + 1]
        better = as_bits(np.asarray(relation.signs(everywhere, int(state)) > EQUAL))
        keep[first:last] = [bool(ends[t]) and not ends[t] & ~better for t in moves.target[first:last]]
    return moves.where(keep)


def end_sets(game: Game, actor: int) -> list[int]:
    """For each state the bit set of where the others' improvements come to rest after the actor's move there."""
    others = [j for j in game.others(actor) if game.improvements[j].some]
    restless = np.zeros(game.states, np.bool_)
    for j in others:
        restless |= game.improvements[j].has()
    calm = as_bits(~restless)
    replies = reached([kept_table(game, "improvements", j) for j in others]) or [0] * game.states
    return [(row | 1 << q) & calm for q, row in enumerate(replies)]


def end_bounds(game: Game, actor: int) -> tuple[list[int], list[int]]:
    """For each state two bit sets of ends after the actor's move there: those however what is not known turns out, and
    all that there can be. Where everything is known both are `end_sets`."""
    if not game.perhaps:
        sure = end_sets(game, actor)
        return sure, sure
    others = game.others(actor)
    found = []
    for replies, restless in (("improvements", "perhaps"), ("perhaps", "improvements")):
        moving = np.zeros(game.states, np.bool_)
        for j in others:
            moving |= getattr(game, restless)[j].has()
        calm = as_bits(~moving)
        after = reached([kept_table(game, replies, j) for j in others]) or [0] * game.states
        found.append([(row | 1 << q) & calm for q, row in enumerate(after)])
    return found[0], found[1]


def worst_of(game: Game, actor: int, states: Sequence[int]) -> int:
    """The state that the actor likes least; where its preference cycles or is partial, one of those that it
    prefers to no other, or the first."""
    if game.ranked(actor):
        return min(states, key=lambda s: int(game.rank[actor][s]))
    least = (s for s in states if not any(game.prefers(actor, s, other) for other in states))
    return next(least, states[0])


def rest_points(worth: Sequence[Steps], states: int) -> BoolArray:
    """(states,) whether nobody has a worthwhile move."""
    rest = np.ones(states, np.bool_)
    for arcs in worth:
        rest &= ~arcs.has()
    return rest


@dataclass(frozen=True, slots=True)
class MoveJudgement:
    """Why a move is worthwhile or not with foresight 2.

    ends : every end with a shortest path to it (empty path: the move itself ends there), if worthwhile
    against : the worst end that the mover does not prefer, with its path, if there is one
    """

    actor: str
    state: str
    target: str
    worthwhile: bool
    ends: tuple[tuple[str, tuple[Step, ...]], ...] = ()
    against: tuple[str, tuple[Step, ...]] | None = None

    @property
    def no_end(self) -> bool:
        """The others' improvements from there never come to rest."""
        return not self.worthwhile and self.against is None


def ends_of(game: Game, actor: int, target: int) -> dict[int, tuple[Step, ...]]:
    """Where the others' improvements come to rest after a move to `target`, each with a shortest path."""
    others = game.others(actor)

    def at_rest(end: int) -> bool:
        return not any(game.improvements[j].of(end) for j in others)

    def named(path: list[tuple[int, int, int]]) -> tuple[Step, ...]:
        return tuple((game.actors[j], game.codes[a], game.codes[b]) for j, a, b in path)

    found: dict[int, tuple[Step, ...]] = {target: ()} if at_rest(target) else {}
    while True:
        path = legal_path(
            game, actor, target, game.improvements, lambda end: end not in found and at_rest(end)
        )
        if path is None:
            break
        found[path[-1][2]] = named(path)
    return found


def judge_move(game: Game, actor: int, state: int, target: int) -> MoveJudgement:
    """Judge one move with foresight 2, with the reason; what speaks against it is its worst end."""
    found = ends_of(game, actor, target)
    who, here, there = game.actors[actor], game.codes[state], game.codes[target]
    bad = [e for e in found if not game.prefers(actor, e, state)]
    if bad:
        worst = worst_of(game, actor, bad)
        return MoveJudgement(who, here, there, False, (), (game.codes[worst], found[worst]))
    ends = tuple((game.codes[e], found[e]) for e in found)
    return MoveJudgement(who, here, there, bool(ends), ends)
