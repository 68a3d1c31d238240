"""`tertius evidence`."""

from __future__ import annotations

from dataclasses import replace

import click

from tertius.cli.common import HELP, Asked, console, emit_json, record_options

__all__ = ["command"]


@click.command(context_settings=HELP)
@record_options
@click.option("--reading", metavar="R", help="Also, row by row, what speaks for this reading against each other.")
def command(asked: Asked, reading: str | None) -> None:
    """How far the evidence tells rival readings apart.

    Posterior bounds, decibels, how diagnostic each row is, inconsistency counts, what the prior
    does, and the smallest changes that would change who is ahead. Readings are peers, in the order
    of the file. Exits 1 if the case has no evidence. CASE is a case file, its folder, or the slug of
    a shipped case.
    """
    from tertius.errors import TertiusError
    from tertius.evidence.flips import flips
    from tertius.evidence.hypotheses import hypotheses

    found = hypotheses(replace(asked, reading=reading).file_case())
    if reading is not None and reading not in found.evidence.readings:
        raise TertiusError(f"the evidence does not compare the reading '{reading}'; it compares {', '.join(found.evidence.readings)}")
    if asked.as_json:
        from tertius.view.evidence_json import evidence_json

        emit_json(evidence_json(found, flips(found), against=reading))
    elif asked.quiet:
        for r, band in found.posterior.items():
            click.echo(f"{r}\t{band.low:.6g}\t{band.mid:.6g}\t{band.high:.6g}\t{found.inconsistency[r]}")
    else:
        from tertius.view.terminal_evidence import show_evidence

        show_evidence(console(), found, flips(found), against=reading)
