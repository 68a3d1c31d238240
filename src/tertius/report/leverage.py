"""Which commitments bring about what the claims about levers are about, reading by reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tertius.errors import TertiusError
from tertius.explain.leverage_english import LeverageTeller
from tertius.explain.told import Told
from tertius.explain.words import day
from tertius.leverage.pivot_index import EXACT
from tertius.leverage.plans import Leverage, leverage
from tertius.leverage.question import ask
from tertius.model.asof import moved_to
from tertius.model.case import Case, LeverTest
from tertius.model.dates import Date
from tertius.report.by_reading import asked_since, shared_cards
from tertius.report.exhibits import Key

__all__ = ["LeverageCard", "LeverageTarget", "ShownPlan", "leverage_card", "leverage_part"]

SETS = 5_000
"""Sets that are tried for one reading; a report is not the place to wait."""


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """A plan in words: its levers, its cost, where it leads, and what goes with it."""

    levers: str
    cost: str
    outcomes: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeverageCard:
    """One reading, or several that answer alike; `impossible` says why there is no answer.

    sets : the levers of each plan; holds : whether the target comes about without a plan; reached : whether some plan of one or more commitments brings it about
    """

    keys: tuple[Key, ...]
    sets: tuple[tuple[str, ...], ...] = ()
    holds: bool = False
    reached: bool = False
    baseline: str = ""
    plans: tuple[ShownPlan, ...] = ()
    findings: tuple[str, ...] = ()
    scope: str = ""
    impossible: str = ""

    def under(self, *keys: Key) -> LeverageCard:
        """The card of these readings."""
        return replace(self, keys=keys)


@dataclass(frozen=True, slots=True)
class LeverageTarget:
    """One target of the case's claims about levers."""

    target: str
    claims: tuple[str, ...]
    cards: tuple[LeverageCard, ...]


def leverage_part(case: Case, keys: Mapping[str | None, Key], *, levers: Sequence[str] = ()) -> tuple[LeverageTarget, ...]:
    """A part for each target that a claim calls levers necessary or sufficient for, under each reading of `keys`.

    Claims about one target from different situations (`from`) are parts of their own.
    """
    if case.conflict is None or not case.levers:
        return ()
    asked: dict[tuple[str, str, int, int | None], tuple[LeverTest, Date | None, list[str]]] = {}
    for claim in case.claims:
        if isinstance(claim.expect, LeverTest):
            test = claim.expect
            since, place = asked_since(case, claim)
            key_of = (str(test.target), test.concept, test.foresight, place)
            asked.setdefault(key_of, (test, since, []))[2].append(claim.id)
    found = []
    for test, since, claims in asked.values():
        then = case if since is None else moved_to(case, since)
        cards = shared_cards(((reading, _card(then, test, reading, levers)) for reading in keys), keys)
        how = "with foresight 2" if test.foresight == 2 else "where moves must pay at once"
        when = f", from the situation of {day(since)}" if since is not None else ""
        target = f"{Told(case).expression(test.target)}, in every outcome, {how}{when}"
        found.append(LeverageTarget(target, tuple(claims), cards))
    return tuple(found)


def _card(case: Case, test: LeverTest, reading: str | None, levers: Sequence[str]) -> LeverageCard:
    try:
        question = ask(case, test.target, reading=reading, levers=levers, concept=test.concept, foresight=test.foresight)
        answer = leverage(question, size=test.size, limit=SETS, pivot=len(question.pool) <= EXACT)
    except TertiusError as error:
        return LeverageCard((), impossible=str(error))
    return leverage_card(answer)


def leverage_card(answer: Leverage) -> LeverageCard:
    """One answer in words, for any reading."""
    told = LeverageTeller(answer)
    findings = tuple(x for x in (*told.findings(), told.pivot_line(), *told.still_open(), told.excluded(how=False)) if x)
    plans = tuple(_plan(told, answer, k) for k in range(min(8, len(answer.plans))))
    holds, reached = answer.every == "holds", any(plan.levers for plan in answer.plans)
    sets = tuple(tuple(plan.levers) for plan in answer.plans)
    return LeverageCard((), sets, holds, reached, told.baseline(), plans, findings, told.scope())


def _plan(told: LeverageTeller, answer: Leverage, number: int) -> ShownPlan:
    plan = answer.plans[number]
    lines = [told.credible(x, c) for x, c in plan.credible.items()]
    lines += [*told.assurance(plan.assurance, plan), told.effects(plan)]
    return ShownPlan(told.plan(plan), told.cost(plan), told.outcomes(plan), tuple(x for x in lines if x))
