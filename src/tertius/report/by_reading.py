"""Answers under several readings: those that are the same stand once, with all the readings that give them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Protocol, TypeVar

from tertius.model.asof import history_position
from tertius.model.case import Case, Claim
from tertius.model.dates import Date
from tertius.report.exhibits import Key

__all__ = ["alike", "asked_since", "shared_cards"]


class Card(Protocol):
    """What a part shows for one reading, or for several that answer alike."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def keys(self) -> tuple[Key, ...]:
        """The readings."""


C = TypeVar("C", bound=Card)
T = TypeVar("T")


def alike(answers: Iterable[tuple[str | None, T]], keys: Mapping[str | None, Key]) -> tuple[tuple[tuple[Key, ...], T], ...]:
    """Each distinct answer with the readings that give it, in the order in which answers first come.

    answers : (reading, answer); answers can be hashed
    """
    groups: dict[T, list[Key]] = {}
    for reading, answer in answers:
        groups.setdefault(answer, []).append(keys[reading])
    return tuple((tuple(mine), answer) for answer, mine in groups.items())


def shared_cards(cards: Iterable[tuple[str | None, C]], keys: Mapping[str | None, Key]) -> tuple[C, ...]:
    """A card for each distinct answer, under the readings that give it; the cards that come in have no readings yet."""
    return tuple(replace(card, keys=mine) for mine, card in alike(cards, keys))


def asked_since(case: Case, claim: Claim) -> tuple[Date | None, int | None]:
    """The date from whose situation a claim is asked, and its place in the history; None and None for the status quo's own."""
    if claim.since is None:
        return None, None
    place = history_position(case.history, claim.since)
    if case.as_of is not None and place == history_position(case.history, case.as_of):
        return None, None
    return claim.since, place
