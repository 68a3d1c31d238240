"""Exchange over rounds at drawn rates against a literal version in plain loops, published bounds, and by hand."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.negotiation.models.exchange_rounds import (
    EXCHANGE_ROUNDS,
    MOST_TRADES,
    exchange_rounds,
    pairs,
    rates,
    split,
)
from tertius.negotiation.stakes import Stakes

NAN = float("nan")


def bounds(v: float, u: float) -> tuple[float, float]:
    # The published pair: A2 demands the first issue, A1 supplies it (up to 14.29 points of outcome) and is to have up to 35.71 on the second.
    one = np.array([0.0])
    dp, dq = split(np.array([[60.0], [50.0]]), np.array([[10.0], [90.0]]), np.array([[100 * 10 / 70], [100 * 50 / 140]]), np.stack([one + u, one + v, one + 1]))
    return float(60 * dp[0] - 50 * dq[0]), float(90 * dq[0] - 10 * dp[0])


def test_published_bounds_of_a_drawn_rate() -> None:
    most_second, nothing = bounds(0.0, 0.0)
    assert most_second == pytest.approx(777.7778, abs=1e-3)
    assert nothing == pytest.approx(0, abs=1e-9)
    nothing, most_first = bounds(0.0, 0.9)
    assert most_first == pytest.approx(1400)
    assert nothing == pytest.approx(0, abs=1e-9)
    assert bounds(0.9, 0.0) == pytest.approx((0, 1400))
    assert bounds(0.9, 0.9) == pytest.approx((777.7778, 0), abs=1e-3)


def test_one_round_at_equal_gain_by_hand() -> None:
    # As printed: A1 moves fully on the first issue, so 85.71 goes to 100; A2 moves 20 on the second, 35.71 to 28.57; each gains 500.
    found = exchange_rounds(np.array([[0.0, 0], [100, 100]]), np.array([[0.10, 0.90], [0.60, 0.50]]), np.ones((2, 2)), rounds=1, repetitions=2, breadth=0.0)
    assert found.outcome[:, 0] == pytest.approx(np.array([[600 / 7, 250 / 7]] * 2))
    assert found.outcome[:, 1] == pytest.approx(np.array([[100, 200 / 7]] * 2))
    assert found.gain == pytest.approx(np.full((2, 2), 5.0))
    assert found.externality.tolist() == [[0, 0], [0, 0]]
    assert found.trades.tolist() == [1, 1]


def test_the_next_round_starts_between() -> None:
    # In the second round A1 starts at ((1 - .1) .4 + .1) 100 = 46 on the first issue.
    x, s = np.array([[0.0, 0], [100, 100]]), np.array([[0.10, 0.90], [0.60, 0.50]])
    found = exchange_rounds(x, s, np.ones((2, 2)), rounds=2, repetitions=1, breadth=0.0)
    second = np.array([[46.0, 0], [100, 100 - 20 * (0.5 * 0.4 + 0.1)]])
    again = exchange_rounds(second, s, np.ones((2, 2)), rounds=1, repetitions=1, breadth=0.0)
    assert found.outcome[0, 2] == pytest.approx(again.outcome[0, 1])


def test_a_third_pays_by_hand() -> None:
    # C stands at 0 on the first issue and at 100 on the second: both outcomes go away from it.
    x = np.array([[0.0, 0], [100, 100], [0, 100]])
    s = np.array([[0.1, 0.9], [0.6, 0.5], [0.2, 0.2]])
    found = exchange_rounds(x, s, np.ones((3, 2)), rounds=1, repetitions=1, breadth=0.0)
    before, after = found.outcome[0]
    assert found.trades[0] == 1
    assert after[0] > before[0]
    assert after[1] < before[1]
    assert found.externality[0] == pytest.approx([0, 0, -0.2 * (after[0] - before[0]) - 0.2 * (before[1] - after[1])])


# A literal version: one repetition, one trade at a time.


def literal(x: list[list[float]], s: list[list[float]], w: list[list[float]], drawn: np.ndarray, rows: list[list[int]], rounds: int, breadth: float):
    n, m = len(x), len(x[0])
    there = [[x[a][k] == x[a][k] and w[a][k] * s[a][k] > 0 for k in range(m)] for a in range(n)]
    pull = [[w[a][k] * s[a][k] / sum(w[b][k] * s[b][k] for b in range(n) if there[b][k]) if there[a][k] else 0.0 for k in range(m)] for a in range(n)]
    start = [[0.0 if v != v else v for v in row] for row in x]

    def centre(places: list[list[float]], k: int) -> float:
        return sum(pull[a][k] * places[a][k] for a in range(n))

    outcomes, gains, others, made = [[centre(start, k) for k in range(m)]], [0.0] * n, [0.0] * n, 0
    for r in range(rounds):
        y, role = [list(row) for row in start], {}
        begun = [centre(start, k) for k in range(m)]
        while True:
            options = []
            for t, (i, j, p, q) in enumerate(rows):
                if (start[i][p] - begun[p]) * (start[j][p] - begun[p]) >= 0 or (start[i][q] - begun[q]) * (start[j][q] - begun[q]) >= 0:
                    continue
                if role.get((i, p), 1) < 0 or role.get((j, q), 1) < 0 or role.get((i, q), -1) > 0 or role.get((j, p), -1) > 0:
                    continue
                up, along = (1 if start[i][p] > start[j][p] else -1), (1 if start[j][q] > start[i][q] else -1)
                top_p = min(up * (start[i][p] - y[j][p]) * pull[j][p], up * (start[i][p] - centre(y, p)))
                top_q = min(along * (start[j][q] - y[i][q]) * pull[i][q], along * (start[j][q] - centre(y, q)))
                if top_p <= 1e-9 or top_q <= 1e-9:
                    continue
                dp, dq = top_p, top_p * (s[i][p] + s[j][p]) / (s[i][q] + s[j][q])
                if dq > top_q:
                    dp, dq = top_q * (s[i][q] + s[j][q]) / (s[i][p] + s[j][p]), top_q
                options.append((s[i][p] * dp - s[i][q] * dq, -t, top_p, top_q, up, along))
            best = max(options, default=(0.0, 0, 0, 0, 0, 0))
            if best[0] <= 1e-9:
                break
            equal, t, top_p, top_q, up, along = best
            t = -t
            i, j, p, q = rows[t]
            u, v, z = drawn[r, :, t]
            # All efficient trades, ends first: dp = D_p with any dq, then dq = D_q with any dp.
            corners = [(top_p, 0.0), (top_p, top_q), (0.0, top_q)]
            value = {"i": lambda a, b, i=i, p=p, q=q: s[i][p] * a - s[i][q] * b, "j": lambda a, b, j=j, p=p, q=q: s[j][q] * b - s[j][p] * a}
            one, two = ("i", "j") if u < 0.5 else ("j", "i")

            def where(who: str, amount: float, corners=corners, value=value) -> tuple[float, float]:
                for (a, b), (c, d) in itertools.pairwise(corners):
                    low, high = value[who](a, b), value[who](c, d)
                    if min(low, high) - 1e-12 <= amount <= max(low, high) + 1e-12 and abs(high - low) > 1e-15:
                        f = (amount - low) / (high - low)
                        return a + f * (c - a), b + f * (d - b)
                raise AssertionError

            most = value[one](*where(two, 0.0))
            wanted = equal + breadth * z * (most - equal) if v < 0.5 else equal - breadth * z * equal
            dp, dq = where(one, wanted)
            old = centre(y, p), centre(y, q)
            y[j][p] += up * dp / pull[j][p]
            y[i][q] += along * dq / pull[i][q]
            new = centre(y, p), centre(y, q)
            role[i, p] = role[j, q] = 1
            role[i, q] = role[j, p] = -1
            made += 1
            gains[i] += value["i"](dp, dq)
            gains[j] += value["j"](dp, dq)
            for a in set(range(n)) - {i, j}:
                for e, k in enumerate((p, q)):
                    if there[a][k]:
                        others[a] += s[a][k] * (abs(old[e] - start[a][k]) - abs(new[e] - start[a][k]))
        outcomes.append([centre(y, k) for k in range(m)])
        start = [[start[a][k] + ((1 - s[a][k]) * 0.4 + 0.1) * (y[a][k] - start[a][k]) for k in range(m)] for a in range(n)]
    return outcomes, gains, others, made


@given(st.integers(0, 10**6), st.integers(2, 5), st.integers(2, 4), st.sampled_from([0.0, 0.5, 1.0]))
@settings(max_examples=25, deadline=None)
def test_all_repetitions_equal_the_literal_version(seed: int, n: int, m: int, breadth: float) -> None:
    rng = np.random.default_rng(seed)
    x, s, w = rng.integers(0, 101, (n, m)).astype(float), rng.uniform(0.05, 1, (n, m)).round(3), rng.integers(1, 9, (n, m)).astype(float)
    x[rng.random((n, m)) < 0.1] = NAN
    found = exchange_rounds(x, s, w, rounds=2, repetitions=3, seed=seed, breadth=breadth)
    rows = pairs(x, s, w)
    drawn = rates(seed, 3, 2, len(rows))
    for r in range(3):
        outcomes, gains, others, made = literal(x.tolist(), s.tolist(), w.tolist(), drawn[r], rows.tolist(), 2, breadth)
        assert found.trades[r] == made
        assert found.outcome[r] == pytest.approx(np.array(outcomes), abs=1e-6)
        assert found.gain[r] == pytest.approx(gains, abs=1e-6)
        assert found.externality[r] == pytest.approx(others, abs=1e-6)


def test_a_repetition_is_the_same_among_any_number() -> None:
    rng = np.random.default_rng(3)
    x, s, w = rng.integers(0, 101, (5, 4)).astype(float), rng.uniform(0.1, 1, (5, 4)), np.ones((5, 4))
    few, many = (exchange_rounds(x, s, w, rounds=3, repetitions=r, seed=7) for r in (2, 9))
    assert np.array_equal(few.outcome, many.outcome[:2])
    assert few.outcome.min() >= 0
    assert few.outcome.max() <= 100


def stakes(issue: str, names: list[str], position: list[float], salience: list[float]) -> Stakes:
    return Stakes(issue, "g", tuple(names), np.array(position), np.array(salience), np.ones(len(names)))


def test_as_a_model() -> None:
    issues = [stakes("p", ["a", "b", "c"], [0, 100, 50], [10, 60, 40]), stakes("q", ["b", "a", "d"], [100, 0, 20], [50, 90, 10])]
    found = EXCHANGE_ROUNDS.run(issues)
    assert all(f is not None for f in found)
    (alone,) = EXCHANGE_ROUNDS.run([stakes("p", ["a", "b"], [0, 100], [10, 30])])
    assert alone is not None
    assert alone.quantile(0.1) == alone.quantile(0.9) == pytest.approx(75)
    (careless,) = EXCHANGE_ROUNDS.run([stakes("p", ["a", "b"], [0, 100], [0, 0])])
    assert careless is not None
    assert careless.quantile(0.5) == pytest.approx(50)


def test_too_many_pairs_have_no_answer() -> None:
    rng = np.random.default_rng(1)
    names = [f"a{i}" for i in range(30)]
    many = [stakes(f"k{k}", names, rng.integers(0, 101, 30).tolist(), [50] * 30) for k in range(7)]
    assert MOST_TRADES < 435 * 21
    assert EXCHANGE_ROUNDS.run(many) == [None] * 7


def test_eleven_actors_and_seven_issues_take_less_than_ten_seconds() -> None:
    rng = np.random.default_rng(1)
    x, s = rng.integers(0, 101, (11, 7)).astype(float), rng.uniform(0.1, 1, (11, 7))
    w = np.repeat(rng.uniform(0.1, 1, (11, 1)), 7, axis=1)
    begin = time.process_time()
    found = exchange_rounds(x, s, w, rounds=10, repetitions=100)
    assert time.process_time() - begin < 10
    assert found.outcome.shape == (100, 11, 7)
    assert (found.trades > 100).all()
