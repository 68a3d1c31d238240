"""Standard output and error as the command finds them: closed, full, or in an encoding without our signs.

What a case file says reaches the terminal as text and nothing else: characters that steer a terminal (C0 and C1 controls, escape
sequences) are shown as a replacement sign; only colours and weights, which the command itself sets, go through.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import re
import sys
from collections.abc import Iterable
from typing import Any, TextIO

__all__ = ["broken_pipe", "let_go", "prepare"]

# One sign for one sign, so that columns stay where they are; what stands for a verdict stays distinct.
_PLAIN = {
    "●": "+", "✕": "x", "○": "o", "◐": "/", "·": ".", "✓": "+", "•": "*", "█": "#", "…": "~",
    "–": "-", "—": "-", "−": "-", "‘": "'", "’": "'", "“": '"', "”": '"', "§": "s", "→": ">",
    "⁨": "", "⁩": "",
}  # fmt: skip


_STEERING = re.compile("(\x1b\\[[0-9;]*m)|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_RETURN = re.compile("\r(?!\n)")


class _Text:
    """A stream that takes text for a terminal. returns : whether it may go back to the start of a line, as a count of progress does."""

    def __init__(self, stream: TextIO, *, returns: bool) -> None:
        self._stream, self._returns = stream, returns

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def write(self, text: str) -> int:
        """Write it, but for what would steer the terminal."""
        if not text.isprintable():
            text = _STEERING.sub(lambda found: found[1] or "\ufffd", text)
            text = text if self._returns else _RETURN.sub("\ufffd", text)
        return self._stream.write(text)

    def writelines(self, lines: Iterable[str]) -> None:
        """Write one after another."""
        for line in lines:
            self.write(line)


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
            setattr(sys, name, _Text(stream, returns=name == "stderr"))
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
