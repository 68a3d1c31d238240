"""An option table as text: comma, semicolon or tab between cells, in UTF-8."""

from __future__ import annotations

import csv
import io
import re

from tertius.errors import CaseError, Problem
from tertius.io.cells import HEADER, Row, read_cells, rows_of
from tertius.io.option_table import OptionTable

__all__ = ["csv_text", "read_csv"]

_HEADER = re.compile(r'"?\s*actor\s*"?(?P<mark>[,;\t])', re.IGNORECASE)


def read_csv(text: str, file: str, title: str = "") -> OptionTable:
    """The table; the sign between cells is the one after ``actor`` in the header.

    A decimal comma is read where the sign is not a comma itself. Raises `CaseError` with every mistake.
    """
    lines = text.split("\n")
    # Spreadsheet programs may begin with a line that names the sign between cells.
    first = 1 if re.fullmatch(r"sep=[,;\t]\r?", lines[0]) else 0
    while first < len(lines) - 1 and not lines[first].strip(" ,;\t\r"):
        first += 1
    begun = _HEADER.match(lines[first])
    if begun is None:
        found = lines[first].strip()[:40]
        what = f"the header begins with '{found}'" if found else "there is no table"
        expected = f"a header: {', '.join(HEADER)}, then one column a state, with commas, semicolons or tabs"
        raise CaseError([Problem(file, first + 1, 1, "", what, expected)])
    reader = csv.reader(io.StringIO("\n".join(lines[first:]), newline=""), delimiter=begun["mark"], strict=True)
    rows = []
    line = first + 1
    try:
        for cells in reader:
            rows.append(Row(line, cells))
            line = first + reader.line_num + 1
    except csv.Error as error:
        raise CaseError([Problem(file, line, 1, "", f"the row cannot be read: {error}", "quotes that are closed; a quote inside a cell doubled")]) from None
    return read_cells(rows, file, decimal_comma=begun["mark"] != ",", title=title)


def csv_text(table: OptionTable, mark: str = ",") -> str:
    """The text; with a byte-order mark where spreadsheet programs would misread it without."""
    out = io.StringIO()
    csv.writer(out, delimiter=mark, lineterminator="\n").writerows(rows_of(table))
    text = out.getvalue()
    return text if text.isascii() else "\ufeff" + text
