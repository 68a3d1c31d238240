"""Signed networks: all windows of the Correlates of War network, and a million rows of events, as whole processes."""

from __future__ import annotations

import csv
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np

from benchmarks.timing import Line, process, seconds_of, tertius

__all__ = ["events", "windows"]

COW = Path(__file__).resolve().parents[2] / "shared" / "data" / "cow-signed-1946-1999.csv"
COW_SECONDS = 60.0
EVENT_SECONDS = 5.0
EVENT_BYTES = 500e6
ROWS = 1_000_000
ACTORS, MONTHS = 40, 24
START_DAY = np.datetime64("2016-01-01")


def windows() -> Line:
    """The frustration index of 51 windows, 64 to 155 states: exact, and each division counted again."""
    if not COW.exists():
        return Line("windows", f"{COW.name} is not there: not measured")
    run = process(tertius("relations", str(COW), "--json", "--no-critical"))
    signs: dict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    with COW.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            signs[row["period"]][row["a"], row["b"]] = 1 if row["sign"] == "+" else -1
    found = {p["period"]: p for p in run.answer["periods"]}
    assert found.keys() == signs.keys()
    for label, ties in signs.items():
        p = found[label]
        one = set(p["division"][0])
        assert p["frustration"]["exact"], label
        assert p["frustration"]["index"] == sum(((a in one) != (b in one)) == (s > 0) for (a, b), s in ties.items()), label
    indices = [p["frustration"]["index"] for p in found.values()]
    assert (len(indices), min(indices), max(indices)) == (51, 15, 50)
    text = (
        f"51 windows of up to 155 states and 1,288 ties, index exact, triads and bridges, table to JSON: {run.seconds:.1f} s "
        f"(at most {COW_SECONDS:g} s); L from 15 to 50"
    )
    return Line("windows", text, run.seconds <= COW_SECONDS)


def _camps(path: Path) -> list[int]:
    """Events of forty actors in two camps, some pairs of which have the other sign for a month; how many, by month.

    So few pairs are turned that no actor would be better placed on the other side: their number is the index.
    """
    rng = np.random.default_rng(7)
    pairs = np.array(list(combinations(range(ACTORS), 2)))
    camp = np.arange(ACTORS) % 2
    turned = rng.random((MONTHS, len(pairs))) < 0.03
    base = np.where(camp[pairs[:, 0]] == camp[pairs[:, 1]], 1, -1)
    sign = np.where(turned, -base, base)
    month, pair = np.arange(ROWS) % MONTHS, rng.integers(0, len(pairs), ROWS)
    value = sign[month, pair] * rng.choice([1.0, 1.9, 2.8, 3.4, 5.0, 7.0, 8.3], ROWS)
    flip = rng.random(ROWS) < 0.5
    months = (START_DAY.astype("datetime64[M]") + np.arange(MONTHS)).astype(str)
    day = rng.integers(1, 29, ROWS)
    with path.open("w", encoding="utf-8") as file:
        file.write("date,source,target,goldstein\n")
        for m, p, v, f, d in zip(month.tolist(), pair.tolist(), value.tolist(), flip.tolist(), day.tolist(), strict=True):
            a, b = pairs[p] if f else pairs[p][::-1]
            file.write(f"{months[m]}-{d:02d},A{a:02d},A{b:02d},{v:g}\n")
    return turned.sum(axis=1).tolist()


def events(folder: Path) -> Line:
    """A million rows to monthly networks with their index, against reading the same file with Python's csv alone."""
    path = folder / "events.csv"
    turned = _camps(path)
    run = process(tertius("relations", str(path), "--quiet", "--no-critical", "--min-events", "5"))
    rows = [line.split("\t") for line in run.printed.splitlines()]
    assert len(rows) == MONTHS
    for (_, nodes, edges, low, high), wrong in zip(rows, turned, strict=True):
        assert (int(nodes), int(edges)) == (ACTORS, ACTORS * (ACTORS - 1) // 2)
        assert int(low) == int(high) == wrong

    def read() -> None:
        with path.open(encoding="utf-8", newline="") as file:
            assert sum(1 for _ in csv.reader(file)) == ROWS + 1

    bare = seconds_of(read)
    text = (
        f"{ROWS:,} events to {MONTHS} monthly networks of 780 ties with their index and its sensitivity: {run.seconds:.1f} s "
        f"(at most {EVENT_SECONDS:g} s), {run.seconds / bare:.1f} times reading the rows; {run.peak / 1e6:.0f} MB "
        f"(at most {EVENT_BYTES / 1e6:.0f} MB)"
    )
    return Line("events", text, run.seconds <= EVENT_SECONDS and run.peak <= EVENT_BYTES)
