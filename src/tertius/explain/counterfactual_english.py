"""Sentences about counterfactuals: what was needed, what was enough, over-determination, actual causes, shares of draws.

Nothing here computes anything. Causal words stand beside the intervention that they are about.
"""

from __future__ import annotations

from collections.abc import Sequence

from tertius.explain.english import Teller, join
from tertius.explain.words import day
from tertius.leverage.actual_cause import VARIABLES, Causes
from tertius.leverage.counterfactual import Counterfactual, FactorFinding, ReadingFinding
from tertius.leverage.factors import Factor
from tertius.leverage.minimal_sets import Joint
from tertius.leverage.shares import Band, Share

__all__ = ["NEEDED", "CounterfactualTeller"]

NEEDED = {
    "yes": "needed",
    "no": "not needed",
    "open": "open",
    "impossible": "cannot be taken away",
    "nothing": "nothing to lose",
}
"""But for: is the target lost without it, all else as it is?"""
_ALONE = {"holds": "enough alone", "fails": "not enough alone", "open": "alone: open", "impossible": "cannot stand alone"}
_HOLDS = {"holds": "holds", "fails": "does not hold", "open": "is open: some branch never settles", "impossible": "cannot be judged"}
_REFUSED = {
    "graph": "they need options, and the case is in graph form",
    "no_outcome": "there is no outcome whose causes they could be",
    "several": "there is more than one outcome, so no single course of things to explain",
    "unsettled": "some branch never settles, so there is no single course of things to explain",
    "not_true": "the target does not hold",
}
SHOWN = 6


class CounterfactualTeller:
    """Words about one answer."""

    def __init__(self, found: Counterfactual) -> None:
        self.found = found
        self.teller = Teller(found.case)

    def target(self) -> str:
        """What is asked."""
        f = self.found
        where = "every outcome" if f.quantifier == "every" else "some outcome"
        how = "foresight 2" if f.foresight == 2 else f"foresight 1, {f.concept or 'seq'}"
        return f"{self.teller.expression(f.target)}, in {where} ({how})"

    def scope(self) -> str:
        """Where it starts, and whether anything was sampled."""
        f = self.found
        date = f.case.as_of
        start = f"From the situation of {day(date)}. " if date is not None else ""
        return start + self._sampled()

    def _sampled(self) -> str:
        f = self.found
        if not f.draws:
            return "Nothing in the case is declared uncertain: every answer below is exact for the case as it is written."
        return (
            f"Verdicts in words are exact for the case as it is written. Shares are over {f.draws:,} draws of what is "
            f"uncertain (seed {f.seed}); in brackets 95% for sampling."
        )

    def factor(self, factor: Factor) -> str:
        """A lever by its name, a move by who did or did not do what."""
        if factor.kind == "lever":
            return self.teller.lever(factor.id)
        owner, name = self.teller.actor(self.teller.owners.get(factor.id, "")), self.teller.options.get(factor.id, factor.id)
        return f"{owner}: ‘{name}’" if factor.on else f"{owner}: not ‘{name}’"

    def factors(self, factors: Sequence[Factor]) -> str:
        """Several, in a row."""
        return join([self.factor(f) for f in factors])

    def reading(self, finding: ReadingFinding) -> str:
        """The reading's name."""
        return self.teller.reading(finding.reading)

    def lines(self, r: ReadingFinding) -> tuple[str, ...]:
        """Everything about one reading but the shares."""
        if r.impossible:
            return (f"No answer: {r.impossible}.",)
        said = [self.actual(r), *self.verdict(r), *self.enough(r), *self.left_open(r)]
        if r.causes is not None:
            said += self.causes(r.causes)
        return tuple(said)

    def actual(self, r: ReadingFinding) -> str:
        """Where it leads, and whether the target holds."""
        assert r.question is not None
        told = Teller(r.question.situated()).outcomes(r.outcomes)
        among = f"With everything in place ({self.factors([f.factor for f in r.factors])})" if r.factors else "As it stands"
        return f"{among}, the target {_HOLDS[r.actual]}. {told}"

    def verdict(self, r: ReadingFinding) -> list[str]:
        """Needed, over-determined, or there anyway."""
        if not r.factors:
            return ["Nothing was named that could be taken away: no lever is in force, and no move is asked about."]
        said = []
        needed = [f.factor for f in r.factors if f.needed == "yes"]
        cuts = [c for c in r.cuts.found if len(c) > 1]
        if r.how == "needed":
            one = "it" if len(needed) == 1 else "any one of these"
            said.append(f"Needed, as without {one} the target is lost, all else unchanged: {'; '.join(self.factor(f) for f in needed)}.")
            if cuts:
                said.append(f"Also lost without {self._either(cuts)} together, though without neither alone.")
        elif r.how == "over_determined":
            said.append(
                f"Over-determined: the target holds, and nothing alone is needed for it; it is lost without {self._either(cuts)} together."
            )
        elif r.how == "regardless":
            said.append("It comes anyway: taking away any of it, or all of it, the target is not lost.")
        elif r.how == "undecided":
            said.append("Whether anything is needed is not decided.")
        elif r.how == "fails":
            said.append("There is nothing to lose.")
        for word, text in (("open", "Whether it is needed is open"), ("impossible", "No situation exists without it, which decides nothing")):
            which = [f.factor for f in r.factors if f.needed == word]
            if which and r.actual == "holds":
                said.append(f"{text}: {self.factors(which)}.")
        return said

    def enough(self, r: ReadingFinding) -> list[str]:
        """Smallest sets that bring the target with all else taken away."""
        if not r.factors:
            return []
        if r.without == "holds" and r.actual == "fails":
            return ["With all of it taken away the target holds: something in place stands in its way."]
        if r.without == "holds":
            return ["With all of it taken away the target holds too, so being enough says nothing."]
        sets = [self._set(s) for s in r.sufficient.found[:SHOWN]]
        more = len(r.sufficient.found) - len(sets)
        if not sets:
            return ["Nothing in place is enough for the target, all else taken away."] if not r.sufficient.untried else []
        rest = f" (and {more} more sets)" if more else ""
        return [f"Enough with all else taken away: {'; or '.join(sets)}{rest}."]

    def _set(self, factors: Sequence[Factor]) -> str:
        return self.factors(factors) + (" together" if len(factors) > 1 else "")

    def _either(self, sets: Sequence[Sequence[Factor]]) -> str:
        shown = [self.factors(s) for s in sets[:SHOWN]]
        more = len(sets) - len(shown)
        return "; or without ".join(shown) + (f"; or {more} more sets" if more else "")

    def left_open(self, r: ReadingFinding) -> list[str]:
        """What the answer does not settle."""
        said = []
        for joint, what in ((r.cuts, "needed together"), (r.sufficient, "enough")):
            said += self._open(joint, what)
        if r.impossible_sets:
            said.append(f"{_count(r.impossible_sets, 'situation')} cannot be set up; they count as neither kept nor lost.")
        if r.excluded:
            said.append(f"Left out, as the target is about it: {self.factors(r.excluded)}.")
        return said

    def _open(self, joint: Joint, what: str) -> list[str]:
        said = []
        if joint.untried:
            said.append(f"A limit was reached: sets that are {what} are complete up to {joint.done_size}; {_count(joint.untried, 'set')} not looked at.")
        if joint.open_sets:
            first = self.factors(joint.first_open or ()) or "nothing"
            said.append(f"{_count(joint.open_sets, 'set')} may be {what}, where some branch never settles; the first: {first}.")
        return said

    def causes(self, c: Causes) -> list[str]:
        """Actual causes, with what has to be held for each, and the share of responsibility."""
        if c.refused == "many":
            return [f"Actual causes: not looked for; {c.variables} options, and they are worked out for up to {VARIABLES}."]
        if c.refused:
            return [f"Actual causes: none to be named; {_REFUSED[c.refused]}."]
        said = []
        bound = f"sets of up to {c.size} of {c.variables} variables"
        if c.causes:
            listed = [self._cause(x.variables, x.frozen) for x in c.causes[:SHOWN]]
            more = len(c.causes) - len(listed)
            rest = f"; and {more} more" if more else ""
            said.append(f"Actual causes (modified Halpern-Pearl, {bound}): {'; '.join(listed)}{rest}.")
            assert c.responsibility is not None
            parts = [f"{self.factor(x)} {share}" for x, share in list(c.responsibility.items())[:SHOWN]]
            said.append(f"Responsibility: {', '.join(parts)}.")
        else:
            said.append(f"Actual causes (modified Halpern-Pearl): none among {bound}.")
        if c.untried:
            said.append(f"A limit was reached: {_count(c.untried, 'set')} of variables not looked at.")
        if c.open_worlds:
            said.append(f"{_count(c.open_worlds, 'situation')} behind this never settle, so there may be more causes.")
        return said

    def _cause(self, variables: Sequence[Factor], frozen: Sequence[Factor]) -> str:
        held = f" (with {self.factors(frozen)} held)" if frozen else ""
        return self.factors(variables) + (" together" if len(variables) > 1 else "") + held

    # -- numbers ---------------------------------------------------------------------------------

    def judged(self, f: FactorFinding) -> str:
        """Needed and enough, in two words."""
        return f"{NEEDED[f.needed]}; {_ALONE[f.alone]}"

    def share(self, s: Share) -> str:
        """A share with its band; a dash where there is nothing to judge by."""
        if s.low is None or s.high is None or s.interval is None:
            return "–"
        said = _range(s.low, s.high) + (" (exact)" if s.exact else f" [{s.interval[0]:.2f}, {s.interval[1]:.2f}]")
        return said if s.sure else f"{said} if at all"

    def band(self, b: Band | None) -> str:
        """The band over readings."""
        if b is None:
            return "–"
        said = _range(b.low, b.high)
        return said + (" (exact)" if not self.found.draws else f" [{b.interval[0]:.2f}, {b.interval[1]:.2f}]")

    def shares_note(self) -> str:
        """What the two shares are."""
        unit = "draws" if self.found.draws else "situations"
        return (
            f"PN: of the {unit} in which the target holds, the share in which it is lost without the factor. PS: of those in "
            f"which it does not hold without the factor, all else unchanged, the share in which the factor brings it. "
            "Low to high: open verdicts counted both ways, and over readings. If at all: only open verdicts to judge by. A dash: none."
        )


def _range(low: float, high: float) -> str:
    return f"{low:.3g}" if low == high else f"{low:.3g} to {high:.3g}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
