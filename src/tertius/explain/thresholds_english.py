"""Sentences about pivotal windows and commitment thresholds.

Nothing here computes anything, and nothing recommends. What force is borne is described; no sentence says
which amount of it would bring anything about.
"""

from __future__ import annotations

from fractions import Fraction

from tertius.explain.english import Teller, join
from tertius.leverage.commitment import CommitmentFinding, Contrast, Influence, Span
from tertius.leverage.exposure import Carried
from tertius.leverage.pivotal_window import Opening, RivalFinding, WindowFinding
from tertius.leverage.quantities import Range
from tertius.leverage.thresholds import CommitmentRow
from tertius.model.case import Case

__all__ = ["FORCE_NOTE", "VERDICTS", "ThresholdTeller", "number", "spread_words"]

VERDICTS = {"every": "for every value", "some": "for some values", "none": "for no value", "open": "open"}
FORCE_NOTE = (
    "What force is borne is given and described: nothing here asks what more or less of it would bring about."
)
_NAMES = {
    "pressure": "Pressure",
    "permission_before": "Share let through, before",
    "permission_after": "Share let through, after",
    "shield": "Share that support shields from",
    "support_before": "Support, before",
    "support_after": "Support, after",
    "gain_from_delay": "Gain from delay",
    "talks": "Talks",
    "face": "Loss of face",
    "abandonment": "Chance of being abandoned",
    "alliance": "Value of the alliance",
}


def number(value: Fraction) -> str:
    """Three digits, as people read them."""
    return f"{float(value):.3g}".replace("-", "−")


def spread_words(found: Range) -> str:
    """``0.3`` or ``0.3 to 0.5``."""
    low, high = number(found[0]), number(found[1])
    return low if low == high else f"{low} to {high}"


class ThresholdTeller:
    """Words about the thresholds of one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.teller = Teller(case)

    # -- windows -------------------------------------------------------------------------------

    def asked(self, found: WindowFinding) -> str:
        """What a window is about."""
        pivot, (a, b) = self.teller.actor(found.window.pivot), (self.teller.actor(r.actor) for r in found.rivals)
        said = f"{pivot} could back {a} or {b}. Alignment: the chance that it backs {a}"
        if found.neutral[1] > 0:
            return f"{said}; with a chance of {spread_words(found.neutral)} it backs neither."
        return f"{said}; else it backs {b}."

    def rival(self, found: RivalFinding, pivot: str) -> str:
        """When a rival is deterred."""
        who, backer = self.teller.actor(found.actor), self.teller.actor(pivot)
        if found.needs_none == "every":
            return f"{who} needs no deterrence: it would not go ahead even with {backer} on its side."
        if found.undeterrable == "every":
            return f"{who} cannot be deterred: it would go ahead even with {backer} on the other side."
        if found.threshold is None:
            helps = "does not make" if found.helps == "none" else "may not make"
            said = f"With the values given, {backer}'s support {helps} going ahead worth more to {who}, so no threshold can be given"
        else:
            low, high = (min(max(x, Fraction(0)), Fraction(1)) for x in found.threshold)
            said = f"{who} is deterred while the chance that {backer} backs it is at most {spread_words((low, high))}"
        if found.needs_none == "some":
            said += "; for some values it needs no deterrence"
        if found.undeterrable == "some":
            said += "; for some values nothing deters it"
        return said + "."

    def opening(self, found: WindowFinding) -> str:
        """Whether some alignment deters both, and which."""
        o, a = found.opening, self.teller.actor(found.rivals[0].actor)
        if o.verdict == "none":
            return "For no value in the ranges does an alignment deter both."
        where = f"for {a} between {spread_words(o.perhaps).replace(' to ', ' and ')}" if o.perhaps is not None else ""
        if o.perhaps is not None and o.perhaps[0] == o.perhaps[1]:
            where = f"for {a} exactly {number(o.perhaps[0])}"
        if o.verdict == "some":
            return f"For some values in the ranges an alignment deters both, for others none does. Such alignments are {where}."
        said = "For every value in the ranges some alignment deters both. "
        if o.always is None:
            return said + "But no single one does whatever the values are."
        if o.always[0] == o.always[1]:
            return said + f"Whatever the values are, a chance of {number(o.always[0])} for {a} does."
        return said + f"Whatever the values are, a chance for {a} from {number(o.always[0])} to {number(o.always[1])} does."

    def width(self, found: Opening) -> str:
        """The width of a window in a sentence."""
        if found.width is None:
            return f"Length of the window: {spread_words(found.length)}."
        note = " (below 0: so much is missing for any alignment to deter both)" if found.width[0] < 0 else ""
        return f"Width of the window: {spread_words(found.width)}{note}."

    def allies(self, found: WindowFinding) -> tuple[str, ...]:
        """What outside allies do to the window."""
        said = []
        groups: dict[str, list[str]] = {}
        for r in found.rivals:
            groups.setdefault(r.ally_narrows, []).append(self.teller.actor(r.actor))
        for narrows, names in groups.items():
            if narrows == "undefined":
                continue
            what = {
                "every": "narrows the window for every value",
                "some": "narrows the window for some values and leaves it as it is for others",
                "none": "leaves the window as it is",
            }[narrows]
            said.append(f"An outside ally of {join(names, 'or')} {what} (sign of the derivative).")
        bare = found.without_allies
        if bare is not None:
            said.append(f"Without the outside allies given, an alignment deters both {VERDICTS[bare.verdict]}. {self.width(bare)}")
        return tuple(said)

    def strip_labels(self, found: WindowFinding) -> tuple[str, ...]:
        """What the rows of the picture are about."""
        first, second = (self.teller.actor(r.actor) for r in found.rivals)
        return first, second, "Both"

    def strip(self, always: Range | None, perhaps: Range | None) -> str:
        """A row of the picture in numbers."""
        if perhaps is None:
            return "at no chance"
        some = f"for some values {spread_words(perhaps)}"
        if always is None:
            return some
        return spread_words(always) if always == perhaps else f"for every value {spread_words(always)}, {some}"

    def window_lines(self, found: WindowFinding) -> tuple[str, ...]:
        """Everything about a window but what it asks, a line each."""
        rivals = (self.rival(r, found.window.pivot) for r in found.rivals)
        return (*rivals, self.opening(found), self.width(found.opening), *self.allies(found))

    # -- commitments ---------------------------------------------------------------------------

    def parties(self, row: CommitmentRow) -> str:
        """What a commitment threshold is about."""
        asked = row.commitment
        client, by = self.teller.actor(asked.client), self.teller.actor(asked.by)
        said = f"Would {client} rather commit than delay? {by} lets pressure through or not, and supports or not. Margin: what committing is worth to it less what delaying is."
        for what, exposure in (("Let through", asked.permission), ("Supported", asked.support)):
            if exposure.expr is not None:
                said += f" {what}: while {self.teller.expression(exposure.expr)}."
        return said

    def parts(self, row: CommitmentRow) -> tuple[tuple[str, tuple[str, ...], CommitmentFinding], ...]:
        """When, what, and the finding; what is the same at once and after the others' replies is told once."""
        parts: list[tuple[str, tuple[str, ...], CommitmentFinding]] = []
        for found in row.findings:
            when = {1: "At once", 2: "After the others' replies", None: ""}[found.foresight]
            lines = (*self.commitment_lines(found), *filter(None, [self.settles(found)]))
            if parts and parts[-1][1] == lines:
                parts[-1] = (f"{parts[-1][0]}, and a{when[1:]}", lines, found)
            else:
                parts.append((when, lines, found))
        return tuple(parts)

    def no_answer(self, message: str, reading: str | None) -> str:
        """Why there is no answer, in the names of the case, where the reading is named beside it."""
        said = message.removeprefix(f"under reading {reading}: ")
        for key in sorted(self.teller.options, key=len, reverse=True):
            if "." in key:
                said = said.replace(key, f"‘{self.teller.options[key]}’")
        return said

    def verdict(self, found: CommitmentFinding) -> str:
        """For which values the client commits."""
        who = self.teller.actor(found.commitment.client)
        if found.given.margin is None:
            return f"Open: after {who} commits, the others' replies never come to rest."
        return f"{who} commits {VERDICTS[found.given.verdict]} in the ranges; margin {spread_words(found.given.margin)}."

    def halves(self, found: CommitmentFinding) -> str:
        """Threat, what is left, and the difference, which is what moves the client."""
        said = f"Borne while it delays (the threat): {spread_words(found.threat)}"
        if found.left is None or found.difference is None:
            return said + "."
        return (
            f"{said}. Left once it has committed (the assurance): {spread_words(found.left)}. "
            f"What moves it is the difference: {spread_words(found.difference)}."
        )

    def contrasts(self, found: CommitmentFinding) -> tuple[str, ...]:
        """The same client if a commitment changed nothing in what it bears, and if it ended all of it."""
        return (
            f"If a commitment changed nothing in what is borne: {self._contrast(found.nothing_changes)}.",
            f"If it ended all of it: {self._contrast(found.all_ends)}.",
        )

    def _contrast(self, found: Contrast) -> str:
        assert found.margin is not None
        return f"commits {VERDICTS[found.verdict]}, margin {spread_words(found.margin)}"

    def carried(self, found: CommitmentFinding) -> str:
        """Which levers in force the difference hangs on; empty where nothing is read or nothing changes."""
        if found.foresight is None or found.difference is None:
            return ""
        if found.carried:
            return f"What is borne after a commitment hangs on {join([self._carried(c) for c in found.carried])}."
        if found.difference[0] == 0 == found.difference[1]:
            return "Nothing in the case ties what is borne to a commitment."
        return "No lever in force carries this; it would be so without any of them."

    def _carried(self, found: Carried) -> str:
        lever = self.teller.lever(found.lever)
        if found.leverage is None:
            return f"{lever} (without it there is no answer to compare with)"
        return f"{lever} (margin with it less margin without: {_signed(found.leverage)})"

    def credibility(self, found: CommitmentFinding) -> tuple[str, ...]:
        """Whether the balancer would carry out the threat, and keep the assurance, by its own payoffs."""
        by, said = self.teller.actor(found.commitment.by), []
        for kept, words in (
            (found.threat_kept, "While the client delays, {by} would rather go on as given than not"),
            (found.assurance_kept, "Once the client has committed, {by} would rather keep to what is given than not"),
        ):
            if kept is not None:
                said.append(f"{words.format(by=by)}: {VERDICTS[kept]} in the ranges.")
        return tuple(said)

    def commitment_lines(self, found: CommitmentFinding) -> tuple[str, ...]:
        """Everything about one finding but its table, a line each."""
        listed = (
            self.verdict(found), self.halves(found), *self.contrasts(found), self.carried(found), *self.credibility(found)
        )  # fmt: skip
        return tuple(x for x in listed if x)

    # -- what moves it -------------------------------------------------------------------------

    def parameter(self, found: Influence) -> str:
        """The name of a quantity."""
        return _NAMES[found.name]

    def of_force(self, found: CommitmentFinding) -> str:
        """What says how much force is borne, as given, and how far not knowing it leaves the margin open."""
        said = []
        for i in found.influences:
            if i.of_force:
                spread = f" (leaves {number(i.spread)} of the margin open)" if i.spread else ""
                said.append(f"{_NAMES[i.name][:1].lower()}{_NAMES[i.name][1:]} {spread_words(i.given)}{spread}")
        return f"Of force, as given: {'; '.join(said)}." if said else ""

    def effect(self, found: Influence) -> str:
        """What a quantity does to the margin."""
        assert found.slope is not None
        assert found.change is not None
        slope = f"{_signed(found.slope)} a unit"
        return slope if found.given[0] == found.given[1] else f"{slope}; over its range {_signed(found.change)}"

    def break_even(self, found: Influence) -> tuple[str, str]:
        """At which values the client commits, and does not, whatever the others are."""
        every = "at no value" if found.commits is None else _span(found.commits)
        none = "at no value" if found.refuses is None else _span(found.refuses, strict=True)
        return every, none

    def settles(self, found: CommitmentFinding) -> str:
        """Which quantities, known better, could settle the verdict alone."""
        names = [_NAMES[i.name].lower() for i in found.influences if i.settles]
        if found.given.verdict != "some":
            return ""
        if not names:
            return "No quantity that could be settled here would decide it alone, wherever it lies in its range."
        return f"Known better, {join(names, 'or')} could decide it alone."


def _signed(found: Range) -> str:
    low, high = (f"+{number(v)}" if v > 0 else number(v) for v in found)
    return low if low == high else f"{low} to {high}"


def _span(found: Span, *, strict: bool = False) -> str:
    low, high = found
    if low is None and high is None:
        return "at any value"
    if low is None:
        assert high is not None
        return f"{'below' if strict else 'up to'} {number(high)}"
    if high is None:
        return f"{'above' if strict else 'from'} {number(low)}"
    return f"{number(low)} to {number(high)}"
