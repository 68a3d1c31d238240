"""Everything about the signed networks of a table or a case, period by period: one result, for every way of showing it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tertius.model.dyads import DyadTable
from tertius.relations.bridges import Bridge, bridge_counts, bridges_of, one_tie_wrong
from tertius.relations.critical import Critical, critical_ties
from tertius.relations.frustration import EXACT_TIES, Frustration, frustration
from tertius.relations.sensitivity import Setting, SettingResult, vary
from tertius.relations.signed_network import SignedNetwork, networks, restricted
from tertius.relations.triads import LOOKUPS, Triads, WeakBalance, lookups, triads_of, weak_balance
from tertius.shown import Shown

__all__ = ["CRITICAL_TIES", "PeriodResult", "RelationsResult", "analyze_relations"]

CRITICAL_TIES = 200
"""Ties up to which critical ties are looked for unless asked otherwise."""
WRONG_TIES = 2_000_000
"""Look-ups up to which it is worked out what one wrong tie would do to bridges."""


@dataclass(frozen=True, slots=True)
class PeriodResult:
    """One period.

    triads, bridges : None where there are too many triads to count
    ranges : T of each actor of `bridges` if one tie were wrong; None where that is too much work
    critical : None where it was not asked for, or the index is not exact
    settings : with other thresholds and minimum numbers of events
    """

    network: SignedNetwork
    frustration: Frustration
    triads: Triads | None
    weak: WeakBalance
    bridges: tuple[Bridge, ...] | None
    ranges: dict[str, tuple[int, int]] | None
    critical: Critical | None
    settings: tuple[SettingResult, ...]


@dataclass(frozen=True, slots=True, repr=False)
class RelationsResult(Shown):
    """All periods, and what they were asked with; `limit` is the number of ties up to which exactness was tried."""

    table: DyadTable
    setting: Setting
    value: str
    actors: tuple[str, ...]
    limit: int
    periods: tuple[PeriodResult, ...]

    @property
    def complete(self) -> bool:
        """Whether every index is exact and every search for critical ties was finished."""
        return all(p.frustration.exact and (p.critical is None or p.critical.complete) for p in self.periods)

    def __repr__(self) -> str:
        periods = "; ".join(f"{p.network.period}: L {p.frustration.index}" for p in self.periods[-6:])
        actors = {a for p in self.periods for a in p.network.actors}
        return f"<RelationsResult: {len(actors)} actors, {len(self.periods)} periods\n  frustration {periods or 'none'}>"


def analyze_relations(
    table: DyadTable,
    *,
    threshold: float = 0.0,
    min_events: int = 1,
    value: str = "mean",
    actors: Sequence[str] = (),
    critical: bool | None = None,
    limit: int = EXACT_TIES,
    seconds: float = float("inf"),
    tick: Callable[[int, int], None] | None = None,
) -> RelationsResult:
    """The networks of a table, analysed.

    actors : only ties among these
    critical : look for critical ties in all networks (True), none (False), or those of up to `CRITICAL_TIES` ties
    limit : ties up to which an exact index is tried; seconds : for all searches together; past either, bounds
    tick : told how many periods are done, of how many
    """
    end = time.monotonic() + seconds
    table = restricted(table, actors)
    setting = Setting(threshold, min_events)
    made = networks(table, threshold=threshold, min_events=min_events, value=value)
    indices = []
    for k, network in enumerate(made):
        if tick is not None:
            tick(k, len(made))
        indices.append(frustration(network, end=_share(end, len(made) - k), limit=limit))
    found_critical: list[Critical | None] = []
    for k, (network, index) in enumerate(zip(made, indices, strict=True)):
        wanted = network.edges <= CRITICAL_TIES if critical is None else critical
        found_critical.append(critical_ties(network, index, end=_share(end, len(made) - k)) if wanted else None)
    settings = vary(table, setting, value=value, end=end, limit=limit)
    return RelationsResult(
        table,
        setting,
        value,
        tuple(actors),
        limit,
        tuple(
            _period(network, index, ties, settings[network.period])
            for network, index, ties in zip(made, indices, found_critical, strict=True)
        ),
    )


def _share(end: float, left: int) -> float:
    """When the first of those that are left has had its part of the time."""
    now = time.monotonic()
    return now + (end - now) / left


def _period(
    network: SignedNetwork, index: Frustration, critical: Critical | None, settings: tuple[SettingResult, ...]
) -> PeriodResult:
    work = lookups(network.nodes, network.a, network.b)
    triads, bridges, ranges = None, None, None
    if work <= LOOKUPS:
        triads = triads_of(network)
        counts = bridge_counts(network)
        bridges = bridges_of(network, counts)
        if work <= WRONG_TIES:
            low, high = one_tie_wrong(network, counts)
            ranges = {network.actors[k]: (int(low[k]), int(high[k])) for k in np.flatnonzero(high).tolist()}
    return PeriodResult(network, index, triads, weak_balance(network), bridges, ranges, critical, settings)
