"""Who wants what on which issue, as a table says it: plain records, before anything is computed.

Positions, saliences, the status quo and outcomes are on a scale of 0 to 100; power is 0 or more in any unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["MOST_POWER", "IssueRow", "PositionRow", "PositionTable"]

MOST_POWER = 1e100
"""Power and votes above this are refused: products and sums of them have to stay numbers."""


@dataclass(frozen=True, slots=True)
class PositionRow:
    """One actor on one issue.

    position : the ends of an interval, equal where it is one number; None where it is missing
    extra : what further columns of the table say
    line : where it stands in its file
    """

    group: str
    issue: str
    actor: str
    position: tuple[float, float] | None
    salience: float | None
    power: float | None
    line: int = 0
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class IssueRow:
    """One issue of a group (a dossier, a negotiation): what holds without agreement, and what came about."""

    group: str
    issue: str
    status_quo: float | None
    outcome: float | None
    line: int = 0


@dataclass(frozen=True, slots=True)
class PositionTable:
    """The rows of a table, in file order.

    layout : `long` or `deu3`; left_out : why -> how many issues of a published file could not be taken as they are
    """

    file: str
    layout: str
    issues: tuple[IssueRow, ...]
    rows: tuple[PositionRow, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
