"""What survives when preferences are drawn, in words: shares of draws, what an answer turns on, how little would flip it."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.explain.report_english import VERDICT_WORDS, count
from tertius.explain.tipping_english import tipping_line
from tertius.explain.uncertainty_english import spread_words, varying_words
from tertius.explain.words import Words, join
from tertius.model.expr import Expr
from tertius.sweep.flips import Flip
from tertius.sweep.influence import Influence
from tertius.sweep.labels import Feature, items_of
from tertius.sweep.number_influence import NumberInfluence
from tertius.sweep.plan import IMPOSSIBLE, UNSETTLED
from tertius.sweep.summary import MIXTURE, Answer, NumberSpread, Row, Share, Summary
from tertius.sweep.tipping import TippingPoint

__all__ = ["RobustnessTeller", "percent", "shared"]

NEAREST = 3
"""Numbers that are named where several change a verdict."""


def percent(share: float) -> str:
    """``79%``; a share that rounds to none or all without being it says so."""
    if 0 < share < 0.005:
        return "under 1%"
    if 0.995 <= share < 1:
        return "over 99%"
    return f"{share:.0%}"


def shared(share: Share) -> str:
    """A share with its interval: ``79 % (77 to 81)``."""
    low, high = (f"{100 * x:.0f}" for x in share.interval)
    return f"{percent(share.share)} ({low} to {high})"


def _place(number: NumberSpread, value: float) -> str:
    """A place on the scale of a clause, or a probability; small ones to a tenth of a percent, as they are counted."""
    if number.kind == "clause":
        return f"{value:.0f}"
    if 0 < value < 0.0005:
        return "under 0.1%"
    return f"{100 * value:.1f}%" if 0 < value < 0.0195 else percent(value)


def _turning(head: str, inputs: Sequence[str]) -> str:
    return f"{head}. It turns on {'; '.join(inputs)}." if inputs else f"{head}; no single input tells enough about it to rule out chance."


class RobustnessTeller(Words):
    """Tells what draws of a case say."""

    def scope(self, summary: Summary, numeric: Summary | None = None) -> str:
        """How many draws, of claims that turn on numbers too (`numeric`), and what an interval is about."""
        fewer = "" if numeric is None or numeric is summary else f"; {numeric.draws:,} for claims about what is negotiated or weighed"
        return (
            f"{summary.draws:,} draws (seed {summary.plan.seed}){fewer}. Intervals: 95%, Wilson; they are about the number of draws, not about "
            "whether the right things vary."
        )

    def varying(self) -> tuple[str, ...]:
        """What varies, a line each."""
        assert self.case.uncertainty is not None
        varying = self.case.uncertainty
        lines = [line for actor, how in varying.preferences.items() for line in varying_words(self, actor, how)]
        if varying.negotiation is not None and self.case.negotiation is not None:
            said = spread_words(varying.negotiation)
            lines.append(f"The negotiation: each position within its range{f'; on top of it {said}' if said else ''}")
        if varying.evidence is not None and self.case.evidence is not None:
            lines.append("The evidence: each likelihood within its interval")
        return tuple(lines)

    def feature(self, feature: Feature, reading: str | None = None) -> str:
        """``Hill: ‘A’ above ‘B’``, or which alternative; in a reading with an order of its own by what stands there in it."""
        if not feature.of_preference:
            return f"{self.number_name(feature)} in its upper half"
        who = self.actor(feature.actor)
        if feature.kind == "alternative":
            return f"{who}: alternative {feature.upper + 1}"
        items = items_of(self.case, feature.actor, reading)
        return f"{who}: {self._item(items[feature.upper])} above {self._item(items[feature.lower])}"

    def number_name(self, feature: Feature) -> str:
        """A number of a party, or a likelihood."""
        if feature.kind == "likelihood":
            return f"likelihood of {feature.upper_text} under {self.reading(feature.lower_text)}"
        negotiation = self.case.negotiation
        assert negotiation is not None
        party = negotiation.party(feature.actor)
        who = party.name or self.actor(party.actor)
        where = f" on [{self._issue(feature.upper_text)}]" if feature.upper_text else ""
        return f"{who}: {feature.kind}{where}"

    def tipping(self, points: Sequence[TippingPoint]) -> str:
        """The numbers that change one verdict, the nearest first."""
        nearest = sorted((p for p in points if p.changes is not None), key=lambda p: p.relative)
        more = f"; and {count(len(nearest) - NEAREST, 'other number')}" if len(nearest) > NEAREST else ""
        return f"{nearest[0].claim}, one number at a time: {'; '.join(tipping_line(p, self.number_name) for p in nearest[:NEAREST])}{more}."

    def unmoved(self, points: Sequence[TippingPoint]) -> str:
        """How many values of single numbers were tried, and which verdicts none of them changes."""
        if not points:
            return ""
        verdicts: dict[tuple[str, str | None], list[TippingPoint]] = {}
        for p in points:
            verdicts.setdefault((p.claim, p.reading), []).append(p)
        still = list(dict.fromkeys(claim for (claim, _), same in verdicts.items() if all(p.changes is None for p in same)))
        head = f"One number at a time was moved within what is declared ({sum(p.tried for p in points):,} values tried, exact for these)"
        return f"{head}; of {join(still)} none changes the verdict." if still else f"{head}."

    def _item(self, item: Expr | tuple[str, ...]) -> str:
        return " = ".join(self.situation(s) for s in item) if isinstance(item, tuple) else f"[{self.expression(item)}]"

    def reading_of(self, reading: str | None) -> str:
        """A reading's name, or the mixture."""
        return "the mixture of readings" if reading == MIXTURE else self.reading(reading)

    def outcome(self, row: Row) -> str:
        """One outcome and in what share of draws it is one."""
        return f"{self.end(row.state)}: {shared(row.share)}"

    def end(self, state: str) -> str:
        """An outcome, or what stands in its place."""
        if state == UNSETTLED:
            return "no end (moves go on and on)"
        if state == IMPOSSIBLE:
            return "cannot be set up"
        return self.situation(state)

    def turns_on(self, answer: Answer, summary: Summary, shown: int = 2) -> str:
        """An answer that some draws give and some do not, and the inputs that tell most about it."""
        what = f"{answer.of} holds" if answer.kind == "verdict" else f"{self.end(answer.of)} is an outcome"
        head = f"{what} in {shared(answer.share)} of the draws"
        return _turning(head, [self.influence(i, summary, answer.reading) for i in answer.influences if i.told][:shown])

    def spread(self, number: NumberSpread, summary: Summary, shown: int = 2) -> str:
        """Where a number lies in four of five draws, and the inputs that explain most of it."""
        ends = [_place(number, x) for x in (number.low, number.high)]
        where = ends[0] if ends[0] == ends[1] else f"{ends[0]} to {ends[1]}"
        what = f"[{self._issue(number.id)}] settles at" if number.kind == "clause" else f"The evidence gives {self.reading(number.id)}"
        head = f"{what} {where} in four of five draws"
        return _turning(head, [self._explains(i, number, summary) for i in number.influences if i.told][:shown])

    def _explains(self, mark: NumberInfluence, number: NumberSpread, summary: Summary) -> str:
        on, off = (_place(number, x) for x in (mark.on, mark.off))
        return f"{self.feature(summary.features[mark.feature])} (mean {on} with it, {off} without; {percent(mark.explained)} of the variance)"

    def _issue(self, id: str) -> str:
        tables = [self.case.negotiation, *(r.negotiation for r in self.case.readings.values())]
        return next((i.name or i.id for n in tables if n is not None for i in n.issues if i.id == id), id)

    def influence(self, mark: Influence, summary: Summary, reading: str | None = None) -> str:
        """One input: the share with it and without."""
        return (
            f"{self.feature(summary.features[mark.feature], reading)} ({percent(mark.on)} with it, {percent(mark.off)} without; "
            f"{mark.bits:.2f} bits)"
        )

    def distance(self, flip: Flip) -> str:
        """How little would flip an answer, in a few words."""
        if flip.distance is not None:
            return count(flip.distance, "step")
        return "none flips it" if flip.complete else f"over {count(flip.searched, 'step')}"

    def flip(self, flip: Flip) -> str:
        """The nearest flip of a claim, or that there is none."""
        of = flip.of or "Where it leads"
        if flip.distance is None:
            if flip.complete:
                return f"{of}: no order or alternative of what is declared uncertain changes it (exact: all were tried)."
            return f"{of}: no change of up to {count(flip.searched, 'step')} changes it (exact); further ones were not tried."
        how = join([self.feature(step, flip.reading) for step in flip.nearest])
        becomes = VERDICT_WORDS.get(flip.becomes[0], "") if flip.kind == "verdict" else ""
        after = f"; it then {becomes}" if becomes and flip.kind == "verdict" else ""
        return f"{of}: {count(flip.distance, 'step')} would do, and no fewer (exact): {how}{after}."

    def summary_line(self, kept: int, asked: int, tipping: Sequence[Feature], *, steps: bool) -> str:
        """What the section comes to; `steps`: whether single steps were tried."""
        head = f"{kept} of {asked} verdicts are the same in every draw"
        if not steps:
            return f"{head}."
        if not tipping:
            return f"{head}; no single step changes any."
        said = join([self.feature(x) for x in tipping[:2]])
        more = f" and {len(tipping) - 2} more" if len(tipping) > 2 else ""
        return f"{head}; single steps that change one: {said}{more}."
