"""Who writes which parts of a store: two writers never write the same part at a time.

The lock is on a range of bytes of the file ``lock`` in the store, one byte a part, and holds across machines that share
a folder (POSIX record locks; on Windows those of the C runtime). The system lets go of it when its holder ends, however it ends.
Where a file system has no locks the store is safe all the same: a part's name and content depend on its draws alone.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

from tertius.errors import TertiusError

__all__ = ["holding"]

_HELD: dict[str, tuple[int, list[tuple[int, int]]]] = {}
_GUARD = threading.Lock()
_BUSY = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}
_NONE = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP, errno.EINVAL}


@contextlib.contextmanager
def holding(path: Path, first: int, last: int, *, told: str) -> Iterator[None]:
    """Hold the bytes from `first` to before `last` of a lock file, which must not be held by anybody else.

    Raises `TertiusError` with what is `told` if it is.
    """
    if first >= last:
        yield
        return
    key = os.path.realpath(path)
    # A process loses all its locks on a file when it closes the file once, so that it is opened once.
    with _GUARD:
        descriptor, ranges = _HELD.get(key) or (os.open(path, os.O_RDWR | os.O_CREAT, 0o666), [])
        _HELD[key] = descriptor, ranges
        free = all(last <= a or b <= first for a, b in ranges)
        if free:
            try:
                _set(descriptor, first, last - first, on=True)
            except OSError as error:
                if error.errno not in _BUSY | _NONE:
                    _closed(key)
                    raise
                free = error.errno in _NONE
        if not free:
            _closed(key)
            raise TertiusError(told)
        ranges.append((first, last))
    try:
        yield
    finally:
        with _GUARD:
            ranges.remove((first, last))
            with contextlib.suppress(OSError):
                _set(descriptor, first, last - first, on=False)
            _closed(key)


def _closed(key: str) -> None:
    descriptor, ranges = _HELD[key]
    if not ranges:
        os.close(descriptor)
        del _HELD[key]


def _set(descriptor: int, start: int, length: int, *, on: bool) -> None:
    if sys.platform == "win32":
        import msvcrt

        os.lseek(descriptor, start, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK if on else msvcrt.LK_UNLCK, length)
    else:
        import fcntl

        fcntl.lockf(descriptor, (fcntl.LOCK_EX | fcntl.LOCK_NB) if on else fcntl.LOCK_UN, length, start)
