"""`tertius counterfactual`."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
from tertius.errors import ExpressionError, TertiusError

if TYPE_CHECKING:
    from tertius.leverage.factors import Factor
    from tertius.model.case import Case
    from tertius.model.dates import Date

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@target_options
@click.option("--from", "since", metavar="DATE", help="From the situation of this date.  [default: the case's as_of]")
@click.option("--move", "moves", metavar="M", multiple=True, help="A move beside the levers in force: an option, or 'not option' for one that was not taken up (repeatable).")
@click.option("--since", "recorded", metavar="DATE", help="Also the moves on record since this date, up to as_of or --from.")
@click.option("-n", "draws", type=click.IntRange(1, 100_000), metavar="N", help="Draws of what is uncertain.  [default: 200]")
@click.option("--seed", type=click.IntRange(0), metavar="S", help="For these draws.  [default: 0]")
@click.option("--limit", type=click.IntRange(1), default=20_000, show_default=True, metavar="N", help="Try at most N situations for each reading.")
@click.option("--time", "seconds", type=click.FloatRange(0, min_open=True), metavar="S", help="Search for at most about S seconds.")
def command(
    asked: Asked,
    target: str,
    some: bool,
    foresight: int,
    concept: str,
    since: str | None,
    moves: tuple[str, ...],
    recorded: str | None,
    draws: int | None,
    seed: int | None,
    limit: int,
    seconds: float | None,
) -> int:
    """What would have happened without: which levers or moves a target needed, and which were enough.

    Without --reading, for the case as it stands and every reading. Exits 1 if the target holds under none of them,
    3 if a limit was reached. CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.leverage.counterfactual import counterfactual
    from tertius.leverage.factors import recorded_moves
    from tertius.model.asof import moved_to

    case = asked.file_case()
    asked_for = wanted(case, "--target", target)
    situation = None if since is None else _date("--from", since)
    factors = _named(case, moves)
    for factor in factors:
        if factor.id in asked_for.atoms:
            raise TertiusError(f"--move {factor.key}: the target is about it, so it would explain itself; name another move")
    if recorded is not None:
        factors += recorded_moves(case, _date("--since", recorded), situation)
    there = case if situation is None else moved_to(case, situation)
    with progress("readings", asked.quiet or asked.as_json) as tick:
        found = counterfactual(
            there, asked_for, readings=None if asked.reading is None else (asked.reading,), levers=asked.levers, moves=factors,
            some=some, concept=concept, foresight=foresight, draws=draws, seed=seed, limit=limit, seconds=seconds, tick=tick,
        )  # fmt: skip
    if asked.as_json:
        from tertius.view.counterfactual_json import counterfactual_json

        emit_json(counterfactual_json(found, asked.reading))
    elif asked.quiet:
        for r in found.readings:
            needed = " ".join(f.factor.key.replace(" ", "_") for f in r.factors if f.needed == "yes")
            click.echo(f"{r.reading or '-'}\t{r.how or 'impossible'}\t{needed or '-'}")
    else:
        from tertius.view.terminal_counterfactual import show_counterfactual

        show_counterfactual(console(), found)
    if not found.complete:
        note("a limit was reached; raise --limit or --time, or name fewer moves", asked.quiet)
        return 3
    if not any(r.actual in {"holds", "open"} for r in found.readings):
        note("the target holds under no reading that was asked about", asked.quiet)
        return 1
    return 0


def _date(option: str, text: str) -> Date:
    from tertius.model.dates import Date

    try:
        return Date.parse(text)
    except ValueError as error:
        raise TertiusError(f"{option}: {error}; expected 2018, 2018-05 or 2018-05-18") from None


def _named(case: Case, moves: tuple[str, ...]) -> tuple[Factor, ...]:
    from tertius.io.conflict import scope_of
    from tertius.leverage.factors import named_moves
    from tertius.model.conflict import GraphConflict

    if not moves:
        return ()
    settings: list[tuple[str, bool]] = []
    for text in moves if not isinstance(case.conflict, GraphConflict) else ():
        try:
            settings.append(scope_of(case.conflict).setting(text))
        except ExpressionError as error:
            raise TertiusError(f"--move: {error}") from None
    return named_moves(case, settings)
