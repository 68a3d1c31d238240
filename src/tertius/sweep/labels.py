"""What the numbers in a sweep's tables stand for: readings, states, and the features of inputs.

A *feature* is a yes-or-no fact about how one input came out. For an order drawn by swaps, or from a partial order: that an item stands
above one that it does not stand above in the case (of a partial order: in the order of its items). For alternatives: that the
k-th was taken. Features of numeric inputs are those of `tertius.sweep.numbers`. Features are what influence and tipping are told by (`tertius.sweep.influence`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from tertius.kernels.codes import spelled
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, Preference
from tertius.model.expr import Expr
from tertius.model.uncertainty import Alternatives, Extensions, Varying
from tertius.sweep.numbers import NumericFeature, numbers_of, numeric_features
from tertius.sweep.plan import AS_IT_STANDS, IMPOSSIBLE, UNSETTLED, Plan

__all__ = ["Feature", "Labels", "distinct", "feature_of", "features_of", "first_numeric", "items_of", "labels_of", "texts_of"]


@dataclass(frozen=True, slots=True)
class Feature:
    """One way in which a preference can be other than in the case.

    kind : ``order`` (the item `upper` stands above the item `lower`, which it follows in the case) or ``alternative`` (number `upper`); or, of a
    number that lies in the upper half of what is declared, ``position``, ``salience``, ``power`` or ``likelihood``
    actor : of a number, the party; of a likelihood, nobody
    upper, lower : numbers of items, from 0; upper_text, lower_text : as they are written; of a number the issue, or the row and the reading
    """

    actor: str
    kind: str
    upper: int
    lower: int = -1
    upper_text: str = ""
    lower_text: str = ""

    @property
    def number_label(self) -> str:
        """The number that it is about, of one that is about a number."""
        if self.kind == "likelihood":
            return f"{self.upper_text}: likelihood under {self.lower_text}"
        return f"{self.actor}: {self.kind}{f' on {self.upper_text}' if self.upper_text else ''}"

    @property
    def of_preference(self) -> bool:
        """Whether it is about a preference, not a number."""
        return self.kind in {"order", "alternative"}

    @property
    def label(self) -> str:
        """Its name in tables: in the notation of `pairs`, or the number of the alternative, from 1."""
        if not self.of_preference:
            return f"{self.number_label} high"
        if self.kind == "alternative":
            return f"{self.actor}: alternative {self.upper + 1}"
        return f"{self.actor}: {self.upper_text} > {self.lower_text}"


@dataclass(frozen=True, slots=True)
class Labels:
    """Lists into which the codes of tables point."""

    readings: tuple[str, ...]
    states: tuple[str, ...]
    ends: tuple[str, ...]
    features: tuple[str, ...]
    numbers: tuple[str, ...]
    targets: tuple[str, ...]


_LAST: list[tuple[Plan, Labels]] = []


def labels_of(plan: Plan) -> Labels:
    """The lists of a plan; those of the last plan are kept."""
    if not _LAST or (_LAST[0][0] is not plan and _LAST[0][0] != plan):
        _LAST[:] = [(plan, _labels(plan))]
    return _LAST[0][1]


def _labels(plan: Plan) -> Labels:
    case = plan.case
    conflict = case.conflict
    states: tuple[str, ...]
    if conflict is None:
        states = ()
    elif isinstance(conflict, GraphConflict):
        states = conflict.state_ids
    else:
        states = spelled(np.arange(2 ** len(conflict.options), dtype=np.int64), len(conflict.options))
    return Labels(
        readings=(AS_IT_STANDS, *case.readings),
        states=states,
        ends=(*states, UNSETTLED, IMPOSSIBLE) if conflict is not None else (),
        features=distinct(f.label for f in features_of(plan)),
        numbers=tuple(n.label for n in numbers_of(plan)),
        targets=distinct(t.text for t in plan.targets),
    )


def distinct(labels: Iterable[str]) -> tuple[str, ...]:
    """Labels that can be told apart: one that was there before gets a number."""
    found: dict[str, None] = {}
    for label in labels:
        number, name = 1, label
        while name in found:
            number += 1
            name = f"{label} ({number})"
        found[name] = None
    return tuple(found)


def features_of(plan: Plan) -> tuple[Feature, ...]:
    """Every feature, actor by actor in the order of the file; then those of numeric inputs."""
    case = plan.case
    assert case.uncertainty is not None
    found: list[Feature] = []
    if case.conflict is not None:
        for actor, how in case.uncertainty.preferences.items():
            found += _of(actor, how, texts_of(case, actor))
    found += [feature_of(f) for f in numeric_features(plan)]
    return tuple(found)


def feature_of(numeric: NumericFeature) -> Feature:
    """A feature of a numeric input among all others."""
    return Feature(numeric.party, numeric.kind, -1, upper_text=numeric.issue or numeric.row, lower_text=numeric.reading)


def first_numeric(plan: Plan) -> int:
    """The place of the first feature of a numeric input; those of preferences stand before it."""
    return sum(f.of_preference for f in features_of(plan))


Item = Expr | tuple[str, ...]
"""A statement, or a class of states."""


def texts_of(case: Case, actor: str, reading: str | None = None) -> tuple[str, ...]:
    """What stands at each place of an order that varies, as it is written."""
    return tuple(_text(item) for item in items_of(case, actor, reading))


def items_of(case: Case, actor: str, reading: str | None = None) -> tuple[Item, ...]:
    """What stands at each place of an order that varies, top first.

    In a reading whose `changes` give the actor another order, its items stand at the places, since the same places are swapped in it. Where
    a reading has more items than the order that is asked for, those of the first such reading stand at the places beyond.
    """
    assert case.uncertainty is not None
    assert case.conflict is not None
    how = case.uncertainty.preferences[actor]
    if isinstance(how, Extensions):
        return tuple(how.items)
    variants = {id: r.variant.preferences.get(actor) for id, r in case.readings.items() if r.variant is not None}
    own = case.conflict.preferences.get(actor)
    found: list[Item] = []
    for preference in (variants.get(reading, own) if reading is not None else own, own, *variants.values()):
        found += _items(preference)[len(found) :]
    return tuple(found)


def _of(actor: str, how: Varying, texts: tuple[str, ...]) -> Iterator[Feature]:
    if isinstance(how, Alternatives):
        for k in range(len(how.among)):
            yield Feature(actor, "alternative", k)
        return
    for upper in range(len(texts)):
        for lower in range(upper):
            # What the partial order settles does not vary.
            if not isinstance(how, Extensions) or not how.above[upper] >> lower & 1:
                yield Feature(actor, "order", upper, lower, texts[upper], texts[lower])


def _items(preference: Preference | None) -> tuple[Expr, ...] | tuple[tuple[str, ...], ...]:
    if preference is None:
        return ()
    return preference.statements if preference.kind == "statements" else preference.ranking


def _text(item: Item) -> str:
    return item.text if isinstance(item, Expr) else " ~ ".join(item)
