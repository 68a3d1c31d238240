"""A situation by what differs in it from one that is known: from how it is now, or from the one named just before.

*Now* is the status quo of the case as it stands, under every reading, so that the same words always mean the same situation.
Where that names no fewer options, the whole situation is told; a state of a graph is, by its label.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tertius.model.conflict import OptionConflict

if TYPE_CHECKING:
    from tertius.explain.words import Words
    from tertius.model.case import Case

__all__ = ["NOW", "SAME", "differing", "status_quo_now", "told_beside", "told_situation"]

NOW = "as it is now"
SAME = "the same"


def status_quo_now(case: Case) -> str | None:
    """The code of the status quo of the case as it stands; None where there is none, and in graph form."""
    conflict = case.conflict
    if not isinstance(conflict, OptionConflict):
        return None
    on = conflict.status_quo if case.stands is None else case.stands
    return None if on is None else conflict.code(on)


def differing(words: Words, code: str, known: str, lead: str) -> str:
    """``as it is now``; ``as it is now, but with A: x; B: y, and without C: z``."""
    conflict = words.case.conflict
    assert isinstance(conflict, OptionConflict)
    found: dict[str, dict[str, list[str]]] = {"Y": {}, "N": {}}
    for key, was, now in zip(conflict.option_keys, known, code, strict=True):
        if was != now:
            found[now].setdefault(words.owners[key], []).append(words.options[key])
    with_, without = (
        "; ".join(f"{words.actor(a)}: {', '.join(names)}" for a, names in found[letter].items()) for letter in ("Y", "N")
    )
    parts = [f"with {with_}"] if with_ else []
    parts += [f"without {without}"] if without else []
    return f"{lead}, but {', and '.join(parts)}" if parts else lead


def told_situation(words: Words, code: str) -> str:
    """The situation against how it is now, or whole where that names no more options."""
    whole = words.state(code)
    if words.now is None or len(words.now) != len(code):
        return whole
    if code == words.now:
        return NOW
    return differing(words, code, words.now, NOW) if _apart(code, words.now) < code.count("Y") else whole


def told_beside(words: Words, codes: Sequence[str]) -> tuple[str, ...]:
    """Situations that one sentence names; of two, the second against the first where that names the fewest options."""
    told = [told_situation(words, code) for code in codes]
    if len(codes) == 2 and codes[0] != codes[1] and isinstance(words.case.conflict, OptionConflict):
        first, second = codes
        named = second.count("Y") if words.now is None else min(second.count("Y"), _apart(second, words.now))
        if _apart(first, second) < named:
            told[1] = differing(words, second, first, SAME)
    return tuple(told)


def _apart(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
