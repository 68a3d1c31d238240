"""`tertius negotiate`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note, redact_option
from tertius.errors import NothingFoundError

if TYPE_CHECKING:
    from tertius.model.case import Case
    from tertius.model.negotiation import Negotiation

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--rule", default="", metavar="R", help="By this rule of the section's `rules`.  [default: the rule in force, with the others beside it]")
@click.option("--draws", type=click.IntRange(1, 1_000_000), default=2000, show_default=True, metavar="N", help="Draws of positions that are ranges.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, metavar="S", help="For the draws.")
@click.option("--time", "seconds", type=click.FloatRange(0, min_open=True), default=60, show_default=True, metavar="S", help="Seconds for each search over packages (exit 3 past them).")
@redact_option
def command(asked: Asked, rule: str, draws: int, seed: int, seconds: float) -> int:
    """Clauses under negotiation: who objects, which packages pass, who blocks and why.

    Other rules, and readings that change the negotiation, are answered beside it. CASE has a section `negotiation`. Exit 1 where no
    package passes.
    """
    from tertius.negotiation.beside import by_reading, by_rule
    from tertius.negotiation.negotiate import negotiate

    case = asked.situated()
    if case.negotiation is None:
        raise NothingFoundError("the case has no section `negotiation`, or nothing of it was known by then; add issues with positions")
    if case.redacted:
        _clauses(asked, case, case.negotiation)
        return 0
    found = negotiate(case.negotiation.under(rule), draws=draws, seed=seed, seconds=seconds)
    bare = asked.quiet and not asked.as_json
    rules = () if rule or bare else by_rule(case.negotiation, draws=draws, seed=seed, seconds=seconds)
    readings = () if asked.reading or bare else by_reading(case, draws=draws, seed=seed, seconds=seconds, rule=rule)
    if asked.as_json:
        from tertius.view.negotiation_json import negotiation_json

        emit_json(negotiation_json(found, case, rule=rule, rules=rules, readings=readings))
    elif asked.quiet:
        if found.best is not None:
            click.echo(json.dumps(found.best.judged.choice))
    else:
        from tertius.view.terminal_negotiation import show_negotiation

        show_negotiation(console(), found, case, rules=rules, readings=readings)
    if found.unfinished:
        note(f"not finished within {seconds:g} s: {', '.join(found.unfinished)} (--time)", asked.quiet)
        return 3
    if found.best is None:
        why = "; see which red lines would have to move, or whose consent is missing" if found.nearest is not None else ": what cannot stand together leaves none"
        note(f"no package passes{why}", asked.quiet)
        return 1
    return 0


def _clauses(asked: Asked, case: Case, negotiation: Negotiation) -> None:
    """A redacted version has its clauses, and no package."""
    from tertius.negotiation.clauses import clauses_alone

    rows = clauses_alone(negotiation, judged=case.redacted == "team")
    if asked.as_json:
        from tertius.view.clauses import clauses_json

        emit_json(clauses_json(rows, case, negotiation))
    elif asked.quiet:
        click.echo(json.dumps({r.issue.id: None if r.settled is None else r.settled.forecast.median for r in rows}))
    else:
        from tertius.view.clauses import show_clauses

        show_clauses(console(), rows, case, negotiation)
