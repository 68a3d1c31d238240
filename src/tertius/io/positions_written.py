"""The positions of a case as a table in the long form: what `positions_table` and `backtest` read, in CSV or a workbook.

Columns ``issue, group, actor, position, salience, power, status_quo, outcome, at_least, at_most``: an interval is written ``low..high``, what is not known stays empty, the outcome
is for the hand that knows it. The last two are the red lines; readers of the table keep them aside.
"""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from tertius.errors import TertiusError
from tertius.io.positions_table import COLUMNS
from tertius.model.negotiation import Negotiation

__all__ = ["position_rows", "positions_bytes"]

LINES = ("at_least", "at_most")
Cell = str | float


def position_rows(negotiation: Negotiation, title: str) -> list[list[Cell]]:
    """The header and a row for each party and issue, in file order; `title` names the group."""
    group = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-")[:60] or "case"
    power = {p.id: p.power for p in negotiation.parties}
    rows: list[list[Cell]] = [[*COLUMNS, *LINES]]
    for issue in negotiation.issues:
        for s in issue.positions:
            low, high = s.position
            position: Cell = low if low == high else f"{low:.15g}..{high:.15g}"
            known = (s.salience, power[s.party] if s.power is None else s.power, issue.status_quo, None, s.at_least, s.at_most)
            rows.append([issue.id, group, s.party, position, *("" if v is None else v for v in known)])
    return rows


def positions_bytes(rows: list[list[Cell]], path: Path) -> bytes:
    """As the ending of the file says: .csv or .xlsx. Raises `TertiusError` for another."""
    ending = path.suffix.casefold()
    if ending == ".xlsx":
        from tertius.io.workbook import written_bytes

        return written_bytes(rows, "positions", widths=(20, 20, 20, 12))
    if ending != ".csv":
        raise TertiusError(f"{path}: a table of positions ends in .csv or .xlsx")
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows([f"{c:.15g}" if isinstance(c, float) else c for c in row] for row in rows)
    return out.getvalue().encode()
