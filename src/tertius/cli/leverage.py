"""`tertius leverage`."""

from __future__ import annotations

import click

from tertius.cli.common import (
    HELP,
    Asked,
    case_options,
    console,
    emit_json,
    note,
    progress,
    target_options,
    wanted,
)

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@target_options
@click.option("--size", type=click.IntRange(0), metavar="N", help="At most N levers in a plan.  [default: all, or 4 of more than 12]")
@click.option("--without", metavar="L", multiple=True, help="Take this lever of the reading out (repeatable).")
@click.option("--limit", type=click.IntRange(1), metavar="N", help="Try at most N sets.  [default: 2,097,152; 200,000 where sets are solved one by one]")
@click.option("--time", "seconds", type=click.FloatRange(0, min_open=True), metavar="S", help="Take at most about S seconds.")
@click.option("--samples", type=click.IntRange(1), metavar="N", help="Draws for the pivot index of more than 12 levers.  [default: 2,000; 100 where sets are solved one by one]")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, metavar="N", help="For these draws.")
def command(
    asked: Asked,
    target: str,
    some: bool,
    foresight: int,
    concept: str,
    size: int | None,
    without: tuple[str, ...],
    limit: int | None,
    seconds: float | None,
    samples: int | None,
    seed: int,
) -> int:
    """All minimal sets of levers after which a target holds, by cost, and what goes with them.

    Coercive levers are never chosen; --lever puts them in force, to be analysed. Exits 1 if no set
    reaches the target, 3 if a limit was reached. CASE is a case file, its folder, or the slug of a
    shipped case.
    """
    from tertius.leverage.plans import leverage
    from tertius.leverage.question import ask

    case = asked.file_case()
    asked_for = wanted(case, "--target", target)
    question = ask(
        case, asked_for, reading=asked.reading, levers=asked.levers, without=without, some=some, concept=concept, foresight=foresight
    )
    with progress("sets of levers", asked.quiet or asked.as_json) as tick:
        found = leverage(question, size=size, limit=limit, seconds=seconds, samples=samples, seed=seed, tick=tick)
    if asked.as_json:
        from tertius.view.leverage_json import leverage_json

        emit_json(leverage_json(found))
    elif asked.quiet:
        for plan in found.plans:
            click.echo(f"{plan.cost:g}\t{' '.join(plan.levers) or '-'}")
    else:
        from tertius.view.terminal_leverage import show_leverage

        show_leverage(console(), found)
    if not found.complete or (question.pool and found.pivot is None):
        note(f"a limit was reached after {found.tried:,} sets; raise --limit or --time, or ask for a smaller --size", asked.quiet)
        return 3
    if not found.plans:
        note("no set of levers reaches the target", asked.quiet)
        return 1
    return 0
