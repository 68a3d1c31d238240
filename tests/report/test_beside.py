"""A page made by two processes is that of one, byte for byte; an error comes through, and a process that is gone is done without."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys

import pytest

from tertius.report.beside import Beside

FORKS = "fork" in multiprocessing.get_all_start_methods()
PROGRAM = """
import os, signal, time
from tertius import load
from tertius.errors import TertiusError
from tertius.report.beside import Beside
from tertius.report.build import begun, build
from tertius.report.render import render

case = load("two-villages")
beside = begun(case, processes=2)
print(beside._process is not None)
print(render(build(case, beside=beside)) == render(build(case)))

def wrong():
    raise TertiusError("not so")

beside = Beside({"a": wrong, "b": lambda: time.sleep(1) or os.getpid(), "c": os.getpid}, processes=2)
time.sleep(0.5)
try:
    beside.get("a")
except TertiusError as error:
    print(error)
print(beside.get("b") != os.getpid() == beside.get("c"))

beside = Beside({"a": lambda: os.kill(os.getpid(), signal.SIGKILL) if os.getpid() != here else "made here"}, processes=2) if (here := os.getpid()) else None
print(beside.get("a"))
beside.end()
"""


@pytest.mark.skipif(not FORKS, reason="a process cannot be split in two here")
def test_two_processes_make_the_page_that_one_makes() -> None:
    found = subprocess.run([sys.executable, "-W", "error", "-c", PROGRAM], capture_output=True, text=True, check=True, env=os.environ)
    assert found.stdout.split("\n")[:5] == ["True", "True", "not so", "True", "made here"]
    assert found.stderr == ""


def test_one_process_makes_a_part_when_it_is_asked_for() -> None:
    made: list[str] = []
    beside = Beside({"a": lambda: made.append("a") or 1, "b": lambda: made.append("b")})
    assert (beside.get("a"), made) == (1, ["a"])
    beside.end()
