"""Competing readings for a terminal: the matrix, posterior bounds, flips, priors."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.evidence.flips import Flips
from tertius.evidence.hypotheses import Hypotheses
from tertius.explain.evidence_english import EXCLUSIVE, EvidenceTeller
from tertius.explain.words import day
from tertius.view.terminal import CAUTION, _key, heading, indented

__all__ = ["show_evidence"]


def show_evidence(out: Console, found: Hypotheses, turned: Flips, *, against: str | None = None) -> None:
    """Rows by readings, then what follows from them."""
    told = EvidenceTeller(found, turned)
    keys = {r: _key(k) for k, r in enumerate(found.case.readings, 1)}
    out.print(heading(found.case))
    out.print(Text(told.scope(), style="dim"))
    out.print(indented(_matrix(found, told, keys), 0, above=1))
    for line in (told.scale(), *told.groups()):
        out.print(Text(line, style="dim"))
    out.print(indented(_posterior(found, told, keys), 0, above=1))
    out.print(Text(told.inconsistency_note(), style="dim"))
    out.print()
    for line in told.separated():
        out.print(Text(line))
    out.print()
    for line in told.flips():
        out.print(indented(Text(line), 2) if line.startswith("•") else Text(line))
    out.print(indented(_prior(found, told, keys), 0, above=1))
    out.print(Text(told.prior_note(), style="dim"))
    if against is not None:
        out.print()
        out.print(Text.assemble(("Row by row, decibels for ", "bold"), (told.name(against), "bold"), (" against each other:", "bold")))
        out.print(_against(found, against, keys))
    out.print()
    out.print(Text(EXCLUSIVE, style="dim"))
    out.print(Text(CAUTION, style="dim"))


def _table(*heads: str, right: int = 99) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), show_header=True, header_style="dim")
    for k, head in enumerate(heads):
        table.add_column(head, overflow="fold", justify="right" if k >= right else "left")
    return table


def _matrix(found: Hypotheses, told: EvidenceTeller, keys: dict[str, str]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), show_header=True, header_style="dim")
    table.add_column("row", no_wrap=True)
    table.add_column("evidence", overflow="fold", ratio=1)
    for r in found.evidence.readings:
        table.add_column(keys[r], justify="center", no_wrap=True)
    table.add_column("tells apart by", overflow="fold")
    for weight, row in zip(found.rows, found.evidence.rows, strict=True):
        aside = "; ".join(x for x in (day(row.date), told.reliability(row.reliability)) if x)
        said = Text.assemble(row.text, (f" ({aside})", "dim"))
        table.add_row(Text(row.id, style="bold"), said, *(Text(told.cell(row.cells[r])) for r in found.evidence.readings), Text(told.diagnosticity(weight.diagnosticity)))
    return table


def _posterior(found: Hypotheses, told: EvidenceTeller, keys: dict[str, str]) -> Table:
    table = _table("", "reading", "posterior", "inconsistency")
    for r, band in found.posterior.items():
        table.add_row(Text(keys[r], style="bold"), Text(told.words.reading(r)), Text(told.band(band)), Text(str(found.inconsistency[r])))
    return table


def _prior(found: Hypotheses, told: EvidenceTeller, keys: dict[str, str]) -> Table:
    table = _table("posterior", *told.prior_head())
    for r in found.evidence.readings:
        table.add_row(Text(keys[r], style="bold"), *(Text(x) for x in told.prior(r)))
    return table


def _against(found: Hypotheses, reading: str, keys: dict[str, str]) -> Table:
    rows = found.against(reading)
    others = [r for r in found.evidence.readings if r != reading]
    table = _table("row", *(keys[r] for r in others), right=1)
    for id, bands in rows.items():
        table.add_row(Text(id, style="bold"), *(Text(f"{bands[r].mid:+.1f} ({bands[r].low:+.1f} to {bands[r].high:+.1f})") for r in others))
    total = [found.decibels[reading, r] for r in others]
    table.add_row(Text("all", style="bold"), *(Text(f"{b.mid:+.1f} ({b.low:+.1f} to {b.high:+.1f})") for b in total))
    return table
