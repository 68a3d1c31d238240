"""Tables of positions: one row an actor and issue, with a header, in CSV or a workbook; or the wide file of DEU III.

Columns: ``issue, actor, position``, and where there are any ``group, salience, power, status_quo, outcome``; others are kept.
UTF-8, with or without a byte-order mark; comma, semicolon or tab; a decimal comma with the latter two. An empty cell is missing.
A position may be an interval, ``80..95``. `status_quo` and `outcome` belong to the issue: it is enough if one row has them, and
rows may not differ. A column whose name is next to that of one that is missing is a mistake. Without a column `group` every issue is a group of its own. All mistakes are reported at once, each with its place.
"""

from __future__ import annotations

import csv
import difflib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tertius.errors import CaseError, Problem, nearest
from tertius.io.number_cells import interval_of, number_of
from tertius.io.opened import lines_of
from tertius.model.position_table import MOST_POWER, IssueRow, PositionRow, PositionTable

__all__ = ["COLUMNS", "Cells", "read_positions", "table_rows"]

COLUMNS = ("issue", "group", "actor", "position", "salience", "power", "status_quo", "outcome")
NEEDED = ("issue", "actor", "position")
MISTAKES = 100
Row = tuple[int, list[str]]


def table_rows(path: Path) -> tuple[list[str], str, Iterator[Row]]:
    """The header, the sign between cells, and the rows with the number of their line; of a text file or of a workbook."""
    if path.suffix.casefold() == ".xlsx" and path.is_file():
        from tertius.io.workbook import sheet_rows

        first_row, *others = sheet_rows(path.read_bytes(), str(path), NEEDED)
        width = len(first_row.cells)
        # No sign stands between cells of a workbook, so a comma in one can only be decimal.
        return [first_row.text(k) for k in range(width)], "\t", iter([(r.line, [r.text(k) for k in range(width)]) for r in others])
    lines = lines_of(path)
    first, start_at = next(lines, ""), 2
    # Spreadsheet programs may begin with a line that names the sign between cells.
    named = re.fullmatch(r"sep=([,;\t])\r?\n?", first)
    if named:
        first, start_at = next(lines, ""), 3
    mark = named[1] if named else max("\t;,", key=first.count)
    header = [c.strip() for c in next(csv.reader([first], delimiter=mark), [])]

    def rows() -> Iterator[Row]:
        reader = csv.reader(lines, delimiter=mark, strict=True)
        start = start_at
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    yield start, [" ".join(cell.split()) for cell in row]
                start = reader.line_num + start_at
        except csv.Error as error:
            what = f"the row cannot be read: {error}"
            raise CaseError([Problem(str(path), reader.line_num + start_at - 1, 1, "", what, "quotes that are closed")]) from None

    return header, mark, rows()


class Cells:
    """Reads the numbers of a row and collects what is wrong with them."""

    def __init__(self, file: str, *, decimal_comma: bool) -> None:
        self.file, self.decimal_comma = file, decimal_comma
        self.problems: list[Problem] = []

    def wrong(self, line: int, column: int, where: str, what: str, expected: str, near: str | None = None) -> None:
        """One mistake; after a hundred it is said what there is."""
        self.problems.append(Problem(self.file, line, column, where, what, expected, near))
        if len(self.problems) >= MISTAKES:
            raise CaseError(self.problems)

    def span(self, text: str, line: int, column: int, where: str) -> tuple[float, float] | None:
        """A position, or an interval of positions, on the scale."""
        if not text:
            return None
        ends = interval_of(text, decimal_comma=self.decimal_comma)
        if ends is None:
            self._no_number(text, line, column, where, "a number from 0 to 100, or an interval such as 80..95")
            return None
        low, high = ends
        if low > high:
            self.wrong(line, column, where, f"the interval {text} is upside down", f"{high:g}..{low:g}")
            return None
        if low < 0 or high > 100:
            self.wrong(line, column, where, f"{text} is off the scale", "a number from 0 to 100; put other scales onto 0 to 100 first")
            return None
        return ends

    def number(self, text: str, line: int, column: int, where: str, *, most: float = 100.0) -> float | None:
        """A number from 0 to `most`; None where the cell is empty or wrong."""
        if not text:
            return None
        value = number_of(text, decimal_comma=self.decimal_comma)
        expected = f"a number from 0 to {most:g}"
        if value is None:
            self._no_number(text, line, column, where, expected)
        elif not 0 <= value <= most:
            self.wrong(line, column, where, f"{text} is off the scale", expected)
        else:
            return value
        return None

    def _no_number(self, text: str, line: int, column: int, where: str, expected: str) -> None:
        hint = "; decimal commas need semicolons or tabs between the cells" if "," in text and not self.decimal_comma else ""
        self.wrong(line, column, where, f"'{text[:40]}' is no number", expected + hint)


def read_positions(path: Path) -> PositionTable:
    """The table of a file, whichever layout it has. Raises `CaseError` with every mistake."""
    from tertius.io.deu import is_deu, read_deu

    header, mark, rows = table_rows(path)
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    if is_deu(header):
        return read_deu(path, header, mark, rows)
    return _long(path, header, mark, rows)


def _long(path: Path, header: list[str], mark: str, rows: Iterator[Row]) -> PositionTable:
    file = str(path)
    cells = Cells(file, decimal_comma=mark != ",")
    names = [h.casefold().replace(" ", "_") for h in header]
    for name in NEEDED:
        if name not in names:
            near = nearest(name, [h for h in names if h not in COLUMNS])
            said = f"the header has: {', '.join(h[:30] for h in header if h) or 'nothing'}"
            cells.wrong(1, 1, "", f"there is no column '{name}'; {said}", ", ".join(COLUMNS) + " (the last five may be left out)", near)
    for name in (c for c in COLUMNS if c not in NEEDED and c not in names):
        # Left out it would be missing without a word; only what is next to certainly a misspelling is one.
        for other in difflib.get_close_matches(name, [h for h in names if h not in COLUMNS], n=1, cutoff=0.8):
            k = names.index(other)
            cells.wrong(1, k + 1, "", f"the column '{header[k][:40]}' is not known here", f"{name}, or a name that is not that close to it", name)
    for k, name in enumerate(names):
        if name and name in names[:k]:
            cells.wrong(1, k + 1, "", f"the column '{header[k][:40]}' stands twice", "each column once")
    if cells.problems:
        raise CaseError(cells.problems)
    at = {name: names.index(name) for name in COLUMNS if name in names}
    extra = [(k, header[k]) for k, name in enumerate(names) if name and name not in COLUMNS]
    reader = _Long(cells, at, extra)
    for line, row in rows:
        beyond = [k for k in range(len(header), len(row)) if row[k]]
        if beyond:
            cells.wrong(line, beyond[0] + 1, "", f"the row has {len(row)} cells and the header {len(header)}", "as many cells as the header")
            continue
        reader.take(line, row + [""] * (len(header) - len(row)))
    reader.finish()
    if cells.problems:
        raise CaseError(sorted(cells.problems, key=lambda p: (p.line, p.column)))
    issues = tuple(
        IssueRow(group, issue, None if sq is None else sq[0], None if out is None else out[0], line)
        for (group, issue), (line, sq, out) in reader.issues.items()
    )
    return PositionTable(file, "long", issues, tuple(reader.rows))


Stated = tuple[float, int] | None


class _Long:
    """What the rows of a long table have said so far."""

    def __init__(self, cells: Cells, at: dict[str, int], extra: list[tuple[int, str]]) -> None:
        self.cells, self.at, self.extra = cells, at, extra
        self.rows: list[PositionRow] = []
        self.seen: dict[tuple[str, str, str], int] = {}
        self.issues: dict[tuple[str, str], tuple[int, Stated, Stated]] = {}

    def take(self, line: int, row: list[str]) -> None:
        """One row."""
        at, cells = self.at, self.cells
        issue, actor = row[at["issue"]], row[at["actor"]]
        for name, text in (("issue", issue), ("actor", actor)):
            if not text:
                cells.wrong(line, at[name] + 1, name, "the cell is empty", f"the name of the {name}")
        if not issue or not actor:
            return
        group = row[at["group"]] if "group" in at else issue
        if not group:
            cells.wrong(line, at["group"] + 1, "group", "the cell is empty", "the dossier or negotiation that the issue belongs to")
            return
        key = (group, issue, actor)
        if key in self.seen:
            cells.wrong(line, at["actor"] + 1, "actor", f"{actor} has a row on {issue} already, on line {self.seen[key]}", "one row for an actor and issue")
            return
        self.seen[key] = line
        position = cells.span(row[at["position"]], line, at["position"] + 1, "position")
        salience, power = (
            cells.number(row[at[name]], line, at[name] + 1, name, most=most) if name in at else None
            for name, most in (("salience", 100.0), ("power", MOST_POWER))
        )
        self.rows.append(PositionRow(group, issue, actor, position, salience, power, line, {name: row[k] for k, name in self.extra if row[k]}))
        first, sq, out = self.issues.get((group, issue), (line, None, None))
        self.issues[group, issue] = (first, self._stated("status_quo", row, line, sq), self._stated("outcome", row, line, out))

    def _stated(self, name: str, row: list[str], line: int, said: Stated) -> Stated:
        """What a row says of its issue, beside what an earlier one said."""
        if name not in self.at:
            return None
        column = self.at[name] + 1
        value = self.cells.number(row[column - 1], line, column, name)
        if value is None or said is None:
            return said if value is None else (value, line)
        if value != said[0]:
            self.cells.wrong(line, column, name, f"{row[column - 1]} here and {said[0]:g} on line {said[1]}", "the same in all rows of an issue")
        return said

    def finish(self) -> None:
        """What can only be said of an issue as a whole."""
        if not self.rows and not self.cells.problems:
            self.cells.wrong(1, 1, "", "there is no row below the header", "a row for each actor and issue")
        power: dict[tuple[str, str], list[PositionRow]] = {}
        for r in self.rows:
            if r.position is not None:
                power.setdefault((r.group, r.issue), []).append(r)
        for (_, issue), rows in power.items():
            if all(r.power == 0 for r in rows):
                column = self.at["power"] + 1
                self.cells.wrong(rows[0].line, column, "power", f"nobody with a position on {issue} has any power", "a power above 0 for at least one actor")
