"""Names, states, moves, effects and preferences in words: what every sentence is made of.

Expressions are told with display names. Names that run from right to left stand between isolates
(U+2068, U+2069), so that a sentence around them keeps its order.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tertius.explain.situations import status_quo_now, told_beside, told_situation
from tertius.model.case import Case, Effect, Falsifier, Prefer, Reading
from tertius.model.conflict import Comparison, GraphConflict, OptionConflict, Preference
from tertius.model.dates import Date
from tertius.model.effects import coercive_levers
from tertius.model.expr import Expr
from tertius.stability.witness import Step

if TYPE_CHECKING:
    from tertius.model.evidence import Cell
    from tertius.model.relations import Tie

__all__ = ["Words", "day", "isolated", "join", "on_day"]

_TURNS = {"R", "AL", "RLE", "RLO", "LRE", "LRO", "RLI", "LRI", "FSI"}
_DIRECTIONS = {"both": "can be taken up and dropped again", "on": "cannot be taken back", "off": "can only be dropped"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def join(words: Sequence[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def day(date: Date | None) -> str:
    """``18 May 2018``, ``May 2018`` or ``2018``."""
    if date is None:
        return ""
    if date.month is None:
        return str(date.year)
    month = _MONTHS[date.month - 1]
    return f"{month} {date.year}" if date.day is None else f"{date.day} {month} {date.year}"


def on_day(date: Date | None) -> str:
    """``on 18 May 2018``, ``in May 2018`` or ``in 2018``."""
    if date is None:
        return ""
    return f"{'in' if date.day is None else 'on'} {day(date)}"


def isolated(text: str) -> str:
    """A name between isolates if any of it runs from right to left, or turns the direction round."""
    if any(unicodedata.bidirectional(c) in _TURNS for c in text):
        return f"\u2068{text}\u2069"
    return text


class Words:
    """Words about one case."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.names = {actor.id: isolated(actor.name) for actor in case.actors}
        conflict = case.conflict
        options = conflict.options if isinstance(conflict, OptionConflict) else ()
        self.options = {o.key: isolated(o.name) for o in options}
        self.owners = {o.key: o.actor for o in options}
        shared = {name for name, many in Counter(self.options.values()).items() if many > 1}
        self._said = {k: f"‘{self.option(k)}’" if v in shared else f"‘{v}’" for k, v in self.options.items()}
        if isinstance(conflict, GraphConflict):
            self._said = {k: f"‘{isolated(v)}’" for k, v in conflict.states}

    def actor(self, id: str) -> str:
        """An actor's display name; of a coalition ``a+b``, those of its members."""
        return " + ".join(self.names.get(part, part) for part in id.split("+"))

    def state(self, code: str) -> str:
        """A state by what is on in it (its label in graph form)."""
        conflict = self.case.conflict
        if isinstance(conflict, GraphConflict):
            label = conflict.label(code)
            return code if label == code else f"{code} ({isolated(label)})"
        if not isinstance(conflict, OptionConflict):
            return code
        on: dict[str, list[str]] = {}
        for key, letter in zip(conflict.option_keys, code, strict=True):
            if letter == "Y":
                on.setdefault(self.owners[key], []).append(self.options[key])
        return "; ".join(f"{self.actor(a)}: {', '.join(names)}" for a, names in on.items()) or "nothing is on"

    @property
    def now(self) -> str | None:
        """The code of the status quo of the case as it stands, in option form."""
        return status_quo_now(self.case)

    def situation(self, code: str) -> str:
        """A state in brackets, by what differs from how it is now (`tertius.explain.situations`)."""
        return f"[{told_situation(self, code)}]"

    def situations(self, codes: Sequence[str], last: str = "or") -> str:
        """States that one sentence names, in brackets."""
        return join([f"[{x}]" for x in told_beside(self, codes)], last)

    def pair(self, first: str, second: str) -> tuple[str, str]:
        """Two states that a sentence compares, in brackets."""
        one, two = told_beside(self, (first, second))
        return f"[{one}]", f"[{two}]"

    def option(self, key: str) -> str:
        """``Actor: option``."""
        return f"{self.actor(self.owners.get(key, ''))}: {self.options.get(key, key)}"

    def change(self, before: str, after: str, actor: str | None = None) -> str:
        """What differs between two states, the actor's own options first."""
        conflict = self.case.conflict
        if not isinstance(conflict, OptionConflict):
            return f"moves to {self.state(after)}"
        up: list[str] = []
        down: list[str] = []
        others: list[str] = []
        movers = set(actor.split("+")) if actor is not None else set()
        for key, a, b in zip(conflict.option_keys, before, after, strict=True):
            if a == b:
                continue
            name = self.options[key]
            if self.owners[key] in movers and key not in conflict.rules.linked and key not in conflict.rules.fixed:
                (up if b == "Y" else down).append(f"‘{name}’")
            else:
                whose = self.actor(self.owners[key])
                others.append(f"{whose}: ‘{name}’ {'comes on' if b == 'Y' else 'goes off'} with it")
        own = [f"{verb} {join(names)}" for verb, names in (("takes up", up), ("drops", down)) if names]
        text = join(own) if own else "changes nothing of its own"
        return text + (f" ({join(others)})" if others else "")

    def step(self, step: Step) -> str:
        """One move."""
        actor, before, after = step
        return f"{self.actor(actor)} {self.change(before, after, actor)}"

    def path(self, path: Sequence[Step]) -> str:
        """A sequence of moves."""
        return "; then ".join(self.step(s) for s in path)

    def lever(self, id: str) -> str:
        """A lever's name, flagged if it is coercive; anything else is what a claim gives."""
        if id not in self.case.levers:
            return "what is given"
        flag = " (coercive)" if id in coercive_levers(self.case) else ""
        return f"‘{isolated(self.case.levers[id].name)}’{flag}"

    def reading(self, id: str | None) -> str:
        """A reading's name."""
        if id is None:
            return "the case as it stands"
        return isolated(self.case.readings[id].name) if id in self.case.readings else id

    def renamed(self, expr: Expr) -> Expr:
        """The expression with display names in place of keys."""
        return expr.rename(self._said)

    def expression(self, expr: Expr) -> str:
        """An expression with display names and without signs."""
        return str(self.renamed(expr)).replace(" iff ", " if and only if ").replace(" -> ", " implies ")

    def effect(self, effect: Effect) -> str:
        """An effect in words."""
        if effect.expr is not None:
            effect = replace(effect, expr=self.renamed(effect.expr))
        name = effect.target
        if effect.target in self.options:
            name = f"{self.actor(self.owners[effect.target])}: ‘{self.options[effect.target]}’"
        if effect.kind == "fix":
            return f"{name} is fixed {'on' if effect.value else 'off'}"
        if effect.kind == "link":
            return f"{name} is on exactly while {effect.expr}"
        if effect.kind == "needs":
            return f"{name} can be on only while {effect.expr}"
        if effect.kind == "forbid" and effect.moves:
            return f"{self.actor(effect.target)} cannot move {', '.join(f'{a} -> {b}' for a, b in effect.moves)}"
        if effect.kind == "forbid":
            return f"{name} is no longer taken up"
        if effect.kind == "allow":
            return f"{self.actor(effect.target)} can move {', '.join(f'{a} -> {b}' for a, b in effect.moves)}"
        assert effect.prefer is not None
        change = self._prefer(effect.prefer)
        said = []
        for word, exprs in (("first", change.first), ("last", change.last)):
            if exprs:
                said.append(f"puts {join([str(e) for e in exprs])} {word}")
        for word, pairs in (("before", change.before), ("after", change.after)):
            said += [f"puts {join([str(e) for e in moved])} {word} {anchor}" for anchor, moved in pairs]
        if change.drop:
            said.append(f"no longer cares about {join([str(e) for e in change.drop])}")
        return f"{self.actor(change.actor)} {join(said)}"

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

    def comparison(self, pair: Comparison) -> str:
        """What an actor thinks of two states, without the actor."""
        left, right = self.pair(pair.left, pair.right)
        return {
            ">": f"prefers {left} to {right}",
            ">>": f"strongly prefers {left} to {right}",
            "~": f"likes {left} and {right} the same",
            "?": f"it is not known which of {left} and {right} it prefers",
        }[pair.sign]

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
            ranked = tuple(
                " = ".join(f"[{self.state(s)}]" for s in group) + (", by far before what follows" if k in preference.strong else "")
                for k, group in enumerate(preference.ranking)
            )
            return "Ranks the situations, best first:", before + ranked + after
        if preference.kind == "pairs":
            if not preference.pairs:
                return "Nothing is known of what it prefers.", ()
            how = "Compares situations in pairs" + (", with what follows from that:" if preference.closure else ":")
            return how, tuple(self.comparison(pair) for pair in preference.pairs)
        if preference.kind == "weights":
            weights = sorted(preference.weights.items(), key=lambda x: -x[1])
            return "Weighs what is on:", tuple(f"{v:+g}  {self.option(k)}" for k, v in weights)
        payoffs = sorted(preference.payoffs.items(), key=lambda x: -x[1])
        return "Values the situations:", tuple(f"{v:g}  [{self.state(k)}]" for k, v in payoffs)

    def variant(self, reading: Reading) -> tuple[str, ...]:
        """What a reading's `changes` change, a line each."""
        conflict = () if reading.variant is None else self._conflict_variant(reading)
        return (*conflict, *self.renegotiated(reading))

    def renegotiated(self, reading: Reading) -> tuple[str, ...]:
        """What a reading changes of what is negotiated, a line each."""
        if reading.negotiation is None or self.case.negotiation is None:
            return ()
        from tertius.explain.negotiation_english import PartyWords, negotiation_changes

        said = negotiation_changes(PartyWords(self.case, self.case.negotiation), reading.negotiation)
        return tuple(f"{x[0].upper()}{x[1:]}" for x in said)

    def _conflict_variant(self, reading: Reading) -> tuple[str, ...]:
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

    def tie(self, tie: Tie) -> str:
        """A tie and when it holds."""
        pair = f"{self.actor(tie.a)} and {self.actor(tie.b)}"
        what = "are at odds" if tie.value < 0 else "have a positive tie" if tie.value > 0 else "have no tie"
        number = "" if tie.stated or not tie.value else f" ({tie.value:+g})"
        until = f" to {day(tie.until)}" if tie.until is not None else ""
        return f"{pair} {what}{number}" + (f" ({day(tie.date)}{until})" if tie.date is not None else "")

    def edit(self, falsifier: Falsifier) -> str:
        """What a falsifier changes, in words."""
        levers = self.case.levers
        said = [self.effect(e) for e in falsifier.effects]
        said += [f"the commitment “{levers[x].name}” is in force" for x in falsifier.levers if x in levers]
        said += [f"the commitment “{levers[x].name}” is not in force" for x in falsifier.without if x in levers]
        said += [self.tie(t) for t in falsifier.ties]
        said += [
            f"{row} is {self.likelihood(cell)} under {self.reading(reading)}"
            for row, cells in falsifier.evidence.items()
            for reading, cell in cells.items()
        ]
        if (after := falsifier.negotiations.get("")) is not None and self.case.negotiation is not None:
            from tertius.explain.negotiation_english import PartyWords, negotiation_changes

            said += negotiation_changes(PartyWords(self.case, self.case.negotiation), after)
        if not said and falsifier.changed:
            said = ["the file’s own alternative for that part of the conflict is put in its place"]
        return "; ".join(said)

    def likelihood(self, cell: Cell) -> str:
        """A mark as written, with what it stands for; a number; an interval."""
        span = f"{cell.low:.3g}" if cell.low == cell.high else f"{cell.low:.3g} to {cell.high:.3g}"
        return f"{cell.mark} ({span})" if cell.mark else span
