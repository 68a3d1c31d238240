"""Long tables as lines of text: plain, gzip or zip, read as a stream, with mistakes that name the line.

What a file is, is told by its first bytes and not by its name. Nothing is unpacked to disk and nothing is held whole.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from tertius.errors import CaseError, Problem

__all__ = ["lines_of", "opened"]

Tick = Callable[[int, int], None]
_EVERY = 50_000


@contextlib.contextmanager
def opened(path: Path) -> Iterator[tuple[IO[bytes], Callable[[], int]]]:
    """The bytes of a table, unpacked, and how many bytes of the file have been read."""
    name = str(path)
    try:
        with open(path, "rb") as raw:
            head = raw.read(4)
            raw.seek(0)
            if head[:2] == b"\x1f\x8b":
                with gzip.open(raw, "rb") as packed:
                    yield packed, raw.tell  # type: ignore[misc]
            elif head[:4] in {b"PK\x03\x04", b"PK\x05\x06"}:
                with zipfile.ZipFile(raw) as archive:
                    members = [m for m in archive.infolist() if not m.is_dir()]
                    if len(members) != 1:
                        what = f"the archive has {len(members)} files"
                        raise CaseError([Problem(name, 0, 0, "", what, "a zip file with one table in it")])
                    with archive.open(members[0]) as packed:
                        yield packed, raw.tell
            else:
                yield raw, raw.tell
    except zipfile.BadZipFile as error:
        what = f"it is no whole zip file ({error})"
        raise CaseError([Problem(name, 0, 0, "", what, "the file fetched again, or unpacked")]) from None
    except OSError as error:
        what = f"it cannot be read: {error.strerror or error}"
        raise CaseError([Problem(name, 0, 0, "", what, "a table in CSV, or one packed with gzip or zip")]) from None


def lines_of(path: Path, *, tick: Tick | None = None) -> Iterator[str]:
    """The lines of a table as text, without a byte-order mark.

    Raises `CaseError` with the line where a packed file ends early, or where the text is not UTF-8.
    """
    name = str(path)
    total = path.stat().st_size if path.is_file() else 0
    number = 0
    try:
        with opened(path) as (packed, read):
            text = io.TextIOWrapper(packed, encoding="utf-8-sig", newline="")
            for line in text:
                number += 1
                if tick is not None and number % _EVERY == 0:
                    tick(min(read(), total) // 2**20, max(1, total // 2**20))
                yield line
    except UnicodeDecodeError:
        raise CaseError([_not_utf8(path)]) from None
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        early = isinstance(error, EOFError)
        what = f"the packed file {'ends too early' if early else 'is damaged'}: {number:,} lines could be read"
        raise CaseError([Problem(name, number, 1, "", what, "the file fetched again; a part of it would give another network")]) from None


def _not_utf8(path: Path) -> Problem:
    """Which line it is, from the bytes."""
    with opened(path) as (packed, _):
        for number, line in enumerate(packed, 1):
            if number == 1 and line[:2] in {b"\xff\xfe", b"\xfe\xff"}:
                return Problem(str(path), 1, 1, "", "it is UTF-16 text", "a file saved as UTF-8: iconv -f UTF-16 -t UTF-8")
            try:
                line.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                what = f"it is not UTF-8 text (byte {line[error.start]:#04x})"
                return Problem(str(path), number, error.start + 1, "", what, "a file saved as UTF-8: iconv -f LATIN1 -t UTF-8, or what it was saved in")
    return Problem(str(path), 0, 0, "", "it is not UTF-8 text", "a file saved as UTF-8")
