"""What waiting costs, against numerical integration, and bounds against draws from the ranges."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.model.timing import PartyTiming, Point, Timing
from tertius.negotiation.timing.delay import waiting_curve
from tertius.negotiation.timing.paths import Level, discount_integral

numbers = st.floats(0.0, 1.0).map(lambda v: round(v, 3))


@st.composite
def spans(draw, most=1.0):
    a, b = sorted((draw(numbers) * most, draw(numbers) * most))
    return a, b


@st.composite
def parties(draw):
    times = [0.0, *sorted(set(draw(st.lists(st.sampled_from([1.0, 2.5, 4.0, 7.0]), max_size=2))))]
    cost = tuple(Point(t, draw(spans(0.2))) for t in times)
    worth = tuple(Point(t, draw(spans())) for t in times) if draw(st.booleans()) else ()
    return PartyTiming("a", rate=draw(spans(0.5)), cost=cost, worth=worth)


def by_steps(t, rate, cost, worth, d, steps=4000):
    """L(t) by the midpoint rule, from the definition."""
    x = lambda u: float(np.interp(u, [p[0] for p in worth], [p[1] for p in worth]))  # noqa: E731
    width = t / steps
    pain = 0.0
    for k in range(steps):
        u = (k + 0.5) * width
        level = [v for s, v in cost if s <= u][-1]
        pain += math.exp(-rate * u) * level * width
    return (x(0) - d) - math.exp(-rate * t) * (x(t) - d) + pain


@settings(max_examples=25, deadline=None)
@given(parties(), spans(0.1), numbers, st.integers(0, 10**6))
def test_bounds_hold_at_every_draw_and_the_middle_is_the_definition(party, breakdown, d, seed):
    timing = Timing("month", 8.0, 8.0, breakdown=breakdown)
    reference = 0.4, 0.6
    curve = waiting_curve(timing, party, d, reference, (0.0, 3.0, 8.0))
    rng = random.Random(seed)
    draw = lambda span: rng.choice([span[0], span[1], rng.uniform(*span)])  # noqa: E731
    for point in curve.points[1:]:
        cost = [(p.at, sum(p.value) / 2) for p in party.cost]
        worth = [(p.at, sum(p.value) / 2) for p in party.worth] or [(0.0, 0.5)]
        rate = sum(party.rate) / 2 + sum(breakdown) / 2
        assert point.middle == pytest.approx(by_steps(point.at, rate, cost, worth, d), abs=2e-4)
        for _ in range(6):
            cost = [(p.at, draw(p.value)) for p in party.cost]
            worth = [(p.at, draw(p.value)) for p in party.worth] or [(0.0, draw(reference))]
            value = by_steps(point.at, draw(party.rate) + draw(breakdown), cost, worth, d, 800)
            assert point.cost[0] - 1e-3 <= value <= point.cost[1] + 1e-3


def test_bounds_are_reached_also_inside_the_range_of_the_rate():
    # x - d = 1 and a cost of 0.3: t (x - d) = integral of u e^{s (t - u)} c has its zero at a rate between 0 and 1.
    party = PartyTiming("a", rate=(0.0, 1.0), cost=(Point(0.0, (0.3, 0.3)),))
    (_, point) = waiting_curve(Timing("month", 5.0, 5.0), party, 0.0, (1.0, 1.0), (0.0, 5.0)).points
    tried = [by_steps(5.0, s, [(0.0, 0.3)], [(0.0, 1.0)], 0.0) for s in np.linspace(0, 1, 201)]
    assert max(tried) > max(tried[0], tried[-1]) + 0.05
    assert point.cost[1] == pytest.approx(max(tried), abs=1e-3)
    assert point.cost[0] == pytest.approx(min(tried), abs=1e-3)


def test_delay_pays_while_the_drift_beats_rate_times_share_plus_cost_by_hand():
    # Without a fallback: mu = 0.06 a month for five months, r x + c = 0.1 x + 0.01. It pays while x < 0.5, so until x = 0.2 + 0.06 t = 0.5: t = 5.
    grows = PartyTiming("a", rate=(0.1, 0.1), cost=(Point(0.0, (0.01, 0.01)),), worth=(Point(0.0, (0.2, 0.2)), Point(10.0, (0.8, 0.8))))
    curve = waiting_curve(Timing("month", 12.0, 12.0), grows, 0.0, (0.0, 0.0), tuple(float(t) for t in range(13)))
    assert [(a, b, word) for a, b, word in curve.pays] == [(0.0, 5.0, "yes"), (5.0, 12.0, "no")]
    assert curve.points[4].cost[0] < 0
    assert curve.change == pytest.approx((0.6, 0.6))
    margins = [p.margin[0] for p in curve.points]
    assert margins[:3] == pytest.approx([0.1 * (0.2 + 0.06 * t) + 0.01 - 0.06 for t in range(3)])
    assert margins[11] == pytest.approx(0.1 * 0.8 + 0.01)


def test_a_constant_gain_loses_what_discounting_takes_by_hand():
    party = PartyTiming("a", rate=(0.02, 0.02))
    curve = waiting_curve(Timing("month", 10.0, 10.0, breakdown=(0.03, 0.03)), party, 0.3, (0.7, 0.7), (0.0, 10.0))
    assert curve.total == pytest.approx((0.4 * (1 - math.exp(-0.5)),) * 2)
    assert curve.exact
    assert not curve.declared


def test_who_would_rather_have_no_agreement_loses_nothing_by_waiting():
    curve = waiting_curve(Timing("month", 10.0, 10.0), PartyTiming("a", rate=(0.1, 0.2)), 0.6, (0.5, 0.5), (0.0, 10.0))
    assert curve.total[1] < 0
    assert curve.pays == ((0.0, 10.0, "yes"),)


def test_levels_and_integrals_by_hand():
    level = Level((0.0, 2.0), (1.0, 3.0))
    assert (level.at(0.0), level.at(1.9), level.at(2.0), level.at(9.0)) == (1.0, 1.0, 3.0, 3.0)
    assert level.integral(1.0, 4.0) == pytest.approx(1 + 6)
    assert level.integral(0.0, 4.0, 0.5) == pytest.approx(2 * (1 - math.exp(-1)) + 6 * (math.exp(-1) - math.exp(-2)))
    assert discount_integral(1e-12, 3.0) == pytest.approx(3.0)
