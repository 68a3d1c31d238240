"""A negotiation for a terminal: the table of clauses, the text, packages, and what stands between."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.explain.negotiation_beside_english import BesideTeller
from tertius.explain.negotiation_english import ACCURACY, NegotiationTeller, model_titles
from tertius.explain.report_english import CAUTION
from tertius.explain.shares_english import share_lines
from tertius.explain.trading_english import TRADING, procedure, trade_totals, trades, trades_left
from tertius.model.case import Case
from tertius.negotiation.beside import Answer
from tertius.negotiation.negotiate import Negotiated
from tertius.negotiation.timing.by_reading import WaitingUnder
from tertius.negotiation.timing.timed import Timed
from tertius.view.terminal import heading, indented
from tertius.view.terminal_timing import show_timing

__all__ = ["beside", "show_negotiation"]


def show_negotiation(
    out: Console, found: Negotiated, case: Case, *, rules: Sequence[Answer] = (), readings: Sequence[Answer] = (), timing: Timed | None = None,
    waiting: Sequence[WaitingUnder] = (),
) -> None:
    """Everything a reader needs, from the clauses to the packages."""
    told = NegotiationTeller(case, found)
    out.print(heading(case))
    for line in told.intro():
        out.print(Text(line, style="dim"))
    out.print(indented(_clauses(found, told), 0, above=1))
    out.print(Text(ACCURACY, style="dim"))
    _part(out, "Where each settles", [*(f"{told.issues[r.issue.id]}: {told.forecast_more(r)}." for r in found.clauses), *([titles] if (titles := model_titles(found.clauses)) else [])])
    _part(out, "Clause by clause", [f"{told.issues[r.issue.id]}: {told.locked(r)}." for r in found.clauses])
    _part(out, "Whoever proposes", [f"{told.issues[r.issue.id]}: {said}." for r in found.clauses if (said := procedure(told, r))])
    _part(out, "The text on the table", told.text())
    _part(out, "Packages", told.search())
    for package in found.packages:
        out.print(indented(Text(told.package(package)), 2, above=1))
        out.print(indented(_utilities(told.utility_rows(package)), 4))
    _part(out, "Red lines", told.relaxations())
    _part(out, "What trading adds", told.logroll())
    if found.trading is not None:
        _part(out, "Who would trade what", (TRADING, *(f"{k}. {line}." for k, line in enumerate(trades(told, found.trading), 1)), *([left] if (left := trades_left(found.trading)) else [])))
        out.print(indented(_totals(trade_totals(told, found.trading)), 2, above=1))
    _part(out, "Waiting", told.waiting())
    if found.shares is not None:
        _part(out, "Shares of the power over time", share_lines(told, found.shares))
    if timing is not None:
        show_timing(out, timing, case, waiting)
    beside(out, case, rules, "rule")
    beside(out, case, readings, "reading")
    out.print()
    out.print(Text(CAUTION, style="dim"))


def beside(out: Console, case: Case, answers: Sequence[Answer], kind: str, *, only: Collection[str | None] | None = None) -> None:
    """Rules, or readings, side by side: each answer a block, since their cells are long. `only` these readings are shown."""
    shown = [a for a in answers if only is None or (a.id or None) in only]
    if not shown:
        return
    told = BesideTeller(case, answers, kind)
    _part(out, told.title(), [told.summary()] if len(shown) == len(answers) else [told.title_of_one()])
    for answer in shown:
        name, *cells = told.row(answer)
        out.print(indented(Text(name, style="bold"), 2, above=1))
        for head, cell in zip(told.heads()[1:], cells, strict=True):
            if cell != "–":
                out.print(indented(Text.assemble((f"{head}: ", "dim"), cell), 4))
    if told.caution():
        out.print(indented(Text(told.caution(), style="dim"), 2, above=1))


def _part(out: Console, title: str, lines: Sequence[str]) -> None:
    if not lines:
        return
    out.print()
    out.print(Text(title, style="bold"))
    for line in lines:
        out.print(indented(Text(line), 2))


def _clauses(found: Negotiated, told: NegotiationTeller) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("clause", "in force", "draft", "who objects", "forecast"):
        table.add_column(name, overflow="fold")
    for row in found.clauses:
        ref = f" ({row.issue.clause.ref})" if row.issue.clause.ref else ""
        table.add_row(
            Text(told.issues[row.issue.id] + ref), Text(told.words_of(row.issue, "in_force")), Text(told.words_of(row.issue, "draft")),
            Text(told.objections(row)), Text(told.forecast(row)),
        )  # fmt: skip
    return table


def _totals(rows: Sequence[tuple[str, str, str, str]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("party", overflow="fold")
    for name in ("own trades", "others' trades", "together"):
        table.add_column(name, justify="right", no_wrap=True)
    for party, *numbers in rows:
        table.add_row(Text(party), *numbers)
    return table


def _utilities(rows: Sequence[tuple[str, float, float, str]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("party", overflow="fold")
    for name in ("utility", "gain"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for party, utility, gain, word in rows:
        table.add_row(Text(party), f"{utility:.3f}", f"{gain:+.3f}", word)
    return table
