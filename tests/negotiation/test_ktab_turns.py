"""KTAB's turns against a published run in every state, against a literal version in plain loops, and by hand."""

from __future__ import annotations

import itertools
import math
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import UnknownNameError
from tertius.negotiation.models.ktab import condorcet, elected, spatial_probabilities, victory
from tertius.negotiation.models.ktab_turns import CHOICES, KTAB_TURNS, SpatialRules, spatial_run, spatial_turn
from tertius.negotiation.stakes import Stakes

RUN = np.loadtxt(Path(__file__).with_name("ktab-seven-actors.txt"))
"""Power, then position and salience in three dimensions, of seven actors."""
POWER, POSITION, SALIENCE = RUN[:, 0], RUN[:, 1::2] / 100, RUN[:, 2::2]
STATES = """
75.8 79.5 80.6 80.6 78.5 78.5 78.5 78.5 78.6 78.6 78.6
6.4 44.7 34.2 35.0 30.5 30.5 31.2 31.2 31.5 31.8 31.8
70.5 72.0 75.9 76.1 74.0 74.0 74.0 74.0 74.0 74.1 74.1
82.7 78.9 76.0 78.3 79.0 79.0 79.1 78.5 79.9 78.6 78.6
73.5 56.3 27.5 30.5 30.6 30.6 30.9 31.2 34.4 31.8 31.8
64.0 72.5 72.0 73.8 74.2 74.2 74.3 74.0 75.2 74.1 74.1
82.5 82.5 82.5 82.5 82.5 82.5 82.5 82.5 82.5 82.5 82.5
90.9 90.9 90.9 90.9 90.9 90.9 90.9 90.9 90.9 90.9 90.9
0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1 0.1
62.5 65.8 66.7 66.7 66.7 66.7 67.1 67.1 67.1 67.1 67.1
50.8 50.8 50.2 50.2 50.2 50.2 50.1 50.1 50.1 50.1 50.1
62.3 63.0 63.5 63.5 63.5 63.5 63.7 63.7 63.7 63.7 63.7
82.3 79.5 81.5 78.3 78.5 78.5 78.6 80.5 78.6 78.6 78.6
45.8 44.7 35.8 30.5 30.5 30.5 30.6 34.6 31.6 31.6 31.6
73.3 72.0 79.1 73.8 74.0 74.0 74.1 75.9 74.0 74.1 74.1
84.5 84.4 80.6 80.7 80.6 80.5 80.5 80.5 79.9 79.9 79.9
33.7 34.1 34.2 34.3 34.7 34.6 34.6 34.6 34.4 34.4 34.4
88.1 86.3 75.9 76.3 76.1 75.9 75.9 75.9 75.2 75.2 75.2
71.0 75.6 76.0 77.4 77.4 80.5 78.5 78.5 78.7 78.7 78.6
33.5 24.8 27.5 28.7 28.7 34.6 31.2 31.2 31.3 31.3 31.6
90.4 72.0 72.0 73.0 73.0 75.9 74.0 74.0 74.1 74.1 74.1
"""
"""Printed: seven actors in three dimensions over ten turns (KTAB examples/smp, run of 30 May 2017)."""
CHANCES = """
0.0047 0.6059 0.3618 0.2234 0.2420 0.4040 0.4031 0.3546 0.4593 0.3962 0.3340
0.0302 0.0509 0.3087 0.3684 0.2457 0.1811 0.1290 0.3546 0.2960 0.3962 0.3340
0.0054 0.0096 0.0256 0.0158 0.0096 0.0339 0.0072 0.0571 0.0194 0.0074 0.0183
0.1492 0.1406 0.1887 0.1674 0.0823 0.2564 0.0533 0.2768 0.1131 0.0507 0.0957
0.6001 0.6059 0.1152 0.3684 0.2420 0.4040 0.0446 0.3115 0.4593 0.1730 0.1512
0.1447 0.1217 0.3618 0.0649 0.3687 0.1246 0.3628 0.3115 0.2960 0.3530 0.4009
0.0656 0.0713 0.3087 0.1602 0.0517 0.1246 0.4031 0.3546 0.1123 0.0198 0.1512
"""


def printed(text: str) -> np.ndarray:
    return np.array([[float(v) for v in line.split()] for line in text.strip().splitlines()])


def test_the_published_run_in_every_state() -> None:
    run = spatial_run(POSITION, SALIENCE / 100, POWER)
    assert len(run.turns) == 10
    assert run.settled
    found = np.array([100 * state.ravel() for state in run.positions]).T
    assert found == pytest.approx(printed(STATES), abs=0.051)
    first = run.turns[0]
    assert first.target.tolist() == [6, 0, 6, 0, 0, 1, 1]
    assert first.chance == pytest.approx([0.7643, 0.7964, 0.8334, 0.8056, 0.5836, 0.8510, 0.3970], abs=5e-5)
    assert first.gain == pytest.approx([0.0947, 0.2810, 0.4711, 0.2839, 0.0116, 0.2986, 0.0286], abs=5e-5)


def test_the_published_chances_in_every_state() -> None:
    run = spatial_run(POSITION, SALIENCE / 100, POWER)
    for state, expected in zip(run.positions, printed(CHANCES).T, strict=True):
        first, p, _ = spatial_probabilities(state, SALIENCE / 100, POWER)
        nearest = np.linalg.norm(state[:, None] - state[first][None], axis=2).argmin(axis=1)
        assert p[nearest] == pytest.approx(expected, abs=5.1e-5)
    assert run.probability == pytest.approx(p)


# A literal version: one number at a time, from the definitions of the source.

VOTE = {
    "proportional": lambda x: x,
    "proportional_binary": lambda x: 0.8 * x + 0.2 * (x > 0) - 0.2 * (x < 0),
    "binary": lambda x: float((x > 0) - (x < 0)),
    "proportional_cubic": lambda x: (x + x**3) / 2,
    "cubic": lambda x: x**3,
    "prospect": lambda x: x if x < 0 else 2 * x / 3,
}


def beats(a: float, b: float, form: str) -> float:
    if form == "binary":
        if a >= 1.1 * b:
            return 1 / (1 + 1e-6)
        if b >= 1.1 * a:
            return 1e-6 / (1 + 1e-6)
        return (a / (a + b) * 2.1 - 1) / 0.1
    m = {"linear": 1, "square": 2, "quartic": 4, "octic": 8}[form]
    return a**m / (a**m + b**m)


def election(u: list[list[float]], power: list[float], rules: SpatialRules) -> list[float]:
    n, m = len(u), len(u[0])
    c = [[1e-8 + sum(power[k] * max(0.0, VOTE[rules.voting](u[k][i] - u[k][j])) for k in range(n)) for j in range(m)] for i in range(m)]
    v = [[0.5 if i == j else beats(c[i][j], c[j][i], rules.form) for j in range(m)] for i in range(m)]
    if rules.election == "conditional":
        odds = [math.prod(row) for row in v]
        return [o / sum(odds) for o in odds]
    if rules.election == "markov_uniform":
        call = [[1 / m] * m for _ in range(m)]
    else:
        call = [[c[i][j] * v[i][j] / sum(c[k][j] * v[k][j] for k in range(m)) for j in range(m)] for i in range(m)]
    p = [1 / m] * m
    for _ in range(20_000):
        q = [sum(v[i][j] * (p[j] * call[i][j] + p[i] * call[j][i]) for j in range(m)) for i in range(m)]
        p, change = [(a + b) / 2 for a, b in zip(p, q, strict=True)], max(abs(a - b) for a, b in zip(p, q, strict=True))
        if change < 1e-11:
            break
    return p


def literal_turn(position: list[list[float]], salience: list[list[float]], power: list[float], rules: SpatialRules) -> tuple[list[list[float]], list[int]]:
    n, dims = len(position), range(len(position[0]))

    def distance(k: int, place: list[float]) -> float:
        total = sum(salience[k][m] ** 2 for m in dims) or 1.0
        return math.sqrt(sum((salience[k][m] * (position[k][m] - place[m])) ** 2 for m in dims) / total)

    d = [[distance(i, position[j]) for j in range(n)] for i in range(n)]
    neutral = election([[1 - x for x in row] for row in d], power, rules)
    low, high = min(neutral), max(neutral)
    if high - low < 1e-12:
        risk = [0.0] * n
    else:
        down, up = {"min": (1.0, 0.0), "mid": (1.5, -0.5), "max": (2.0, -1.0)}[rules.risk]
        risk = [down * (p - low) / (high - low) + up for p in neutral]
    g = {"none": 0, "one_third": 1 / 3, "half": 1 / 2, "two_thirds": 2 / 3, "full": 1}[rules.guess]

    def u(h: int, k: int, x: float) -> float:
        return (1 - x) * (1 + x * ((1 - g) * risk[h] + g * risk[k]))

    s = [sum(row) for row in salience]

    def chance(h: int, i: int, j: int) -> float:
        own = against = 1e-10
        for k in (i, j):
            vote = power[k] * s[k] * VOTE[rules.voting](u(h, k, d[k][i]) - u(h, k, d[k][j]))
            own, against = own + max(0.0, vote), against + max(0.0, -vote)
        a, b = own, against
        for k in set(range(n)) - {i, j}:
            for_i, for_j = u(h, k, d[k][i]), u(h, k, d[k][j])
            vote = power[k] * s[k] * VOTE[rules.voting](for_i - for_j)
            small, other = own + max(0.0, vote), against + max(0.0, -vote)
            wins = small / (small + other)
            mine = 1.0
            kept, moved = (mine if rules.commitment != "full" else None), (mine if rules.commitment == "none" else None)
            # Sums over the places of i, j and k, where who loses takes over the winner's.
            with_i = wins * (2 * for_i + (for_i if kept is None else kept)) + (1 - wins) * (2 * for_j + (for_j if moved is None else moved))
            with_j = wins * (2 * for_i + (for_i if moved is None else moved)) + (1 - wins) * (2 * for_j + (for_j if kept is None else kept))
            vote = power[k] * s[k] * VOTE[rules.voting](with_i - with_j)
            a, b = a + max(0.0, vote), b + max(0.0, -vote)
        return a / (a + b)

    queues: list[list[tuple[int, int, list[float], list[float]]]] = [[] for _ in range(n)]
    targets = []
    for i in range(n):
        hopes = []
        for j in range(n):
            p, away = chance(i, i, j) if i != j else 0.0, u(i, i, d[i][j])
            hopes.append(-9.0 if i == j else (1 - s[j]) * 2 + s[j] * (2 * p + (1 - p) * 2 * away) - (1 + away))
        j = hopes.index(max(hopes))
        targets.append(j if hopes[j] > 1e-5 else -1)
        if targets[-1] < 0:
            continue
        views = []
        for h in (i, j):
            p, to_i, to_j = chance(h, i, j), [], []
            for m in dims:
                x, y, a, b = position[i][m], position[j][m], salience[i][m], salience[j][m]
                if rules.bargain == "s2pmax":
                    give, take = max(0.0, 1 - 2 * p), max(0.0, 2 * p - 1)
                    to_i.append(x + give * b * b / (give * b * b + 1e-6 + (1 - give) * a * a) * (y - x))
                    to_j.append(y + take * a * a / (take * a * a + 1e-6 + (1 - take) * b * b) * (x - y))
                else:
                    m_ = 1 if rules.bargain == "s1p1" else 2
                    f, w = (a * p) ** m_, (b * (1 - p)) ** m_
                    to_i.append(math.floor(0.5 + 1e4 * ((f + 1e-6) * x + w * y) / (f + w + 1e-6)) / 1e4)
                    to_j.append(math.floor(0.5 + 1e4 * (f * x + (w + 1e-6) * y) / (f + w + 1e-6)) / 1e4)
            views.append((to_i, to_j))
        if rules.proposal == "initiator":
            views = views[:1]
        elif rules.proposal == "weighted":
            share = power[i] * s[i] / (power[i] * s[i] + power[j] * s[j])
            views = [tuple([share * v + (1 - share) * w for v, w in zip(views[0][e], views[1][e], strict=True)] for e in (0, 1))]
        for to_i, to_j in views:
            for k in (i, j):
                queues[k].append((i, j, to_i, to_j))
    after = []
    for k in range(n):
        table = []
        for h in range(n):
            def worth(x: float, h: int = h) -> float:
                return (1 - x) * (1 + x * risk[h])

            row = [sum(worth(d[h][e]) for e in range(n)) / n]
            for i, j, to_i, to_j in queues[k]:
                places = [worth(d[h][e]) for e in range(n) if e not in (i, j)]
                row.append((sum(places) + worth(distance(h, to_i)) + worth(distance(h, to_j))) / n)
            table.append(row)
        p = election(table, power, rules)
        best = max(range(len(p)), key=lambda e: (round(p[e], 9), -e))
        after.append(position[k] if best == 0 else queues[k][best - 1][2 if queues[k][best - 1][0] == k else 3])
    return after, targets


def agrees(seed: int, n: int, dims: int, rules: SpatialRules) -> None:
    rng = np.random.default_rng(seed)
    x, s, w = rng.random((n, dims)).round(3), rng.uniform(0.05, 1, (n, dims)).round(3) / dims, rng.integers(1, 20, n).astype(float)
    made = spatial_turn(x, s, w, rules)
    after, targets = literal_turn(x.tolist(), s.tolist(), w.tolist(), rules)
    assert made.target.tolist() == targets
    assert made.position == pytest.approx(np.array(after), abs=1e-9)


@given(st.integers(0, 10**6), st.integers(2, 6), st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_a_turn_equals_the_literal_one(seed: int, n: int, dims: int) -> None:
    agrees(seed, n, dims, SpatialRules())


OTHER = [
    {name: value} for name, values in CHOICES.items() if name != "transition" for value in values if value != getattr(SpatialRules(), name)
]


@pytest.mark.parametrize("choice", OTHER, ids=lambda c: "-".join(*c.items()))
def test_every_choice_equals_the_literal_one(choice: dict[str, str]) -> None:
    for seed in range(4):
        agrees(seed, 5, 2, SpatialRules(**choice))
    agrees(9, 4, 1, SpatialRules(**{**choice, "proposal": choice.get("proposal", "both")}))


def test_the_incentive_election_by_hand() -> None:
    # Two positions, C = 3 and 1, V = .75. Against the favourite j a challenger comes in proportion to C V: for j = 2 that is 1 in 3 * .75 = 2.25 to almost 0, so 1 always; likewise 2 for j = 1.
    # p1 = .75 p2 + .75 p1, hence p1 = 3/4 of all.
    won = victory(np.eye(2), np.array([3.0, 1.0]))
    assert condorcet(won, election="markov_incentive", coalition=np.array([[1e-8, 3], [1, 1e-8]])) == pytest.approx([0.75, 0.25], abs=1e-6)
    with pytest.raises(ValueError, match="coalition"):
        condorcet(won, election="markov_incentive")


def test_binary_victory_by_hand() -> None:
    for a, expected in ((1.2, 1.0), (1.1, 1.0), (1.0, 0.5), (1.05, (1.05 / 2.05 * 2.1 - 1) / 0.1), (0.9, 0.0)):
        assert victory(np.eye(2), np.array([a, 1.0]), form="binary")[0, 1] == pytest.approx(expected, abs=2e-6)
    assert elected(np.eye(2), np.array([2.0, 1.0]), form="binary") == pytest.approx([1, 0], abs=2e-6)


def test_two_actors_by_hand() -> None:
    # Equal power and full salience, at 0 and 1: neither expects a gain (P = .5: .5 * 2 - 1 = 0), so nobody moves.
    even = spatial_turn(np.array([[0.0], [1.0]]), np.ones((2, 1)), np.ones(2))
    assert even.target.tolist() == [-1, -1]
    assert even.bargains == ()
    # Power 3 against 1: P = .75; the first expects .75 * 2 - 1 = .5. They meet where .75^2 and .25^2 weigh 9 to 1: at .1.
    # Risk attitudes 1 and -.5; with d = .1 the first has .9 * 1.1 = .99 + .99 against 1 + 0, the second .1 * (1 - .45) each against 0 + 1: 3 * .49 to .445, kept by both.
    strong = spatial_turn(np.array([[0.0], [1.0]]), np.ones((2, 1)), np.array([3.0, 1.0]))
    assert strong.target.tolist() == [1, -1]
    assert strong.gain[0] == pytest.approx(0.5)
    assert strong.position == pytest.approx(np.array([[0.1], [0.1]]), abs=2e-4)


def test_a_drawn_transition_repeats_with_its_seed() -> None:
    rules = SpatialRules(transition="stochastic")
    one, again, other = (spatial_run(POSITION, SALIENCE / 100, POWER, rules, seed=s, most=4) for s in (3, 3, 4))
    assert all(np.array_equal(a, b) for a, b in zip(one.positions, again.positions, strict=True))
    assert not all(np.array_equal(a, b) for a, b in zip(one.positions, other.positions, strict=False))


def test_edges() -> None:
    same = spatial_run(np.full((3, 1), 0.4), np.ones((3, 1)), np.ones(3))
    assert (same.positions[-1] == 0.4).all()
    assert same.probability.tolist() == [1.0]
    careless = spatial_run(np.array([[0.0], [1.0], [0.5]]), np.zeros((3, 1)), np.array([1.0, 2.0, 0.0]))
    assert np.isfinite(careless.positions[-1]).all()
    with pytest.raises(ValueError, match=r"saliences of actor 1 sum to 1\.5"):
        spatial_run(np.zeros((2, 2)), np.array([[0.5, 0.5], [0.7, 0.8]]), np.ones(2))
    with pytest.raises(UnknownNameError, match="s2p2"):
        SpatialRules(bargain="s2p")


def test_as_a_model() -> None:
    one = Stakes("k", "g", ("a",), np.array([40.0]), np.array([50.0]), np.ones(1))
    two = Stakes("k", "g", ("a", "b"), np.array([0.0, 100.0]), np.array([100.0, 100.0]), np.array([3.0, 1.0]))
    lone, pair = KTAB_TURNS.run([one, two])
    assert lone is not None
    assert pair is not None
    assert lone.quantile(0.5) == 40
    assert pair.quantile(0.5) == pytest.approx(10, abs=0.5)


def test_eighty_actors_take_less_than_a_fifth_of_a_second_a_turn() -> None:
    rng = np.random.default_rng(1)
    x, s, w = rng.random((80, 1)), rng.random((80, 1)), rng.random(80) * 100
    spatial_turn(x, s, w)
    taken = []
    for _ in itertools.repeat(None, 3):
        begin = time.process_time()
        spatial_turn(x, s, w)
        taken.append(time.process_time() - begin)
    assert min(taken) < 0.2
