"""What time does to a negotiation, in words: costs of waiting, ripeness, concessions, the wait of two sides, pressure.

Nothing here computes a verdict. Pressure is described as the case gives it; no sentence recommends any, and of coercive pressure no effect is told.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from tertius.evidence.verdicts import WaitingReason
from tertius.explain.negotiation_english import PartyWords
from tertius.explain.words import day, isolated, join
from tertius.model.case import Case
from tertius.model.dates import Date
from tertius.model.timing import Range, Timing
from tertius.negotiation.timing.attrition import Attrition
from tertius.negotiation.timing.by_reading import WaitingUnder
from tertius.negotiation.timing.delay import WaitingCurve
from tertius.negotiation.timing.pressure import ChannelEffect, PressureEffect
from tertius.negotiation.timing.timed import Standing, Timed

__all__ = ["CAUTION_TIME", "CHANNEL_WORDS", "MARGIN", "NO_EFFECT", "RISK_LIMIT", "TimingTeller", "waiting_reason"]

CAUTION_TIME = (
    "These follow from the rates, costs and probabilities that the case states, with their ranges. No forecast of a date has been measured against talks that took place."
)
MARGIN = (
    "The margin: by how much the least satisfied of those whose consent is needed would rather agree than carry on, at the package that is best for it. "
    "A party binds if a little more for it alone would raise the margin."
)
RISK_LIMIT = "Who has the lower risk limit concedes: the chance of a breakdown that it would run at most for its own offer rather than take the other’s."
NO_EFFECT = "coercive: described as given; what it does is not computed"
CHANNEL_WORDS = {
    "cost": "raises its running cost", "fallback": "lowers what it has without agreement", "stubborn": "raises the probability that it never yields",
    "audience": "raises what yielding costs it at home", "all": "all channels together",
}  # fmt: skip
_PAYS = {"yes": "waiting on pays", "no": "waiting on costs", "open": "whether waiting on pays turns on the ranges"}
_RIPE = {"yes": "ripe", "no": "not ripe", "open": "open (it turns on the ranges)"}
_DIRECTIONS = {
    "sooner": "agreement comes sooner", "later": "agreement comes later", "same": "no change of the date",
    "open": "sooner or later turns on the ranges", "": "",
}  # fmt: skip
_CASES = {
    "attrition": "each may yield to the other at any time",
    "first_yields": "{one} yields at once unless it is of the type that never does: {two} does not mind waiting",
    "second_yields": "{two} yields at once unless it is of the type that never does: {one} does not mind waiting",
    "nobody": "neither yields: neither minds waiting against what yielding would leave it",
    "no_clash": "their demands do not clash, so nobody has to yield",
    "changing": "waiting hurts a side at some times only, on which the model has no answer",
}


def _number(value: float) -> str:
    text = f"{value + 0.0:.3f}"
    return "0" if float(text) == 0 else text


def _span(span: Range) -> str:
    low, high = (_number(v) for v in span)
    return low if low == high else f"{low} to {high}"


def _exact(span: Range) -> str:
    return _span(span) + (" (exact)" if span[1] - span[0] < 1e-9 else "")


def _given(span: Range) -> str:
    return f"{span[0]:g}" if span[0] == span[1] else f"{span[0]:g} to {span[1]:g}"


def _percent(span: Range) -> str:
    low, high = (f"{100 * v:.0f}" for v in span)
    return f"{low}%" if low == high else f"{low} to {high}%"


class TimingTeller(PartyWords):
    """Tells one result."""

    def __init__(self, case: Case, found: Timed) -> None:
        assert case.negotiation is not None
        super().__init__(case, case.negotiation)
        self.found, self.timing = found, found.timing

    # -- time ------------------------------------------------------------------------------------

    def date(self, at: float) -> str:
        """The day of a time; empty without a start, and past the date as of which the case is seen, on which nothing later stands."""
        made = self.timing.day(at)
        if made is None:
            return ""
        date, known = _date(made), self.case.known_by
        return "" if known is not None and date.is_after(known) else day(date)

    def units(self, at: float) -> str:
        """``6 months``."""
        return units(self.timing, at)

    def when(self, at: float) -> str:
        """``after 6 months (16 November 2018)``."""
        date = self.date(at)
        text = "the start" if at == 0 else f"after {self.units(at)}"
        return f"{text} ({date})" if date else text

    def span_of(self, start: float, end: float) -> str:
        """A span of time."""
        if end == start:
            return f"at {self.when(start)}" if start == 0 else self.when(start)
        return f"from {'the start' if start == 0 else self.units(start)} to {self.units(end)}"

    # -- what waiting costs ------------------------------------------------------------------------

    def intro(self) -> tuple[str, ...]:
        """How time is counted, and what settling is taken to be."""
        begins = f" from {self.date(0)}" if self.timing.start is not None else ""
        said = [f"Time is counted in {self.timing.unit}s{begins}, over {self.units(self.timing.horizon)}. Utilities run from 0 to 1."]
        what = {
            "nash": "what settling is worth is what the package with the greatest Nash product is worth",
            "text": "no package passes, so what settling is worth is what the text on the table is worth",
            "none": "there is no package and no whole text, so nothing is known of what settling is worth",
        }[self.found.reference]
        if not all(c.declared for c in self.found.curves) or self.found.unknown:
            said.append(f"Where a party’s entry does not say: {what}.")
        if self.found.unknown:
            said.append(f"No curve for {self.some(self.found.unknown)}: nothing says what settling is worth there.")
        if self.timing.breakdown[1] > 0:
            said.append(f"The talks may break down for good at a rate of {_given(self.timing.breakdown)} a {self.timing.unit}.")
        if self.found.unfinished:
            said.append(f"Not finished in time: {join(list(self.found.unfinished))}.")
        return tuple(said)

    def curve(self, curve: WaitingCurve, *, named: bool = True) -> str:
        """What waiting until the horizon costs, when it pays, and how what settling is worth changes; with the party's name before it."""
        low, high = curve.total
        end = self.units(self.timing.horizon)
        middle = curve.points[-1].middle
        if high < -1e-9:
            head = f"waiting {end} pays {_exact((-high, -low))} of utility"
        else:
            head = f"waiting {end} costs {_exact(curve.total)} of utility"
        if not curve.exact:
            head += f" ({_number(-middle if high < -1e-9 else middle)} at the middle of every range)"
        if low < -1e-9 < 1e-9 < high:
            head += "; whether it costs or pays turns on the ranges"
        pays = "; ".join(f"{self.span_of(a, b)} {_PAYS[word]}" for a, b, word in curve.pays)
        head = f"{self.party(curve.party)}: {head}" if named else head[0].upper() + head[1:]
        said = [f"{head}. {pays[0].upper() + pays[1:]}."]
        if curve.declared and curve.change != (0.0, 0.0):
            down, up = curve.change
            how = f"falls by {_span((-up, -down))}" if up < 0 else f"rises by {_span(curve.change)}" if down > 0 else f"changes by {down:+.3f} to {up:+.3f}"
            said.append(f"What settling is worth to it {how} over that time.")
        return " ".join(said)

    def curve_rows(self, curve: WaitingCurve) -> tuple[tuple[str, str, str, str, str], ...]:
        """Time, date, cost of waiting until then, what settling then is worth, and what one unit more costs."""
        return tuple((f"{p.at:.4g}", self.date(p.at), _span(p.cost), _span(p.worth), _span(p.margin)) for p in curve.points)

    # -- ripeness ------------------------------------------------------------------------------------

    def ripe(self) -> tuple[str, ...]:
        """Span by span, with the margin and who binds."""
        points = self.found.ripening.points
        if not points:
            if "ripeness" in self.found.unfinished:
                return ()
            return ("Red lines and exclusions leave no package at all, or nothing is at stake for anybody who is needed.",)
        said = []
        for start, end, word, binding in self.found.ripening.spans():
            inside = [p for p in points if start <= p.at <= end]
            band = min(p.band[0] for p in inside), max(p.band[1] for p in inside)
            who = f"{self.some(binding)} {'binds' if len(binding) == 1 else 'bind'}"
            text = f"{self.span_of(start, end)}: {_RIPE[word]}, margin {_span(band)}; {who}."
            said.append(text[0].upper() + text[1:])
        return tuple(said)

    def ripe_rows(self) -> tuple[tuple[str, str, str, str, str], ...]:
        """Time, date, margin, ripe or not, who binds."""
        return tuple((f"{p.at:.4g}", self.date(p.at), _span(p.band), _RIPE[p.ripe], self.some(p.binding)) for p in self.found.ripening.points)

    def under(self, answers: Sequence[WaitingUnder]) -> tuple[str, ...]:
        """What waiting comes to under each reading."""
        said = []
        for a in answers:
            name = self.reading(a.id or None)
            if not a.finished:
                said.append(f"{name[0].upper() + name[1:]}: not finished in time.")
                continue
            costs = "; ".join(f"{self.party(p)} {_span(span)}" for p, span in a.costs.items())
            ripe = ". No package is within the red lines of those who are needed" if a.ripe is None else f". At the start: {_RIPE[a.ripe.ripe]}, margin {_span(a.ripe.band)}; {self.some(a.ripe.binding)} {'binds' if len(a.ripe.binding) == 1 else 'bind'}"
            said.append(f"{name[0].upper() + name[1:]}: waiting {self.units(self.timing.horizon)} costs {costs or 'nothing that is known'}{ripe}.")
        return tuple(said)

    # -- two sides -------------------------------------------------------------------------------------

    def concessions(self) -> tuple[str, ...]:
        """The openings, who concedes in which order, and where they meet."""
        standing = self.found.standing
        if standing is None:
            return ()
        one, two = (self.party(s) for s in standing.frontier.sides)
        if standing.order.meet is None:
            return (f"{one} and {two}: no package within the red lines leaves both with as much as without agreement, so no order of concessions leads to one.",)
        if not standing.order.steps:
            return (f"{one} and {two} open with the same package: {self._package(standing, standing.order.meet)}.",)
        first = standing.order.steps[0]
        said = [
            f"{one} opens with {self._package(standing, first.offers[0])}; {two} with {self._package(standing, first.offers[1])}.",
            f"{self.some(first.by)} {'concedes' if len(first.by) == 1 else 'concede'} first: risk limits {first.limits[0]:.3f} for {one} and {first.limits[1]:.3f} for {two}.",
        ]
        order: list[list[str]] = []
        for step in standing.order.steps:
            names = self.some(step.by)
            if order and order[-1][0] == names:
                order[-1].append(names)
            else:
                order.append([names])
        told = [f"{g[0]} ({len(g)} times)" if len(g) > 1 else g[0] for g in order]
        more = f", and so on ({len(standing.order.steps)} steps)" if len(told) > 8 else ""
        if len(standing.order.steps) > 1:
            said.append(f"Then in turn: {', '.join(told[:8])}{more}.")
        said.append(f"They meet at {self._package(standing, standing.order.meet)}, the greatest product of their gains (exact; positions at the middle of their ranges).")
        return tuple(said)

    def _package(self, standing: Standing, row: int) -> str:
        return f"[{self.choice(self.found.bargain.places(list(standing.frontier.columns[row])))}]"

    def wait(self) -> tuple[str, ...]:
        """Who yields and when."""
        standing = self.found.standing
        if standing is None or standing.wait is None:
            return ()
        wait = standing.wait
        names = dict(zip(("one", "two"), (self.party(s) for s in standing.frontier.sides), strict=True))
        told = [_CASES[c].format(**names) for c in wait.cases]
        said = [f"{told[0][0].upper() + told[0][1:]}." if len(told) == 1 else f"Which case it is turns on the ranges: {'; or '.join(told)}."]
        for k, name in enumerate(names.values()):
            insists, left = standing.sides[k].insists, standing.sides[k].yields  # type: ignore[index]
            text = f"{name} insists on {_span(insists)}; yielding leaves it {_span(left)}. It yields at the start with probability {_percent(wait.at_once[k])}"
            if "attrition" in wait.cases:
                text += f", and after that at a rate that begins with {_span(wait.hazards[k])} a {self.timing.unit}"
            said.append(f"{text}.")
        if "attrition" in wait.cases:
            said.append(f"Who has not yielded by {self._until(wait.over)} never will. With probability {_percent(wait.without)} there is never an agreement between them.")
        said.append(self._likely(wait))
        return tuple(said)

    def _until(self, span: Range) -> str:
        low, high = (f"{v:.3g}" if v < 1e6 else "no end" for v in span)
        return f"{low} {self.timing.unit}s" if low == high else f"{low} to {high} {self.timing.unit}s"

    def _likely(self, wait: Attrition) -> str:
        first, last = wait.likely_by()
        if first is None:
            return "Within the horizon agreement does not become as likely as not at any value in the ranges."
        if last is None:
            return f"It becomes as likely as not by {self.when(first)} at the earliest; at some values in the ranges not within the horizon."
        if first == last:
            return f"It becomes as likely as not by {self.when(first)}."
        return f"It becomes as likely as not between {self.when(first)} and {self.when(last)}, by the values in the ranges."

    def wait_rows(self) -> tuple[tuple[str, str, str, str], ...]:
        """Time, date, probability of agreement by then, probability that the talks still go on."""
        standing = self.found.standing
        if standing is None or standing.wait is None:
            return ()
        lasts = dict(standing.wait.lasts)
        return tuple((f"{t:.4g}", self.date(t), _percent(p), _percent(lasts[t])) for t, p in standing.wait.curve)

    # -- pressure ------------------------------------------------------------------------------------

    def pressure_head(self, effect: PressureEffect) -> str:
        """What an entry says: on whom, by whom."""
        one = effect.pressure
        by = f", by {self.actor(one.by)}" if one.by else ""
        through = f", through {join([f'‘{self.options[o]}’' for o in one.through if o in self.options])}" if one.through else ""
        return f"{isolated(one.name)}: on {self.party(one.on)}{by}{through}"

    def pressure_given(self, effect: PressureEffect) -> str:
        """The channels and sizes as the case gives them."""
        return "; ".join(f"{CHANNEL_WORDS[c]} by {_given(size)}" for c, size in effect.pressure.channels.items())

    def channel(self, effect: PressureEffect, found: ChannelEffect) -> tuple[str, str, str, str]:
        """Channel, what the margin does, what the wait does, who concedes first."""
        size = "" if found.channel == "all" else f" by {_given(found.size)}"
        margin = "–" if found.margin is None else _change(found.margin)
        wait = "–"
        if found.wait is not None and found.yields is not None:
            wait = (
                f"{_DIRECTIONS[found.direction]} (expected wait {_few(found.wait.before)} {self.timing.unit}s without it, {_few(found.wait.after)} with it); "
                f"{self.party(effect.pressure.on)} has yielded by the end with probability {_percent(found.yields.before)} without it, {_percent(found.yields.after)} with it"
            )
        elif found.direction:
            wait = _DIRECTIONS[found.direction]
        first = "–"
        if found.first is not None:
            before_, low, high = (self.some(names) for names in found.first)
            after_ = low if low == high else f"{low} or {high}"
            first = f"{before_}, as before" if after_ == before_ else f"{after_} (before: {before_})"
        return f"{CHANNEL_WORDS[found.channel]}{size}", margin, wait, first

    def backfires(self, effect: PressureEffect) -> str:
        """On which channels an entry works against agreement; empty where on none."""
        if not effect.backfires:
            return ""
        channels = [CHANNEL_WORDS[c] for c in effect.backfires if c != "all"]
        said = [f"Works against agreement where it {join(channels)}"] if channels else []
        if "all" in effect.backfires:
            said.append("all channels together work against it too" if said else "All channels together work against agreement")
        return "; ".join(said) + "."


def _change(span: Range) -> str:
    """``+0.05``, ``0 to +0.05``, ``no change``."""
    low, high = ("0" if abs(v) < 5e-4 else f"{v:+.3f}" for v in span)
    return "no change" if low == high == "0" else low if low == high else f"{low} to {high}"


def _few(span: Range) -> str:
    low, high = f"{span[0]:.2f}", f"{span[1]:.2f}"
    return low if low == high else f"{low} to {high}"


def _date(made: datetime.date) -> Date:
    return Date.parse(made.isoformat())


def units(timing: Timing, at: float) -> str:
    """``1 month``, ``6 months``."""
    text = f"{at:.3g}"
    return f"{text} {timing.unit}{'' if text == '1' else 's'}"


def waiting_reason(case: Case, found: WaitingReason) -> str:
    """What waiting costs, for a claim."""
    timing = found.negotiation.timing
    assert timing is not None
    words = PartyWords(case, found.negotiation)
    what = "" if found.declared else " What settling is worth is that of the best package that passes, or of the text on the table."
    low, high = found.cost
    head = f"pays {_exact((-high, -low))}" if high < -1e-9 else f"costs {_exact(found.cost)}"
    less = " (below 0 it pays)" if low < -1e-9 < high else ""
    return f"Waiting {units(timing, found.until)} {head} of utility{less} for {words.party(found.test.party)}.{what}"
