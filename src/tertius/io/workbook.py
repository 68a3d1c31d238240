"""An option table as a sheet of a workbook (`.xlsx`). Needs the extra ``xlsx``."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from tertius.errors import CaseError, LimitError, NotSupportedError, Problem
from tertius.io.cells import HEADER, Row, column_letters, read_cells, rows_of
from tertius.io.option_table import OptionTable

__all__ = ["MAX_UNPACKED", "SHEET", "fit_for_xml", "read_workbook", "sheet_rows", "workbook_bytes", "workbook_library", "written_bytes"]

SHEET = "options"
MAX_UNPACKED = 128 * 2**20
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def workbook_library() -> Any:
    """openpyxl, or `NotSupportedError` with how to install it."""
    try:
        return import_module("openpyxl")
    except ImportError:
        raise NotSupportedError(
            "workbooks (.xlsx) need openpyxl, which is not installed: pip install 'tertius[xlsx]'; or use .csv"
        ) from None


def fit_for_xml(text: str) -> str:
    """A text without the characters that no XML can hold."""
    return _UNFIT.sub("\ufffd", text)


def _refuse(file: str, what: str, expected: str, where: str = "") -> NoReturn:
    raise CaseError([Problem(file, 0, 0, where, what, expected)])


def read_workbook(data: bytes, file: str, *, sheet: str | None = None, title: str = "") -> OptionTable:
    """The table of a sheet: the one named, or the only one whose header is that of a table.

    Raises `CaseError` with every mistake: what is no workbook, merged cells, formulas without a value.
    """
    sheets = _sheets(data, file)
    if sheet is not None and sheet not in sheets:
        _refuse(file, f"there is no sheet '{sheet}'", f"one of: {', '.join(sheets)}")
    tables = [name for name, (ws, _) in sheets.items() if _has_header(ws)]
    if sheet is None and len(tables) != 1:
        if tables:
            _refuse(file, f"{len(tables)} sheets have a table: {', '.join(tables)}", "--sheet NAME")
        header = f"a sheet whose header is {', '.join(HEADER)}, then one column a state"
        _refuse(file, f"none of its sheets has a table: {', '.join(sheets) or 'there is none'}", header)
    name = sheet if sheet is not None else tables[0]
    values, formulas = sheets[name]
    _refuse_marks(values, formulas, file)
    return read_cells(_rows(values), file, sheet=name, title=title)


def _sheets(data: bytes, file: str) -> dict[str, tuple[Any, Any]]:
    """Each sheet by name, with values and with formulas."""
    openpyxl = workbook_library()
    _check_zip(data, file)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            shown = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
            written = openpyxl.load_workbook(io.BytesIO(data), data_only=False)
            return {ws.title: (ws, written[ws.title]) for ws in shown.worksheets}
    except Exception as error:  # whatever a damaged workbook makes the library raise
        _refuse(file, f"it cannot be read as a workbook: {type(error).__name__}", "a workbook saved as .xlsx")


def sheet_rows(data: bytes, file: str, columns: Sequence[str]) -> list[Row]:
    """The rows of the only sheet whose first row has all these columns, header included; `CaseError` where there is none or several."""
    sheets = _sheets(data, file)
    found = {name: pair for name, pair in sheets.items() if set(columns) <= _words(pair[0])}
    if len(found) != 1:
        what = f"{len(found)} sheets have the columns: {', '.join(found)}" if found else f"none of its sheets has the columns: {', '.join(sheets)}"
        _refuse(file, what, f"one sheet with {', '.join(columns)} in its first row")
    values, formulas = next(iter(found.values()))
    _refuse_marks(values, formulas, file)
    return _rows(values)


def _words(sheet: Any) -> set[str]:
    cells = _cells(sheet)
    first = min((row for row, _ in cells), default=1)
    return {str(cell.value).strip().casefold().replace(" ", "_") for (row, _), cell in cells.items() if row == first}


def _check_zip(data: bytes, file: str) -> None:
    if data[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        _refuse(file, "it is an older workbook (.xls) or has a password", "a workbook without a password, saved as .xlsx")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            size = sum(entry.file_size for entry in packed.infolist())
            if size > MAX_UNPACKED:
                raise LimitError(f"{file}: {size / 2**20:,.0f} MB unpacked; at most {MAX_UNPACKED / 2**20:.0f} MB are read; keep the table only")
            for entry in packed.infolist():
                if entry.filename.endswith((".xml", ".rels")) and b"<!DOCTYPE" in packed.read(entry):
                    _refuse(file, f"{entry.filename} declares a document type", "a workbook without one")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError):
        _refuse(file, "it is no workbook", "a workbook saved as .xlsx")


def _cells(sheet: Any) -> dict[tuple[int, int], Any]:
    """The cells that are there, by row and column: a sheet may claim a million rows."""
    return {place: cell for place, cell in sheet._cells.items() if cell.value is not None}


def _has_header(sheet: Any) -> bool:
    cells = _cells(sheet)
    first = min((row for row, _ in cells), default=1)
    words = [str(cells[first, c + 1].value).strip().lower() if (first, c + 1) in cells else "" for c in range(len(HEADER))]
    return words[:2] == list(HEADER[:2])


def _refuse_marks(values: Any, formulas: Any, file: str) -> None:
    problems = []
    for merged in sorted(str(r) for r in formulas.merged_cells.ranges):
        problems.append(
            Problem(file, 0, 0, f"{formulas.title}!{merged}", "the cells are merged", "cells that are not merged, each with its value")
        )
    shown = _cells(values)
    for (row, column), cell in sorted(_cells(formulas).items()):
        where = f"{formulas.title}!{column_letters(column - 1)}{row}"
        if cell.data_type == "f" and (row, column) not in shown:
            problems.append(
                Problem(file, row, column, where, "the formula has no value", "the value itself, or the workbook saved by a spreadsheet program")
            )
        elif cell.data_type == "e" or ((row, column) in shown and shown[row, column].data_type == "e"):
            problems.append(Problem(file, row, column, where, f"the cell is an error: {shown[row, column].value}", "a value"))
    if problems:
        raise CaseError(problems)


def _rows(sheet: Any) -> list[Row]:
    cells = _cells(sheet)
    width = max((column for _, column in cells), default=0)
    filled = sorted({row for row, _ in cells})
    return [Row(r, [cells[r, c].value if (r, c) in cells else None for c in range(1, width + 1)]) for r in filled]


def workbook_bytes(table: OptionTable) -> bytes:
    """A workbook with the table on a sheet called `SHEET`. Texts stay texts, whatever they begin with."""
    return written_bytes(rows_of(table), SHEET, frozen=len(HEADER), widths=(14, 18, 28, 10))


def written_bytes(rows: Sequence[Sequence[str | int | float]], title: str, *, frozen: int = 0, widths: Sequence[int] = ()) -> bytes:
    """A workbook with one sheet; the first row is the header, the first columns may stay in sight. Texts stay texts."""
    openpyxl = workbook_library()
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    bold = import_module("openpyxl.styles").Font(bold=True)
    for line, cells in enumerate(rows, 1):
        for column, value in enumerate(cells, 1):
            if value == "":
                continue
            cell = sheet.cell(line, column)
            if isinstance(value, str):
                cell.value = fit_for_xml(value)
                cell.data_type = "s"
            else:
                cell.value = value
            if line == 1:
                cell.font = bold
    sheet.freeze_panes = sheet.cell(2, frozen + 1)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[column_letters(column - 1)].width = width
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
