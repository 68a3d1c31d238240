"""Draws a second against workers: the same sweep by one process, two, as many as there are cores; the same answer each time."""

from __future__ import annotations

import os
import resource
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.models import made, spread
from benchmarks.page import machine
from benchmarks.plots import Curve, chart
from benchmarks.timing import Line, process, tertius

__all__ = ["Workers", "workers", "write_workers"]

SECONDS = 60
"""How long the job takes by one process."""
OPTIONS, ACTORS = 12, 3
FASTER = 1.7
"""What two workers have to be, in times of one."""


@dataclass(frozen=True)
class Workers:
    """One run. seconds : from start to end; computing : of all processes together; load : of the machine when it began."""

    workers: int
    draws: int
    seconds: float
    computing: float
    peak: int
    load: float

    @property
    def rate(self) -> float:
        """Draws a second."""
        return self.draws / self.seconds


def case_text() -> str:
    """Twelve options of three actors; the order of what each wants varies."""
    varying = "".join(f"    a{k}: {{reorder: adjacent, p: 0.3}}\n" for k in range(ACTORS))
    return made(spread(OPTIONS, ACTORS)).text().rstrip("\n") + f"\nuncertainty:\n  preferences:\n{varying}"


def measured(case: Path, number: int, workers: int) -> tuple[Workers, object]:
    """Run a sweep and measure it; also its answer."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    load = os.getloadavg()[0]
    run = process(tertius("sweep", str(case), "-n", str(number), "--workers", str(workers), "--json"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    computing = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    assert run.answer["draws"] == number
    return Workers(workers, number, run.seconds, computing, run.peak, load), run.answer


def workers(folder: Path, seconds: float = SECONDS) -> tuple[list[Line], list[Workers]]:
    """A line for two workers, and one for what a store costs."""
    case = folder / "draws.yaml"
    case.write_text(case_text(), encoding="utf-8")
    measured(case, 1_024, 1)  # what is compiled is compiled
    first, _ = measured(case, 8_192, 1)
    number = max(1, round(seconds * first.rate / 8_192)) * 8_192
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    rows, answers = [], []
    for count in sorted({1, 2, cores}):
        row, answer = measured(case, number, count)
        rows.append(row)
        answers.append(answer)
    assert all(answer == answers[0] for answer in answers), "the result turns on the number of workers"
    one, two = rows[0], rows[1]
    times = one.seconds / two.seconds
    said = (
        f"{number:,} draws of {2**OPTIONS:,} states, four concepts: {one.rate:,.0f} a second by one worker ({one.seconds:.0f} s), "
        f"{two.rate:,.0f} by two, {times:.2f} times (at least {FASTER:g}); computing time of all processes {two.computing / one.computing:.2f} "
        f"times that of one; load of the machine before {one.load:.1f} and {two.load:.1f}; same answer"
    )
    lines = [Line("workers", said, times >= FASTER), _kept(case, folder)]
    return lines, rows


def _kept(case: Path, folder: Path) -> Line:
    """Keeping draws against counting them, and ten times as many draws against memory."""
    number = 8_192
    few, _ = measured(case, number // 8, 1)
    plain, answer = measured(case, number, 1)
    with tempfile.TemporaryDirectory(dir=folder) as name:
        out = Path(name) / "store"
        begin = time.perf_counter()
        stored = process(tertius("sweep", str(case), "-n", str(number), "--workers", "1", "--out", str(out), "--json"))
        seconds = time.perf_counter() - begin
        assert stored.answer == answer
        taken = sum(p.stat().st_size for p in out.rglob("*") if p.is_file())
        read = process(tertius("sweep", "--summary", str(out), "--json"))
        assert read.answer == answer
    grown = plain.peak / few.peak
    said = (
        f"{number:,} draws kept: {seconds:.1f} s, counted only {plain.seconds:.1f} s; {taken / number:.1f} bytes a draw; summary from the store "
        f"{read.seconds:.1f} s; memory {plain.peak / 1e6:.0f} MB, {grown:.2f} times that of an eighth of the draws (at most 1.2)"
    )
    return Line("kept", said, grown <= 1.2)


def write_workers(lines: Sequence[Line], rows: Sequence[Workers], docs: Path) -> list[Path]:
    """Write the table and the figure under a documentation folder; the files."""
    table = ["| workers | draws a second | seconds | times one | computing time, times one | peak memory of a process |", "| --- | --- | --- | --- | --- | --- |"]
    table += [
        f"| {r.workers} | {r.rate:,.0f} | {r.seconds:.1f} | {rows[0].seconds / r.seconds:.2f} | {r.computing / rows[0].computing:.2f} | {r.peak / 1e6:.0f} MB |"
        for r in rows
    ]
    text = [
        "<!-- Written by `python -m benchmarks --only sweep`; do not edit. -->",
        "",
        f"Measured with `python -m benchmarks --only sweep` on {machine()}; load of the machine before each run: {', '.join(f'{r.load:.1f}' for r in rows)}.",
        "",
        *table,
        "",
        *(f"- {line.name} ({'ok' if line.good else '**over**'}): {line.text}" for line in lines),
        "",
    ]
    curves = [
        Curve("measured", [(float(r.workers), r.rate) for r in rows]),
        Curve("in proportion to workers", [(float(r.workers), rows[0].rate * r.workers) for r in rows]),
    ]
    about = "Draws a second against the number of workers. The table beside it has the numbers."
    figure = chart(
        "Draws a second by workers", about, curves, unit="draws a second", shown=lambda y: f"{y:,.0f}", base=2,
        across="workers", power=False,
    )  # fmt: skip
    made_files = {docs / "explanation" / "sweep-speed.inc": "\n".join(text), docs / "_static" / "bench-workers.svg": figure}
    for path, content in made_files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return list(made_files)
