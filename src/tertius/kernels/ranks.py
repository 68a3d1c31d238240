"""Preferences to ranks: int32, greater is better, equal is indifferent, 0 is the worst class."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tertius.arrays import AnyArray, BoolArray, IntArray, RankArray
from tertius.errors import ImpossibleError
from tertius.model.conflict import GraphConflict, OptionConflict, Preference
from tertius.model.expr import Expr

__all__ = ["graph_ranks", "graph_truth", "option_ranks", "whole_scores"]


def option_ranks(
    conflict: OptionConflict,
    actors: Sequence[str],
    states: IntArray,
    truth: Callable[[Expr, IntArray], BoolArray],
) -> RankArray:
    """(actors, states) ranks in option form; an actor without a preference is indifferent."""
    keys = conflict.option_keys
    number = {key: 1 << k for k, key in enumerate(keys)}

    def decode(code: str) -> int:
        return sum(1 << k for k, letter in enumerate(code) if letter == "Y")

    rank = np.zeros((len(actors), len(states)), np.int32)
    for row, actor in enumerate(actors):
        preference = conflict.preferences.get(actor)
        if preference is None or preference.kind == "pairs":
            continue  # `tertius.kernels.preferences` sees to pairs
        if preference.kind == "weights":
            base = _dense(_scores(preference.weights, number, states))
        elif preference.kind == "statements":
            base = np.zeros(len(states), np.int64)
        else:
            worth = {decode(code): v for code, v in _worth(preference).items()}
            missing = [int(s) for s in states if int(s) not in worth]
            if missing:
                code = conflict.code(frozenset(k for k in keys if missing[0] & number[k]))
                raise ImpossibleError(
                    f"the {preference.kind} of {actor} says nothing about state {code}; add it"
                )
            base = _dense(np.array([worth[int(s)] for s in states]))
        rank[row] = _refine(preference, base, lambda e: truth(e, states))
    return rank


def graph_ranks(conflict: GraphConflict, actors: Sequence[str]) -> RankArray:
    """(actors, states) ranks in graph form; an atom of a statement is the name of a state."""
    ids = conflict.state_ids
    rank = np.zeros((len(actors), len(ids)), np.int32)
    for row, actor in enumerate(actors):
        preference = conflict.preferences.get(actor)
        if preference is None or preference.kind == "pairs":
            continue  # `tertius.kernels.preferences` sees to pairs
        if preference.kind == "statements":
            base = np.zeros(len(ids), np.int64)
        else:
            worth = _worth(preference)
            missing = [state for state in ids if state not in worth]
            if missing:
                raise ImpossibleError(f"the {preference.kind} of {actor} says nothing about state {missing[0]}; add it")
            base = _dense(np.array([worth[state] for state in ids]))
        rank[row] = _refine(preference, base, lambda e: graph_truth(conflict, e))
    return rank


def graph_truth(conflict: GraphConflict, expr: Expr) -> BoolArray:
    """(states,) where an expression over state names holds."""
    names = np.array(conflict.state_ids)
    return np.asarray(
        expr.evaluate(lambda name: names == name, lambda v: np.full(len(names), v, np.bool_)), np.bool_
    )


def _scores(weights: Mapping[str, float], number: Mapping[str, int], states: IntArray) -> AnyArray:
    """Sums of weights, exact in the decimals as written: 0.1 and 0.2 together are 0.3."""
    whole = whole_scores(weights)
    wide = sum(abs(w) for w in whole.values()) >= 2**62
    score: AnyArray = np.zeros(len(states), object if wide else np.int64)
    for key, weight in whole.items():
        score = score + np.where((states & number[key]) != 0, np.array(weight, score.dtype), np.array(0, score.dtype))
    return score


def whole_scores(weights: Mapping[str, float]) -> dict[str, int]:
    """Weights as whole numbers in a common unit, exact in the decimals as written."""
    from fractions import Fraction
    from math import lcm

    exact = {key: Fraction(repr(float(weight))) for key, weight in weights.items()}
    scale = lcm(*(w.denominator for w in exact.values()))
    return {key: int(w * scale) for key, w in exact.items()}


def _worth(preference: Preference) -> dict[str, float]:
    if preference.kind == "payoffs":
        return dict(preference.payoffs)
    classes = len(preference.ranking)
    return {
        code: float(classes - place) for place, group in enumerate(preference.ranking) for code in group
    }


def _refine(
    preference: Preference, base: IntArray, truth: Callable[[Expr], BoolArray]
) -> RankArray:
    """Lexicographic: `first`, then the base (or its statements), then `last`."""
    columns: list[tuple[IntArray, int]] = []
    columns += [(truth(e).astype(np.int64), 2) for e in preference.first]
    if preference.kind == "statements":
        columns += [(truth(e).astype(np.int64), 2) for e in preference.statements]
    else:
        columns.append((base, int(base.max(initial=0)) + 1))
    columns += [(truth(e).astype(np.int64), 2) for e in preference.last]
    key = np.zeros(len(base), np.int64)
    room = 1
    for column, size in columns:
        if room * size > 2**62:
            key = _dense(key)
            room = int(key.max(initial=0)) + 1
        key = key * size + column
        room *= size
    return _dense(key).astype(np.int32)


def _dense(score: AnyArray) -> IntArray:
    # numpy.unique would do, at the price of importing masked arrays at start-up.
    order = np.argsort(score, kind="stable")
    ranked = score[order]
    place = np.empty(len(score), np.int64)
    place[order] = np.concatenate([[0], np.cumsum(ranked[1:] != ranked[:-1])]) if len(score) else 0
    return place
