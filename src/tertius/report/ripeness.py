"""Whether the situation is ripe, for the parties of the claims about it, reading by reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tertius.errors import TertiusError
from tertius.explain.ripeness_english import RipenessTeller
from tertius.explain.words import day
from tertius.leverage.ripeness import ripeness
from tertius.model.asof import moved_to
from tertius.model.case import Case, RipeTest
from tertius.model.dates import Date
from tertius.model.layers import situate
from tertius.report.by_reading import shared_cards
from tertius.report.exhibits import Key

__all__ = ["RipeCard", "RipePart", "ripe_part"]


@dataclass(frozen=True, slots=True)
class RipeCard:
    """One reading, or several that answer alike; `impossible` says why there is no answer.

    games : a heading (empty where all see the same) and sentences, for the case as asked and each party's view
    """

    keys: tuple[Key, ...]
    verdict: str = ""
    together: tuple[str, ...] = ()
    games: tuple[tuple[str, tuple[str, ...]], ...] = ()
    scope: str = ""
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class RipePart:
    """The claims that ask for the same parties, foresight, concept and situation (`since`: its date), and the answers."""

    claims: tuple[str, ...]
    cards: tuple[RipeCard, ...]
    since: str = ""


def ripe_part(case: Case, keys: Mapping[str | None, Key], *, levers: Sequence[str] = ()) -> tuple[RipePart, ...]:
    """A part for what claims about ripeness ask, under each reading of `keys`."""
    if case.conflict is None:
        return ()
    asked: dict[object, tuple[RipeTest, Date | None, list[str]]] = {}
    for claim in case.claims:
        if isinstance(claim.expect, RipeTest):
            test = claim.expect
            key = (test.parties, test.foresight, test.concept, str(claim.since))
            asked.setdefault(key, (test, claim.since, []))[2].append(claim.id)
    found = []
    for test, since, claims in asked.values():
        then = case if since is None else moved_to(case, since)
        cards = shared_cards(((reading, _card(then, test, reading, levers)) for reading in keys), keys)
        found.append(RipePart(tuple(claims), cards, day(since)))
    return tuple(found)


def _card(case: Case, test: RipeTest, reading: str | None, levers: Sequence[str]) -> RipeCard:
    try:
        situated = situate(case, reading=reading, levers=levers)
        answer = ripeness(situated, parties=test.parties, foresight=test.foresight, concept=test.concept)
    except TertiusError as error:
        return RipeCard((), impossible=str(error))
    told = RipenessTeller(answer)
    games = tuple((told.heading(j) if answer.seen_differently else "", told.lines(j)) for j in told.games())
    return RipeCard((), told.verdict(), told.together(), games, told.scope())
