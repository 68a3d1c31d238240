"""`tertius play CASE --replay`: the recorded history, an event at a time."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from tertius.cli.common import Asked, console, emit_json
from tertius.errors import NothingFoundError

if TYPE_CHECKING:
    from tertius.evidence.replay import Replayed
    from tertius.model.case import Case

__all__ = ["show_history"]


def show_history(asked: Asked) -> int:
    """Prints it; between two terminals it waits for Enter after each event."""
    from tertius.evidence.replay import replayed

    case, situated = asked.file_case(), asked.situated()
    if not case.history:
        when = f" up to {asked.as_of}" if asked.as_of is not None else ""
        raise NothingFoundError(f"the case has no history{when} to replay: add dated events under `history:`")
    rows = replayed(case, reading=asked.reading, levers=asked.levers)
    if asked.as_json:
        emit_json(_json(situated, rows))
    elif asked.quiet:
        for row in rows:
            once = "" if row.at_once is None else row.at_once.verdict
            ahead = "" if row.ahead is None else row.ahead.verdict
            click.echo("\t".join([row.event.id, str(row.event.date), row.kind, row.before or "", row.after or "", once, ahead]))
    else:
        from tertius.view.terminal_replay import show_replay

        show_replay(console(), case, situated, rows, _wait)
    return 0


def _wait() -> bool:
    """Whether to go on; asks only where somebody can answer."""
    if sys.stdin is None or sys.stdin.closed or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return True
    try:
        return input("Enter: next; q: leave ").strip().lower() not in {"q", "quit"}
    except EOFError:
        sys.stdout.write("\n")
        return False


def _json(case: Case, rows: tuple[Replayed, ...]) -> dict[str, object]:
    from tertius.view.play_json import replay_json

    return replay_json(case, rows)
