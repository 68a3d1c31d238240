"""What is on the table: issues on a scale of 0 to 100, what each party wants, and the rule by which they agree.

A party speaks for an actor in one negotiation. Its position on an issue is a number, or an interval within which
every place is as likely; its salience says how much the issue counts for it. A red line is a bound that the party
does not cross. What holds without agreement is the issue's `status_quo`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tertius.errors import UnknownNameError
from tertius.model.conflict import Provenance
from tertius.model.expr import Expr, comparison_of
from tertius.model.shares import DatedPower

if TYPE_CHECKING:
    from tertius.model.timing import Timing

__all__ = ["RULES", "Clause", "Issue", "IssueTest", "NamedRule", "Negotiation", "PackageTest", "Party", "Rule", "Stance", "WaitingTest", "same_said", "trimmed"]

RULES = ("consensus", "quota", "all")
"""How they agree: everybody, a share of the votes, or several rules at once."""
_NONE = Provenance()


@dataclass(frozen=True, slots=True)
class Party:
    """Who negotiates, for which actor.

    power : 0 or more, in any unit; patience : what a round from now is worth today, above 0 and at most 1, or None;
    fallback : utility without agreement, 0 to 1, or None where the status quo of the issues stands for it;
    power_over_time : its power from later dates on, in order of time
    """

    id: str
    actor: str
    name: str = ""
    power: float = 1.0
    patience: float | None = None
    fallback: float | None = None
    power_over_time: tuple[DatedPower, ...] = ()
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Clause:
    """The words: where the clause stands, as in force, as drafted, and what parties put into brackets."""

    ref: str = ""
    in_force: str = ""
    draft: str = ""
    bracketed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stance:
    """What one party wants on one issue.

    position : the ends of an interval, equal where it is a number; salience : 0 to 100, None where it is not known;
    at_least, at_most : the red line; power : on this issue only, None for the party's own
    """

    party: str
    position: tuple[float, float]
    salience: float | None = None
    at_least: float | None = None
    at_most: float | None = None
    power: float | None = None
    provenance: Provenance = Provenance()

    @property
    def middle(self) -> float:
        """The middle of the position."""
        return (self.position[0] + self.position[1]) / 2

    @property
    def red_line(self) -> bool:
        """Whether there is one."""
        return self.at_least is not None or self.at_most is not None


@dataclass(frozen=True, slots=True)
class Issue:
    """One clause or question. `scale` names points of the scale; None where a text or status quo is not given."""

    id: str
    name: str
    positions: tuple[Stance, ...]
    clause: Clause = Clause()
    scale: Mapping[float, str] = field(default_factory=dict)
    on_the_table: float | None = None
    status_quo: float | None = None
    provenance: Provenance = Provenance()

    def stance(self, party: str) -> Stance | None:
        """What a party wants here, or None where it has no position."""
        return next((s for s in self.positions if s.party == party), None)


@dataclass(frozen=True, slots=True)
class Rule:
    """When a text is agreed.

    consensus : every party accepts; quota : the votes of those who accept reach `share` of all votes (a party that
    `votes` does not name has one); all : every rule of `of` is met. `vetoes` are parties without which nothing passes.
    """

    kind: str = "consensus"
    share: float = 1.0
    votes: Mapping[str, float] = field(default_factory=dict)
    of: tuple[Rule, ...] = ()
    vetoes: tuple[str, ...] = ()

    def parts(self) -> tuple[Rule, ...]:
        """The consensus and quota rules that have to be met together; vetoes apart."""
        return tuple(p for rule in self.of for p in rule.parts()) if self.kind == "all" else (self,)

    def all_vetoes(self) -> tuple[str, ...]:
        """Every party with a veto, in this rule or in one of its parts."""
        return tuple(dict.fromkeys((*self.vetoes, *(v for rule in self.of for v in rule.all_vetoes()))))


@dataclass(frozen=True, slots=True)
class NamedRule:
    """Another rule than the one in force, to be answered beside it: one that was agreed later, or that somebody proposes."""

    id: str
    rule: Rule
    name: str = ""
    provenance: Provenance = Provenance()


@dataclass(frozen=True, slots=True)
class Negotiation:
    """The `negotiation` section of a case.

    `exclude` are packages that cannot stand together; `rules` are other rules, answered beside `rule`; `timing` is what time does, if it says so.
    """

    text: str
    parties: tuple[Party, ...]
    issues: tuple[Issue, ...]
    rule: Rule = Rule()
    exclude: tuple[Expr, ...] = ()
    rules: tuple[NamedRule, ...] = ()
    timing: Timing | None = None
    provenance: Provenance = Provenance()

    def under(self, rule: str) -> Negotiation:
        """The negotiation with a named rule in force; as it is where the name is empty. Raises `UnknownNameError`."""
        if not rule:
            return self
        named = {r.id: r.rule for r in self.rules}
        if rule not in named:
            raise UnknownNameError("rule", rule, named)
        return replace(self, rule=named[rule])

    def party(self, id: str) -> Party:
        """The party with that id; KeyError where there is none."""
        return {p.id: p for p in self.parties}[id]

    def issue(self, id: str) -> Issue:
        """The issue with that id; KeyError where there is none."""
        return {i.id: i for i in self.issues}[id]


@dataclass(frozen=True, slots=True)
class PackageTest:
    """Some package, or the text on the table (`on_the_table`), passes; or none does, and (`by`) for want of that party's consent.

    rule : the named rule by which; empty for the one in force
    """

    passes: bool
    by: str = ""
    on_the_table: bool = False
    rule: str = ""


@dataclass(frozen=True, slots=True)
class IssueTest:
    """An issue settles between `low` and `high` with at least that probability, or (kind median) the forecast's median lies there.

    kind : keeps (`low` and `high` are the text on the table), between or median
    """

    issue: str
    kind: str
    low: float
    high: float
    at_least: float = 0.5


def same_said(a: Negotiation | None, b: Negotiation | None) -> bool:
    """Whether two say the same, whatever they rest on."""

    def plain(n: Negotiation) -> Negotiation:
        issues = tuple(replace(i, provenance=_NONE, positions=tuple(replace(s, provenance=_NONE) for s in i.positions)) for i in n.issues)
        parties = tuple(
            replace(p, provenance=_NONE, power_over_time=tuple(replace(d, provenance=_NONE) for d in p.power_over_time)) for p in n.parties
        )
        rules = tuple(replace(r, provenance=_NONE) for r in n.rules)
        timing = n.timing
        if timing is not None:
            from tertius.model.timing import bare

            timing = bare(timing)
        return replace(n, provenance=_NONE, issues=issues, parties=parties, rules=rules, timing=timing)

    return a is b or (a is not None and b is not None and plain(a) == plain(b))


@dataclass(frozen=True, slots=True)
class WaitingTest:
    """Waiting until a time (None: the horizon) costs a party something, or (`costs` off) costs it nothing or pays."""

    party: str
    costs: bool = True
    until: float | None = None


def trimmed(
    negotiation: Negotiation,
    *,
    party: Callable[[Party], bool],
    issue: Callable[[Issue], bool],
    stance: Callable[[Stance], bool],
) -> Negotiation | None:
    """The negotiation with what the three tests keep; None where fewer than two parties or no issue with a position is left.

    A party that goes takes its positions, votes, vetoes and brackets along; an issue that goes takes the exclusions that name it.
    """
    parties = tuple(p for p in negotiation.parties if party(p))
    there = {p.id for p in parties}

    def brackets(clause: Clause) -> Clause:
        return replace(clause, bracketed={k: t for k, t in clause.bracketed.items() if k in there})

    issues = tuple(
        replace(i, positions=left, clause=brackets(i.clause))
        for i in negotiation.issues
        if issue(i) and (left := tuple(s for s in i.positions if s.party in there and stance(s)))
    )
    if len(parties) < 2 or not issues:
        return None
    names = {i.id for i in issues}
    exclude = tuple(e for e in negotiation.exclude if all(comparison_of(a)[0] in names for a in e.atoms))
    rules = tuple(replace(r, rule=_among(r.rule, there)) for r in negotiation.rules)
    timing = negotiation.timing
    if timing is not None:
        from tertius.model.timing import timing_among

        timing = timing_among(timing, there)
    return replace(negotiation, parties=parties, issues=issues, rule=_among(negotiation.rule, there), rules=rules, exclude=exclude, timing=timing)


def _among(rule: Rule, there: set[str]) -> Rule:
    return replace(
        rule,
        votes={k: v for k, v in rule.votes.items() if k in there},
        of=tuple(_among(r, there) for r in rule.of),
        vetoes=tuple(v for v in rule.vetoes if v in there),
    )
