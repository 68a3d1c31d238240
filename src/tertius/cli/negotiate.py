"""`tertius negotiate`."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note, redact_option, write_whole
from tertius.errors import NothingFoundError

if TYPE_CHECKING:
    from tertius.model.case import Case
    from tertius.model.negotiation import Negotiation
    from tertius.negotiation.fit import Fit
    from tertius.negotiation.timing.by_reading import WaitingUnder
    from tertius.negotiation.timing.timed import Timed

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--rule", default="", metavar="R", help="By this rule of the section's `rules`.  [default: the rule in force, with the others beside it]")
@click.option("--draws", type=click.IntRange(1, 1_000_000), default=2000, show_default=True, metavar="N", help="Draws of positions that are ranges.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, metavar="S", help="For the draws.")
@click.option("--time", "seconds", type=click.FloatRange(0, min_open=True), default=60, show_default=True, metavar="S", help="Seconds for each search over packages (exit 3 past them).")
@click.option("--fit", "train", metavar="FIT", help="Weights of the forecast: a FILE.json that `backtest --save-fit` wrote, or a table to fit on.  [default: those that Tertius ships]")
@click.option("--output", "--out", "-o", "output", type=click.Path(path_type=Path), metavar="FILE", help="Write the text, clause by clause, as a table instead: .html, .docx, .xlsx or .csv.")
@click.option("--positions", "positions", type=click.Path(path_type=Path), metavar="FILE", help="Also write who wants what as a table, to .csv or .xlsx: what `positions_table` and `backtest` read.")
@redact_option
def command(asked: Asked, rule: str, draws: int, seed: int, seconds: float, train: str | None, output: Path | None, positions: Path | None) -> int:
    """Clauses under negotiation: who objects, which packages pass, who blocks and why, what waiting costs.

    Other rules, and readings that change the negotiation, are answered beside it. CASE has a section `negotiation`. Exit 1 where no
    package passes.

    With -o the table that negotiators use is written (clause, in force, draft, brackets, who objects, forecast); no package is searched for then, and the exit code is 0.
    """
    from tertius.cli.backtest import fit_asked
    from tertius.negotiation.beside import by_reading, by_rule
    from tertius.negotiation.negotiate import negotiate

    if output is not None:
        from tertius.report.negotiating_text import check_ending

        check_ending(output)
    case = asked.situated()
    if case.negotiation is None:
        raise NothingFoundError("the case has no section `negotiation`, or nothing of it was known by then; add issues with positions")
    fit = fit_asked(train)
    if positions is not None:
        from tertius.io.positions_written import position_rows, positions_bytes

        write_whole(positions, positions_bytes(position_rows(case.negotiation, case.title), positions))
        note(f"wrote {positions}", asked.quiet)
    if output is not None:
        _write(output, replace(case, negotiation=case.negotiation.under(rule)), fit, draws, seed, asked)
        return 0
    if case.redacted:
        _clauses(asked, case, case.negotiation.under(rule), fit)
        return 0
    spread = None if case.uncertainty is None else case.uncertainty.negotiation
    found = negotiate(case.negotiation.under(rule), draws=draws, seed=seed, seconds=seconds, fit=fit, spread=spread)
    bare = asked.quiet and not asked.as_json
    rules = () if rule or bare else by_rule(case.negotiation, draws=draws, seed=seed, seconds=seconds, fit=fit, spread=spread)
    readings = () if asked.reading or bare else by_reading(case, draws=draws, seed=seed, seconds=seconds, rule=rule, fit=fit)
    timing: Timed | None = None
    waiting: tuple[WaitingUnder, ...] = ()
    if case.negotiation.timing is not None and not bare:
        from tertius.negotiation.timing.timed import timed

        under = replace(case, negotiation=case.negotiation.under(rule))
        timing = timed(under, None if found.best is None else found.best.columns, seconds=seconds)
        if not asked.reading and not rule:
            from tertius.negotiation.timing.by_reading import waiting_by_reading

            waiting = waiting_by_reading(case, seconds=seconds)
    late = (*found.unfinished, *(() if timing is None else timing.unfinished))
    if asked.as_json:
        from tertius.view.negotiation_json import negotiation_json

        emit_json(negotiation_json(found, case, rule=rule, rules=rules, readings=readings, timing=timing, waiting=waiting))
    elif asked.quiet:
        if found.best is not None:
            click.echo(json.dumps(found.best.judged.choice))
    else:
        from tertius.view.terminal_negotiation import show_negotiation

        show_negotiation(console(), found, case, rules=rules, readings=readings, timing=timing, waiting=waiting)
    if late:
        note(f"not finished within {seconds:g} s: {', '.join(late)} (--time)", asked.quiet)
        return 3
    if found.best is None:
        why = "; see which red lines would have to move, or whose consent is missing" if found.nearest is not None else ": what cannot stand together leaves none"
        note(f"no package passes{why}", asked.quiet)
        return 1
    return 0


def _clauses(asked: Asked, case: Case, negotiation: Negotiation, fit: Fit | None) -> None:
    """A redacted version has its clauses, and no package."""
    from tertius.negotiation.clauses import clauses_alone

    rows = clauses_alone(negotiation, judged=case.redacted == "team", fit=fit)
    if asked.as_json:
        from tertius.view.clauses import clauses_json

        emit_json(clauses_json(rows, case, negotiation))
    elif asked.quiet:
        click.echo(json.dumps({r.issue.id: None if r.settled is None else r.settled.forecast.median for r in rows}))
    else:
        from tertius.view.clauses import show_clauses

        show_clauses(console(), rows, case, negotiation)


def _write(output: Path, case: Case, fit: Fit | None, draws: int, seed: int, asked: Asked) -> None:
    """The text as a file; with --json what was written."""
    from tertius.report.negotiating_text import check_ending, negotiating_text, text_bytes
    from tertius.version import VERSION
    from tertius.view.jsons import head_of

    text = negotiating_text(case, fit=fit, draws=draws, seed=seed)
    write_whole(output, text_bytes(text, check_ending(output)))
    if asked.as_json:
        emit_json(head_of("negotiating-text", case) | {"file": str(output), "clauses": len(text.rows), "columns": list(text.columns), "version": VERSION})
    note(f"wrote {output}", asked.quiet)
