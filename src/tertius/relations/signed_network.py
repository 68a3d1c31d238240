r"""Signed networks, one for each period.

A pair of actors :math:`\{i, j\}` has a value :math:`v_{ij}` in a period: the mean (or sum) of its events, or the number
of its tie. With threshold :math:`t \ge 0` and minimum :math:`n`,

.. math:: s_{ij} = +1 \text{ if } v_{ij} > t, \quad -1 \text{ if } v_{ij} < -t, \quad \text{no tie otherwise},

and no tie where a pair has fewer than :math:`n` events. A sign that is given in words stands whatever t and n are.

References: Harary, F. (1953), On the notion of balance of a signed graph, Michigan Math. J. 2. The rule for events is the
usual one for dyadic Goldstein means; where to put t and n is a choice, so results say how much turns on it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray, IntArray
from tertius.errors import TertiusError, UnknownNameError
from tertius.model.dyads import DyadTable, TableSource
from tertius.model.relations import ALL_DATES, Relations, Tie, period_of

__all__ = ["SignedNetwork", "case_table", "networks", "restricted"]


@dataclass(frozen=True, slots=True, eq=False)
class SignedNetwork:
    """The ties of one period.

    actors : those with at least one tie
    a, b : (ties,) places in `actors`, a < b; sign : (ties,) 1 or -1; value : (ties,) what the sign was read from
    """

    period: str
    actors: tuple[str, ...]
    a: IntArray
    b: IntArray
    sign: IntArray
    value: FloatArray

    @property
    def nodes(self) -> int:
        """How many actors have a tie."""
        return len(self.actors)

    @property
    def edges(self) -> int:
        """How many ties there are."""
        return len(self.a)

    def place(self, actor: str) -> int | None:
        """The actor's place, or None if it has no tie."""
        return self.actors.index(actor) if actor in self.actors else None

    def ties(self) -> tuple[tuple[str, str, int], ...]:
        """Pairs with their sign."""
        return tuple((self.actors[i], self.actors[j], int(s)) for i, j, s in zip(self.a, self.b, self.sign, strict=True))


def case_table(relations: Relations, actors: Sequence[str]) -> DyadTable:
    """The ties and events of a case by period; a tie of the file stands in place of events of its pair."""
    known = {name: k for k, name in enumerate(actors)}
    starts = {period_of(t.date, relations.period) for t in relations.ties if t.date is not None}
    starts |= {period_of(e.date, relations.period) for e in relations.events}
    periods = tuple(sorted(starts)) or (ALL_DATES,)
    rows: dict[tuple[int, int, int], tuple[float, int, bool]] = {}
    index = {label: k for k, label in enumerate(periods)}

    def key(period: int, a: str, b: str) -> tuple[int, int, int]:
        i, j = known[a], known[b]
        return (period, i, j) if i < j else (period, j, i)

    for event in relations.events:
        at = key(index[period_of(event.date, relations.period)], event.a, event.b)
        total, count, _ = rows.get(at, (0.0, 0, False))
        rows[at] = total + event.total, count + event.count, False
    for tie in relations.ties:
        for label in periods_of(tie, periods, relations.period):
            rows[key(index[label], tie.a, tie.b)] = tie.value, 0, tie.stated
    keys = np.array(sorted(rows), dtype=np.int64).reshape(-1, 3)
    values = [rows[k] for k in sorted(rows)]
    return DyadTable(
        periods, tuple(actors), keys[:, 0], keys[:, 1], keys[:, 2],
        np.array([v[0] for v in values], dtype=np.float64),
        np.array([v[1] for v in values], dtype=np.int64),
        np.array([v[2] for v in values], dtype=np.bool_),
        TableSource(layout="case", rows=len(relations.ties) + sum(e.count for e in relations.events)),
    )  # fmt: skip


def periods_of(tie: Tie, periods: Sequence[str], period: str) -> tuple[str, ...]:
    """The periods on file in which a tie holds."""
    if tie.date is None:
        return tuple(periods)
    first = period_of(tie.date, period)
    last = first if tie.until is None else period_of(tie.until, period)
    return tuple(label for label in periods if first <= label <= last)


def networks(
    table: DyadTable,
    *,
    threshold: float = 0.0,
    min_events: int = 1,
    value: str = "mean",
    actors: Sequence[str] = (),
) -> tuple[SignedNetwork, ...]:
    """A network for each period of the table, in order.

    actors : only ties among these (all if empty)

    Raises `UnknownNameError` for an actor that the table does not have, `TertiusError` for a threshold below 0.
    """
    if not threshold >= 0 or threshold == np.inf:
        raise TertiusError(f"the threshold is {threshold:g}; it must be 0 or more: ties are above it, or below minus it")
    if min_events < 1:
        raise TertiusError(f"the minimum number of events is {min_events}; it must be 1 or more")
    table = restricted(table, actors)
    values = table.total if value == "sum" else table.total / np.maximum(table.count, 1)
    counted = (table.count == 0) | (table.count >= min_events)
    sign = np.where(values > 0, 1, -1)
    there = table.stated | (counted & (np.abs(values) > threshold))
    found = []
    order = np.argsort(table.period, kind="stable")
    bounds = np.searchsorted(table.period[order], np.arange(len(table.periods) + 1))
    for k, label in enumerate(table.periods):
        rows = order[bounds[k] : bounds[k + 1]]
        rows = rows[there[rows]]
        a, b = table.a[rows], table.b[rows]
        present = np.unique(np.concatenate([a, b]))
        names = tuple(table.actors[i] for i in present.tolist())
        found.append(
            SignedNetwork(label, names, np.searchsorted(present, a), np.searchsorted(present, b), sign[rows], values[rows])
        )
    return tuple(found)


def restricted(table: DyadTable, actors: Sequence[str]) -> DyadTable:
    """The table with ties among some actors only; the table itself if none is named."""
    if not actors:
        return table
    known = {name: k for k, name in enumerate(table.actors)}
    for name in actors:
        if name not in known:
            raise UnknownNameError("actor", name, table.actors)
    kept = np.zeros(len(table.actors), np.bool_)
    kept[[known[name] for name in actors]] = True
    rows = kept[table.a] & kept[table.b]
    return DyadTable(
        table.periods, table.actors, table.period[rows], table.a[rows], table.b[rows], table.total[rows],
        table.count[rows], table.stated[rows], table.source,
    )  # fmt: skip
