"""`positions_table` of the `negotiation` section: rows of issue, actor, position, salience and power in a file of their own."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from tertius.errors import CaseError, Problem, nearest
from tertius.io.beside import beside
from tertius.io.fields import Context
from tertius.io.nodes import Scalar

__all__ = ["Cell", "read_table"]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one row says."""

    position: tuple[float, float] | None
    salience: float | None
    power: float | None


def read_table(
    context: Context,
    node: Scalar,
    where: str,
    issues: Collection[str],
    speakers: Callable[[str], list[str]],
    known: Collection[str],
) -> dict[tuple[str, str], Cell]:
    """The rows by issue and party; `speakers` are the parties that the name of an actor can mean."""
    from tertius.io.positions_table import read_positions

    path = beside(context, node, where)
    if path is None:
        return {}
    try:
        table = read_positions(path)
    except CaseError as error:
        # Each falsifier that edits the negotiation reads the table again; what is wrong with it is said once.
        context.problems.extend(p for p in error.problems if p not in context.problems)
        return {}
    found: dict[tuple[str, str], Cell] = {}
    for row in table.rows:
        parties = speakers(row.actor)
        if row.issue not in issues:
            wrong = ("issue", f"there is no issue '{row.issue}'", "an issue of the case", nearest(row.issue, issues))
        elif len(parties) != 1:
            several = f"'{row.actor}' has several parties here" if parties else f"there is no party '{row.actor}'"
            wrong = ("actor", several, " or ".join(parties) or "a party of the negotiation, or an actor", nearest(row.actor, known))
        elif (row.issue, parties[0]) in found:
            wrong = ("actor", f"{parties[0]} has a row on {row.issue} already", "one row for an issue and actor", None)
        else:
            found[row.issue, parties[0]] = Cell(row.position, row.salience, row.power)
            continue
        problem = Problem(str(path), row.line, 1, *wrong)
        if problem not in context.problems:
            context.problems.append(problem)
    return found
