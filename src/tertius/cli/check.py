"""`tertius check`."""

from __future__ import annotations

import click

from tertius.cli.common import HELP, Asked, case_options, console, counted, emit_json, progress
from tertius.errors import CaseError, Problem

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--strict", is_flag=True, help="Refuse inputs that have neither a source nor a basis.")
def command(asked: Asked, strict: bool) -> None:
    """Check a case file: every mistake at once, then what is worth a second look.

    Every reading is applied and solved, so a reading that leaves no state is found here.
    """
    from tertius.evidence.check import warnings_of
    from tertius.model.inputs import unmarked

    case = asked.file_case()
    with progress("verdicts", asked.quiet or asked.as_json) as tick:
        found = warnings_of(case, tick=tick)
    bare = unmarked(case)
    if strict and bare:
        raise CaseError(
            [
                Problem(asked.name, 0, 0, i.where, "it has neither a source nor a basis", "sources: [...] or basis: judged")
                for i in bare
            ]
        )
    if asked.as_json:
        emit_json(
            {
                "schema": "tertius/check/1",
                "case": {"title": case.title, "hash": case.hash},
                "ok": True,
                "warnings": [{"where": w.where, "what": w.what} for w in found],
                "unmarked": [i.where for i in bare],
            }
        )
        return
    if asked.quiet:
        for w in found:
            click.echo(f"{w.where}\t{w.what}")
        return
    from rich.text import Text

    out = console()
    counts = ", ".join(
        counted(len(group), word)
        for group, word in (
            (case.actors, "actor"), (case.readings, "reading"), (case.levers, "lever"),
            (case.history, "event"), (case.claims, "claim"), (case.sources, "source"),
        )
    )
    out.print(Text.assemble(("no mistakes  ", "green"), case.title, (f"  ({counts}; {case.hash})", "dim")))
    for w in found:
        out.print(Text.assemble(("look again  ", "yellow"), f"{w.where}: {w.what}"))
    if bare:
        names = ", ".join(i.where for i in bare[:6]) + (f" and {len(bare) - 6} more" if len(bare) > 6 else "")
        out.print(Text.assemble(("unmarked  ", "yellow"), f"{counted(len(bare), 'input')} with neither a source nor a basis: {names}"))
