"""The layouts of event tables, told by the first line: ICEWS, GDELT 1 and 2, and one's own with a header.

=========  ================================================================================================
layout     first line
=========  ================================================================================================
icews      a header with Event Date, Source Name, Target Name and Intensity or CAMEO Code; tabs, no quotes
gdelt-1    57 or 58 columns between tabs, no header (58 from April 2013 on, with the address of the report)
gdelt-2    61 columns between tabs, no header
own        a header with date, source, target and goldstein (or value), code or text; comma, semicolon or tab
ties       a header with a, b, sign, and period or date if there are several
=========  ================================================================================================

Actors of ICEWS and GDELT files are countries; an alias of a name or code goes first, so that an organisation can be kept apart.
Where a file gives a value of its own, that is used; a code or heading is looked up only where it does not.

References: Boschee, E., et al. (2015), ICEWS Coded Event Data, doi 10.7910/DVN/28075. Leetaru, K., Schrodt, P. A. (2013),
GDELT. The GDELT Event Database Data Format Codebook, versions 1.03 and 2.0.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

from tertius.errors import CaseError, Problem, nearest

__all__ = ["EVENT_COLUMNS", "Layout", "cells_of", "recognise"]

EVENT_COLUMNS = {
    "date": ("date", "event date", "sqldate"),
    "source": ("source", "source name", "actor1name"),
    "source_country": ("source country", "actor1countrycode"),
    "target": ("target", "target name", "actor2name"),
    "target_country": ("target country", "actor2countrycode"),
    "goldstein": ("goldstein", "value", "intensity", "goldsteinscale"),
    "code": ("code", "cameo code", "cameo", "eventcode"),
    "text": ("text", "event text"),
}
"""Names that a column may have, without regard to capitals; _ counts as a blank."""
TIE_COLUMNS = {"period": ("period", "date", "year", "window"), "a": ("a",), "b": ("b",), "sign": ("sign",)}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a row.

    kind : icews, gdelt-1, gdelt-2, own or ties; mark : the sign between cells; quotes : whether cells may be quoted
    header : the first line is one; columns : place by what it holds; the keys of `EVENT_COLUMNS` or `TIE_COLUMNS`,
    and for GDELT also source_code and target_code
    """

    kind: str
    mark: str
    quotes: bool
    header: bool
    columns: dict[str, int]

    @property
    def decimal_comma(self) -> bool:
        """Whether a comma in a number is a decimal comma."""
        return self.mark != ","


_GDELT = {
    "date": 1, "source_code": 5, "source": 6, "source_country": 7, "target_code": 15, "target": 16, "target_country": 17,
    "code": 26, "goldstein": 30,
}  # fmt: skip


def cells_of(line: str, mark: str, *, quotes: bool = True) -> list[str]:
    """One line by itself."""
    if not quotes:
        return line.rstrip("\r\n").split(mark)
    return next(csv.reader([line.rstrip("\r\n")], delimiter=mark), [])


def recognise(line: str, file: str) -> Layout:
    """The layout of a table from its first line; `CaseError` where it is none of them."""
    if "\x00" in line:
        raise CaseError([Problem(file, 1, 1, "", "there are null bytes", "text in UTF-8; it may be UTF-16 or no text at all")])
    if not line.strip():
        raise CaseError([Problem(file, 1, 1, "", "the file is empty" if not line else "the first line is empty", "a table with a header")])
    tabs = line.rstrip("\r\n").split("\t")
    if len(tabs) in {57, 58, 61} and tabs[0].isdigit() and len(tabs[1]) == 8 and tabs[1].isdigit():
        return Layout("gdelt-2" if len(tabs) == 61 else "gdelt-1", "\t", False, False, dict(_GDELT))
    mark = max("\t;,", key=line.count)
    names = [" ".join(c.casefold().replace("_", " ").split()) for c in cells_of(line, mark)]
    ties = _columns(names, TIE_COLUMNS)
    if {"a", "b", "sign"} <= ties.keys():
        return Layout("ties", mark, True, True, ties)
    columns = _columns(names, EVENT_COLUMNS)
    if {"date", "source", "target"} <= columns.keys() and columns.keys() & {"goldstein", "code", "text"}:
        icews = mark == "\t" and "event date" in names
        return Layout("icews" if icews else "own", mark, not icews, True, columns)
    missing = [x for x in ("date", "source", "target") if x not in columns]
    shown = ", ".join(names[:8]) + (", ..." if len(names) > 8 else "")
    near = next((n for n in (nearest(x, names) for x in missing) if n), None)
    what = f"the layout is not known; the first line has: {shown[:120]}"
    expected = "a header with date, source, target and goldstein, code or text; or with a, b, sign and period; or an ICEWS or GDELT file"
    raise CaseError([Problem(file, 1, 1, "", what, expected, near)])


def _columns(names: list[str], known: dict[str, tuple[str, ...]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for key, options in known.items():
        for option in options:
            if option in names and key not in found:
                found[key] = names.index(option)
    return found
