"""Everything that time does to the negotiation of a case: costs of waiting, ripeness, concessions, the wait of two sides, pressure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.errors import LimitError
from tertius.model.case import Case
from tertius.model.force import coercive_pressure
from tertius.model.negotiation import Negotiation
from tertius.model.timing import Range, Timing
from tertius.negotiation.bargain import Bargain, bargain_of
from tertius.negotiation.timing.attrition import Attrition, Side, attrition
from tertius.negotiation.timing.delay import WaitingCurve, waiting_curve
from tertius.negotiation.timing.frontier import Frontier, frontier_of
from tertius.negotiation.timing.pressure import PressureEffect, Waits, pressure_effect
from tertius.negotiation.timing.ripe_time import Margins, Ripening, ripening
from tertius.negotiation.timing.sides import sides_of
from tertius.negotiation.timing.zeuthen import Concessions, concessions

__all__ = ["REFERENCES", "STEPS", "Standing", "Timed", "negotiation_curve", "reference_of", "settling", "timed", "times_of"]

STEPS = 24
"""About so many steps have the curves over the horizon; dates of the case are added."""
REFERENCES = ("nash", "text", "none")
"""What settling is worth where a party does not say: by the best package that passes, by the text on the table, or nothing is known."""


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """Two sides that wait for each other: the frontier, the concessions, and the wait (None where there is no package at all)."""

    frontier: Frontier
    order: Concessions
    sides: tuple[Side, Side] | None
    wait: Attrition | None


@dataclass(frozen=True, slots=True, eq=False)
class Timed:
    """The result. reference : one of REFERENCES; unknown : parties whose curve has nothing to go by; unfinished : parts for which time was up"""

    timing: Timing
    bargain: Bargain
    reference: str
    curves: tuple[WaitingCurve, ...]
    unknown: tuple[str, ...]
    ripening: Ripening
    standing: Standing | None
    pressure: tuple[PressureEffect, ...]
    unfinished: tuple[str, ...] = ()


def times_of(timing: Timing) -> tuple[float, ...]:
    """The times at which curves are drawn: equal steps, and every date of the case within the horizon."""
    # As many steps of a quarter of a unit, or of quarters, as come near to STEPS.
    steps = next((n for n in range(STEPS + 2, STEPS // 2 - 1, -1) if (4 * timing.horizon / n).is_integer()), STEPS)
    grid = {timing.horizon * k / steps for k in range(steps + 1)}
    dated = {p.at for party in timing.parties for p in (*party.cost, *party.worth) if 0 < p.at < timing.horizon}
    apart = timing.horizon * 1e-6
    return tuple(sorted({*dated, *(t for t in grid if all(abs(t - d) > apart for d in dated))}))


def reference_of(bargain: Bargain, best: Sequence[int] | None) -> tuple[str, tuple[int, ...] | None]:
    """What settling means where a party does not say: the best package that passes, or else the text on the table."""
    if best is not None:
        return "nash", tuple(best)
    places = {i.id: i.on_the_table for i in bargain.negotiation.issues if i.on_the_table is not None}
    if len(places) == len(bargain.issues):
        return "text", tuple(bargain.package(places))
    return "none", None


def settling(bargain: Bargain, party: int, columns: Sequence[int] | None) -> Range:
    """What a package is worth to a party, from the least to the greatest over its positions."""
    if columns is None:
        return 0.0, 0.0
    d = float(bargain.disagreement[party])
    return d + float(bargain.gains(list(columns), "low")[party]), d + float(bargain.gains(list(columns), "high")[party])


def timed(case: Case, best: Sequence[int] | None, *, seconds: float = 60.0) -> Timed | None:
    """What time does; None where the case says nothing about it. `best` is the best package that passes, as columns; `seconds` for each search."""
    negotiation = case.negotiation
    if negotiation is None or negotiation.timing is None:
        return None
    timing, bargain = negotiation.timing, bargain_of(negotiation)
    times = times_of(timing)
    reference, columns = reference_of(bargain, best)
    curves, unknown = [], []
    for party in timing.parties:
        i = bargain.parties.index(party.party)
        if not party.worth and (columns is None or not bargain.staked[i]):
            unknown.append(party.party)
            continue
        curves.append(waiting_curve(timing, party, float(bargain.disagreement[i]), settling(bargain, i, columns), times))
    unfinished: list[str] = []
    margins = Margins(bargain, seconds)
    ripe = Ripening(())
    try:
        ripe = ripening(bargain, timing, times, extra=margins)
    except LimitError:
        unfinished.append("ripeness")
    standing = _standing(bargain, timing, times, unfinished)
    coercive = coercive_pressure(case)
    effects = []
    waits = None if standing is None or not timing.pressure else Waits(timing, standing.frontier)
    for one in timing.pressure:
        try:
            effects.append(pressure_effect(bargain, timing, one, waits, margins, coercive=one.id in coercive))
        except LimitError:
            unfinished.append(one.name)
    return Timed(timing, bargain, reference, tuple(curves), tuple(unknown), ripe, standing, tuple(effects), tuple(unfinished))


def _standing(bargain: Bargain, timing: Timing, times: tuple[float, ...], unfinished: list[str]) -> Standing | None:
    if len(timing.sides) != 2:
        return None
    first, second = timing.sides
    try:
        frontier = frontier_of(bargain, (first, second))
    except LimitError:
        unfinished.append("the two sides")
        return None
    sides = sides_of(frontier, timing)
    wait = None if sides is None else attrition(*sides, timing.breakdown, times)
    return Standing(frontier, concessions(frontier), sides, wait)


def negotiation_curve(negotiation: Negotiation, party: str, until: float | None = None, *, seconds: float = 60.0, last: bool = False, bargain: Bargain | None = None) -> WaitingCurve | None:
    """The curve of one party until a time, or (`last`) its end alone; None where nothing is known to go by. `bargain`: the negotiation's arrays, where they are known"""
    from tertius.negotiation.package import find_package

    timing = negotiation.timing
    if timing is None:
        return None
    bargain = bargain_of(negotiation) if bargain is None else bargain
    i, given = bargain.parties.index(party), timing.of(party)
    columns: Sequence[int] | None = None
    if not given.worth:
        best = find_package(bargain, seconds=seconds)
        columns = reference_of(bargain, None if best is None else best.columns)[1]
        if columns is None or not bargain.staked[i]:
            return None
    end = timing.horizon if until is None else until
    times = (end,) if last else tuple(sorted({*(t for t in times_of(timing) if t < end), end}))
    return waiting_curve(timing, given, float(bargain.disagreement[i]), settling(bargain, i, columns), times)
