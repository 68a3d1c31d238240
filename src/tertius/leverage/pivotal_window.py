r"""Pivotal window: by which alignments a pivot deters two rivals from each other.

For rival i let H be what going ahead is worth with the pivot on its side, L what it is worth with the
pivot on the other side (an outside ally's part included), S what leaving things as they are is worth, and q
the chance that the pivot backs i. Going ahead is worth q H + (1 - q) L, so i is *deterred* iff

    f(q) = L - S + q (H - L) <= 0.

Where help helps (H > L) that is q <= q* = (S - L) / (H - L). A tie counts as deterred: going ahead has to be
better, as an improvement has to be. q* is not cut to [0, 1]: below 0 the rival cannot be deterred, from 1 on
it needs no deterrence. Where help does not help (H <= L) there is no such threshold, but still the set
D = {q in [0, 1] : f(q) <= 0}, which is an interval.

With m the chance that the pivot backs neither, q_i + q_j + m = 1. With D_i = [l_i, u_i] and D_j = [l_j, u_j]
the *window* of q_i is [max(l_i, 1 - m - u_j), min(u_i, 1 - m - l_j)]; for H > L on both sides and m = 0 it is
[1 - q_j*, q_i*], cut to [0, 1], and its signed width q_i* + q_j* - 1 (each q* cut at 1).

**Ranges.** H, L and S lie in intervals. For q in [0, 1], f rises in H and L and falls in S, so D is smallest at
the one corner (H high, L high, S low), whatever q is, and largest at the opposite one. Hence:

- the window is open for *every* value iff it is open at the worst corner for both ends of m (the pairs (q_i, m)
  that deter at a corner form a convex set, so the m with an open window form an interval);
- for *some* value iff it is open at the best corner for some m of its range; else for *none*;
- `always`: the q_i that deter both whatever the values are (m too); `perhaps`: those that do for some;
- q* is monotone in each of H, L, S where help helps, so its extremes lie among the eight corners; the width rises in both
  q*, and is concave in m, so its least value lies at an end of m and its greatest at an end or where
  two of its lines cross.

Everything is computed in exact fractions.

**Outside allies** (a sign test of Crawford's hypothesis that they undo pivotal deterrence): an ally raises L, and
dq*/dL = (S - H) / (H - L)^2 < 0 iff S < H. So it narrows the window for every value iff that holds in the whole box, and
never widens it (where S >= H the rival needs no deterrence either way).

References: Crawford, T. W. (2003). *Pivotal Deterrence*. Cornell University Press. The reduction to numbers is Tertius's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from tertius.leverage.quantities import Range, Situation, hull, quantifier
from tertius.model.case import Case
from tertius.model.thresholds import Window

__all__ = ["Opening", "RivalFinding", "WindowFinding", "deterred", "on_one_axis", "pivotal_window"]

ZERO, ONE = Fraction(0), Fraction(1)
NOTHING: Range = (ZERO, ZERO)


@dataclass(frozen=True, slots=True)
class RivalFinding:
    """One rival.

    threshold : the range of q*, or None where help does not help for some value
    always, perhaps : chances of being backed by which it is deterred whatever the values are, and for some; or None
    helps, needs_none, undeterrable, ally_narrows : ``every``, ``some`` or ``none`` of the values;
        `ally_narrows` is ``undefined`` where help does not help for some value
    """

    actor: str
    with_pivot: Range
    without: Range
    status_quo: Range
    ally: Range
    threshold: Range | None
    always: Range | None
    perhaps: Range | None
    helps: str
    needs_none: str
    undeterrable: str
    ally_narrows: str


@dataclass(frozen=True, slots=True)
class Opening:
    """Whether a window is open for ``every``, ``some`` or ``none`` of the values, and where.

    always, perhaps : chances that the pivot backs the first rival, or None
    width : signed (negative: no alignment deters both, by so much); None where help does not help for some value
    length : of the window, 0 where it is closed
    """

    verdict: str
    always: Range | None
    perhaps: Range | None
    width: Range | None
    length: Range


@dataclass(frozen=True, slots=True)
class WindowFinding:
    """The answer for one window in one situation. `without_allies`: the same without outside allies, where there are any."""

    window: Window
    neutral: Range
    rivals: tuple[RivalFinding, RivalFinding]
    opening: Opening
    without_allies: Opening | None = None


def pivotal_window(case: Case, window: Window) -> WindowFinding:
    """The window in a situated case.

    Raises `ImpossibleError` where a payoff is to be read that is not there.
    """
    situation = Situation(case)
    first, second = (
        _rival(
            r.actor,
            situation.range(r.with_pivot, r.actor),
            situation.range(r.without, r.actor),
            situation.range(r.status_quo, r.actor),
            situation.range(r.ally),
        )
        for r in window.rivals
    )
    neutral = situation.range(window.neutral)
    alone = None
    if first.ally != NOTHING or second.ally != NOTHING:
        bare = [_rival(r.actor, r.with_pivot, r.without, r.status_quo, NOTHING) for r in (first, second)]
        alone = _opening(bare[0], bare[1], neutral)
    return WindowFinding(window, neutral, (first, second), _opening(first, second, neutral), alone)


def deterred(high: Fraction, low: Fraction, status_quo: Fraction) -> Range | None:
    """The chances q in [0, 1] with low - status_quo + q (high - low) <= 0; None if there is none.

    >>> deterred(Fraction(9), Fraction(2), Fraction(6))
    (Fraction(0, 1), Fraction(4, 7))
    """
    slope, level = high - low, low - status_quo
    if slope == 0:
        return (ZERO, ONE) if level <= 0 else None
    root = -level / slope
    found = (ZERO, min(ONE, root)) if slope > 0 else (max(ZERO, root), ONE)
    return found if found[0] <= found[1] else None


def on_one_axis(found: WindowFinding) -> tuple[tuple[Range | None, Range | None], ...]:
    """The chances of the first rival that deter the first, the second and both: each for every and for some value."""
    first, second = found.rivals
    low, high = ONE - found.neutral[1], ONE - found.neutral[0]
    anything: Range = (ZERO, ONE)
    return (
        (first.always, first.perhaps),
        (_between(anything, second.always, low, high), _between(anything, second.perhaps, high, low)),
        (found.opening.always, found.opening.perhaps),
    )


def _rival(actor: str, high: Range, without: Range, still: Range, ally: Range) -> RivalFinding:
    low = without[0] + ally[0], without[1] + ally[1]
    helps = quantifier(high[0] > low[1], high[1] > low[0])
    threshold = None
    if helps == "every":
        threshold = hull((s - b) / (h - b) for h, b, s in product(high, low, still))
    return RivalFinding(
        actor, high, without, still, ally, threshold,
        # The worst corner for deterrence, and the best.
        always=deterred(high[1], low[1], still[0]), perhaps=deterred(high[0], low[0], still[1]),
        helps=helps,
        needs_none=quantifier(
            high[1] <= still[0] and low[1] <= still[0], high[0] <= still[1] and low[0] <= still[1]
        ),
        undeterrable=quantifier(high[0] > still[1] and low[0] > still[1], high[1] > still[0] and low[1] > still[0]),
        ally_narrows="undefined" if helps != "every" else quantifier(still[1] < high[0], still[0] < high[1]),
    )  # fmt: skip


def _between(first: Range | None, second: Range | None, least: Fraction, most: Fraction) -> Range | None:
    """The q in `first` with s - q in `second` for every s between the two: `least` and `most` bound s from below and above."""
    if first is None or second is None:
        return None
    low, high = max(first[0], most - second[1]), min(first[1], least - second[0])
    return (low, high) if low <= high else None


def _opening(i: RivalFinding, j: RivalFinding, neutral: Range) -> Opening:
    backing = ONE - neutral[1], ONE - neutral[0]
    worst, best = (i.always, j.always), (i.perhaps, j.perhaps)
    always = _between(*worst, backing[0], backing[1])
    # For some s of the range: the bounds change places.
    perhaps = _between(*best, backing[1], backing[0])
    every = all(_between(*worst, s, s) is not None for s in backing)
    least = min(_length(*worst, ONE - s) for s in backing) if every else ZERO
    most = max(_length(*best, m) for m in _turning(*best, neutral)) if perhaps is not None else ZERO
    width = None
    if i.threshold is not None and j.threshold is not None:
        (a, b), (c, d) = ((min(t[0], ONE), min(t[1], ONE)) for t in (i.threshold, j.threshold))
        width = (
            min(_width(a, c, m) for m in neutral),
            max(_width(b, d, m) for m in _turning((ZERO, b), (ZERO, d), neutral)),
        )
    return Opening(quantifier(every, perhaps is not None), always, perhaps, width, (max(ZERO, least), max(ZERO, most)))


def _width(a: Fraction, b: Fraction, neutral: Fraction) -> Fraction:
    """Signed: the least of the four differences of a bound above and a bound below."""
    return min(a, b, ONE - neutral, a + b + neutral - ONE)


def _length(first: Range | None, second: Range | None, neutral: Fraction) -> Fraction:
    assert first is not None
    assert second is not None
    total = ONE - neutral
    return min(first[1], total - second[0]) - max(first[0], total - second[1])


def _turning(first: Range | None, second: Range | None, neutral: Range) -> tuple[Fraction, ...]:
    """Where a length that is concave and made of lines in m can be greatest: the ends, and where the rising line meets the falling one."""
    assert first is not None
    assert second is not None
    meet = (Fraction(2) - first[0] - second[0] - first[1] - second[1]) / 2
    return (*neutral, min(max(meet, neutral[0]), neutral[1]))
