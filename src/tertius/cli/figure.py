"""`tertius figure`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note, redact_option, write_whole
from tertius.errors import NothingFoundError, TertiusError
from tertius.version import VERSION

if TYPE_CHECKING:
    from tertius.model.case import Case
    from tertius.report.figures import Figure

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--what", metavar="NAME", help="The figure. Without it: which there are.")
@click.option("--output", "--out", "-o", "output", type=click.Path(path_type=Path), metavar="FILE", help="Where to: .svg or .png.  [default: SVG to standard output]")
@click.option("--table", type=click.Path(path_type=Path), metavar="FILE", help="The table that says the same, as .csv.")
@redact_option
def command(asked: Asked, what: str | None, output: Path | None, table: Path | None) -> None:
    """One figure of a case as a file of its own, SVG or PNG; without --what the list of those there are.

    An SVG has its title, its description and its light style inside and loads nothing. The same case gives the same bytes.
    Exit 1 where the case has no figure. PNG needs the extra `png`. CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.report.figures import figure, figures

    if what is None and (output is not None or table is not None):
        raise TertiusError("which figure? name it with --what; without it, `tertius figure CASE` lists them")
    for path, endings in ((output, (".svg", ".png")), (table, (".csv",))):
        if path is not None and path.suffix.lower() not in endings:
            raise TertiusError(f"{path}: name a file that ends in {' or '.join(endings)}")
    case = asked.file_case()
    if what is None:
        found = figures(case, reading=asked.reading, levers=asked.levers)
        if not found:
            raise NothingFoundError("the case has no figure: it has no path from a status quo, no clause, no tie, no evidence and no forecast with a number")
        _list(asked, case, found)
        return
    one = figure(case, what, reading=asked.reading, levers=asked.levers)
    _write(asked, case, one, output, table)


def _list(asked: Asked, case: Case, found: tuple[Figure, ...]) -> None:
    if asked.as_json:
        from tertius.view.jsons import head_of

        emit_json(head_of("figures", case) | {"figures": [{"name": f.name, "title": f.title} for f in found], "version": VERSION})
    elif asked.quiet:
        for f in found:
            click.echo(f.name)
    else:
        from rich.table import Table
        from rich.text import Text

        listed = Table(box=None, padding=(0, 2, 0, 0), show_header=False)
        listed.add_column(no_wrap=True)
        listed.add_column(overflow="fold")
        for f in found:
            listed.add_row(Text(f.name, style="bold"), Text(f.title))
        console().print(listed)


def _write(asked: Asked, case: Case, one: Figure, output: Path | None, table: Path | None) -> None:
    from tertius.view.standalone import png_of, standalone

    svg = standalone(one.svg)
    if output is not None:
        write_whole(output, png_of(svg) if output.suffix.lower() == ".png" else svg)
        note(f"wrote {output}", asked.quiet)
    if table is not None:
        write_whole(table, _csv(one))
        note(f"wrote {table}", asked.quiet)
    if asked.as_json:
        from tertius.view.jsons import head_of

        emit_json(
            head_of("figure", case)
            | {
                "name": one.name,
                "title": one.title,
                "description": one.words,
                "head": list(one.head),
                "rows": [list(r) for r in one.rows],
                "file": None if output is None else str(output),
                "version": VERSION,
            }
        )
    elif output is None and table is None:
        click.echo(svg, nl=False)


def _csv(one: Figure) -> str:
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(one.head)
    writer.writerows(one.rows)
    return out.getvalue()
