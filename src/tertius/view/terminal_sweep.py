"""A sweep, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.explain.flips_english import flip_groups
from tertius.explain.sweep_english import LEVER_WORDS, SweepTeller, percent
from tertius.explain.tipping_english import tipping_groups, tipping_meaning
from tertius.sweep.flips import Flip
from tertius.sweep.run import Sweep
from tertius.sweep.summary import LeverShare, NumberSpread, Row, Share, VerdictShare
from tertius.sweep.tipping import TippingPoint
from tertius.view.terminal import CAUTION, heading, indented

__all__ = ["bare", "show_sweep"]

BAR = 10
ANSWERS = 5
MANY = 60
"""Equilibria past which those under one concept are shown; more are on many screens."""


def show_sweep(
    out: Console, found: Sweep, limit: int, *, flips: Sequence[Flip] | None = None, tipping: Sequence[TippingPoint] | None = None
) -> None:
    """What was drawn; outcomes, verdicts, levers and equilibria by how often; what they turn on; flips, where they were asked for."""
    told, summary = SweepTeller(found), found.summary
    out.print(heading(found.plan.case))
    out.print(Text(told.scope(), style="bold"))
    if not summary.draws:
        return
    out.print(Text(told.meaning(), style="dim"))
    several = len(summary.readings) > 1
    if summary.outcomes:
        _title(out, "Outcomes")
        _rows(out, told, summary.outcomes, several=several, limit=limit)
    if summary.verdicts:
        _title(out, "Claims")
        _verdicts(out, told, summary.verdicts, limit)
    for kind, title in (("clause", "Clauses"), ("reading", "Readings by the evidence")):
        if spreads := [n for n in summary.numbers if n.kind == kind]:
            _title(out, title)
            _numbers(out, told, spreads, limit)
    if summary.levers:
        _title(out, "Levers")
        _levers(out, told, summary.levers, limit)
    levers = [a for a in summary.answers if a.kind in LEVER_WORDS]
    answers = [a for a in summary.answers if a.kind not in LEVER_WORDS]
    if not answers and (summary.outcomes or summary.verdicts):
        out.print(Text(told.settled()))
    for title, listed in (("What the most uncertain answers turn on", answers), ("What the worth of levers turns on", levers)):
        if listed:
            _title(out, title)
            for answer in listed[:ANSWERS]:
                out.print(indented(Text(told.answer(answer)), 2))
                for line in told.influences(answer):
                    out.print(indented(Text(line), 4))
            _more(out, len(listed) - ANSWERS)
    if any(n.influences for n in summary.numbers):
        _title(out, "What the numbers turn on")
        _turning(out, told, summary.numbers, limit)
    if flips:
        _title(out, "The least change of what varies that flips an answer")
        _flips(out, told, flips, limit)
    if tipping:
        _title(out, "How far one number would have to be otherwise")
        _tipping(out, told, tipping, limit)
    if flips is not None and not flips and (missing := told.nothing_flips(numbers=bool(tipping))):
        out.print(Text(missing))
    if summary.equilibria:
        _title(out, "Equilibria")
        _equilibria(out, told, summary.equilibria, several=several, limit=limit)
    out.print(Text(CAUTION, style="dim"))


def bare(found: Sweep, flips: Sequence[Flip] = (), tipping: Sequence[TippingPoint] = ()) -> Iterator[str]:
    """Tab-separated: what, reading, of what, answer, count, of how many draws; of a number: mean or percentile, value, draws; of a flip: its distance, and how far
    was searched; of a number that changes a verdict: the value, and how many were tried."""
    summary = found.summary
    for row in summary.outcomes:
        yield _bare("outcome", row.reading, row.state, "", row.share)
    for row in summary.equilibria:
        yield _bare("equilibrium", row.reading, row.state, row.concept, row.share)
    for v in summary.verdicts:
        for verdict, share in (("holds", v.holds), ("fails", v.fails), ("open", v.open)):
            if share.count:
                yield _bare("verdict", v.reading, v.claim, verdict, share)
    for n in summary.numbers:
        for name, value in (("mean", n.mean), ("p10", n.low), ("p50", n.middle), ("p90", n.high)):
            yield "\t".join([n.kind, n.reading or "", n.id, name, f"{value:.4g}", str(n.draws)])
    for x in summary.levers:
        for kind, shares in (("sufficient", x.sufficient), ("necessary", x.necessary), ("but_for", x.but_for)):
            for verdict, share in shares.items():
                yield _bare(f"{kind} for {x.target}", x.reading, x.lever, verdict, share)
    for flip in flips:
        distance = "none" if flip.distance is None else str(flip.distance)
        of = f"flip of {flip.kind}{f' for {flip.target}' if flip.target else ''}"
        yield "\t".join([of, flip.reading or "", flip.of, " ".join(flip.becomes), distance, str(flip.searched)])


    for p in tipping:
        yield "\t".join([f"tipping by {p.input.number_label}", p.reading or "", p.claim, p.becomes, "none" if p.changes is None else f"{p.changes:.10g}", str(p.tried)])


def _bare(what: str, reading: str | None, of: str, answer: str, share: Share) -> str:
    return "\t".join([what, reading or "", of, answer, str(share.count), str(share.of)])


def _title(out: Console, text: str) -> None:
    out.print()
    out.print(Text(text, style="bold"))


def _more(out: Console, left: int) -> None:
    if left > 0:
        out.print(indented(Text(f"and {left} more (--limit, --json)", style="dim"), 2))


def _table(*names: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in names:
        table.add_column(name, overflow="fold")
    return table


def _bar(share: float) -> str:
    full = round(share * BAR)
    return "█" * full + "·" * (BAR - full)


def _equilibria(out: Console, told: SweepTeller, rows: Sequence[Row], *, several: bool, limit: int) -> None:
    concepts = list(dict.fromkeys(row.concept for row in rows))
    if len(rows) > MANY and len(concepts) > 1:
        out.print(indented(Text(told.one_concept(concepts), style="dim"), 2))
        rows = [row for row in rows if row.concept == concepts[-1]]
    _rows(out, told, rows, several=several, limit=limit)


def _rows(out: Console, told: SweepTeller, rows: Sequence[Row], *, several: bool, limit: int) -> None:
    """A table for each set of readings in which the draws give the same."""
    by: dict[str | None, list[Row]] = {}
    for row in rows:
        by.setdefault(row.reading, []).append(row)
    if any(sum(r.share.count for r in same) > same[0].share.of for same in by.values()) and not rows[0].concept:
        out.print(indented(Text(told.several_ends(), style="dim"), 2))
    groups: dict[tuple[tuple[str, str, int, int], ...], list[str | None]] = {}
    for reading, same in by.items():
        groups.setdefault(tuple((r.concept, r.state, r.share.count, r.share.of) for r in same), []).append(reading)
    left = 0
    for readings in groups.values():
        if several:
            out.print(indented(Text(f"{told.readings(readings, by)}:", style="cyan"), 2))
        left += _shares(out, told, by[readings[0]], limit, 4 if several else 2)
    _more(out, left)


def _shares(out: Console, told: SweepTeller, rows: Sequence[Row], limit: int, margin: int) -> int:
    """The rows of one reading; how many are not shown."""
    concepts = any(row.concept for row in rows)
    table = _table(*(["concept"] if concepts else []), "", "of draws", "", "situation")
    before = None
    shown = 0
    for concept in dict.fromkeys(row.concept for row in rows):
        for row in sorted((r for r in rows if r.concept == concept), key=lambda r: -r.share.count)[:limit]:
            cells = [concept if concept != before else ""] if concepts else []
            before = concept
            table.add_row(*(Text(c) for c in cells), Text(_bar(row.share.share)), Text(told.share(row.share)), Text(row.state, style="cyan"), Text(told.end(row.state)))
            shown += 1
    out.print(indented(table, margin))
    return len(rows) - shown


def _verdicts(out: Console, told: SweepTeller, rows: Sequence[VerdictShare], limit: int) -> None:
    table = _table("claim", "reading", "holds", "fails", "open")
    by: dict[str, list[VerdictShare]] = {}
    for row in rows:
        by.setdefault(row.claim, []).append(row)
    for claim, same in list(by.items())[:limit]:
        groups: dict[tuple[str, ...], list[str | None]] = {}
        for row in same:
            groups.setdefault((told.share(row.holds), percent(row.fails.share), percent(row.open.share)), []).append(row.reading)
        for k, (cells, readings) in enumerate(groups.items()):
            table.add_row(Text("" if k else claim, style="cyan"), Text(told.readings(readings, [r.reading for r in same])), *(Text(c) for c in cells))
    out.print(indented(table, 2))
    _more(out, len(by) - limit)


def _numbers(out: Console, told: SweepTeller, rows: Sequence[NumberSpread], limit: int) -> None:
    out.print(indented(Text(told.numbers_meaning(rows[0].kind), style="dim"), 2))
    clause = rows[0].kind == "clause"
    table = _table("clause" if clause else "reading", *(["reading"] if clause else []), "mean", "10%", "50%", "90%")
    shown = list(dict.fromkeys(row.id for row in rows))[:limit]
    before = ""
    every = len({row.reading for row in rows})
    groups: dict[tuple[str, tuple[float, ...]], list[NumberSpread]] = {}
    for row in rows:
        if row.id in shown:
            groups.setdefault((row.id, (row.mean, row.low, row.middle, row.high)), []).append(row)
    for (id, numbers), same in groups.items():
        values = [f"{v:.1f}" if clause else percent(v) for v in numbers]
        under = "all" if len(same) == every else "; ".join(told.reading(row.reading) for row in same)
        table.add_row(Text(told.number(same[0]) if id != before else ""), *([Text(under)] if clause else []), *(Text(v) for v in values))
        before = id
    out.print(indented(table, 2))
    _more(out, sum(row.id not in shown for row in rows))


def _turning(out: Console, told: SweepTeller, rows: Sequence[NumberSpread], limit: int) -> None:
    """What each number turns on; numbers with the same answer under several readings once."""
    groups: dict[tuple[object, ...], list[NumberSpread]] = {}
    for row in rows:
        if row.influences:
            groups.setdefault((row.kind, row.id, row.mean, row.influences), []).append(row)
    shown = list(groups.values())[:limit]
    for same in shown:
        of_same = [row for row in rows if (row.kind, row.id) == (same[0].kind, same[0].id)]
        under = "" if len(same) == len(of_same) else f" ({'; '.join(told.reading(row.reading) for row in same)})"
        out.print(indented(Text(f"{told.number(same[0])}{under}, mean {told.value(same[0], same[0].mean)}"), 2))
        for line in told.number_influences(same[0]):
            out.print(indented(Text(line), 4))
    _more(out, len(groups) - len(shown))


def _levers(out: Console, told: SweepTeller, rows: Sequence[LeverShare], limit: int) -> None:
    by: dict[tuple[str, str], list[LeverShare]] = {}
    for row in rows:
        by.setdefault((row.lever, row.target), []).append(row)
    for (lever, target), same in list(by.items())[:limit]:
        out.print(indented(Text(f"{lever}, for {target}", style="cyan"), 2))
        groups: dict[str, list[str | None]] = {}
        for row in same:
            cells = (("enough alone", row.sufficient), ("necessary", row.necessary), ("needed as things are", row.but_for))
            groups.setdefault(", ".join(f"{name} {_held(told, shares.items())}" for name, shares in cells if shares), []).append(row.reading)
        for said, readings in groups.items():
            under = f" ({told.readings(readings, [r.reading for r in same])})" if len(same) > 1 or readings != [None] else ""
            out.print(indented(Text(f"{said}{under}"), 4))
    _more(out, len(by) - limit)

def _flips(out: Console, told: SweepTeller, flips: Sequence[Flip], limit: int) -> None:
    out.print(indented(Text(told.steps_meaning(), style="dim"), 2))
    for group in flip_groups(told, flips):
        out.print(indented(Text(group.title, style="cyan"), 2))
        for line in group.lines[:limit]:
            out.print(indented(Text(line), 4))
        _more(out, len(group.lines) - limit)


def _tipping(out: Console, told: SweepTeller, points: Sequence[TippingPoint], limit: int) -> None:
    out.print(indented(Text(tipping_meaning(), style="dim"), 2))
    for group in tipping_groups(points, reading=told.reading, name=told.number_name):
        out.print(indented(Text(group.title, style="cyan"), 2))
        for line in group.lines[:limit]:
            out.print(indented(Text(line), 4))
        _more(out, len(group.lines) - limit)
        if group.rest:
            out.print(indented(Text(group.rest), 4))


def _held(told: SweepTeller, shares: Iterable[tuple[str, Share]]) -> str:
    by = dict(shares)
    if not by:
        return "–"
    if "holds" in by:
        return told.share(by["holds"])
    of = next(iter(by.values())).of
    return f"0% of {of:,}"
