"""Which states are stable for whom: one function for every concept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from tertius.arrays import BoolArray
from tertius.errors import LimitError, UnknownNameError
from tertius.kernels.game import Game
from tertius.kernels.replies import SANCTIONS
from tertius.stability.applicable import refuse
from tertius.stability.card import Card
from tertius.stability.coalition import coalitional
from tertius.stability.concepts import concept
from tertius.stability.limited import Anticipation, anticipations
from tertius.stability.limited_cc import together
from tertius.stability.limited_ci import individualists
from tertius.stability.maximin import maximin
from tertius.stability.sequences import sequence_test
from tertius.stability.sim import simultaneous
from tertius.stability.sim_fh import simultaneous_fh

__all__ = ["equilibria", "foreseen", "profile_stable", "stable_for", "stable_states"]

MAX_FORESEEN = 2**16
"""States from which anticipations are worked out one by one."""


def stable_for(
    game: Game,
    actor: int,
    id: str,
    *,
    horizon: int = 2,
    sanctions: str = "legal",
    coalitions: Iterable[Iterable[str]] | None = None,
) -> BoolArray:
    """(states,) whether each state is stable for the actor under the concept.

    An actor without moves is stable everywhere.

    horizon : matters to ``limited``, ``limited_ci``, ``limited_cc`` and ``maximin``
    sanctions : ``legal`` (no actor twice in succession), ``once`` (each opponent moves at most once) or
        ``single`` (one move of one opponent); matters where the others answer one after another
    coalitions : for ``cnash``, ``cgmr``, ``csmr``, ``cseq``, those that can form besides single actors; all
        if None

    Raises `UnknownNameError`; `NotSupportedError` where the concept says nothing about the game; `LimitError`.
    """
    card = concept(id)
    if sanctions not in SANCTIONS:
        raise UnknownNameError("way of sanctioning", sanctions, SANCTIONS)
    refuse(game, card)
    if card.family == "coalition":
        return coalitional(game, actor, id, coalitions)
    if card.family == "moment":
        return simultaneous(game, actor) if id == "sim" else simultaneous_fh(game, actor, sanctions)
    if id == "maximin":
        return maximin(game, actor, horizon)
    if card.family == "ahead":
        return np.array([moves is None for _, moves in foreseen(game, actor, id, horizon)], np.bool_)
    found = sequence_test(game, actor, card if card.strength != "weak" else _plain(card), sanctions).stable()
    if card.strength == "weak":
        found &= ~sequence_test(game, actor, replace(card, strength="strong"), sanctions).stable()
    return found


def _plain(card: Card) -> Card:
    return concept(card.plain)


def foreseen(game: Game, actor: int, id: str, horizon: int) -> list[Anticipation]:
    """For each state what the actor anticipates under ``limited``, ``limited_ci`` or ``limited_cc``, and its moves.

    Raises `LimitError` where there are too many states to look ahead from each.
    """
    if game.states > MAX_FORESEEN:
        raise LimitError(
            f"{id} looks ahead from each of {game.states:,} states in turn (limit {MAX_FORESEEN:,}); use maximin or seq, or "
            "fix options that the question does not turn on"
        )
    return {"limited": anticipations, "limited_ci": individualists, "limited_cc": together}[id](game, actor, horizon)


def stable_states(
    game: Game,
    concepts: Sequence[str],
    *,
    horizon: int = 2,
    sanctions: str = "legal",
    coalitions: Iterable[Iterable[str]] | None = None,
) -> dict[str, BoolArray]:
    """For each concept, (actors, states) whether each state is stable for each actor."""
    named = None if coalitions is None else tuple(tuple(c) for c in coalitions)

    def rows(id: str) -> BoolArray:
        each = [
            stable_for(game, i, id, horizon=horizon, sanctions=sanctions, coalitions=named)
            for i in range(len(game.actors))
        ]
        return np.array(each, np.bool_).reshape(len(each), game.states)

    return {id: rows(id) for id in concepts}


def equilibria(stable: BoolArray) -> BoolArray:
    """(states,) stable for every actor."""
    return np.asarray(stable.all(axis=0))


def profile_stable(
    game: Game,
    profile: Mapping[str, str],
    default: str,
    *,
    horizon: int = 2,
    sanctions: str = "legal",
    coalitions: Iterable[Iterable[str]] | None = None,
) -> BoolArray:
    """(actors, states) where each actor follows its own concept."""
    named = None if coalitions is None else tuple(tuple(c) for c in coalitions)
    return np.array(
        [
            stable_for(game, i, profile.get(a, default), horizon=horizon, sanctions=sanctions, coalitions=named)
            for i, a in enumerate(game.actors)
        ]
    )
