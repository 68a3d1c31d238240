"""A run: the same for any workers, in bounded memory, stopped by a rule or by hand."""

from __future__ import annotations

import pickle
import subprocess
import sys
import threading
import time
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tertius import TertiusError
from tertius.errors import LimitError
from tertius.sweep import work
from tertius.sweep.block import solve_block
from tertius.sweep.counts import Counts, counts
from tertius.sweep.read import read_sweep
from tertius.sweep.run import AHEAD, Pace, run_sweep
from tertius.sweep.summary import summarise
from tertius.sweep.work import Solved, solve_part, task_of
from tertius.sweep.workers import Here
from tertius.testing_sweep import content, small_plan

PLAN = small_plan()
DRAWS = 9 * PLAN.block + 7


def plainly(first: int, last: int) -> Any:
    """The summary of some draws without any of what is tested here: block after block."""
    total = Counts.empty(PLAN)
    for start in range(first, last, PLAN.block):
        total = total + counts(PLAN, solve_block(PLAN, start, min(start + PLAN.block, last)))
    return summarise(PLAN, total)


class Backwards(Executor):
    """Works everything out only when asked for a result, the last first; remembers how much was under way."""

    def __init__(self) -> None:
        self.under_way: list[tuple[Future[Any], Any, Any]] = []
        self.most = 0
        self._max_workers = 3

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.under_way.append((future, fn, args))
        self.most = max(self.most, len(self.under_way))
        if len(self.under_way) == 6 or args[2] == DRAWS:
            for done, call, given in reversed(self.under_way):
                done.set_result(call(*given))
            self.under_way.clear()
        return future


def test_any_number_of_workers_gives_the_same_files_bit_for_bit(tmp_path: Path) -> None:
    expected = plainly(0, DRAWS)
    ways: dict[str, dict[str, Any]] = {"one": {"workers": 1}, "two": {"workers": 2}, "back": {"executor": Backwards()}}
    with ThreadPoolExecutor(3) as threads:
        ways["threads"] = {"executor": threads}
        for name, how in ways.items():
            found = run_sweep(PLAN, draws=DRAWS, out=tmp_path / name, **how)
            assert found.summary == expected, name
            assert found.complete
    for name in ways:
        assert content(tmp_path / name) == content(tmp_path / "one"), name
    assert read_sweep(tmp_path / "one").summary == expected
    assert run_sweep(PLAN, draws=DRAWS).summary == expected


def test_no_more_is_under_way_than_workers_can_take() -> None:
    slow = Backwards()
    assert run_sweep(PLAN, draws=DRAWS, executor=slow).summary == plainly(0, DRAWS)
    assert slow.most <= 2 * 3


def test_what_waits_for_an_earlier_part_is_bounded() -> None:
    class Stuck(Executor):
        """The first part ends late, all others at once."""

        _max_workers = 1
        highest = 0

        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            if args[1] == 0:
                threading.Timer(0.3, lambda: future.set_result(fn(*args))).start()
                self.first = future
            else:
                future.set_result(fn(*args))
                if not self.first.done():
                    self.highest = args[1] // PLAN.block
            return future

    stuck = Stuck()
    found = run_sweep(PLAN, draws=40 * PLAN.block, executor=stuck)
    assert found.summary == plainly(0, 40 * PLAN.block)
    assert stuck.highest == AHEAD * 2 - 1


def test_what_a_scheduler_forgets_is_given_out_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tertius.sweep.run.SILENT", 1)

    class Forgetful(Here):
        """The third part that is given out is never heard of again."""

        given = 0

        def room(self) -> int:
            return 2

        def submit(self, task: Any, start: int, stop: int) -> Future[Solved]:
            self.given += 1
            return Future() if self.given == 3 else super().submit(task, start, stop)

        def idle(self) -> bool:
            return True

    monkeypatch.setattr("tertius.sweep.run.Here", Forgetful)
    assert run_sweep(PLAN, draws=DRAWS, workers=1).summary == plainly(0, DRAWS)


def test_shards_put_together_are_the_run(tmp_path: Path) -> None:
    for number in (3, 1, 4, 2):
        mine = run_sweep(PLAN, draws=DRAWS, out=tmp_path / "one", shard=(number, 4), workers=1)
        run_sweep(PLAN, draws=DRAWS, out=tmp_path / f"of{number}", shard=(number, 4), workers=1)
        first, last = (10 * (number - 1)) // 4 * PLAN.block, min(10 * number // 4 * PLAN.block, DRAWS)
        assert mine.summary == plainly(first, last)
        assert not mine.complete
    together = read_sweep(*(tmp_path / f"of{n}" for n in range(1, 5)))
    assert together.summary == read_sweep(tmp_path / "one").summary == plainly(0, DRAWS)
    assert together.complete


def test_more_shards_than_parts_leave_some_with_nothing(tmp_path: Path) -> None:
    runs = [run_sweep(PLAN, draws=5, out=tmp_path / "out", shard=(n, 3), workers=1) for n in (1, 2, 3)]
    assert sorted(r.summary.draws for r in runs) == [0, 0, 5]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"draws": 0}, "0 draws were asked for; ask for 1 or more"),
        ({"draws": 10**30}, "at most 1,000,000,000,000"),
        ({"shard": (0, 4)}, "no shard 0 of 4; shards are numbered from 1: 1/4 to 4/4"),
        ({"shard": (5, 4)}, "no shard 5 of 4"),
        ({"shard": (1, 0)}, "no shard 1 of 0"),
        ({"shard": (1, 2), "out": None}, "a shard needs a folder"),
        ({"shard": (1, 2), "until": 0.1}, "cannot stop early"),
        ({"until": 0.0}, "a width is between 0 and 1"),
        ({"until": 1.0}, "a width is between 0 and 1"),
        ({"workers": 0}, "0 workers"),
        ({"workers": 2, "scheduler": "tcp://127.0.0.1:1"}, "exclude each other"),
    ],
)
def test_what_cannot_be_run_is_refused_before_anything_is_written(tmp_path: Path, wrong: dict[str, Any], said: str) -> None:
    given: dict[str, Any] = {"draws": 10, "out": tmp_path / "out"} | wrong
    with pytest.raises((TertiusError, LimitError), match=said):
        run_sweep(PLAN, **given)
    assert not (tmp_path / "out").exists()


def test_stopping_early_does_not_turn_on_the_workers(tmp_path: Path) -> None:
    widths = [plainly(0, k * PLAN.block).widest for k in range(1, 10)]
    until = widths[4]
    expected = plainly(0, (1 + next(k for k, w in enumerate(widths) if w <= until)) * PLAN.block)
    with ThreadPoolExecutor(4) as threads:
        for name, how in {"a": {"workers": 1}, "b": {"executor": threads}, "c": {"executor": Backwards()}}.items():
            found = run_sweep(PLAN, draws=DRAWS, until=until, out=tmp_path / name, **how)  # type: ignore[arg-type]
            assert (found.summary, found.stopped, found.complete) == (expected, True, False), name
            assert content(tmp_path / name) == content(tmp_path / "a")
    again = run_sweep(PLAN, draws=DRAWS, until=until, out=tmp_path / "a", workers=1)
    assert (again.summary, again.stopped, again.found) == (expected, True, expected.draws)
    told = read_sweep(tmp_path / "a")
    assert (told.summary, told.stopped, told.complete) == (expected, True, False)
    # Without the rule the same store goes on to the end.
    assert run_sweep(PLAN, draws=DRAWS, out=tmp_path / "a", workers=1).summary == plainly(0, DRAWS)


def test_after_the_last_part_there_is_nothing_to_stop(tmp_path: Path) -> None:
    for out in (None, tmp_path / "out"):
        found = run_sweep(PLAN, draws=PLAN.block + 1, until=0.999, out=out, workers=1)
        assert (found.summary.draws, found.stopped, found.complete) == (PLAN.block, True, False)
        found = run_sweep(PLAN, draws=PLAN.block, until=0.999, out=None if out is None else tmp_path / "all", workers=1)
        assert (found.summary.draws, found.stopped, found.complete) == (PLAN.block, False, True)


def test_the_pace_does_not_count_what_was_there() -> None:
    pace = Pace(done=300, total=1000, found=100, seconds=4.0, bytes=800, fresh=200)
    assert (pace.rate, pace.left, pace.room) == (50.0, 14.0, 4000.0)
    assert Pace(done=100, total=1000, found=100, seconds=4.0).rate is None


def test_the_pace_is_told(tmp_path: Path) -> None:
    run_sweep(PLAN, draws=3 * PLAN.block, out=tmp_path / "out", workers=1)
    paces: list[Pace] = []
    run_sweep(PLAN, draws=DRAWS, out=tmp_path / "out", workers=1, tick=paces.append)
    assert [p.done for p in paces] == sorted(p.done for p in paces)
    assert (paces[-1].done, paces[-1].total, paces[-1].found) == (DRAWS, DRAWS, 3 * PLAN.block)


def test_a_worker_of_another_version_is_refused() -> None:
    other = replace(task_of(PLAN, keep=False), version="0.0.1")
    found = solve_part(other, 0, 5)
    assert found.refused is not None
    assert f"a worker has tertius {work.VERSION} and the sweep was started with 0.0.1" in found.refused[0]

    class Old(Backwards):
        def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_result(fn(other, *args[1:]))
            return future

    with pytest.raises(TertiusError, match=r"install one version everywhere"):
        run_sweep(PLAN, draws=DRAWS, executor=Old())


def test_an_error_in_a_worker_arrives_as_it_was_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_large(*_: object) -> None:
        raise LimitError("the model is too large")

    monkeypatch.setattr("tertius.sweep.block.solve_block", too_large)
    found = solve_part(task_of(PLAN, keep=False), 0, 5)
    assert pickle.loads(pickle.dumps(found)) == Solved(None, None, ("the model is too large", 3))
    with pytest.raises(LimitError, match="the model is too large"):
        run_sweep(PLAN, draws=DRAWS, workers=1)


_RUN = """
import os, signal, sys
from tertius.sweep.run import run_sweep
from tertius.testing_sweep import small_plan

def killer(pace):
    import multiprocessing
    global left
    if left and pace.done:
        left -= 1
        os.kill(multiprocessing.active_children()[0].pid, signal.SIGKILL)

left = int(sys.argv[1])
if __name__ == "__main__":
    plan = small_plan()
    from tertius.errors import TertiusError
    try:
        found = run_sweep(plan, draws=int(sys.argv[2]), out=sys.argv[3], workers=2, tick=killer)
        print(found.summary.draws)
    except TertiusError as error:
        print(error)
"""


_HALF = """
import gc, os, signal, struct, sys, time
from concurrent.futures import wait
from multiprocessing.queues import SimpleQueue
from tertius.sweep.work import task_of
from tertius.sweep.workers import Local
from tertius.testing_sweep import small_plan

def half_an_answer():
    queue = next(x for x in gc.get_objects() if isinstance(x, SimpleQueue) and hasattr(x, "_wlock"))
    queue._wlock.acquire()
    os.write(queue._writer.fileno(), struct.pack("!i", 100_000) + b"half")
    os.kill(os.getpid(), signal.SIGKILL)

if __name__ == "__main__":
    crew = Local(2)
    crew.submit(task_of(small_plan(), keep=False), 0, 5).result()
    lost = crew._pool.submit(half_an_answer)
    if sys.argv[1] == "look":
        until = time.monotonic() + 20
        while not lost.done() and time.monotonic() < until:
            if not wait([lost], timeout=0.3).done:
                crew.look()
        print(crew.mend(lost.exception(0)))
    else:
        time.sleep(0.5)
    crew.close()
    print("ended", flush=True)
"""


@pytest.mark.parametrize("how", ["look", "close"])
def test_a_worker_that_ends_in_the_middle_of_an_answer_keeps_nobody_waiting(tmp_path: Path, how: str) -> None:
    """Neither the run, which gives the work out again, nor the process at its end."""
    script = tmp_path / "run.py"
    script.write_text(_HALF)
    done = subprocess.run([sys.executable, script, how], capture_output=True, text=True, timeout=40)
    assert done.stdout == ("True\n" if how == "look" else "") + "ended\n", done.stderr
    assert done.returncode == 0


def test_a_worker_that_is_killed_is_replaced_and_costs_nothing(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(_RUN)
    out = tmp_path / "out"
    done = subprocess.run([sys.executable, script, "1", str(DRAWS), out], capture_output=True, text=True, timeout=60)
    assert done.stdout == f"{DRAWS}\n", done.stderr
    assert read_sweep(out).summary == plainly(0, DRAWS)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_workers_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(_RUN.replace("def killer(pace):", "def killer(pace):\n    import multiprocessing\n    print(*[p.pid for p in multiprocessing.active_children()], flush=True)\n    import time; time.sleep(60)\n\ndef unused(pace):"))
    run = subprocess.Popen([sys.executable, script, "0", str(DRAWS), tmp_path / "out"], stdout=subprocess.PIPE)
    assert run.stdout is not None
    workers = [int(pid) for pid in run.stdout.readline().split()]
    assert len(workers) == 2
    run.kill()
    run.communicate()
    end = time.monotonic() + 10
    while any(_alive(pid) for pid in workers):
        assert time.monotonic() < end, "orphans are left"
        time.sleep(0.02)


def _alive(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
