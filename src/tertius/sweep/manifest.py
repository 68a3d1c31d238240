"""What a store says about itself: from what, with what and how its draws were made.

``manifest.json`` has the version, the case (as JSON, see `tertius.sweep.kept`), what else the plan fixes, how many draws
were asked for, how many a part has, and what each column of each table is. Reading a store needs nothing else.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from tertius.errors import TertiusError
from tertius.sweep.kept import kept, read_kept
from tertius.sweep.plan import BLOCK, Plan
from tertius.version import VERSION

__all__ = ["MANIFEST", "SCHEMA", "Manifest", "manifest_of", "manifest_text", "part_of", "read_text", "refuse_other"]

SCHEMA = "tertius/store/1"
MANIFEST = "manifest.json"
PARTS, FEW, SOME, BLOCKS = 10_000, 64, 16, 64
"""Of quick draws (whole blocks) a part has as many blocks as leave about 64 parts, up to 16; else one, up to 10,000 parts; never more than 64."""
_FREE = {"draws", "until", "check"}
"""What a later run may ask otherwise; the check is about everything else."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A store in short.

    draws : how many were asked for
    part : how many draws a file has; a multiple of the plan's block
    until : the width at which the last run was allowed to stop early, or None
    """

    plan: Plan
    draws: int
    part: int
    until: float | None = None


def part_of(plan: Plan, draws: int) -> int:
    """Draws in a part: as many blocks as make writing it worth while, and keep the number of files in bounds."""
    blocks = -(-draws // plan.block)
    few = min(SOME, -(-blocks // FEW)) if plan.block >= BLOCK else 1
    return plan.block * min(BLOCKS, max(1, few, -(-blocks // PARTS)))


def manifest_of(plan: Plan, draws: int, until: float | None = None) -> Manifest:
    """The manifest of a new store."""
    return Manifest(plan, draws, part_of(plan, draws), until)


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON; the same text for the same manifest."""
    plan = manifest.plan
    data = {
        "schema": SCHEMA,
        "version": VERSION,
        "case": {"title": plan.case.title, "hash": plan.case.hash},
        "as_of": None if plan.case.known_by is None else str(plan.case.known_by),
        "fingerprint": plan.fingerprint,
        "draws": manifest.draws,
        "part": manifest.part,
        "block": plan.block,
        "until": manifest.until,
        "plan": {f.name: kept(getattr(plan, f.name)) for f in dataclasses.fields(plan) if f.name != "case"},
        "tables": {
            table: {name: {"type": "text" if c.labels else c.type, "about": c.about} for name, c in columns.items()}
            for table, columns in plan.tables.items()
        },
        "kept_case": kept(plan.case),
    }
    return json.dumps(data | {"check": _check(data)}, ensure_ascii=False, indent=1) + "\n"


def _check(data: dict[str, Any]) -> str:
    """Of everything that no run changes: one letter that is another shows."""
    text = json.dumps({k: v for k, v in data.items() if k not in _FREE}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def read_text(text: str, where: str) -> Manifest:
    """A manifest from its JSON. Raises `TertiusError` for another version's, or one that was changed by hand."""
    data = _loaded(text, where)
    _refuse_version(data, where)
    if data.get("check") != _check(data):
        raise TertiusError(f"{where} contradicts itself: it was changed or damaged; take another folder and sweep again")
    try:
        settings = {k: read_kept(v) for k, v in data["plan"].items()}
        plan = Plan(case=read_kept(data["kept_case"]), **settings)
        manifest = Manifest(plan, _whole(data, "draws"), _whole(data, "part"), data["until"])
        if manifest.until is not None and (type(manifest.until) not in {int, float} or not 0 < manifest.until < 1):
            raise ValueError(f"until: {manifest.until!r} is no width")
        same = plan.fingerprint == data["fingerprint"]
    except (KeyError, TypeError, ValueError, AttributeError, TertiusError) as error:
        raise TertiusError(f"{where} cannot be read ({error}); it was changed or damaged: take another folder and sweep again") from None
    if not same or manifest.part < 1 or manifest.part % plan.block or manifest.draws < 1:
        raise TertiusError(f"{where} contradicts itself: it was changed or damaged; take another folder and sweep again")
    return manifest


def _whole(data: dict[str, Any], name: str) -> int:
    if type(data[name]) is not int:
        raise ValueError(f"{name}: {data[name]!r} is no whole number")
    return int(data[name])


def _loaded(text: str, where: str) -> dict[str, Any]:
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, dict) or not str(data.get("schema", "")).startswith("tertius/store/"):
        raise TertiusError(f"{where} is not the manifest of a sweep; take a folder that `tertius sweep --out` wrote, or a new one")
    return data


def _refuse_version(data: dict[str, Any], where: str) -> None:
    version = data.get("version")
    if version != VERSION or data.get("schema") != SCHEMA:
        raise TertiusError(
            f"{where} was written by tertius {version}, and this is {VERSION}; draws of two versions are not mixed: "
            f"go on with that version (pip install tertius=={version}), or take another --out and sweep again"
        )


def refuse_other(text: str, wanted: Manifest, where: str) -> Manifest:
    """The manifest of a store, if it is of the same run; else a `TertiusError` that says everything that differs."""
    data = _loaded(text, where)
    _refuse_version(data, where)
    plan = wanted.plan
    mine = json.loads(manifest_text(wanted))
    if data.get("fingerprint") != plan.fingerprint:
        pairs = [("case", data.get("case"), mine["case"]), ("as of", data.get("as_of"), mine["as_of"])]
        theirs = data.get("plan")
        pairs += [(key, theirs.get(key) if isinstance(theirs, dict) else None, value) for key, value in mine["plan"].items()]
        said = [f"{name}: {_short(there)} there, {_short(here)} here" for name, there, here in pairs if there != here]
        raise TertiusError(
            f"{where} belongs to another sweep ({'; '.join(said) or 'what varies in the case differs'}); draws of two sweeps are not mixed: "
            "take another --out, or ask for the same as there"
        )
    return read_text(text, where)


def _short(value: Any) -> str:
    if isinstance(value, dict) and "hash" in value:
        return f"'{str(value.get('title'))[:60]}' ({value['hash']})"
    if isinstance(value, list):
        return ", ".join("the case as it stands" if v is None else str(v) for v in value)[:80] or "none"
    return "none" if value is None else str(value)[:80]
