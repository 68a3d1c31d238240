"""The figures and tables of docs/explanation/performance.md."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks.plots import Curve, chart
from benchmarks.sweep import Row
from benchmarks.timing import Line

__all__ = ["machine", "write"]

_GAP = "\N{NO-BREAK SPACE}"
_NAMES = {"nash": "`nash`", "gmr": "`gmr`", "smr": "`smr`", "seq": "`seq`"}


def machine() -> str:
    """What the figures were measured on and with."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with_numba = f"numba {version('numba')}, llvmlite {version('llvmlite')}"
    return (
        f"{cores} cores ({_processor()}), {platform.system()}, Python {platform.python_version()}, "
        f"NumPy {version('numpy')}, {with_numba}"
    )


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def write(rows: Sequence[Row], lines: Sequence[Line], docs: Path) -> list[Path]:
    """Write the tables and three figures under a documentation folder; the files."""
    made = {
        docs / "explanation" / "performance.inc": _tables(rows, lines),
        docs / "_static" / "bench-cost.svg": _cost(rows),
        docs / "_static" / "bench-ratio.svg": _ratio(rows),
        docs / "_static" / "bench-memory.svg": _memory(rows),
    }
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(made)


def _seconds(value: float | None) -> str:
    if value is None:
        return "–"
    if value >= 100:
        return f"{value:,.0f}{_GAP}s"
    unit, size = next(((u, x) for u, x in (("s", 1.0), ("ms", 1e-3)) if value >= x * 0.9999), ("µs", 1e-6))
    return f"{value / size:.3g}{_GAP}{unit}"


def _times(value: float) -> str:
    return f"{value:,.0f}" if value >= 10 else f"{value:.1f}"


def _power(options: int) -> str:
    return "2" + str(options).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _bytes(value: float) -> str:
    for unit, size in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if value >= size:
            return f"{value / size:.3g}{_GAP}{unit}"
    return f"{value:.0f} B"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    return [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]


def _tables(rows: Sequence[Row], lines: Sequence[Line]) -> str:
    cost = [
        [
            _power(r.options), str(r.actors), f"{r.moves:,}", _seconds(r.copy), _seconds(r.build), _seconds(r.solve),
            _times(r.solve / r.copy), _seconds(r.whole), _bytes(r.peak),
        ]
        for r in rows
    ]  # fmt: skip
    others = [
        [_power(r.options), _seconds(r.solve), _seconds(r.listed), _seconds(r.floats), _seconds(r.booleans)]
        for r in rows
        if r.listed is not None
    ]
    counts = [
        [_power(r.options), r.backend, *(f"{r.equilibria[c]:,}" for c in _NAMES), str(r.proved)] for r in rows
    ]
    said = [[line.name, "ok" if line.good else "**over**", line.text.replace("|", "\\|")] for line in lines]
    head = [
        "states", "actors", "moves", "copying the ranks", "states and ranks", "four concepts", "times copying",
        "whole process", "peak memory",
    ]  # fmt: skip
    command = "make bench-full"
    return "\n".join(
        [
            f"<!-- Written by `{command}`; do not edit. -->",
            "",
            f"Measured with `{command}` on {machine()}. Medians; other machines differ, ratios less so.",
            "",
            "**The figures that are kept**",
            "",
            *_table(["what", "", "measured"], said),
            "",
            "**Cost by size**",
            "",
            *_table(head, cost),
            "",
            "**Four concepts in other ways**",
            "",
            *_table(["states", "compiled", "listed moves", "float32 matrices", "Boolean matrices"], others),
            "",
            "**Answers by size**: equilibria of each concept, the same in every run, and how many verdicts were proved one by one",
            "",
            *_table(["states", "chosen back-end", *_NAMES.values(), "proved"], counts),
            "",
        ]
    )


def _curve(name: str, rows: Sequence[Row], field: str) -> Curve:
    return Curve(name, [(r.options, value) for r in rows if (value := getattr(r, field)) is not None])


def _cost(rows: Sequence[Row]) -> str:
    curves = [
        _curve("four concepts", rows, "solve"),
        _curve("whole process", rows, "whole"),
        _curve("copying the ranks", rows, "copy"),
        _curve("Boolean matrices", rows, "booleans"),
        _curve("float32 matrices", rows, "floats"),
        _curve("listed moves", rows, "listed"),
    ]
    about = "Seconds against the number of states, both logarithmic. The table below has the numbers."
    return chart("Cost by number of states", about, curves, unit="seconds", shown=_seconds)


def _ratio(rows: Sequence[Row]) -> str:
    solve = Curve("four concepts", [(r.options, r.solve / r.copy) for r in rows])
    both = Curve("with states and ranks", [(r.options, (r.build + r.solve) / r.copy) for r in rows])
    about = "How many times copying the ranks the computation takes, against the number of states. The table below has the numbers."
    return chart(
        "Computing, in copies of the ranks", about, [solve, both], unit="times copying the ranks",
        shown=lambda y: f"{y:,.0f}" if y >= 1 else f"{y:g}",
    )  # fmt: skip


def _memory(rows: Sequence[Row]) -> str:
    curves = [
        Curve("whole process, peak", [(r.options, float(r.peak)) for r in rows]),
        Curve("the ranks alone", [(r.options, float(r.ranks)) for r in rows]),
    ]
    about = "Bytes against the number of states, both logarithmic. The table below has the peaks."
    return chart("Memory by number of states", about, curves, unit="memory", shown=_bytes)
