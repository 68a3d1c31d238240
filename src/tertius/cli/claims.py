"""`tertius claims`."""

from __future__ import annotations

import click

from tertius.cli.common import HELP, Asked, case_options, console, counted, emit_json, note, progress
from tertius.errors import TertiusError, UnknownNameError

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--claim", "ids", metavar="ID", multiple=True, help="Only this claim (repeatable).")
@click.option("--reasons", is_flag=True, help="Reasons for every claim, not only the main one and its premises.")
def command(asked: Asked, ids: tuple[str, ...], reasons: bool) -> int:
    """Test the claims of a case: holds, fails or open, per reading, each with its reason.

    Exits 1 where a claim's `must` is not met. CASE is a case file, its folder, or the slug of a
    shipped case.
    """
    from tertius.evidence.claims import evaluate_claims, first_unmet, premises_of
    from tertius.explain.answer import answer
    from tertius.model.asof import known_by

    full, case = asked.full_and_cut()
    known = {c.id for c in case.claims}
    later = {c.id for c in full.claims} - known
    for id in ids:
        if id in later:
            raise TertiusError(f"the claim '{id}' rests on sources later than {asked.as_of}; take a later --as-of")
        if id not in known:
            raise UnknownNameError("claim", id, known)
    readings = None if asked.reading is None else (asked.reading,)
    with progress("verdicts", asked.quiet or asked.as_json) as tick:
        results = evaluate_claims(case, readings=readings, claims=ids or None, levers=asked.levers, tick=tick)
    if asked.as_json:
        from tertius.view.jsons import claims_json

        emit_json(claims_json(case, results))
    elif asked.quiet:
        for r in results:
            click.echo(f"{r.claim.id}\t{r.reading or '-'}\t{r.verdict.verdict}")
    elif not results:
        click.echo(case.title)
        if later:
            click.echo(f"All {counted(len(later), 'claim')} rest on sources later than {asked.as_of}; take a later --as-of.")
        else:
            click.echo("The case makes no claim that can be tested here.")
    else:
        from tertius.view.terminal import show_claims

        then = None
        if case.argued_on is not None and case.known_by is None:
            then = evaluate_claims(known_by(case, case.argued_on, move_status_quo=False), readings=readings, levers=asked.levers, falsifiers=False)
        detailed = ids or [c.id for c in case.claims]
        if not ids and not reasons and case.main_claim is not None and len(detailed) > 6:
            detailed = premises_of(case, case.main_claim)
        show_claims(console(), case, results, answer(case, results, then, about=ids[0] if len(ids) == 1 else None), detailed)
    if not results and (ids or asked.reading is not None):
        note("no claim is about that", asked.quiet)
        return 1
    unmet = first_unmet(results)
    if unmet is not None:
        where = f" under {unmet.reading}" if unmet.reading else ""
        note(f"claim {unmet.claim.id} must be '{unmet.claim.must}' but is '{unmet.verdict.verdict}'{where}")
        return 1
    return 0
