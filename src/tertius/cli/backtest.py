"""`tertius backtest`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, console, counted, emit_json, note, write_whole
from tertius.errors import TertiusError

if TYPE_CHECKING:
    from tertius.model.position_table import PositionTable
    from tertius.negotiation.backtest import Backtest
    from tertius.negotiation.fit import Fit
    from tertius.negotiation.stakes import Observed

__all__ = ["command", "fit_asked"]

SHIPPED = "shipped"


@click.command(context_settings=HELP)
@click.argument("table", metavar="TABLE", type=click.Path(path_type=Path))
@click.option("--fit", "train", metavar="TRAIN", help="Fit on this table instead of on folds; a FILE.json that --save-fit wrote, or `shipped`, is taken as it is.")
@click.option("--folds", type=click.IntRange(2), metavar="N", help="Folds; a group is never divided; not with --fit.  [default: 10]")
@click.option("--seed", type=click.IntRange(0), default=0, show_default=True, metavar="S", help="Of the folds, the resampling and the randomised PIT.")
@click.option("--models", metavar="a,b", help="Only these models; `all` for every one.  [default: all but ktab_turns and exchange_rounds, which are slow]")
@click.option("--out", "out", type=click.Path(path_type=Path), metavar="FILE", help="Also write a row for each issue and model, to .csv or .xlsx.")
@click.option("--save-fit", type=click.Path(path_type=Path), metavar="FILE.json", help="Also write the weights fitted on TRAIN, or else on all of TABLE.")
@click.option("--json", "as_json", is_flag=True, help="The result as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="The bare result, nothing around it.")
def command(
    table: Path,
    train: str | None,
    folds: int | None,
    seed: int,
    models: str | None,
    out: Path | None,
    save_fit: Path | None,
    as_json: bool,
    quiet: bool,
) -> int:
    """Score forecasts on issues whose outcome is known.

    TABLE has one row an actor and issue (issue, group, actor, position, salience, power, status_quo, outcome) in CSV or .xlsx, or is the wide file of DEU III.
    Each forecast comes from weights that have not seen the issue's group.
    """
    from tertius.io.positions_table import read_positions
    from tertius.negotiation.backtest import backtest
    from tertius.negotiation.models.catalogue import models_of

    if train is not None and folds is not None:
        raise TertiusError("--folds: with --fit there are no folds; leave out one of the two")
    if out is not None and out.suffix.casefold() not in {".csv", ".xlsx"}:
        raise TertiusError(f"--out: '{out.name}' ends neither in .csv nor in .xlsx")
    if save_fit is not None and save_fit.suffix.casefold() != ".json":
        raise TertiusError(f"--save-fit: '{save_fit.name}' does not end in .json; --fit would take it for a table")
    names = models_of(tuple(n.strip() for n in (models or "").split(",") if n.strip()))
    read = read_positions(table)
    data, left_out = _observed(read)
    fit = fit_asked(train)
    found = backtest(data, fit=fit, folds=10 if folds is None else folds, seed=seed, models=names)
    if save_fit is not None:
        _save(save_fit, fit, read, data, Path(train) if train and train != SHIPPED else None)
    if out is not None:
        _write(out, found)
    if as_json:
        from tertius.view.backtest_json import backtest_json

        emit_json(backtest_json(found, str(table), left_out))
    elif quiet:
        for s in found.scores:
            click.echo("\t".join([s.model, *("" if v is None else f"{v:.4f}" for v in (s.mae, s.crps, s.pit80))]))
    else:
        from tertius.view.terminal_backtest import show_backtest

        show_backtest(console(), found, str(table))
    if any(left_out.values()):
        said = [f"{counted(n, 'issue')} {why}" for why, n in left_out.items() if n]
        note(f"left out: {', '.join(said)}{_where(read)}", quiet)
    return 0


def _write(path: Path, found: Backtest) -> None:
    """A row for each issue and model, as CSV or as a workbook."""
    from tertius.view.backtest_json import backtest_csv, backtest_rows

    if path.suffix.casefold() == ".xlsx":
        from tertius.io.workbook import written_bytes

        write_whole(path, written_bytes(backtest_rows(found), "scores"))
    else:
        write_whole(path, backtest_csv(found))


def _observed(table: PositionTable) -> tuple[list[Observed], dict[str, int]]:
    """The issues that can be scored, and how many cannot."""
    from tertius.negotiation.stakes import Observed, stakes_of

    made = stakes_of(table)
    data = [Observed(stakes, outcome) for stakes, outcome in made if outcome is not None]
    left = {"without an outcome": len(made) - len(data), "without a position": len(table.issues) - len(made)} | dict(table.left_out)
    return data, left


def _where(table: PositionTable) -> str:
    """The issues that nobody has a position on, with their lines."""
    held = {(r.group, r.issue) for r in table.rows if r.position is not None}
    bare = [f"'{i.issue}' on line {i.line}" for i in table.issues if (i.group, i.issue) not in held]
    more = f" and {len(bare) - 5} more" if len(bare) > 5 else ""
    return f" ({', '.join(bare[:5])}{more})" if bare else ""


def fit_asked(train: str | None) -> Fit | None:
    """The weights that `--fit` asks for: the shipped ones, those of a file, or fitted on a table; none where it is not given."""
    from tertius.io.opened import lines_of
    from tertius.io.positions_table import read_positions
    from tertius.negotiation.fit import fit, fit_from, shipped

    if train is None:
        return None
    if train == SHIPPED:
        return shipped()
    path = Path(train)
    if path.suffix.casefold() == ".json":
        if not path.is_file():
            raise TertiusError(f"--fit: there is no file {train}; expected one that `tertius backtest --save-fit` wrote, a table, or `shipped`")
        return fit_from("".join(lines_of(path)), train)
    return fit(_observed(read_positions(path))[0])


def _hash(path: Path) -> str:
    import hashlib

    return hashlib.sha256(path.read_bytes()).hexdigest()


def _save(path: Path, fit: Fit | None, table: PositionTable, data: list[Observed], train: Path | None) -> None:
    import datetime
    import json
    from dataclasses import replace

    from tertius.negotiation.fit import fit as fitted
    from tertius.negotiation.fit import fit_data

    if fit is not None and fit.source:
        raise TertiusError("--save-fit: weights that are taken as they are are not made anew; name a table with --fit, or leave it out")
    file = train or Path(table.file)
    source = {"file": file.name, "sha256": _hash(file), "fitted": datetime.date.today().isoformat()}
    made = replace(fitted(data) if fit is None else fit, source=source)
    write_whole(path, json.dumps(fit_data(made), indent=2) + "\n")
