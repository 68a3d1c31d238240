"""A sweep that is killed at any moment goes on with nothing lost and nothing counted twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from tertius.sweep.read import read_sweep
from tertius.sweep.run import run_sweep
from tertius.sweep.store import intact, read_store, recorded
from tertius.testing_sweep import content, small_plan

PLAN = small_plan()
DRAWS = 40 * PLAN.block + 5
KILLS = 15
# Starting Python takes longer than the sweep: a process that has everything makes the ones that are killed.
_MOTHER = """
import os, sys
from tertius.sweep.run import run_sweep
from tertius.testing_sweep import small_plan
import duckdb, tertius.sweep.block, tertius.sweep.counts, tertius.sweep.store
plan = small_plan()
for line in sys.stdin:
    child = os.fork()
    if not child:
        run_sweep(plan, draws=int(sys.argv[1]), out=line.rstrip(), workers=1)
        os._exit(0)
    print(child, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""
_RUN = """
import sys
from tertius.sweep.run import run_sweep
from tertius.testing_sweep import small_plan
if __name__ == "__main__":
    run_sweep(small_plan(), draws=int(sys.argv[1]), out=sys.argv[2], workers=2)
"""


@pytest.fixture
def mother() -> Iterator[subprocess.Popen[bytes]]:
    run = subprocess.Popen([sys.executable, "-c", _MOTHER, str(DRAWS)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    yield run
    run.kill()
    run.communicate()


def _answer(mother: subprocess.Popen[bytes]) -> int:
    assert mother.stdout is not None
    return int(mother.stdout.readline())


def _asked(mother: subprocess.Popen[bytes], out: Path) -> int:
    assert mother.stdin is not None
    mother.stdin.write(f"{out}\n".encode())
    mother.stdin.flush()
    return _answer(mother)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_again_and_again_it_ends_as_if_it_had_not_been(mother: subprocess.Popen[bytes], tmp_path: Path) -> None:
    _asked(mother, tmp_path / "warm")
    assert _answer(mother) == 0
    begin = time.monotonic()
    _asked(mother, tmp_path / "whole")
    assert _answer(mother) == 0
    took = time.monotonic() - begin
    draw = random.Random(8)
    out = tmp_path / "out"
    before: set[int] = set()
    killed = 0
    for _ in range(KILLS):
        pid = _asked(mother, out)
        time.sleep(draw.uniform(0, took / 6))
        os.kill(pid, signal.SIGKILL)
        killed += _answer(mother) == -signal.SIGKILL
        if not (out / "manifest.json").exists():
            continue
        store = read_store(out)
        whole = {k for k, part in recorded(store).items() if intact(store, part)}
        assert whole == set(recorded(store)), "a part with a record is whole, at whatever moment"
        assert before <= whole, "a finished part was lost"
        before = whole
        if whole:
            told = read_sweep(out)
            assert (told.summary.draws, told.damaged) == (sum(p.stop - p.start for p in recorded(store).values()), 0)
    assert killed > KILLS / 2
    again = run_sweep(PLAN, draws=DRAWS, out=out, workers=1)
    assert content(out) == content(tmp_path / "whole")
    assert again.summary == read_sweep(tmp_path / "whole").summary
    rows = duckdb.sql(f"SELECT count(*), count(DISTINCT draw) FROM '{out}/draws/*.parquet'").fetchall()
    assert rows == [(DRAWS, DRAWS)]


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_ctrl_c_leaves_a_store_that_goes_on(tmp_path: Path) -> None:
    script = tmp_path / "run.py"
    script.write_text(_RUN)
    out = tmp_path / "out"
    run = subprocess.Popen([sys.executable, script, str(DRAWS), out], stderr=subprocess.DEVNULL)
    end = time.monotonic() + 30
    while not list((out / "parts").glob("0*.json")) and time.monotonic() < end:
        time.sleep(0.005)
    run.send_signal(signal.SIGINT)
    assert run.wait(timeout=20) != 0
    assert not list(out.rglob(".*"))
    there = read_sweep(out).summary.draws
    again = run_sweep(PLAN, draws=DRAWS, out=out, workers=1)
    assert (again.found, again.summary.draws) == (there, DRAWS)
