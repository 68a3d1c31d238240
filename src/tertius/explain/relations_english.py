"""Signed networks in words: balance, bridges, and how far they turn on a threshold or a single tie."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from tertius.explain.words import day, isolated, join
from tertius.model.dates import Date
from tertius.model.relations import ALL_DATES
from tertius.relations.analysis import CRITICAL_TIES, PeriodResult, RelationsResult
from tertius.relations.bridging import Bridging
from tertius.relations.frustration import Frustration, divided
from tertius.relations.sensitivity import Setting

__all__ = ["MEANING", "RelationsTeller", "bridging_words", "period_words"]

SHOWN = 8
_QUARTERS = {"1": "first", "2": "second", "3": "third", "4": "fourth"}
MEANING = "L: ties that would have to change sign (or go) before the network is balanced. T: pairs at odds whose both sides an actor has a positive tie with."
_WHY = {
    "size": "the network has more ties than an exact answer was tried for (--limit)",
    "time": "the time was up (--time)",
}
_LAYOUTS = {
    "icews": "ICEWS events", "gdelt-1": "GDELT 1 events", "gdelt-2": "GDELT 2 events", "own": "events", "ties": "ties",
    "case": "ties and events of the case",
}  # fmt: skip


def period_words(label: str) -> str:
    """``May 2018``, ``the second quarter of 2018``, or the label as it is."""
    if label == ALL_DATES:
        return "all dates"
    quarter = re.fullmatch(r"(\d{4})-Q([1-4])", label)
    if quarter:
        return f"the {_QUARTERS[quarter[2]]} quarter of {quarter[1]}"
    try:
        return day(Date.parse(label))
    except ValueError:
        return label


def _setting(setting: Setting, asked: Setting) -> str:
    """What differs from what was asked for."""
    if setting.threshold != asked.threshold:
        return f"threshold {setting.threshold:g}"
    if setting.min_events != asked.min_events:
        return f"at least {setting.min_events} events"
    return "as asked"


def bridging_words(actor: Callable[[str], str], found: Sequence[Bridging], at_least: int) -> str:
    """Why an actor bridges enough pairs at odds, or does not; the first period decides."""
    first = found[0]
    who, when = actor(first.actor), period_words(first.period)
    if first.count is None:
        return f"No tie of {who} is on file in {when}, so nothing is known of whom it stands between."
    pairs = [f"{actor(a)} and {actor(b)}" for a, b in first.pairs]
    shown = "; ".join(pairs[:SHOWN]) + (f"; and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else "")
    count = f"{first.count} {'pair' if first.count == 1 else 'pairs'} at odds"
    said = [f"In {when} {who} has positive ties with both sides of {count}" + (f": {shown}" if pairs else "") + f" ({at_least} asked for)."]
    if first.low != first.count or first.high != first.count:
        said.append(f"One wrong tie would make it {_range(first.low, first.high)}.")
    other = [(s, n) for s, n in first.settings if n != first.count]
    if first.settings:
        base = {s for s, n in first.settings if n == first.count}
        tried = len({(s.threshold, s.min_events) for s in base}) + len(other)
        if other:
            listed = join([f"{n} with threshold {s.threshold:g} and at least {s.min_events} event{'s' * (s.min_events != 1)}" for s, n in other[:4]])
            said.append(f"It is {listed}.")
        else:
            said.append(f"It is the same with all {tried} thresholds and minimum numbers of events tried.")
    else:
        said.append("The signs are given in words, so no threshold changes it.")
    if len(found) > 1:
        rest = [f"{period_words(b.period)} {'not known' if b.count is None else b.count}" for b in sorted(found[1:], key=lambda b: b.period)[:12]]
        said.append(f"Other periods: {', '.join(rest)}.")
    return " ".join(said)


def _range(low: int, high: int) -> str:
    return str(low) if low == high else f"{low} to {high}"


class RelationsTeller:
    """Tells the networks of a table or a case; `names` has the display names that there are."""

    def __init__(self, found: RelationsResult, names: dict[str, str] | None = None) -> None:
        self.found = found
        self.names = names or {}

    def actor(self, id: str) -> str:
        """A display name."""
        return self.names.get(id, isolated(id))

    def pair(self, a: str, b: str) -> str:
        """Two actors."""
        return f"{self.actor(a)} – {self.actor(b)}"

    def source(self) -> tuple[str, ...]:
        """What was read, how time is cut, and what was left out."""
        table, source, setting = self.found.table, self.found.table.source, self.found.setting
        said = [f"{source.rows:,} {'row' if source.rows == 1 else 'rows'} ({_LAYOUTS[source.layout]}), {len(table.periods)} {'period' if len(table.periods) == 1 else 'periods'}."]
        if bool((~table.stated).any()):
            what = "mean" if self.found.value == "mean" else "sum"
            least = f" of at least {setting.min_events} event{'s' * (setting.min_events != 1)}" if bool((table.count > 0).any()) else ""
            said.append(f"A tie is a {what}{least} above {setting.threshold:g}, or below {-setting.threshold or 0:g}.")
        if source.left_out:
            said.append("Left out: " + "; ".join(f"{n:,} {'row' if n == 1 else 'rows'} ({why})" for why, n in source.left_out.items()) + ".")
        if source.unordered:
            said.append(f"The dates are not in order (first on line {source.unordered}); the result does not depend on it.")
        return tuple(said)

    def index(self, found: Frustration) -> str:
        """``3`` or ``between 3 and 7``."""
        return f"{found.upper}" if found.exact else f"{found.lower} to {found.upper}"

    def normalised(self, found: Frustration) -> str:
        """F, or its bounds."""
        low, high = found.normalised(found.upper), found.normalised(found.lower)
        if low is None or high is None:
            return "–"
        return f"{low:.3f}" if found.exact else f"{low:.3f} to {high:.3f}"

    def share(self, value: float | None) -> str:
        """A share, or a dash where there is nothing to share."""
        return "–" if value is None else f"{value:.3f}"

    def top(self, period: PeriodResult, most: int = 3) -> str:
        """The actors with the greatest T, with the range that one wrong tie allows."""
        if period.bridges is None:
            return "too many triads"
        ranked = sorted((b for b in period.bridges if b.count), key=lambda b: -b.count)
        said = []
        for b in ranked[:most]:
            low, high = (period.ranges or {}).get(b.actor, (b.count, b.count))
            said.append(f"{self.actor(b.actor)} {b.count}" + (f" [{low}–{high}]" if period.ranges is not None else ""))
        return ", ".join(said) + (f" and {len(ranked) - most} more" if len(ranked) > most else "") or "none"

    def balance(self, period: PeriodResult) -> str:
        """The index, in a sentence."""
        found, m = period.frustration, period.network.edges
        if not m:
            return "There is no tie."
        if found.exact:
            if not found.upper:
                return f"Balanced: the actors fall into two sides with positive ties inside and negative ones between (L = 0 of {m} ties, exact)."
            return f"L = {found.upper} of {m} ties, exact (F = {self.normalised(found)}): no division into two sides leaves fewer ties on the wrong side."
        return f"L is between {found.lower} and {found.upper} of {m} ties (F = {self.normalised(found)}); {_WHY[found.why]}."

    def sides(self, period: PeriodResult) -> str:
        """The division that was found."""
        one, other = (self._some([self.actor(a) for a in side], 30) for side in divided(period.network, period.frustration))
        head = "A best division" if period.frustration.exact else "The best division found"
        return f"{head}: {one} | {other or 'nobody'}."

    def _some(self, names: Sequence[str], most: int = 12) -> str:
        return ", ".join(names[:most]) + (f" and {len(names) - most:,} more" if len(names) > most else "")

    def _ties(self, period: PeriodResult, which: Sequence[int]) -> list[str]:
        net = period.network
        return [f"{self.pair(net.actors[net.a[k]], net.actors[net.b[k]])} ({'+' if net.sign[k] > 0 else '−'})" for k in which]

    def critical(self, period: PeriodResult) -> str:
        """The ties whose change of sign lowers L."""
        if period.critical is None:
            if not period.frustration.exact or not period.frustration.upper:
                return ""
            return f"Critical ties were not looked for: the network has more than {CRITICAL_TIES} ties (--critical)."
        found = [int(k) for k in period.critical.ties.nonzero()[0]]
        if not found:
            return "No tie is critical: there is nothing to lower."
        listed = self._some(self._ties(period, found), 20)
        head = f"{len(found)} critical {'tie' if len(found) == 1 else 'ties'} (a change of sign lowers L)"
        return f"{head}: {listed}." if period.critical.complete else f"At least {head}, the time was up: {listed}."

    def triads(self, period: PeriodResult) -> str:
        """Triads, balance and weak balance."""
        found = period.triads
        if found is None:
            return "There are too many triads to count."
        if not found.total:
            return "There is no triad."
        a, b, c, d = found.counts
        return (
            f"{found.total:,} triads: {a:,} +++, {c:,} +−−, {b:,} ++−, {d:,} −−−; {found.balanced:.1%} balanced, "
            f"{found.weakly_balanced:.1%} weakly balanced."
        )

    def bridges(self, period: PeriodResult) -> str:
        """Who has positive ties with both sides of pairs at odds."""
        if period.bridges is None or not period.triads or not period.triads.total:
            return ""
        what = "T, pairs at odds with a positive tie to both"
        return f"Bridges ({what}; in brackets if one tie were wrong): {self.top(period, 5)}."

    def weak(self, period: PeriodResult) -> str:
        """Whether the network is clusterable."""
        groups = [g for g in period.weak.groups if len(g) > 1]
        alone = len(period.weak.groups) - len(groups)
        if not period.network.edges:
            return ""
        if period.weak.clusterable:
            shown = "; ".join(self._some([self.actor(a) for a in g]) for g in groups[:6])
            more = f"; {alone} by themselves" if alone else ""
            return f"Weakly balanced: {len(period.weak.groups)} groups without a negative tie inside ({shown or 'nobody with a positive tie'}{more})."
        inside = self._some([self.pair(a, b) for a, b in period.weak.inside], 6)
        return f"Not weakly balanced: {len(period.weak.inside)} negative {'tie lies' if len(period.weak.inside) == 1 else 'ties lie'} inside a group that positive ties connect ({inside})."

    def sensitivity(self, period: PeriodResult, follow: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """A setting and what it gives: ties, L and T of the actors followed."""
        rows = []
        for r in period.settings:
            index = f"{r.upper}" if r.lower == r.upper else f"{r.lower} to {r.upper}"
            bridges = ", ".join(f"T {self.actor(a)} {'?' if r.bridges is None else r.bridges.get(a, 0)}" for a in follow)
            rows.append((_setting(r.setting, self.found.setting), f"{r.edges} ties, L {index}" + (f", {bridges}" if bridges else "")))
        return tuple(dict.fromkeys(rows))

    def sensitivity_note(self) -> str:
        """What a single wrong tie would do, and that thresholds do not matter where they do not."""
        stated = self.found.table.stated
        if not len(stated):
            return "There is no tie and no event, so nothing turns on it."
        words = "All signs are given in words: no threshold or number of events changes them. " if bool(stated.all()) else ""
        return f"{words}One wrong tie changes L by at most 1; what it does to T stands in brackets."

    def follow(self, most: int = 3) -> tuple[str, ...]:
        """The actors to follow: those asked for, or those with the most bridges over all periods."""
        if self.found.actors:
            return self.found.actors[:most]
        total: dict[str, int] = {}
        for period in self.found.periods:
            for b in period.bridges or ():
                total[b.actor] = total.get(b.actor, 0) + b.count
        return tuple(a for a, n in sorted(total.items(), key=lambda x: (-x[1], x[0]))[:most] if n)
