"""`tertius studio`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, note

if TYPE_CHECKING:
    from tertius.studio.desk import Desk

__all__ = ["command"]


@click.command(context_settings=HELP)
@click.argument("case", metavar="[CASE]", required=False)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="The only folder that may be read and written.  [default: that of the case, or this one]")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="The port to listen on.  [default: 8757, or a free one]")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--reading", metavar="R", help="Show results under this reading of the case.")
@click.option("--lever", "levers", metavar="L", multiple=True, help="Show results with this lever in force (repeatable).")
@click.option("--as-of", "as_of", metavar="DATE", help="Show results with only what was known by this date.")
@click.option("--json", "as_json", is_flag=True, help="The address and the folder as JSON, one line.")
@click.option("--quiet", "-q", is_flag=True, help="The bare address, nothing around it.")
def command(
    case: str | None, folder: Path | None, port: int | None, no_browser: bool, reading: str | None, levers: tuple[str, ...],
    as_of: str | None, as_json: bool, quiet: bool,
) -> None:  # fmt: skip
    """Build a case and see its results in a browser on this machine; no YAML needed.

    CASE is a case file, its folder, or the slug of a shipped case, of which a copy is opened. Without one,
    a start screen offers a blank case, the template, shipped cases and the files of the folder. The studio
    listens on 127.0.0.1 only, and to the page with this run's token only. Ctrl-C ends it; what is not saved
    is kept for the next start. The page's own switches change what --reading, --lever and --as-of begin with.
    """
    import json
    from urllib.parse import urlencode

    from tertius.studio.desk import chosen
    from tertius.studio.serve import serve

    desk = chosen(case, folder)
    _known(desk, reading, levers, as_of)
    asked = [("reading", reading), *(("lever", x) for x in levers), ("as_of", as_of)]
    query = urlencode([(name, value) for name, value in asked if value])

    def ready(address: str) -> None:
        address += f"&{query}" if query else ""
        click.echo(json.dumps({"schema": "tertius/studio/1", "address": address, "folder": str(desk.folder.root)}) if as_json else address)
        note("the studio is open at this address, on this machine only; Ctrl-C ends it", quiet)
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    serve(desk, port=port, ready=ready)


def _known(desk: Desk, reading: str | None, levers: tuple[str, ...], as_of: str | None) -> None:
    """What is asked for has to be there; of a case with mistakes that cannot be told, and the page tells the mistakes."""
    from tertius.errors import TertiusError, UnknownNameError
    from tertius.model.dates import Date

    if desk.draft is None:
        if reading or levers or as_of:
            raise TertiusError("--reading, --lever and --as-of need a CASE")
        return
    if as_of:
        try:
            Date.parse(as_of)
        except ValueError as error:
            raise TertiusError(f"--as-of: {error}; expected 2018, 2018-05 or 2018-05-18") from None
    case = desk.draft.case
    if case is None:
        return
    if reading and reading not in case.readings:
        raise UnknownNameError("reading", reading, case.readings)
    for lever in levers:
        if lever not in case.levers:
            raise UnknownNameError("lever", lever, case.levers)
