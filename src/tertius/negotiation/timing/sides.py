r"""The numbers of two sides for the wait on each other, from a negotiation.

A side with demand :math:`\alpha_i` offers the package of the frontier that is best for the other among those that leave it at least :math:`\alpha_i`; without a demand it offers
what is best for itself among the packages that the other could accept at all. :math:`H_i` is what it has by its own offer, :math:`L_i` what it has by the other's. Both fall or
rise with the demands step by step, so an interval of demands gives an interval of each.
"""

from __future__ import annotations

from dataclasses import replace

from tertius.model.timing import PartyTiming, Point, Pressure, Range, Timing
from tertius.negotiation.timing.attrition import Side
from tertius.negotiation.timing.frontier import Frontier
from tertius.negotiation.timing.paths import level_of

__all__ = ["middle_of", "offers_of", "party_pressed", "pressed", "side_of", "sides_of"]


def offers_of(frontier: Frontier, timing: Timing) -> tuple[tuple[int, int], tuple[int, int]]:
    """The row of each side's offer at the low and the high end of its demand; a demand beyond all that is there is the most that is there.

    Without a demand, and where no package leaves both with as much as without agreement, a side offers what is best for itself.
    """
    size = len(frontier.gains)
    found = []
    for side, step in ((0, -1), (1, 1)):
        demand = timing.of(frontier.sides[side]).demand
        best = 0 if side == 0 else size - 1
        if demand is None:
            own = frontier.within[0 if side == 0 else -1] if frontier.within else best
            found.append((own, own))
            continue
        # From what is best for the other on to what is best for oneself: the first that meets the demand.
        rows = range(size - 1, -1, -1) if step == -1 else range(size)
        ends = [next((k for k in rows if frontier.utility(side, k) >= a - 1e-9), best) for a in demand]
        found.append((ends[0], ends[1]))
    return found[0], found[1]


def sides_of(frontier: Frontier, timing: Timing, *, lowered: tuple[float, float] = (0.0, 0.0)) -> tuple[Side, Side] | None:
    """Both sides; None where there is no package, or nothing says how stubborn one is. `lowered`: by how much each fallback is lower."""
    if not len(frontier.gains):
        return None
    offers = offers_of(frontier, timing)
    first, second = (
        side_of(frontier, k, timing.of(frontier.sides[k]), timing.breakdown, offers, lowered=lowered[k]) for k in (0, 1)
    )
    return None if first is None or second is None else (first, second)


def side_of(
    frontier: Frontier, side: int, given: PartyTiming, breakdown: Range, offers: tuple[tuple[int, int], tuple[int, int]], *, lowered: float = 0.0
) -> Side | None:
    """One side, from what is given for it and the offers of both; None where nothing says how stubborn it is."""
    if given.stubborn is None:
        return None
    ground = frontier.disagreement[side] - lowered
    return Side(
        insists=_between(frontier, side, offers[side]),
        yields=_between(frontier, side, offers[1 - side]),
        disagreement=(ground, ground),
        rate=(given.rate[0] + breakdown[0], given.rate[1] + breakdown[1]),
        cost=level_of(given.cost),
        audience=given.audience,
        stubborn=given.stubborn,
    )


def _between(frontier: Frontier, side: int, rows: tuple[int, int]) -> Range:
    values = [frontier.utility(side, k) for k in rows]
    return min(values), max(values)


def middle_of(timing: Timing) -> Timing:
    """Every number at the middle of its range."""

    def mid(span: Range) -> Range:
        return ((span[0] + span[1]) / 2,) * 2

    def points(of: tuple[Point, ...]) -> tuple[Point, ...]:
        return tuple(replace(p, value=mid(p.value)) for p in of)

    parties = tuple(
        replace(
            p, rate=mid(p.rate), cost=points(p.cost), worth=points(p.worth), demand=None if p.demand is None else mid(p.demand),
            stubborn=None if p.stubborn is None else mid(p.stubborn), audience=mid(p.audience),
        )
        for p in timing.parties
    )  # fmt: skip
    return replace(timing, breakdown=mid(timing.breakdown), parties=parties)


def pressed(timing: Timing, pressure: Pressure, sizes: dict[str, float]) -> Timing:
    """With pressure of a given size on each channel; the fallback is not in here."""
    changed = party_pressed(timing.of(pressure.on), sizes)
    others = tuple(p for p in timing.parties if p.party != pressure.on)
    return replace(timing, parties=(*others, changed))


def party_pressed(given: PartyTiming, sizes: dict[str, float]) -> PartyTiming:
    """What is given for a party, with pressure of a given size on each channel; the fallback is not in here."""
    cost, stubborn = given.cost, given.stubborn
    if "cost" in sizes:
        cost = tuple(replace(p, value=(p.value[0] + sizes["cost"], p.value[1] + sizes["cost"])) for p in cost or (Point(0.0, (0.0, 0.0)),))
    if "stubborn" in sizes and stubborn is not None:
        stubborn = stubborn[0] + sizes["stubborn"], stubborn[1] + sizes["stubborn"]
    more = sizes.get("audience", 0.0)
    return replace(given, cost=cost, stubborn=stubborn, audience=(given.audience[0] + more, given.audience[1] + more))
