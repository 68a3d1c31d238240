"""Signed networks for a terminal: a row a period, then the details where there are few."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.explain.relations_english import MEANING, RelationsTeller, period_words
from tertius.explain.report_english import CAUTION
from tertius.explain.words import Words
from tertius.model.case import Case
from tertius.relations.analysis import PeriodResult, RelationsResult
from tertius.relations.sensitivity import Setting, SettingResult
from tertius.view.terminal import heading, indented

__all__ = ["show_relations"]

DETAILED = 6
"""Periods up to which each is shown in detail."""


def show_relations(out: Console, found: RelationsResult, case: Case | None = None) -> None:
    """Balance and bridges by period, and what turns on the threshold."""
    told = RelationsTeller(found, Words(case).names if case is not None else None)
    out.print(heading(case) if case is not None else Text(found.table.source.file, style="bold"))
    for line in told.source():
        out.print(Text(line, style="dim"))
    out.print(indented(_periods(found, told), 0, above=1))
    out.print(Text(MEANING, style="dim"))
    if len(found.periods) <= DETAILED:
        for period in found.periods:
            _details(out, period, told)
    else:
        out.print()
        out.print(Text(f"Divisions, triads and critical ties of each period: --json, or a part of the {len(found.periods)} periods.", style="dim"))
    out.print()
    out.print(Text("What turns on the threshold", style="bold"))
    for table in _sensitivity(found, told):
        out.print(indented(table, 2))
    out.print(Text(told.sensitivity_note(), style="dim"))
    if case is not None:
        out.print(Text(CAUTION, style="dim"))


def _periods(found: RelationsResult, told: RelationsTeller) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("period", overflow="fold")
    for name in ("actors", "ties", "L", "F"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("balanced", justify="right")
    table.add_column("weakly", justify="right")
    table.add_column("bridges (T)", overflow="fold")
    for p in found.periods:
        triads = p.triads
        table.add_row(
            Text(p.network.period), f"{p.network.nodes:,}", f"{p.network.edges:,}", told.index(p.frustration), told.normalised(p.frustration),
            told.share(triads.balanced if triads else None), told.share(triads.weakly_balanced if triads else None), Text(told.top(p)),
        )  # fmt: skip
    return table


def _details(out: Console, period: PeriodResult, told: RelationsTeller) -> None:
    out.print()
    out.print(Text(_capital(period_words(period.network.period)), style="bold"))
    lines = [told.balance(period)]
    if period.network.edges:
        lines += [told.sides(period), told.critical(period), told.triads(period), told.weak(period)]
    for line in lines:
        if line:
            out.print(indented(Text(line), 2))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _sensitivity(found: RelationsResult, told: RelationsTeller) -> list[Table]:
    """A table for thresholds and one for numbers of events; a row a period: L, and T of the actor with the most bridges."""
    settings: dict[Setting, None] = {}
    for p in found.periods:
        settings |= dict.fromkeys(r.setting for r in p.settings)
    follow = told.follow(1)
    what = f"L · T of {told.actor(follow[0])}" if follow else "L"
    by_threshold = [s for s in settings if s.min_events == found.setting.min_events]
    by_events = [s for s in settings if s.threshold == found.setting.threshold]
    tables = []
    for name, varied in (("ties above", by_threshold), ("events, at least", by_events)):
        if len(varied) < 2:
            continue
        table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
        table.add_column(name, no_wrap=True)
        for s in varied:
            number = f"{s.threshold:g}" if name == "ties above" else f"{s.min_events}"
            table.add_column(number + ("*" if s == found.setting else ""), justify="right")
        for p in found.periods:
            rows = {r.setting: r for r in p.settings}
            table.add_row(Text(p.network.period), *(_cell(rows[s], follow) for s in varied))
        table.caption = f"{what}; * as asked"
        table.caption_justify = "left"
        tables.append(table)
    return tables


def _cell(result: SettingResult, follow: tuple[str, ...]) -> str:
    index = f"{result.upper}" if result.lower == result.upper else f"{result.lower}–{result.upper}"
    if not follow:
        return index
    return f"{index} · {'?' if result.bridges is None else result.bridges.get(follow[0], 0)}"
