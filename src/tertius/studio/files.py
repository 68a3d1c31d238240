"""The one folder that a studio may read and write.

A name is resolved, links included, and has to lie inside; nothing else is opened. What is written is
written whole or not at all, and only if the file still is what the studio last read of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tertius.errors import LimitError, TertiusError
from tertius.io.nodes import MAX_BYTES
from tertius.io.save import write_whole

__all__ = ["Changed", "Folder", "digest"]

LISTED = 300
DEPTH = 3
CASES = {".yaml", ".yml"}
IMPORTED = {".gmcr", ".csv", ".xlsx", ".nfg", ".graphml"}


class Changed(TertiusError):
    """The file on disk is not what the studio last read or wrote."""


def digest(content: bytes) -> str:
    """What a file is recognised by."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder and what may be done in it."""

    root: Path

    @classmethod
    def at(cls, path: Path) -> Folder:
        """The folder, resolved; `TertiusError` where there is none."""
        if not path.is_dir():
            raise TertiusError(f"{path} is no folder")
        return cls(path.resolve())

    def place(self, name: str) -> Path:
        """The file that a name means; `TertiusError` outside the folder."""
        if not name or "\0" in name:
            raise TertiusError("a file has a name")
        given = Path(name)
        path = Path(os.path.realpath(given if given.is_absolute() else self.root / given))
        if not path.is_relative_to(self.root) or path == self.root:
            raise TertiusError(f"{name} is outside the folder that this studio was opened for ({self.root})")
        return path

    def shown(self, path: Path) -> str:
        """A file as the page names it."""
        return str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)

    def read(self, path: Path) -> bytes:
        """The content of a file inside."""
        path = self.place(str(path))
        if not path.is_file():
            raise TertiusError(f"{self.shown(path)} is not there, or no file")
        try:
            if path.stat().st_size > MAX_BYTES:
                raise LimitError(f"{self.shown(path)} has {path.stat().st_size / 2**20:,.0f} MB; {MAX_BYTES / 2**20:.0f} MB can be read")
            return path.read_bytes()
        except OSError as error:
            raise TertiusError(f"{self.shown(path)} cannot be read: {error.strerror}") from None

    def write(self, path: Path, content: bytes, *, known: str | None) -> str:
        """Write a file and tell its digest.

        known : what its content is believed to be: a digest, empty for no file, or None to write in any case
        """
        path = self.place(str(path))
        there = self.now(path)
        if known is not None and there != known:
            what = "is there already" if not known else "has been deleted" if not there else "has changed on disk since it was read"
            raise Changed(f"{self.shown(path)} {what}")
        if there and not os.access(path, os.W_OK):
            raise TertiusError(f"{self.shown(path)} is read-only: save under another name, or make it writable")
        write_whole(path, content)
        return digest(content)

    def now(self, path: Path) -> str:
        """The digest of what is on disk; empty where there is no file."""
        try:
            return digest(path.read_bytes())
        except OSError:
            return ""

    def writable(self, path: Path) -> bool:
        """Whether a file can be saved in its place."""
        return os.access(path, os.W_OK) if path.exists() else os.access(path.parent, os.W_OK)

    def listing(self) -> list[str]:
        """Cases, and what can be imported, by name."""
        return sorted(self._walk(self.root, 0))[:LISTED]

    def _walk(self, folder: Path, depth: int) -> Iterator[str]:
        try:
            entries = sorted(os.scandir(folder), key=lambda e: e.name)
        except OSError:
            return
        for entry in entries[: LISTED * 4]:
            if entry.name.startswith("."):
                continue
            path = Path(entry.path)
            if entry.is_dir(follow_symlinks=False) and depth < DEPTH:
                yield from self._walk(path, depth + 1)
            elif path.suffix.lower() in CASES | IMPORTED and entry.is_file() and Path(os.path.realpath(path)).is_relative_to(self.root):
                yield str(path.relative_to(self.root))
