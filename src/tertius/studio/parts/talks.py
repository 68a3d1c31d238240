"""What the negotiation comes to: each clause with its forecast at once, packages and who blocks after it."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

from tertius.errors import TertiusError
from tertius.model.case import Case
from tertius.studio.look import Look
from tertius.studio.registry import part

QUICK_PAIRS = 20_000
"""Pairs of parties, over all clauses, up to which forecasts are there with the answer to an edit."""


def _under(look: Look) -> Case | None:
    """The case with its negotiation under the reading asked for; None where nothing is negotiated."""
    from tertius.model.layers import negotiation_under

    case = look.cut
    if case is None or case.negotiation is None:
        return None
    reading = look.asked.reading if look.asked.reading in case.readings else None
    found = replace(case, negotiation=negotiation_under(case, reading))
    return found if found.negotiation is not None and found.negotiation.issues else None


def _many(look: Look) -> bool:
    """Whether the forecasts take longer than the answer to an edit may."""
    case = look.case
    return case is not None and case.negotiation is not None and sum(len(i.positions) ** 2 for i in case.negotiation.issues) > QUICK_PAIRS


@part("strips", title="Clause by clause", place="result", order=8, later=_many)
def strips(look: Look) -> dict[str, Any]:
    """A strip for each clause: positions, red lines, the text, the forecast, who objects."""
    case = _under(look)
    if case is None or case.negotiation is None:
        return {"clauses": (), "trouble": ""}
    from tertius.explain.negotiation_english import ACCURACY, PartyWords
    from tertius.negotiation.clauses import clauses_alone
    from tertius.report.negotiation import clause_shown
    from tertius.report.pictures import pictures

    negotiation = case.negotiation

    def work() -> tuple[Any, ...]:
        told = PartyWords(case, negotiation)
        return tuple(clause_shown(row, told) for row in clauses_alone(negotiation, judged=True))

    try:
        # What is said depends on the negotiation and on names alone: a change elsewhere, as of the title, needs no new forecast.
        shown = look.kept(("strips", repr(negotiation), tuple((a.id, a.name) for a in case.actors)), work)
    except TertiusError as error:
        return {"clauses": (), "trouble": str(error)}
    chosen = look.pick("issue")
    first = [c for c in shown if c.id == chosen]
    return {"clauses": [*first, *(c for c in shown if c.id != chosen)], "trouble": "", "accuracy": ACCURACY, **pictures("strip")}


def _there(look: Look) -> bool:
    return _under(look) is not None


@part("talks", title="What passes", place="result", order=9, later=_there)
def talks(look: Look) -> dict[str, Any]:
    """The section of the report: the text as a package, the best packages, who blocks, red lines, trades, waiting."""
    case = _under(look)
    if case is None:
        return {"d": None}
    from tertius.report.negotiation import negotiation_part
    from tertius.report.pictures import pictures

    reading = look.asked.reading if look.asked.reading in case.readings else None
    return {"d": SimpleNamespace(negotiation=negotiation_part(case, reading)), **pictures("talks")}
