"""`tertius coverage`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, Asked, console, emit_json, note, record_options
from tertius.errors import TertiusError
from tertius.version import VERSION

if TYPE_CHECKING:
    from tertius.model.case import Case

__all__ = ["command"]


@click.command(context_settings=HELP)
@record_options
@click.argument("source", metavar="SOURCE", required=False)
@click.option("--text", metavar="FILE", help="Your own copy of the text, to show how each paragraph begins and to count.  [default: the `copy` that the case names, if it is there]")
def command(asked: Asked, source: str | None, text: str | None) -> int:
    """What became of each paragraph of a source: used, context, or not modelled and why.

    Exits 1 if a paragraph is unassigned, the text has another number of them, or a passage to which the case is anchored is not in it. SOURCE is
    the id of a source of the case. The text (plain, HTML, or PDF with text) stays where it is. CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.evidence.anchors import anchored
    from tertius.evidence.coverage import coverage_of
    from tertius.io.article import read_article

    case = asked.file_case()
    if source is None:
        covered = ", ".join(dict.fromkeys(r.source for r in case.coverage)) or "none of its sources"
        raise TertiusError(f"which source? say its id after the case; the case accounts for {covered}")
    text = text or _beside(asked.name, case, source)
    copy = None if text is None else read_article(text).paragraphs
    found = coverage_of(case, source, copy)
    passages = None if copy is None else anchored(case, source, copy)
    at = {p.anchor: p for p in passages or ()}
    if asked.as_json:
        emit_json(
            {
                "schema": "tertius/coverage/1",
                "case": {"title": case.title, "hash": case.hash},
                "source": source,
                "paragraphs": [
                    {"paragraph": p.number, "rows": [{"as": r.form, "refs": list(r.refs), "why": r.why} for r in p.rows]}
                    for p in found.paragraphs
                ],
                "declared": found.declared,
                "counted": found.counted,
                "unassigned": list(found.unassigned),
                "anchors": [
                    {"paragraph": a.paragraph, "hash": a.hash, "to": list(a.to), "status": None if passages is None else at[a].status,
                     "found_at": None if passages is None else at[a].paragraph}
                    for a in case.anchors
                    if a.source == source
                ],
                "version": VERSION,
            }
        )
    elif asked.quiet:
        for p in found.paragraphs:
            click.echo(f"{p.number}\t{' '.join(r.form for r in p.rows) or 'unassigned'}")
    else:
        from tertius.view.terminal_coverage import show_coverage

        show_coverage(console(), case, found, passages)
    if found.counted is not None and source not in case.paragraphs:
        note(
            f"the case accounts for no paragraph of {source} yet: write coverage.{source} with paragraphs: {found.counted} and a row for each",
            asked.quiet,
        )
    elif found.counted is not None and found.counted != found.declared:
        note(
            f"the text has {found.counted} paragraphs and the case says {found.declared}: a paragraph is a block between blank "
            f"lines; mend coverage.{source}.paragraphs or give the text that the case was made from",
            asked.quiet,
        )
    mismatch = found.counted is not None and found.counted != found.declared
    lost = any(p.status in {"changed", "gone"} for p in passages or ())
    return 1 if found.unassigned or mismatch or lost or not found.paragraphs else 0


def _beside(path: str, case: Case, source: str) -> str | None:
    """The copy that the case names, where it is there."""
    found = case.sources.get(source)
    if found is None or not found.copy:
        return None
    place = Path(path)
    copy = (place if place.is_dir() else place.parent) / found.copy
    return str(copy) if copy.is_file() else None
