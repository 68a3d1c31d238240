"""`tertius cases`."""

from __future__ import annotations

import click

from tertius.cli.common import HELP, console, counted, emit_json

__all__ = ["command"]


@click.command(context_settings=HELP)
@click.argument("slug", required=False)
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Slugs only, or the file's path.")
def command(slug: str | None, as_json: bool, quiet: bool) -> None:
    """List the shipped cases, or show one: its summary, sources and where its file is."""
    from tertius.io.catalogue import load, locate, slugs

    if slug is None and quiet and not as_json:
        click.echo("\n".join(slugs()))
        return
    chosen = slugs() if slug is None else (slug,)
    if slug is not None:
        locate(slug)
    rows = [(name, load(name)) for name in chosen]
    if as_json:
        emit_json(
            {
                "schema": "tertius/cases/1",
                "cases": [
                    {
                        "slug": name,
                        "title": case.title,
                        "hash": case.hash,
                        "actors": len(case.actors),
                        "readings": list(case.readings),
                        "claims": len(case.claims),
                        "file": str(locate(name)),
                    }
                    for name, case in rows
                ],
            }
        )
        return
    if quiet:
        click.echo(str(locate(chosen[0])))
        return
    from rich.text import Text

    out = console()
    for name, case in rows:
        tested = sum(c.expect is not None for c in case.claims)
        counts = f"{counted(len(case.actors), 'actor')}, {counted(len(case.readings), 'reading')}, {counted(tested, 'claim')} to test"
        out.print(Text.assemble((f"{name}  ", "bold"), case.title, (f"  ({counts})", "dim")))
        if slug is None:
            continue
        if case.summary:
            out.print(Text(case.summary.strip()))
        for source in case.sources.values():
            cited = ", ".join(x for x in (source.author, source.title, str(source.date or "")) if x)
            out.print(Text(f"  {source.id}: {cited}", style="dim"))
        out.print(Text(f"  {locate(name)}", style="dim"))
