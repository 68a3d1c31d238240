"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from tertius.errors import TertiusError

__all__ = ["write_whole"]


def write_whole(path: Path, content: str | bytes) -> None:
    """Write a file (text as UTF-8) whole or not at all: to a temporary file beside it, then rename."""
    import tempfile

    path = Path(os.path.realpath(path))
    try:
        if path.is_dir():
            raise TertiusError(f"{path} is a folder; name a file in it")
        if path.exists() and not path.is_file():
            raise TertiusError(f"{path} is a device or a pipe, not a file; name a file")
        file_on_the_way = next((p for p in path.parents if p.exists() and not p.is_dir()), None)
        if file_on_the_way is not None:
            raise TertiusError(f"{file_on_the_way} is a file, not a folder; choose another place")
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(temporary, 0o666 & ~mask)
            os.replace(temporary, path)
        except BaseException:
            os.unlink(temporary)
            raise
    except OSError as error:
        raise TertiusError(f"{path} cannot be written: {error.strerror}; choose another place") from None
