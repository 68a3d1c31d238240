"""The transcript of a play as plain text or Markdown."""

from __future__ import annotations

import re

from tertius.dynamics.play import Play, debrief
from tertius.explain.play_english import GAME, PlayTeller
from tertius.explain.report_english import CAUTION

__all__ = ["debrief_lines", "transcript"]


def debrief_lines(play: Play, told: PlayTeller) -> list[str]:
    """The debrief, a paragraph a line."""
    found = debrief(play)
    lines = [f"It ends in {told.here(play)}. {told.end(play, found)}"]
    lines += told.wishes(found.wishes)
    lines += told.standing(found.standing)
    return [*lines, *told.model_says(found)]


def transcript(play: Play, *, markdown: bool = False) -> str:
    """Everything that was done and what it comes to."""
    told, case = PlayTeller(play.table), play.table.case
    layers = []
    if case.reading is not None:
        layers.append(f"Reading: {told.reading(case.reading)}.")
    if case.levers_in_force:
        layers.append(f"Levers in force: {', '.join(told.lever(x) for x in case.levers_in_force)}.")
    if case.known_by is not None:
        layers.append(f"As known on {case.known_by}.")
    turns = [f"{number}. {told.turn(t)}" for number, t in enumerate(play.turns, 1)] or ["No move was made."]
    blocks: list[tuple[str, list[str]]] = [
        (f"# {case.title}", [*layers, GAME, told.rule(), f"Case {case.hash}."]),
        ("## The play", [f"Start: [{told.state(play.table.start)}].", *turns]),
        ("## Debrief", [f"- {line}" for line in debrief_lines(play, told)]),
    ]
    said = []
    for head, lines in blocks:
        level, _, title = head.partition(" ")
        if markdown:
            said += [f"{level} {_escaped(title)}", "", *(_marked(line) for line in lines), ""]
        else:
            said += [title, "=" * min(len(title), 72), *lines, ""]
    return "\n".join([*said, CAUTION, ""])


def _marked(line: str) -> str:
    """A line of Markdown; paragraphs are set apart, lists kept."""
    begun = re.match(r"(- |\d+\. )", line)
    if begun is None:
        return _escaped(line) + "\n"
    return begun[0] + _escaped(line[begun.end() :])


def _escaped(text: str) -> str:
    """Names are text, never markup."""
    return re.sub(r"([\\`*_{}\[\]<>#|~&])", r"\\\1", text.replace("\n", " "))
