"""`tertius prov`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tertius.cli.common import HELP, Asked, case_options, note, progress, redact_option, write_whole

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--out", "--output", "-o", "out", metavar="FILE", help="Write to a file instead of standard output.")
@redact_option
def command(asked: Asked, out: str | None) -> None:
    """What the case rests on, and its verdicts, as W3C PROV-JSON.

    Sources, inputs, the case and its verdicts, with who they go back to. The same case gives the same text.
    CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.evidence.claims import evaluate_claims
    from tertius.view.prov_json import prov_json

    case = asked.file_case()
    chosen = None if asked.reading is None else (asked.reading,)
    with progress("verdicts", asked.quiet or asked.as_json) as tick:
        results = evaluate_claims(case, readings=chosen, levers=asked.levers, falsifiers=False, tick=tick)
    text = json.dumps(prov_json(case, results), ensure_ascii=False, indent=1) + "\n"
    if out is None:
        click.echo(text, nl=False)
        return
    write_whole(Path(out), text)
    note(f"wrote {out}", asked.quiet)
