"""`tertius rationalise` as JSON."""

from __future__ import annotations

from typing import Any

from tertius.dynamics.recorded import RecordedMove
from tertius.explain.rationalise_english import SeenTeller, class_of
from tertius.leverage.rationalise import Rationalisation, Span, UnderReading
from tertius.leverage.rationalise_least import Least
from tertius.version import VERSION
from tertius.view.inverse_json import change_json

__all__ = ["rationalise_json"]


def rationalise_json(found: Rationalisation) -> dict[str, Any]:
    """Every recorded move under every reading; least changes where they were looked for."""
    case = found.case
    return {
        "schema": "tertius/rationalise/1",
        "case": {"title": case.title, "hash": case.hash},
        "as_of": None if case.as_of is None else str(case.as_of),
        "foresight": found.foresight,
        "known_by": None if found.boundary is None else str(found.boundary),
        "events": [
            {
                "id": e.id,
                "date": str(e.date),
                "actor": e.actor,
                "does": [key if on else f"not {key}" for key, on in e.does],
                "declines": list(e.declines),
                "to": e.to_state,
                "known": e.id in found.known,
            }
            for e in found.events
        ],
        "readings": [_row(found, row) for row in found.rows],
        "separating": list(found.separating),
        "solver": found.solver,
        "complete": found.complete,
        "version": VERSION,
    }


def _row(found: Rationalisation, row: UnderReading) -> dict[str, Any]:
    teller = SeenTeller(row.case or found.case)
    return {
        "reading": row.reading,
        "levers": [] if row.case is None else list(row.case.levers_in_force),
        "later": row.later,
        "impossible": row.impossible or None,
        "moves": [_move(m) | {"because": teller.because(m)} for m in row.moves],
        "parts": [_span(row, span) for span in row.spans],
    }


def _move(move: RecordedMove) -> dict[str, Any]:
    judged = move.judgement
    return {
        "event": move.event,
        "refused": move.refused,
        "kind": move.kind,
        "class": class_of(move),
        "explained": move.explained,
        "state": move.state,
        "target": move.target,
        "ends": None if judged is None or not judged.worthwhile else [code for code, _ in judged.ends],
        "against": None if judged is None or judged.against is None else judged.against[0],
    }


def _span(row: UnderReading, span: Span) -> dict[str, Any]:
    tally = row.tally(span.events)
    return {
        "part": span.name,
        "events": list(span.events),
        "explained": tally.explained,
        "unexplained": tally.unexplained,
        "beyond": tally.beyond,
        "open": tally.open,
        "least": [_least(x) for x in span.least],
        "without": list(span.without),
        "limit": span.limit or None,
    }


def _least(least: Least) -> dict[str, Any]:
    return {
        "kind": least.kind,
        "cost": least.cost,
        "at_least": least.at_least,
        "proven": least.proven,
        "joint": least.joint,
        "missing": list(least.missing),
        "changes": [change_json(c) for c in least.changes],
        "flagged": [change_json(c) | {"about_coercive": True, "suggested": False} for c in least.flagged],
    }
