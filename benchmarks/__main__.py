"""Benchmarks as ratios measured in one run; every benchmark checks its answer.

``make bench`` prints a line for each figure that is kept, in less than two minutes; it ends with 1 if one is missed.
``make bench-full`` also measures 2^8 to 2^24 states and writes the tables and figures of the documentation. ``--only sweep`` measures
draws of a sweep against workers, in some four minutes, and writes its table and figure.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.bargaining import exchange, package, text, turns
from benchmarks.levers import levers
from benchmarks.many_draws import many_draws
from benchmarks.negotiation import negotiation
from benchmarks.page import machine, write
from benchmarks.plain import computing, plain
from benchmarks.relations import events, windows
from benchmarks.startup import argument, light, start_up
from benchmarks.sweep import SIZES, sweep
from benchmarks.timing import Line, as_installed
from benchmarks.whole import first_run, largest, million, thousand, twenty
from benchmarks.workers import workers, write_workers

DOCS = Path(__file__).resolve().parents[1] / "docs"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("--full", action="store_true", help="also the sweep over sizes, with tables and figures")
    parser.add_argument(
        "--only", metavar="A,B", help="these lines alone (by their names); none for the sizes alone; sweep: draws against workers"
    )
    parser.add_argument("--to", type=int, choices=SIZES, default=SIZES[-1], metavar="N", help="sweep to 2^N states")
    parser.add_argument("--docs", type=Path, default=DOCS, metavar="FOLDER", help="where tables and figures go")
    return parser.parse_args()


def main() -> int:
    """Run all and print a line each; 1 if a budget is missed."""
    asked = _arguments()
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    lines: list[Line] = []
    with as_installed(), tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        print(machine(), flush=True)
        # The first compiles; the others find what it has kept.
        benches: dict[str, Callable[[], Line | list[Line]]] = {
            "first": lambda: first_run(folder),
            "imports": lambda: light(folder),
            "start-up": start_up,
            "argument": argument,
            "computing": computing,
            "thousand": lambda: thousand(folder),
            "million": lambda: million(folder),
            "twenty": lambda: twenty(folder),
            "levers": lambda: levers(folder),
            "draws": lambda: many_draws(asked.docs if asked.only is not None else None),
            "windows": windows,
            "events": lambda: events(folder),
            "issues": lambda: negotiation(folder),
            "turns": turns,
            "exchange": exchange,
            "text": lambda: text(folder),
            "package": lambda: package(folder),
            "plain": lambda: plain(whole=asked.full),
        }
        if asked.full and asked.to >= 24:
            benches["largest"] = lambda: largest(folder)
        only = benches.keys() if asked.only is None else set(asked.only.split(","))
        if asked.only is not None and "sweep" in only:
            found, runs = workers(folder)
            lines += found
            for line in found:
                print(f"{line.name:10} {'ok  ' if line.good else 'OVER'} {line.text}", flush=True)
            for path in write_workers(found, runs, asked.docs):
                print(f"written    {path}")
        for which, bench in benches.items():
            if which not in only:
                continue
            one = bench()
            for line in [one] if isinstance(one, Line) else one:
                lines.append(line)
                print(f"{line.name:10} {'ok  ' if line.good else 'OVER'} {line.text}", flush=True)
        if asked.full:
            rows = sweep([k for k in SIZES if k <= asked.to], folder)
            for path in write(rows, lines, asked.docs):
                print(f"written    {path}")
    return 0 if all(line.good for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
