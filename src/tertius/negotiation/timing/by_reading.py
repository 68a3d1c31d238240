"""What waiting comes to under several readings, side by side: the cost until the horizon and the margin of ripeness at the start.

The case as it stands comes first, then each reading that changes what is negotiated, in the order of the file. None is the default.
"""

from __future__ import annotations

from dataclasses import dataclass

from tertius.errors import LimitError
from tertius.model.case import Case
from tertius.model.negotiation import Negotiation
from tertius.model.timing import Range
from tertius.negotiation.bargain import bargain_of
from tertius.negotiation.package import find_package
from tertius.negotiation.timing.delay import waiting_curve
from tertius.negotiation.timing.ripe_time import RipePoint, ripening
from tertius.negotiation.timing.timed import reference_of, settling

__all__ = ["WaitingUnder", "waiting_by_reading"]


@dataclass(frozen=True, slots=True)
class WaitingUnder:
    """One reading (empty: the case as it stands). costs : of waiting until the horizon, by party; ripe : at the start, None where there is no package"""

    id: str
    costs: dict[str, Range]
    ripe: RipePoint | None
    finished: bool = True


def waiting_by_reading(case: Case, *, seconds: float = 60.0) -> tuple[WaitingUnder, ...]:
    """The case as it stands and each reading that changes the negotiation; nothing where none does, or where nothing is said about time."""
    changed = [(k, r.negotiation) for k, r in case.readings.items() if r.negotiation is not None]
    if case.negotiation is None or not changed or case.redacted or all(n.timing is None for n in (case.negotiation, *(n for _, n in changed))):
        return ()
    return tuple(_under(id, n, seconds) for id, n in [("", case.negotiation), *changed])


def _under(id: str, negotiation: Negotiation, seconds: float) -> WaitingUnder:
    timing, bargain = negotiation.timing, bargain_of(negotiation)
    if timing is None:
        return WaitingUnder(id, {}, None)
    try:
        best = find_package(bargain, seconds=seconds)
        ripe = ripening(bargain, timing, (0.0,), seconds=seconds).points
    except LimitError:
        return WaitingUnder(id, {}, None, finished=False)
    _, columns = reference_of(bargain, None if best is None else best.columns)
    costs = {}
    for party in timing.parties:
        i = bargain.parties.index(party.party)
        if party.worth or (columns is not None and bargain.staked[i]):
            curve = waiting_curve(timing, party, float(bargain.disagreement[i]), settling(bargain, i, columns), (0.0, timing.horizon))
            costs[party.party] = curve.total
    return WaitingUnder(id, costs, ripe[0] if ripe else None)
