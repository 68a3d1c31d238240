r"""What two sides can have between them: the packages that neither could improve on without the other losing.

Over the packages that nothing excludes and that cross no red line of the two sides or of anybody whose consent is needed. A package belongs to the
frontier if no other gives both as much and one more. Whether the others also gain is not asked here.

**How.** Utilities are sums over issues, so the frontier of two groups of issues together is made of sums of points of their frontiers: the issues are
joined one after the other, and what is beaten goes. Issues that an exclusion names together are one group, enumerated. Exact.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.errors import LimitError
from tertius.model.expr import COMPARISONS, comparison_of
from tertius.negotiation.bargain import EPSILON, Bargain
from tertius.negotiation.rules import needed

__all__ = ["Frontier", "frontier_of"]

MOST = 1_000_000
"""Combinations of options of issues that exclusions tie together, and points joined in one step."""


@dataclass(frozen=True, slots=True, eq=False)
class Frontier:
    """gains : shape (packages, 2), the first side's falling and the second's rising; columns : the package of each row, in the bargain's columns

    `within` are the rows by which neither has less than without agreement; they stand together.
    """

    sides: tuple[str, str]
    gains: FloatArray
    columns: tuple[tuple[int, ...], ...]
    disagreement: tuple[float, float]

    @property
    def within(self) -> range:
        """The rows by which neither side has less than without agreement."""
        rows = np.flatnonzero((self.gains >= -EPSILON).all(axis=1))
        return range(int(rows[0]), int(rows[-1]) + 1) if len(rows) else range(0)

    def utility(self, side: int, row: int) -> float:
        """What a side has by a package."""
        return float(self.gains[row, side]) + self.disagreement[side]


def frontier_of(bargain: Bargain, sides: tuple[str, str]) -> Frontier:
    """The frontier; it is empty where red lines and exclusions leave no package.

    Raises `LimitError` where exclusions tie too many options together.
    """
    places = [bargain.parties.index(s) for s in sides]
    held = {*places, *(bargain.parties.index(p) for p in needed(bargain.rule, bargain.parties))}
    barred: BoolArray = np.asarray((bargain.beyond[sorted(held)] > EPSILON).any(axis=0))
    points = np.array([[bargain.constant[i] for i in places]])
    columns: list[tuple[int, ...]] = [()]
    for group in _groups(bargain):
        more = _settings(bargain, group, barred)
        if not more:
            return Frontier(sides, np.zeros((0, 2)), (), _grounds(bargain, places))
        gains = np.array([[sum(bargain.gain[i, c] for c in setting) for i in places] for setting in more])
        keep = _unbeaten(gains)
        gains, more = gains[keep], [more[k] for k in keep]
        if len(points) * len(more) > MOST:
            raise LimitError(f"what {sides[0]} and {sides[1]} can have has more than {MOST:,} combinations in one step; name fewer points on the scales")
        joined = (points[:, None, :] + gains[None, :, :]).reshape(-1, 2)
        keep = _unbeaten(joined)
        points = joined[keep]
        columns = [columns[k // len(more)] + more[k % len(more)] for k in keep]
    return Frontier(sides, points, tuple(tuple(sorted(c)) for c in columns), _grounds(bargain, places))


def _grounds(bargain: Bargain, places: list[int]) -> tuple[float, float]:
    return float(bargain.disagreement[places[0]]), float(bargain.disagreement[places[1]])


def _groups(bargain: Bargain) -> list[list[int]]:
    """Issues by place, those that an exclusion names together in one group."""
    groups = [{k} for k in range(len(bargain.issues))]
    for expr in bargain.negotiation.exclude:
        named = {bargain.issues.index(comparison_of(a)[0]) for a in expr.atoms}
        joined = [g for g in groups if g & named]
        if joined:
            groups = [g for g in groups if not g & named] + [set().union(*joined)]
    return sorted(sorted(g) for g in groups)


def _settings(bargain: Bargain, group: list[int], barred: BoolArray) -> list[tuple[int, ...]]:
    """The settings of a group of issues that nothing bars or excludes."""
    spans = [[c for c in range(bargain.columns(k).start, bargain.columns(k).stop) if not barred[c]] for k in group]
    size = 1
    for span in spans:
        size *= len(span)
    if size > MOST:
        names = ", ".join(bargain.issues[k] for k in group)
        raise LimitError(f"exclusions tie {names} together, with {size:,} combinations; {MOST:,} can be looked at")
    issues = {bargain.issues[k] for k in group}
    about = [e for e in bargain.negotiation.exclude if all(comparison_of(a)[0] in issues for a in e.atoms)]

    def allowed(setting: tuple[int, ...]) -> bool:
        at = {bargain.issues[k]: float(bargain.options[c]) for k, c in zip(group, setting, strict=True)}

        def true(atom: str) -> bool:
            name, sign, number = comparison_of(atom)
            return bool(COMPARISONS[sign](at[name], number))

        return not any(e.holds(true) for e in about)

    return [s for s in itertools.product(*spans) if not about or allowed(s)]


def _unbeaten(gains: FloatArray) -> list[int]:
    """Rows that no other beats, the first side's gain falling; of equal rows the first."""
    order = np.lexsort((-gains[:, 1], -gains[:, 0]))
    found: list[int] = []
    best = -np.inf
    for k in order.tolist():
        if gains[k, 1] > best + EPSILON:
            found.append(k)
            best = float(gains[k, 1])
    return found
