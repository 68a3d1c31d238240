"""`tertius convert`."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tertius.cli.common import HELP, Asked, case_options, emit_json, note, said_again
from tertius.errors import TertiusError
from tertius.view.formats import FORMATS, KEPT, NAMES

if TYPE_CHECKING:
    from tertius.io.exchange import Imported

__all__ = ["FORMATS", "command"]



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
@click.option("--redact", "level", type=click.Choice(["team", "public"]), help="A case file without red lines, fallbacks and sealed notes (team), or also without what is judged of parties (public).")
@click.option("--force", is_flag=True, help="Write over OUT if it is there.")
def command(
    asked: Asked, out: Path, source: str | None, target: str | None, sheet: str | None, aside: tuple[str, ...], level: str | None, force: bool
) -> None:
    """Convert between a case and the files of other programs; the ends of the names tell the formats.

    IN is a case, or a file that ends in .gmcr, .csv, .tsv, .xlsx, .graphml or .nfg; OUT likewise (a case: .yaml).
    What OUT has no place for is named on standard error. OUT is written whole or not at all.
    """
    from tertius.io.save import write_whole
    from tertius.view.exchange import exported

    source = source or _source(asked.name)
    target = target or _format(out, "OUT", "--to")
    if level is not None and not source == target == "yaml":
        raise TertiusError("--redact writes a case file from a case: IN and OUT are both case files")
    if level is None and source == target == "yaml":
        raise TertiusError("IN and OUT are both case files; copy the file, or name a level of --redact")
    if out.is_dir():
        raise TertiusError(f"{out} is a folder; name a file in it")
    if out.exists() and os.path.exists(asked.name) and os.path.samefile(asked.name, out):
        raise TertiusError(f"{out} is IN and OUT; choose another name for OUT")
    if os.path.lexists(out) and not force:
        raise TertiusError(f"{out} is there already; choose another name, or --force to write over it")
    if level is not None:
        _redact(asked, out, level)
        return
    found = _read(asked, source, sheet, aside)
    made = exported(found.case, found.extra, target, str(out))
    write_whole(out, made.data)
    lost = [f"what the case keeps under {key}" for key, home in KEPT.items() if key in found.extra and target not in {home, "yaml"}]
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
        note(f"left out, as {NAMES[target]} has no place for it:", asked.quiet)
        for text in left:
            note(f"  {text}", asked.quiet)
    note(f"wrote {out}", asked.quiet)


def _redact(asked: Asked, out: Path, level: str) -> None:
    """A redacted case file; comments and the author's own keys go."""
    from tertius.io.catalogue import locate
    from tertius.io.exchange import decode, read_bytes
    from tertius.io.redacted_file import redacted_text
    from tertius.io.save import write_whole

    for word, given in (("--reading", asked.reading), ("--lever", asked.levers), ("--as-of", asked.as_of)):
        if given:
            raise TertiusError(f"{word} does not go with --redact: the file keeps every reading and date")
    said_again(replace(asked, redact=level))
    path = locate(asked.name)
    text, case = redacted_text(decode(read_bytes(path), str(path)), str(path), level)
    write_whole(out, text)
    if asked.as_json:
        kept = {"title": case.title, "hash": case.hash, "redacted": level}
        emit_json({"schema": "tertius/convert/1", "in": asked.name, "from": "yaml", "file": str(out), "to": "yaml", "case": kept, "left_out": [], "notes": []})
    note(f"wrote {out}", asked.quiet)


# The first argument is a case as for other commands, but may also be another program's file.
next(p for p in command.params if p.name == "case").metavar = "IN"

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
    from tertius.view.exchange import imported

    if sheet is not None and source != "xlsx":
        raise TertiusError("--sheet belongs to a workbook (.xlsx)")
    if aside and source != "gmcr":
        raise TertiusError("--set-aside belongs to a .gmcr file")
    if source == "yaml":
        from tertius.io.catalogue import locate
        from tertius.io.yaml_text import extras

        case = asked.situated()
        path = locate(asked.name)
        kept = extras(decode(read_bytes(path), str(path)), KEPT, str(path))
        under = [f"reading {asked.reading}"] if asked.reading else []
        under += [f"lever {x}" for x in asked.levers] + ([f"what was known by {asked.as_of}"] if asked.as_of else [])
        return Imported(case, kept, (f"with {', '.join(under)}",) if under else ())
    for word, given in (("--reading", asked.reading), ("--lever", asked.levers), ("--as-of", asked.as_of)):
        if given:
            raise TertiusError(f"{word} belongs to a case; {asked.name} is {NAMES[source]}, which has none")
    path = Path(asked.name)
    return imported(read_bytes(path), asked.name, source, title=path.stem, sheet=sheet, aside=aside)
