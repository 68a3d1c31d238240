"""`tertius report`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

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
from tertius.errors import TertiusError
from tertius.version import VERSION

if TYPE_CHECKING:
    from tertius.report.dossier import Dossier

__all__ = ["command"]

ENDINGS = {"html": (".html", ".htm"), "pdf": (".pdf",), "md": (".md", ".markdown"), "docx": (".docx",)}


@click.command(context_settings=HELP)
@case_options
@click.option("--output", "--out", "-o", "output", type=click.Path(path_type=Path), metavar="FILE", help="The file to write.  [default: the name of the case, in this folder]")
@click.option("--format", "form", type=click.Choice(list(ENDINGS)), help="A web page, paper, Markdown or a Word document.  [default: by the ending of FILE, else html]")
@click.option("--pdf", is_flag=True, help="The same as --format pdf.")
@redact_option
def command(asked: Asked, output: Path | None, form: str | None, pdf: bool) -> None:
    """Write one self-contained HTML page: the answer, what it depends on, and everything behind it.

    The page needs no network and loads nothing. With --as-of DATE nothing on it is later than DATE.
    With --redact nothing on it is computed from what the version leaves out; the page says at its top what that is.
    The other formats say the same as the page. PDF is printed by Chromium (Debian's package `chromium`, or the one that the
    variable CHROMIUM names) without a network; docx needs the extra `docx`, and its pictures the extra `png`.
    CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.report.build import begun, build

    if pdf and form not in {None, "pdf"}:
        raise TertiusError(f"--pdf and --format {form} contradict each other; keep one of the two")
    output, form = _place(asked, output, "pdf" if pdf else form)
    if form == "pdf":
        from tertius.report.pdf import chromium

        chromium()  # before the work, not after it
    case = asked.file_case()
    beside = begun(case, reading=asked.reading, levers=asked.levers, processes=os.cpu_count() or 1)
    with progress("verdicts", asked.quiet) as tick:
        dossier = build(case, reading=asked.reading, levers=asked.levers, tick=tick, beside=beside)
    write_whole(output, _content(dossier, form))
    if asked.as_json:
        emit_json(
            {
                "schema": "tertius/report/1",
                "file": str(output),
                "format": form,
                "case": {"title": dossier.title, "hash": dict(dossier.provenance)["Content hash"]},
                **({"redacted": asked.redact} if asked.redact else {}),
                "sections": list(dossier.sections),
                "version": VERSION,
            }
        )
    note(f"wrote {output}", asked.quiet)


def _place(asked: Asked, output: Path | None, form: str | None) -> tuple[Path, str]:
    """Where to, and in which format: as asked, by the ending, or a page."""
    if output is None:
        case = Path(asked.name)
        stem = case.resolve().parent.name if case.name == "case.yaml" else case.resolve().name if case.is_dir() else case.stem
        form = form or "html"
        return Path(f"{stem}{f'-{asked.redact}' if asked.redact else ''}{ENDINGS[form][0]}"), form
    by_ending = next((f for f, ends in ENDINGS.items() if output.suffix.lower() in ends), None)
    if output.is_dir():
        raise TertiusError(f"-o {output} is a folder; name a file in it that ends in {ENDINGS[form or 'html'][0]}")
    if by_ending is None or (form is not None and by_ending != form):
        wanted = " or ".join(ENDINGS[form]) if form else ", ".join(ends[0] for ends in ENDINGS.values())
        what = f"a report in the format {form}" if form else "a report"
        raise TertiusError(f"-o {output}: {what} needs a file that ends in {wanted}")
    return output, by_ending


def _content(dossier: Dossier, form: str) -> str | bytes:
    from tertius.report.render import render

    page = render(dossier)
    if form == "pdf":
        from tertius.report.pdf import pdf

        return pdf(page)
    if form == "md":
        from tertius.report.markdown import markdown

        return markdown(page)
    if form == "docx":
        from tertius.report.word import word

        made = dict(dossier.provenance)
        return word(page, {"title": dossier.title, **dict(dossier.facts), "Case": made["Content hash"], "Tertius": made["Tertius"]})
    return page
