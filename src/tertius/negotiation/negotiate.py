r"""What a negotiation comes to: each clause, the text on the table, the best packages, and who blocks.

*Who objects* to the text on one clause: who has a red line that it crosses; who put something else into brackets; who is further from it than from the
status quo (`perhaps` where that turns on where in its range the position lies).

*Waiting.* A party with patience :math:`\delta` values a package a round from now at :math:`\delta U_i`, so a round costs it :math:`(1 - \delta) U_i`; it can wait t
rounds for it before its fallback, had now, is worth more: the greatest t with :math:`\delta^t U_i \ge d_i` (Rubinstein 1982 for the discount). Tertius's own use.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from tertius.errors import LimitError
from tertius.model.negotiation import Issue, Negotiation
from tertius.model.spread import Spread
from tertius.negotiation.bargain import EPSILON, Bargain, bargain_of
from tertius.negotiation.chance import DRAWS, SEED, Chance, chance
from tertius.negotiation.fit import Fit
from tertius.negotiation.logroll import Logroll, logroll
from tertius.negotiation.package import MEASURES, Package, find_package
from tertius.negotiation.program import excluded
from tertius.negotiation.relaxation import Relaxation, alone, nearest_package, relaxations
from tertius.negotiation.rules import Judged, gridlock, judge, room
from tertius.negotiation.settle import Settled, settled
from tertius.negotiation.shares import ShareCurve, shares_over_time
from tertius.negotiation.trading import Trading, trading
from tertius.shown import Shown

__all__ = ["ClauseRow", "Negotiated", "Objection", "TextJudged", "Waiting", "clause_rows", "judge_text", "negotiate", "objections_to"]


@dataclass(frozen=True, slots=True)
class Objection:
    """A party that objects to the text on a clause; kind : red_line, brackets or worse"""

    party: str
    kind: str
    perhaps: bool = False


@dataclass(frozen=True, slots=True)
class ClauseRow:
    """One clause. gridlock : the places from which it cannot be moved by itself; room : what needed red lines leave; settled : the forecast"""

    issue: Issue
    objections: tuple[Objection, ...]
    gridlock: tuple[float, float] | None
    room: tuple[float, float]
    settled: Settled


@dataclass(frozen=True, slots=True)
class TextJudged:
    """The text on the table as a package."""

    judged: Judged
    chance: Chance
    excluded: tuple[str, ...]

    @property
    def passes(self) -> bool:
        """Whether it passes at the middle of every position, and nothing in it excludes another part."""
        return self.judged.passes and not self.excluded


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a round of waiting for the package costs a party, and how many it can wait (None: without end).

    worth : whether the package is worth as much as no agreement even without waiting; if not, rounds is 0
    """

    party: str
    cost: float
    rounds: int | None
    worth: bool = True


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Negotiated(Shown):
    """The result.

    text : the text on the table, None where some clause has none; packages : the best by each measure, empty where none passes;
    then `nearest`, `alone` and `relaxations` say what stands between; unfinished : searches that were not finished in time, by name; shares : of the power over time, where somebody's changes
    """

    negotiation: Negotiation
    bargain: Bargain
    clauses: tuple[ClauseRow, ...]
    text: TextJudged | None
    packages: tuple[Package, ...]
    chance: Chance | None
    logroll: Logroll | None
    waiting: tuple[Waiting, ...]
    nearest: Judged | None
    alone: tuple[str, ...]
    relaxations: tuple[Relaxation, ...]
    unfinished: tuple[str, ...] = ()
    shares: ShareCurve | None = None
    trading: Trading | None = None

    @property
    def best(self) -> Package | None:
        """The package with the greatest Nash product; None where none passes, or where that search was not finished."""
        return next((p for p in self.packages if p.measure == "nash"), None)

    def __repr__(self) -> str:
        medians = ", ".join(f"{r.issue.id} {r.settled.forecast.median:.3g}" for r in self.clauses[:6])
        text = "no whole text" if self.text is None else f"the text {'passes' if self.text.passes else 'does not pass'}"
        best = "none passes" if self.best is None else ", ".join(f"{k} {v:g}" for k, v in list(self.best.judged.choice.items())[:6])
        return (
            f"<Negotiated: {len(self.clauses)} clauses, {len(self.negotiation.parties)} parties; {text}\n"
            f"  medians {medians}\n  package by Nash product: {best}>"
        )


def negotiate(
    negotiation: Negotiation, *, draws: int = DRAWS, seed: int = SEED, seconds: float = 60.0, fit: Fit | None = None,
    spread: Spread | None = None,
) -> Negotiated:  # fmt: skip
    """Everything that the rule, the positions and the red lines say.

    draws, seed, spread : for the chance that a package passes; seconds : for each search; what is not finished then is left out and named
    fit : weights of the forecast, the shipped ones by default
    """
    bargain = bargain_of(negotiation)
    unfinished: list[str] = []
    packages: tuple[Package, ...] = ()
    for measure in MEASURES:
        try:
            one = find_package(bargain, measure, seconds=seconds)
        except LimitError:
            unfinished.append(measure)
            continue
        packages += () if one is None else (one,)
    nearest: Judged | None = None
    opening: tuple[str, ...] = ()
    moved: tuple[Relaxation, ...] = ()
    if not packages and not unfinished:
        try:
            nearest = nearest_package(bargain, seconds=seconds) if _possible(bargain, seconds) else None
            opening = alone(bargain, seconds=seconds)
            moved = relaxations(bargain, seconds=seconds)
        except LimitError:
            unfinished.append("what stands between")
    best = next((p for p in packages if p.measure == "nash"), None)
    utilitarian = next((p for p in packages if p.measure == "utilitarian"), None)
    return Negotiated(
        negotiation=negotiation,
        bargain=bargain,
        clauses=clause_rows(negotiation, fit=fit),
        text=judge_text(bargain, draws=draws, seed=seed, spread=spread),
        packages=packages,
        chance=None if best is None else chance(bargain, best.columns, draws=draws, seed=seed, spread=spread),
        logroll=None if utilitarian is None else logroll(bargain, list(utilitarian.columns)),
        waiting=() if best is None else _waiting(bargain, best),
        nearest=nearest,
        alone=opening,
        relaxations=moved,
        unfinished=tuple(unfinished),
        shares=shares_over_time(negotiation),
        trading=trading(negotiation),
    )


def _possible(bargain: Bargain, seconds: float) -> bool:
    """Whether `exclude` leaves any package."""
    from tertius.negotiation.program import Program

    return Program(bargain, consent=False, seconds=seconds).solve({}) is not None


def clause_rows(negotiation: Negotiation, *, fit: Fit | None = None, models: bool = True) -> tuple[ClauseRow, ...]:
    """Every clause by itself, in file order; `fit` instead of the shipped weights, `models` with the other models."""
    return tuple(
        ClauseRow(i, objections_to(i), gridlock(negotiation, i), room(negotiation, i), s)
        for i, s in zip(negotiation.issues, settled(negotiation, fit=fit, models=models), strict=True)
    )


def judge_text(
    bargain: Bargain, *, draws: int = DRAWS, seed: int = SEED, spread: Spread | None = None
) -> TextJudged | None:
    """The text on the table, where each clause has one."""
    issues = bargain.negotiation.issues
    places = {i.id: i.on_the_table for i in issues if i.on_the_table is not None}
    if len(places) < len(issues):
        return None
    columns = bargain.package(places)
    return TextJudged(
        judge(bargain, columns),
        chance(bargain, columns, draws=draws, seed=seed, spread=spread),
        tuple(str(e) for e in excluded(bargain, columns))
    )


def objections_to(issue: Issue) -> tuple[Objection, ...]:
    """Who objects to the text on a clause; by brackets also who has no position on it."""
    text, q = issue.on_the_table, issue.status_quo
    found: list[Objection] = []
    for s in issue.positions:
        if text is not None and ((s.at_most is not None and text > s.at_most) or (s.at_least is not None and text < s.at_least)):
            found.append(Objection(s.party, "red_line"))
        elif s.party in issue.clause.bracketed:
            found.append(Objection(s.party, "brackets"))
        elif text is not None and q is not None:
            # |text - x| - |q - x| is monotone in x, so the ends of the range decide.
            losses = [abs(text - x) - abs(q - x) > EPSILON for x in s.position]
            if any(losses):
                found.append(Objection(s.party, "worse", not all(losses)))
    held = {s.party for s in issue.positions}
    found += [Objection(p, "brackets") for p in issue.clause.bracketed if p not in held]
    return tuple(found)


def _waiting(bargain: Bargain, package: Package) -> tuple[Waiting, ...]:
    found = []
    for party, utility, floor in zip(bargain.negotiation.parties, package.judged.utilities, bargain.disagreement, strict=True):
        if party.patience is None:
            continue
        worth = bool(utility >= floor - EPSILON)
        rounds: int | None = None if worth else 0
        if worth and party.patience < 1 and floor > EPSILON:
            rounds = max(0, math.floor(math.log(float(floor) / max(utility, EPSILON)) / math.log(party.patience) + EPSILON))
        found.append(Waiting(party.id, (1 - party.patience) * utility, rounds, worth))
    return tuple(found)
