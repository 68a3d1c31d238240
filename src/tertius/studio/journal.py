"""What has not been saved, kept on disk while it is being made.

Beside the case file stands a hidden file with one line of JSON for each accepted change: the whole
text and the notes. Each line is flushed to disk before the change is told to the page, so a process
that is killed loses nothing. A last line that was cut off is passed over. The file is locked while a
studio is open, and is removed when everything is saved.
"""

from __future__ import annotations

import contextlib
import json
import os
from pathlib import Path
from typing import IO, Any

from tertius.errors import TertiusError
from tertius.studio.draft import Snapshot

__all__ = ["Journal", "journal_path"]

MAX_BYTES = 64 * 2**20


def journal_path(folder: Path, file: Path | None) -> Path:
    """Where the journal of a case file stands; of a case without a file, in the folder."""
    return folder / ".tertius-untitled.journal" if file is None else file.parent / f".{file.name}.tertius-journal"


class Journal:
    """The journal of one draft. `left` is what an earlier studio left behind, oldest first."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.left: list[Snapshot] = []
        self._file: IO[bytes] | None = None
        self.refused = ""
        try:
            made = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
        except OSError as error:
            self.refused = f"changes cannot be kept on disk until they are saved: {error.strerror}"
            return
        self._file = os.fdopen(made, "r+b")
        _lock(self._file, path)
        self.left = list(_snapshots(self._file.read()))

    def add(self, snapshot: Snapshot) -> None:
        """Keep a change; it is on disk when this returns."""
        if self._file is None:
            return
        line = json.dumps({"text": snapshot.text, "notes": snapshot.notes, "said": snapshot.said}, ensure_ascii=False)
        if self._file.seek(0, os.SEEK_END) + len(line) > MAX_BYTES:
            self._file.truncate(0)
            self._file.seek(0)
        # A line that was cut off by a kill must not swallow the next one.
        self._file.write(b"\n" + line.encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def clear(self) -> None:
        """Everything is saved: nothing is left to keep."""
        self.left = []
        if self._file is not None:
            self._file.truncate(0)
            self._file.seek(0)
            os.fsync(self._file.fileno())

    def close(self, *, keep: bool) -> None:
        """End; the file is removed unless something in it is to be kept."""
        if self._file is None:
            return
        if not keep:
            with contextlib.suppress(OSError):
                os.unlink(self.path)
        self._file.close()
        self._file = None


def _snapshots(content: bytes) -> list[Snapshot]:
    found = []
    for line in content.splitlines():
        if not line.strip():
            continue
        try:
            kept: Any = json.loads(line)
            found.append(Snapshot(str(kept["text"]), dict(kept.get("notes") or {}), str(kept.get("said", ""))))
        except (ValueError, KeyError, TypeError):
            continue
    return found


def _lock(file: IO[bytes], path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # not on Windows
        return
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        raise TertiusError(f"this case is open in another studio ({path.name} is in use); close that one first") from None
