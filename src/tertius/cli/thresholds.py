"""`tertius thresholds`."""

from __future__ import annotations

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json
from tertius.errors import NothingFoundError, TertiusError

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--id", "ids", metavar="ID", multiple=True, help="Only this window or commitment (repeatable).")
@click.option("--foresight", type=click.IntRange(1, 2), metavar="N", help="What is read after a commitment: 1 at once, 2 after the others' replies.  [default: both]")
def command(asked: Asked, ids: tuple[str, ...], foresight: int | None) -> None:
    """Which alignments of a pivot deter both rivals; when a client commits, and what moves it.

    For the case as it stands and every reading; --reading shows one, with a table of what moves the client.
    Exits 1 if the case has no thresholds. CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.leverage.thresholds import thresholds

    full, case = asked.full_and_cut()
    for id in ids:
        if id in full.thresholds.ids and id not in case.thresholds.ids:
            raise TertiusError(f"the threshold '{id}' rests on sources later than {asked.as_of}; take a later --as-of")
    if full.thresholds and not case.thresholds:
        raise NothingFoundError(f"all thresholds of the case rest on sources later than {asked.as_of}; take a later --as-of")
    readings = None if asked.reading is None else (asked.reading,)
    found = thresholds(case, readings=readings, levers=asked.levers, ids=ids, foresight=foresight)
    if asked.as_json:
        from tertius.view.thresholds_json import thresholds_json

        emit_json(thresholds_json(found))
    elif asked.quiet:
        for row in found.windows:
            verdict = row.finding.opening.verdict if row.finding is not None else "impossible"
            click.echo(f"{row.window.id}\t{row.reading or '-'}\t-\t{verdict}")
        for line in found.commitments:
            for finding in line.findings:
                click.echo(f"{line.commitment.id}\t{line.reading or '-'}\t{finding.foresight or '-'}\t{finding.given.verdict}")
            if line.impossible:
                click.echo(f"{line.commitment.id}\t{line.reading or '-'}\t-\timpossible")
    else:
        from tertius.view.terminal_thresholds import show_thresholds

        show_thresholds(console(), found)
