"""A `Teller` for pages: display names in expressions, right-to-left names isolated, falsifiers, events.

Names that run from right to left stand between isolates (U+2068, U+2069), so that a sentence
around them keeps its order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace

from tertius.evidence.verdicts import ClaimResult, Verdict
from tertius.explain.english import Teller, join
from tertius.model.case import Case, Effect, Event, Falsifier, Forecast, Prefer, Reading
from tertius.model.conflict import GraphConflict, OptionConflict, Preference
from tertius.model.dates import Date
from tertius.model.expr import Expr

__all__ = ["Told", "day", "isolated"]

_DIRECTIONS = {"both": "can be taken up and dropped again", "on": "cannot be taken back", "off": "can only be dropped"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(date: Date | None) -> str:
    """``18 May 2018``, ``May 2018`` or ``2018``."""
    if date is None:
        return ""
    if date.month is None:
        return str(date.year)
    month = _MONTHS[date.month - 1]
    return f"{month} {date.year}" if date.day is None else f"{date.day} {month} {date.year}"


def isolated(text: str) -> str:
    """A name between isolates if any of it runs from right to left."""
    if any(unicodedata.bidirectional(c) in {"R", "AL"} for c in text):
        return f"\u2068{text}\u2069"
    return text


class Told(Teller):
    """A `Teller` that says expressions with display names."""

    def __init__(self, case: Case) -> None:
        super().__init__(case)
        self.names = {k: isolated(v) for k, v in self.names.items()}
        self.options = {k: isolated(v) for k, v in self.options.items()}
        self._said = {k: f"‘{v}’" for k, v in self.options.items()}
        if isinstance(case.conflict, GraphConflict):
            self._said = {k: f"‘{isolated(v)}’" for k, v in case.conflict.states}

    def renamed(self, expr: Expr) -> Expr:
        """The expression with display names in place of keys."""
        return expr.rename(self._said)

    def expression(self, expr: Expr) -> str:
        """An expression with display names and without signs."""
        return str(self.renamed(expr)).replace(" iff ", " if and only if ").replace(" -> ", " implies ")

    def reading(self, id: str | None) -> str:
        return isolated(super().reading(id))

    def state(self, code: str) -> str:
        conflict = self.case.conflict
        if not isinstance(conflict, OptionConflict):
            return super().state(code)
        on: dict[str, list[str]] = {}
        for key, letter in zip(conflict.option_keys, code, strict=True):
            if letter == "Y":
                on.setdefault(self.owners[key], []).append(self.options[key])
        return "; ".join(f"{self.actor(a)}: {', '.join(names)}" for a, names in on.items()) or "nothing is on"

    def effect(self, effect: Effect) -> str:
        expr = None if effect.expr is None else self.renamed(effect.expr)
        change = None if effect.prefer is None else self._prefer(effect.prefer)
        return super().effect(replace(effect, expr=expr, prefer=change))

    def _prefer(self, change: Prefer) -> Prefer:
        def said(exprs: Iterable[Expr]) -> tuple[Expr, ...]:
            return tuple(self.renamed(e) for e in exprs)

        return replace(
            change,
            first=said(change.first),
            last=said(change.last),
            before=tuple((self.renamed(a), said(m)) for a, m in change.before),
            after=tuple((self.renamed(a), said(m)) for a, m in change.after),
            drop=said(change.drop),
        )

    def verdict(self, verdict: Verdict) -> str:
        teller = self if verdict.solved is None else Told(verdict.solved.case)
        return teller._reason(verdict)

    def lines(self, code: str) -> tuple[str, ...]:
        """A state as lines: what is on in it; its label in graph form."""
        conflict = self.case.conflict
        if isinstance(conflict, GraphConflict):
            return (self.state(code),)
        if not isinstance(conflict, OptionConflict):
            return (code,)
        on = tuple(self.option(k) for k, x in zip(conflict.option_keys, code, strict=True) if x == "Y")
        return on or ("Nothing is on",)

    def preference(self, preference: Preference) -> tuple[str, tuple[str, ...]]:
        """How a preference is given, and its lines, most important first."""
        before = tuple(self.expression(e) for e in preference.first)
        after = tuple(self.expression(e) for e in preference.last)
        if preference.kind == "statements":
            said = tuple(self.expression(e) for e in preference.statements)
            if not (before + said + after):
                return "Indifferent between all situations.", ()
            return "Wants, most important first:", before + said + after
        if preference.kind == "ranking":
            ranked = tuple(" = ".join(f"[{self.state(s)}]" for s in group) for group in preference.ranking)
            return "Ranks the situations, best first:", before + ranked + after
        if preference.kind == "weights":
            weights = sorted(preference.weights.items(), key=lambda x: -x[1])
            return "Weighs what is on:", tuple(f"{v:+g}  {self.option(k)}" for k, v in weights)
        payoffs = sorted(preference.payoffs.items(), key=lambda x: -x[1])
        return "Values the situations:", tuple(f"{v:g}  [{self.state(k)}]" for k, v in payoffs)

    def variant(self, reading: Reading) -> tuple[str, ...]:
        """What a reading's `changes` change, a line each."""
        before, after = self.case.conflict, reading.variant
        if not isinstance(before, OptionConflict) or not isinstance(after, OptionConflict):
            return tuple(f"Changes {x}" for x in reading.changed)
        said = []
        for a, b in zip(before.options, after.options, strict=True):
            if a.direction != b.direction:
                said.append(f"‘{isolated(b.name)}’ {_DIRECTIONS[b.direction]}")
            if a.name != b.name:
                said.append(f"‘{isolated(a.name)}’ is called ‘{isolated(b.name)}’")
            if a.coercive != b.coercive:
                said.append(f"‘{isolated(b.name)}’ is {'' if b.coercive else 'not '}coercive")
        for actor, old in before.preferences.items():
            new = after.preferences.get(actor, old)
            if replace(new, provenance=old.provenance) != old:
                how, lines = self.preference(new)
                listed = f" {'; '.join(f'({k}) {x}' for k, x in enumerate(lines, 1))}" if lines else ""
                said.append(f"{self.actor(actor)} – {how[0].lower()}{how[1:]}{listed}")
        if before.status_quo is not None and after.status_quo is not None:
            for key in before.option_keys:
                if (key in before.status_quo) != (key in after.status_quo):
                    said.append(f"The status quo has {self.option(key)} {'on' if key in after.status_quo else 'off'}")
        if before.infeasible != after.infeasible:
            gone = [self.expression(e) for e in before.infeasible if e not in after.infeasible]
            new_ones = [self.expression(e) for e in after.infeasible if e not in before.infeasible]
            said += [f"It becomes possible that {e}" for e in gone] + [f"It becomes impossible that {e}" for e in new_ones]
        return tuple(said) or tuple(f"Changes {x}" for x in reading.changed)

    def _features(self, reading: str | None) -> dict[str, str]:
        """What a reading adds to the case, as `tertius.explain.answer.features`, with display names."""
        if reading is None or reading not in self.case.readings:
            return {}
        chosen, levers = self.case.readings[reading], self.case.levers
        found = {f"lever {x}": f"“{isolated(levers[x].name)}”" for x in chosen.levers if x in levers}
        found |= {f"effect {e}": self.effect(e) for e in chosen.effects}
        if chosen.variant is not None:
            found |= {f"change {x}": x for x in self.variant(chosen)}
        return found

    def parting(self, holds: Sequence[str | None], fails: Sequence[str | None]) -> str:
        """What separates readings in which a claim holds from those in which it fails."""
        if not holds or not fails:
            return ""
        has, lacks = [self._features(r) for r in holds], [self._features(r) for r in fails]
        words = {k: w for f in (*has, *lacks) for k, w in f.items()}
        for sign, ours, theirs in (("Only where it holds", has, lacks), ("Only where it fails", lacks, has)):
            shared = [w for k, w in words.items() if all(k in f for f in ours) and not any(k in f for f in theirs)]
            if shared:
                return f"{sign}: {'; '.join(shared)}."
        pairs = []
        for good, a in zip(holds, has, strict=True):
            for bad, b in zip(fails, lacks, strict=True):
                more, less = [w for k, w in a.items() if k not in b], [w for k, w in b.items() if k not in a]
                if more or less:
                    pairs.append((len(more) + len(less), good, bad, more, less))
        if not pairs:
            return ""
        _, good, bad, more, less = min(pairs, key=lambda p: p[0])
        said = [f"the first has {'; '.join(more)}"] if more else []
        said += [f"the second has {'; '.join(less)}"] if less else []
        return (
            f"No single input does. The closest pair is {self.reading(good)} (holds) and {self.reading(bad)} "
            f"(fails): {join(said)}."
        )

    def edit(self, falsifier: Falsifier) -> str:
        """What a falsifier changes, in words."""
        levers = self.case.levers
        said = [self.effect(e) for e in falsifier.effects]
        said += [f"the commitment “{levers[x].name}” is in force" for x in falsifier.levers if x in levers]
        said += [f"the commitment “{levers[x].name}” is not in force" for x in falsifier.without if x in levers]
        if not said and falsifier.changed:
            said = ["the file’s own alternative for that part of the conflict is put in its place"]
        return "; ".join(said)

    def falsifier(self, mine: Sequence[ClaimResult]) -> tuple[str, str]:
        """``works``, ``idle`` or ``broken``; and the sentence. `mine` are the results of one claim."""
        edit = mine[0].claim.falsifier
        assert edit is not None
        name = (edit.name or self.edit(edit) or "the edit on file").rstrip(".")
        becomes = {"holds": "hold", "fails": "fail", "open": "be open"}[edit.becomes]
        turned = [r for r in mine if r.falsifier is not None and r.falsifier.works]
        missed = [r for r in mine if r.falsifier is not None and r.falsifier.works is False]
        if turned:
            where = join([self.reading(r.reading) for r in turned[:3]])
            more = f" and {len(turned) - 3} more" if len(turned) > 3 else ""
            tried = f"Tried under {where}{more}" if len(mine) > 1 else "Tried"
            return "works", f"It would {becomes} if this were so: {name}. {tried}, and it does."
        if missed:
            after = missed[0].falsifier.verdict if missed[0].falsifier else ""
            return "broken", f"The falsifier on file does not work: with “{name}” the verdict is “{after}”, not “{edit.becomes}”."
        if not any(r.falsifier for r in mine):
            return "idle", f"It would {becomes} if this were so: {name}. Not tried here."
        return "idle", f"The verdict is “{edit.becomes}” anyway, so the falsifier ({name}) has nothing to turn."

    def event(self, event: Event) -> str:
        """The move, refusal or signal that an event records; empty for a plain event."""
        said = []
        who = self.actor(event.actor) if event.actor else ""
        for key, on in event.does:
            said.append(f"{who} {'takes up' if on else 'drops'} ‘{self.options.get(key, key)}’")
        if event.to_state:
            said.append(f"{who} moves to {self.state(event.to_state)}")
        for key in event.declines:
            said.append(f"{who} declines ‘{self.options.get(key, key)}’")
        if event.signal_to:
            about = f" about ‘{self.options.get(event.signal_about, event.signal_about)}’" if event.signal_about else ""
            said.append(f"a signal to {self.actor(event.signal_to)}{about}")
        return "; ".join(said)

    def forecast_end(self, forecast: Forecast) -> tuple[str, str]:
        """``yes``, ``no``, ``void`` or ``unresolved``; and the words."""
        if forecast.outcome is None:
            return "unresolved", "Not resolved"
        word = {"yes": "It happened", "no": "It did not happen", "void": "Void: its condition was never met"}
        return forecast.outcome, f"{word[forecast.outcome]} ({day(forecast.resolved)})" if forecast.resolved else word[forecast.outcome]
