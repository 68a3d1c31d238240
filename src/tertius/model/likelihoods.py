r"""What is not known of evidence, as draws: each likelihood evenly from its interval.

For row i and reading r with the interval :math:`[l_{ir}, h_{ir}]`, independent and with u uniform on [0, 1),

.. math:: L_{ir} = l_{ir} + u_{ir} (h_{ir} - l_{ir}).

A cell that nobody has assessed stays as it is, and so do priors and reliabilities. The numbers are taken row by row in the order of
the file, from a child of the draw's generator of its own, so that what else is drawn is the same with and without them. A
falsifier's likelihoods stand as they are written. Tertius's own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tertius.model.conflict import Provenance

if TYPE_CHECKING:
    from numpy.random import Generator

    from tertius.model.case import Case

__all__ = ["Within", "reweighed"]


@dataclass(frozen=True, slots=True)
class Within:
    """Likelihoods are drawn within their intervals."""

    provenance: Provenance = Provenance()


def reweighed(case: Case, rng: Generator) -> Case:
    """The case with its likelihoods drawn."""
    from tertius.model.evidence import UNKNOWN, Cell

    evidence = case.evidence
    if evidence is None:
        return case
    rows = []
    for row in evidence.rows:
        numbers = rng.random(len(row.cells)).tolist()
        cells = {}
        for (reading, cell), u in zip(row.cells.items(), numbers, strict=True):
            at = cell.low + u * (cell.high - cell.low)
            cells[reading] = cell if cell.mark == UNKNOWN else Cell(at, at, at)
        rows.append(replace(row, cells=cells))
    return replace(case, evidence=replace(evidence, rows=tuple(rows)))
