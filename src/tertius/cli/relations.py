"""`tertius relations`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note, progress
from tertius.errors import NothingFoundError, TertiusError

if TYPE_CHECKING:
    from tertius.model.case import Case
    from tertius.model.dyads import DyadTable

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--period", type=click.Choice(["year", "quarter", "month", "day"]), help="How time is cut.  [default: as the case says; for a table month, or its own periods]")
@click.option("--threshold", type=float, metavar="T", help="A tie is a value above T, or below minus T.  [default: the case's, or 0]")
@click.option("--min-events", type=int, metavar="N", help="Fewer events than this are no tie.  [default: the case's, or 1]")
@click.option("--value", type=click.Choice(["mean", "sum"]), help="What is compared: the mean of a pair's events in a period, or their sum.  [default: the case's, or mean]")
@click.option("--aliases", type=click.Path(path_type=Path), metavar="FILE", help="For a table: other names of actors (columns alias, actor).")
@click.option("--actors", metavar="a,b", help="Only ties among these.")
@click.option("--critical/--no-critical", default=None, help="Look for critical ties.  [default: in networks of up to 200 ties]")
@click.option("--limit", type=click.IntRange(0), default=5_000, show_default=True, metavar="N", help="Ties up to which the index is found exactly; past it, bounds (exit 3).")
@click.option("--time", "seconds", type=click.FloatRange(0, min_open=True), default=60, show_default=True, metavar="S", help="Seconds for all searches together; past them, bounds (exit 3).")
def command(
    asked: Asked,
    period: str | None,
    threshold: float | None,
    min_events: int | None,
    value: str | None,
    aliases: Path | None,
    actors: str | None,
    critical: bool | None,
    limit: int,
    seconds: float,
) -> int:
    """Signed networks by period: balance, frustration index, triads, bridges, critical ties.

    CASE is a case with a section `relations`, or a table: ties (period,a,b,sign) or events
    (date,source,target,goldstein, ICEWS, GDELT 1 or 2; also packed with gzip or zip).
    """
    from tertius.relations.analysis import analyze_relations

    case, table = _read(asked, period, aliases)
    said = case.relations if case is not None else None
    names = tuple(dict.fromkeys(x.strip() for x in (actors or "").split(",") if x.strip()))
    with progress("periods", asked.quiet or asked.as_json) as tick:
        found = analyze_relations(
            table,
            threshold=threshold if threshold is not None else said.threshold if said else 0.0,
            min_events=min_events if min_events is not None else said.min_events if said else 1,
            value=value or (said.value if said else "mean"),
            actors=names,
            critical=critical,
            limit=limit,
            seconds=seconds,
            tick=tick,
        )
    if asked.as_json:
        from tertius.view.relations_json import relations_json

        emit_json(relations_json(found, case))
    elif asked.quiet:
        for p in found.periods:
            f = p.frustration
            click.echo(f"{p.network.period}\t{p.network.nodes}\t{p.network.edges}\t{f.lower}\t{f.upper}")
    else:
        from tertius.view.terminal_relations import show_relations

        show_relations(console(), found, case)
    if not found.complete:
        note("a limit was reached: not every index is exact or not every critical tie is known; what is not says its bounds (--limit, --time)", asked.quiet)
        return 3
    if not any(p.network.edges for p in found.periods):
        note("no tie was found; a lower --threshold or --min-events has more", asked.quiet)
        return 1
    return 0


def _read(asked: Asked, period: str | None, aliases: Path | None) -> tuple[Case | None, DyadTable]:
    """The case and its ties by period, or no case and the table."""
    from dataclasses import replace

    from tertius.io.catalogue import slugs
    from tertius.relations.signed_network import case_table

    path = Path(asked.name)
    if path.is_file() and path.suffix.lower() not in {".yaml", ".yml"}:
        return None, _table(asked, path, period, aliases)
    if not path.exists() and path.suffix and path.suffix.lower() not in {".yaml", ".yml"} and asked.name not in slugs():
        raise TertiusError(f"{asked.name}: there is no such file; expected a case, or a table of ties or events")
    if aliases is not None:
        raise TertiusError("--aliases is for tables; a case names them under relations.aliases")
    case = asked.situated()
    if case.relations is None:
        raise NothingFoundError("the case has no section `relations`; add ties or an event file, or name a table")
    relations = case.relations if period is None else replace(case.relations, period=period)
    try:
        return case, case_table(relations, [a.id for a in case.actors])
    except ValueError as error:
        raise TertiusError(f"--period {period}: {error}; take a coarser one") from None


def _table(asked: Asked, path: Path, period: str | None, aliases: Path | None) -> DyadTable:
    from tertius.io.tie_table import read_aliases, read_table
    from tertius.model.dates import Date

    if asked.reading is not None or asked.levers:
        raise TertiusError("--reading and --lever are for cases; a table has neither")
    until = None
    if asked.as_of is not None:
        try:
            until = Date.parse(asked.as_of)
        except ValueError as error:
            raise TertiusError(f"--as-of: {error}; expected 2018, 2018-05 or 2018-05-18") from None
    other = read_aliases(aliases) if aliases is not None else None
    with progress("MB read", asked.quiet or asked.as_json) as tick:
        return read_table(path, period=period, aliases=other, until=until, tick=tick)
