"""Which steps lead to what the claims about phased agreements are about, reading by reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tertius.errors import TertiusError
from tertius.explain.phased_english import PhasedTeller
from tertius.explain.told import Told
from tertius.explain.words import day
from tertius.leverage.phased_mends import agree
from tertius.leverage.question import ask
from tertius.model.asof import moved_to
from tertius.model.case import Case, PhasedTest
from tertius.model.dates import Date
from tertius.report.by_reading import asked_since, shared_cards
from tertius.report.exhibits import Key

__all__ = ["PhasedCard", "PhasedTarget", "phased_part"]

SETS = 2_000
"""Sets of levers that are tried for one reading; a report is not the place to wait."""


@dataclass(frozen=True, slots=True)
class PhasedCard:
    """One reading, or several that answer alike; `impossible` says why there is no answer.

    faults : for each step that somebody would break off, a heading and a sentence for each who would
    """

    keys: tuple[Key, ...]
    exists: str = ""
    verdict: str = ""
    steps: tuple[str, ...] = ()
    faults: tuple[tuple[str, tuple[str, ...]], ...] = ()
    end: tuple[str, ...] = ()
    mends: tuple[str, ...] = ()
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class PhasedTarget:
    """One target of the case's claims about phased agreements."""

    target: str
    claims: tuple[str, ...]
    cards: tuple[PhasedCard, ...]


def phased_part(case: Case, keys: Mapping[str | None, Key], *, levers: Sequence[str] = ()) -> tuple[PhasedTarget, ...]:
    """A part for each target of a claim about a phased agreement, under each reading of `keys`.

    Claims about one target from different situations (`from`) are parts of their own.
    """
    if case.conflict is None:
        return ()
    asked: dict[tuple[str, int, bool, int | None], tuple[PhasedTest, Date | None, list[str]]] = {}
    for claim in case.claims:
        if isinstance(claim.expect, PhasedTest):
            test = claim.expect
            since, place = asked_since(case, claim)
            key_of = (str(test.target), test.foresight, test.lasting, place)
            asked.setdefault(key_of, (test, since, []))[2].append(claim.id)
    found = []
    for test, since, claims in asked.values():
        then = case if since is None else moved_to(case, since)
        cards = shared_cards(((reading, _card(then, test, reading, levers)) for reading in keys), keys)
        how = "with foresight 2" if test.foresight == 2 else "where stopping and going back are judged by what they bring at once"
        last = ", at an end that lasts by itself" if test.lasting else ""
        when = f", from the situation of {day(since)}" if since is not None else ""
        target = f"{Told(case).expression(test.target)}{last}, {how}{when}"
        found.append(PhasedTarget(target, tuple(claims), cards))
    return tuple(found)


def _card(case: Case, test: PhasedTest, reading: str | None, levers: Sequence[str]) -> PhasedCard:
    try:
        question = ask(case, test.target, reading=reading, levers=levers, foresight=test.foresight)
        answer = agree(question, lasting=test.lasting, limit=SETS)
    except TertiusError as error:
        return PhasedCard((), impossible=str(error))
    told = PhasedTeller(answer.found)
    mends = tuple(x for x in (*told.mends(answer), told.excluded(answer)) if x)
    return PhasedCard((), answer.found.exists, told.verdict(), told.plain_steps(), told.faults(), told.end(), mends)
