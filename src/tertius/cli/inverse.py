"""`tertius inverse`."""

from __future__ import annotations

import sys

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note
from tertius.errors import NotSupportedError

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--state", default="status_quo", show_default=True, metavar="S", help="A code (YNN), options that are on (a.x,b.y), or status_quo.")
@click.option("--concept", "--concepts", "concept", default="seq", show_default=True, metavar="C", help="nash, gmr, smr, seq or sseq.")
@click.option("--actor", "actors", multiple=True, metavar="A", help="Only this actor's preference may change, and the state is to be stable for it (repeatable).  [default: all, and an equilibrium]")
@click.option("--count", is_flag=True, help="Only the conditions and the counts; no least-cost changes.")
@click.option("--time", "--seconds", "seconds", type=click.FloatRange(1), default=50, show_default=True, metavar="S", help="Time for the search; past it the best found and a proven bound (exit 3).")
def command(
    asked: Asked, state: str, concept: str, actors: tuple[str, ...], count: bool, seconds: float
) -> int:
    """Which preferences make a state stable: conditions, counts, and the least change.

    The count is of strict rankings of one actor, the others' preferences as in the case. The least change
    is in swaps of neighbouring states, and in statements where an actor has some. CASE is a case file, its
    folder, or the slug of a shipped case.
    """
    from tertius.cli.why import _state
    from tertius.dynamics.solved import Solved
    from tertius.kernels.graph import game_of
    from tertius.leverage.inverse import inverse
    from tertius.leverage.inverse_conditions import CONCEPTS, refuse_unranked

    if concept not in CONCEPTS:
        raise NotSupportedError(
            f"the inverse question is not known for '{concept}'; use {', '.join(CONCEPTS[:-1])} or {CONCEPTS[-1]}"
        )
    sys.set_int_max_str_digits(10_000)  # the rankings of 2,048 states have 5,895 digits
    case = asked.situated()
    refuse_unranked(game_of(case))
    solved = Solved(case)
    index = _state(solved, state)
    found = inverse(
        case, state=solved.game.codes[index], concept=concept, actors=actors, changes=not count, seconds=seconds
    )
    if asked.as_json:
        from tertius.view.inverse_json import inverse_json

        emit_json(inverse_json(found, changes=not count))
    elif asked.quiet:
        for actor, number in found.counts.items():
            click.echo(f"{actor}\t{'' if number.stable is None else number.stable}\t{number.rankings}")
        for plan in found.plans:
            click.echo(f"{plan.kind}\t{'none' if plan.cost is None else plan.cost}\t{plan.at_least}")
    else:
        from tertius.view.terminal_inverse import show_inverse

        show_inverse(console(), found, changes=not count)
    if not found.complete:
        note("a limit was reached: not everything is exact; what is not says its bound", asked.quiet)
        return 3
    if found.plans and all(plan.cost is None for plan in found.plans):
        note("no change that can be suggested makes the state stable", asked.quiet)
        return 1
    return 0
