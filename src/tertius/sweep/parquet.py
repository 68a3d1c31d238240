"""Tables of a sweep as Parquet files, by DuckDB.

A column whose numbers stand for labels is written as those labels (text, of which Parquet keeps a dictionary), so that
a reader needs no key; -1, for no label, is written as missing. Everything else is a plain Parquet number. A table is a
mapping from column to an array (rows,), all of one length.
"""

from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import FrameType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tertius.errors import NotSupportedError, TertiusError
from tertius.sweep.plan import Column, Table

__all__ = ["need_duckdb", "read_table", "write_table"]


def need_duckdb() -> Any:
    """DuckDB, or an error that says how to get it."""
    try:
        import duckdb
    except ImportError:
        raise NotSupportedError(
            "a store of draws needs DuckDB, which is not installed: pip install 'tertius[sweep]'; "
            "without --out a sweep needs nothing more, and keeps no draws"
        ) from None
    return duckdb


@cache
def _connection() -> Any:
    # One thread: a file depends on what it holds alone, and other processes compute on the other cores.
    return need_duckdb().connect(":memory:", config={"threads": 1})


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """Ctrl-C waits until DuckDB has done: it may otherwise turn into another error, or keep the process from ending."""
    before = signal.getsignal(signal.SIGINT)
    if threading.current_thread() is not threading.main_thread() or not callable(before):
        yield
        return
    seen: list[FrameType | None] = []
    signal.signal(signal.SIGINT, lambda _, frame: seen.append(frame))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
        if seen:
            before(signal.SIGINT, seen[0])


def write_table(path: Path, table: Table, schema: Mapping[str, Column]) -> None:
    """Write one table. Raises `OSError` where the disk is full, `TertiusError` where it cannot be written otherwise."""
    duckdb = need_duckdb()
    given = {name: _labelled(table[name], column) if column.labels else table[name] for name, column in schema.items()}
    picked = ", ".join(f"CAST({_quoted(n)} AS VARCHAR) AS {_quoted(n)}" if c.labels else _quoted(n) for n, c in schema.items())
    target = str(path).replace("'", "''")
    with _connection().cursor() as connection, _undisturbed():
        connection.register("given", given)
        try:
            connection.execute(f"COPY (SELECT {picked} FROM given) TO '{target}' (FORMAT parquet, COMPRESSION zstd)")
        except duckdb.Error as error:
            raise _told(path, error) from None


def _labelled(codes: NDArray[np.generic], column: Column) -> NDArray[np.object_]:
    # The last place, which -1 picks, is no label.
    names = np.array([*column.labels, None], dtype=object)
    found: NDArray[np.object_] = names[codes.astype(np.int64)]
    return found


def _told(path: Path, error: Exception) -> Exception:
    import errno

    text = str(error)
    for number, word in ((errno.ENOSPC, "No space left"), (errno.EDQUOT, "quota exceeded"), (errno.EFBIG, "File too large")):
        if word.casefold() in text.casefold():
            return OSError(number, word, str(path))
    return TertiusError(f"{path} cannot be written: {text.splitlines()[0]}")


def read_table(path: Path, schema: Mapping[str, Column]) -> dict[str, NDArray[np.generic]]:
    """A table as it was before it was written, rows in their order."""
    duckdb = need_duckdb()
    source = str(path).replace("'", "''")
    with _connection().cursor() as connection, _undisturbed():
        try:
            picked = ", ".join(_quoted(name) for name in schema)
            found = connection.execute(f"SELECT {picked} FROM read_parquet('{source}')").fetchnumpy()
        except duckdb.Error as error:
            raise TertiusError(f"{path} cannot be read: {str(error).splitlines()[0]}") from None
    return {name: _codes(found[name], column, path) for name, column in schema.items()}


def _codes(found: Any, column: Column, path: Path) -> NDArray[np.generic]:
    if not column.labels:
        return np.asarray(found).astype(column.type)
    index: dict[str | None, int] = {label: k for k, label in enumerate(column.labels)} | {None: -1}
    missing = np.ma.getmaskarray(found) if np.ma.isMaskedArray(found) else None
    texts = np.ma.getdata(found).tolist()
    try:
        codes = [index[None if missing is not None and missing[k] else text] for k, text in enumerate(texts)]
    except KeyError as error:
        raise TertiusError(f"{path}: '{error.args[0]}' is none of the labels of the store") from None
    return np.array(codes, dtype=column.type)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
