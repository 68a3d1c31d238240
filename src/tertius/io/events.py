"""Event tables, read as a stream into sums by period and pair; memory grows with what comes out, not with the rows.

Every row adds a value to the pair of its two actors in its period, without regard to direction. A row that does not name two
different actors, or has no value, is left out and counted; one that cannot be read is a mistake with its line.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from tertius.errors import CaseError, LimitError, Problem
from tertius.io.cameo import code_value, heading_value
from tertius.io.event_layouts import Layout, recognise
from tertius.io.opened import lines_of
from tertius.model.dates import Date
from tertius.model.dyads import DyadTable, TableSource
from tertius.model.relations import period_of, precision

if TYPE_CHECKING:
    from tertius.arrays import FloatArray, IntArray

__all__ = ["BITS", "MISTAKES", "read_events"]

MISTAKES = 20
"""Mistakes after which reading stops."""
_CHUNK = 200_000
BITS = 21
"""Of a packed number that hold an actor: so many actors there can be, and so many periods."""
Tick = Callable[[int, int], None]


def read_events(
    path: Path,
    *,
    period: str = "month",
    aliases: Mapping[str, str] | None = None,
    only: Iterable[str] | None = None,
    until: Date | None = None,
    layout: Layout | None = None,
    tick: Tick | None = None,
) -> DyadTable:
    """An event table as sums by period and pair.

    period : how time is cut; "" keeps each date as it is
    aliases : other names of actors; only : left out are rows with other actors; until : and rows after this date
    layout : if it is known already; tick : told how many megabytes are done, of how many

    Raises `CaseError` with up to `MISTAKES` mistakes, each with its line.
    """
    lines = lines_of(path, tick=tick)
    if layout is None:
        first = next(lines, "")
        layout = recognise(first, str(path))
        if not layout.header:
            lines = _with(first, lines)
    else:
        if layout.header:
            next(lines, "")
    return _Reader(str(path), layout, period, aliases or {}, None if only is None else set(only), until).read(lines)


def _with(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


class _Sums:
    """Sums and counts by key, merged a part at a time."""

    def __init__(self) -> None:
        self.parts: list[tuple[IntArray, FloatArray, IntArray]] = []
        self.held = self.merged = 0

    def add(self, keys: list[int], values: list[float]) -> None:
        import numpy as np

        unique, place = np.unique(np.array(keys, dtype=np.int64), return_inverse=True)
        total = np.bincount(place, weights=np.array(values)).astype(np.float64)
        self.parts.append((unique, total, np.bincount(place).astype(np.int64)))
        self.held += len(unique)
        if self.held > 2 * self.merged + 1_000_000:
            self.merge()

    def merge(self) -> tuple[IntArray, FloatArray, IntArray]:
        import numpy as np

        if not self.parts:
            return np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64)
        if len(self.parts) > 1:
            unique, place = np.unique(np.concatenate([p[0] for p in self.parts]), return_inverse=True)
            total = np.bincount(place, weights=np.concatenate([p[1] for p in self.parts])).astype(np.float64)
            count = np.bincount(place, weights=np.concatenate([p[2] for p in self.parts])).astype(np.int64)
            self.parts = [(unique, total, count)]
        self.held = self.merged = len(self.parts[0][0])
        return self.parts[0]


class _Reader:
    def __init__(
        self, file: str, layout: Layout, period: str, aliases: Mapping[str, str], only: set[str] | None, until: Date | None
    ) -> None:
        self.file, self.layout, self.period = file, layout, period
        self.aliases, self.only, self.until = aliases, only, until
        self.problems: list[Problem] = []
        self.actors: dict[str, int] = {}
        self.periods: dict[str, int] = {}
        self.left_out: dict[str, int] = {}

    def read(self, lines: Iterator[str]) -> DyadTable:
        """All rows. The loop keeps what it has seen of dates, actors and values in dictionaries, which makes it quick."""
        at = self.layout.columns
        date_at, code_at, value_at, text_at = at["date"], at.get("code"), at.get("goldstein"), at.get("text")
        whos = [[at[k] for k in (f"{w}_code", w, f"{w}_country") if k in at] for w in ("source", "target")]
        single = all(len(w) == 1 for w in whos)
        source_at, target_at = whos[0][0], whos[1][0]
        days: dict[str, tuple[int, str] | None] = {}
        known: dict[object, int] = {}
        values: dict[tuple[str, str, str], float | None] = {}
        sums = _Sums()
        keys: list[int] = []
        numbers: list[float] = []
        row_count = alone = within = worthless = later = unordered = 0
        newest = ""
        for line, row in self._rows(lines):
            row_count += 1
            try:
                date_text = row[date_at]
                if single:
                    source: object = row[source_at]
                    target: object = row[target_at]
                else:
                    source = tuple(row[k] for k in whos[0])
                    target = tuple(row[k] for k in whos[1])
                named = (
                    row[value_at] if value_at is not None else "",
                    row[code_at] if code_at is not None else "",
                    row[text_at] if text_at is not None else "",
                )
            except IndexError:
                self._mistake(line, f"the row has {len(row)} cells", f"at least {max(at.values()) + 1}, as the first line has")
                continue
            if date_text in days:
                day = days[date_text]
            else:
                day = days[date_text] = self._day(date_text, line)
            if day is None:
                continue
            if day[0] < 0:
                later += 1
                continue
            a = known.get(source, -2)
            if a == -2:
                a = known[source] = self._actor(source)
            b = known.get(target, -2)
            if b == -2:
                b = known[target] = self._actor(target)
            if a < 0 or b < 0:
                alone += 1
                continue
            if a == b:
                within += 1
                continue
            if named in values:
                value = values[named]
            else:
                value = values[named] = self._value(named, line)
                if len(values) > 500_000:
                    values.clear()
            if value is None:
                worthless += 1
                continue
            place, iso = day
            if iso < newest:
                unordered = unordered or line
            else:
                newest = iso
            keys.append(place << 2 * BITS | (a << BITS | b if a < b else b << BITS | a))
            numbers.append(value)
            if len(keys) >= _CHUNK:
                sums.add(keys, numbers)
                keys, numbers = [], []
        if self.problems:
            raise CaseError(self.problems)
        if keys:
            sums.add(keys, numbers)
        left = {
            "an actor is not named" if self.only is None else "an actor is not of the case": alone,
            "within one actor": within, "no value": worthless, "after the as-of date": later,
        }  # fmt: skip
        source_of = TableSource(self.file, self.layout.kind, row_count, {k: n for k, n in left.items() if n}, unordered)
        return self._table(sums, source_of)

    def _rows(self, lines: Iterator[str]) -> Iterator[tuple[int, list[str]]]:
        number = 1 if self.layout.header else 0
        mark = self.layout.mark
        if not self.layout.quotes:
            cut = max(self.layout.columns.values()) + 1
            for line in lines:
                number += 1
                row = line.split(mark, cut)
                if len(row) <= cut:
                    row[-1] = row[-1].rstrip("\r\n")
                if len(row) > 1 or row[0]:
                    yield number, row
            return
        reader = csv.reader(lines, delimiter=mark)
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                what = f"the row cannot be read: {error}"
                self._mistake(number + reader.line_num, what, "quotes that are closed; a quote inside a cell doubled")
                return
            if row:
                yield number + reader.line_num, row

    def _mistake(self, line: int, what: str, expected: str) -> None:
        self.problems.append(Problem(self.file, line, 1, "", what, expected))
        if len(self.problems) >= MISTAKES:
            raise CaseError(self.problems)

    def _parsed(self, text: str) -> Date:
        text = text.strip()
        if len(text) == 8 and text.isdigit():
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        return Date.parse(text[:10] if len(text) > 10 and text[10] in " T" else text)

    def _day(self, text: str, line: int) -> tuple[int, str] | None:
        """The place of the period (-1: after the as-of date) and the date as text that sorts by time; None for a mistake."""
        try:
            date = self._parsed(text)
            label = period_of(date, self.period or precision(date))
        except ValueError as error:
            self._mistake(line, str(error), "a date such as 2018-05-09 or 20180509")
            return None
        iso = f"{date.year:04d}-{date.month or 0:02d}-{date.day or 0:02d}"
        if self.until is not None and date.is_after(self.until):
            return -1, iso
        return self.periods.setdefault(label, len(self.periods)), iso

    def _actor(self, cells: object) -> int:
        """The place of an actor; -1 for nobody."""
        names = [str(c).strip() for c in cells] if isinstance(cells, tuple) else [str(cells).strip()]
        name = next((self.aliases[n] for n in names if n in self.aliases), "")
        if not name:
            name = names[-1]
            if not name and self.layout.kind == "icews":
                name = names[0]
        if not name or (self.only is not None and name not in self.only):
            return -1
        if name not in self.actors and len(self.actors) >= 1 << BITS:
            raise LimitError(f"{self.file}: more than {1 << BITS:,} actors; give aliases that gather them, or a part of the file")
        return self.actors.setdefault(name, len(self.actors))

    def _value(self, named: tuple[str, str, str], line: int) -> float | None:
        number, code, text = (x.strip() for x in named)
        if number:
            plain = number.replace(",", ".") if self.layout.decimal_comma else number
            try:
                value = float(plain)
            except ValueError:
                value = float("nan")
            if value != value or value in (float("inf"), float("-inf")):
                self._mistake(line, f"'{number[:40]}' is no number", "a number, such as -4.5")
                return None
            return value
        if code and code != "---":
            found = code_value(code)
            if found is None:
                lost = code.isdigit() and code_value("0" + code) is not None
                hint = f"0{code}: a leading zero was lost; save codes as text" if lost else "a CAMEO code, such as 042"
                self._mistake(line, f"'{code[:40]}' is no CAMEO code", hint)
            return found
        if text:
            found = heading_value(text)
            if found is None:
                self._mistake(line, f"'{text[:60]}' is no heading of a CAMEO code", "the heading, such as Engage in negotiation; or a column code or goldstein")
            return found
        return None

    def _table(self, sums: _Sums, source: TableSource) -> DyadTable:
        import numpy as np

        keys, total, count = sums.merge()
        mask = (1 << BITS) - 1
        names, labels = list(self.actors), list(self.periods)
        order = sorted(range(len(names)), key=names.__getitem__)
        when = sorted(range(len(labels)), key=labels.__getitem__)
        place, moment = np.empty(len(names), np.int64), np.empty(len(labels), np.int64)
        place[order], moment[when] = np.arange(len(names)), np.arange(len(labels))
        a, b = place[keys >> BITS & mask], place[keys & mask]
        period = moment[keys >> 2 * BITS]
        low, high = np.minimum(a, b), np.maximum(a, b)
        rows = np.lexsort((high, low, period))
        return DyadTable(
            tuple(labels[k] for k in when), tuple(names[k] for k in order), period[rows], low[rows], high[rows], total[rows],
            count[rows], np.zeros(len(rows), np.bool_), source,
        )  # fmt: skip
