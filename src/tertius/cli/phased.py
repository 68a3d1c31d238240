"""`tertius phased`."""

from __future__ import annotations

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note, progress, wanted

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--to", "--target", "target", metavar="EXPR", required=True, help="What is to hold at the end.")
@click.option("--foresight", type=click.IntRange(1, 2), default=1, show_default=True, metavar="N", help="What stopping or going back brings. 1: at once; 2: where the others' replies come to rest.")
@click.option("--lasting", is_flag=True, help="Only ends that last by themselves: equilibria, with foresight 2 rest points.")
@click.option("--without", metavar="L", multiple=True, help="Take this lever of the reading out (repeatable).")
@click.option("--size", type=click.IntRange(0), metavar="N", help="At most N levers in a mend.  [default: all, or 4 of more than 12]")
@click.option("--limit", type=click.IntRange(1), default=20_000, show_default=True, metavar="N", help="Try at most N sets of levers.")
@click.option("--time", "seconds", type=click.FloatRange(0, min_open=True), metavar="S", help="Take at most about S seconds for mends.")
def command(
    asked: Asked,
    target: str,
    foresight: int,
    lasting: bool,
    without: tuple[str, ...],
    size: int | None,
    limit: int,
    seconds: float | None,
) -> int:
    """A shortest sequence of steps to a target that nobody on the way would rather break off.

    No actor with a step would rather stay out or stop before it, and none would rather take back what it
    did. No step takes up force. Where there is no such sequence: which step fails and why, and the cheapest
    admissible levers that mend it. Exits 1 if none is certain, 3 if a limit was reached. CASE is a case
    file, its folder, or the slug of a shipped case.
    """
    from tertius.leverage.phased_mends import agree
    from tertius.leverage.question import ask

    case = asked.file_case()
    asked_for = wanted(case, "--to", target)
    question = ask(case, asked_for, reading=asked.reading, levers=asked.levers, without=without, foresight=foresight)
    with progress("sets of levers", asked.quiet or asked.as_json) as tick:
        found = agree(question, lasting=lasting, size=size, limit=limit, seconds=seconds, tick=tick)
    if asked.as_json:
        from tertius.view.phased_json import phased_json

        emit_json(phased_json(found))
    elif asked.quiet:
        click.echo(found.found.exists)
        for actor, before, after in found.found.best.steps if found.found.best else ():
            click.echo(f"{actor}\t{before}\t{after}")
        for mend in found.mends.found if found.mends else ():
            click.echo(f"mend\t{mend.cost:g}\t{' '.join(mend.levers)}")
    else:
        from tertius.view.terminal_phased import show_phased

        show_phased(console(), found)
    if found.mends is not None and not found.mends.complete:
        note(f"a limit was reached after {found.mends.tried:,} sets of levers; raise --limit or --time, or ask for a smaller --size", asked.quiet)
        return 3
    if found.found.exists != "yes":
        note("no phased agreement is certain" if found.found.exists == "open" else "there is no phased agreement", asked.quiet)
        return 1
    return 0
