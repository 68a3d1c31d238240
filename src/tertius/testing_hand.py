"""For tests that are worked out by hand: small models from short strings, and a verdict that is checked twice.

Moves as ``"1>2 2>3"``; preferences best first as ``"3 12 4"``, where 1 and 2 are equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tertius.kernels.graph import game_of
from tertius.kernels.reference import Reference
from tertius.model.case import Actor, Case
from tertius.model.conflict import GraphConflict, Option, OptionConflict, Preference
from tertius.stability.solve import stable_for
from tertius.stability.verify import verify
from tertius.stability.witness import witness

__all__ = ["graph", "options", "stable"]


def graph(moves: Mapping[str, str], preferences: Mapping[str, str]) -> Case:
    """A graph-form case."""
    names = sorted({s for text in [*preferences.values(), *moves.values()] for s in text if s.isdigit()})
    arcs = {a: tuple((m[0], m[2]) for m in text.split()) for a, text in moves.items()}
    wants = {
        a: Preference("ranking", ranking=tuple(tuple(c) for c in t.split())) for a, t in preferences.items()
    }
    conflict = GraphConflict(tuple((n, n) for n in names), arcs, wants, None)
    return Case("By hand", tuple(Actor(a, a) for a in moves), conflict)


def options(owners: str, preferences: Mapping[str, Sequence[str]]) -> Case:
    """One option a letter of `owners`, called a, b, c, ...; rankings of codes, what is not named last."""
    made = tuple(Option(who, name, name) for who, name in zip(owners, "abcd", strict=False))
    codes = ["".join("NY"[n >> k & 1] for k in range(len(owners))) for n in range(2 ** len(owners))]
    wants = {}
    for actor, groups in preferences.items():
        named = [tuple(g.split()) for g in groups]
        rest = tuple(c for c in codes if not any(c in g for g in named))
        wants[actor] = Preference("ranking", ranking=tuple(named) + ((rest,) if rest else ()))
    return Case(
        "By hand",
        tuple(Actor(a, a) for a in dict.fromkeys(owners)),
        OptionConflict(made, (), wants, None),
    )


def stable(case: Case, actor: str, state: str, id: str, **how: Any) -> bool:
    """The engine's verdict, after checking the oracle's and the witness."""
    game, model = game_of(case), Reference(case)
    i, s = game.actor(actor), game.codes.index(state)
    verdict = bool(stable_for(game, i, id, **how)[s])
    assert verdict == model.stable(actor, state, id, **how)
    assert verify(case, witness(game, i, s, id, **how)) == []
    return verdict
