"""Room for an agreement, the frontier of two sides and their concessions, against trying every package."""

import itertools
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tertius.model.expr import parse
from tertius.model.negotiation import Issue, Negotiation, Party, Rule, Stance
from tertius.model.timing import PartyTiming, Point, Timing
from tertius.negotiation.bargain import bargain_of
from tertius.negotiation.timing.frontier import frontier_of
from tertius.negotiation.timing.margin import best_margin
from tertius.negotiation.timing.ripe_time import Margins, ripening
from tertius.negotiation.timing.zeuthen import concessions, risk_limits

sys.path.insert(0, str(Path(__file__).parent))
import brute
from test_packages import negotiations

sys.path.pop(0)

pains = st.lists(st.sampled_from([-0.3, -0.05, 0.0, 0.1, 0.4, 1.7]), min_size=4, max_size=4)


def staked(n, party):
    return any(brute.weights(n)[party.id].values())


def greatest_margin(n, pain):
    """From the definition: over packages, and over the sets of parties whose consent meets the rule."""
    everybody = {p.id for p in n.parties}
    best = None
    for package in brute.packages(n):
        fine = [p for p in n.parties if not brute.crosses(n, p.id, package)]
        for size in range(len(fine) + 1):
            for some in itertools.combinations(fine, size):
                if not brute.met(n.rule, ({p.id for p in some}, everybody)):
                    continue
                sums = [brute.gain(n, p, package) + pain[n.parties.index(p)] for p in some if staked(n, p)]
                if not sums:
                    return None
                best = min(sums) if best is None else max(best, min(sums))
    return best


@settings(max_examples=40, deadline=None)
@given(negotiations(), pains)
def test_the_margin_is_the_greatest_of_all(n, pain):
    assume(len(n.issues) < 3 or len(n.parties) < 4)
    expected = greatest_margin(n, pain)
    found = best_margin(bargain_of(n), np.array(pain[: len(n.parties)]))
    if expected is None:
        assert found is None
        return
    assert found is not None
    assert found.value == pytest.approx(expected, abs=1e-7)
    at = {p.id: brute.gain(n, p, found.choice) + pain[k] for k, p in enumerate(n.parties)}
    assert found.least
    assert all(at[p] == pytest.approx(expected, abs=1e-6) for p in found.least)
    if len(n.parties) < 4:
        eased = [greatest_margin(n, [v + 1e-4 * (j == k) for j, v in enumerate(pain)]) for k in range(len(n.parties))]
        alone = tuple(p.id for p, v in zip(n.parties, eased, strict=True) if staked(n, p) and v > expected + 5e-5)
        assert Margins(bargain_of(n)).binding(np.array(pain[: len(n.parties)])) in {alone, alone or found.least}


@settings(max_examples=40, deadline=None)
@given(negotiations())
def test_the_frontier_is_what_nothing_beats_and_concessions_end_at_its_nash_product(n):
    one, two = n.parties[0], n.parties[1]
    bargain = bargain_of(n)
    frontier = frontier_of(bargain, (one.id, two.id))
    must = {p.id for p in n.parties if not brute.met(n.rule, ({q.id for q in n.parties} - {p.id}, {q.id for q in n.parties}))}
    points = []
    for package in brute.packages(n):
        if any(brute.crosses(n, p.id, package) for p in n.parties if p.id in must | {one.id, two.id}):
            continue
        points.append((brute.gain(n, one, package), brute.gain(n, two, package)))
    best = {
        (round(a, 7), round(b, 7))
        for a, b in points
        if not any(c >= a - 1e-9 and d >= b - 1e-9 and (c > a + 1e-8 or d > b + 1e-8) for c, d in points)
    }
    rows = [(round(float(a), 7) + 0.0, round(float(b), 7) + 0.0) for a, b in frontier.gains]
    assert {(round(a, 5), round(b, 5)) for a, b in rows} == {(round(a, 5) + 0.0, round(b, 5) + 0.0) for a, b in best}
    assert rows == sorted(rows, key=lambda r: -r[0])
    order = concessions(frontier)
    if not any(a >= -1e-9 and b >= -1e-9 for a, b in rows):
        assert order.meet is None
        return
    assert order.meet is not None
    assert list(frontier.within) == [k for k, (a, b) in enumerate(rows) if a >= -1e-9 and b >= -1e-9]
    product = [a * b if k in frontier.within else -1.0 for k, (a, b) in enumerate(rows)]
    assert product[order.meet] == pytest.approx(max(product), abs=1e-6)
    for step in order.steps:
        a, b = step.offers
        lower = [s for s, p, q in ((one.id, product[a], product[b]), (two.id, product[b], product[a])) if p <= q + 1e-9]
        assert list(step.by) == lower
        z1, z2 = step.limits
        if abs(product[a] - product[b]) > 1e-6:
            assert (z1 < z2) == (product[a] < product[b])


def two_sided(fallback=0.2):
    """One thing to divide in tenths: U_a = 1 - y/100, U_b = y/100."""
    parties = (Party("a", "a", fallback=fallback), Party("b", "b", fallback=0.2))
    issue = Issue("x", "x", (Stance("a", (0.0, 0.0), 50), Stance("b", (100.0, 100.0), 50)), scale={float(v): "" for v in range(0, 101, 10)})
    return Negotiation("", parties, (issue,))


def test_the_pressed_side_concedes_first_by_hand():
    # Openings 20 and 80 (each leaves the other its 0.2): Z = 0.6 / 0.6 = 1 for both. With the fallback of a at 0.1 the
    # opening of b is 90: Z_a = 0.7 / 0.7 = 1, Z_b = 0.7 / 0.7 = 1; lowered by 0.1 without new openings Z_a = 0.6 / 0.7.
    frontier = frontier_of(bargain_of(two_sided()), ("a", "b"))
    even = concessions(frontier)
    assert even.first == ("a", "b")
    assert even.steps[0].limits == pytest.approx((1.0, 1.0))
    assert frontier.utility(0, even.meet) == pytest.approx(0.5)
    pressed = concessions(frontier, (0.1, 0.0))
    assert pressed.first == ("a",)
    assert pressed.steps[0].limits == pytest.approx((6 / 7, 1.0))
    assert risk_limits(frontier, pressed.steps[0].offers, (0.0, 0.1)) == pytest.approx((1.0, 6 / 7))


def test_exclusions_tie_issues_together_in_the_frontier():
    n = two_sided()
    other = Issue("y", "y", (Stance("a", (0.0, 0.0), 50), Stance("b", (100.0, 100.0), 10)), scale={0.0: "", 100.0: ""})
    bound = Negotiation("", n.parties, (*n.issues, other), exclude=(parse("x >= 50 and y < 50", lambda v: v, compare=True),))
    frontier = frontier_of(bargain_of(bound), ("a", "b"))
    bargain = bargain_of(bound)
    for columns in frontier.columns:
        at = bargain.places(list(columns))
        assert not (at["x"] >= 50 and at["y"] < 50)


def test_ripe_only_when_it_hurts_both_by_hand():
    # Nothing between them is better than fallbacks of 0.6 each: at 50 both are 0.1 short. With 0.3 of pain for a only, 60 leaves 0.1 and 0, and 70
    # leaves 0 and 0.1: no more than 0, and a little more for either alone would raise it.
    parties = (Party("a", "a", fallback=0.6), Party("b", "b", fallback=0.6))
    n = Negotiation("", parties, two_sided().issues, Rule())
    quiet = best_margin(bargain_of(n), np.array([0.0, 0.0]))
    assert quiet is not None
    assert quiet.value == pytest.approx(-0.1)
    assert set(quiet.least) == {"a", "b"}
    one = best_margin(bargain_of(n), np.array([0.3, 0.0]))
    assert one is not None
    assert one.value == pytest.approx(0.0)
    assert Margins(bargain_of(n)).binding(np.array([0.3, 0.0])) == ("a", "b")
    # 0.25 for a: 60 leaves 0.05 and 0, 70 leaves -0.05 and 0.1.
    assert Margins(bargain_of(n)).binding(np.array([0.25, 0.0])) == ("b",)
    assert Margins(bargain_of(n)).binding(np.array([0.0, 0.0])) == ("a", "b")
    timing = Timing("month", 4.0, 2.0, parties=(
        PartyTiming("a", cost=(Point(0.0, (0.0, 0.0)), Point(2.0, (0.1, 0.2)))),
        PartyTiming("b", cost=(Point(0.0, (0.0, 0.0)), Point(3.0, (0.05, 0.05)))),
    ))  # fmt: skip
    found = ripening(bargain_of(n), timing, (0.0, 1.0, 3.0))
    assert [p.ripe for p in found.points] == ["no", "open", "yes"]
    # At 1 a looks ahead to a month at 0.1 to 0.2: 0.1 in all is not enough for the tenths on the scale, 0.2 is just enough.
    assert found.points[1].pains[0] == pytest.approx((0.1, 0.2))
    assert found.points[1].band == pytest.approx((-0.1, 0.0))
    # At 3: 0.2 to 0.4 for a and 0.1 for b.
    assert found.points[2].band == pytest.approx((0.0, 0.1))
