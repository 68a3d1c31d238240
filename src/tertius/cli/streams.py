"""Standard output and error as the command finds them: closed, full, or in an encoding without our signs."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys

__all__ = ["broken_pipe", "let_go", "prepare"]

# One sign for one sign, so that columns stay where they are; what stands for a verdict stays distinct.
_PLAIN = {
    "●": "+", "✕": "x", "○": "o", "◐": "/", "·": ".", "✓": "+", "•": "*", "█": "#", "…": "~",
    "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "§": "s", "→": ">",
    "⁨": "", "⁩": "",
}  # fmt: skip


def _plain(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return "".join(_PLAIN.get(sign, "?") for sign in error.object[error.start : error.end]), error.end


def prepare() -> None:
    """Let standard output and error take any text: a sign that the encoding lacks is shown as a plain one, or as '?'."""
    codecs.register_error("tertius", _plain)
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Closed by whoever started the program: what would be written has nowhere to go.
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        elif isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="tertius")
    if os.environ.get("COLUMNS", "1").isdigit() and int(os.environ.get("COLUMNS", "1")) == 0:
        # Some shells and editors leave 0 where they do not know the width.
        del os.environ["COLUMNS"]


def broken_pipe(error: BaseException | None) -> bool:
    """Whether the reader of standard output went away, as `head` does; libraries turn that into an exit of their own."""
    return isinstance(error, OSError) and error.errno == errno.EPIPE


def let_go() -> None:
    """Write nothing more to standard output, so that nothing is said about it at the end."""
    if sys.stdout is not None:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
