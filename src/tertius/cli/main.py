"""The `tertius` command. Each subcommand is imported when it is called, so that `--help` is quick."""

from __future__ import annotations

import gc
import sys

import click

from tertius.cli.streams import broken_pipe, let_go, prepare
from tertius.version import VERSION

__all__ = ["cli", "main"]

COLLECT = 200_000
"""Containers made, less those given back, before the collector looks at the young ones."""
_COMMANDS = {
    "analyze": "Rankings, stable states, equilibria and where the status quo leads.",
    "why": "Why a state is stable or unstable for an actor, in words.",
    "inverse": "Which preferences make a state stable: how many, and the least change.",
    "claims": "Test the claims of a case: holds, fails or open, per reading, with reasons.",
    "readings": "What each rival reading changes, and where it leads.",
    "compare": "Two cases by different hands: which inputs differ, which verdicts hang on them.",
    "play": "Play a case move by move, replay its history, print role cards: for teaching.",
    "evidence": "How far the evidence tells rival readings apart: bounds, flips, priors.",
    "forecasts": "Forecasts on record: scores as intervals, calibration, commitments.",
    "leverage": "Which sets of commitments bring a target about, and what goes with them.",
    "phased": "A sequence of steps to a target that nobody on the way would rather break off.",
    "rationalise": "Which recorded moves each reading explains, and what explaining all would take.",
    "counterfactual": "What would have happened without: what a target needed, what was enough.",
    "thresholds": "Which alignments of a pivot deter both rivals; when a client commits.",
    "backtest": "Score forecasts of negotiated issues on a table with known outcomes.",
    "negotiate": "Clauses under negotiation: who objects, packages that pass, who blocks.",
    "relations": "Signed networks by period: balance, frustration, bridges, critical ties.",
    "sources": "What the case rests on: sources, which stand on each other, what rests on each.",
    "coverage": "What became of each paragraph of a source.",
    "prov": "What the case rests on and its verdicts, as W3C PROV-JSON.",
    "ripeness": "Whether a situation is ripe: a stalemate that hurts, and a way out.",
    "check": "Check a case file; say everything that is wrong at once.",
    "sweep": "What survives when the inputs are wrong: many draws, many machines, kept and resumed.",
    "cases": "List the shipped cases, or show one.",
    "new": "Start a case: a folder with a commented case file.",
    "convert": "Convert between a case and .gmcr, .csv, .xlsx, .graphml and .nfg files.",
    "studio": "Build a case and see its results, in a browser on this machine.",
    "report": "Write a self-contained HTML report.",
    "figure": "One figure of a case as SVG or PNG, with its table.",
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        from importlib import import_module

        command: click.Command = import_module(f"tertius.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0] if args else ""
        if name and not name.startswith("-") and name not in _COMMANDS:
            from tertius.errors import nearest

            near = nearest(name, _COMMANDS)
            ctx.fail(f"there is no command '{name}'" + (f"; did you mean '{near}'?" if near else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(VERSION, prog_name="tertius")
def cli() -> None:
    """Tertius makes arguments about third parties in conflicts executable, so that they can be
    tested and can come out false.

    Begin with `tertius claims sochi-2018`, or `tertius new my-case`.
    """


def main() -> None:
    """Entry point: no traceback for a user's mistake; exit codes as documented."""
    from tertius.errors import TertiusError

    # A command makes many small parts that live as long as it does: looking through them seldom saves a twentieth of the time.
    gc.set_threshold(max(gc.get_threshold()[0], COLLECT) if gc.isenabled() else 0)
    prepare()
    out = sys.stdout
    try:
        code = cli(args=sys.argv[1:] or ["--help"], standalone_mode=False)
        sys.stdout.flush()
        sys.exit(code if isinstance(code, int) else 0)
    except SystemExit as stop:
        # Click puts another stream in the place of one whose reader went away, rich raises from the error.
        if sys.stdout is out and not broken_pipe(stop.__context__):
            raise
        let_go()
        sys.exit(0)
    except click.exceptions.Abort:
        sys.exit(130)
    except KeyboardInterrupt:
        sys.exit(130)
    except click.ClickException as error:
        if isinstance(error, click.MissingParameter) and isinstance(error.param, click.Option):
            what = (error.param.help or "").partition("  [")[0]
            error = click.MissingParameter(what, error.ctx, error.param, error.param_hint, error.param_type)
        error.show()
        sys.exit(error.exit_code)
    except TertiusError as error:
        sys.stderr.write(_told(error))
        sys.exit(error.exit_code)
    except OSError as error:
        let_go()
        if broken_pipe(error):
            sys.exit(0)
        where = f" ({error.filename})" if error.filename else ""
        sys.stderr.write(f"error: {error.strerror or error}{where}; the result is not complete\n")
        sys.exit(2)


def _told(error: Exception) -> str:
    from tertius.errors import CaseError

    text = str(error)
    if isinstance(error, CaseError):
        count = len(error.problems)
        head = f"{count} mistake{'s' if count != 1 else ''} in {error.problems[0].file}" if count else "mistakes"
        shown = "\n".join(f"  {problem}" for problem in error.problems[:100])
        more = f"\n  and {count - 100} more" if count > 100 else ""
        return f"error: {head}\n{shown}{more}\n"
    return f"error: {text}\n"
