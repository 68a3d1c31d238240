"""The words of the graph of how the status quo can move."""

from __future__ import annotations

from tertius.explain.report_english import count

__all__ = ["ahead_words", "evolution_line", "move_words", "stance_words"]

_AT_ONCE = {
    "made": "pays at once",
    "deterred": "would pay at once, but what the others would answer deters it",
    "unknown": "it is not known whether it would pay",
    "idle": "pays nothing at once",
}


def move_words(at_once: str, *, ahead: bool) -> str:
    """Whether a move pays, at once and with foresight."""
    if at_once == "idle" and not ahead:
        return "pays neither at once nor with foresight"
    link = "and" if (at_once == "made") == ahead else "but"
    return f"{_AT_ONCE[at_once]}, {link} {'pays' if ahead else 'does not pay'} with foresight"


def stance_words(*, moves: bool, leaves: bool, ahead: bool) -> str:
    """What an actor does in a situation."""
    if not moves:
        return "cannot move here"
    if leaves and ahead:
        return "would leave, at once and with foresight"
    if leaves:
        return "would leave at once, but not with foresight"
    return "would leave with foresight only" if ahead else "would stay"


def ahead_words(said: str) -> str:
    """A judgement with foresight as a sentence of its own."""
    return f"With foresight: {said.rstrip('.')}."


def evolution_line(states: int, graphs: int, lasting: int) -> str:
    """How much is drawn, and how much of it lasts."""
    return f"{count(states, 'situation')} in {count(graphs, 'picture')}; {lasting} of them {'lasts' if lasting == 1 else 'last'} by the moves that pay at once. Click one for who would leave it, and why not."
