"""The wide file of Decision-making in the European Union III: a row an issue, a column an actor.

``prnr`` dossier, ``isnr`` issue, ``intro`` the date of introduction, ``rp`` reference point, ``out`` outcome; ``pXX`` and ``sXX`` are
position and salience of XX: ``com`` the Commission, ``ep`` the Parliament, else a member state. The second line has a figure a state and no dossier; it is passed over.

An issue with a number off the scale is left out and counted; what is no number at all is a mistake.

The file has no power. It is taken from `council-votes.csv`: votes in the Council at the date of introduction (from November 2014 the shares of
population); the Commission and the Parliament have as much as the largest state that holds any. A state that acceded later than the date has its first votes.

Dates in the file are day, month and year, and where a spreadsheet took them for something else, the year's first two digits stand before the day
(``2014-07-04`` is 14 July 2004, ``1930-05-05`` is 30 May 2005). Without a date it is the first era that has votes for every state with a position.

Reference: Arregui, J., Perarnaud, C. (2022), The Decision-Making in the European Union (DEU) dataset III, doi 10.34810/data53, CC BY 4.0.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

from tertius.errors import CaseError
from tertius.io.number_cells import number_of
from tertius.io.positions_table import Cells, Row
from tertius.model.position_table import IssueRow, PositionRow, PositionTable

__all__ = ["introduced", "is_deu", "read_deu", "votes"]

BODIES = ("com", "ep")
OFF = "with a number off the scale"
_STATE = re.compile(r"p([a-z]{2})")


def is_deu(header: list[str]) -> bool:
    """Whether a header is that of the wide file."""
    return {"prnr", "isnr", "pcom", "scom", "out"} <= set(header)


def votes() -> dict[str, dict[str, float]]:
    """Power of each state by the month from which it holds."""
    found: dict[str, dict[str, float]] = {}
    text = resources.files("tertius.io").joinpath("data", "council-votes.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        found.setdefault(row["from"], {})[row["state"]] = float(row["votes"])
    return found


def introduced(text: str) -> str | None:
    """Year and month of a date as the file writes it, ``2004-07``; None where it is none.

    >>> introduced("26-01-00"), introduced("2014-07-04"), introduced("20-07-2016")
    ('2000-01', '2004-07', '2016-07')
    """
    plain = re.fullmatch(r"(\d{1,2})-(\d{1,2})-(\d{2}|\d{4})", text)
    moved = re.fullmatch(r"\d{2}(\d{2})-(\d{1,2})-(\d{2})", text)
    found = plain or moved
    if found is None:
        return None
    month, year = int(found[2]), int(found[3])
    if year < 100:
        year += 1900 if year >= 70 else 2000
    return f"{year:04d}-{month:02d}" if 1 <= month <= 12 else None


def read_deu(path: Path, header: list[str], mark: str, rows: Iterator[Row]) -> PositionTable:
    """The issues of the wide file; `CaseError` with every mistake."""
    cells = Cells(str(path), decimal_comma=mark != ",")
    at = {name: k for k, name in enumerate(header)}
    by_date = votes()
    known = set().union(*by_date.values())
    actors = [*BODIES, *(m[1] for h in header if (m := _STATE.fullmatch(h)) and m[1] in known and "s" + m[1] in at)]
    off = 0
    issues: list[IssueRow] = []
    found: list[PositionRow] = []
    lines: dict[tuple[str, str], int] = {}
    for line, given in rows:
        row = given + [""] * (len(header) - len(given))
        group, issue = row[at["prnr"]], row[at["isnr"]]
        if not group:
            continue
        if not issue:
            cells.wrong(line, at["isnr"] + 1, "isnr", "the issue has no number", "a number in isnr")
            continue
        if (group, issue) in lines:
            cells.wrong(line, at["isnr"] + 1, "isnr", f"the issue '{issue}' stands on line {lines[group, issue]} already", "each issue once")
            continue
        lines[group, issue] = line
        if _off_the_scale(row, at, actors, cells.decimal_comma):
            off += 1
            continue
        rp, out = (cells.number(row[at[c]], line, at[c] + 1, c) if c in at else None for c in ("rp", "out"))
        issues.append(IssueRow(group, issue, rp, out, line))
        positions = {a: cells.span(row[at["p" + a]], line, at["p" + a] + 1, "p" + a) for a in actors if "p" + a in at}
        saliences = {a: cells.number(row[at["s" + a]], line, at["s" + a] + 1, "s" + a) for a in positions if "s" + a in at}
        power = _power(by_date, introduced(row[at["intro"]]) if "intro" in at else None, [a for a, p in positions.items() if p is not None])
        found += [
            PositionRow(group, issue, a, p, saliences.get(a), power.get(a), line)
            for a, p in positions.items()
            if p is not None or saliences.get(a) is not None
        ]
    if not issues and not cells.problems:
        cells.wrong(1, 1, "", "there is no issue below the header", "a row an issue")
    if cells.problems:
        raise CaseError(sorted(cells.problems, key=lambda p: (p.line, p.column)))
    return PositionTable(str(path), "deu3", tuple(issues), tuple(found), {OFF: off} if off else {})


def _off_the_scale(row: list[str], at: dict[str, int], actors: list[str], decimal_comma: bool) -> bool:
    """Whether a number of an issue is beyond 0 to 100; a published file is not the reader's to mend."""
    columns = ["rp", "out", *("p" + a for a in actors), *("s" + a for a in actors)]
    values = [number_of(row[at[c]], decimal_comma=decimal_comma) for c in columns if c in at]
    return any(v is not None and not 0 <= v <= 100 for v in values)


def _power(by_date: dict[str, dict[str, float]], month: str | None, present: list[str]) -> dict[str, float]:
    dates = sorted(by_date)
    if month is None:
        month = next((d for d in dates if all(a in by_date[d] for a in present if a not in BODIES)), dates[0])
    era = max((d for d in dates if d <= month), default=dates[0])
    power = dict(by_date[era])
    for date in dates:
        for state, value in by_date[date].items():
            power.setdefault(state, value * _scale(by_date, date, era))
    return power | dict.fromkeys(BODIES, max(power.values()))


def _scale(by_date: dict[str, dict[str, float]], date: str, era: str) -> float:
    """Votes of one era in those of another, by what the largest state has in each."""
    return max(by_date[era].values()) / max(by_date[date].values())
