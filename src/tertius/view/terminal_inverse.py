"""`tertius inverse` on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from tertius.explain.inverse_english import InverseTeller
from tertius.leverage.inverse import Inverse
from tertius.stability.concepts import concept
from tertius.view.terminal import heading

__all__ = ["show_inverse"]

SHOWN = 4
"""Conditions of one actor that are shown at least; all that do not hold are."""


def show_inverse(out: Console, found: Inverse, *, changes: bool = True) -> None:
    """State, conditions, counts, least changes."""
    teller = InverseTeller(found.case)
    out.print(heading(found.case))
    told = teller.state(found.state)
    out.print(Text.assemble(("State: ", "bold"), told if told.startswith(found.state) else f"{found.state}  {told}"))
    stable = [teller.actor(a) for a, yes in found.stable.items() if yes]
    unstable = [teller.actor(a) for a, yes in found.stable.items() if not yes]
    now = f"stable for {', '.join(stable) or 'nobody'}" + (f"; unstable for {', '.join(unstable)}" if unstable else "")
    out.print(Text.assemble(("Now: ", "bold"), f"{now} ({concept(found.concept).id})"))
    out.print()
    out.print(Text("What must hold (the others' preferences as they are):", style="bold"))
    for actor in found.actors:
        if not found.conditions[actor]:
            out.print(Padding(Text(f"· {teller.actor(actor)}: nothing; the state is stable with any ranking"), (0, 0, 0, 2), expand=False))
        rows = sorted(found.conditions[actor], key=lambda c: c.holds)
        room = max(SHOWN, sum(not c.holds for c in rows))
        for condition in rows[:room]:
            mark = "✓" if condition.holds else "✕"
            line = Text(f"{mark} {teller.condition(actor, found.state, condition)}")
            out.print(Padding(line, (0, 0, 0, 2), expand=False))
        if len(rows) > room:
            more = Text(f"· {teller.actor(actor)}: {len(rows) - room} more, which hold already")
            out.print(Padding(more, (0, 0, 0, 2), expand=False))
    out.print()
    out.print(Text("How many rankings make it stable:", style="bold"))
    for actor in found.actors:
        out.print(Padding(Text(teller.count(actor, found.counts[actor])), (0, 0, 0, 2), expand=False))
    if not changes:
        return
    out.print()
    if not found.plans:
        asked = "every actor" if found.whole else ", ".join(teller.actor(a) for a in found.actors)
        out.print(Text(f"No change is needed: the state is stable for {asked}."))
        return
    for plan in found.plans:
        out.print(Text(teller.plan(found, plan), style="bold"))
        for change in plan.changes:
            out.print(Padding(Text(f"{teller.suggestion(change, found.state)}."), (0, 0, 0, 2), expand=False))
    for flagged in found.flagged:
        out.print(Text(teller.flag(flagged, found.state), style="yellow"))
    if found.coercive:
        out.print(Text(teller.coercive(found), style="dim"))
    out.print(Text("Each change was applied and the changed case solved again.", style="dim"))
