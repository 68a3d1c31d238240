"""`tertius report`."""

from __future__ import annotations

from pathlib import Path

import click

from tertius.cli.common import (
    HELP,
    Asked,
    case_options,
    emit_json,
    note,
    progress,
    redact_option,
    write_whole,
)
from tertius.version import VERSION

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--output", "--out", "-o", "output", type=click.Path(path_type=Path), metavar="FILE", help="The HTML file to write.  [default: the name of the case, in this folder]")
@redact_option
def command(asked: Asked, output: Path | None) -> None:
    """Write one self-contained HTML page: the answer, what it depends on, and everything behind it.

    The page needs no network and loads nothing. With --as-of DATE nothing on it is later than DATE.
    With --redact nothing on it is computed from what the version leaves out; the page says at its top what that is.
    CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.errors import TertiusError
    from tertius.report.build import build
    from tertius.report.render import render

    if output is None:
        case = Path(asked.name)
        stem = case.resolve().parent.name if case.name == "case.yaml" else case.resolve().name if case.is_dir() else case.stem
        output = Path(f"{stem}{f'-{asked.redact}' if asked.redact else ''}.html")
    if output.is_dir():
        raise TertiusError(f"-o {output} is a folder; name a file in it that ends in .html")
    if output.suffix.lower() not in {".html", ".htm"}:
        raise TertiusError(f"-o {output}: a report is a web page; name a file that ends in .html")
    with progress("verdicts", asked.quiet) as tick:
        dossier = build(asked.file_case(), reading=asked.reading, levers=asked.levers, tick=tick)
    write_whole(output, render(dossier))
    if asked.as_json:
        emit_json(
            {
                "schema": "tertius/report/1",
                "file": str(output),
                "case": {"title": dossier.title, "hash": dict(dossier.provenance)["Content hash"]},
                **({"redacted": asked.redact} if asked.redact else {}),
                "sections": list(dossier.sections),
                "version": VERSION,
            }
        )
    note(f"wrote {output}", asked.quiet)
