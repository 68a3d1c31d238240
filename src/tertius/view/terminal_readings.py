"""Readings side by side, for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from rich.console import Console
from rich.text import Text

from tertius.evidence.features import HowFar
from tertius.evidence.lever_effects import LeverEffect
from tertius.evidence.readings import ReadingRow
from tertius.evidence.verdicts import ClaimResult
from tertius.explain.compare_english import FeatureTeller, agreement, levers_that_matter
from tertius.explain.english import Teller
from tertius.model.case import Case
from tertius.negotiation.beside import Answer
from tertius.view.terminal import CAUTION, heading, indented
from tertius.view.terminal_negotiation import beside

__all__ = ["show_readings"]


def show_readings(
    out: Console,
    case: Case,
    rows: Sequence[ReadingRow],
    results: Sequence[ClaimResult] = (),
    far: Sequence[HowFar] = (),
    matter: Mapping[str | None, Sequence[LeverEffect] | None] = MappingProxyType({}),
    answers: Sequence[Answer] = (),
) -> None:
    """Each reading: its thesis, what it changes, where it leads, which levers matter to that; then where they agree and differ, and how far each is from turning."""
    out.print(heading(case))
    for row in rows:
        teller = Teller(row.solved.case if row.solved is not None else case)
        out.print()
        out.print(Text(teller.reading(row.reading), style="bold"))
        for line in reading_lines(case, row, teller):
            out.print(indented(Text(line), 2))
        if row.impossible:
            out.print(indented(Text(row.impossible, style="yellow"), 2))
            continue
        if row.solved is None:
            continue
        for name, found in (("moves must pay at once", row.myopic), ("with foresight 2", row.foresighted)):
            out.print(indented(Text.assemble((f"{name}: ", "bold"), teller.outcomes(found)), 2))
            if found is not None:
                for state in found.states[:3]:
                    if found.paths[state]:
                        out.print(indented(Text(teller.path(found.paths[state]), style="dim"), 4))
                for way in found.rounds[:1]:
                    if way:
                        out.print(indented(Text(f"{teller.situation(way[0][1])}: {teller.way_round(way)}", style="dim"), 4))
        lines = levers_that_matter(teller, matter.get(row.reading))
        if lines:
            out.print(indented(Text("levers that matter:", style="bold"), 2))
            for line in lines:
                out.print(indented(Text(line), 4))
    if answers:
        beside(out, case, answers, "reading", only=[row.reading for row in rows])
    if len(rows) > 1 and results:
        out.print()
        for line in agreement(case, results):
            out.print(Text(line))
    for claim in dict.fromkeys(away.claim for away in far):
        out.print()
        out.print(Text(f"How far each is from another verdict on {claim} (“{case.claim(claim).text.strip()}”)", style="bold"))
        for away in far:
            if away.claim == claim:
                out.print(indented(Text(FeatureTeller(case).how_far(away)), 2))
    out.print()
    out.print(Text(CAUTION, style="dim"))


def reading_lines(case: Case, row: ReadingRow, teller: Teller) -> list[str]:
    """What a reading says and changes, a line each."""
    lines: list[str] = []
    if row.reading is None:
        return lines
    reading = case.readings[row.reading]
    if reading.thesis:
        lines.append(reading.thesis)
    lines += [f"+ {teller.effect(e)}" for e in reading.effects]
    lines += [f"+ commitment: {case.levers[x].name}" + (" (coercive)" if x in row.coercive else "") for x in row.levers]
    lines += [f"+ changes {x}" for x in reading.changed]
    lines += [f"+ {x}" for x in Teller(case).renegotiated(reading)]
    return lines
