"""`tertius rationalise` on the terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.explain.rationalise_english import CLASSES, LEGEND, SeenTeller, class_of
from tertius.explain.words import day
from tertius.leverage.rationalise import Rationalisation, UnderReading
from tertius.view.terminal import CAUTION, heading, indented, reading_key

__all__ = ["bare_rows", "show_rationalisation"]

_NARROW = 72
_STYLES = {"at_once": "green", "foresight": "green", "refusal": "green", "unexplained": "red", "beyond": "dim", "open": "yellow"}
_KINDS = ("statements", "swaps")


def bare_rows(found: Rationalisation) -> list[str]:
    """Reading, part, explained, all, and the least cost in statements and in swaps; tabs between."""
    lines = []
    for row in found.rows:
        if row.impossible:
            lines.append(f"{row.reading or '-'}\timpossible")
        teller = SeenTeller(row.case or found.case)
        for span in row.spans:
            tally = row.tally(span.events)
            costs = {x.kind: teller.cost(x) for x in span.least}
            none = "0" if any(not x.changes and x.cost == 0 for x in span.least) else ""
            counts = [row.reading or "-", span.name, str(tally.explained), str(tally.all)]
            lines.append("\t".join([*counts, *(costs.get(k, none) for k in _KINDS)]))
    return lines


def _upper(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"


def show_rationalisation(out: Console, found: Rationalisation) -> None:
    """Events by readings, counts and costs, then the reasons and the changes."""
    teller = SeenTeller(found.case)
    keys = {row.reading: reading_key(found.case, row.reading) for row in found.rows}
    out.print(heading(found.case))
    how = "A move is explained if it pays at once" + (", or with foresight." if found.foresight == 2 else ".")
    out.print(Text(how, style="dim"))
    if len(found.rows) > 1:
        out.print()
    if len(found.rows) > 1 and out.width >= _NARROW:
        out.print(_table(found, teller, keys))
        out.print(Text(LEGEND, style="dim"))
        out.print()
    for row in found.rows if len(found.rows) > 1 else ():
        out.print(Text.assemble((f"{keys[row.reading]:>2}  ", "bold"), teller.reading(row.reading)))
    for line in (teller.separating(found), teller.later(found)):
        if line:
            out.print()
            out.print(Text(line))
    since = False
    for k, event in enumerate(found.events):
        out.print()
        if found.known and event.id not in found.known and not since:
            since = True
            out.print(Text(f"{_upper(teller.part(found, 'since'))}:", style="bold"))
            out.print()
        out.print(Text.assemble((f"{event.id}  ", "bold"), f"{day(event.date)}: {teller.event(event)}."))
        _one_event(out, found, k, keys)
    for row in found.rows:
        _one_reading(out, found, row, keys)
    if any(x.changes or x.missing for row in found.rows for s in row.spans for x in s.least):
        guard = teller.guard()
        out.print()
        if guard:
            out.print(Text(guard, style="dim"))
        out.print(Text("Each change was applied and the record replayed.", style="dim"))
    out.print(Text(CAUTION, style="dim"))


def _table(found: Rationalisation, teller: SeenTeller, keys: dict[str | None, str]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), header_style="bold", show_edge=False, expand=True)
    table.add_column("", no_wrap=True)
    table.add_column("recorded", ratio=1, overflow="ellipsis", no_wrap=True)
    for row in found.rows:
        table.add_column(keys[row.reading], justify="center", no_wrap=True)
    for k, event in enumerate(found.events):
        marks = []
        for row in found.rows:
            name = class_of(row.moves[k]) if row.moves else ""
            marks.append(Text(CLASSES[name][0], style=_STYLES[name]) if name else Text(" "))
        table.add_row(Text(event.id), Text(f"{event.date} {teller.event(event)}"), *marks)
    parts = [("known", found.known), ("since", found.since)] if found.known and found.since else [("all", found.known or found.since)]
    for name, events in parts:
        counts = [f"{row.tally(events).explained}" if row.moves else "" for row in found.rows]
        table.add_row("", Text(f"explained {teller.part(found, name)}, of {len(events)}", style="bold"), *counts)
    for span in next((row.spans for row in found.rows if row.spans), ()):
        for kind in _KINDS:
            cells = [_cost(row, span.name, kind) for row in found.rows]
            if any(cells):
                table.add_row("", Text(f"least change in {kind}, {teller.part(found, span.name)}", style="bold"), *cells)
    return table


def _cost(row: UnderReading, name: str, kind: str) -> str:
    for span in row.spans:
        for least in span.least:
            if (span.name, least.kind) == (name, kind):
                return ("?" if not least.proven else "✕") if least.cost is None else f"{least.cost}" + ("" if least.proven else "?")
            if span.name == name and not least.changes and not least.missing:
                return "0"
    return ""


def _one_event(out: Console, found: Rationalisation, number: int, keys: dict[str | None, str]) -> None:
    groups: dict[tuple[str, str], list[str]] = {}
    for row in found.rows:
        if row.moves:
            move = row.moves[number]
            told = class_of(move), SeenTeller(row.case or found.case).because(move)
            groups.setdefault(told, []).append(keys[row.reading])
    for (name, because), members in groups.items():
        sign, words = CLASSES[name]
        where = f"  {' '.join(members)}  " if len(keys) > 1 else "  "
        out.print(indented(Text.assemble((f"{sign} {words}", _STYLES[name]), (where, "bold"), because), 2))


def _one_reading(out: Console, found: Rationalisation, row: UnderReading, keys: dict[str | None, str]) -> None:
    teller = SeenTeller(row.case or found.case)
    name = teller.reading(row.reading)
    out.print()
    out.print(Text.assemble((f"{keys[row.reading]}  " if len(keys) > 1 else "", "bold"), (_upper(name), "bold")))
    if row.impossible:
        out.print(indented(Text(row.impossible, style="yellow"), 2))
        return
    for span in row.spans:
        out.print(indented(Text(f"{_upper(teller.part(found, span.name))}: {teller.tally(row.tally(span.events))}."), 2))
        for least in span.least:
            if least.changes and any(least in other.least for other in row.spans if other is not span and other.name == "known"):
                out.print(indented(Text(f"The same change in {least.kind} as {teller.part(found, 'known')}."), 4))
                continue
            out.print(indented(Text(teller.least(least)), 4))
            for change in least.changes:
                out.print(indented(Text(f"{teller.suggestion(row, span, change)}."), 6))
            for flagged in least.flagged:
                out.print(indented(Text(teller.flag(row, span, flagged), style="yellow"), 6))
        if span.without:
            who = ", ".join(teller.actor(a) for a in span.without)
            out.print(indented(Text(f"Left out, as the preference is no complete ranking without strength: {who}."), 4))
        if span.limit:
            out.print(indented(Text(f"Not looked for further: {span.limit}.", style="yellow"), 4))
