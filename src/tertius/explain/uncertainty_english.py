"""Sentences about what varies: preferences of which only a distribution is given."""

from __future__ import annotations

from collections.abc import Mapping

from tertius.explain.words import Words, join
from tertius.model.expr import Expr
from tertius.model.spread import Spread
from tertius.model.uncertainty import Alternative, Alternatives, Extensions, Reorder, Varying

__all__ = ["alternative_words", "extension_words", "mixture_words", "reorder_words", "spread_words", "varying_words"]


def reorder_words(words: Words, actor: str, how: Reorder) -> str:
    """How the order of a preference varies."""
    return f"{words.actor(actor)}: neighbouring wishes are swapped with probability {how.p:g}, in one pass from the top"


def alternative_words(words: Words, actor: str, one: Alternative, among: Alternatives) -> str:
    """One preference that an actor may have, with its probability."""
    share = one.weight / sum(a.weight for a in among.among)
    head, lines = words.preference(one.preference)
    listed = f" {'; '.join(lines)}" if lines else ""
    return f"{words.actor(actor)}, with probability {share:.3g}: {head[0].lower()}{head[1:]}{listed}"


def extension_words(words: Words, actor: str, how: Extensions) -> str:
    """A partial order of which every extension is equally likely."""
    what = "wishes" if how.items and isinstance(how.items[0], Expr) else "states"
    known = "nothing is known of their order" if not any(how.above) else "what is known of their order holds"
    return f"{words.actor(actor)}: {what} in any order, each of {how.total:,} equally likely; {known}"


def spread_words(spread: Spread) -> str:
    """How far off positions, saliences and powers may be, as part of a sentence; empty where nothing is."""
    said = [f"{what} with a standard deviation of {sd:g} points" for what, sd in (("positions", spread.position), ("saliences", spread.salience)) if sd]
    said += [f"powers with one of {spread.power:g} of their logarithm"] if spread.power else []
    return join(said)


def mixture_words(words: Words, weights: Mapping[str, float]) -> str:
    """Readings as a mixture, with the probability of each."""
    total = sum(weights.values())
    said = [f"{words.reading(id)} with probability {weight / total:.3g}" for id, weight in weights.items()]
    return f"Readings as a mixture: {join(said)}"


def varying_words(words: Words, actor: str, how: Varying) -> tuple[str, ...]:
    """How one preference varies, a line for each thing that says so."""
    if isinstance(how, Alternatives):
        return tuple(alternative_words(words, actor, one, how) for one in how.among)
    return (reorder_words(words, actor, how) if isinstance(how, Reorder) else extension_words(words, actor, how),)
