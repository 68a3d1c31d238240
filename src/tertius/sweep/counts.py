"""Draws counted: whole numbers that add up, whatever the order and however the draws are cut.

`counts` takes the tables of one block; sums of counts are counts. What they take in memory depends on the case, not on how many
draws there are. Besides each answer's number of draws they keep, for each feature of an input (`tertius.sweep.labels`), in how many
draws it and the answer came together: from these four numbers influence is worked out (`tertius.sweep.influence`). Of a number they keep
for each feature of a numeric input the draws with it, and the sum and the sum of squares of the number's steps in them
(`tertius.sweep.number_influence`): whole numbers too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tertius.arrays import IntArray
from tertius.errors import TertiusError
from tertius.sweep.labels import first_numeric, labels_of
from tertius.sweep.numbers import numbers_of
from tertius.sweep.plan import LEVER_VERDICTS, VERDICTS, Plan, Table

__all__ = ["BINS", "KINDS", "Counts", "counts"]

KINDS = ("sufficient", "necessary", "but_for")
"""What is asked of a lever."""
HOLDS = VERDICTS.index("holds")
BINS = 1_001
"""Steps of a number, ends included: a tenth of a point on a scale of 0 to 100. Counts of them add up exactly; sums of floats would not."""


@dataclass(frozen=True, eq=False, slots=True)
class Counts:
    """How many draws give each answer. The readings are those of the plan's labels, and one more: the mixture.

    equilibria : (readings + 1, concepts, states); outcomes : (readings + 1, ends)
    verdicts : (readings + 1, claims, verdicts); levers : (readings + 1, targets, levers, kinds, verdicts)
    features : (features,) draws in which each is on
    numbers : (readings, numbers, `BINS`) draws with each number in each of so many equal steps from 0 to the end of its scale
    sums : (readings, numbers, numeric features, 3) of the draws in which each number is told and each feature is on: how many, the sum of
        the number's steps, the sum of their squares
    together : from (what, reading, ...) of an outcome, a verdict or (what is then one of `KINDS`) a lever with which it holds, where it has been
        met, to (features,) draws with both
    """

    fingerprint: str
    draws: int
    equilibria: IntArray
    outcomes: IntArray
    verdicts: IntArray
    levers: IntArray
    features: IntArray
    numbers: IntArray
    sums: IntArray
    together: Mapping[tuple[str, int, int, int], IntArray]

    @classmethod
    def empty(cls, plan: Plan) -> Counts:
        """No draws."""
        known = labels_of(plan)
        readings = len(known.readings) + 1
        return cls(
            fingerprint=plan.fingerprint,
            draws=0,
            equilibria=np.zeros((readings, len(plan.concepts), len(known.states)), np.int64),
            outcomes=np.zeros((readings, len(known.ends)), np.int64),
            verdicts=np.zeros((readings, len(plan.claims), len(VERDICTS)), np.int64),
            levers=np.zeros((readings, len(plan.targets), len(plan.case.levers), len(KINDS), len(LEVER_VERDICTS)), np.int64),
            features=np.zeros(len(known.features), np.int64),
            numbers=np.zeros((readings - 1, len(known.numbers), BINS), np.int64),
            sums=np.zeros((readings - 1, len(known.numbers), len(known.features) - first_numeric(plan), 3), np.int64),
            together={},
        )

    def __add__(self, other: Counts) -> Counts:
        """The counts of both; they must be about the same plan."""
        if self.fingerprint != other.fingerprint:
            raise TertiusError("these counts are of two different sweeps (case, version, seed or options differ); they cannot be added")
        together = {key: value.copy() for key, value in self.together.items()}
        for key, value in other.together.items():
            together[key] = together[key] + value if key in together else value.copy()
        return Counts(
            fingerprint=self.fingerprint,
            draws=self.draws + other.draws,
            equilibria=self.equilibria + other.equilibria,
            outcomes=self.outcomes + other.outcomes,
            verdicts=self.verdicts + other.verdicts,
            levers=self.levers + other.levers,
            features=self.features + other.features,
            numbers=self.numbers + other.numbers,
            sums=self.sums + other.sums,
            together=together,
        )

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Counts):
            return NotImplemented
        arrays = ("equilibria", "outcomes", "verdicts", "levers", "features", "numbers", "sums")
        return (
            (self.fingerprint, self.draws) == (other.fingerprint, other.draws)
            and all(np.array_equal(getattr(self, name), getattr(other, name)) for name in arrays)
            and self.together.keys() == other.together.keys()
            and all(np.array_equal(value, other.together[key]) for key, value in self.together.items())
        )

    __hash__ = None  # type: ignore[assignment]


def counts(plan: Plan, tables: Mapping[str, Table]) -> Counts:
    """The counts of one block's tables."""
    from scipy.sparse import csr_array

    found = Counts.empty(plan)
    draws = tables["draws"]
    firsts, which = np.unique(draws["like"], return_inverse=True)
    which = np.asarray(which).reshape(-1)
    # How many draws each world stands for, in all (last column) and for each reading of the mixture.
    mixed = found.outcomes.shape[0] - 1
    weight = np.zeros((len(firsts), mixed + 1), np.int64)
    mixture = draws["mixture"].astype(np.int64)
    taken = mixture >= 0
    np.add.at(weight, (which[taken], mixture[taken]), 1)
    weight[:, mixed] = np.bincount(which, minlength=len(firsts))

    def world(table: Table) -> IntArray:
        return np.searchsorted(firsts, table["draw"]).astype(np.int64)

    on = np.zeros((len(firsts), len(found.features)), np.bool_)
    on[world(tables["inputs"]), tables["inputs"]["feature"].astype(np.int64)] = True

    def count(array: IntArray, table: Table, *columns: NDArray[np.generic] | int) -> None:
        at, reading = world(table), table["reading"].astype(np.int64)
        rest = [c.astype(np.int64) if isinstance(c, np.ndarray) else np.full(len(at), c, np.int64) for c in columns]
        flat = array.reshape(-1)
        np.add.at(flat, np.ravel_multi_index((reading, *rest), array.shape), weight[at, mixed])
        if taken.any():
            np.add.at(flat, np.ravel_multi_index((np.full(len(at), mixed, np.int64), *rest), array.shape), weight[at, reading])

    together: dict[tuple[str, int, int, int], IntArray] = {}

    def join(name: str, table: Table, first: NDArray[np.generic], second: NDArray[np.generic]) -> None:
        if not len(table["draw"]):
            return
        at, reading = world(table), table["reading"].astype(np.int64)
        keys = reading, first.astype(np.int64), second.astype(np.int64)
        shape = tuple(int(k.max()) + 1 for k in keys)
        code = np.ravel_multi_index(keys, shape)
        met = np.flatnonzero(np.bincount(code, minlength=int(np.prod(shape))))
        place = np.zeros(int(np.prod(shape)), np.int64)
        place[met] = np.arange(len(met))
        flags = on.astype(np.int64)

        def sums(weights: IntArray) -> IntArray:
            return np.asarray(csr_array((weights, (place[code], at)), shape=(len(met), len(firsts))) @ flags, np.int64)

        inside = weight[at, reading]
        of_all, of_mixture = sums(weight[at, mixed]), sums(inside) if inside.any() else None
        drawn = np.bincount(place[code], inside, len(met)) > 0
        for k, (r, *key) in enumerate(zip(*(x.tolist() for x in np.unravel_index(met, shape)), strict=True)):
            together[name, r, key[0], key[1]] = of_all[k]
            if of_mixture is not None and drawn[k]:
                name_of_mixture = name, mixed, key[0], key[1]
                together[name_of_mixture] = together.get(name_of_mixture, np.zeros(on.shape[1], np.int64)) + of_mixture[k]

    if "equilibria" in tables:
        table = tables["equilibria"]
        count(found.equilibria, table, table["concept"], table["state"])
        table = tables["outcomes"]
        count(found.outcomes, table, table["state"])
        join("outcomes", table, table["state"], np.zeros(len(table["draw"]), np.int64))
    if "verdicts" in tables:
        table = tables["verdicts"]
        count(found.verdicts, table, table["claim"], table["verdict"])
        join("verdicts", table, table["claim"], table["verdict"])
    if "levers" in tables:
        table = tables["levers"]
        for k, kind in enumerate(KINDS):
            asked = table[kind].astype(np.int64) >= 0
            part = {name: column[asked] for name, column in table.items()}
            count(found.levers, part, part["target"], part["lever"], k, part[kind])
            held = {name: column[part[kind].astype(np.int64) == HOLDS] for name, column in part.items()}
            join(kind, held, held["target"], held["lever"])
    if "numbers" in tables:
        table = tables["numbers"]
        tops = np.array([n.top for n in numbers_of(plan)])
        number = table["number"].astype(np.int64)
        step = np.rint(np.clip(table["value"].astype(np.float64) / tops[number], 0.0, 1.0) * (BINS - 1)).astype(np.int64)
        reading = table["reading"].astype(np.int64)
        np.add.at(found.numbers, (reading, number, step), 1)
        # Where numbers are told each draw is a world of its own.
        shape = (*found.sums.shape[:2], len(firsts))
        told, steps = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        told[reading, number, world(table)] = 1
        steps[reading, number, world(table)] = step
        high = on[:, first_numeric(plan) :].astype(np.int64)
        for k, values in enumerate((told, steps, steps * steps)):
            found.sums[..., k] = values @ high
    return Counts(
        fingerprint=found.fingerprint,
        draws=len(draws["draw"]),
        equilibria=found.equilibria,
        outcomes=found.outcomes,
        verdicts=found.verdicts,
        levers=found.levers,
        features=weight[:, mixed] @ on.astype(np.int64),
        numbers=found.numbers,
        sums=found.sums,
        together=together,
    )
