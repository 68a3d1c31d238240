"""`tertius sweep`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, Asked, console, emit_json, note, wanted
from tertius.errors import TertiusError

if TYPE_CHECKING:
    from tertius.sweep.plan import Plan
    from tertius.sweep.run import Sweep

__all__ = ["command"]

DRAWS = 1_000
CHANGES = 5_000
"""How many changes `--flips` tries unless another number is named."""


@click.command(context_settings=HELP)
@click.argument("case", metavar="[CASE]", required=False)
@click.option("-n", "--draws", "draws", type=int, default=DRAWS, show_default=True, metavar="N", help="How many draws.")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, metavar="S", help="Of the draws; the same seed gives the same result.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Keep every draw in this folder, as Parquet; the same command goes on where it was broken off.")
@click.option("--until", type=float, metavar="WIDTH", help="Stop early when no interval is wider than this, such as 0.02.")
@click.option("--workers", type=int, metavar="W", help="Processes on this machine.  [default: one a core, where it is worth it]")
@click.option("--scheduler", metavar="URL", help="A Dask scheduler instead, such as tcp://10.0.0.1:8786.")
@click.option("--shard", metavar="i/n", help="Only the i-th of n shares of the draws, for batch queues; needs --out.")
@click.option("--summary", "folders", type=click.Path(path_type=Path), metavar="DIR", multiple=True, help="Show what a folder of draws has; needs no CASE (repeatable, for shards of one sweep).")
@click.option("--reading", metavar="R", help="Under this reading only.  [default: the case as it stands, and every reading]")
@click.option("--lever", "levers", metavar="L", multiple=True, help="With this lever in force (repeatable).")
@click.option("--concepts", "--concept", "concepts", metavar="a,b", help="Solution concepts.  [default: as in analyze]")
@click.option("--foresight", type=click.IntRange(1, 2), default=1, show_default=True, metavar="N", help="For outcomes.")
@click.option("--claims", metavar="a,b", help="Only these claims, or none.  [default: all]")
@click.option("--target", "targets", metavar="EXPR", multiple=True, help="Which levers are necessary and sufficient for this (repeatable), or none.  [default: what claims about levers aim at]")
@click.option("--flips", "flipping", is_flag=True, help="Also the least change of what varies that flips each outcome, each claim, and what each lever is worth; exact. Of claims about a negotiation or evidence: the nearest value of each number that changes them.")
@click.option("--changes", type=click.IntRange(1), default=CHANGES, show_default=True, metavar="N", help="How many changes --flips tries at most; a tenth for levers, a hundredth for what is worked out one by one; always all single steps.")
@click.option("--no-numbers", is_flag=True, help="Leave out the forecasts of clauses and the probabilities of readings.")
@click.option("--as-of", "as_of", metavar="DATE", help="With only what was known by this date.")
@click.option("--limit", type=click.IntRange(1), default=6, show_default=True, metavar="N", help="Situations shown of each reading, claims, levers; inputs listed of each answer.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="The bare result, nothing around it.")
def command(
    case: str | None,
    draws: int,
    seed: int,
    out: Path | None,
    until: float | None,
    workers: int | None,
    scheduler: str | None,
    shard: str | None,
    folders: tuple[Path, ...],
    reading: str | None,
    levers: tuple[str, ...],
    concepts: str | None,
    foresight: int,
    claims: str | None,
    targets: tuple[str, ...],
    flipping: bool,
    changes: int,
    no_numbers: bool,
    as_of: str | None,
    limit: int,
    as_json: bool,
    quiet: bool,
) -> int:
    """What survives when the inputs are wrong: the case again and again, each time with what it declares uncertain drawn anew.

    Frequencies of equilibria, outcomes, verdicts and what levers do, each with an interval, and which inputs they turn on; where numbers of a
    negotiation or of evidence vary, how forecasts and probabilities are spread. With --out
    a run that was broken off goes on where it was. CASE is a case file, its folder, or the slug of a shipped case.
    """
    if not flipping and click.get_current_context().get_parameter_source("changes") is not click.core.ParameterSource.DEFAULT:
        raise TertiusError("--changes is about --flips: add --flips, or leave it out")
    if folders:
        given = click.get_current_context()
        other = [p for p in ("case", "draws", "seed", "out", "until", "workers", "scheduler", "shard", "reading", "levers", "concepts", "foresight", "claims", "targets", "no_numbers", "as_of")
                 if given.get_parameter_source(p) is not click.core.ParameterSource.DEFAULT]  # fmt: skip
        if other:
            name = "CASE" if other[0] == "case" else f"--{other[0].rstrip('s') if other[0] in {'levers', 'targets'} else other[0].replace('_', '-')}"
            raise TertiusError(f"--summary shows what is in the folder; leave out {name}")
        found = _read(folders, quiet)
    else:
        if case is None:
            raise click.MissingParameter("CASE, or --summary DIR", param_hint="'CASE'", param_type="argument")
        asked = Asked(case, reading, levers, as_of, as_json, quiet)
        plan = _plan(asked, seed, concepts, foresight, claims, targets, numbers=not no_numbers)
        try:
            found = _run(plan, draws, out, until, workers, scheduler, _shard(shard), quiet)
        except KeyboardInterrupt:
            note(_stopped(out), quiet)
            return 130
    _show(found, limit, changes=changes if flipping else 0, as_json=as_json, quiet=quiet)
    return 0


def _plan(asked: Asked, seed: int, concepts: str | None, foresight: int, claims: str | None, targets: tuple[str, ...], *, numbers: bool) -> Plan:
    from tertius.sweep.plan import plan_of

    case = asked.file_case()
    plan = plan_of(
        case,
        seed=seed,
        concepts=_names(concepts),
        foresight=foresight,
        readings=None if asked.reading is None else (asked.reading,),
        levers=asked.levers,
        claims=() if claims == "none" else _names(claims),
        targets=None if not targets else () if targets == ("none",) else [wanted(case, "--target", t) for t in targets],
        numbers=numbers,
    )
    if case.conflict is None and not plan.claims and not plan.numbers:
        raise TertiusError("nothing is asked: the case has no conflict part, so that its draws have verdicts and numbers only; leave out --claims none or --no-numbers")
    return plan


def _names(text: str | None) -> tuple[str, ...] | None:
    return None if text is None else tuple(x.strip() for x in text.split(",") if x.strip())


def _shard(text: str | None) -> tuple[int, int]:
    if text is None:
        return 1, 1
    number, slash, of = text.partition("/")
    try:
        if not slash:
            raise ValueError
        return int(number), int(of)
    except ValueError:
        raise TertiusError(f"--shard {text}: write i/n, the number of the shard and how many there are, such as 1/16") from None


def _run(
    plan: Plan,
    draws: int,
    out: Path | None,
    until: float | None,
    workers: int | None,
    scheduler: str | None,
    shard: tuple[int, int],
    quiet: bool,
) -> Sweep:
    from tertius.cli.sweep_progress import shown_pace
    from tertius.sweep.run import run_sweep

    with shown_pace(quiet, out) as tick:
        return run_sweep(
            plan, draws=draws, out=out, workers=workers, scheduler=scheduler, shard=shard, until=until, tick=tick
        )


def _read(folders: tuple[Path, ...], quiet: bool) -> Sweep:
    from tertius.cli.common import progress
    from tertius.sweep.read import read_sweep

    with progress("draws", quiet) as tick:
        return read_sweep(*folders, tick=tick)


def _stopped(out: Path | None) -> str:
    if out is None:
        return "stopped; nothing is kept: with --out DIR a sweep can be broken off and goes on later"
    return f"stopped; what is finished is kept in {out}, and the same command goes on from there (tertius sweep --summary {out} shows it)"


def _show(found: Sweep, limit: int, *, changes: int, as_json: bool, quiet: bool) -> None:
    """changes : that are tried for flips, none without them"""
    from tertius.explain.sweep_english import SweepTeller

    turned = points = None
    if changes:
        from tertius.cli.common import progress
        from tertius.sweep.flips import flips
        from tertius.sweep.tipping import tipping

        with progress("changes", quiet) as tick:
            turned = flips(found.plan, limit=changes, tick=tick)
        with progress("numbers", quiet) as tick:
            points = tipping(found.plan, tick=tick)
    if as_json:
        from tertius.view.sweep_json import sweep_json

        emit_json(sweep_json(found, limit, flips=turned, tipping=points))
    elif quiet:
        from tertius.view.terminal_sweep import bare

        for line in bare(found, turned or (), points or ()):
            click.echo(line)
    else:
        from tertius.view.terminal_sweep import show_sweep

        show_sweep(console(), found, limit, flips=turned, tipping=points)
    for line in SweepTeller(found).notes():
        note(line, quiet)


