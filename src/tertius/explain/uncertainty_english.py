"""Sentences about what varies: preferences of which only a distribution is given."""

from __future__ import annotations

from tertius.explain.words import Words
from tertius.model.uncertainty import Alternative, Alternatives, Reorder

__all__ = ["alternative_words", "reorder_words"]


def reorder_words(words: Words, actor: str, how: Reorder) -> str:
    """How the order of a preference varies."""
    return f"{words.actor(actor)}: neighbouring wishes are swapped with probability {how.p:g}, in one pass from the top"


def alternative_words(words: Words, actor: str, one: Alternative, among: Alternatives) -> str:
    """One preference that an actor may have, with its probability."""
    share = one.weight / sum(a.weight for a in among.among)
    head, lines = words.preference(one.preference)
    listed = f" {'; '.join(lines)}" if lines else ""
    return f"{words.actor(actor)}, with probability {share:.3g}: {head[0].lower()}{head[1:]}{listed}"
