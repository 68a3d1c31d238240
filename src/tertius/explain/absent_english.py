"""In words: why a setting is no state, and why an actor cannot change an option."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.dynamics.absent import Absent, Barred
from tertius.explain.words import Words, join

__all__ = ["absent_words", "barred_words"]


def absent_words(words: Words, found: Sequence[Absent]) -> str:
    """What speaks against a setting, as clauses; nothing for a state."""
    return join([_clause(words, a) for a in found])


def barred_words(words: Words, found: Barred) -> str:
    """A sentence about an option that its actor cannot change in a state."""
    turn = f"{words.actor(found.actor)} {words.change(found.state, found.target, found.actor)}"
    if found.kind == "forbidden":
        return f"Not possible here: {turn}. It is not taken up any more."
    said = absent_words(words, found.against)
    return f"Not possible here: {turn}. {said[:1].upper()}{said[1:]}."


def _clause(words: Words, found: Absent) -> str:
    if found.kind == "infeasible":
        assert found.expr is not None
        return f"the case rules out {words.expression(found.expr)} as infeasible"
    name = f"‘{words.option(found.option)}’"
    if found.kind == "fixed":
        return f"{name} is fixed {'on' if found.value else 'off'}"
    assert found.expr is not None
    if found.kind == "linked":
        return f"{name} is on exactly while {words.expression(found.expr)}, so it is {'on' if found.value else 'off'} there"
    return f"{name} can be on only while {words.expression(found.expr)}"
