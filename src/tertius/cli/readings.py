"""`tertius readings`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tertius.cli.analyze import bare_outcomes
from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note, progress
from tertius.errors import UnknownNameError

if TYPE_CHECKING:
    from tertius.negotiation.beside import Answer

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.option("--concept", "--concepts", "concept", default="", metavar="C", help="The solution concept.  [default: seq, or seq_d where something is not known]")
@click.option("--claim", "claims", metavar="ID", multiple=True, help="How far each reading is from another verdict on this claim (repeatable).  [default: the main claim]")
@click.option("--size", type=click.IntRange(0), default=3, show_default=True, metavar="N", help="Try up to N changes for that.")
@click.option("--limit", type=click.IntRange(1), default=5000, show_default=True, metavar="N", help="Try at most N sets of changes for each claim and reading.")
def command(asked: Asked, concept: str, claims: tuple[str, ...], size: int, limit: int) -> int:
    """What each rival reading changes, where it leads without and with foresight, which levers matter to that, on which
    claims readings agree and differ, what is agreed where readings change a negotiation, what separates them, and how far each is from another verdict.

    Readings are peers: the same computation for each, in the order of the file, no default winner. Exits 3
    if a limit was reached. CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.evidence.claims import evaluate_claims
    from tertius.evidence.features import HowFar, how_far
    from tertius.evidence.lever_effects import MOST_STATES, lever_effects
    from tertius.evidence.readings import compare_readings

    case = asked.file_case()
    chosen = None if asked.reading is None else (asked.reading,)
    rows = compare_readings(case, concept=concept, levers=asked.levers, readings=chosen)
    if asked.quiet and not asked.as_json:
        for row in rows:
            ends = "impossible\timpossible" if row.impossible else f"{bare_outcomes(row.myopic)}\t{bare_outcomes(row.foresighted)}"
            click.echo(f"{row.reading or '-'}\t{ends}")
        return 0
    results = evaluate_claims(case, readings=chosen, levers=asked.levers, falsifiers=False)
    tested = {r.claim.id: r.claim for r in results}
    wanted = claims or tuple(c for c in (case.main_claim,) if c in tested)
    for id in wanted:
        if id not in tested:
            raise UnknownNameError("claim that is tested", id, tested)
    with progress("levers", asked.quiet or asked.as_json) as tick:
        matter = {row.reading: lever_effects(case, row, concept=concept, levers=asked.levers, tick=tick) for row in rows}
    if case.levers and any(row.states > MOST_STATES for row in rows):
        note(f"which levers matter is not worked out for more than {MOST_STATES:,} states", asked.quiet)
    far: list[HowFar] = []
    if size:
        with progress("claims", asked.quiet or asked.as_json) as tick:
            for done, id in enumerate(wanted):
                tick(done, len(wanted))
                far += how_far(case, tested[id], readings=chosen, levers=asked.levers, size=size, limit=limit)
    answers: tuple[Answer, ...] = ()
    if case.negotiation is not None:
        from tertius.negotiation.beside import by_reading

        answers = by_reading(case) if chosen is None or case.readings[chosen[0]].negotiation is not None else ()
    if asked.as_json:
        from tertius.explain.negotiation_english import ACCURACY
        from tertius.view.compare_json import how_far_json, lever_effects_json
        from tertius.view.jsons import readings_json
        from tertius.view.negotiation_json import answer_json

        shown = [row.as_dict() | {"lever_effects": lever_effects_json(matter[row.reading])} for row in rows]
        talks = {a.id or "-": answer_json(a) for a in answers if chosen is None or a.id in chosen}
        emit_json(readings_json(case, shown, results) | {"negotiation": talks, **({"accuracy": ACCURACY} if talks else {}), "how_far": how_far_json(far)})
    else:
        from tertius.view.terminal_readings import show_readings

        show_readings(console(), case, rows, results, far, matter, answers)
    if not all(row.least.complete for row in far):
        note(f"a limit was reached: not all sets of up to {size} changes were tried; raise --limit", asked.quiet)
        return 3
    return 0
