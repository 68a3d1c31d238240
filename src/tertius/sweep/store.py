"""A folder of draws: Parquet files that any tool reads, and what says which of them count.

A store has ``manifest.json`` (`tertius.sweep.manifest`), a folder a table, and the folder ``parts``. *Part* k holds the draws
from k·p to before (k + 1)·p, where p is the manifest's, or to before the last draw asked for. Its files are called by its first draw:
``outcomes/000000004096.parquet``. Each is written under a passing name in the same folder, flushed to the disk and renamed. Last
comes the *record* ``parts/000000004096.json``, with the size and the SHA-256 of each file: a part counts when it
has a record and its files are what the record says.

So a process that is killed at any moment leaves parts that count and a few files that do not, and no part can count twice,
since it has one name. What does not count is made again under the same name. Tertius's own.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from tertius.errors import LimitError, TertiusError
from tertius.sweep.lock import holding
from tertius.sweep.manifest import MANIFEST, Manifest, manifest_text, read_text, refuse_other
from tertius.sweep.parquet import need_duckdb, read_table, write_table
from tertius.sweep.plan import Table

__all__ = ["Part", "Store", "commit", "intact", "open_store", "part_at", "parts_of", "read_store", "recorded", "tables_of", "writing"]

RECORDS = "parts"
LOCK = "lock"
_MANIFEST_BYTE = 2**40
"""Held while the manifest is written; far behind the last part."""
_KNOWN = {RECORDS, MANIFEST, LOCK}


@dataclass(frozen=True, slots=True, order=True)
class Part:
    """The draws from `start` to before `stop`, which are stored together."""

    index: int
    start: int
    stop: int

    @property
    def name(self) -> str:
        """What its files are called."""
        return f"{self.start:012d}"


@dataclass(frozen=True, slots=True)
class Store:
    """A folder with draws."""

    folder: Path
    manifest: Manifest


def parts_of(draws: int, part: int, shard: tuple[int, int] = (1, 1)) -> range:
    """The numbers of the parts of one shard of so many draws; the shards of a run have every part once."""
    number, of = shard
    count = -(-draws // part)
    return range((number - 1) * count // of, number * count // of)


def part_at(manifest: Manifest, index: int) -> Part:
    """Part number `index` of the draws that the manifest asks for."""
    return Part(index, index * manifest.part, min((index + 1) * manifest.part, manifest.draws))


@contextmanager
def _mended(folder: Path) -> Iterator[None]:
    """Turns what the system refuses into an error that says what to do."""
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            raise LimitError(
                f"{folder}: the disk is full ({error.strerror}); every draw that is finished is kept and none is half-written: "
                "make room and give the same command again, or copy the folder to another disk and go on there"
            ) from None
        raise TertiusError(f"{error.filename or folder} cannot be written: {error.strerror}; choose another --out") from None


def open_store(folder: Path, wanted: Manifest) -> Store:
    """A store for this manifest: a new one, or the one that is there if it is of the same sweep.

    A store of fewer draws is asked for as many from now on, and one of more that never came to be for fewer. Raises `TertiusError` where
    the folder has anything else in it, belongs to another sweep, would lose draws, is being written for another number of them, or cannot be
    written; `LimitError` where the disk is full.
    """
    need_duckdb()
    folder = Path(os.path.abspath(folder))
    path = folder / MANIFEST
    with _mended(folder):
        if folder.exists() and not folder.is_dir():
            raise TertiusError(f"{folder} is a file; name a folder for the draws")
        if not path.exists() and folder.exists():
            strangers = [x.name for x in folder.iterdir() if x.name not in _KNOWN and not x.name.startswith(".")]
            if strangers:
                raise TertiusError(
                    f"{folder} is not empty ({', '.join(sorted(strangers)[:3])}) and has no {MANIFEST}; name a new folder or an empty one"
                )
        folder.mkdir(parents=True, exist_ok=True)
        told = f"{folder}: another sweep is writing the manifest at this moment; give the command again"
        with _patient(lambda: holding(folder / LOCK, _MANIFEST_BYTE, _MANIFEST_BYTE + 1, told=told)):
            for left in folder.glob(f".{MANIFEST}.*"):
                left.unlink(missing_ok=True)
            if path.exists():
                found = refuse_other(path.read_text(encoding="utf-8", errors="replace"), wanted, str(path))
                manifest = replace(found, draws=wanted.draws, until=wanted.until)
                if manifest == found:
                    _try_writing(folder)
                else:
                    _change(folder, found, manifest)
            else:
                manifest = wanted
                _keep(folder, manifest)
            for name in (RECORDS, *manifest.plan.tables):
                (folder / name).mkdir(exist_ok=True)
    return Store(folder, manifest)


def _change(folder: Path, found: Manifest, manifest: Manifest) -> None:
    """Ask a store for more draws, or for fewer where none of those that are finished would be cut off; not while somebody counts on how many there are."""
    told = f"{folder}: another sweep of {found.draws:,} draws is being written here, and this one asks for another number or width; wait until it has ended, or take another --out"
    with holding(folder / LOCK, 0, _MANIFEST_BYTE, told=told):
        there = max((part.stop for part in recorded(Store(folder, found)).values()), default=0)
        if manifest.draws < there:
            raise TertiusError(
                f"{folder / MANIFEST} asks for {found.draws:,} draws, {there:,} of them are there, and this asks for {manifest.draws:,}; a store grows and is not cut: "
                f"ask for -n {there} or more, or take another --out"
            )
        _keep(folder, manifest)


def _keep(folder: Path, manifest: Manifest) -> None:
    _write({folder / MANIFEST: _text(manifest_text(manifest))})
    _flush(folder)


@contextmanager
def _patient(take: Callable[[], contextlib.AbstractContextManager[None]]) -> Iterator[None]:
    """Wait for a lock that is held for moments only."""
    import time

    for attempt in range(100):
        held = take()
        try:
            held.__enter__()
        except TertiusError:
            if attempt == 99:
                raise
            time.sleep(0.05)
            continue
        try:
            yield
        finally:
            held.__exit__(None, None, None)
        return


def _try_writing(folder: Path) -> None:
    probe = folder / f".probe.{os.getpid()}"
    probe.write_bytes(b"")
    probe.unlink()


def read_store(folder: Path) -> Store:
    """The store in a folder; nothing is written. Raises `TertiusError` where there is none, or another version's."""
    path = folder / MANIFEST
    try:
        text = path.read_text(encoding="utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        raise TertiusError(f"{folder} has no {MANIFEST}; name a folder that `tertius sweep --out` wrote") from None
    except OSError as error:
        raise TertiusError(f"{path} cannot be read: {error}") from None
    return Store(folder, read_text(text, str(path)))


@contextmanager
def writing(store: Store, indices: range) -> Iterator[None]:
    """Be the only one who writes these parts, with what earlier writers left half-done cleared away."""
    manifest = store.manifest
    if not indices:
        yield
        return
    first, last = part_at(manifest, indices[0]), part_at(manifest, indices[-1])
    told = (
        f"{store.folder}: another sweep is writing draws {first.start:,} to {last.stop - 1:,} or some of them; "
        "wait until it has ended, give each its own --shard, or take another --out"
    )
    with contextlib.ExitStack() as stack:
        with _mended(store.folder):
            stack.enter_context(holding(store.folder / LOCK, indices[0], indices[-1] + 1, told=told))
            _clear(store, indices)
        yield


def _clear(store: Store, indices: range) -> None:
    """Remove passing files of these parts, and files of parts that have no record."""
    have = set(_names(store.folder / RECORDS, ".json"))
    for folder in [store.folder / RECORDS, *(store.folder / table for table in store.manifest.plan.tables)]:
        for path in folder.iterdir():
            name = path.name.lstrip(".")[:12]
            if not name.isdigit() or int(name) // store.manifest.part not in indices:
                continue
            if path.name.startswith(".") or (path.suffix == ".parquet" and path.stem not in have):
                path.unlink(missing_ok=True)


def _names(folder: Path, suffix: str) -> list[str]:
    return sorted(p.stem for p in folder.iterdir() if p.suffix == suffix and not p.name.startswith("."))


def _write(files: Mapping[Path, Callable[[Path], object]]) -> list[tuple[int, str]]:
    """Fill a passing file for each, flush them together and rename them; size and SHA-256 of each."""
    passing = {path: path.with_name(f".{path.name}.{secrets.token_hex(4)}") for path in files}
    try:
        for path, fill in files.items():
            fill(passing[path])
        # The disk takes several at once in little more time than one.
        with ThreadPoolExecutor(len(files)) as threads:
            found = list(threads.map(_flushed, passing.values()))
        for path, at_first in passing.items():
            os.replace(at_first, path)
    except BaseException:
        for left in passing.values():
            with contextlib.suppress(OSError):
                left.unlink()
        raise
    return found


def _flushed(path: Path) -> tuple[int, str]:
    with open(path, "rb+") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        size = file.tell()
        os.fsync(file.fileno())
    return size, digest


def _flush(folder: Path) -> None:
    """Make a renaming outlast a loss of power, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _text(text: str) -> Callable[[Path], object]:
    return lambda path: path.write_text(text, encoding="utf-8")


def commit(store: Store, part: Part, tables: Mapping[str, Table]) -> int:
    """Store a part; from when this returns it counts. The bytes that it takes.

    Raises `LimitError` where the disk is full, `TertiusError` where nothing can be written.
    """
    schemas = store.manifest.plan.tables
    with _mended(store.folder):
        record = store.folder / RECORDS / f"{part.name}.json"
        record.unlink(missing_ok=True)
        found = _write(
            {
                store.folder / name / f"{part.name}.parquet": partial(write_table, table=tables[name], schema=schema)
                for name, schema in schemas.items()
            }
        )
        files = dict(zip(schemas, found, strict=True))
        [(size, _)] = _write({record: _text(json.dumps({"start": part.start, "stop": part.stop, "files": files}) + "\n")})
        # Where a loss of power undoes a renaming that was not flushed, the record does not fit and the part is made again.
        _flush(record.parent)
    return size + sum(taken for taken, _ in found)


def recorded(store: Store) -> dict[int, Part]:
    """Parts that have a record, by number, in order; whether their files are whole is not looked at."""
    folder = store.folder / RECORDS
    found = {}
    for name in _names(folder, ".json") if folder.is_dir() else ():
        record = _record(folder / f"{name}.json")
        if record is not None and record.start % store.manifest.part == 0:
            part = Part(record.start // store.manifest.part, record.start, record.stop)
            if part.name == name:
                found[part.index] = part
    return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class _Record:
    """What a part is; `files` has size and SHA-256 by table."""

    start: int
    stop: int
    files: Mapping[str, tuple[int, str]]


def _record(path: Path) -> _Record | None:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in data["files"].items()}
        return _Record(int(data["start"]), int(data["stop"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def intact(store: Store, part: Part) -> bool:
    """Whether the files of a recorded part are what was written."""
    record = _record(store.folder / RECORDS / f"{part.name}.json")
    if record is None or (record.start, record.stop) != (part.start, part.stop) or record.files.keys() != store.manifest.plan.tables.keys():
        return False
    for name, (size, digest) in record.files.items():
        try:
            with open(store.folder / name / f"{part.name}.parquet", "rb") as file:
                if os.fstat(file.fileno()).st_size != size or hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    return False
        except OSError:
            return False
    return True


def tables_of(store: Store, part: Part) -> dict[str, Table]:
    """The tables of a part, as they were before they were written."""
    return {
        name: read_table(store.folder / name / f"{part.name}.parquet", schema)
        for name, schema in store.manifest.plan.tables.items()
    }
