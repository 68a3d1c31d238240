"""`tertius ripeness`."""

from __future__ import annotations

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note
from tertius.errors import TertiusError

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--parties", metavar="a,b", help="Between whom.  [default: actors with role party that have a preference]")
@click.option("--foresight", type=click.IntRange(1, 2), default=1, show_default=True, metavar="N", help="For where it leads if nobody agrees.")
@click.option("--concept", "--concepts", "concept", default="", metavar="C", help="The solution concept, for the same.  [default: seq, or seq_d where something is not known]")
def command(asked: Asked, parties: str | None, foresight: int, concept: str) -> int:
    """Whether a situation is ripe: a stalemate that hurts every party, and a way out that every party prefers.

    Where actors see the case in their own way, as each of them sees it. Says who gains least and by how
    much, or what each party would need. Exits 1 if it is not ripe for certain. CASE is a case file, its
    folder, or the slug of a shipped case.
    """
    from tertius.leverage.ripeness import ripeness

    names = None if parties is None else tuple(dict.fromkeys(x.strip() for x in parties.split(",") if x.strip()))
    if names is not None and len(names) < 2:
        raise TertiusError(f"--parties {parties}: ripeness is between two or more parties; write --parties a,b")
    found = ripeness(asked.situated(), parties=names, foresight=foresight, concept=concept)
    if asked.as_json:
        from tertius.view.ripeness_json import ripeness_json

        emit_json(ripeness_json(found))
    elif asked.quiet:
        margin = "" if found.margin is None else " ".join(f"{x:.4g}" for x in dict.fromkeys(found.margin))
        click.echo(f"{found.ripe}\t{margin}\t{' '.join(found.ways)}")
    else:
        from tertius.view.terminal_ripeness import show_ripeness

        show_ripeness(console(), found)
    if found.ripe != "yes":
        note("whether it is ripe is open" if found.ripe == "open" else "it is not ripe", asked.quiet)
        return 1
    return 0
