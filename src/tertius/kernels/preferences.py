"""Preferences that a rank cannot say: strong gaps and comparisons of pairs, added to a game."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tertius.arrays import RankArray
from tertius.kernels.arcs import Arcs
from tertius.kernels.game import Game
from tertius.kernels.relation import EQUAL, UNKNOWN, PartlyRanked, Ranked, Relation, compared
from tertius.model.conflict import Preference

__all__ = ["related"]


def related(game: Game, preferences: Mapping[str, Preference]) -> Game:
    """The game with a relation for every actor whose preference needs one; the same game if none does.

    Raises `LimitError` where comparisons would not fit.
    """
    rich = {
        i: p for i, a in enumerate(game.actors) if (p := preferences.get(a)) is not None and (p.kind == "pairs" or p.strong)
    }
    if not rich:
        return game
    found: dict[int, Relation] = {}
    for i, preference in rich.items():
        if preference.kind == "pairs":
            found[i] = compared(preference, game.codes, game.actors[i])
        else:
            found[i] = Ranked(game.rank[i], _blocks(preference, game.codes))
    inexact = {i for i, relation in found.items() if not isinstance(relation, Ranked)}
    if not inexact:
        return replace(game, relations=found)
    everybody = range(len(game.actors))
    improvements = tuple(_preferred(game, i, found[i]) if i in inexact else game.improvements[i] for i in everybody)
    unclear = any(found[i].unknown is not None for i in inexact)
    return replace(
        game,
        rank=PartlyRanked(tuple(None if i in inexact else game.rank[i] for i in everybody), game.actors),
        relations=found,
        improvements=improvements,
        perhaps=tuple(
            _preferred(game, i, found[i], unknown=True) if i in inexact else game.improvements[i] for i in everybody
        )
        if unclear
        else (),
    )


def _preferred(game: Game, actor: int, relation: Relation, *, unknown: bool = False) -> Arcs:
    moves = game.moves[actor]
    assert isinstance(moves, Arcs)
    sign = relation.signs(moves.target, moves.source)
    return moves.where((sign > EQUAL) | (unknown & (sign == UNKNOWN)))


def _blocks(preference: Preference, codes: Sequence[str]) -> RankArray:
    """(states,) how many strong gaps of the ranking stand below a state."""
    below = {code: sum(k <= gap for gap in preference.strong) for k, group in enumerate(preference.ranking) for code in group}
    return np.array([below[code] for code in codes], np.int32)
