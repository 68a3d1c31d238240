"""Who works parts out: this process, processes on this machine, any `concurrent.futures.Executor`, or a Dask cluster.

A `Crew` takes parts and gives back what came of them in whatever order they end; nothing else of a run turns on who works.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from typing import Any

from tertius.errors import TertiusError
from tertius.sweep.work import Solved, Task, solve_part

__all__ = ["Crew", "Here", "Local", "Pool", "cores"]

ATTEMPTS = 3
"""How often a worker of this machine may end by itself before the run is given up."""


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


class Crew:
    """Somebody who works out parts."""

    def room(self) -> int:
        """How many parts may be under way at a time."""
        raise NotImplementedError

    def submit(self, task: Task, start: int, stop: int) -> Future[Solved]:
        """Begin a part."""
        raise NotImplementedError

    def mend(self, error: BaseException) -> bool:
        """Whether everything that is under way may be given out again after this error; what was begun is lost."""
        return False

    def idle(self) -> bool:
        """Whether it is known that nobody works on anything, though parts are under way."""
        return False

    def look(self) -> None:
        """Called from time to time while nothing comes: see that somebody still works."""

    def close(self) -> None:
        """Let go of what is under way."""


class Here(Crew):
    """This process, one part at a time."""

    def room(self) -> int:
        return 1

    def submit(self, task: Task, start: int, stop: int) -> Future[Solved]:
        done: Future[Solved] = Future()
        done.set_result(solve_part(task, start, stop))
        return done


@dataclass
class Pool(Crew):
    """An executor that somebody else made, and will close."""

    executor: Executor
    width: Callable[[], int]

    def room(self) -> int:
        return 2 * max(1, self.width())

    def submit(self, task: Task, start: int, stop: int) -> Future[Solved]:
        return self.executor.submit(solve_part, task, start, stop)


@dataclass
class Local(Crew):
    """New processes on this machine. They end with this one, however it ends, and leave Ctrl-C to it."""

    workers: int
    attempts: int = ATTEMPTS
    _pool: ProcessPoolExecutor | None = field(default=None, init=False)

    def room(self) -> int:
        return 2 * self.workers

    def submit(self, task: Task, start: int, stop: int) -> Future[Solved]:
        if self._pool is None:
            from multiprocessing import get_context

            _compile()
            self._pool = ProcessPoolExecutor(self.workers, mp_context=get_context("spawn"), initializer=_begin)
        try:
            return self._pool.submit(solve_part, task, start, stop)
        except BrokenExecutor as error:
            broken: Future[Solved] = Future()
            broken.set_exception(error)
            return broken

    def mend(self, error: BaseException) -> bool:
        """A worker that was killed takes the whole pool with it: another one is made, a few times."""
        if not isinstance(error, BrokenExecutor):
            return False
        self.close()
        self.attempts -= 1
        if self.attempts < 0:
            raise TertiusError(
                "worker processes end again and again (is the memory full?); draws that are finished are kept where there is --out: "
                "try again with fewer --workers"
            )
        return True

    def look(self) -> None:
        """A worker that ended in the middle of an answer leaves the others and the reader waiting for the rest of it."""
        if self._pool is not None and any(p.exitcode is not None for p in (self._pool._processes or {}).values()):
            _end(self._pool)

    def close(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            _end(pool)
            pool.shutdown(wait=False, cancel_futures=True)


def _end(pool: ProcessPoolExecutor) -> None:
    """End the workers of a pool, so that it knows.

    Its thread may be reading half an answer, or writing a task that nobody reads; it waits as long as this process itself has the other
    end of the pipe open.
    """
    processes = list((pool._processes or {}).values())
    for process in processes:
        with contextlib.suppress(Exception):
            process.terminate()
    for process in processes:
        with contextlib.suppress(Exception):
            process.join(5)
    ends: tuple[Any, ...] = tuple(getattr(getattr(pool, queue, None), end, None) for queue, end in (("_result_queue", "_writer"), ("_call_queue", "_reader")))
    for end in ends:
        with contextlib.suppress(Exception):
            end.close()


def _compile() -> None:
    """Make the machine code that this version keeps, if it is not there yet, once and not in every worker."""
    from tertius.kernels.ensemble import installed

    if installed():
        from tertius.kernels.compiled import machine

        machine("int8", "ensemble")


def _begin() -> None:
    """A worker's first act: Ctrl-C is the parent's; without a parent there is nothing to do; one thread each."""
    import signal
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
        os.environ.setdefault(name, "1")
    parent = parent_process()
    if parent is not None:

        def watch() -> None:
            wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=watch, daemon=True).start()


@contextlib.contextmanager
def closing(crew: Crew) -> Iterator[Crew]:
    """The crew, which lets go at the end."""
    try:
        yield crew
    finally:
        crew.close()
