"""`tertius readings`."""

from __future__ import annotations

import click

from tertius.cli.analyze import bare_outcomes
from tertius.cli.common import HELP, Asked, case_options, console, emit_json

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--concept", "--concepts", "concept", default="", metavar="C", help="The solution concept.  [default: seq, or seq_d where something is not known]")
def command(asked: Asked, concept: str) -> None:
    """What each rival reading changes, and where it leads without and with foresight.

    Readings are peers: the same computation for each, in the order of the file, no default winner.
    """
    from tertius.evidence.readings import compare_readings

    case = asked.file_case()
    chosen = None if asked.reading is None else (asked.reading,)
    rows = compare_readings(case, concept=concept, levers=asked.levers, readings=chosen)
    if asked.as_json:
        from tertius.view.jsons import readings_json

        emit_json(readings_json(case, [row.as_dict() for row in rows]))
    elif asked.quiet:
        for row in rows:
            ends = "impossible\timpossible" if row.impossible else f"{bare_outcomes(row.myopic)}\t{bare_outcomes(row.foresighted)}"
            click.echo(f"{row.reading or '-'}\t{ends}")
    else:
        from tertius.view.terminal_readings import show_readings

        show_readings(console(), case, rows)
