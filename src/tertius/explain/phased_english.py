"""Sentences about phased agreements: the steps, who would break them off and for what, and what mends that.

Nothing here computes anything, and nothing recommends: a sequence of steps is what holds together in the model.
"""

from __future__ import annotations

from collections.abc import Sequence as Listed

from tertius.explain.words import Words, join
from tertius.leverage.phased import Phased, Sequence
from tertius.leverage.phased_mends import Agreed, Mend
from tertius.leverage.phased_steps import Fault

__all__ = ["PhasedTeller"]

_COMPARED = (
    ("better", "better off at the end than at the status quo"),
    ("worse", "worse off"),
    ("same", "as well off"),
    ("unknown", "not known"),
)


class PhasedTeller:
    """Words about one situation."""

    def __init__(self, found: Phased) -> None:
        self.found = found
        self.words = Words(found.solved.case)

    def target(self) -> str:
        """What is asked."""
        lasting = ", among ends that last by themselves" if self.found.lasting else ""
        return f"{self.words.expression(self.found.target)} (foresight {self.found.foresight}{lasting})"

    def verdict(self) -> str:
        """Whether there is an agreement, in a sentence."""
        f = self.found
        if f.why == "already":
            return "The status quo satisfies the target, so no step is needed."
        if f.why == "nowhere":
            return "The target holds in no situation here."
        if f.why == "none_lasts":
            return "The target holds in no situation that lasts by itself."
        if f.why == "unreachable":
            more = ". Only moves that take up force, or what force hangs on, lead there" if f.by_force else ""
            return f"No admissible moves lead from the status quo to the target{more}."
        assert f.best is not None
        steps = _count(len(f.best.steps), "step")
        if f.exists == "yes":
            ways = f"; {len(f.ends)} ends can be agreed on" if len(f.ends) > 1 else ""
            return f"There is a phased agreement, the shortest in {steps}{ways} (exact)."
        if f.exists == "open":
            return f"Whether there is a phased agreement is open: it turns on what is not known. The shortest that may hold has {steps}."
        failing = len(f.best.failing)
        if failing == len(f.best.steps):
            fails = "which fails" if failing == 1 else f"and {'both' if failing == 2 else 'all of them'} fail"
        else:
            fails = f"and {_count(failing, 'step')} of them {'fails' if failing == 1 else 'fail'}"
        return f"There is no phased agreement (exact). What comes nearest has {steps}, {fails}."

    def plain_steps(self) -> tuple[str, ...]:
        """The steps, each without its number."""
        best = self.found.best
        return () if best is None else tuple(self.words.step(step) for step in best.steps)

    def steps(self) -> tuple[str, ...]:
        """The steps, a numbered line each."""
        return tuple(f"{k}. {step}" for k, step in enumerate(self.plain_steps(), 1))

    def end(self) -> tuple[str, ...]:
        """Where it ends, for whom that is better, and whether it holds by itself."""
        best = self.found.best
        if best is None:
            return ()
        said = [f"The end: {self.words.situation(best.end)}."] if best.steps else []
        if best.steps:
            said.append(self._compared(best))
        if best.leaves:
            said.append(f"The end does not last by itself: {join([self.words.step(s) for s in best.leaves], 'or')}.")
        else:
            said.append("The end lasts by itself.")
        return tuple(x for x in said if x)

    def _compared(self, best: Sequence) -> str:
        parts = []
        for kind, words in _COMPARED:
            who = [self.words.actor(a) for a, c in best.compared.items() if c == kind]
            if who:
                parts.append(f"{words}: {join(who)}")
        return "; ".join(parts)[:1].upper() + "; ".join(parts)[1:] + "." if parts else ""

    def faults(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """For each step that somebody would break off: a heading, and a sentence for each who would."""
        if self.found.best is None:
            return ()
        steps: dict[int, list[Fault]] = {}
        for fault in self.found.best.faults:
            steps.setdefault(fault.step, []).append(fault)
        return tuple((self.head(some), tuple(self.fault(f) for f in some)) for some in steps.values())

    def head(self, faults: Listed[Fault]) -> str:
        """``Step 2 fails.``, or that it is not known."""
        return f"Step {faults[0].step} {'fails' if any(f.certain for f in faults) else 'may fail'}."

    def fault(self, fault: Fault) -> str:
        """Who would break off a step, how, and what it would rather have."""
        who = self.words.actor(fault.actor)
        rather = f"{who} {'would' if fault.certain else 'may'} rather"
        if fault.kind == "stays_out":
            how = f"{rather} stay out, at the status quo"
        elif fault.kind == "stops":
            how = f"{rather} stop before it, in {self.words.situation(fault.at)}"
        else:
            how = f"After it {rather} go back: it {self.words.change(fault.at, fault.instead, fault.actor)}"
        gets = self._gets(fault)
        if not fault.certain:
            return f"{how}{gets}; whether it would rather have that than the end is not known."
        return f"{how}{gets}, and it prefers that to the end." if gets else f"{how}, which it prefers to the end."

    def _gets(self, fault: Fault) -> str:
        ends = self.words.situations(fault.gets[:3])
        ends += f" or {len(fault.gets) - 3} more" if len(fault.gets) > 3 else ""
        if self.found.foresight == 2:
            return "; nobody else then moves" if fault.gets == (fault.instead,) else f"; the others' replies then lead to {ends}"
        return f"; that makes {ends}" if fault.kind == "goes_back" else ""

    def sentence(self) -> str:
        """All of it in a few sentences, for a verdict."""
        f = self.found
        said = [self.verdict()]
        if f.best is not None and f.best.steps:
            said.append(f"{self._begun(f.best)}.")
            faults = f.best.faults
            if faults:
                said += [self.head(faults[:1]), self.fault(faults[0])]
                others = len(f.best.failing) - 1
                if others > 0:
                    said.append(f"So does {'another step' if others == 1 else f'each of {others} other steps'}.")
            elif f.best.leaves:
                said.append(self.end()[-1])
        return " ".join(said)

    def _begun(self, best: Sequence) -> str:
        path = self.words.path(best.steps)
        return path[0].upper() + path[1:]

    # -- what mends it --------------------------------------------------------------------------

    def mends(self, asked: Agreed) -> tuple[str, ...]:
        """The cheapest levers with which there is an agreement, and how far was looked; empty where none is needed."""
        found = asked.mends
        if found is None:
            return ()
        pool = len(asked.question.pool)
        how = f" of up to {found.size} levers" if found.sized else ""
        said = []
        if not pool:
            said.append("No admissible lever is left to mend it with.")
        elif not found.found and pool == 1 and found.complete:
            said.append("The one admissible lever does not mend it (exact).")
        elif not found.found:
            said.append(f"No set{how} of the {_count(pool, 'admissible lever')} mends it{' (exact)' if found.complete else ', of those that were tried'}.")
        for mend in found.found:
            said.append(self.mend(mend))
        if found.found:
            least = "No cheaper set does" if found.complete else "No cheaper set of those that were tried does"
            said.append(f"{least}{how and f' ({how.strip()})'}{' (exact)' if found.complete else ''}.")
        if found.open_sets:
            said.append(f"{_count(found.open_sets, 'set')} no dearer may mend it, where something is not known; the first: {self.levers(found.first_open or ())}.")
        if found.untried:
            said.append(f"A limit was reached: {_count(found.untried, 'set')} not looked at.")
        return tuple(said)

    def mend(self, mend: Mend) -> str:
        """One set of levers, and the agreement with it."""
        told = PhasedTeller(mend.found)
        assert mend.found.best is not None
        path = told.words.path(mend.found.best.steps)
        then = f"then {path}" if path else "then the status quo satisfies the target"
        return f"Mended at cost {mend.cost:g} by {self.levers(mend.levers)}: {then}."

    def levers(self, ids: Listed[str]) -> str:
        """Names of levers."""
        return join([self.words.lever(x) for x in ids])

    def excluded(self, asked: Agreed) -> str:
        """The coercive levers that no mend contains."""
        ids = asked.question.excluded_coercive
        if not ids or asked.mends is None:
            return ""
        return f"In no mend, as coercive: {self.levers(ids)}."


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"
