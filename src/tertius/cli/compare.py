"""`tertius compare`."""

from __future__ import annotations

from dataclasses import replace

import click

from tertius.cli.common import HELP, Asked, case_options, console, emit_json, note

__all__ = ["command"]


@click.command(context_settings=HELP)
@case_options
@click.argument("second", metavar="SECOND")
@click.option("--claim", "claims", metavar="ID", multiple=True, help="Only this claim (repeatable).")
@click.option("--size", type=click.IntRange(1), default=3, show_default=True, metavar="N", help="Attribute a difference to sets of up to N inputs.")
@click.option("--limit", type=click.IntRange(1), default=2000, show_default=True, metavar="N", help="Try at most N sets for each verdict and side.")
def command(asked: Asked, second: str, claims: tuple[str, ...], size: int, limit: int) -> int:
    """Two cases about the same thing by different hands: which inputs differ, and which verdicts hang on them.

    Neither is the better one. Exits 3 if a limit was reached. CASE and SECOND are case files, their folders,
    or slugs of shipped cases.
    """
    from tertius.errors import UnknownNameError
    from tertius.evidence.compare import compare_cases

    cases = asked.file_case(), replace(asked, name=second).file_case()
    both = {c.id for c in cases[0].claims} & {c.id for c in cases[1].claims}
    for claim in claims:
        if claim not in both:
            raise UnknownNameError("claim of both cases", claim, sorted(both))
    found = compare_cases(
        *cases, claims=claims or None, readings=None if asked.reading is None else (asked.reading,), levers=asked.levers,
        size=size, limit=limit,
    )  # fmt: skip
    if asked.as_json:
        from tertius.view.compare_json import comparison_json

        emit_json(comparison_json(found))
    elif asked.quiet:
        for row in found.differing:
            click.echo(f"{row.claim}\t{row.reading or '-'}\t{row.first}\t{row.second}")
    else:
        from tertius.view.terminal_compare import show_comparison

        show_comparison(console(), found)
    if not all(row.from_first.complete and row.from_second.complete for row in found.differing):
        note(f"a limit was reached: not all sets of up to {size} inputs were tried; raise --limit or name --claim", asked.quiet)
        return 3
    return 0
