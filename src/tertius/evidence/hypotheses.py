r"""Competing readings: what rows of evidence say about them, as bounds.

Let :math:`\pi_r` be the prior of reading r, and :math:`L_{ir}` the likelihood of row i if r is true. A
row that stands alone has weight :math:`w_i = 1`; each of the k rows of a group has :math:`1/k`, so that
the group enters as the mean of its log-likelihoods. A report of reliability q is mixed toward neutral,
:math:`L' = q L + (1 - q) N`, with N the middle of the scale. Then

.. math:: P(r) = \frac{\pi_r e^{E_r}}{\sum_s \pi_s e^{E_s}}, \qquad E_r = \sum_i w_i \ln L'_{ir}.

**Bounds.** Each cell, and each prior, is an interval. P(r) rises in r's own cells and falls in every
other reading's, so its maximum over the box has r's own cells at their high ends and all others at
their low ends; the minimum the reverse. Over priors that add up to 1, P(r) rises in :math:`\pi_r`, and
what is left goes to the readings with the smallest :math:`E_s` first (for the minimum: the largest),
which is the optimum of a linear programme with one equation over a box. So both ends are reached: the
bounds are exact. They are outer bounds where a reliability is an interval, since then one q is shared
by the cells of a row and is let vary cell by cell.

Everything is in logarithms, so hundreds of rows do not underflow. The formula takes exactly one of the
readings to be true.

Shapes: arrays are (rows, readings). Units: natural logarithms inside, decibels
(:math:`10 \log_{10}` of a ratio) and probabilities outside.

References
----------
- Good, I. J. (1950). *Probability and the Weighing of Evidence*. Griffin. (decibans)
- Heuer, R. J. (1999). *Psychology of Intelligence Analysis*, chapter 8. CIA.
- The rule for groups, the mixing and the bounds are Tertius's own.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tertius.errors import NothingFoundError
from tertius.model.case import Case
from tertius.model.evidence import MARKS, UNKNOWN, Cell, Evidence
from tertius.shown import Shown

__all__ = ["DECIBELS", "FAMILY", "Band", "Hypotheses", "PriorRange", "RowWeight", "Weighed", "hypotheses", "middles", "mixed", "spread", "weigh"]

Floats = npt.NDArray[np.float64]
DECIBELS = 10 / math.log(10)
"""Decibels in one natural unit."""
FAMILY = 0.05, 0.8
"""The priors between which each reading's is varied, the others in proportion."""


@dataclass(frozen=True, slots=True)
class Band:
    """A number with its bounds; `mid` is what the middle values give."""

    low: float
    mid: float
    high: float

    def as_list(self) -> list[float]:
        """For JSON."""
        return [self.low, self.mid, self.high]


@dataclass(frozen=True, slots=True)
class RowWeight:
    """What one row says: its weight, the mixed likelihoods, and how far it tells the readings apart (decibels)."""

    id: str
    weight: float
    likelihood: Mapping[str, Band]
    diagnosticity: Band


@dataclass(frozen=True, slots=True)
class Weighed:
    """The numbers of a comparison. `low`, `mid`, `high` are log-likelihoods after mixing, (rows, readings)."""

    readings: tuple[str, ...]
    weight: Floats
    low: Floats
    mid: Floats
    high: Floats
    prior_low: Floats
    prior_mid: Floats
    prior_high: Floats

    def total(self, end: str) -> Floats:
        """The weighted sum of log-likelihoods of each reading, at ``low``, ``mid`` or ``high``."""
        table: Floats = getattr(self, end)
        return self.weight @ table


@dataclass(frozen=True, slots=True)
class PriorRange:
    """What one reading's prior does: its posterior at both ends of the family, and the prior from which it leads."""

    at_least: Band
    at_most: Band
    needed: Band


@dataclass(frozen=True, slots=True, repr=False)
class Hypotheses(Shown):
    """The comparison of a case's readings by its evidence.

    above : pairs (a, b) where a is the more probable whatever the values inside the intervals; other pairs are not separated
    exact : whether the bounds are reached; else they are outer bounds
    """

    case: Case
    evidence: Evidence
    weighed: Weighed
    posterior: Mapping[str, Band]
    decibels: Mapping[tuple[str, str], Band]
    rows: tuple[RowWeight, ...]
    inconsistency: Mapping[str, int]
    above: tuple[tuple[str, str], ...]
    sensitivity: Mapping[str, PriorRange]
    exact: bool

    def against(self, reading: str) -> Mapping[str, Mapping[str, Band]]:
        """Row by row, the weighted decibels for a reading against each of the others."""
        w, a = self.weighed, self.weighed.readings.index(reading)
        return {
            row.id: {
                s: _decibels(w.weight[i] * (w.low[i, a] - w.high[i, b]), w.weight[i] * (w.mid[i, a] - w.mid[i, b]), w.weight[i] * (w.high[i, a] - w.low[i, b]))
                for b, s in enumerate(w.readings)
                if b != a
            }
            for i, row in enumerate(self.rows)
        }  # fmt: skip

    def __repr__(self) -> str:
        bands = "; ".join(f"{r} {b.mid:.2f} ({b.low:.2f} to {b.high:.2f})" for r, b in list(self.posterior.items())[:8])
        return f"<Hypotheses of {self.case.title[:60]!r}: {len(self.rows)} rows\n  posterior {bands}>"


def hypotheses(case: Case) -> Hypotheses:
    """Compare the readings of a case by its evidence.

    Raises `NothingFoundError` where the case has no evidence, or none that was known by its as-of date.
    """
    evidence = case.evidence
    by = "" if case.known_by is None else f" that was known by {case.known_by}"
    if evidence is None:
        what = "no evidence about two readings or more" if by else "no evidence: add a section `evidence`"
        raise NothingFoundError(f"the case has {what}{by}")
    if not evidence.rows:
        raise NothingFoundError(f"the case has no row of evidence{by}")
    w = weigh(evidence)
    low, mid, high = w.total("low"), w.total("mid"), w.total("high")
    pairs = [(a, b) for a in range(len(w.readings)) for b in range(len(w.readings)) if a != b]
    names = w.readings
    return Hypotheses(
        case=case,
        evidence=evidence,
        weighed=w,
        posterior=dict(zip(names, _posterior(w), strict=True)),
        decibels={(names[a], names[b]): _decibels(low[a] - high[b], mid[a] - mid[b], high[a] - low[b]) for a, b in pairs},
        rows=tuple(_row(evidence, w, i) for i in range(len(evidence.rows))),
        inconsistency={r: sum(_inconsistent(row.cells[r], evidence) for row in evidence.rows) for r in names},
        above=tuple((names[a], names[b]) for a, b in pairs if _least_ratio(w, a, b) + low[a] - high[b] > 1e-12),
        sensitivity={r: _prior_range(w, k) for k, r in enumerate(names)},
        exact=not evidence.outer and all(a == b for a, b in (row.reliability for row in evidence.rows)),
    )


def weigh(evidence: Evidence) -> Weighed:
    """Likelihoods mixed and in logarithms, weights, and the prior narrowed to what can add up to 1."""
    sizes = Counter(row.group for row in evidence.rows if row.group)
    weight = np.array([1 / sizes[row.group] if row.group else 1.0 for row in evidence.rows])
    ends = {end: np.empty((len(evidence.rows), len(evidence.readings))) for end in ("low", "mid", "high")}
    for i, row in enumerate(evidence.rows):
        for k, r in enumerate(evidence.readings):
            band = mixed(row.cells[r], row.reliability, evidence.scale["N"].mid)
            for end, table in ends.items():
                table[i, k] = np.log(getattr(band, end))
    low, high = (np.array([evidence.prior[r][end] for r in evidence.readings]) for end in (0, 1))
    # An end that the others cannot make room for is never reached.
    low, high = np.maximum(low, 1 - (high.sum() - high)), np.minimum(high, 1 - (low.sum() - low))
    room = high.sum() - low.sum()
    share = (1 - low.sum()) / room if room > 1e-15 else 0.0
    return Weighed(evidence.readings, weight, ends["low"], ends["mid"], ends["high"], low, low + share * (high - low), high)


def mixed(cell: Cell, reliability: tuple[float, float], neutral: float) -> Band:
    """A likelihood through a report of some reliability; the extremes of ``q L + (1 - q) N`` are at the corners."""
    corners = [q * x + (1 - q) * neutral for q in reliability for x in (cell.low, cell.high)]
    q = sum(reliability) / 2
    return Band(min(corners), q * cell.mid + (1 - q) * neutral, max(corners))


def spread(low: Floats, mid: Floats, high: Floats) -> Band:
    """The range of log-likelihoods over readings, in decibels, with its exact bounds over the box.

    The range is at least the gap between the highest low end and the lowest high end (reached by cutting
    one value to every interval), and at most the largest difference of a high end and another's low end.
    """
    n = len(low)
    most = max(high[a] - low[b] for a in range(n) for b in range(n) if a != b)
    return _decibels(max(0.0, float(low.max() - high.min())), float(mid.max() - mid.min()), max(0.0, float(most)))


def _decibels(low: float, mid: float, high: float) -> Band:
    return Band(*(float(x) * DECIBELS + 0.0 for x in (low, mid, high)))


def _row(evidence: Evidence, w: Weighed, i: int) -> RowWeight:
    row, neutral = evidence.rows[i], evidence.scale["N"].mid
    said = {r: mixed(row.cells[r], row.reliability, neutral) for r in w.readings}
    return RowWeight(row.id, float(w.weight[i]), said, spread(w.low[i], w.mid[i], w.high[i]))


def _log_sum(values: Floats) -> float:
    """The logarithm of a sum of exponentials; minus infinity for none."""
    top = values.max(initial=-np.inf)
    return float(top + np.log(np.exp(values - top).sum())) if np.isfinite(top) else float("-inf")


def _share(own: float, others: float) -> float:
    """e^own / (e^own + e^others), without overflow."""
    gap = others - own
    return float(1 / (1 + np.exp(gap))) if gap < 0 else float(np.exp(-gap) / (1 + np.exp(-gap)))


def _posterior(w: Weighed) -> list[Band]:
    low, mid, high = w.total("low"), w.total("mid"), w.total("high")
    found = []
    for k in range(len(w.readings)):
        rest = np.arange(len(w.readings)) != k
        middle = _share(np.log(w.prior_mid[k]) + mid[k], _log_sum((np.log(w.prior_mid) + mid)[rest]))
        ends = []
        for own, theirs, prior, sign in ((low, high, w.prior_low, -1), (high, low, w.prior_high, 1)):
            others = _filled(w, k, 1 - prior[k], np.argsort(sign * theirs, kind="stable"))
            with np.errstate(divide="ignore"):
                ends.append(_share(np.log(prior[k]) + own[k], _log_sum((np.log(others) + theirs)[rest])))
        found.append(Band(min(ends[0], middle), middle, max(ends[1], middle)))
    return found


def middles(evidence: Evidence) -> Floats:
    """(readings,) the probability of each at the middle of every likelihood and prior."""
    return np.array([band.mid for band in _posterior(weigh(evidence))])


def _filled(w: Weighed, k: int, mass: float, order: npt.NDArray[np.intp]) -> Floats:
    """The priors of the readings other than k that use up `mass`, raised from their low ends in `order`."""
    found = w.prior_low.copy()
    left = mass - (found.sum() - found[k])
    for s in order:
        if s != k and left > 0:
            more = min(left, w.prior_high[s] - found[s])
            found[s] += more
            left -= more
    return found


def _least_ratio(w: Weighed, a: int, b: int) -> float:
    """The least log of prior a over prior b, over all priors that add up to 1.

    With T the prior of both together, the ratio falls in T up to low_a + high_b and rises after it.
    """
    low, high = w.prior_low, w.prior_high
    rest = [k for k in range(len(low)) if k not in (a, b)]
    both = min(max(low[a] + high[b], 1 - sum(high[k] for k in rest)), 1 - sum(low[k] for k in rest))
    theirs = min(high[b], both - low[a])
    return float(np.log(both - theirs) - np.log(theirs))


def _prior_range(w: Weighed, k: int) -> PriorRange:
    """Reading k's prior varied, the others' middle values in proportion."""
    rest = np.arange(len(w.readings)) != k
    with np.errstate(divide="ignore"):
        share = np.log(w.prior_mid[rest]) - np.log(w.prior_mid[rest].sum())
    mid, low, high = w.total("mid"), w.total("low"), w.total("high")
    ends = ((low[k], high[rest]), (mid[k], mid[rest]), (high[k], low[rest]))

    def at(t: float) -> Band:
        return Band(*(_share(np.log(t) + own, np.log1p(-t) + _log_sum(share + theirs)) for own, theirs in ends))

    needed = [_share(float((share + theirs).max()), float(own)) for own, theirs in reversed(ends)]
    return PriorRange(at(FAMILY[0]), at(FAMILY[1]), Band(*needed))


def _inconsistent(cell: Cell, evidence: Evidence) -> int:
    """I counts 1 and II 2; a number or an interval counts as the mark nearest to its middle, the milder one of two."""
    mark = cell.mark
    if mark == UNKNOWN:
        return 0
    if not mark:
        mark = min(MARKS, key=lambda m: (round(abs(evidence.scale[m].mid - cell.mid), 9), MARKS.index(m)))
    return {"I": 1, "II": 2}.get(mark, 0)


