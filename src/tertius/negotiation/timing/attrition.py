r"""Two sides that wait for each other to yield: when, and who first.

Side i insists on :math:`H_i`; yielding leaves it :math:`L_i`, less an audience cost :math:`a_i`. It has :math:`d_i` meanwhile, a delay rate :math:`r_i`, a running cost
:math:`c_i(t)`, and the talks break down at a rate b. With probability :math:`z_i` it is of a type that never yields, which the other cannot tell. In equilibrium a side
that may yield is indifferent all along, so the other yields at the hazard that makes waiting worth just what it costs:

.. math:: \lambda_i(t) = \frac{(r_j + b)(L_j - a_j - d_j) + c_j(t)}{H_j - L_j + a_j} .

In a pie of 1 with demands :math:`\alpha_i`, and nothing else, this is :math:`r_j (1 - \alpha_i) / (\alpha_i + \alpha_j - 1)` (Abreu and Gul 2000); with :math:`r = 0` it is :math:`c_j / v_j` for the prize
:math:`v_j` of outlasting (Hendricks, Weiss and Wilson 1988). With :math:`\Lambda_i = \int \lambda_i` a side's types that may yield are used up at :math:`T_i = \Lambda_i^{-1}(-\ln z_i)`, and all is over at
:math:`T = \min(T_1, T_2)`; the side that would last longer yields at the start with probability :math:`m_i`, so that both are used up together:

.. math:: m_i = 1 - z_i e^{\Lambda_i(T)} , \qquad S_i(t) = z_i e^{\Lambda_i(T) - \Lambda_i(\min(t, T))} , \qquad P(\text{agreed by } t) = 1 - S_1(t) S_2(t) .

After T both are stubborn for sure: with probability :math:`z_1 z_2` there is no agreement. This is for as long as the talks last; they do until t with :math:`e^{-bt}`.

**Where waiting does not hurt.** If :math:`(r_j + b)(L_j - a_j - d_j) + c_j \le 0` throughout, j rather waits for ever than yields: then i, if waiting hurts it, yields at once
unless stubborn (:math:`m_i = 1 - z_i`, j never), and if it hurts neither, nobody yields. If it hurts a side at one time and not at another, this model has no answer. If the
demands do not clash (:math:`H_j - L_j + a_j \le 0`), nobody has to yield.

**Ranges.** Bounds that hold at every value: each hazard is bounded by monotonicity in its numbers, and the bounds of P are exact for hazards that may take any path
between theirs and z anything in its range; where more than one of the cases above is possible the bounds take them all in. They are reached where each number enters one hazard only.
With numbers that are no ranges, exact. Positions are at the middle of their ranges.

References: D. Abreu, F. Gul (2000), Bargaining and reputation, Econometrica 68:85-117; K. Hendricks, A. Weiss, C. Wilson (1988), The war of attrition in continuous time with
complete information. Running and audience costs, the fallback and breakdown in the hazard, hazards that vary with time and the bounds are Tertius's own.
"""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass

from tertius.model.timing import Range
from tertius.negotiation.timing.hazard import Hazard
from tertius.negotiation.timing.paths import Level, discount_integral

__all__ = ["Attrition", "Foreseen", "Side", "attrition", "chance_by", "foreseen", "hazards_of", "mass_at_start", "used_up"]

_NEVER = 1e12
"""Stands for a hazard without bound."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side, all ranges: what it insists on, what yielding leaves it, d, s = r + b, costs (levels of the low and high ends), a and z."""

    insists: Range
    yields: Range
    disagreement: Range
    rate: Range
    cost: tuple[Level, Level]
    audience: Range
    stubborn: Range

    def hurt(self, k: int) -> Level:
        """What a unit of waiting costs it if it were to yield: the least (k = 0) or the greatest (k = 1), as a level."""
        other = 1 - k
        gain = self.yields[k] - self.audience[other] - self.disagreement[other]
        # The product is least and greatest at ends of the rate, whichever the sign of the gain.
        discount = min(s * gain for s in self.rate) if k == 0 else max(s * gain for s in self.rate)
        return Level(self.cost[k].starts, tuple(discount + c for c in self.cost[k].values))

    @property
    def prize(self) -> Range:
        """H - L + a, from the least to the greatest."""
        return self.insists[0] - self.yields[1] + self.audience[0], self.insists[1] - self.yields[0] + self.audience[1]

    @property
    def patience(self) -> Range:
        """-ln z."""
        return -math.log(self.stubborn[1]), -math.log(self.stubborn[0])


@dataclass(frozen=True, slots=True)
class Attrition:
    """What the waiting comes to. cases : which of the cases are possible (attrition, first_yields, second_yields, nobody, no_clash, changing)

    hazards : of each side at the start; used_up : T_i; over : T; at_once : m_i; curve : (t, bounds of P(agreed by t)); without : bounds of
    the probability that they never agree; lasts : (t, bounds of the probability that the talks still go on)
    """

    cases: tuple[str, ...]
    hazards: tuple[Range, Range]
    used_up: tuple[Range, Range]
    over: Range
    at_once: tuple[Range, Range]
    curve: tuple[tuple[float, Range], ...]
    without: Range
    lasts: tuple[tuple[float, Range], ...]

    @property
    def case(self) -> str:
        """The one case, or open where more than one is possible."""
        return self.cases[0] if len(self.cases) == 1 else "open"

    def likely_by(self, share: float = 0.5) -> tuple[float | None, float | None]:
        """Between which times of the curve agreement becomes that likely: the first at which it may be, and the first at which it is for certain; None for never."""
        first = next((t for t, (_, high) in self.curve if high >= share), None)
        last = next((t for t, (low, _) in self.curve if low >= share), None)
        return first, last


@dataclass(frozen=True, slots=True)
class Foreseen:
    """Expected time without agreement up to a horizon, and the probability that each side has yielded by then."""

    wait: float
    yields: tuple[float, float]


def _sign(side: Side) -> set[str]:
    """Whether waiting may hurt a side throughout, may not, or may do so at some times only."""
    low, high = side.hurt(0).values, side.hurt(1).values
    found = set()
    if all(h > 0 for h in high):
        found.add("hurts")
    if all(v <= 0 for v in low):
        found.add("not")
    if len(low) > 1 and any(h > 0 for h in high) and any(v <= 0 for v in low):
        found.add("changing")
    return found


def hazards_of(first: Side, second: Side) -> tuple[tuple[Hazard, Hazard], tuple[Hazard, Hazard]]:
    """The least and the greatest hazard of each side: the first's makes the second indifferent, and the other way round."""

    def of(other: Side) -> tuple[Hazard, Hazard]:
        low, high = other.prize
        least, most = other.hurt(0), other.hurt(1)
        return (
            Hazard(Level(least.starts, tuple(max(0.0, v) / high if high > 0 else _NEVER for v in least.values))),
            Hazard(Level(most.starts, tuple(max(0.0, v) / low if low > 0 else _NEVER if v > 0 else 0.0 for v in most.values))),
        )

    return of(second), of(first)


def used_up(hazard: tuple[Hazard, Hazard], patience: Range) -> Range:
    """T_i."""
    return hazard[1].until(patience[0]), hazard[0].until(patience[1])


def mass_at_start(own: tuple[Hazard, Hazard], patience: Range, other: tuple[Hazard, Hazard], others: Range) -> Range:
    """m_i: it falls in the own hazard and z, and in how long the other lasts."""
    found = []
    for hazard, amount, end in ((own[1], patience[0], other[0].until(others[1])), (own[0], patience[1], other[1].until(others[0]))):
        end = min(end, hazard.until(amount))
        found.append(max(0.0, 1 - math.exp(min(0.0, hazard.gone(0.0, end) - amount))) if math.isfinite(end) else 0.0)
    return found[0], found[1]


def chance_by(t: float, hazards: tuple[tuple[Hazard, Hazard], tuple[Hazard, Hazard]], patience: tuple[Range, Range]) -> Range:
    """The bounds of P(agreed by t) for hazards on any path between the bounds."""
    return 1 - _longest(t, hazards, patience), 1 - _shortest(t, hazards, patience)


def _longest(t: float, hazards: tuple[tuple[Hazard, Hazard], tuple[Hazard, Hazard]], patience: tuple[Range, Range]) -> float:
    """The greatest S_1 S_2: slow until t, and then as near to using up both together as can be."""
    slow = [h[0].gone(0.0, t) for h in hazards]
    earliest = [h[1].until(p[0] - g, t) for h, p, g in zip(hazards, patience, slow, strict=True)]
    latest = [h[0].until(p[1] - g, t) if p[1] >= g else -1.0 for h, p, g in zip(hazards, patience, slow, strict=True)]
    found = []
    if min(h[1].until(p[0]) for h, p in zip(hazards, patience, strict=True)) <= t:
        found.append(math.exp(-patience[0][0] - patience[1][0]))
    if min(latest) >= t:
        if max(earliest) <= min(latest):
            found.append(math.exp(-slow[0] - slow[1]))
        else:
            i = 0 if latest[0] < earliest[1] else 1
            rest = hazards[1 - i][1].gone(t, latest[i])
            found.append(math.exp(-slow[i] - patience[1 - i][0] + min(rest, patience[1 - i][0])))
    return max(found)


def _shortest(t: float, hazards: tuple[tuple[Hazard, Hazard], tuple[Hazard, Hazard]], patience: tuple[Range, Range]) -> float:
    """The least S_1 S_2: fast until t."""
    fast = [h[1].gone(0.0, t) for h in hazards]
    found = []
    for i in (0, 1):
        k = 1 - i
        if fast[i] >= patience[i][0]:
            found.append(math.exp(-min(patience[i][1], fast[i]) - patience[k][1]))
        else:
            end = hazards[i][1].until(patience[i][0])
            if math.isfinite(end) and hazards[k][0].gone(0.0, end) <= patience[k][1]:
                found.append(math.exp(-fast[i] - patience[k][1] + hazards[k][0].gone(t, end)))
    return min(found) if found else 1.0


def foreseen(first: Side, second: Side, horizon: float) -> Foreseen | None:
    """For sides whose numbers are no ranges; None where the model has no answer."""
    case = _cases(first, second)[0]
    if case == "changing":
        return None
    if case == "first_yields":
        return Foreseen(horizon * first.stubborn[0], (1 - first.stubborn[0], 0.0))
    if case == "second_yields":
        return Foreseen(horizon * second.stubborn[0], (0.0, 1 - second.stubborn[0]))
    if case != "attrition":
        return Foreseen(horizon if case == "nobody" else 0.0, (0.0, 0.0))
    (one, _), (two, _) = hazards_of(first, second)
    amounts = first.patience[0], second.patience[0]
    over = min(one.until(amounts[0]), two.until(amounts[1]))
    end = min(over, horizon)
    left = math.exp(one.gone(0.0, over) + two.gone(0.0, over) - amounts[0] - amounts[1])
    wait, done = first.stubborn[0] * second.stubborn[0] * (horizon - end), 0.0
    yields = [1 - math.exp(min(0.0, h.gone(0.0, over) - amount)) for h, amount in zip((one, two), amounts, strict=True)]
    for a, b in itertools.pairwise(sorted({0.0, end, *(s for h in (one, two) for s in h.level.starts if s < end)})):
        rates = one.level.at(a), two.level.at(a)
        passed = left * math.exp(-done) * discount_integral(sum(rates), b - a)
        wait += passed
        yields = [y + rate * passed for y, rate in zip(yields, rates, strict=True)]
        done += sum(rates) * (b - a)
    return Foreseen(wait, (yields[0], yields[1]))


def attrition(first: Side, second: Side, breakdown: Range, times: tuple[float, ...]) -> Attrition:
    """Everything that the waiting of two sides comes to, at some times."""
    cases = _cases(first, second)
    hazards = hazards_of(first, second)
    patience = first.patience, second.patience
    ends = used_up(hazards[0], patience[0]), used_up(hazards[1], patience[1])
    masses: tuple[Range, Range] = (
        mass_at_start(hazards[0], patience[0], hazards[1], patience[1]), mass_at_start(hazards[1], patience[1], hazards[0], patience[0])
    )  # fmt: skip
    fixed = {  # P(agreed by t), at any t, in the cases without attrition
        "first_yields": (1 - first.stubborn[1], 1 - first.stubborn[0]),
        "second_yields": (1 - second.stubborn[1], 1 - second.stubborn[0]),
        "nobody": (0.0, 0.0), "no_clash": (1.0, 1.0), "changing": (0.0, 1.0),
    }  # fmt: skip
    curve = []
    for t in times:
        spans = [chance_by(t, hazards, patience) if case == "attrition" else fixed[case] for case in cases]
        curve.append((t, (min(s[0] for s in spans), max(s[1] for s in spans))))
    never = {"attrition": (first.stubborn[0] * second.stubborn[0], first.stubborn[1] * second.stubborn[1])}
    never |= {case: (1 - high, 1 - low) for case, (low, high) in fixed.items()}
    if cases != ("attrition",):
        at = {"first_yields": 0, "second_yields": 1}
        parts: list[list[Range]] = [[], []]
        for case in cases:
            for i in (0, 1):
                own = masses[i] if case == "attrition" else (0.0, 1.0) if case == "changing" else fixed[case] if at.get(case) == i else (0.0, 0.0)
                parts[i].append(own)
        masses = _hull(parts[0]), _hull(parts[1])
    return Attrition(
        cases=cases,
        hazards=((hazards[0][0].level.values[0], hazards[0][1].level.values[0]), (hazards[1][0].level.values[0], hazards[1][1].level.values[0])),
        used_up=ends,
        over=(min(ends[0][0], ends[1][0]), min(ends[0][1], ends[1][1])),
        at_once=masses,
        curve=tuple(curve),
        without=_hull([never[case] for case in cases]),
        lasts=tuple((t, (math.exp(-breakdown[1] * t), math.exp(-breakdown[0] * t))) for t in times),
    )


def _hull(spans: list[Range]) -> Range:
    return min(s[0] for s in spans), max(s[1] for s in spans)


def _cases(first: Side, second: Side) -> tuple[str, ...]:
    """Which cases the ranges leave possible."""
    found = []
    if all(side.prize[0] > 0 for side in (first, second)):
        clash = True
    else:
        found.append("no_clash")
        clash = all(side.prize[1] > 0 for side in (first, second))
    if clash:
        one, two = _sign(first), _sign(second)
        if "hurts" in one and "hurts" in two:
            found.append("attrition")
        if "hurts" in one and "not" in two:
            found.append("first_yields")
        if "not" in one and "hurts" in two:
            found.append("second_yields")
        if "not" in one and "not" in two:
            found.append("nobody")
        if "changing" in one or "changing" in two:
            found.append("changing")
    return tuple(found)
