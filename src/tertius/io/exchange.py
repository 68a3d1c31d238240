"""What every format of `tertius convert` hands over: a case that came in, a file to go out, what stays behind."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from dataclasses import fields as dataclass_fields
from pathlib import Path
from typing import Any

from tertius.errors import CaseError, LimitError, Problem
from tertius.io.nodes import MAX_BYTES
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict

__all__ = ["Compute", "Computed", "Exported", "Imported", "decode", "left_out", "listed", "read_bytes"]


@dataclass(frozen=True, slots=True)
class Imported:
    """A case from another format.

    `extra` holds what a case file has no place for, by the ``x_`` key under which it is kept.
    """

    case: Case
    extra: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Exported:
    """A file to write, with the name of everything that it has no place for."""

    data: str | bytes
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Computed:
    """The states of a case, who moves between them and how each actor ranks them, as plain data.

    `moves` and `improvements` are indexed by actor, then state; `ranks` holds complete preferences
    only, a greater rank is better and 0 is the worst.
    """

    actors: tuple[str, ...]
    codes: tuple[str, ...]
    moves: tuple[tuple[tuple[int, ...], ...], ...]
    improvements: tuple[tuple[tuple[int, ...], ...], ...]
    ranks: Mapping[str, tuple[int, ...]]
    status_quo: int | None = None


Compute = Callable[[Case], Computed]
"""What turns a case into its states; the command hands it over, as files know no kernels."""


def read_bytes(path: Path, limit: int = MAX_BYTES) -> bytes:
    """The content of a file; `CaseError` where it cannot be read, `LimitError` where it is too large."""
    name = str(path)
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise CaseError([Problem(name, 0, 0, "", "it is no file", "a file; folders and pipes are not read")])
        if size > limit:
            raise LimitError(f"{name}: {size / 2**20:,.0f} MB; at most {limit / 2**20:.0f} MB are read; leave out what the question does not turn on")
        return path.read_bytes()
    except OSError as error:
        raise CaseError([Problem(name, 0, 0, "", f"it cannot be read: {error.strerror}", "a file")]) from None


def decode(data: bytes, file: str) -> str:
    """UTF-8 text, with or without a byte-order mark."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise CaseError([Problem(file, line, 1, "", "it is not UTF-8 text", "a file saved as UTF-8")]) from None


def listed(names: Collection[str], most: int = 30) -> str:
    """Names in a row; beyond `most` the number of the others."""
    shown = list(names)[:most]
    rest = len(names) - len(shown)
    return ", ".join(shown) + (f" and {rest} more" if rest else "")


_LAYERS = {"reading", "asked", "stands", "levers_in_force", "known_by", "declared_as_of", "hash", "actors", "conflict", "paragraphs"}


def left_out(case: Case, keeps: Collection[str] = ()) -> tuple[str, ...]:
    """Everything that a case says beside its game, named; `keeps` are fields that the format has.

    Beside fields of a case, `keeps` may have ``roles``, ``status_quo``, ``coercive`` and ``inputs``
    (what inputs rest on).
    """
    found: list[str] = []
    for entry in dataclass_fields(case):
        value = getattr(case, entry.name)
        if entry.name in _LAYERS or entry.name in keeps or not value:
            continue
        word = entry.name.replace("_", " ")
        if isinstance(value, Mapping):
            found.append(f"{word}: {listed([str(k) for k in value])}")
        elif isinstance(value, tuple):
            ids = [x.id for x in value if hasattr(x, "id")]
            found.append(f"{word}: {listed(ids)}" if ids else f"{word} ({len(value)})")
        else:
            found.append(word)
    roles = [a.id for a in case.actors if a.role != "party"]
    if roles and "roles" not in keeps:
        found.append(f"roles of {listed(roles)}")
    conflict = case.conflict
    if conflict is None:
        return tuple(found)
    if conflict.status_quo is not None and "status_quo" not in keeps:
        found.append("the status quo")
    marked = [p for p in conflict.preferences.values() if p.provenance.sources or p.provenance.basis or p.provenance.note or p.provenance.sealed]
    strong = [actor for actor, p in conflict.preferences.items() if p.strong or any(c.sign == ">>" for c in p.pairs)]
    if isinstance(conflict, OptionConflict):
        marks = [o.key for o in conflict.options if o.coercive]
        if marks and "coercive" not in keeps:
            found.append(f"the mark 'coercive' of {listed(marks)}")
        depends = [o.key for o in conflict.options if o.enables]
        if depends and "coercive" not in keeps:
            found.append(f"what {listed(depends)} enables")
    if strong:
        found.append(f"the strength ('>>') in the preference of {listed(strong)}")
    known = [p for p in _inputs(case) if p.sources or p.basis or p.note or p.sealed]
    if (known or marked) and "inputs" not in keeps:
        found.append("sources, bases and notes of inputs")
    return tuple(found)


def _inputs(case: Case) -> list[Any]:
    found = [a.provenance for a in case.actors]
    if isinstance(case.conflict, OptionConflict):
        found += [o.provenance for o in case.conflict.options]
    return found
