"""`tertius rationalise`."""

from __future__ import annotations

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note, progress

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--foresight", type=click.IntRange(1, 2), default=2, show_default=True, metavar="N", help="1: a move has to pay at once; 2: or where it comes to rest.")
@click.option("--classes", is_flag=True, help="Only what each move is; no least changes.")
@click.option("--time", "--seconds", "seconds", type=click.FloatRange(1), default=50, show_default=True, metavar="S", help="Time for the search; past it the best found and a proven bound (exit 3).")
def command(asked: Asked, foresight: int, classes: bool, seconds: float) -> int:
    """Which recorded moves and refusals each reading explains, and the least change that explains all.

    A move is explained if it is an improvement where it was made, or worthwhile with foresight; a refusal
    if taking the option up would have been neither. Readings are peers, in the order of the file. CASE is a
    case file, its folder, or the slug of a shipped case.
    """
    from tertius.leverage.inverse_sat import INSTALL
    from tertius.leverage.rationalise import rationalise

    case = asked.file_case()
    chosen = None if asked.reading is None else (asked.reading,)
    with progress("readings", asked.quiet or asked.as_json) as tick:
        found = rationalise(
            case, readings=chosen, levers=asked.levers, foresight=foresight, changes=not classes, seconds=seconds, tick=tick
        )
    if asked.as_json:
        from tertius.view.rationalise_json import rationalise_json

        emit_json(rationalise_json(found))
    elif asked.quiet:
        from tertius.view.terminal_rationalise import bare_rows

        for line in bare_rows(found):
            click.echo(line)
    else:
        from tertius.view.terminal_rationalise import show_rationalisation

        show_rationalisation(console(), found)
    if not found.solver:
        note(f"least changes are left out, as they need python-sat: {INSTALL}", asked.quiet)
    if not found.complete:
        note("a limit was reached: not every least change is proven; what is not says its bound", asked.quiet)
        return 3
    return 0
