"""How far a sweep is, on standard error: a line that is written over on a terminal, and once what it will take."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.cli.common import note

if TYPE_CHECKING:
    from tertius.sweep.run import Pace

__all__ = ["Recent", "duration", "shown_pace"]

LONG, LARGE = 60, 1e9
"""Seconds and bytes from which a run says once what it will take."""
SETTLED = 5
"""Seconds after which a rate is told."""


class Recent:
    """The rate of the second half of the time so far: what is worked out once makes the beginning slow, and says nothing of the rest."""

    def __init__(self) -> None:
        self._marks: list[tuple[float, int]] = []
        self.rate: float | None = None

    def add(self, pace: Pace) -> None:
        """Another report."""
        self._marks.append((pace.seconds, pace.done))
        if len(self._marks) > 1_000:
            self._marks = self._marks[::2]
        half = max((mark for mark in self._marks if 2 * mark[0] <= pace.seconds), default=None)
        self.rate = pace.rate
        if half is not None and pace.done > half[1]:
            self.rate = (pace.done - half[1]) / (pace.seconds - half[0])

    def left(self, pace: Pace) -> float | None:
        """Seconds that the rest will take at this rate."""
        return None if self.rate is None else (pace.total - pace.done) / self.rate


@contextlib.contextmanager
def shown_pace(quiet: bool, out: Path | None) -> Iterator[Callable[[Pace], None]]:
    """A function that is told the pace."""
    begin = last = time.monotonic()
    width = 0
    said = False
    recent = Recent()

    def tick(pace: Pace) -> None:
        nonlocal last, width, said
        now = time.monotonic()
        if quiet:
            return
        recent.add(pace)
        left = recent.left(pace)
        if not said and now - begin >= SETTLED and left is not None:
            said = True
            if left >= LONG or (pace.room or 0) >= LARGE:
                _over(width)
                note(_estimate(pace, recent, out))
        if sys.stderr.isatty() and now - begin >= 1.5 and now - last >= 0.2:
            last = now
            line = _line(pace, recent)
            sys.stderr.write("\r" + line.ljust(width))
            sys.stderr.flush()
            width = len(line)

    try:
        yield tick
    finally:
        _over(width)


def _over(width: int) -> None:
    if width:
        sys.stderr.write("\r" + " " * width + "\r")
        sys.stderr.flush()


def _line(pace: Pace, recent: Recent) -> str:
    parts, left = [f"{pace.done:,} of {pace.total:,} draws"], recent.left(pace)
    if recent.rate is not None and left is not None:
        parts += [f"{_rate(recent.rate)} a second", f"about {duration(left)} left"]
    return " · ".join(parts)


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.2g}"


def _estimate(pace: Pace, recent: Recent, out: Path | None) -> str:
    from tertius.sweep.run import size

    left = recent.left(pace)
    assert left is not None
    assert recent.rate is not None
    room = "" if pace.room is None or out is None else f" and about {size(pace.room)} in {out}"
    stop = "Ctrl-C stops it, and the same command goes on" if out is not None else "with --out it could be broken off and go on later"
    return f"{pace.total:,} draws take about {duration(left)} more at {_rate(recent.rate)} a second{room}; {stop}"


def duration(seconds: float) -> str:
    """``40 s``, ``12 min``, ``3.5 h``, ``12 days``."""
    for unit, value in (("days", 86_400.0), ("h", 3600.0), ("min", 60.0)):
        if seconds >= 2 * value:
            number = seconds / value
            return f"{number:.0f} {unit}" if number >= 10 else f"{number:.2g} {unit}"
    return f"{seconds:.0f} s"
