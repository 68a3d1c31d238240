"""Sentences about a sweep: what was drawn, how often each answer, which inputs it turns on, and how much of it is there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TypeVar

from tertius.explain.english import Teller, join
from tertius.explain.report_english import count
from tertius.sweep.flips import has_start
from tertius.sweep.influence import Influence
from tertius.sweep.labels import Feature, texts_of
from tertius.sweep.number_influence import NumberInfluence
from tertius.sweep.numbers import kinds_of
from tertius.sweep.plan import IMPOSSIBLE, UNSETTLED
from tertius.sweep.run import Sweep
from tertius.sweep.summary import MIXTURE, Answer, NumberSpread, Share

__all__ = ["LEVER_WORDS", "SweepTeller", "percent"]

SHOWN = 3
LEVER_WORDS = {"sufficient": "enough", "necessary": "necessary", "but_for": "needed as things are"}
"""What a lever is for a target."""
BESIDES = {
    "negotiation": "the positions, saliences and powers of the negotiation",
    "evidence": "the likelihoods of the evidence",
}


def percent(value: float) -> str:
    """``48.2%``; 0% and 100% only where it is exactly that."""
    text = f"{100 * value:.1f}"
    if text == "100.0" and value < 1:
        return ">99.9%"
    if text == "0.0" and value > 0:
        return "<0.1%"
    return f"{100 * value:.0f}%" if value in {0.0, 1.0} else f"{text}%"


Mark = TypeVar("Mark", Influence, NumberInfluence)


def _greatest(marks: Sequence[Mark], say: Callable[[Mark], str]) -> list[str]:
    told = [mark for mark in marks if mark.told]
    if not told:
        return ["no input is told from chance"]
    more = [count(len(told) - SHOWN, "more input")] if len(told) > SHOWN else []
    return [say(mark) for mark in told[:SHOWN]] + more


class SweepTeller:
    """Tells what came of a run, or what a store has."""

    def __init__(self, found: Sweep) -> None:
        self.found = found
        self.plan = found.plan
        self.teller = Teller(found.plan.case)

    def scope(self) -> str:
        """How many draws of what."""
        draws, seed = self.found.summary.draws, self.plan.seed
        varying = self.plan.case.uncertainty
        what: list[str] = []
        if varying is not None and varying.preferences:
            what.append(f"the preferences of {join([self.teller.actor(a) for a in varying.preferences])}")
        what += [BESIDES[section] for section in sorted(kinds_of(self.plan), reverse=True)]
        what += ["which reading is right"] if MIXTURE in self.found.summary.readings else []
        said = f"; what varies: {', and '.join([', '.join(what[:-1]), what[-1]]) if len(what) > 1 else what[0]}" if what else ""
        return f"{draws:,} draw{'s' * (draws != 1)}, seed {seed}{said}."

    def meaning(self) -> str:
        """What the numbers are and are not."""
        return (
            "Shares of draws, in brackets 95% intervals of sampling alone: how far more draws of the same inputs could move them. "
            "How much the inputs vary is what the case says of them, so a share is no probability that something happens."
        )

    def reading(self, reading: str | None) -> str:
        """Where an answer holds."""
        if reading is None:
            return "the case as it stands"
        return "the readings as weighted" if reading == MIXTURE else self.teller.reading(reading)

    def readings(self, readings: Sequence[str | None], every: Collection[str | None]) -> str:
        """Several, or that it is all of them."""
        if len(readings) == len(every) > 1:
            return "all readings"
        return "; ".join(map(self.reading, readings))

    def one_concept(self, concepts: Sequence[str]) -> str:
        """Which of the concepts is shown."""
        *others, last = concepts
        return f"Under {last}; those under {join(others)} are in --json and --quiet, and --concepts {others[0]} shows them."

    def several_ends(self) -> str:
        """Why shares add up to more than all draws."""
        return "A draw can lead to more than one, so shares can add up to more than 100%."

    def end(self, state: str) -> str:
        """A state, or what stands in its place."""
        if state == UNSETTLED:
            return "some path never settles"
        return "the reading cannot be set up" if state == IMPOSSIBLE else self.teller.state(state)

    def share(self, share: Share) -> str:
        """``48.2% [45.1, 51.3]``."""
        if not share.of:
            return "no draw"
        low, high = share.interval
        return f"{percent(share.share)} [{100 * low:.1f}, {100 * high:.1f}]"

    def feature(self, feature: Feature, reading: str | None = None) -> str:
        """One way in which an input may come out; in a reading with an order of its own by what stands there in it."""
        if not feature.of_preference:
            said = self.number_name(feature)
            return f"{said} is in the upper half of its interval" if feature.kind == "likelihood" else f"{said} in its upper half"
        who = self.teller.actor(feature.actor)
        if feature.kind == "alternative":
            return f"{who} has alternative {feature.upper + 1}"
        texts = texts_of(self.plan.case, feature.actor, reading)
        return f"{who} puts “{texts[feature.upper]}” before “{texts[feature.lower]}”"

    def number_name(self, feature: Feature) -> str:
        """A number of a party, or a likelihood."""
        if feature.kind == "likelihood":
            return f"the likelihood of {feature.upper_text} under {self.teller.reading(feature.lower_text)}"
        negotiation = self.plan.case.negotiation
        assert negotiation is not None
        party = negotiation.party(feature.actor)
        who = party.name or self.teller.actor(party.actor)
        where = f" on {self.clause(feature.upper_text)}" if feature.upper_text else ""
        return f"{who}: {feature.kind}{where}"

    def clause(self, id: str) -> str:
        """A clause by its id and name."""
        tables = [self.plan.case.negotiation, *(r.negotiation for r in self.plan.case.readings.values())]
        name = next((i.name for n in tables if n is not None for i in n.issues if i.id == id), "")
        return f"“{name}” ({id})" if name else id

    def number(self, spread: NumberSpread) -> str:
        """What a number is about."""
        return self.clause(spread.id) if spread.kind == "clause" else self.teller.reading(spread.id)

    def numbers_meaning(self, kind: str) -> str:
        """What the numbers of one kind are."""
        if kind == "clause":
            return "Where each clause settles: the median of the forecast, 0 to 100, in the draws"
        return "How probable the evidence makes each reading, at the middle of its prior, in the draws"

    def steps_meaning(self) -> str:
        """What a step is, and what is exact."""
        return (
            "A step swaps two neighbours in an order that is declared uncertain, or takes another alternative. Exact: every change of fewer steps was tried."
        )

    def nothing_flips(self, *, numbers: bool) -> str:
        """Where no steps were tried, and (numbers: unless they were) no numbers; empty where nothing is missed."""
        if self.plan.case.conflict is not None and not has_start(self.plan.case):
            return (
                "No steps are told: an order is drawn that the case itself leaves open (ties, pairs that are not compared) or has otherwise, so that the case "
                "as it stands is none of the draws and there is nothing to start from."
            )
        return "" if numbers else "No answer is asked that turns on a preference or a number that varies."

    def answer(self, answer: Answer) -> str:
        """What an answer is."""
        if answer.kind in LEVER_WORDS:
            told = f"lever {answer.of} is {LEVER_WORDS[answer.kind]} for {answer.target}"
        else:
            told = f"claim {answer.of} holds" if answer.kind == "verdict" else f"outcome {answer.of}"
        return f"{told} ({self.reading(answer.reading)}), {self.share(answer.share)}"

    def influence(self, influence: Influence, reading: str | None = None) -> str:
        """What one input does to an answer."""
        feature = self.found.summary.features[influence.feature]
        low, high = influence.interval
        return (
            f"where {self.feature(feature, reading)}: {percent(influence.on)}, else {percent(influence.off)} "
            f"(difference {100 * influence.difference:+.1f} points [{100 * low:+.1f}, {100 * high:+.1f}])"
        )

    def influences(self, answer: Answer) -> list[str]:
        """The inputs that an answer turns on, the greatest first; or that none is told from chance."""
        return _greatest(answer.influences, lambda i: self.influence(i, answer.reading))

    def value(self, spread: NumberSpread, value: float, *, signed: bool = False) -> str:
        """A number of its kind: a place on the scale of a clause, a share of one; signed as a difference of two such."""
        if spread.kind == "clause":
            return f"{value:+.1f}" if signed else f"{value:.1f}"
        return f"{100 * value:+.1f}" if signed else percent(value)

    def number_influence(self, spread: NumberSpread, influence: NumberInfluence) -> str:
        """What one input does to a number."""
        low, high = (self.value(spread, x, signed=True) for x in influence.interval)
        return (
            f"where {self.feature(self.found.summary.features[influence.feature], spread.reading)}: mean {self.value(spread, influence.on)}, else "
            f"{self.value(spread, influence.off)} (difference {self.value(spread, influence.difference, signed=True)} points [{low}, {high}]; "
            f"{percent(influence.explained)} of the variance)"
        )

    def number_influences(self, spread: NumberSpread) -> list[str]:
        """The inputs that a number turns on, the greatest first; or that none is told from chance."""
        return _greatest(spread.influences, lambda i: self.number_influence(spread, i))

    def settled(self) -> str:
        """Where every answer is the same in all draws."""
        n = self.found.summary.draws
        if n == 1:
            return "One draw shows nothing of what turns on what: ask for more (-n)."
        end = "." if self.found.summary.numbers else f": in these {n:,} draws nothing turns on what is declared uncertain. What is rare may be missed; the intervals say how rare."
        return f"No outcome and no verdict differs from draw to draw{end}"

    def notes(self) -> list[str]:
        """What is to be known about how much is there."""
        found = self.found
        notes = []
        number, of = found.shard
        if of > 1:
            here = "has nothing to do: there are fewer parts than shards" if not found.summary.draws else f"is {found.summary.draws:,} of {found.draws:,} draws"
            shown = " ".join(f"--summary {f}" for f in found.folders)
            notes.append(f"shard {number} of {of} {here}; tertius sweep {shown} shows all that are finished")
        elif found.stopped:
            notes.append(
                f"stopped after {found.summary.draws:,} of {found.draws:,} draws, as no interval is wider than {found.until:g}; "
                "intervals that are looked at until they are narrow cover a little less often than 95%"
            )
        elif not found.complete:
            notes.append(f"{found.summary.draws:,} of {found.draws:,} draws are finished; the command that began the sweep goes on with it")
        if found.damaged:
            notes.append(
                f"{found.damaged} part{'s are' if found.damaged > 1 else ' is'} damaged and left out; the command that began the sweep makes "
                f"{'them' if found.damaged > 1 else 'it'} again"
            )
        return notes
