r"""Run a plan: so many draws, by whatever workers, kept in a store or only counted.

The draws are cut into parts, whose number and places depend on the plan and on how many draws are asked for. Let
:math:`c_k` be the counts of part k. What is told are :math:`C_m = c_0 + \dots + c_{m-1}` over all parts, added in order, so that the
number and the speed of workers change nothing. With `until` = w the run stops at the least m with
:math:`\mathrm{widest}(C_m) \le w`, the width of the widest interval that is told: a rule about whole parts from the
first on, hence again the same for any workers. An interval that is looked at again and again and kept when it is narrow
covers a little less often than it says.

At a time a bounded number of parts is under way or waits for an earlier one, so that memory does not grow with the
number of draws. Tertius's own.

References
----------
.. [1] Python, `concurrent.futures`: executors and futures.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass
from pathlib import Path

from tertius.errors import LimitError, TertiusError
from tertius.sweep.counts import Counts, counts
from tertius.sweep.manifest import Manifest, manifest_of
from tertius.sweep.plan import Plan
from tertius.sweep.store import (
    Part,
    Store,
    commit,
    intact,
    open_store,
    part_at,
    parts_of,
    recorded,
    tables_of,
    writing,
)
from tertius.sweep.summary import Summary, summarise
from tertius.sweep.work import Solved, Task, task_of
from tertius.sweep.workers import Crew, Here, Local, Pool, closing, cores

__all__ = ["Pace", "Sweep", "run_sweep"]

QUICK = 3.0
"""Seconds of work up to which no other process is started by itself."""
SILENT = 5
"""Seconds without anything coming back after which it is asked whether anybody works."""
MOST = 10**12
AHEAD = 4
"""How many times the parts under way may lie between the first part that is missing and the last one begun."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How far a run is.

    done, total : draws of this run that are finished, and all of them
    found : of these, how many a store had before
    seconds : since the first part was begun
    bytes, fresh : what the draws that this run stored take, and how many they are
    """

    done: int
    total: int
    found: int
    seconds: float
    bytes: int = 0
    fresh: int = 0

    @property
    def rate(self) -> float | None:
        """Draws a second, without those that were there before."""
        return (self.done - self.found) / self.seconds if self.done > self.found and self.seconds > 0 else None

    @property
    def left(self) -> float | None:
        """Seconds that the rest will take at this rate."""
        return None if self.rate is None else (self.total - self.done) / self.rate

    @property
    def room(self) -> float | None:
        """Bytes that all draws of this run together will take."""
        return self.bytes / self.fresh * self.total if self.fresh else None


@dataclass(frozen=True, slots=True)
class Sweep:
    """What came of a run, or what a store has.

    draws : how many were asked for, in all shards
    shard : which part of them this run had, (number, of how many)
    stopped : whether it stopped early, as every interval was narrow enough
    folders : where the draws are kept, if they are
    found : how many of the draws were there before
    complete : whether all draws that were asked for are in the summary
    damaged : how many parts of a store are not as they were written, and are left out
    """

    plan: Plan
    summary: Summary
    draws: int
    shard: tuple[int, int] = (1, 1)
    until: float | None = None
    stopped: bool = False
    folders: tuple[Path, ...] = ()
    found: int = 0
    complete: bool = True
    damaged: int = 0


def run_sweep(
    plan: Plan,
    *,
    draws: int,
    out: str | Path | None = None,
    workers: int | None = None,
    executor: Executor | None = None,
    scheduler: str | None = None,
    shard: tuple[int, int] = (1, 1),
    until: float | None = None,
    tick: Callable[[Pace], None] | None = None,
) -> Sweep:
    """Run so many draws of a plan.

    out : a folder in which the draws are kept; a run that was broken off goes on there
    workers : processes on this machine; 1 works in this one. By default as many as there are cores, where it is worth it
    executor : workers of your own instead; scheduler : the address of a Dask scheduler instead
    shard : (i, n): only the i-th of n shares of the draws, for batch queues
    until : stop early when no interval that is told is wider than this
    tick : is told how far it is

    Raises `TertiusError` for what cannot be run; `LimitError` where the disk cannot hold the draws. An interruption
    leaves a store with which the same call goes on.
    """
    shard = _checked(draws, workers, executor, scheduler, shard, until, out)
    wanted = manifest_of(plan, draws, until)
    store = None if out is None else open_store(Path(out), wanted)
    run = _Run(store, wanted if store is None else store.manifest, shard, until, tick)
    with contextlib.nullcontext() if store is None else writing(store, run.indices):
        run.look()
        if run.todo() is not None:
            run.work(workers, executor, scheduler)
        run.advance()
    return Sweep(
        plan,
        summarise(plan, run.total),
        draws,
        shard=shard,
        until=until,
        stopped=run.stopped,
        folders=() if store is None else (store.folder,),
        found=run.found,
        complete=not run.stopped and shard[1] == 1,
    )


def _checked(
    draws: int,
    workers: int | None,
    executor: Executor | None,
    scheduler: str | None,
    shard: tuple[int, int],
    until: float | None,
    out: str | Path | None,
) -> tuple[int, int]:
    number, of = shard
    if draws < 1:
        raise TertiusError(f"{draws} draws were asked for; ask for 1 or more")
    if draws > MOST:
        raise LimitError(f"{draws:,} draws were asked for; a sweep has at most {MOST:,}, which is more than any interval needs")
    if of < 1 or not 1 <= number <= of:
        raise TertiusError(f"there is no shard {number} of {of}; shards are numbered from 1: 1/{max(of, 1)} to {max(of, 1)}/{max(of, 1)}")
    if of > 1 and out is None:
        raise TertiusError("a shard needs a folder for its draws (--out), from which the shards are summarised together")
    if until is not None and not 0 < until < 1:
        raise TertiusError(f"--until {until:g}: a width is between 0 and 1, such as 0.02 for intervals of two percentage points")
    if until is not None and of > 1:
        raise TertiusError("a shard does not see what the others find, so it cannot stop early; leave out --until or --shard")
    if workers is not None and workers < 1:
        raise TertiusError(f"{workers} workers were asked for; ask for 1 or more")
    if sum(x is not None for x in (workers, executor, scheduler)) > 1:
        raise TertiusError("workers of this machine and a scheduler exclude each other; leave out --workers or --scheduler")
    return number, of


class _Run:
    """A run under way."""

    def __init__(
        self,
        store: Store | None,
        manifest: Manifest,
        shard: tuple[int, int],
        until: float | None,
        tick: Callable[[Pace], None] | None,
    ) -> None:
        self.store, self.manifest, self.until, self.tick = store, manifest, until, tick
        self.indices = parts_of(manifest.draws, manifest.part, shard)
        self.task: Task = task_of(manifest.plan, keep=store is not None)
        self.total = Counts.empty(manifest.plan)
        self.head = self.indices.start
        """The first part whose counts are not in the total."""
        self.next = self.head
        """The first part that was not given out."""
        self.again: list[Part] = []
        self.kept: set[int] = set()
        self.waiting: dict[int, Solved] = {}
        self.stopped = False
        self.done = self.found = self.bytes = self.fresh = 0
        self.begin = time.monotonic()

    @property
    def over(self) -> bool:
        """Whether there is nothing more to do."""
        return self.stopped or self.head >= self.indices.stop

    def look(self) -> None:
        """See what the store has."""
        if self.store is None:
            return
        for index, part in recorded(self.store).items():
            if index in self.indices and part == part_at(self.manifest, index) and intact(self.store, part):
                self.kept.add(index)
                self.found += part.stop - part.start
        self.done = self.found
        self.begin = time.monotonic()

    def todo(self) -> Part | None:
        """The next part to give out, which stays the next until it is taken."""
        if self.again:
            return self.again[0]
        while self.next in self.kept:
            self.next += 1
        return part_at(self.manifest, self.next) if self.next < self.indices.stop else None

    def take(self) -> None:
        """The next part is given out."""
        if self.again:
            del self.again[0]
        else:
            self.next += 1

    def work(self, workers: int | None, executor: Executor | None, scheduler: str | None) -> None:
        """Have everything worked out that the store does not have."""
        if scheduler is not None:
            from tertius.sweep.cluster import cluster

            with cluster(scheduler) as crew:
                self.go(crew)
            return
        if executor is not None:
            width = getattr(executor, "_max_workers", None) or cores()
            self.go(Pool(executor, lambda: int(width)))
            return
        if workers is None:
            workers = self.worth()
        with closing(Here() if workers <= 1 else Local(workers)) as crew:
            self.go(crew)

    def worth(self) -> int:
        """How many processes are worth their start, of a second each: a part shows it, once another has warmed up."""
        seconds = 0.0
        for _ in range(2):
            begin = time.monotonic()
            self.go(Here(), most=1)
            seconds = time.monotonic() - begin
            parts = sum(k not in self.kept for k in range(self.next, self.indices.stop))
            if seconds > QUICK:
                break
        return min(cores(), parts) if parts * seconds > QUICK else 1

    def go(self, crew: Crew, most: int | None = None) -> None:
        """Give out parts and take in what comes of them, until all is done or `most` parts were given out."""
        pending: dict[Future[Solved], Part] = {}
        given = silent = 0
        while True:
            self.advance()
            if self.over:
                break
            while len(pending) < crew.room() and (most is None or given < most):
                part = self.todo()
                if part is None or part.index >= self.head + AHEAD * crew.room():
                    break
                self.take()
                given += 1
                pending[crew.submit(self.task, part.start, part.stop)] = part
            if not pending:
                break
            done, _ = wait(pending, timeout=1, return_when=FIRST_COMPLETED)
            if not done:
                crew.look()
            silent = 0 if done else silent + 1
            if silent >= SILENT and crew.idle():
                # Done twice is done once: a part has one name, and what comes of the first try is not looked at.
                silent = 0
                self.again = sorted([*self.again, *pending.values()])
                for future in pending:
                    future.cancel()
                pending.clear()
                continue
            for future in sorted(done, key=lambda f: pending[f]):
                error = future.exception()
                if error is not None:
                    if not crew.mend(error):
                        raise error
                    self.again = sorted([*self.again, *pending.values()])
                    pending.clear()
                    break
                self.take_in(pending.pop(future), future.result())
            self.told()
        for future in pending:
            future.cancel()

    def take_in(self, part: Part, solved: Solved) -> None:
        """Something came of a part."""
        if solved.refused is not None:
            said, code = solved.refused
            raise (LimitError if code == LimitError.exit_code else TertiusError)(said)
        self.done += part.stop - part.start
        if self.until is None:
            solved = self.keep(part, solved)
        self.waiting[part.index] = solved

    def keep(self, part: Part, solved: Solved) -> Solved:
        """Store the draws of a part; its counts are what is left of it."""
        if self.store is None or solved.tables is None:
            return solved
        self.bytes += commit(self.store, part, solved.tables)
        self.fresh += part.stop - part.start
        if self.fresh == part.stop - part.start and self.until is None:
            self.fits()
        return Solved(solved.counts, None)

    def fits(self) -> None:
        """Refuse what the disk cannot hold, as soon as it is known."""
        assert self.store is not None
        share = part_at(self.manifest, self.indices[-1]).stop - self.indices.start * self.manifest.part
        need = self.bytes / self.fresh * (share - self.done)
        free = shutil.disk_usage(self.store.folder).free
        if need > free:
            raise LimitError(
                f"{self.store.folder}: {share:,} draws take about {size(need)} more, and {size(free)} are free; take a larger disk, fewer draws (-n), "
                "--until WIDTH to stop when that is enough, or leave out --out to count without keeping"
            )

    def advance(self) -> None:
        """Add the counts of all parts from the first missing one on that are there, in their order."""
        while not self.over:
            if self.head in self.kept:
                assert self.store is not None
                found = counts(self.manifest.plan, tables_of(self.store, part_at(self.manifest, self.head)))
            elif self.head in self.waiting:
                solved = self.waiting.pop(self.head)
                if self.until is not None:
                    solved = self.keep(part_at(self.manifest, self.head), solved)
                assert solved.counts is not None
                found = solved.counts
            else:
                return
            self.total = self.total + found
            self.head += 1
            # After the last part there is nothing to stop.
            if self.until is not None and self.head < self.indices.stop and summarise(self.manifest.plan, self.total).widest <= self.until:
                self.stopped = True

    def told(self) -> None:
        """Say how far it is."""
        if self.tick is not None:
            total = part_at(self.manifest, self.indices[-1]).stop - self.indices.start * self.manifest.part
            self.tick(Pace(self.done, total, self.found, time.monotonic() - self.begin, self.bytes, self.fresh))


def size(number: float) -> str:
    """``1.5 GB``."""
    for unit, value in (("TB", 1e12), ("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if number >= value:
            return f"{number / value:.3g} {unit}"
    return f"{number:.0f} bytes"
