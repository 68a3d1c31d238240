"""Parts of a report that two processes share out between them, where that can be had and is asked for.

The parts are pure functions of the case, so the page is the same, byte for byte, however many processes made it and whichever made
what. The other process takes them from the first on, this one, once it asks for them, from the last; each part has a pipe with
one byte in it, and whoever reads the byte works the part out. Only where a process can be split in two (`fork`) and has a single
thread: a thread's locks would be split as they happen to stand.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Mapping
from typing import Any

from tertius.dynamics.sharing import sharing

__all__ = ["Beside"]


class Beside:
    """Parts by name; `get` gives one, from the other process or made here.

    parts : in the order in which the other process takes them; what has most in common with what is worked out here comes last
    """

    def __init__(self, parts: Mapping[str, Callable[[], Any]], *, processes: int = 1) -> None:
        self._parts = dict(parts)
        self._found: dict[str, Any] = {}
        self._process: Any = None
        if processes < 2 or threading.active_count() > 1 or "fork" not in multiprocessing.get_all_start_methods():
            return
        context = multiprocessing.get_context("fork")
        self._here, there = context.Pipe(duplex=False)
        self._tokens = {name: _token() for name in self._parts}
        self._process = context.Process(target=_work, args=(self._parts, self._tokens, there), daemon=True)
        self._process.start()
        there.close()

    def get(self, name: str) -> Any:
        """The part; an error that it met is raised here."""
        if self._process is not None:
            self._gather()
        if name not in self._found:
            return self._parts[name]()
        found = self._found[name]
        if isinstance(found, BaseException):
            raise found
        return found

    def _gather(self) -> None:
        """Work out what the other process has not begun, then take what it has made."""
        mine: dict[str, Any] = {}
        for name in reversed(self._parts):
            if _taken(self._tokens[name]):
                mine[name] = _made(self._parts[name])
        with contextlib.suppress(EOFError):  # then the process is gone: what it was to do is done here, when it is asked for
            mine |= self._here.recv()
        self._found = mine
        self._process.join()
        self._close()

    def end(self) -> None:
        """Give up what has not been asked for."""
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._close()

    def _close(self) -> None:
        self._process = None
        self._here.close()
        for token in self._tokens.values():
            os.close(token)


def _token() -> int:
    """A pipe with one byte in it, to read from."""
    out, into = os.pipe()
    os.write(into, b".")
    os.close(into)
    return out


def _taken(token: int) -> bool:
    """Whether the byte was still there; it is not after that. With nobody left to write, a read never waits."""
    return bool(os.read(token, 1))


def _made(part: Callable[[], Any]) -> Any:
    try:
        return part()
    except Exception as error:  # told where the part is asked for
        return error


def _work(parts: Mapping[str, Callable[[], Any]], tokens: Mapping[str, int], there: Any) -> None:
    with sharing():
        found = {name: _made(part) for name, part in parts.items() if _taken(tokens[name])}
    there.send(found)
    there.close()
