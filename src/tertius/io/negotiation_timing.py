"""The part `timing` of the `negotiation` section: rates, costs by date, what settling is worth by date, stubbornness, and pressure.

Every number may be an interval [low, high]. What is wrong is reported with its line: a rate or cost below 0, a probability of a stubborn
type that is not between 0 and 1, points out of order or before the start, a date without a start, a horizon of 0, one side, a party for which
nothing says what it has without agreement, pressure that works on no channel.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from tertius.io.fields import Context, Fields, kind_of
from tertius.io.nodes import Mapping, Node, Scalar
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.dates import Date
from tertius.model.negotiation import Issue, Party
from tertius.model.timing import UNITS, PartyTiming, Point, Pressure, Range, Timing, units_between

__all__ = ["CHANNEL_KEYS", "PARTY_TIMING_KEYS", "POINT_KEYS", "PRESSURE_KEYS", "TIMING_KEYS", "groundless", "read_timing"]

TIMING_KEYS = ("start", "unit", "horizon", "lookahead", "breakdown", "sides", "parties", "pressure", *PROVENANCE_KEYS)
PARTY_TIMING_KEYS = ("rate", "cost", "worth", "demand", "stubborn", "audience", *PROVENANCE_KEYS)
POINT_KEYS = ("at", "value", *PROVENANCE_KEYS)
CHANNEL_KEYS = ("raises_cost", "lowers_fallback", "raises_stubborn", "raises_audience")
PRESSURE_KEYS = ("name", "on", "by", "through", "coercive", *CHANNEL_KEYS, *PROVENANCE_KEYS)
MOST_UNITS = 100_000.0
_INTERVAL = "a number, or [low, high]"

Find = Callable[[Node, str], str | None]


def read_timing(
    context: Context, node: Node, where: str, find: Find, actors: Collection[str], options: Collection[str], sources: Collection[str]
) -> Timing:
    """The part; `find` turns a name at a node into a party's id, `options` are those that pressure can be exerted by."""
    fields = Fields(context, node, where, TIMING_KEYS, required=("horizon",))
    start = fields.date("start")
    unit = fields.choice("unit", UNITS, "month")
    horizon = _positive(context, fields, "horizon", 1.0)
    reader = _Reader(context, start, unit, sources)
    sides = [find(item, fields.path("sides")) for item in context.items(fields.get("sides"), fields.path("sides"))]
    named = tuple(dict.fromkeys(s for s in sides if s is not None))
    if fields.get("sides") is not None and len(named) != 2 and None not in sides:
        said = "one side stands" if len(named) == 1 else f"{len(named)} sides stand"
        context.report(fields.node.key("sides"), fields.path("sides"), f"{said} here", "the two parties that wait for each other: [a, b]")
        named = ()
    parties: dict[str, PartyTiming] = {}
    for key, value in fields.entries("parties"):
        place = f"{fields.path('parties')}.{key.text}"
        party = find(key, fields.path("parties"))
        if party in parties:
            context.report(key, place, f"'{party}' stands here twice", "each party once")
        elif party is not None:
            parties[party] = reader.party(party, value, place)
    pressure = []
    for key, value in fields.entries("pressure"):
        context.ident(key, fields.path("pressure"), "pressure")
        if (one := reader.pressure(key.text, value, f"{fields.path('pressure')}.{key.text}", find, actors, options)) is not None:
            pressure.append(one)
    for party in named:
        if parties.get(party, PartyTiming(party)).stubborn is None:
            context.report(
                fields.node.key("sides"), fields.path("sides"), f"nothing says how likely it is that {party} never yields",
                f"parties: {{{party}: {{stubborn: [0.05, 0.2]}}}}",
            )  # fmt: skip
    for one in pressure:
        own = parties.get(one.on, PartyTiming(one.on)).stubborn
        at_pressure = fields.node.key("pressure")
        if one.stubborn is not None and own is None:
            context.report(
                at_pressure, f"{fields.path('pressure')}.{one.id}", f"it raises stubbornness, and nothing says how likely it is that {one.on} never yields",
                f"parties: {{{one.on}: {{stubborn: [0.05, 0.2]}}}}",
            )  # fmt: skip
        elif one.stubborn is not None and own is not None and own[1] + one.stubborn[1] >= 1:
            context.report(
                at_pressure, f"{fields.path('pressure')}.{one.id}", f"it would raise the probability that {one.on} never yields to {own[1] + one.stubborn[1]:g}",
                "a sum below 1",
            )  # fmt: skip
    return Timing(
        unit=unit, horizon=horizon, lookahead=_positive(context, fields, "lookahead", horizon), start=start,
        breakdown=reader.range(fields, "breakdown", 0.0) or (0.0, 0.0), sides=named, parties=tuple(parties.values()), pressure=tuple(pressure),
        provenance=provenance(fields, sources),
    )  # fmt: skip


def _positive(context: Context, fields: Fields, key: str, default: float) -> float:
    node = fields.get(key)
    value = default if node is None else context.number(node, fields.path(key), 0.0, MOST_UNITS)
    if value == 0:
        context.report(fields.node.key(key), fields.path(key), f"a {key} of 0 leaves no time to look at", f"above 0, in {fields.text('unit', 'month')}s")
    return value or default


class _Reader:
    def __init__(self, context: Context, start: Date | None, unit: str, sources: Collection[str]) -> None:
        self.context, self.start, self.unit, self.sources = context, start, unit, sources

    def party(self, party: str, node: Node, where: str) -> PartyTiming:
        fields = Fields(self.context, node, where, PARTY_TIMING_KEYS)
        stubborn = self.range(fields, "stubborn", 0.0, 1.0)
        at = fields.get("stubborn")
        if stubborn is not None and at is not None and (stubborn[0] <= 0 or stubborn[1] >= 1):
            end = 0 if stubborn[0] <= 0 else 1
            why = "would make it certain that it yields" if end == 0 else "would make it certain that it never yields"
            self.context.report(at, fields.path("stubborn"), f"a probability of {end} {why}", "above 0 and below 1, such as [0.05, 0.2]")
        return PartyTiming(
            party,
            rate=self.range(fields, "rate", 0.0) or (0.0, 0.0),
            cost=self.path(fields, "cost", None),
            worth=self.path(fields, "worth", 1.0),
            demand=self.range(fields, "demand", 0.0, 1.0),
            stubborn=stubborn,
            audience=self.range(fields, "audience", 0.0, 1.0) or (0.0, 0.0),
            provenance=provenance(fields, self.sources),
        )

    def path(self, fields: Fields, key: str, most: float | None) -> tuple[Point, ...]:
        """A number, an interval, or a list of dated points."""
        node, where = fields.get(key), fields.path(key)
        if node is None:
            return ()
        items = [] if isinstance(node, Scalar) else self.context.items(node, where)
        if not any(isinstance(x, Mapping) for x in items):
            found = self.range(fields, key, 0.0, most)
            return () if found is None else (Point(0.0, found),)
        points: list[Point] = []
        for item in items:
            inner = Fields(self.context, item, where, POINT_KEYS, required=("at", "value"))
            at, value = self.time(inner), self.range(inner, "value", 0.0, most)
            if at is None or value is None:
                continue
            node_at = inner.get("at") or item
            if points and at <= points[-1].at:
                self.context.report(node_at, where, "the points are not in order of time", "each later than the one before it")
            points.append(Point(at, value, provenance(inner, self.sources)))
        return tuple(points)

    def time(self, fields: Fields) -> float | None:
        """A date, or a number of units from the start."""
        node, where = fields.get("at"), fields.path("at")
        if node is None:
            return None
        if isinstance(node, Scalar) and "-" not in node.text.lstrip("-") and not _year(node.text):
            return self.context.number(node, where, 0.0, MOST_UNITS)
        date = self.context.date(node, where)
        if date is None:
            return None
        if self.start is None:
            self.context.report(node, where, "a date, and nothing says from when time is counted", "start: a date in negotiation.timing, or a number of units here")
            return None
        at = units_between(self.start, date, self.unit)
        if at < 0:
            self.context.report(node, where, f"{date} is before the start ({self.start})", "the start or later")
            return None
        return at

    def range(self, fields: Fields, key: str, least: float, most: float | None = None) -> Range | None:
        """A number, or an interval."""
        node, where = fields.get(key), fields.path(key)
        if node is None:
            return None
        items = [node] if isinstance(node, Mapping) else self.context.items(node, where, single=True)
        if len(items) not in {1, 2} or not all(isinstance(x, Scalar) for x in items):
            self.context.report(node, where, f"{kind_of(node)} stands here", _INTERVAL)
            return None
        numbers = [self.context.number(x, where, least, most) for x in items]
        low, high = numbers[0], numbers[-1]
        if low is None or high is None:
            return None
        if low > high:
            self.context.report(node, where, f"{low:g} is above {high:g}", f"[{high:g}, {low:g}]")
            return None
        return low, high

    def pressure(self, id: str, node: Node, where: str, find: Find, actors: Collection[str], options: Collection[str]) -> Pressure | None:
        fields = Fields(self.context, node, where, PRESSURE_KEYS, required=("on",))
        at = fields.get("on")
        on = None if at is None else find(at, fields.path("on"))
        sizes = [self.range(fields, key, 0.0, None if key == "raises_cost" else 1.0) for key in CHANNEL_KEYS]
        if isinstance(node, Mapping) and not any(fields.get(key) is not None for key in CHANNEL_KEYS):
            self.context.report(node, where, "the pressure works on no channel", f"one or more of: {', '.join(CHANNEL_KEYS)}")
        by = fields.known("by", "actor", actors)
        through = self._through(fields, options)
        if on is None:
            return None
        return Pressure(
            id, fields.text("name", id), on, by or "", through, fields.flag("coercive"),
            cost=sizes[0], fallback=sizes[1], stubborn=sizes[2], audience=sizes[3], provenance=provenance(fields, self.sources),
        )  # fmt: skip

    def _through(self, fields: Fields, options: Collection[str]) -> tuple[str, ...]:
        where, found = fields.path("through"), []
        for item in self.context.items(fields.get("through"), where, single=True):
            name = self.context.text(item, where, "an option")
            full = [o for o in options if name in {o, o.partition(".")[2]}]
            if len(full) > 1:
                self.context.report(item, where, f"several actors have an option '{name}'", " or ".join(full))
            elif not full and name:
                self.context.known(item, where, "option", options)
            found += full[:1]
        return tuple(dict.fromkeys(found))


def _year(text: str) -> bool:
    """Four digits from 1000 on are a year: units go by hundreds at most where a case is dated by years."""
    return len(text) == 4 and text.isdigit() and text[0] != "0"


def groundless(timing: Timing, parties: Sequence[Party], issues: Sequence[Issue]) -> tuple[str, ...]:
    """The parties, of those that timing is about, for which nothing says what they have without agreement."""
    fallback = {p.id: p.fallback for p in parties}
    named = dict.fromkeys([*(p.party for p in timing.parties), *timing.sides, *(p.on for p in timing.pressure)])

    def known(party: str) -> bool:
        stances = [(i, s) for i in issues if (s := i.stance(party)) is not None and s.salience != 0]
        return fallback[party] is not None or all(i.status_quo is not None for i, _ in stances)

    return tuple(p for p in named if not known(p))
