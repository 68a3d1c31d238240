r"""What pressure that the case describes would do, channel by channel.

Pressure on a party may raise its running cost and lower its fallback (which hurts it, and so makes agreeing and yielding better for it by comparison), and it may raise the
probability that it never yields and what yielding costs it at home (which stiffens it). No sign is assumed: each channel is computed by itself, then all together, at both ends of
its size:

- the change of the *margin* at the start (`tertius.negotiation.timing.ripe_time`), every other number at the middle of its range;
- the expected *time without agreement* up to the horizon, :math:`\int_0^H P(\text{not agreed by } t) \, dt`, if the party is one of the two sides
  (`tertius.negotiation.timing.attrition`); the direction is told if it is the same at every end of the ranges of rates, costs, audience costs, stubbornness and
  breakdown (demands at their middle), and open else;
- who *concedes first* (`tertius.negotiation.timing.zeuthen`), which only the fallback can change.

The first two have no answer for pressure that is coercive, and neither has the third: force is described, and no effect of a little more of it is given.

References: for pressure that raises the cost of carrying on, I. W. Zartman (2000); for audience costs J. D. Fearon (1994), Domestic political audiences and the
escalation of international disputes. The channels and their comparison are Tertius's own.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np

from tertius.model.timing import Point, Pressure, Range, Timing
from tertius.negotiation.bargain import Bargain
from tertius.negotiation.timing.attrition import foreseen
from tertius.negotiation.timing.frontier import Frontier
from tertius.negotiation.timing.ripe_time import Margins, pains_at
from tertius.negotiation.timing.sides import middle_of, pressed, sides_of
from tertius.negotiation.timing.zeuthen import concessions

__all__ = ["ChannelEffect", "PressureEffect", "Shift", "pressure_effect"]

TINY = 1e-9
Three = tuple[float, float, float]
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shift:
    """A quantity without the pressure and with it, from the least to the greatest over the ends of the ranges and their middle."""

    before: Range
    after: Range


@dataclass(frozen=True, slots=True)
class ChannelEffect:
    """What one channel does, or all together (channel: all).

    margin : change of the margin at the start at both ends of the size; wait : expected time without agreement, without the pressure and with it, None where the
    party is no side or the model has no answer at some end; yields : likewise the probability that the party yields by the horizon; direction : of the wait: sooner, later, same or open; first : who concedes first, without and at both ends of the size
    """

    channel: str
    size: Range
    margin: Range | None
    wait: Shift | None
    yields: Shift | None
    direction: str
    first: tuple[Names, Names, Names] | None


@dataclass(frozen=True, slots=True)
class PressureEffect:
    """One entry of the case; `coercive`: what it does is not computed. backfires : the channels on which agreement comes later or the margin falls"""

    pressure: Pressure
    coercive: bool
    channels: tuple[ChannelEffect, ...] = ()

    @property
    def backfires(self) -> tuple[str, ...]:
        """Channels that work against agreement, `all` among them if the whole does."""
        return tuple(c.channel for c in self.channels if c.direction == "later" or (c.margin is not None and c.margin[1] < -TINY))


def pressure_effect(
    bargain: Bargain, timing: Timing, pressure: Pressure, frontier: Frontier | None, margins: Margins, *, coercive: bool
) -> PressureEffect:
    """What an entry does; nothing is computed where it is coercive."""
    if coercive:
        return PressureEffect(pressure, True)
    parts = [{name: size} for name, size in pressure.channels.items()]
    if len(parts) > 1:
        parts.append(dict(pressure.channels))
    found = []
    for part in parts:
        name = next(iter(part)) if len(part) == 1 else "all"
        ends = [{channel: size[k] for channel, size in part.items()} for k in (0, 1)]
        size = next(iter(part.values())) if len(part) == 1 else (0.0, 0.0)
        wait, yields, direction = _wait(timing, pressure, frontier, ends)
        margin, first = _margin(bargain, timing, pressure, margins, ends), _first(pressure, frontier, ends)
        found.append(ChannelEffect(name, size, margin, wait, yields, direction, first))
    return PressureEffect(pressure, False, tuple(found))


def _margin(bargain: Bargain, timing: Timing, pressure: Pressure, margins: Margins, ends: list[dict[str, float]]) -> Range | None:
    middle = middle_of(timing)
    before = margins(pains_at(bargain, middle, 0.0)[1])
    if before is None:
        return None
    found = []
    for sizes in ends:
        pains = pains_at(bargain, pressed(middle, pressure, sizes), 0.0)[1]
        pains = pains + np.where(np.array(bargain.parties) == pressure.on, sizes.get("fallback", 0.0), 0.0)
        after = margins(pains)
        if after is None:
            return None
        found.append(after.value - before.value)
    return min(found), max(found)


def _first(pressure: Pressure, frontier: Frontier | None, ends: list[dict[str, float]]) -> tuple[Names, Names, Names] | None:
    if frontier is None or pressure.on not in frontier.sides or not frontier.within or "fallback" not in ends[0]:
        return None
    side = frontier.sides.index(pressure.on)
    low, high = ((e["fallback"], 0.0) if side == 0 else (0.0, e["fallback"]) for e in ends)
    return concessions(frontier).first, concessions(frontier, low).first, concessions(frontier, high).first


def _wait(timing: Timing, pressure: Pressure, frontier: Frontier | None, ends: list[dict[str, float]]) -> tuple[Shift | None, Shift | None, str]:
    if frontier is None or pressure.on not in frontier.sides:
        return None, None, ""
    place, talks = frontier.sides.index(pressure.on), frontier

    def foreseen_at(at: Timing) -> tuple[Three, Three] | None:
        found = []
        for sizes in ({}, *ends):
            low = sizes.get("fallback", 0.0)
            sides = sides_of(talks, pressed(at, pressure, sizes), lowered=(low, 0.0) if place == 0 else (0.0, low))
            value = None if sides is None else foreseen(*sides, timing.horizon)
            if value is None:
                return None
            found.append(value)
        one, two, three = found
        return (one.wait, two.wait, three.wait), (one.yields[place], two.yields[place], three.yields[place])

    ends_of = [foreseen_at(at) for at in (middle_of(timing), *_corners(timing, frontier.sides))]
    found = [x for x in ends_of if x is not None]
    if len(found) < len(ends_of):
        return None, None, "open"
    signs = {"sooner" if v < w[0] - TINY else "later" if v > w[0] + TINY else "same" for w, _ in found for v in w[1:]}
    # At some end nothing may change: then the direction is that of the others.
    if len(signs) > 1:
        signs.discard("same")
    return _shift([w for w, _ in found]), _shift([y for _, y in found]), signs.pop() if len(signs) == 1 else "open"


def _shift(found: list[Three]) -> Shift:
    before, after = [v[0] for v in found], [x for v in found for x in v[1:]]
    return Shift((min(before), max(before)), (min(after), max(after)))


def _corners(timing: Timing, sides: tuple[str, str]) -> list[Timing]:
    """The sides at the ends of their ranges, demands at the middle; a cost path is at its low or its high end throughout."""
    middle = middle_of(timing)

    def ends(span: Range) -> list[Range]:
        return [(v, v) for v in dict.fromkeys(span)]

    choices = []
    for side in sides:
        given, mid = timing.of(side), middle.of(side)
        costs = [tuple(Point(p.at, (p.value[k],) * 2) for p in given.cost) for k in (0, 1)]
        choices.append(
            [
                replace(mid, rate=r, cost=c, audience=a, stubborn=z)
                for r, c, a, z in itertools.product(
                    ends(given.rate), dict.fromkeys(costs), ends(given.audience), ends(given.stubborn or (0.5, 0.5))
                )
            ]
        )
    others = tuple(p for p in middle.parties if p.party not in sides)
    return [
        replace(middle, breakdown=b, parties=(*others, one, two))
        for b in ends(timing.breakdown)
        for one, two in itertools.product(*choices)
    ]
