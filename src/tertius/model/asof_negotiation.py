"""What was known by a date of a negotiation, and of what time does to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from tertius.model.conflict import Provenance
from tertius.model.dates import Date
from tertius.model.negotiation import Negotiation, trimmed

if TYPE_CHECKING:
    from tertius.model.timing import Point, Timing

__all__ = ["negotiation_then"]


def negotiation_then(
    negotiation: Negotiation,
    kept: Callable[[Provenance, Date | None], bool],
    cut: Callable[[Provenance], Provenance],
) -> Negotiation | None:
    """The parties, issues, positions and other rules that some source of the time tells of; None where nothing is left to agree on."""
    if not kept(negotiation.provenance, None):
        return None
    found = trimmed(
        negotiation,
        party=lambda p: kept(p.provenance, None),
        issue=lambda i: kept(i.provenance, None),
        stance=lambda s: kept(s.provenance, None),
    )
    if found is None:
        return None
    issues = tuple(
        replace(
            i,
            provenance=cut(i.provenance),
            positions=tuple(replace(s, provenance=cut(s.provenance)) for s in i.positions),
        )
        for i in found.issues
    )
    parties = tuple(
        replace(
            p,
            provenance=cut(p.provenance),
            power_over_time=tuple(replace(d, provenance=cut(d.provenance)) for d in p.power_over_time if kept(d.provenance, d.date)),
        )
        for p in found.parties
    )
    rules = tuple(replace(r, provenance=cut(r.provenance)) for r in found.rules if kept(r.provenance, None))
    timing = None if found.timing is None else _timing_then(found.timing, kept, cut)
    return replace(found, issues=issues, parties=parties, rules=rules, timing=timing, provenance=cut(found.provenance))


def _timing_then(
    timing: Timing,
    kept: Callable[[Provenance, Date | None], bool],
    cut: Callable[[Provenance], Provenance],
) -> Timing | None:
    """What some source of the time tells of: points that rest on later sources go, also where they are about a time that had passed."""
    if not kept(timing.provenance, None):
        return None

    def then(points: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple(replace(p, provenance=cut(p.provenance)) for p in points if kept(p.provenance, None))

    parties = tuple(
        replace(p, cost=then(p.cost), worth=then(p.worth), provenance=cut(p.provenance)) for p in timing.parties if kept(p.provenance, None)
    )
    named = {p.party: p for p in parties}
    sides = timing.sides if all(s in named and named[s].stubborn is not None for s in timing.sides) else ()
    pressure = tuple(replace(p, provenance=cut(p.provenance)) for p in timing.pressure if kept(p.provenance, None))
    return replace(timing, sides=sides, parties=parties, pressure=pressure, provenance=cut(timing.provenance))
