"""`tertius analyze`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tertius.cli.common import (
    HELP,
    Asked,
    Counting,
    case_options,
    console,
    counting_options,
    emit_json,
    progress,
)
from tertius.errors import TertiusError

if TYPE_CHECKING:
    from tertius.dynamics.outcomes import Outcomes

__all__ = ["bare_outcomes", "command", "parse_concepts"]


def parse_concepts(text: str | None) -> tuple[list[str], dict[str, str]]:
    """``nash,seq`` and ``upper=seq,lower=nash`` into concepts and a profile."""
    names: list[str] = []
    profile: dict[str, str] = {}
    for part in (text or "").split(","):
        actor, equals, concept = part.strip().partition("=")
        if equals:
            if actor in profile:
                raise TertiusError(f"--concepts: {actor} is given two concepts; keep one")
            profile[actor.strip()] = concept.strip()
        elif actor:
            names.append(actor)
    return names, profile


def bare_outcomes(found: Outcomes | None, limit: int | None = None) -> str:
    """Codes of the outcomes, and ``unsettled`` where a branch never settles; for --quiet."""
    if found is None:
        return "no status quo"
    return " ".join([*found.states[:limit], *(["unsettled"] if found.unsettled else [])])


@click.command(context_settings=HELP)
@case_options
@click.option("--concepts", "--concept", "concepts", metavar="a,b", help="Solution concepts (default nash,gmr,smr,seq; where something is not known, their forms a and d), or actor=concept pairs.")
@counting_options
@click.option("--foresight", type=click.IntRange(1, 2), default=1, show_default=True, metavar="N", help="1: moves must pay at once; 2: where they come to rest.")
@click.option("--horizon", type=click.IntRange(1, 50), default=2, show_default=True, metavar="N", help="Moves ahead, for limited, limited_ci, limited_cc, maximin.")
@click.option("--limit", type=click.IntRange(1), default=4096, show_default=True, metavar="N", help="List at most N states.")
@click.option("--backend", type=click.Choice(["auto", "arcs", "compiled"]), default="auto", show_default=True, help="What computes: chosen by size, or as said.")
@click.option("--paths", type=click.Choice(["moves", "improvements"]), help="Also every state that legal sequences of moves (or improvements) reach.")
def command(
    asked: Asked,
    concepts: str | None,
    counting: Counting,
    foresight: int,
    horizon: int,
    limit: int,
    paths: str | None,
    backend: str,
) -> None:
    """Rankings, stable states, equilibria and where the status quo leads.

    CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.dynamics.analysis import analyze
    from tertius.dynamics.legal_paths import legal_paths

    names, profile = parse_concepts(concepts)
    with progress("tables of one concept and actor", asked.quiet) as tick:
        found = analyze(
            asked.situated(),
            concepts=names or None,
            profile=profile,
            foresight=foresight,
            horizon=horizon,
            sanctions=counting.sanctions,
            coalitions=counting.coalitions,
            merge=counting.merge,
            backend=backend,
            tick=tick,
        )
    legal = () if paths is None else legal_paths(found.solved.game, improvements=paths == "improvements")
    if asked.as_json:
        from tertius.view.jsons import analysis_json

        data = analysis_json(found, limit)
        if paths is not None:
            data["legal_paths"] = {
                p.state: {"path": [list(x) for x in p.path], "last_movers": list(p.last_movers)} for p in legal[:limit]
            }
        emit_json(data)
    elif asked.quiet:
        for concept in found.concepts:
            click.echo(f"{concept}\t{' '.join(found.equilibria[concept][:limit])}")
        if found.outcomes is not None:
            click.echo(f"outcomes\t{bare_outcomes(found.outcomes, limit)}")
        if paths is not None:
            click.echo(f"{paths}\t{' '.join(p.state for p in legal[:limit])}")
    else:
        from tertius.view.terminal import show_analysis, show_legal_paths

        out = console()
        show_analysis(out, found, limit)
        if paths is not None:
            show_legal_paths(out, found, legal, paths, limit)
