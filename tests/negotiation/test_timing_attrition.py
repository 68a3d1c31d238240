"""Two sides that wait: published values, a simulation, the indifference that defines the hazards, and bounds against draws."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.negotiation.timing.attrition import Side, attrition, chance_by, foreseen, hazards_of
from tertius.negotiation.timing.hazard import Hazard
from tertius.negotiation.timing.paths import Level

NONE = (Level(), Level())


def pie(own, other, r, z):
    """A side in a pie of 1 that demands `own` and is left 1 - `other`."""
    return Side((own, own), (1 - other, 1 - other), (0.0, 0.0), (r, r), NONE, (0.0, 0.0), (z, z))


def test_reputational_bargaining_as_published():
    # Abreu & Gul 2000: hazard_i = r_j (1 - a_i) / (a_i + a_j - 1), T_i = -ln z_i / hazard_i, mass 1 - z_i exp(hazard_i T).
    found = attrition(pie(0.6, 0.6, 1.0, 0.1), pie(0.6, 0.6, 1.0, 0.2), (0.0, 0.0), (0.0, 0.5, 2.0))
    assert found.case == "attrition"
    assert found.hazards == (pytest.approx((2.0, 2.0)), pytest.approx((2.0, 2.0)))
    assert found.over == pytest.approx((0.8047189562, 0.8047189562))
    assert found.at_once[0] == pytest.approx((0.5, 0.5))
    assert found.at_once[1] == pytest.approx((0.0, 0.0))
    # At the start 1 - 0.5 = 0.5 agreed; by 0.5 the first has 0.5 e^-1 left and the second e^-1; in the end 1 - 0.1 * 0.2.
    assert [span[0] for _, span in found.curve] == pytest.approx([0.5, 1 - 0.5 * math.exp(-2), 0.98])
    assert found.without == pytest.approx((0.02, 0.02))


def test_war_of_attrition_with_complete_information_as_published():
    # Hendricks, Weiss & Wilson 1988: hazard_i = c_j / v_j with v the prize: here in utility a tenth of the published 10 with costs of a tenth.
    one = Side((1.0, 1.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (Level((0.0,), (0.1,)),) * 2, (0.0, 0.0), (0.1, 0.1))
    two = Side((1.0, 1.0), (0.0, 0.0), (0.0, 0.0), (0.0, 0.0), (Level((0.0,), (0.2,)),) * 2, (0.0, 0.0), (0.1, 0.1))
    first, second = hazards_of(one, two)
    assert first[0].level.values == pytest.approx((0.2,))
    assert second[0].level.values == pytest.approx((0.1,))


numbers = st.floats(0.02, 0.4).map(lambda v: round(v, 3))


@st.composite
def sides(draw, ranges):
    def span(low, high):
        a, b = sorted((draw(st.floats(low, high)), draw(st.floats(low, high))))
        return (a, b) if ranges else (a, a)

    starts = (0.0, *sorted(draw(st.sets(st.sampled_from([1.0, 2.5, 5.0]), max_size=1))))
    costs = [span(0.01, 0.2) for _ in starts]
    insists, yields = span(0.7, 0.9), span(0.35, 0.5)
    return Side(
        insists, yields, (0.1, 0.1), span(0.01, 0.2), (Level(starts, tuple(c[0] for c in costs)), Level(starts, tuple(c[1] for c in costs))),
        span(0.0, 0.05), span(0.05, 0.6),
    )  # fmt: skip


def drawn(side, rng):
    """A side with numbers from the ranges."""
    pick = lambda s: (rng.choice([s[0], s[1], rng.uniform(*s)]),) * 2  # noqa: E731
    levels = [rng.choice([a, b, rng.uniform(a, b)]) for a, b in zip(side.cost[0].values, side.cost[1].values, strict=True)]
    cost = Level(side.cost[0].starts, tuple(levels))
    return Side(
        pick(side.insists), pick(side.yields), side.disagreement, pick(side.rate), (cost, cost), pick(side.audience), pick(side.stubborn)
    )


@settings(max_examples=60, deadline=None)
@given(sides(True), sides(True), st.integers(0, 10**6))
def test_bounds_hold_at_every_draw(one, two, seed):
    times = 0.0, 0.7, 2.5, 6.0, 15.0
    whole = attrition(one, two, (0.0, 0.0), times)
    rng = random.Random(seed)
    for _ in range(8):
        point = attrition(drawn(one, rng), drawn(two, rng), (0.0, 0.0), times)
        assert point.case in whole.cases
        for (_, (a, b)), (_, (low, high)) in zip(point.curve, whole.curve, strict=True):
            assert a == pytest.approx(b, abs=1e-9)
            assert low - 1e-9 <= a <= high + 1e-9
        for mine, bound in zip((*point.hazards, *point.used_up, *point.at_once, point.over, point.without), (*whole.hazards, *whole.used_up, *whole.at_once, whole.over, whole.without), strict=True):
            assert bound[0] - 1e-9 <= mine[0] <= bound[1] + 1e-9


@settings(max_examples=15, deadline=None)
@given(st.lists(numbers, min_size=4, max_size=4), st.floats(0.1, 0.5), st.floats(0.1, 0.5), st.floats(0.2, 4.0))
def test_bounds_are_reached_by_some_hazards_between(rates, z_one, z_two, t):
    # Hazards that may take any value between their bounds before t and another after it: a fine search comes close to the bounds.
    (a, b), (c, d) = sorted(rates[:2]), sorted(rates[2:])
    spans = ((Hazard(Level((0.0,), (a,))), Hazard(Level((0.0,), (b,)))), (Hazard(Level((0.0,), (c,))), Hazard(Level((0.0,), (d,)))))
    amounts = tuple((-math.log(min(0.9, z * 1.5)), -math.log(z)) for z in (z_one, z_two))
    low, high = chance_by(t, spans, amounts)
    values = []
    grid = [0.0, 0.25, 0.5, 0.75, 1.0]
    for h in np.stack(np.meshgrid(*[grid] * 6), axis=-1).reshape(-1, 6):
        before, after = [a + h[0] * (b - a), c + h[1] * (d - c)], [a + h[2] * (b - a), c + h[3] * (d - c)]
        wants = [amounts[i][0] + h[4 + i] * (amounts[i][1] - amounts[i][0]) for i in (0, 1)]
        ends = [w / x if w <= x * t else t + (w - x * t) / y for w, x, y in zip(wants, before, after, strict=True)]
        over = min(ends)
        log = 0.0
        for i in (0, 1):
            gone = [before[i] * min(u, t) + after[i] * max(0.0, u - t) for u in (over, min(t, over))]
            log += -wants[i] + gone[0] - gone[1]
        values.append(1 - math.exp(log))
    assert low - 1e-9 <= min(values)
    assert max(values) <= high + 1e-9
    assert min(values) - low < 0.12
    assert high - max(values) < 0.12


@settings(max_examples=6, deadline=None)
@given(sides(False), sides(False), st.integers(0, 1000))
def test_the_distribution_against_a_simulation(one, two, seed):
    """Types are drawn, those that may yield draw a time from the hazards, and who yields first ends it."""
    rng = np.random.default_rng(seed)
    draws = 40_000
    (first, _), (second, _) = hazards_of(one, two)
    ends = [h.until(-math.log(s.stubborn[0])) for h, s in ((first, one), (second, two))]
    over = min(ends)
    times = []
    for h, side in ((first, one), (second, two)):
        z = side.stubborn[0]
        grid = np.linspace(0, over, 2001)
        yielded = 1 - z * np.exp([h.gone(0, over) - h.gone(0, u) for u in grid])
        u = rng.random(draws)
        times.append(np.where(u < yielded[0], 0.0, np.where(u >= 1 - z, np.inf, np.interp(u, yielded, grid))))
    found = attrition(one, two, (0.0, 0.0), (0.0, over / 3, over, over + 5))
    agreed = np.minimum(*times)
    for t, (low, high) in found.curve:
        assert low == pytest.approx(high)
        assert (agreed <= t + 1e-9).mean() == pytest.approx(low, abs=0.012)
    horizon = over * 0.8 + 1
    ahead = foreseen(one, two, horizon)
    assert ahead is not None
    assert np.minimum(agreed, horizon).mean() == pytest.approx(ahead.wait, abs=0.02 * horizon)
    by = [((times[i] <= times[1 - i]) & (times[i] <= horizon)).mean() for i in (0, 1)]
    assert by == pytest.approx(list(ahead.yields), abs=0.012)


@settings(max_examples=30, deadline=None)
@given(sides(False), sides(False))
def test_a_side_that_may_yield_is_indifferent_when_it_does(one, two):
    """Against the other's concessions, every time of yielding between 0 and T is worth the same: by numerical integration."""
    (first, _), (second, _) = hazards_of(one, two)
    over = min(first.until(-math.log(one.stubborn[0])), second.until(-math.log(two.stubborn[0])))
    own, rate, d = one, one.rate[0], one.disagreement[0]
    z = two.stubborn[0]
    steps = 3000
    grid = np.linspace(0, over, steps + 1)
    left = z * np.exp([second.gone(0, over) - second.gone(0, u) for u in grid])
    middle = (grid[1:] + grid[:-1]) / 2
    decided = -np.diff(left)
    # Gains over d, which it has while it waits: the demand where the other yields first, what yielding leaves at its own time.
    win = np.exp(-rate * middle) * (own.insists[0] - d) * decided
    pain = np.array([own.cost[0].at(u) for u in middle]) * np.exp(-rate * middle) * (left[1:] + left[:-1]) / 2 * (over / steps)
    at_zero = (1 - left[0]) * (own.insists[0] - d)
    worth = at_zero + np.concatenate([[0], np.cumsum(win - pain)]) + left * np.exp(-rate * grid) * (own.yields[0] - own.audience[0] - d)
    assert worth == pytest.approx(np.full(steps + 1, worth[0]), abs=2e-3)


def test_who_does_not_mind_waiting_is_yielded_to_and_if_neither_minds_nobody_yields():
    minds = pie(0.6, 0.6, 1.0, 0.1)
    calm = Side((0.6, 0.6), (0.4, 0.4), (0.5, 0.5), (1.0, 1.0), NONE, (0.0, 0.0), (0.2, 0.2))
    found = attrition(minds, calm, (0.0, 0.0), (0.0, 9.0))
    assert found.case == "first_yields"
    assert found.curve == ((0.0, pytest.approx((0.9, 0.9))), (9.0, pytest.approx((0.9, 0.9))))
    assert attrition(calm, minds, (0.0, 0.0), (0.0,)).case == "second_yields"
    stuck = attrition(calm, calm, (0.0, 0.0), (0.0, 9.0))
    assert (stuck.case, stuck.without) == ("nobody", (1.0, 1.0))
    assert attrition(pie(0.4, 0.4, 1.0, 0.1), pie(0.4, 0.4, 1.0, 0.1), (0.0, 0.0), (0.0,)).case == "no_clash"
    turns = Level((0.0, 3.0), (0.0, 0.5))
    late = Side((0.6, 0.6), (0.4, 0.4), (0.5, 0.5), (1.0, 1.0), (turns, turns), (0.0, 0.0), (0.2, 0.2))
    assert attrition(minds, late, (0.0, 0.0), (0.0,)).case == "changing"
    assert foreseen(minds, late, 5.0) is None
    perhaps = Side((0.6, 0.6), (0.4, 0.4), (0.35, 0.45), (1.0, 1.0), NONE, (0.0, 0.0), (0.2, 0.2))
    both = attrition(minds, perhaps, (0.0, 0.0), (0.0, 9.0))
    assert both.case == "open"
    assert set(both.cases) == {"attrition", "first_yields"}


def test_breakdown_ends_the_talks_at_its_rate_and_hurts_like_delay():
    found = attrition(pie(0.6, 0.6, 0.5, 0.1), pie(0.6, 0.6, 0.5, 0.2), (0.1, 0.3), (0.0, 2.0))
    assert found.lasts[1][1] == pytest.approx((math.exp(-0.6), math.exp(-0.2)))


def test_a_hazard_by_hand():
    h = Hazard(Level((0.0, 2.0), (0.5, 0.0)))
    assert (h.until(0.5), h.until(1.0), h.until(1.1)) == (1.0, 2.0, math.inf)
    assert (h.gone(1.0, 5.0), h.gone(3.0, 1.0)) == (0.5, 0.0)
