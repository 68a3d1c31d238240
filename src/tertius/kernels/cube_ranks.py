"""Preferences to ranks over all settings of the free options at once, from packed truth values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from tertius.arrays import BitArray, IntArray, RankArray
from tertius.kernels.ranks import option_ranks, whole_scores
from tertius.kernels.sizes import for_each
from tertius.kernels.space import Space
from tertius.model.conflict import OptionConflict, Preference

if TYPE_CHECKING:
    from tertius.kernels.compiled import Machine

__all__ = ["setting_ranks"]


def setting_ranks(space: Space, run: Machine, conflict: OptionConflict, actors: Sequence[str]) -> RankArray:
    """(actors, settings) ranks, -1 where a setting does not exist."""
    rank = np.zeros((len(actors), space.size), np.int32)

    def one(row: int) -> None:
        preference = conflict.preferences.get(actors[row])
        if preference is not None:
            _rank(space, run, conflict, actors[row], preference, rank[row])
        if space.exists is not None:
            rank[row][~space.exists] = -1

    for_each(one, range(len(actors)), states=space.size)
    return rank


def _rank(
    space: Space, run: Machine, conflict: OptionConflict, actor: str, preference: Preference, out: RankArray
) -> None:
    key: IntArray | RankArray = np.zeros(space.size, np.int32)
    classes = 1
    pieces: list[BitArray | None] = [space.packed(e) for e in preference.first]
    if preference.kind == "statements":
        pieces += [space.packed(e) for e in preference.statements]
        base = None
    elif preference.kind == "weights" and (scores := _scores(space, preference)) is not None:
        base = scores
        pieces.append(None)
    else:
        found = option_ranks(conflict, [actor], space.numbers, lambda e, _: space.truth(e))[0]
        out[:] = space.into(found, 0)
        return
    pieces += [space.packed(e) for e in preference.last]
    bound = min(max(4 * space.size, 1 << 12), 1 << 30)
    waiting: list[BitArray] = []

    def settle() -> None:
        nonlocal key, classes
        if waiting:
            run.assemble(key, np.stack(waiting).view(np.int64))
            key, classes = _dense(space, key, classes << len(waiting))
            waiting.clear()

    for piece in pieces:
        if piece is None:
            settle()
            assert base is not None
            ranked, levels = _dense(space, base - base.min(), int(base.max() - base.min()) + 1)
            if classes == 1:
                key, classes = ranked, levels
            else:
                key, classes = _dense(space, key.astype(np.int64) * levels + ranked, classes * levels)
            continue
        if waiting and classes << (len(waiting) + 1) > bound:
            settle()
        waiting.append(piece)
    settle()
    out[:] = key


def _dense(space: Space, key: IntArray | RankArray, bound: int) -> tuple[RankArray, int]:
    """Keys to dense ranks among existing settings, and how many there are."""
    kept = key if space.exists is None else key[space.exists]
    if bound <= 8 * max(space.size, 1 << 9):
        present = np.zeros(bound, np.bool_)
        present[kept] = True
        table = np.cumsum(present, dtype=np.int32) - np.int32(1)
        return table[key], int(table[-1]) + 1
    levels = np.sort(kept)
    levels = levels[np.concatenate([[True], levels[1:] != levels[:-1]])]
    return np.searchsorted(levels, key).astype(np.int32), len(levels)


def _scores(space: Space, preference: Preference) -> IntArray | None:
    """Sums of weights as whole numbers in a common unit; None where they do not fit into 62 bits."""
    whole = whole_scores(preference.weights)
    if sum(abs(w) for w in whole.values()) >= 2**62:
        return None
    score = np.zeros(1, np.int64)
    for option in space.free:
        score = np.concatenate([score, score + whole.get(option.key, 0)])
    for key in space.conflict.rules.linked:
        if whole.get(key):
            score = score + np.where(space.unpacked(space.on[key]), np.int64(whole[key]), np.int64(0))
    return score
