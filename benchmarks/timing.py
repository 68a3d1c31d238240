"""Seconds and bytes: of calls in this process, and of whole processes."""

from __future__ import annotations

import compileall
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["Line", "Run", "as_installed", "median_time", "process", "seconds_of", "tertius"]

_PACKAGES = ("tertius", "numpy", "numba", "llvmlite", "ruamel.yaml", "click", "rich", "jinja2")
_LAUNCHER = """
import json, resource, subprocess, sys, time
begin = time.perf_counter()
done = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL)
seconds = time.perf_counter() - begin
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
sys.stderr.write("\\n" + json.dumps([done.returncode, seconds, peak]))
"""


@dataclass(frozen=True)
class Line:
    """One result: what was measured, and whether it keeps its budget."""

    name: str
    text: str
    good: bool = True


@dataclass(frozen=True)
class Run:
    """A whole process, from its start to its end.

    peak : the most memory that it held at a time, in bytes
    """

    seconds: float
    peak: int
    printed: str
    errors: str

    @property
    def answer(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.printed)


def seconds_of(call: Callable[[], object]) -> float:
    """The wall-clock seconds of one call."""
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


def median_time(call: Callable[[], object], rounds: int) -> float:
    """The median wall-clock seconds of a call."""
    return statistics.median(seconds_of(call) for _ in range(rounds))


@contextmanager
def as_installed() -> Iterator[Path]:
    """Byte code is kept, as an installer leaves it; machine code goes to a folder of this run, empty at first."""
    for name in _PACKAGES:
        spec = find_spec(name)
        if spec is not None:
            for folder in spec.submodule_search_locations or ():
                compileall.compile_dir(folder, quiet=2, force=False)
    with tempfile.TemporaryDirectory() as folder:
        names = ("TERTIUS_CACHE_DIR", "PYTHONDONTWRITEBYTECODE")
        before = {name: os.environ.pop(name, None) for name in names}
        os.environ["TERTIUS_CACHE_DIR"] = folder
        try:
            yield Path(folder)
        finally:
            for name, value in before.items():
                os.environ.pop(name, None)
                if value is not None:
                    os.environ[name] = value


def process(words: Sequence[str], *, env: Mapping[str, str] | None = None) -> Run:
    """Run a command and measure it.

    A small process starts it and measures: a child counts the memory that its parent had when it started it.
    """
    with tempfile.TemporaryFile() as out:
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", _LAUNCHER, *words],
            stdout=out, stderr=subprocess.PIPE, check=True, env={**os.environ, **(env or {})},
        )  # fmt: skip
        out.seek(0)
        printed = out.read().decode()
    errors, _, last = done.stderr.decode().rpartition("\n")
    code, seconds, peak = json.loads(last)
    if code != 0:
        raise RuntimeError(f"{' '.join(words)} ended with {code}:\n{errors}")
    return Run(seconds, peak, printed, errors)


def tertius(*words: str) -> list[str]:
    """The command line of `tertius` with this interpreter."""
    return [sys.executable, "-c", "from tertius.cli.main import main; main()", *words]
