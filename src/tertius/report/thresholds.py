"""Pivotal windows and commitment thresholds, reading by reading; readings that answer alike share a card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from tertius.explain.thresholds_english import ThresholdTeller, spread_words
from tertius.leverage.pivotal_window import WindowFinding, on_one_axis
from tertius.leverage.quantities import Range
from tertius.leverage.thresholds import CommitmentRow, WindowRow, thresholds
from tertius.model.case import Case
from tertius.report.by_reading import shared_cards
from tertius.report.exhibits import Key

__all__ = ["MoverRow", "Strip", "ThresholdCard", "ThresholdItem", "ThresholdPart", "thresholds_part"]


@dataclass(frozen=True, slots=True)
class Strip:
    """One row of a window's picture: chances for every and for some value, and the same in words."""

    label: str
    always: tuple[float, float] | None
    perhaps: tuple[float, float] | None
    words: str


@dataclass(frozen=True, slots=True)
class MoverRow:
    """What one quantity does to the margin."""

    name: str
    given: str
    effect: str
    commits: str
    refuses: str


@dataclass(frozen=True, slots=True)
class ThresholdPart:
    """What is said at once, or after the others' replies; or all of it."""

    when: str
    lines: tuple[str, ...]
    movers: tuple[MoverRow, ...] = ()
    of_force: str = ""


@dataclass(frozen=True, slots=True)
class ThresholdCard:
    """One reading, or several that answer alike; `impossible` says why there is no answer."""

    keys: tuple[Key, ...]
    strips: tuple[Strip, ...] = ()
    parts: tuple[ThresholdPart, ...] = ()
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class ThresholdItem:
    """One window or commitment."""

    id: str
    name: str
    asked: str
    cards: tuple[ThresholdCard, ...]


def thresholds_part(case: Case, keys: Mapping[str | None, Key], *, levers: Sequence[str] = ()) -> tuple[ThresholdItem, ...]:
    """An item for each window and commitment of the case, under each reading of `keys`."""
    if not case.thresholds:
        return ()
    found = thresholds(case, readings=tuple(keys), levers=levers)
    told = ThresholdTeller(case)
    items = []
    for _, windows in groupby(found.windows, key=lambda r: r.window.id):
        rows = list(windows)
        asked = next((told.asked(r.finding) for r in rows if r.finding is not None), "")
        cards = ((r.reading, _window_card(told, r)) for r in rows)
        items.append(ThresholdItem(rows[0].window.id, rows[0].window.name, asked, shared_cards(cards, keys)))
    for _, listed in groupby(found.commitments, key=lambda r: r.commitment.id):
        mine = list(listed)
        cards = ((r.reading, _commitment_card(told, r)) for r in mine)
        items.append(ThresholdItem(mine[0].commitment.id, mine[0].commitment.name, told.parties(mine[0]), shared_cards(cards, keys)))
    return tuple(items)


def _window_card(told: ThresholdTeller, row: WindowRow) -> ThresholdCard:
    if row.finding is None:
        return ThresholdCard((), impossible=told.no_answer(row.impossible, row.reading))
    return ThresholdCard((), _strips(told, row.finding), (ThresholdPart("", told.window_lines(row.finding)),))


def _strips(told: ThresholdTeller, found: WindowFinding) -> tuple[Strip, ...]:
    return tuple(
        Strip(label, _floats(always), _floats(perhaps), told.strip(always, perhaps))
        for label, (always, perhaps) in zip(told.strip_labels(found), on_one_axis(found), strict=True)
    )


def _floats(found: Range | None) -> tuple[float, float] | None:
    return None if found is None else (float(found[0]), float(found[1]))


def _commitment_card(told: ThresholdTeller, row: CommitmentRow) -> ThresholdCard:
    parts = tuple(
        ThresholdPart(
            when,
            lines,
            tuple(
                MoverRow(told.parameter(i), spread_words(i.given), told.effect(i), *told.break_even(i))
                for i in finding.influences
                if not i.of_force
            ),
            told.of_force(finding),
        )
        for when, lines, finding in told.parts(row)
    )
    return ThresholdCard((), parts=parts, impossible=told.no_answer(row.impossible, row.reading))
