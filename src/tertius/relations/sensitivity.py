"""How far a network turns on where the threshold and the minimum number of events are put.

One is varied at a time, over a fixed grid and what was asked for. Signs that are given in words do not depend on either;
for them, and for all others, there is the question what one wrong tie would do (`tertius.relations.bridges.one_tie_wrong`;
the frustration index changes by at most 1).
"""

from __future__ import annotations

import time
from dataclasses import dataclass

import numpy as np

from tertius.model.dyads import DyadTable
from tertius.model.relations import Relations
from tertius.relations.bridges import bridge_counts
from tertius.relations.frustration import EXACT_TIES, frustration
from tertius.relations.signed_network import SignedNetwork, networks
from tertius.relations.triads import LOOKUPS, lookups

__all__ = ["MINIMA", "THRESHOLDS", "SettingResult", "Setting", "bridge_settings", "grid", "vary"]

THRESHOLDS = {"mean": (0.0, 0.5, 1.0, 2.0, 3.0), "sum": (0.0, 1.0, 2.0, 5.0, 10.0, 20.0)}
MINIMA = (1, 2, 3, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class Setting:
    """A threshold and a minimum number of events."""

    threshold: float
    min_events: int


@dataclass(frozen=True, slots=True)
class SettingResult:
    """One period with another setting.

    lower, upper : of the frustration index
    bridges : T by actor, those above 0; None where there are too many triads to count, or the time was up
    """

    setting: Setting
    edges: int
    lower: int
    upper: int
    bridges: dict[str, int] | None


def grid(table: DyadTable, asked: Setting, value: str) -> tuple[Setting, ...]:
    """The settings to try, thresholds first, the one asked for among them; none where all signs are given in words."""
    found: list[Setting] = []
    if not bool(table.stated.all()):
        found += [Setting(t, asked.min_events) for t in sorted({*THRESHOLDS[value], asked.threshold})]
    if bool((table.count > 0).any()):
        found += [Setting(asked.threshold, n) for n in sorted({*MINIMA, asked.min_events})]
    return tuple(dict.fromkeys(found))


def vary(
    table: DyadTable, asked: Setting, *, value: str = "mean", end: float = float("inf"), limit: int = EXACT_TIES
) -> dict[str, tuple[SettingResult, ...]]:
    """Every setting of the grid in every period of the table.

    end, limit : as in `frustration`; past the limit bounds stand in place of the index, past the end 0 and half of all ties
    """
    found: dict[str, list[SettingResult]] = {label: [] for label in table.periods}
    known: dict[tuple[str, bytes], SettingResult] = {}
    for setting in grid(table, asked, value):
        for network in networks(table, threshold=setting.threshold, min_events=setting.min_events, value=value):
            key = network.period, _fingerprint(network)
            if key not in known:
                known[key] = _result(network, setting, end, limit)
            same = known[key]
            found[network.period].append(SettingResult(setting, same.edges, same.lower, same.upper, same.bridges))
    return {label: tuple(rows) for label, rows in found.items()}


def _fingerprint(network: SignedNetwork) -> bytes:
    import hashlib

    names = "\x00".join(network.actors).encode()
    data = np.stack([network.a, network.b, network.sign]).astype(np.int64).tobytes()
    return hashlib.sha256(names + data).digest()


def _result(network: SignedNetwork, setting: Setting, end: float, limit: int) -> SettingResult:
    if time.monotonic() > end:
        # Where no move of one actor helps, at most half of the ties are frustrated, so half is always a bound.
        return SettingResult(setting, network.edges, 0, network.edges // 2, None)
    index = frustration(network, end=end, limit=limit)
    bridges = None
    if lookups(network.nodes, network.a, network.b) <= LOOKUPS:
        counts = bridge_counts(network)
        bridges = {network.actors[k]: int(counts[k]) for k in np.flatnonzero(counts).tolist()}
    return SettingResult(setting, network.edges, index.lower, index.upper, bridges)


def bridge_settings(table: DyadTable, period: str, actor: str, relations: Relations) -> tuple[tuple[Setting, int], ...]:
    """T of one actor in one period with every setting of the grid."""
    asked = Setting(relations.threshold, relations.min_events)
    found = []
    for setting in grid(table, asked, relations.value):
        made = networks(table, threshold=setting.threshold, min_events=setting.min_events, value=relations.value)
        network = next(n for n in made if n.period == period)
        at = network.place(actor)
        found.append((setting, 0 if at is None else int(bridge_counts(network)[at])))
    return tuple(found)
