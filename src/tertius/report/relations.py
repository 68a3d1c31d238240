"""The signed networks of a case: a picture and a table a period, and what turns on the threshold."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.explain.relations_english import RelationsTeller, period_words
from tertius.explain.words import Words
from tertius.model.case import Case
from tertius.relations.analysis import PeriodResult, RelationsResult, analyze_relations
from tertius.relations.signed_network import case_table

__all__ = ["DRAWN", "BridgeRow", "Drawn", "RelationsPart", "ShownPeriod", "networks_part", "relations_part"]

DRAWN = 24
"""Actors up to which a network is drawn."""
SECONDS = 20.0
"""For all searches; a report is not the place to wait."""
SHOWN = 12
"""Periods that are shown, the last ones; the others are in `tertius relations`."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A network to draw: names in the order of the circle, ties as places and sign."""

    title: str
    words: str
    names: tuple[str, ...]
    ties: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class BridgeRow:
    """One actor of a network, in words."""

    actor: str
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    count: str
    rate: str
    constraint: str


@dataclass(frozen=True, slots=True)
class ShownPeriod:
    """One period; `settings` has a label and what it gives."""

    name: str
    drawn: Drawn | None
    lines: tuple[str, ...]
    rows: tuple[BridgeRow, ...]
    settings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RelationsPart:
    """The section; `left` is the number of earlier periods that are not shown."""

    source: tuple[str, ...]
    periods: tuple[ShownPeriod, ...]
    note: str
    left: int


def relations_part(case: Case) -> RelationsPart | None:
    """The section, or None where no tie is on file."""
    relations = case.relations
    if relations is None or not (relations.ties or relations.events):
        return None
    table = case_table(relations, [a.id for a in case.actors])
    found = analyze_relations(
        table, threshold=relations.threshold, min_events=relations.min_events, value=relations.value, seconds=SECONDS
    )
    return networks_part(found, Words(case).names)


def networks_part(found: RelationsResult, names: dict[str, str]) -> RelationsPart:
    """One result in words and pictures; actors stand in the order of `names`."""
    told = RelationsTeller(found, names)
    present = {a for p in found.periods for a in p.network.actors}
    circle = [a for a in names if a in present]
    follow = told.follow()
    shown = tuple(_period(p, told, circle, follow) for p in found.periods[-SHOWN:])
    return RelationsPart(told.source(), shown, told.sensitivity_note(), max(0, len(found.periods) - SHOWN))


def _period(period: PeriodResult, told: RelationsTeller, circle: list[str], follow: tuple[str, ...]) -> ShownPeriod:
    name = period_words(period.network.period)
    lines = [told.balance(period)]
    if period.network.edges:
        lines = [told.bridges(period), *lines, told.sides(period), told.critical(period), told.triads(period), told.weak(period)]
    drawn = _drawn(period, told, circle, name) if period.network.edges and len(circle) <= DRAWN else None
    rows = tuple(_rows(period, told))
    return ShownPeriod(name, drawn, tuple(x for x in lines if x), rows, told.sensitivity(period, follow))


def _drawn(period: PeriodResult, told: RelationsTeller, circle: list[str], name: str) -> Drawn:
    ties = period.network.ties()
    place = {actor: k for k, actor in enumerate(circle)}
    plus = [told.pair(a, b) for a, b, s in ties if s > 0]
    minus = [told.pair(a, b) for a, b, s in ties if s < 0]
    words = f"Positive ties: {'; '.join(plus) or 'none'}. Negative ties: {'; '.join(minus) or 'none'}."
    return Drawn(
        f"Signed network, {name}", words, tuple(told.actor(a) for a in circle),
        tuple((place[a], place[b], s) for a, b, s in ties),
    )  # fmt: skip


def _rows(period: PeriodResult, told: RelationsTeller) -> list[BridgeRow]:
    near: dict[str, tuple[list[str], list[str]]] = {a: ([], []) for a in period.network.actors}
    for a, b, s in period.network.ties():
        near[a][s < 0].append(told.actor(b))
        near[b][s < 0].append(told.actor(a))
    found = []
    for row in sorted(period.bridges or (), key=lambda row: -row.count)[:40]:
        low, high = (period.ranges or {}).get(row.actor, (row.count, row.count))
        count = f"{row.count}" + (f" ({low} to {high})" if low != high else "")
        rate = "–" if row.rate is None else f"{row.rate:.2f}"
        burt = "–" if row.constraint is None else f"{row.constraint:.2f}"
        plus, minus = near[row.actor]
        found.append(BridgeRow(told.actor(row.actor), tuple(plus), tuple(minus), count, rate, burt))
    return found
