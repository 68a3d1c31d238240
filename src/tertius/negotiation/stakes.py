"""One issue as arrays: who stands where, how much it matters to them, how much they count.

Positions, salience and the reference point are on a scale of 0 to 100; power is 0 or more, in any unit. NaN is missing.
Only actors with a position enter a forecast. Weight of actor i, over those:

    w_i = c_i s_i / sum_j c_j s_j

A missing salience is the mean of those that are given on the issue, a missing power likewise; where none is given, all are equal.
Where nobody with power has any salience, salience is left out of the weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray, IntArray
from tertius.errors import TertiusError
from tertius.model.position_table import MOST_POWER, PositionRow, PositionTable

__all__ = ["Observed", "Placed", "Stakes", "placed", "stakes_of"]

NONE = float("nan")


@dataclass(frozen=True, slots=True, eq=False)
class Stakes:
    """One issue.

    actors : names, one for each place of the arrays
    position, salience, power : shape (actors,); NaN where missing; an interval of positions enters with its middle
    reference : what holds without agreement; NaN where there is none
    """

    issue: str
    group: str
    actors: tuple[str, ...]
    position: FloatArray
    salience: FloatArray
    power: FloatArray
    reference: float = NONE

    def __post_init__(self) -> None:
        where = f"issue '{self.issue}'"
        for name in ("position", "salience", "power"):
            values = getattr(self, name)
            if values.shape != (len(self.actors),):
                raise TertiusError(f"{where}: {name} has shape {values.shape}; expected one number for each of {len(self.actors)} actors")
            top = MOST_POWER if name == "power" else 100.0
            wrong = np.flatnonzero((values < 0) | (values > top))
            if wrong.size:
                k = int(wrong[0])
                scale = f"0 to {top:g}"
                raise TertiusError(f"{where}: {name} of {self.actors[k]} is {values[k]:g}; expected {scale}")
        if self.reference < 0 or self.reference > 100:
            raise TertiusError(f"{where}: the reference point is {self.reference:g}; expected 0 to 100")
        held = ~np.isnan(self.position)
        if not held.any():
            raise TertiusError(f"{where}: no actor has a position; expected at least one")
        if (self.power[held] == 0).all():
            raise TertiusError(f"{where}: nobody with a position has any power; expected a power above 0 for at least one actor")


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """The actors with a position, with nothing missing any more.

    index : their places in the stakes; salience on 0 to 100; weight sums to 1
    """

    actors: tuple[str, ...]
    index: IntArray
    position: FloatArray
    salience: FloatArray
    power: FloatArray
    weight: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Observed:
    """An issue and what came about."""

    stakes: Stakes
    outcome: float


def placed(stakes: Stakes) -> Placed:
    """The actors with a position, missing values filled in."""
    index = np.flatnonzero(~np.isnan(stakes.position)).astype(np.int64)
    salience, power = _filled(stakes.salience[index], 50.0), _filled(stakes.power[index], 1.0)
    weight = power * salience
    if weight.sum() <= 0:
        weight = power if power.sum() > 0 else np.ones(len(index))
    return Placed(
        tuple(stakes.actors[k] for k in index), index, stakes.position[index], salience, power, weight / weight.sum()
    )


def _filled(values: FloatArray, otherwise: float) -> FloatArray:
    missing = np.isnan(values)
    return np.where(missing, otherwise if missing.all() else values[~missing].mean(), values) if missing.any() else values


def stakes_of(table: PositionTable) -> tuple[tuple[Stakes, float | None], ...]:
    """Each issue of a table that somebody has a position on, with its outcome where it has one; in file order."""
    rows: dict[tuple[str, str], list[PositionRow]] = {(i.group, i.issue): [] for i in table.issues}
    for r in table.rows:
        rows[r.group, r.issue].append(r)
    found: list[tuple[Stakes, float | None]] = []
    for i in table.issues:
        own = rows[i.group, i.issue]
        if any(r.position is not None for r in own):
            found.append((_stakes(own, i.issue, i.group, i.status_quo), i.outcome))
    return tuple(found)


def _stakes(rows: Sequence[PositionRow], issue: str, group: str, reference: float | None) -> Stakes:
    def numbers(values: list[float | None]) -> FloatArray:
        return np.array([NONE if v is None else v for v in values], dtype=np.float64)

    return Stakes(
        issue,
        group,
        tuple(r.actor for r in rows),
        numbers([None if r.position is None else (r.position[0] + r.position[1]) / 2 for r in rows]),
        numbers([r.salience for r in rows]),
        numbers([r.power for r in rows]),
        NONE if reference is None else reference,
    )
