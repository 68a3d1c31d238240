"""Tables of ties and of aliases: small files with a header, in CSV.

A tie table has a, b and sign (+, -, positive, negative, none or a number), and period or date where there are several.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path

from tertius.errors import CaseError, Problem
from tertius.io.event_layouts import Layout, cells_of, recognise
from tertius.io.events import MISTAKES, Tick, read_events
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
            if any(cell.strip() for cell in row):
                yield reader.line_num + 1, [cell.strip() for cell in row]
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
    found: dict[tuple[int, int, int], tuple[float, bool, int]] = {}
    rows = repeated = later = 0
    for line, row in _rows(path, layout.mark):
        rows += 1
        if len(row) <= max(at.values()):
            wrong(line, f"the row has {len(row)} cells", f"at least {max(at.values()) + 1}, as the header has")
            continue
        label = row[at["period"]] if "period" in at else ALL_DATES
        if period is not None or until is not None:
            try:
                date = Date.parse(label)
                label = label if period is None else period_of(date, period)
            except ValueError as error:
                wrong(line, str(error), "dates, where periods are to be cut anew or an as-of date is given")
                continue
            if until is not None and date.is_after(until):
                later += 1
                continue
        a, b = (aliases.get(row[at[k]], row[at[k]]) for k in ("a", "b"))
        if not a or not b or a == b:
            wrong(line, f"a tie of '{a}' with '{b}'", "two different actors")
            continue
        value = sign_value(row[at["sign"]], decimal_comma=layout.decimal_comma)
        if value is None:
            wrong(line, f"'{row[at['sign']][:40]}' is no sign", "+, -, positive, negative, none or a number")
            continue
        i, j = actors.setdefault(a, len(actors)), actors.setdefault(b, len(actors))
        key = (periods.setdefault(label, len(periods)), min(i, j), max(i, j))
        if key in found and found[key][:2] != value:
            wrong(line, f"{a} and {b} have another sign in {label} on line {found[key][2]}", "one sign for a pair in a period")
        elif key in found:
            repeated += 1
        else:
            found[key] = (*value, line)
    if problems:
        raise CaseError(problems)
    labels = list(periods)
    when = sorted(range(len(labels)), key=labels.__getitem__) if period is not None else list(range(len(labels)))
    moment = {k: n for n, k in enumerate(when)}
    names = sorted(actors)
    place = {actors[name]: n for n, name in enumerate(names)}
    made = sorted(
        (moment[p], min(place[i], place[j]), max(place[i], place[j]), v, stated) for (p, i, j), (v, stated, _) in found.items()
    )
    keys = np.array([m[:3] for m in made], dtype=np.int64).reshape(-1, 3)
    left = {"repeated": repeated, "after the as-of date": later}
    return DyadTable(
        tuple(labels[k] for k in when), tuple(names), keys[:, 0], keys[:, 1], keys[:, 2],
        np.array([m[3] for m in made], dtype=np.float64), np.zeros(len(made), np.int64),
        np.array([m[4] for m in made], dtype=np.bool_),
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
        if len(row) <= max(at, to) or not row[at] or not row[to]:
            problems.append(Problem(file, line, 1, "", "an alias or its actor is missing", "both"))
        elif found.setdefault(row[at], row[to]) != row[to]:
            problems.append(Problem(file, line, 1, "", f"'{row[at]}' is also an alias of {found[row[at]]}", "one actor for an alias"))
    if problems:
        raise CaseError(problems[:MISTAKES])
    return found
