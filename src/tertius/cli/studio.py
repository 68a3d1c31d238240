"""`tertius studio`."""

from __future__ import annotations

from pathlib import Path

import click

from tertius.cli.common import HELP, note

__all__ = ["command"]


@click.command(context_settings=HELP)
@click.argument("case", metavar="[CASE]", required=False)
@click.option("--folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR", help="The only folder that may be read and written.  [default: that of the case, or this one]")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="The port to listen on.  [default: 8757, or a free one]")
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--quiet", "-q", is_flag=True, help="The bare address, nothing around it.")
def command(case: str | None, folder: Path | None, port: int | None, no_browser: bool, quiet: bool) -> None:
    """Build a case and see its results in a browser on this machine; no YAML needed.

    CASE is a case file, its folder, or the slug of a shipped case, of which a copy is opened. Without one,
    a start screen offers a blank case, the template, shipped cases and the files of the folder. The studio
    listens on 127.0.0.1 only, and to the page with this run's token only. Ctrl-C ends it; what is not saved
    is kept for the next start.
    """
    from tertius.studio.desk import chosen
    from tertius.studio.serve import serve

    def ready(address: str) -> None:
        click.echo(address)
        note("the studio is open at this address, on this machine only; Ctrl-C ends it", quiet)
        if not no_browser:
            import webbrowser

            webbrowser.open(address)

    serve(chosen(case, folder), port=port, ready=ready)
