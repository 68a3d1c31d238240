"""Sentences about leverage: plans, whether they are credible, whether pressure stops, who gains and loses.

Nothing here computes anything, and nothing recommends: a plan is what brings a target about in the model.
"""

from __future__ import annotations

from collections.abc import Sequence

from tertius.explain.english import Teller, join
from tertius.leverage.consequences import Assurance, Credibility, Relief
from tertius.leverage.plans import Leverage, Plan

__all__ = ["NOT_MONOTONE", "LeverageTeller"]

NOT_MONOTONE = (
    "How often a lever turns the target, over all sets of the others. A negative number: it more often undoes "
    "the target than brings it about."
)
_REACHED = {"holds": "holds", "fails": "does not hold", "open": "is open: some branch never settles"}
_WANTS = {
    "better": "prefers every outcome with it to every one without",
    "worse": "prefers every outcome without it",
    "same": "is as well off without it",
    "mixed": "does not prefer every outcome with it to every one without, or the reverse",
    "unknown": "has no known preference between the outcomes with it and without",
    "open": "cannot be judged on the outcomes: some branch never settles, or nothing is left without it",
}
_GROUPS = (
    ("better", "better off in every outcome"),
    ("worse", "worse off in every outcome"),
    ("same", "as before"),
    ("mixed", "mixed"),
    ("unknown", "not known"),
    ("open", "open"),
)


class LeverageTeller:
    """Words about one answer."""

    def __init__(self, found: Leverage) -> None:
        self.found = found
        self.question = found.question
        self.teller = Teller(found.question.situated())

    def target(self) -> str:
        """What is asked."""
        q = self.question
        where = "every outcome" if q.quantifier == "every" else "some outcome"
        how = "foresight 2" if q.foresight == 2 else f"foresight 1, {q.concept or self.found.baseline.concept}"
        return f"{self.teller.expression(q.target)}, in {where} ({how})"

    def levers(self, ids: Sequence[str]) -> str:
        """Names of levers."""
        return join([self.teller.lever(x) for x in ids])

    def baseline(self) -> str:
        """Where it leads without a plan."""
        held = self.found.every if self.question.quantifier == "every" else self.found.some
        return f"{self.teller.outcomes(self.found.baseline)} The target {_REACHED[held]}."

    def scope(self) -> str:
        """How far the search went."""
        f, pool = self.found, len(self.question.pool)
        said = f"{_count(pool, 'lever')} to choose from"
        if pool:
            said += f"; sets of up to {f.size} of them" if f.sized else "; sets of any size"
        said += f"; {_count(f.tried, 'set')} tried"
        if f.impossible:
            said += f", {f.impossible} of them cannot stand together"
        return said + (" (exact)." if f.complete else ".")

    def still_open(self) -> tuple[str, ...]:
        """What the answer does not settle."""
        f, said = self.found, []
        if not f.complete:
            done = "no size is done" if f.done_size < 0 else f"sizes up to {f.done_size} are done"
            said.append(
                f"A limit was reached: {done}, {_count(f.untried, 'set')} of up to {f.size} levers not looked at. "
                "There may be further plans, and what is said to be necessary may not be."
            )
        if f.unknown:
            said.append(
                "Something is not known of a preference. Whoever does not know whether a move pays does not make it here; "
                "a plan may fail once it is known."
            )
        if f.pivot is None and self.question.pool:
            said.append("The pivot index was not worked out.")
        if f.open_sets:
            first = self.levers(f.first_open or ()) or "no lever"
            said.append(f"{_count(f.open_sets, 'set')} may reach the target, where some branch never settles; the first: {first}.")
        return tuple(said)

    def plan(self, plan: Plan) -> str:
        """The levers of a plan."""
        return self.levers(plan.levers) or "nothing further: the target holds with what is in force"

    def cost(self, plan: Plan) -> str:
        """What it costs."""
        return f"cost {plan.cost:g}"

    def outcomes(self, plan: Plan) -> str:
        """Where it leads."""
        return self.teller.outcomes(plan.outcomes)

    def credible(self, lever: str, found: Credibility) -> str:
        """Whether the owner wants the commitment and keeps it."""
        who = self.teller.actor(found.by)
        head = {"yes": "credible", "no": "not credible", "open": "whether it is credible is not decided"}[found.verdict]
        said = f"{self.teller.lever(lever)}: {head}. {who} {_WANTS[found.wants]}"
        return f"{said}; {self._keeps(found, who)}."

    def _keeps(self, found: Credibility, who: str) -> str:
        if found.keeps == "no" and found.goes_back is not None:
            before, after = found.goes_back
            return f"in {self.teller.situation(before)} it would rather go back on it ({self._change(before, after, found.by)})"
        return {
            "yes": "when the moment comes it would rather carry it out than not",
            "indifferent": "when the moment comes it would lose nothing by going back on it",
            "nothing_to_do": "the commitment asks nothing of its own options",
            "open": "whether it would carry it out is open",
        }[found.keeps]

    def _change(self, before: str, after: str, actor: str) -> str:
        # Told without the layers: there the option that the lever sets is its owner's to move.
        return Teller(self.question.case).change(before, after, actor)

    def assurance(self, found: Assurance, plan: Plan) -> tuple[str, ...]:
        """Whether what is turned off is off and stays off."""
        lines = [self._relief(r) for r in found.options]
        if plan.force:
            lines.append(f"Coercive and on in some outcome: {join([self.teller.option(k) for k in plan.force])}.")
        return tuple(lines)

    def _relief(self, relief: Relief) -> str:
        option = self.teller.option(relief.option)
        if not relief.off:
            return f"{option} is to end, but is not off in every outcome where the target holds."
        stays = {
            "yes": "its owner would rather leave it off",
            "indifferent": "its owner would lose nothing by turning it on again",
            "no": "its owner would turn it on again",
        }.get(relief.stays, "whether it stays off is open")
        return f"{option} is off where the target holds; {stays}."

    def effects(self, plan: Plan) -> str:
        """Who gains and who loses against the baseline, each by its own preference."""
        parts = []
        for kind, words in _GROUPS:
            who = [self.teller.actor(a) for a, effect in plan.effects_on.items() if effect == kind]
            if who:
                parts.append(f"{words}: {join(who)}")
        return "Compared with no plan, " + "; ".join(parts) + "." if parts else ""

    def findings(self) -> tuple[str, ...]:
        """Necessary, sufficient, but for."""
        f, said = self.found, []
        within = f" (within sets of up to {f.size})" if f.sized else ""
        if f.vacuous:
            tried = "" if f.complete else " that was tried"
            said.append(f"No set of the levers{tried} reaches the target{within}.")
        elif f.complete:
            said.append(f"Necessary{within}, in every plan: {self.levers(f.necessary) or 'none'}.")
        if f.doubtful_necessary:
            why = "an open set does without" if f.complete else "in every plan found so far"
            said.append(f"Perhaps necessary: {self.levers(f.doubtful_necessary)}; {why}.")
        held = f.every if self.question.quantifier == "every" else f.some
        idle = " (the target holds without any, too)" if f.sufficient and held == "holds" and not self.question.in_force else ""
        said.append(f"Sufficient alone{idle}: {self.levers(f.sufficient) or 'none'}.")
        if self.question.in_force and f.every == "holds":
            said.append(f"In force, and without it the target is lost: {self.levers(f.but_for) or 'none'}.")
        return tuple(said)

    def excluded(self, *, how: bool = True) -> str:
        """The coercive levers that no plan contains, and `how` they can be analysed at the command line."""
        ids = self.question.excluded_coercive
        if not ids:
            return ""
        return f"In no plan, as coercive: {self.levers(ids)}." + " With --lever they can be given and analysed." * how

    def pivot_line(self) -> str:
        """The exact Banzhaf index in one sentence; empty where there is none, or it is sampled."""
        p = self.found.pivot
        if p is None or not p.exact:
            return ""
        return f"Pivot index (Banzhaf, can be negative): {'; '.join(f'{self.levers([x])} {v:.3g}' for x, v in p.banzhaf.items())}."

    def pivot_note(self) -> str:
        """How exact the index is."""
        p = self.found.pivot
        if p is None:
            return ""
        exact = "Exact." if p.exact else f"Sampled: {p.samples} draws, seed {p.seed}; in brackets at least 95%."
        undecided = f" {_count(p.undecided, 'open set')} counted as not reaching the target." if p.undecided else ""
        return f"{NOT_MONOTONE} {exact}{undecided}"


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
