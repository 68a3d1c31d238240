"""What is weighed and what is recorded: likelihoods of evidence under readings, and how far a commitment got."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tertius.model.conflict import Provenance
from tertius.model.dates import Date

__all__ = ["LEVELS", "MARKS", "UNKNOWN", "Cell", "DiagnosticityTest", "Evidence", "EvidenceRow", "Ladder", "ReadAs", "Rung"]

MARKS = ("CC", "C", "N", "I", "II")
"""From very consistent by neutral to very inconsistent."""
UNKNOWN = "unknown"
"""The mark of a cell that nobody has assessed."""
LEVELS: Mapping[str, str] = {
    "L0": "nothing",
    "L1": "words",
    "L2": "a list of names",
    "L3": "a body is formed",
    "L4": "the body meets",
    "L5": "a text is agreed",
    "L6": "the text is adopted",
    "L7": "the text is applied",
}
"""The levels of a commitment, unless a case names its own."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How likely a row is if a reading is true: an interval in (0, 1] with a value inside it.

    `mark` is the letter that was written, `UNKNOWN`, or empty for a number or an interval.
    """

    low: float
    mid: float
    high: float
    mark: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of evidence; `cells` has one for each reading compared.

    `reliability` is how far the report of it can be trusted, from 0 to 1. `date` is when it became known.
    """

    id: str
    date: Date
    text: str
    cells: Mapping[str, Cell]
    group: str = ""
    reliability: tuple[float, float] = (1.0, 1.0)
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Readings compared by evidence. `prior` gives each an interval; the true one adds up to 1.

    scale : what each mark stands for (low, mid, high)
    groups : why the rows of a group depend on one another, where the case says so
    outer : as-of cuts have widened the prior more than need be
    """

    readings: tuple[str, ...]
    prior: Mapping[str, tuple[float, float]]
    scale: Mapping[str, Cell]
    rows: tuple[EvidenceRow, ...]
    groups: Mapping[str, str] = field(default_factory=dict)
    provenance: Provenance = Provenance()
    outer: bool = False

    def row(self, id: str) -> EvidenceRow | None:
        """The row with that id, or None."""
        return next((row for row in self.rows if row.id == id), None)

    def among(self, readings: tuple[str, ...]) -> Evidence | None:
        """The same evidence about fewer readings; None where fewer than two are left.

        The prior of those left is conditional on one of them being true: divided by their sum. Of an
        interval each end is divided by the largest or the smallest sum that the others' ends allow.
        """
        left = tuple(r for r in self.readings if r in readings)
        if left == self.readings:
            return self
        if len(left) < 2:
            return None
        prior = {}
        for r in left:
            low, high = self.prior[r]
            most = sum(self.prior[s][1] for s in left if s != r)
            least = sum(self.prior[s][0] for s in left if s != r)
            prior[r] = low / (low + most), high / (high + least)
        rows = tuple(replace(row, cells={r: row.cells[r] for r in left}) for row in self.rows)
        ranges = any(low != high for low, high in self.prior.values())
        return replace(self, readings=left, prior=prior, rows=rows, outer=self.outer or ranges)

    def edited(self, cells: Mapping[str, Mapping[str, Cell]]) -> Evidence:
        """With some cells replaced (a falsifier): row, then reading, then the new likelihood."""
        rows = tuple(
            replace(row, cells={r: cells.get(row.id, {}).get(r, cell) for r, cell in row.cells.items()})
            for row in self.rows
        )
        return replace(self, rows=rows)


@dataclass(frozen=True, slots=True)
class DiagnosticityTest:
    """How far one row of evidence tells readings apart, in decibels: at most, or at least, so much.

    `between` are the readings that it is about; empty for all that the evidence compares.
    """

    row: str
    at_most: float | None = None
    at_least: float | None = None
    between: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rung:
    """A level that a commitment reached on a date."""

    level: str
    date: Date
    text: str = ""
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class ReadAs:
    """The level that a source took for success."""

    by: str
    level: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """How far a commitment got. `levels` are in ascending order; `reached` is in order of date."""

    commitment: str
    levels: Mapping[str, str]
    reached: tuple[Rung, ...]
    read_as: tuple[ReadAs, ...] = ()
    provenance: Provenance = Provenance()

    @property
    def highest(self) -> Rung | None:
        """The first rung of the highest level reached."""
        order = list(self.levels)
        return max(self.reached, key=lambda r: order.index(r.level), default=None)

    @property
    def latest(self) -> Rung | None:
        """Where it stands: the last rung on record."""
        return self.reached[-1] if self.reached else None
