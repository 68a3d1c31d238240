"""Tables of ties and of aliases: small files with a header, in CSV.

A tie table has a, b and sign (+, -, positive, negative, none or a number), and period or date where there are several.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from tertius.errors import CaseError, LimitError, Problem
from tertius.io.event_layouts import Layout, cells_of, recognise
from tertius.io.events import BITS, MISTAKES, Tick, read_events
from tertius.io.opened import lines_of
from tertius.model.dates import Date
from tertius.model.dyads import DyadTable, TableSource
from tertius.model.relations import ALL_DATES, period_of

__all__ = ["SIGNS", "read_aliases", "read_table", "sign_value"]

SIGNS = {"positive": 1.0, "+": 1.0, "negative": -1.0, "-": -1.0, "−": -1.0}


def sign_value(text: str, *, decimal_comma: bool = False) -> tuple[float, bool] | None:
    """The value of a sign and whether it was given in words; None where it is no sign."""
    word = text.strip().casefold()
    if word in SIGNS:
        return SIGNS[word], True
    if word == "none":
        return 0.0, False
    try:
        value = float(word.replace(",", ".") if decimal_comma else word)
    except ValueError:
        return None
    return (value, False) if value - value == 0 else None


def read_table(
    path: Path,
    *,
    period: str | None = None,
    aliases: Mapping[str, str] | None = None,
    until: Date | None = None,
    tick: Tick | None = None,
) -> DyadTable:
    """A table of ties or of events, whichever it is.

    period : how time is cut; by default months for events, and periods as written for ties
    """
    first = next(lines_of(path), "")
    layout = recognise(first, str(path))
    if layout.kind == "ties":
        return _ties(path, layout, period, aliases or {}, until)
    return read_events(path, period=period or "month", aliases=aliases, until=until, layout=layout, tick=tick)


def _rows(path: Path, mark: str) -> Iterator[tuple[int, list[str]]]:
    lines = lines_of(path)
    next(lines, "")
    reader = csv.reader(lines, delimiter=mark)
    try:
        for row in reader:
            if any(row):
                yield reader.line_num + 1, row
    except csv.Error as error:
        what = f"the row cannot be read: {error}"
        raise CaseError([Problem(str(path), reader.line_num + 1, 1, "", what, "quotes that are closed")]) from None


def _ties(
    path: Path, layout: Layout, period: str | None, aliases: Mapping[str, str], until: Date | None
) -> DyadTable:
    import numpy as np

    file, at = str(path), layout.columns
    problems: list[Problem] = []

    def wrong(line: int, what: str, expected: str) -> None:
        problems.append(Problem(file, line, 1, "", what, expected))
        if len(problems) >= MISTAKES:
            raise CaseError(problems)

    periods: dict[str, int] = {}
    actors: dict[str, int] = {}
    names: dict[str, int] = {}
    signs: dict[str, tuple[float, bool] | None] = {}
    keys: list[int] = []
    values: list[float] = []
    stated: list[bool] = []
    lines: list[int] = []
    rows = later = 0
    period_at, a_at, b_at, sign_at = at.get("period"), at["a"], at["b"], at["sign"]
    widest = max(at.values())
    labels: list[str] = []

    def placed(label: str, line: int) -> int:
        """The place of a period; -1 where the row is later than the as-of date, -2 where the label is a mistake."""
        name = label
        if period is not None or until is not None:
            try:
                date = Date.parse(label)
                name = label if period is None else period_of(date, period)
            except ValueError as error:
                wrong(line, str(error), "dates, where periods are to be cut anew or an as-of date is given")
                return -2
            if until is not None and date.is_after(until):
                return -1
        if name not in labels:
            labels.append(name)
        return labels.index(name)

    for line, row in _rows(path, layout.mark):
        rows += 1
        if len(row) <= widest:
            wrong(line, f"the row has {len(row)} cells", f"at least {widest + 1}, as the header has")
            continue
        label = ALL_DATES if period_at is None else row[period_at].strip()
        if label not in periods:
            periods[label] = placed(label, line)
        when = periods[label]
        if when < 0:
            later += when == -1
            continue
        ends = []
        for text in (row[a_at], row[b_at]):
            if text not in names:
                actor = aliases.get(text.strip(), text.strip())
                names[text] = actors.setdefault(actor, len(actors)) if actor else -1
            ends.append(names[text])
        i, j = ends
        if i == j or i < 0 or j < 0:
            wrong(line, f"a tie of '{row[a_at].strip()}' with '{row[b_at].strip()}'", "two different actors")
            continue
        text = row[sign_at]
        if text not in signs:
            signs[text] = sign_value(text, decimal_comma=layout.decimal_comma)
        sign = signs[text]
        if sign is None:
            wrong(line, f"'{text.strip()[:40]}' is no sign", "+, -, positive, negative, none or a number")
            continue
        keys.append(when << 2 * BITS | (i << BITS | j if i < j else j << BITS | i))
        values.append(sign[0])
        stated.append(sign[1])
        lines.append(line)
    if len(actors) > 1 << BITS:
        raise LimitError(f"{file}: more than {1 << BITS:,} actors; give a part of the table")
    all_keys, all_values, all_stated = np.array(keys, np.int64), np.array(values, np.float64), np.array(stated, np.bool_)
    unique, first, group = np.unique(all_keys, return_index=True, return_inverse=True)
    same = (all_values == all_values[first][group]) & (all_stated == all_stated[first][group])
    by_place = list(actors)
    mask = (1 << BITS) - 1
    for k in np.flatnonzero(~same).tolist():
        pair = f"{by_place[keys[k] >> BITS & mask]} and {by_place[keys[k] & mask]}"
        what = f"{pair} have another sign in {labels[keys[k] >> 2 * BITS]} on line {lines[first[group[k]]]}"
        wrong(lines[k], what, "one sign for a pair in a period")
    if problems:
        raise CaseError(problems)
    when_order = sorted(range(len(labels)), key=labels.__getitem__) if period is not None else list(range(len(labels)))
    moment, place = np.empty(len(labels), np.int64), np.empty(len(by_place), np.int64)
    moment[when_order] = np.arange(len(labels))
    order = sorted(range(len(by_place)), key=by_place.__getitem__)
    place[order] = np.arange(len(by_place))
    x, y = place[unique >> BITS & mask], place[unique & mask]
    at_period = moment[unique >> 2 * BITS]
    low, high = np.minimum(x, y), np.maximum(x, y)
    sorted_rows = np.lexsort((high, low, at_period))
    left = {"repeated": len(keys) - len(unique), "after the as-of date": later}
    return DyadTable(
        tuple(labels[k] for k in when_order), tuple(by_place[k] for k in order), at_period[sorted_rows], low[sorted_rows],
        high[sorted_rows], all_values[first][sorted_rows], np.zeros(len(unique), np.int64), all_stated[first][sorted_rows],
        TableSource(file, "ties", rows, {k: n for k, n in left.items() if n}),
    )  # fmt: skip


def read_aliases(path: Path) -> dict[str, str]:
    """Other names of actors: a table with the columns alias and actor."""
    file = str(path)
    first = next(lines_of(path), "")
    mark = max("\t;,", key=first.count)
    header = [c.strip().casefold() for c in cells_of(first, mark)] if first.strip() else []
    if not {"alias", "actor"} <= set(header):
        raise CaseError([Problem(file, 1, 1, "", f"the header has: {', '.join(header) or 'nothing'}", "alias, actor")])
    at, to = header.index("alias"), header.index("actor")
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for line, row in _rows(path, mark):
        row = [cell.strip() for cell in row]
        if len(row) <= max(at, to) or not row[at] or not row[to]:
            problems.append(Problem(file, line, 1, "", "an alias or its actor is missing", "both"))
        elif found.setdefault(row[at], row[to]) != row[to]:
            problems.append(Problem(file, line, 1, "", f"'{row[at]}' is also an alias of {found[row[at]]}", "one actor for an alias"))
    if problems:
        raise CaseError(problems[:MISTAKES])
    return found
