"""Parts of a report that another process works out meanwhile, where that can be had and is asked for.

The parts are pure functions of the case, so the page is the same, byte for byte, however many processes made it. Only where a process can
be split in two (`fork`) and has a single thread: a thread's locks would be split as they happen to stand.
"""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Mapping
from typing import Any

from tertius.dynamics.sharing import sharing

__all__ = ["Beside"]


class Beside:
    """Parts by name; `get` gives one, from the other process or made here."""

    def __init__(self, parts: Mapping[str, Callable[[], Any]], *, processes: int = 1) -> None:
        self._parts = dict(parts)
        self._found: dict[str, Any] | None = None
        self._process: Any = None
        if processes < 2 or threading.active_count() > 1 or "fork" not in multiprocessing.get_all_start_methods():
            return
        context = multiprocessing.get_context("fork")
        self._here, there = context.Pipe(duplex=False)
        self._process = context.Process(target=_work, args=(self._parts, there), daemon=True)
        self._process.start()
        there.close()

    def get(self, name: str) -> Any:
        """The part; an error that it met is raised here."""
        if self._process is None:
            return self._parts[name]()
        if self._found is None:
            try:
                self._found = self._here.recv()
            except EOFError:  # the process is gone: what it was to do is done here
                self._process = None
                return self._parts[name]()
            finally:
                self._here.close()
            self._process.join()
        found = self._found[name]
        if isinstance(found, BaseException):
            raise found
        return found

    def end(self) -> None:
        """Give up what has not been asked for."""
        if self._process is not None and self._found is None:
            self._process.kill()
            self._process.join()


def _work(parts: Mapping[str, Callable[[], Any]], there: Any) -> None:
    found: dict[str, Any] = {}
    with sharing():
        for name, part in parts.items():
            try:
                found[name] = part()
            except Exception as error:  # told where the part is asked for
                found[name] = error
    there.send(found)
    there.close()
