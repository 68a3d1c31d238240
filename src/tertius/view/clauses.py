"""The clauses of a redacted negotiation, for a terminal and as JSON; what rests on consent is null and said to be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tertius.explain.negotiation_english import ACCURACY, PartyWords
from tertius.explain.redaction_english import clauses_only_lines, redacted_lines
from tertius.model.case import Case
from tertius.model.negotiation import Negotiation
from tertius.negotiation.clauses import ClauseAlone
from tertius.version import VERSION
from tertius.view.jsons import head_of
from tertius.view.terminal import heading, indented

__all__ = ["clauses_json", "show_clauses"]


def show_clauses(out: Console, rows: Sequence[ClauseAlone], case: Case, negotiation: Negotiation) -> None:
    """The table of clauses, after what the version leaves out."""
    told = PartyWords(case, negotiation)
    out.print(heading(case))
    for line in (*redacted_lines(case.redacted), *clauses_only_lines(case.redacted), told.table()):
        out.print(Text(line, style="dim"))
    forecasts = all(r.settled is not None for r in rows)
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    for name in ("clause", "in force", "draft", *(["who objects", "forecast"] if forecasts else [])):
        table.add_column(name, overflow="fold")
    for row in rows:
        ref = f" ({row.issue.clause.ref})" if row.issue.clause.ref else ""
        cells = [told.issues[row.issue.id] + ref, told.words_of(row.issue, "in_force"), told.words_of(row.issue, "draft")]
        table.add_row(*(Text(c) for c in (*cells, *([told.objections(row), told.forecast(row)] if forecasts else []))))
    out.print(indented(table, 0, above=1))
    if forecasts:
        out.print(Text(ACCURACY, style="dim"))


def clauses_json(rows: Sequence[ClauseAlone], case: Case, negotiation: Negotiation) -> dict[str, Any]:
    """As the JSON of `negotiate`, with `package` and `on_the_table` null and `withheld` in words."""
    return head_of("negotiation", case) | {
        "text": negotiation.text,
        "issues": {r.issue.id: _clause(r) for r in rows},
        "package": None,
        "on_the_table": None,
        "withheld": list(clauses_only_lines(case.redacted)),
        **({"accuracy": ACCURACY} if any(r.settled is not None for r in rows) else {}),
        "version": VERSION,
    }


def _clause(row: ClauseAlone) -> dict[str, Any]:
    issue = row.issue
    found: dict[str, Any] = {
        "name": issue.name,
        "on_the_table": issue.on_the_table,
        "status_quo": issue.status_quo,
    }
    if row.settled is not None:
        at = row.settled.forecast
        found |= {
            "objections": [{"party": o.party, "kind": o.kind, "perhaps": o.perhaps} for o in row.objections or ()],
            "mean": at.distribution.mean,
            "median": at.median,
            "interval50": list(at.interval50),
            "interval80": list(at.interval80),
            "atoms": {f"{y:.12g}": p for y, p in at.atoms().items()},
            "kept": row.settled.kept,
            "models": row.settled.models,
        }
    return found
