"""The recorded history on a terminal, an event at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.text import Text

from tertius.evidence.replay import Replayed
from tertius.explain.replay_english import ReplayTeller
from tertius.explain.words import day
from tertius.model.case import Case
from tertius.view.terminal import CAUTION, heading, indented

__all__ = ["show_replay"]


def show_replay(
    out: Console, case: Case, situated: Case, rows: Sequence[Replayed], goes_on: Callable[[], bool]
) -> None:
    """Each event: when, who, what the sources say, what it changed and whether it paid.

    case : the case, for its dates; situated : the same under the reading, for names and layers
    goes_on : asked after each event but the last
    """
    told = ReplayTeller(situated)
    out.print(heading(situated))
    then: bool | None = None
    for number, row in enumerate(rows):
        if case.argued_on is not None and row.later is not then:
            out.print()
            when = day(case.argued_on)
            kind = f"After the argument of {when}: not known then" if row.later else f"Up to the argument of {when}"
            out.print(Text(f"— {kind} —", style="bold"))
        then = row.later
        out.print()
        badge = {"move": "  move", "refusal": "  refusal", "event": ""}[row.kind]
        out.print(Text.assemble((f"{row.event.id}  ", "dim"), (told.head(row), "bold"), (badge, "cyan")))
        for line in (row.event.text, told.record(row), told.changed(row), told.judged(row)):
            if line:
                out.print(indented(Text(line), 4))
        if told.known(row):
            out.print(indented(Text(told.known(row), style="dim"), 4))
        if number < len(rows) - 1 and not goes_on():
            return
    out.print()
    out.print(Text(CAUTION, style="dim"))
