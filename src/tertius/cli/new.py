"""`tertius new`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tertius.cli.common import HELP, emit_json, note
from tertius.errors import TertiusError

__all__ = ["command"]


@click.command(context_settings=HELP)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--from", "source", metavar="SLUG", help="Start from a shipped case instead of the commented example.")
@click.option("--json", "as_json", is_flag=True, help="What was written, as JSON.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing.")
def command(folder: Path, source: str | None, as_json: bool, quiet: bool) -> None:
    """Start a case: a folder with a commented case.yaml that already runs, and its JSON Schema.

    Editors that know JSON Schema for YAML complete and check the file while you type. A case.yaml that is there is never overwritten.
    """
    from tertius.io.catalogue import shipped, template
    from tertius.io.save import write_whole
    from tertius.io.schema import case_schema

    if str(folder) == ".":
        raise TertiusError("name a folder of its own for the case, such as my-case")
    text = (template() if source is None else shipped(source)).read_text(encoding="utf-8")
    target = folder / "case.yaml"
    if folder.exists() and not folder.is_dir():
        raise TertiusError(f"{folder} is a file; name a folder")
    if target.exists():
        raise TertiusError(f"{target} is there already; choose another folder, or edit that file")
    schema = folder / "case.schema.json"
    if not schema.exists():
        write_whole(schema, json.dumps(case_schema(), indent=1) + "\n")
    write_whole(target, f"# yaml-language-server: $schema={schema.name}\n{text}")
    if as_json:
        emit_json({"schema": "tertius/new/1", "file": str(target), "json_schema": str(schema)})
    note(f"wrote {target}; now: tertius claims {folder}", quiet)
