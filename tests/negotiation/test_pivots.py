"""Procedural pivots: published win sets, hand-derived proposals, and a fine grid as the oracle."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.model.negotiation import Rule
from tertius.negotiation.models.pivots import PIVOTS, pivotal
from tertius.negotiation.rules import passes
from tertius.negotiation.stakes import Stakes

NAN = float("nan")
FIVE, PLACES = tuple("abcde"), np.array([0.0, 25, 50, 75, 100])


def quota(share: float) -> Rule:
    return Rule("quota", share)


def test_published_win_set_of_four_in_five() -> None:
    # Krehbiel's and Tsebelis's interval: ideals 0, 25, 50, 75, 100, status quo 90: [60, 90], and 75 is the pivot.
    found = pivotal(FIVE, PLACES, 90, quota(0.8))
    assert found.win == ((60, 90),)
    assert found.binding == {60: ("d",)}
    assert found.proposals == {"a": 60, "b": 60, "c": 60, "d": 75, "e": 90}


@pytest.mark.parametrize(("rule", "low", "high"), [(quota(0.6), 50, 50), (quota(0.8), 25, 75), (Rule(), 0, 100)])
def test_published_gridlock_intervals(rule: Rule, low: float, high: float) -> None:
    for q in (0.0, 10, 25, 30, 50, 60, 75, 80, 100):
        assert pivotal(FIVE, PLACES, q, rule).locked == (low <= q <= high)


def test_a_setter_with_a_bad_status_quo_by_hand() -> None:
    # Romer and Rosenthal: majority with median 50 and q = 30 lets anything up to 70 pass; a setter at 90 gets 70, one at 60 gets 60.
    found = pivotal(("setter", "m", "low", "high", "mild"), np.array([90.0, 50, 20, 80, 60]), 30, quota(0.6))
    # Up: limits 150, 70, none, 130, 90: the third highest is 90.
    assert found.win == ((30, 90),)
    three = pivotal(("setter", "m", "low"), np.array([90.0, 50, 20]), 30, quota(2 / 3))
    assert three.win == ((30, 70),)
    assert three.proposals == {"setter": 70, "m": 50, "low": 30}
    assert three.binding == {70: ("m",)}


def test_votes_vetoes_and_red_lines_by_hand() -> None:
    parties, x = ("a", "b", "c"), np.array([40.0, 80, 100])
    votes = Rule("quota", 0.5, {"a": 1.0, "b": 3.0, "c": 2.0})
    # From q = 20, a accepts up to 60, b and c to 100 and beyond; b alone has half.
    assert pivotal(parties, x, 20, votes).win == ((20, 100),)
    assert pivotal(parties, x, 20, Rule("quota", 0.5, votes.votes, vetoes=("a",))).win == ((20, 60),)
    # A red line of whoever is needed cuts the middle out: the status quo holds or at least 50.
    lined = pivotal(parties, x, 20, Rule(), at_least=np.array([NAN, 50, NAN]))
    assert lined.win == ((20, 20), (50, 60))
    assert lined.proposals == {"a": 50, "b": 60, "c": 60}
    assert lined.binding == {60: ("a",), 50: ("b",)}


def test_both_directions_and_those_without_a_position() -> None:
    # Half of four: two above and two below 50 can each move it.
    found = pivotal(("a", "b", "c", "d"), np.array([10.0, 40, 60, 90]), 50, quota(0.5))
    assert found.win == ((30, 70),)
    silent = pivotal(("a", "b", "c"), np.array([80.0, NAN, NAN]), 20, Rule())
    assert silent.win == ((20, 100),)
    assert silent.proposals == {"a": 80}


@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4), st.booleans(), st.integers(0, 20)), min_size=1, max_size=6),
    st.integers(0, 20), st.sampled_from([0.5, 0.6, 0.75, 1.0]), st.booleans(),
)  # fmt: skip
@settings(max_examples=80, deadline=None)
def test_every_place_of_a_fine_grid(actors: list[tuple[int, int, bool, int]], q: int, share: float, veto: bool) -> None:
    parties = tuple(f"p{k}" for k in range(len(actors)))
    x, votes, lined, line = (np.array(v, dtype=float) for v in zip(*actors, strict=True))
    x, line, q = 5 * x, np.where(lined > 0, 5 * line, NAN), 5 * q
    rule = Rule("quota", share, dict(zip(parties, votes.tolist(), strict=True)), vetoes=parties[:1] if veto else ())
    if votes.sum() == 0:
        return
    found = pivotal(parties, x, q, rule, at_most=line)
    grid = np.arange(0, 100.01, 1.25)
    within = np.array([any(a <= y <= b for a, b in found.win) for y in grid])
    for y, inside in zip(grid.tolist(), within.tolist(), strict=True):
        accepting = np.array([abs(y - xi) <= abs(q - xi) and not y > c for xi, c in zip(x, line, strict=True)])
        assert inside == (y == q or bool(passes(rule, parties, accepting)))
    for p, place in found.proposals.items():
        mine = x[parties.index(p)]
        assert abs(place - mine) == pytest.approx(np.abs(grid[within] - mine).min())


def test_as_a_model() -> None:
    def stakes(position: list[float], power: list[float], reference: float) -> Stakes:
        n = len(position)
        return Stakes("k", "g", tuple("abcdef"[:n]), np.array(position), np.full(n, 50.0), np.array(power), reference)

    none, locked, moved = PIVOTS.run([stakes([0, 100], [1, 1], NAN), stakes([0, 100], [1, 1], 50), stakes([40, 80, 100], [1, 3, 2], 20)])
    assert none is None
    assert locked is not None
    assert moved is not None
    assert (locked.quantile(0.01), locked.quantile(0.99)) == (50, 50)
    # Two thirds of 6 votes: b and one other: up to 60 with a, and all of it with c. Proposals 40, 80, 100 with chances 1, 3 and 2 in 6.
    assert [moved.cdf(y) for y in (39, 40, 80, 100)] == pytest.approx([0, 1 / 6, 4 / 6, 1])
