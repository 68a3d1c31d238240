"""A play on a terminal: what can be done, what was done, and the debrief."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from tertius.dynamics.play import Move, Play, whose
from tertius.explain.play_english import GAME, PlayTeller
from tertius.view.play_text import debrief_lines
from tertius.view.terminal import CAUTION, heading, indented

__all__ = ["HELP_LINES", "show_debrief", "show_intro", "show_moves", "show_turns"]

SHOWN = 30
"""Moves that are listed; the others can be named by their options."""

HELP_LINES = (
    ("NUMBER", "make that move"),
    ("a.x, not b.y", "make the move that sets these options (or write a state’s code)"),
    ("pass", "nobody played by hand moves now; with nobody left who would, the play ends"),
    ("moves", "list the moves again; moves ACTOR: only those of one actor"),
    ("why N", "what speaks for and against move N, for its mover"),
    ("hint", "what the model would do in your place; never a move that touches force"),
    ("state", "where things stand"),
    ("who", "who is better off than at the start, by their own preference"),
    ("undo", "take the last turn back, with the model’s answer"),
    ("end", "end the play and see the debrief (so does Ctrl-D)"),
    ("quit", "leave without a debrief"),
)


def show_intro(out: Console, play: Play, told: PlayTeller) -> None:
    """What is played, by whom, from where."""
    out.print(heading(play.table.case))
    out.print(Text(GAME, style="dim"))
    out.print(Text(told.rule()))
    out.print()
    out.print(Text.assemble(("Start: ", "bold"), f"[{told.state(play.table.start)}]"))


def show_moves(out: Console, listed: list[tuple[int, Move]], told: PlayTeller) -> None:
    """Numbered moves in words."""
    if not listed:
        out.print(Text("No move can be made by hand here; pass, or end."))
    wide = len(str(listed[-1][0])) if listed else 1
    for number, move in listed[:SHOWN]:
        line = Text.assemble((f"{number:>{wide}}  ", "bold"), told.move(move))
        out.print(indented(line, 2))
    if len(listed) > SHOWN:
        more = f"and {len(listed) - SHOWN} more: name the options, as in `help`"
        out.print(indented(Text(more, style="dim"), 2))


def show_turns(out: Console, play: Play, told: PlayTeller, first: int = 0) -> None:
    """The turns from `first` on; of the model's moves also why."""
    for turn in play.turns[first:]:
        out.print(Text.assemble(("→ ", "cyan"), told.turn(turn)))
        if turn.by == "model":
            why = told.weighing(play.table.model.weigh(turn.actor, turn.before, turn.after))
            out.print(indented(Text(why, style="dim"), 4))


def show_debrief(out: Console, play: Play, told: PlayTeller) -> None:
    """The debrief."""
    out.print()
    out.print(Text("Debrief" if whose(play) == "over" else "Debrief (the play was broken off)", style="bold"))
    if play.turns:
        for number, turn in enumerate(play.turns, 1):
            out.print(indented(Text(f"{number}. {told.turn(turn)}"), 2))
    else:
        out.print(indented(Text("No move was made."), 2))
    for line in debrief_lines(play, told):
        out.print(Text(line))
    out.print(Text(CAUTION, style="dim"))
