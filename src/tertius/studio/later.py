"""What takes longer than an edit may: worked out in one thread, the newest question of a kind first.

A question that is asked again is answered from what is known; a newer one of the same kind takes the
place of one that still waits.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

__all__ = ["Later"]

KEPT = 40


class Later:
    """Results by key; `get` never waits."""

    def __init__(self) -> None:
        self._known: dict[Any, Any] = {}
        self._waiting: dict[str, tuple[Any, Callable[[], Any]]] = {}
        self._running: Any = None
        self._change = threading.Condition()
        self._thread: threading.Thread | None = None

    def get(self, kind: str, key: Any, work: Callable[[], Any]) -> tuple[bool, Any]:
        """Whether it is known, and what; otherwise it is put in line. An error is kept and raised."""
        with self._change:
            if key in self._known:
                found = self._known[key]
                if isinstance(found, Exception):
                    raise found
                return True, found
            if self._running != key:
                self._waiting[kind] = key, work
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name="tertius-later", daemon=True)
                self._thread.start()
            self._change.notify()
        return False, None

    def _work(self) -> None:
        while True:
            with self._change:
                while not self._waiting:
                    self._change.wait()
                kind = next(iter(self._waiting))
                key, work = self._waiting.pop(kind)
                self._running = key
            try:
                found: Any = work()
            except Exception as error:
                found = error
            with self._change:
                self._known[key] = found
                self._running = None
                while len(self._known) > KEPT:
                    self._known.pop(next(iter(self._known)))
