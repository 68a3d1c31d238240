"""`tertius convert`."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tertius.cli.common import HELP, Asked, case_options, emit_json, note
from tertius.errors import TertiusError

if TYPE_CHECKING:
    from tertius.io.exchange import Computed, Exported, Imported
    from tertius.model.case import Case

__all__ = ["FORMATS", "command"]

FORMATS = {
    "yaml": (".yaml", ".yml"),
    "gmcr": (".gmcr",),
    "csv": (".csv", ".tsv"),
    "xlsx": (".xlsx",),
    "graphml": (".graphml",),
    "nfg": (".nfg",),
}
"""Formats with their extensions."""
MAX_STATES = 2**16
_KEPT = {"x_gmcr": "gmcr", "x_nfg": "nfg"}
"""Keys under which a case keeps what it has no place for, with the format that has one."""


@click.command(context_settings=HELP)
@case_options
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--from", "source", type=click.Choice(list(FORMATS)), help="The format of IN, whatever its name ends in.")
@click.option("--to", "target", type=click.Choice(list(FORMATS)), help="The format of OUT, whatever its name ends in.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook that has the table.")
@click.option(
    "--set-aside", "aside", type=click.Choice(["misperceptions"]), multiple=True,
    help="Keep what is not supported for export, and analyse as if it were not there.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write over OUT if it is there.")
def command(
    asked: Asked, out: Path, source: str | None, target: str | None, sheet: str | None, aside: tuple[str, ...], force: bool
) -> None:
    """Convert between a case and the files of other programs; the ends of the names tell the formats.

    IN is a case, or a file that ends in .gmcr, .csv, .tsv, .xlsx, .graphml or .nfg; OUT likewise (a case: .yaml).
    What OUT has no place for is named on standard error. OUT is written whole or not at all.
    """
    from tertius.io.save import write_whole

    source = source or _source(asked.name)
    target = target or _format(out, "OUT", "--to")
    if source == target == "yaml":
        raise TertiusError("IN and OUT are both case files; copy the file")
    if out.is_dir():
        raise TertiusError(f"{out} is a folder; name a file in it")
    if out.exists() and os.path.exists(asked.name) and os.path.samefile(asked.name, out):
        raise TertiusError(f"{out} is IN and OUT; choose another name for OUT")
    if os.path.lexists(out) and not force:
        raise TertiusError(f"{out} is there already; choose another name, or --force to write over it")
    found = _read(asked, source, sheet, aside)
    made = _write(found.case, found.extra, target, out)
    write_whole(out, made.data)
    lost = [f"what the case keeps under {key}" for key, home in _KEPT.items() if key in found.extra and target not in {home, "yaml"}]
    left = (*made.left_out, *lost)
    if asked.as_json:
        emit_json(
            {
                "schema": "tertius/convert/1",
                "in": asked.name,
                "from": source,
                "file": str(out),
                "to": target,
                "case": {"title": found.case.title, "hash": found.case.hash},
                "left_out": list(left),
                "notes": [*found.notes, *made.notes],
            }
        )
    for text in (*found.notes, *made.notes):
        note(f"note: {text}", asked.quiet)
    if left:
        note(f"left out, as {_NAMES[target]} has no place for it:", asked.quiet)
        for text in left:
            note(f"  {text}", asked.quiet)
    note(f"wrote {out}", asked.quiet)


# The first argument is a case as for other commands, but may also be another program's file.
next(p for p in command.params if p.name == "case").metavar = "IN"

_NAMES = {
    "yaml": "a case file", "gmcr": "a .gmcr file", "csv": "an option table", "xlsx": "an option table",
    "graphml": "a graph", "nfg": "a strategic game",
}  # fmt: skip


def _source(name: str) -> str:
    """The format of IN: a case's slug or folder has no ending."""
    from tertius.io.catalogue import slugs

    path = Path(name)
    if path.is_dir() or (not path.exists() and name in slugs()):
        return "yaml"
    return _format(path, "IN", "--from")


def _format(path: Path, which: str, option: str) -> str:
    ending = path.suffix.lower()
    for name, endings in FORMATS.items():
        if ending in endings:
            return name
    known = ", ".join(e for endings in FORMATS.values() for e in endings)
    said = f"'{ending}' is not a format that is known" if ending else "its name has no ending"
    raise TertiusError(f"{which} {path}: {said}; known are {known}; or say it with {option}")


def _read(asked: Asked, source: str, sheet: str | None, aside: tuple[str, ...]) -> Imported:
    """IN as a case, with what is kept beside it."""
    from tertius.io.exchange import Imported, decode, read_bytes

    if sheet is not None and source != "xlsx":
        raise TertiusError("--sheet belongs to a workbook (.xlsx)")
    if aside and source != "gmcr":
        raise TertiusError("--set-aside belongs to a .gmcr file")
    if source == "yaml":
        from tertius.io.catalogue import locate
        from tertius.io.yaml_text import extras

        case = asked.situated()
        path = locate(asked.name)
        kept = extras(decode(read_bytes(path), str(path)), _KEPT, str(path))
        under = [f"reading {asked.reading}"] if asked.reading else []
        under += [f"lever {x}" for x in asked.levers] + ([f"what was known by {asked.as_of}"] if asked.as_of else [])
        return Imported(case, kept, (f"with {', '.join(under)}",) if under else ())
    for word, given in (("--reading", asked.reading), ("--lever", asked.levers), ("--as-of", asked.as_of)):
        if given:
            raise TertiusError(f"{word} belongs to a case; {asked.name} is {_NAMES[source]}, which has none")
    path, title = Path(asked.name), Path(asked.name).stem
    data = read_bytes(path)
    if source == "gmcr":
        from tertius.io.gmcr import read_gmcr

        return read_gmcr(decode(data, asked.name), asked.name, title, set_aside=aside)
    if source == "graphml":
        from tertius.io.graphml import read_graphml

        return read_graphml(data, asked.name, title)
    if source == "nfg":
        from tertius.io.nfg import read_nfg

        return read_nfg(decode(data, asked.name), asked.name, title)
    from tertius.io.option_table import case_of

    if source == "xlsx":
        from tertius.io.workbook import read_workbook

        return Imported(case_of(read_workbook(data, asked.name, sheet=sheet, title=title)))
    from tertius.io.csv_table import read_csv

    return Imported(case_of(read_csv(decode(data, asked.name), asked.name, title)))


def _write(case: Case, extra: Mapping[str, Any], target: str, out: Path) -> Exported:
    """The content of OUT."""
    from tertius.io.exchange import Exported, left_out

    if target == "yaml":
        from tertius.io.load import parse_case
        from tertius.io.write import case_text

        text = case_text(case, extra)
        parse_case(text, file=str(out))
        return Exported(text)
    if target == "gmcr":
        from tertius.io.gmcr_write import gmcr_text

        return gmcr_text(case, extra, computed, str(out))
    if target == "nfg":
        from tertius.io.nfg_write import nfg_text

        return nfg_text(case, extra, computed(case))
    if target == "graphml":
        from tertius.io.graphml import graphml_text

        people = [(a.id, a.name) for a in case.actors]
        found = computed(case)
        from tertius.io.write import existing_pairs

        there = set(found.codes)
        preferences = case.conflict.preferences if case.conflict is not None else {}
        pairs = {
            a: replace(p, pairs=existing_pairs(p, there.__contains__)) for a, p in preferences.items() if p.kind == "pairs"
        }
        left = left_out(case, ("title", "status_quo"))
        return Exported(graphml_text(case.title, people, _labels(case, found.codes), found, pairs), left)
    from tertius.io.option_table import needs_options, table_of

    needs_options(case, "an option table")
    table, notes = table_of(case, computed(case))
    left = left_out(case, ("title", "status_quo"))
    if target == "xlsx":
        from tertius.io.workbook import workbook_bytes

        return Exported(workbook_bytes(table), left, notes)
    from tertius.io.csv_table import csv_text

    return Exported(csv_text(table, "\t" if out.suffix.lower() == ".tsv" else ","), left, notes)


def computed(case: Case) -> Computed:
    """The states of a case, its moves, improvements and ranks, as plain data."""
    from tertius.errors import LimitError
    from tertius.io.exchange import Computed
    from tertius.kernels.graph import game_of

    game = game_of(case)
    states = range(len(game.codes))
    if len(states) > MAX_STATES:
        raise LimitError(
            f"the case has {len(states):,} states; at most {MAX_STATES:,} are converted one by one; "
            "fix options that the question does not turn on"
        )

    def listed(arcs: Any) -> tuple[tuple[int, ...], ...]:
        of: Callable[[int], Any] = arcs.of
        return tuple(tuple(int(t) for t in of(s)) for s in states)

    preferences = case.conflict.preferences if case.conflict is not None else {}
    partial = {actor for actor, p in preferences.items() if p.kind == "pairs"}
    actors = [a.id for a in case.actors]
    return Computed(
        actors=tuple(actors),
        codes=tuple(game.codes),
        moves=tuple(listed(arcs) for arcs in game.moves),
        improvements=tuple(listed(arcs) for arcs in game.improvements),
        ranks={a: tuple(int(r) for r in game.rank[i]) for i, a in enumerate(actors) if a not in partial and a in preferences},
        status_quo=game.status_quo,
    )


def _labels(case: Case, codes: tuple[str, ...]) -> list[str]:
    """What people call each state."""
    from tertius.model.conflict import OptionConflict

    conflict = case.conflict
    if not isinstance(conflict, OptionConflict):
        return [conflict.label(code) for code in codes] if conflict is not None else []
    names = [f"{case.actor(o.actor).name}: {o.name}" for o in conflict.options]
    return ["; ".join(n for n, x in zip(names, code, strict=True) if x == "Y") or "nothing is on" for code in codes]
