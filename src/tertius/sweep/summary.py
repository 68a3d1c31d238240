"""What a sweep found: how often each answer, with its interval, and which inputs it turns on.

Every share is a number of draws out of all draws of the sweep, with Wilson's 95 % interval (`tertius.leverage.shares.wilson`): it is
about sampling only, that is, how far the share may be from what infinitely many draws of *these* inputs would give. What varies, and by
how much, is the modeller's.

A *mixture* takes in each draw the reading that was drawn for it, so its shares are weighted means of the readings'. Of a claim that
is not about every reading they are shares of the draws whose reading it is about.

Of a *number* (`tertius.sweep.numbers`) the mean and the tenth, fiftieth and ninetieth percentile are told, from counts of steps of a thousandth of its
scale: the q-th is the least step that at least q percent of the draws do not exceed. They are told by reading, not for the mixture. What each turns on
is worked out from sums of these steps (`tertius.sweep.number_influence`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from tertius.arrays import IntArray
from tertius.errors import TertiusError
from tertius.leverage.shares import wilson
from tertius.sweep.counts import BINS, HOLDS, KINDS, Counts
from tertius.sweep.influence import Influence, chance_bound, influence
from tertius.sweep.labels import Feature, features_of, first_numeric, labels_of
from tertius.sweep.number_influence import NumberInfluence, inputs_of, number_influence, ranked
from tertius.sweep.numbers import numbers_of
from tertius.sweep.plan import LEVER_VERDICTS, VERDICTS, Plan

__all__ = ["MIXTURE", "Answer", "LeverShare", "NumberSpread", "Row", "Share", "Summary", "VerdictShare", "summarise"]

MIXTURE = "*"
"""In place of a reading's id: the mixture of readings."""
FAILS, OPEN = (VERDICTS.index(v) for v in ("fails", "open"))
TOLD = 64
"""Outcomes and verdicts of which the influence of inputs is told, most uncertain first; as many answers about levers."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of draws: `count` of `of`, with Wilson's 95 % interval."""

    count: int
    of: int
    interval: tuple[float, float]

    @property
    def share(self) -> float:
        """The share."""
        return self.count / self.of

    @property
    def width(self) -> float:
        """The width of the interval."""
        return self.interval[1] - self.interval[0]


@dataclass(frozen=True, slots=True)
class Row:
    """How often a state is an outcome (concept empty) or an equilibrium. reading : None as it stands, or `MIXTURE`.

    state : a code, or ``unsettled``, ``impossible``
    """

    reading: str | None
    concept: str
    state: str
    share: Share


@dataclass(frozen=True, slots=True)
class VerdictShare:
    """How often a claim holds, fails or is open under a reading."""

    claim: str
    reading: str | None
    holds: Share
    fails: Share
    open: Share


@dataclass(frozen=True, slots=True)
class LeverShare:
    """How often a lever is enough for a target, needed for it, and (in force) not to be done without.

    sufficient, necessary : verdict -> share, for a lever of the pool; but_for : the same, for one in force; else empty
    """

    target: str
    reading: str | None
    lever: str
    sufficient: dict[str, Share]
    necessary: dict[str, Share]
    but_for: dict[str, Share]


@dataclass(frozen=True, slots=True)
class NumberSpread:
    """How a number is spread over draws, and what it turns on.

    kind : ``clause`` (median of its forecast) or ``reading`` (its probability); low, middle, high : 10, 50, 90 %
    influences : features of numeric inputs by the share of variance that each explains, the greatest first
    """

    kind: str
    id: str
    reading: str | None
    draws: int
    mean: float
    low: float
    middle: float
    high: float
    influences: tuple[NumberInfluence, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer that some draws give and some do not, and what it turns on.

    kind : ``outcome`` (of: a state or what stands in its place), ``verdict`` (of: a claim, that holds), or ``sufficient``, ``necessary``, ``but_for`` (of: a
    lever, that it is so for `target`)
    influences : features by information, the greatest first
    """

    kind: str
    reading: str | None
    of: str
    share: Share
    influences: tuple[Influence, ...]
    target: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """Everything that draws say. Rows stand in the order readings, concepts, states; what never occurs is left out.

    answers : the most uncertain first; features : what their influences point to; pairs : how many pairs of an answer and a feature were looked at
    number_pairs : how many of a number and a feature
    readings : those of the plan, and last the mixture where there is one
    """

    plan: Plan
    draws: int
    readings: tuple[str | None, ...]
    equilibria: tuple[Row, ...]
    outcomes: tuple[Row, ...]
    verdicts: tuple[VerdictShare, ...]
    levers: tuple[LeverShare, ...]
    numbers: tuple[NumberSpread, ...]
    answers: tuple[Answer, ...]
    features: tuple[Feature, ...]
    pairs: int
    number_pairs: int

    @property
    def widest(self) -> float:
        """The widest of all intervals; infinite without draws."""
        shares = [r.share for r in (*self.equilibria, *self.outcomes)]
        shares += [s for v in self.verdicts for s in (v.holds, v.fails, v.open)]
        shares += [s for x in self.levers for d in (x.sufficient, x.necessary, x.but_for) for s in d.values()]
        return max((s.width for s in shares), default=float("inf"))


def summarise(plan: Plan, counts: Counts) -> Summary:
    """The summary of counts. Raises `TertiusError` where they are another plan's."""
    if counts.fingerprint != plan.fingerprint:
        raise TertiusError("these draws are of another sweep (case, version, seed or options differ)")
    known = labels_of(plan)
    mixed = len(known.readings)
    # Without one of its readings there is no mixture: draws that take it would have no answer.
    weights = {} if plan.case.uncertainty is None else plan.case.uncertainty.readings
    has = bool(weights) and all(r in plan.readings for r, weight in weights.items() if weight > 0 and r in plan.case.readings)
    places = [known.readings.index(r or "") for r in plan.readings] + ([mixed] if has else [])

    def name(place: int) -> str | None:
        return MIXTURE if place == mixed else known.readings[place] or None

    def share(count: int, of: int = counts.draws) -> Share:
        return Share(int(count), int(of), wilson(int(count), int(of)))

    def rows(table: IntArray, concept: str, states: Sequence[str], place: int) -> Iterator[Row]:
        for s in np.flatnonzero(table).tolist():
            yield Row(name(place), concept, states[s], share(table[s]))

    def each(cells: IntArray) -> dict[str, Share]:
        return {v: share(n, cells.sum()) for v, n in zip(LEVER_VERDICTS, cells.tolist(), strict=True) if n}

    equilibria = [
        row for r in places for c, id in enumerate(plan.concepts) for row in rows(counts.equilibria[r, c], id, known.states, r)
    ]
    outcomes = [row for r in places for row in rows(counts.outcomes[r], "", known.ends, r)]
    verdicts = [
        VerdictShare(id, name(r), *(share(cells[v], cells.sum()) for v in (HOLDS, FAILS, OPEN)))
        for c, id in enumerate(plan.claims)
        for r in places
        if (cells := counts.verdicts[r, c]).any()
    ]
    levers = [
        LeverShare(known.targets[t], name(r), x, *(each(cells[k]) for k in range(len(KINDS))))
        for t in range(len(plan.targets))
        for r in places
        for k_lever, x in enumerate(plan.case.levers)
        if (cells := counts.levers[r, t, k_lever]).any()
    ]
    features = features_of(plan)
    answers, pairs = _answers(plan, counts, places, name, share)
    numbers, number_pairs = _spreads(plan, counts)
    return Summary(
        plan=plan,
        draws=counts.draws,
        readings=tuple(name(r) for r in places),
        equilibria=tuple(equilibria),
        outcomes=tuple(outcomes),
        verdicts=tuple(verdicts),
        levers=tuple(levers),
        numbers=numbers,
        answers=answers,
        features=features,
        pairs=pairs,
        number_pairs=number_pairs,
    )


def _spreads(plan: Plan, counts: Counts) -> tuple[tuple[NumberSpread, ...], int]:
    """Every number that is told, and how many pairs of one and a feature were looked at."""
    known, first, steps = labels_of(plan), first_numeric(plan), np.arange(BINS)
    listed = [
        (k, number, r, [f for f in inputs_of(plan, number) if 0 < counts.sums[r, k, f, 0] < counts.numbers[r, k].sum()])
        for k, number in enumerate(numbers_of(plan))
        for r in range(len(known.readings))
        if counts.numbers[r, k].any()
    ]
    pairs = sum(len(inputs) for *_, inputs in listed)
    bound = chance_bound(pairs)
    found = []
    for k, number, r, inputs in listed:
        cells, unit = counts.numbers[r, k], number.top / (BINS - 1)
        draws, total, squares = (int(cells @ steps**power) for power in (0, 1, 2))
        below = np.cumsum(cells)
        low, middle, high = (float(np.argmax(100 * below >= q * draws)) * unit for q in (10, 50, 90))
        marks = []
        for f in inputs:
            on, sum_on, squares_on = counts.sums[r, k, f].tolist()
            marks.append(number_influence(first + f, (on, sum_on, squares_on), (draws, total, squares), unit, bound))
        found.append(
            NumberSpread(number.kind, number.id, known.readings[r] or None, draws, total / draws * unit, low, middle, high, ranked(marks))
        )
    return tuple(found), pairs


def _answers(
    plan: Plan, counts: Counts, places: Sequence[int], name: Callable[[int], str | None], share: Callable[[int], Share]
) -> tuple[tuple[Answer, ...], int]:
    """Answers that vary, and how many pairs of an answer and a feature were looked at."""
    known = labels_of(plan)
    varying: list[_Varying] = []
    about_levers: list[_Varying] = []
    for r in places:
        for s in np.flatnonzero(counts.outcomes[r]).tolist():
            varying.append(_Varying("outcome", r, known.ends[s], int(counts.outcomes[r, s]), counts.together["outcomes", r, s, 0]))
        for c, id in enumerate(plan.claims):
            # In a mixture a claim is asked only of the draws whose reading it is about.
            if (held := int(counts.verdicts[r, c, HOLDS])) and counts.verdicts[r, c].sum() == counts.draws:
                varying.append(_Varying("verdict", r, id, held, counts.together["verdicts", r, c, HOLDS]))
        # And so is a lever: it may be in force in some of its readings only.
        asked = counts.levers[r].sum(axis=-1) == counts.draws
        for t, x, k in np.argwhere(asked & (counts.levers[r, ..., HOLDS] > 0)).tolist():
            held, lever = int(counts.levers[r, t, x, k, HOLDS]), list(plan.case.levers)[x]
            about_levers.append(_Varying(KINDS[k], r, lever, held, counts.together[KINDS[k], r, t, x], known.targets[t]))

    def uncertain(listed: Sequence[_Varying]) -> list[_Varying]:
        """Nearest to one half first; the sort keeps the order of the file among equals."""
        return sorted((v for v in listed if 0 < v.held < counts.draws), key=lambda v: abs(2 * v.held - counts.draws))

    listed = uncertain(uncertain(varying)[:TOLD] + uncertain(about_levers)[:TOLD])
    features = [f for f in range(len(counts.features)) if 0 < counts.features[f] < counts.draws]
    pairs = len(listed) * len(features)
    bound = chance_bound(pairs)
    found = []
    for v in listed:
        marks = [influence(f, int(v.both[f]), int(counts.features[f]), v.held, counts.draws, bound) for f in features]
        told = sorted((m for m in marks if m is not None), key=lambda m: -m.bits)
        found.append(Answer(v.kind, name(v.reading), v.of, share(v.held), tuple(told), v.target))
    return tuple(found), pairs


class _Varying(NamedTuple):
    """An answer that may vary: in how many draws it holds, and with each feature."""

    kind: str
    reading: int
    of: str
    held: int
    both: IntArray
    target: str = ""
