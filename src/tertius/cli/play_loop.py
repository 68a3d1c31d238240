"""The loop of `tertius play`: reads turns from a terminal or a pipe until the play ends."""

from __future__ import annotations

import contextlib
import io
import sys
from typing import TYPE_CHECKING

from tertius.errors import TertiusError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

    from tertius.dynamics.play import Move, Play
    from tertius.explain.play_english import PlayTeller

__all__ = ["play_on", "played_by_the_model"]

PROMPT = "> "


def _reader() -> Callable[[], str | None]:
    """Reads one line, None at the end; from a pipe it is shown as if typed."""
    if sys.stdin is None or sys.stdin.closed:
        return lambda: None
    if sys.stdin.isatty():
        with contextlib.suppress(ImportError):
            import readline  # noqa: F401  (editing and history for input())

        def typed() -> str | None:
            try:
                return input(PROMPT)
            except EOFError:
                sys.stdout.write("\n")
                return None

        return typed
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")

    def piped() -> str | None:
        try:
            line = sys.stdin.readline()
        except (OSError, ValueError):
            return None
        return line.rstrip("\r\n") if line else None

    return piped


class _Loop:
    """One session: the play so far, and what the words of a line do to it."""

    def __init__(self, out: Console, play: Play, told: PlayTeller, quiet: bool) -> None:
        self.out, self.play, self.told, self.quiet = out, play, told, quiet
        self.listed: list[tuple[int, Move]] = []
        self.left = False

    def say(self, text: str) -> None:
        from rich.text import Text

        self.out.print(Text(text))

    def show(self, actor: str | None = None) -> None:
        """Where things stand, and the numbered moves."""
        from tertius.dynamics.play import moves
        from tertius.view.terminal_play import show_moves

        if not self.quiet:
            every = list(enumerate(moves(self.play), 1))
            show_moves(self.out, [(n, m) for n, m in every if actor in {None, m.actor}], self.told)

    def answer(self, line: str) -> bool:
        """Does what a line says; whether the play goes on."""
        word, _, rest = line.partition(" ")
        word, rest = word.lower(), rest.strip()
        if word in {"quit", "q", "exit"}:
            self.left = True
            return False
        if word == "end":
            return False
        known = {
            "pass": self._pass, "p": self._pass, "undo": self._undo, "u": self._undo, "why": self._why, "hint": self._hint,
            "state": self._state, "who": self._who, "moves": self._moves, "help": self._help, "h": self._help, "?": self._help,
        }  # fmt: skip
        try:
            if word in known:
                known[word](rest)
            else:
                self._move(line)
        except TertiusError as error:
            self.say(f"{error}. Type help for what can be said." if word not in known else f"{error}.")
        from tertius.dynamics.play import whose

        return whose(self.play) != "over"

    def _turn(self, play: Play) -> None:
        from tertius.dynamics.play import model_turn, whose
        from tertius.view.terminal_play import show_turns

        first = len(self.play.turns)
        self.play = model_turn(play)
        if not self.quiet:
            show_turns(self.out, self.play, self.told, first)
            if self.play.turns[-1].by == "hand" and self.play.table.by_model and whose(self.play) != "over":
                self.say("  The model stays.")
        if whose(self.play) != "over":
            self._state("")
            self.show()

    def _move(self, line: str) -> None:
        from tertius.cli.play_moves import read_move
        from tertius.dynamics.play import apply

        move = read_move(self.play, line)
        self._turn(apply(self.play, move.actor, move.after))

    def _pass(self, rest: str) -> None:
        from tertius.dynamics.play import pass_turn

        self._turn(pass_turn(self.play))

    def _undo(self, rest: str) -> None:
        from tertius.dynamics.play import undo

        self.play = undo(self.play)
        self._state("")
        self.show()

    def _why(self, rest: str) -> None:
        from tertius.cli.play_moves import read_move
        from tertius.dynamics.play import weigh

        if not rest:
            raise TertiusError("say which move: why 2")
        move = read_move(self.play, rest)
        self.say(f"{self.told.move(move)}. {self.told.weighing(weigh(self.play, move))}")

    def _hint(self, rest: str) -> None:
        self.say("By the model’s rule, from each role’s own preference; what you do is yours to decide.")
        for actor in self.play.table.by_hand:
            self.say(self.told.hint(self.play, actor))

    def _state(self, rest: str) -> None:
        if not self.quiet:
            self.out.print()
            self.say(f"Now: {self.told.here(self.play)}")

    def _who(self, rest: str) -> None:
        from tertius.dynamics.play import standing

        for line in self.told.standing(standing(self.play)):
            self.say(line)

    def _moves(self, rest: str) -> None:
        from tertius.errors import UnknownNameError

        if rest and rest not in self.play.table.by_hand:
            raise UnknownNameError("actor to move", rest, self.play.table.by_hand)
        self.show(rest or None)

    def _help(self, rest: str) -> None:
        from tertius.view.terminal_play import HELP_LINES

        for word, text in HELP_LINES:
            self.say(f"  {word:<13} {text}")


def play_on(out: Console, play: Play, told: PlayTeller, quiet: bool, keep: Callable[[Play], None]) -> tuple[Play, bool]:
    """Plays until the end, the end of the input, or `quit`; the play, and whether it was left without a debrief.

    keep : called with the play when it is interrupted
    """
    from tertius.dynamics.play import whose

    loop, read = _Loop(out, play, told, quiet), _reader()
    shown_as_typed = sys.stdin is not None and not sys.stdin.closed and sys.stdin.isatty()
    try:
        loop.show()
        if not quiet:
            loop.say("A number makes a move; pass, why N, hint, undo, help, end.")
        while whose(loop.play) != "over":
            line = read()
            if line is None:
                break
            if not shown_as_typed and not quiet:
                out.print()
                loop.say(f"{PROMPT}{line}")
            if line.strip() and not loop.answer(line.strip()):
                break
    except KeyboardInterrupt:
        keep(loop.play)
        raise
    return loop.play, loop.left


def played_by_the_model(play: Play) -> Play:
    """A play of the model alone, to its end."""
    from tertius.dynamics.play import model_turn, whose

    while whose(play) == "model":
        play = model_turn(play)
    return play
