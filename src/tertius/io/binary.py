"""Writing a file of bytes whole or not at all; `tertius.io.save` does the same for text."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from tertius.errors import TertiusError

__all__ = ["write_whole_bytes"]


def write_whole_bytes(path: Path, data: bytes) -> None:
    """Write to a temporary file beside it, then rename."""
    path = Path(os.path.realpath(path))
    if path.exists() and not path.is_file():
        raise TertiusError(f"{path} is not a file; name a file")
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        mask = os.umask(0)
        os.umask(mask)
        os.chmod(temporary, 0o666 & ~mask)
        os.replace(temporary, path)
        temporary = ""
    except OSError as error:
        raise TertiusError(f"{path} cannot be written: {error.strerror}; choose another place") from None
    finally:
        if temporary:
            os.unlink(temporary)
