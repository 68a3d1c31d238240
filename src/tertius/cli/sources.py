"""`tertius sources`."""

from __future__ import annotations

import click

from tertius.cli.common import HELP, Asked, console, emit_json, record_options
from tertius.version import VERSION

__all__ = ["command"]


@click.command(context_settings=HELP)
@record_options
def command(asked: Asked) -> None:
    """What the case rests on: its sources, which of them stand on each other, and what rests on each.

    Sources by one author, or of which one cites another, are one strand and count once; citations by
    authors of their own pieces are named. CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.evidence.sources import support

    case = asked.file_case()
    found = support(case)
    if asked.as_json:
        emit_json(
            {
                "schema": "tertius/sources/1",
                "case": {"title": case.title, "hash": case.hash},
                "sources": [
                    {
                        "id": s.id, "title": s.title, "date": None if s.date is None else str(s.date), "stance": s.stance or None,
                        "seen": s.seen or None, "cites": list(s.cites), "inputs": list(found.rests[s.id]),
                    }
                    for s in case.sources.values()
                ],
                "strands": [list(x) for x in found.strands],
                "self_citations": [list(x) for x in found.self_citations],
                "one_strand_only": list(found.single),
                "unsourced": list(found.unsourced),
                "version": VERSION,
            }
        )  # fmt: skip
        return
    if asked.quiet:
        for id, where in found.rests.items():
            click.echo(f"{id}\t{len(where)}")
        return
    from tertius.view.terminal_sources import show_sources

    show_sources(console(), case, found)
