"""Which concepts can be asked of which models; the others are refused by name."""

from __future__ import annotations

from collections.abc import Iterable

from tertius.errors import NotSupportedError
from tertius.kernels.game import Game
from tertius.stability.card import Card

__all__ = ["COALITIONAL", "FORMED", "default_concepts", "default_step", "refuse"]

FORMED = ("nash", "gmr", "smr", "seq")
"""Concepts with forms a to d."""

COALITIONAL = ("cnash", "cgmr", "csmr", "cseq")
"""Concepts about joint moves."""

_PLAIN = ("nash", "gmr", "smr", "seq")
_UNKNOWN = ("nash_a", "nash_d", "gmr_a", "gmr_d", "smr_a", "smr_d", "seq_a", "seq_d")


def default_concepts(games: Iterable[Game]) -> tuple[str, ...]:
    """What is analysed unless something else is asked: forms a and d where any of the games has unknowns."""
    return _UNKNOWN if any(game.unknown is not None for game in games) else _PLAIN


def default_step(game: Game) -> str:
    """What outcomes and reasons follow unless something else is asked."""
    return "seq" if game.unknown is None else "seq_d"


def refuse(game: Game, card: Card) -> None:
    """Raise `NotSupportedError`, naming the concept and the reason, where it says nothing about the game."""
    if game.merged and (card.form or card.family in {"ahead", "coalition"}):
        raise NotSupportedError(
            f"{card.id} is not asked of a merged view (one player in place of {', '.join(game.merged)}); "
            "leave out --merge, or use nash, gmr, smr, seq, sseq, sim, sim_fh"
        )
    if card.family == "moment" and game.compose is None:
        raise NotSupportedError(
            f"{card.id} needs options: in graph form nothing says what two moves at once lead to; "
            "use nash, gmr, smr, seq or sseq"
        )
    if card.family == "ahead":
        unranked = [a for i, a in enumerate(game.actors) if not game.ranked(i)]
        if unranked:
            raise NotSupportedError(
                f"{card.id} needs complete preferences, and {unranked[0]} compares pairs of states; "
                f"use {_forms() if game.unknown else 'nash, gmr, smr, seq or sseq'}"
            )
    if not card.form and game.unknown is not None:
        actor, a, b = game.unknown
        wanted = f"{card.id}_a to {card.id}_d" if card.id in FORMED else _forms()
        without = "" if card.id in FORMED else f", and the literature has no forms of {card.id} for that"
        raise NotSupportedError(
            f"{card.id} needs to know every preference: what {game.actors[actor]} thinks of {game.codes[a]} and "
            f"{game.codes[b]} is not known{without}; use {wanted}"
        )


def _forms() -> str:
    return f"{', '.join(FORMED[:-1])} or {FORMED[-1]} in one of the forms a to d (such as seq_a)"
