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

from tertius.model.timing import PartyTiming, Point, Pressure, Range, Timing
from tertius.negotiation.bargain import Bargain
from tertius.negotiation.timing.attrition import Foreseen, Side, foreseen
from tertius.negotiation.timing.frontier import Frontier
from tertius.negotiation.timing.ripe_time import Margins, pains_at
from tertius.negotiation.timing.sides import middle_of, offers_of, party_pressed, pressed, side_of
from tertius.negotiation.timing.zeuthen import concessions

__all__ = ["ChannelEffect", "PressureEffect", "Shift", "Waits", "pressure_effect"]

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
    bargain: Bargain, timing: Timing, pressure: Pressure, waits: Waits | None, margins: Margins, *, coercive: bool
) -> PressureEffect:
    """What an entry does; nothing is computed where it is coercive. waits : of the two sides, None where there are none"""
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
        wait, yields, direction = _wait(pressure, waits, ends)
        margin, first = _margin(bargain, timing, pressure, margins, ends), _first(pressure, None if waits is None else waits.frontier, ends)
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


class Waits:
    """The wait of the two sides at the middle of their ranges and at every end; what pressure leaves as it is, is worked out once.

    Demands are at the middle of their ranges throughout, so the offers are the same everywhere.
    """

    def __init__(self, timing: Timing, frontier: Frontier) -> None:
        self.frontier, self._horizon = frontier, timing.horizon
        middle = middle_of(timing)
        self._offers = offers_of(frontier, middle) if len(frontier.gains) else None
        # (breakdown, what is given for each side): the middle first, then every combination of ends
        given = [_ends_of_party(timing, middle, side) for side in frontier.sides]
        self._at: list[tuple[Range, PartyTiming, PartyTiming]] = [(middle.breakdown, middle.of(frontier.sides[0]), middle.of(frontier.sides[1]))]
        self._at += [(b, one, two) for b in _ends(timing.breakdown) for one, two in itertools.product(*given)]
        self._plain: list[Foreseen | None] | None = None

    def plain(self) -> list[Foreseen | None]:
        """Without pressure, at each place."""
        if self._plain is None:
            self._plain = self.pressed(0, {})
        return self._plain

    def pressed(self, side: int, sizes: dict[str, float]) -> list[Foreseen | None]:
        """With pressure of some size on one side, at each place."""
        made: dict[tuple[int, int, Range], Side | None] = {}

        def of(place: int, given: PartyTiming, breakdown: Range) -> Side | None:
            assert self._offers is not None
            name = place, id(given), breakdown  # what is given is held by `_at`, so its id stays its own
            if name not in made:
                hit = place == side
                there = party_pressed(given, sizes) if hit else given
                made[name] = side_of(self.frontier, place, there, breakdown, self._offers, lowered=sizes.get("fallback", 0.0) if hit else 0.0)
            return made[name]

        found: list[Foreseen | None] = []
        for breakdown, one, two in self._at:
            first, second = (None, None) if self._offers is None else (of(0, one, breakdown), of(1, two, breakdown))
            found.append(None if first is None or second is None else foreseen(first, second, self._horizon))
        return found


def _wait(pressure: Pressure, waits: Waits | None, ends: list[dict[str, float]]) -> tuple[Shift | None, Shift | None, str]:
    if waits is None or pressure.on not in waits.frontier.sides:
        return None, None, ""
    place = waits.frontier.sides.index(pressure.on)
    with_low = waits.pressed(place, ends[0])
    with_high = with_low if ends[1] == ends[0] else waits.pressed(place, ends[1])
    there: list[tuple[Three, Three]] = []
    for one, two, three in zip(waits.plain(), with_low, with_high, strict=True):
        if one is None or two is None or three is None:
            return None, None, "open"
        there.append(((one.wait, two.wait, three.wait), (one.yields[place], two.yields[place], three.yields[place])))
    signs = {"sooner" if v < w[0] - TINY else "later" if v > w[0] + TINY else "same" for w, _ in there for v in w[1:]}
    # At some end nothing may change: then the direction is that of the others.
    if len(signs) > 1:
        signs.discard("same")
    return _shift([w for w, _ in there]), _shift([y for _, y in there]), signs.pop() if len(signs) == 1 else "open"


def _shift(found: list[Three]) -> Shift:
    before, after = [v[0] for v in found], [x for v in found for x in v[1:]]
    return Shift((min(before), max(before)), (min(after), max(after)))


def _ends(span: Range) -> list[Range]:
    return [(v, v) for v in dict.fromkeys(span)]


def _ends_of_party(timing: Timing, middle: Timing, party: str) -> list[PartyTiming]:
    """A side at the ends of its ranges, its demand at the middle; a cost path is at its low or its high end throughout."""
    given, mid = timing.of(party), middle.of(party)
    costs = [tuple(Point(p.at, (p.value[k],) * 2) for p in given.cost) for k in (0, 1)]
    return [
        replace(mid, rate=r, cost=c, audience=a, stubborn=z)
        for r, c, a, z in itertools.product(
            _ends(given.rate), dict.fromkeys(costs), _ends(given.audience), _ends(given.stubborn or (0.5, 0.5))
        )
    ]
