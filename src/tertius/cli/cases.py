"""`tertius cases`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, console, counted, emit_json, note
from tertius.version import VERSION

if TYPE_CHECKING:
    from tertius.model.case import Case

__all__ = ["command"]


@click.command(context_settings=HELP)
@click.argument("slug", required=False)
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Slugs only, or the file's path.")
@click.option("--region", metavar="TEXT", help="Only cases with a source about a region whose name has this in it.")
@click.option("--theme", metavar="TEXT", help="Only cases with a source on a theme whose name has this in it.")
def command(slug: str | None, as_json: bool, quiet: bool, region: str | None, theme: str | None) -> int:
    """List the shipped cases, or show one: its summary, sources and where its file is.

    Exits 1 if no case is of the region or theme asked for.
    """
    from tertius.io.catalogue import load, locate, slugs

    if slug is None and quiet and not as_json and region is None and theme is None:
        click.echo("\n".join(slugs()))
        return 0
    chosen = slugs() if slug is None else (slug,)
    if slug is not None:
        locate(slug)
    rows = [(name, case) for name in chosen if _about(case := load(name), region, theme)]
    if not rows and not as_json:
        known = sorted({x for name in chosen for s in load(name).sources.values() for x in (*s.region, *s.theme)})
        note(f"no shipped case is of that region or theme; there are: {', '.join(known)}", quiet)
        return 1
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
                        "regions": sorted({x for s in case.sources.values() for x in s.region}),
                        "themes": sorted({x for s in case.sources.values() for x in s.theme}),
                        "file": str(locate(name)),
                    }
                    for name, case in rows
                ],
                "version": VERSION,
            }
        )
        return 0 if rows else 1
    if quiet:
        click.echo("\n".join(name for name, _ in rows) if slug is None else str(locate(chosen[0])))
        return 0
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
    return 0


def _about(case: Case, region: str | None, theme: str | None) -> bool:
    def some(wanted: str | None, names: set[str]) -> bool:
        return wanted is None or any(wanted.casefold() in name.casefold() for name in names)

    sources = case.sources.values()
    return some(region, {x for s in sources for x in s.region}) and some(theme, {x for s in sources for x in s.theme})
