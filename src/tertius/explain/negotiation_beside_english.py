"""Rules, and readings, side by side in words: what each answers. Nothing here computes a verdict."""

from __future__ import annotations

from collections.abc import Sequence

from tertius.explain.negotiation_english import ACCURACY, PartyWords, negotiation_changes
from tertius.explain.words import isolated
from tertius.model.case import Case
from tertius.negotiation.beside import Answer
from tertius.negotiation.chance import Chance

__all__ = ["BesideTeller"]


class BesideTeller(PartyWords):
    """Tells answers of one case, of rules or of readings."""

    def __init__(self, case: Case, answers: Sequence[Answer], kind: str) -> None:
        assert answers
        super().__init__(case, answers[0].negotiation)
        self.answers = tuple(answers)
        self.kind = kind

    def title(self) -> str:
        """What stands side by side."""
        return "By each rule" if self.kind == "rule" else "Under each reading that changes the negotiation"

    def title_of_one(self) -> str:
        """Where only one of them is shown: what it is compared with."""
        return "Compared with the rule in force." if self.kind == "rule" else "Compared with the case as it stands."

    def name(self, answer: Answer) -> str:
        """The rule or the reading."""
        if self.kind == "reading":
            return self.reading(answer.id or None)
        named = {r.id: r.name or r.id for r in self.negotiation.rules}
        return isolated(named[answer.id]) if answer.id else "The rule in force"

    def means(self, answer: Answer) -> str:
        """What the rule asks for, or what the reading changes."""
        if self.kind == "rule":
            return f"{self.rule(answer.negotiation.rule)}."
        if not answer.id:
            return "–"
        return "; ".join(negotiation_changes(self, answer.negotiation)) or "nothing that bears on the answers"

    def needs(self, answer: Answer) -> str:
        """Whose consent nothing passes without."""
        return self.some(answer.needed)

    def text(self, answer: Answer) -> str:
        """Whether the text on the table passes, and who blocks it."""
        if answer.text is None:
            return "no whole text"
        if answer.text.passes:
            return "passes" + self._everywhere(answer.text.chance)
        blocked = answer.text.judged.blocked_by
        why = f"blocked by {self.some(blocked)}" if blocked else "it holds together what cannot stand together"
        return why + self._everywhere(answer.text.chance)

    def _everywhere(self, chance: Chance) -> str:
        if chance.exact is not None and chance.spread is None:
            return " (at every place in the ranges)" if chance.ranges else ""
        middle = "at every place in the ranges" if chance.exact is not None and chance.ranges else "at the middle"
        return f" ({middle}; it passes in {self.shares(*chance.interval)} of draws)"

    def package(self, answer: Answer) -> str:
        """The best package, or that none passes."""
        if answer.best is not None:
            return self.choice(answer.best.judged.choice)
        if not answer.finished:
            return "not finished in time"
        opens = f"; with the consent of one of these alone some would: {', '.join(self.party(p) for p in answer.alone)}" if answer.alone else ""
        return f"none passes{opens}"

    def chance_words(self, answer: Answer) -> str:
        """The chance that it passes over the ranges."""
        found = answer.chance
        if found is None:
            return "–"
        if not found.ranges and found.spread is None:
            return "passes (exact)"
        if found.exact is not None and found.spread is None:
            return f"passes at {'every' if found.exact else 'no'} place in the ranges (exact)"
        return f"passes in {self.shares(*found.interval)} of draws"

    def medians(self, answer: Answer) -> str:
        """Where clauses settle otherwise than in the first answer."""
        first = self.answers[0]
        said = [
            f"{self.issues.get(k, k)} {v:.3g} (against {first.medians[k]:.3g})"
            for k, v in answer.medians.items()
            if k in first.medians and f"{v:.3g}" != f"{first.medians[k]:.3g}"
        ]
        return "; ".join(said) or "none"

    def heads(self) -> tuple[str, ...]:
        """The headings of a row."""
        if self.kind == "rule":
            return "Rule", "A text is agreed if", "Nothing passes without", "The text on the table", "Best package (Nash product)", "That package"
        return "Reading", "What it changes", "The text on the table", "Best package (Nash product)", "That package", "Medians that differ"

    def row(self, answer: Answer) -> tuple[str, ...]:
        """One answer under the headings."""
        if self.kind == "rule":
            return (
                self.name(answer), self.means(answer), self.needs(answer), self.text(answer), self.package(answer), self.chance_words(answer),
            )  # fmt: skip
        return (
            self.name(answer), self.means(answer), self.text(answer), self.package(answer), self.chance_words(answer),
            "–" if not answer.id else self.medians(answer),
        )  # fmt: skip

    def caution(self) -> str:
        """What is to be said beside the medians; empty where none is shown."""
        return ACCURACY if self.kind == "reading" else ""

    def summary(self) -> str:
        """Whether the answers differ, in one sentence."""
        texts = {a.text.passes for a in self.answers if a.text is not None}
        some = "" if all(a.text is not None for a in self.answers) else " that have a whole one"
        found = {a.best is not None for a in self.answers if a.finished}
        late = sum(not a.finished for a in self.answers)
        what = "rules" if self.kind == "rule" else "readings"
        said = []
        if texts:
            said.append(f"on the text on the table these {what}{some} {'differ' if len(texts) > 1 else 'agree: it passes' if texts == {True} else 'agree: it does not pass'}")
        if late:
            said.append(f"whether some package passes was not found in time for {late} of {len(self.answers)} {what}")
        elif found:
            said.append(f"on whether some package passes they {'differ' if len(found) > 1 else 'agree: one does' if found == {True} else 'agree: none does'}")
        text = "; ".join(said)
        return f"{text[0].upper()}{text[1:]}." if text else ""
