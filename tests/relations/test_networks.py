"""Signed networks against brute force: every division, every triad, every wrong tie; and a fixture from the literature."""

from __future__ import annotations

import csv
import itertools
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tertius.relations.critical as critical_module
import tertius.relations.frustration as frustration_module
from tertius.errors import TertiusError, UnknownNameError
from tertius.model.dyads import DyadTable
from tertius.relations.analysis import analyze_relations
from tertius.relations.bounds import frustrated, local_search, packed_cycles
from tertius.relations.bridges import bridge_counts, bridges_of, constraint, one_tie_wrong, rival_pairs
from tertius.relations.critical import critical_ties
from tertius.relations.frustration import divided, frustration
from tertius.relations.sensitivity import Setting, vary
from tertius.relations.signed_network import SignedNetwork, networks
from tertius.relations.triads import triads_of, weak_balance

COW = next(
    (p / "shared/data/cow-signed-1946-1999.csv" for p in Path(__file__).resolve().parents if (p / "shared/data/cow-signed-1946-1999.csv").exists()),
    None,
)
Tie = tuple[int, int, int]


def made(ties: Sequence[Tie], n: int | None = None) -> SignedNetwork:
    present = sorted({x for i, j, _ in ties for x in (i, j)} | set(range(n or 0)))
    place = {x: k for k, x in enumerate(present)}
    rows = np.array(sorted((place[i], place[j], s) for i, j, s in ties), dtype=np.int64).reshape(-1, 3)
    return SignedNetwork("p", tuple(f"n{x}" for x in present), rows[:, 0], rows[:, 1], rows[:, 2], rows[:, 2].astype(float))


def ties_of(network: SignedNetwork) -> list[Tie]:
    return [(int(i), int(j), int(s)) for i, j, s in zip(network.a, network.b, network.sign, strict=True)]


def by_every_division(n: int, ties: Sequence[Tie]) -> tuple[int, set[int]]:
    """L, and the ties that some best division frustrates."""
    best, union = len(ties) + 1, set[int]()
    for sides in range(1 << max(0, n - 1)):
        bad = {k for k, (i, j, s) in enumerate(ties) if ((sides >> i & 1) != (sides >> j & 1)) == (s > 0)}
        if len(bad) < best:
            best, union = len(bad), set(bad)
        elif len(bad) == best:
            union |= bad
    return best, union


def by_every_triad(n: int, ties: Sequence[Tie]) -> tuple[list[int], list[int]]:
    """Triads by number of negative ties, and T of each actor."""
    sign = {(i, j): s for i, j, s in ties}
    counts, bridges = [0] * 4, [0] * n
    for trio in itertools.combinations(range(n), 3):
        pairs = list(itertools.combinations(trio, 2))
        if all(p in sign for p in pairs):
            negative = [p for p in pairs if sign[p] < 0]
            counts[len(negative)] += 1
            if len(negative) == 1:
                bridges[next(x for x in trio if x not in negative[0])] += 1
    return counts, bridges


@st.composite
def signed(draw: st.DrawFn, most: int = 8) -> SignedNetwork:
    n = draw(st.integers(2, most))
    pairs = list(itertools.combinations(range(n), 2))
    signs = draw(st.lists(st.sampled_from([0, 1, -1, 1, -1]), min_size=len(pairs), max_size=len(pairs)))
    return made([(i, j, s) for (i, j), s in zip(pairs, signs, strict=True) if s])


@pytest.fixture(params=[14, 1], ids=["listed", "programme"])
def route(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """By trying every division of a small piece, or by bounds and the integer programme."""
    monkeypatch.setattr(frustration_module, "LISTED", request.param)
    monkeypatch.setattr(critical_module, "LISTED", request.param)


@pytest.mark.usefixtures("route")
def test_index_division_and_critical_ties_are_those_of_brute_force() -> None:
    @settings(max_examples=60, deadline=None)
    @given(signed())
    def check(network: SignedNetwork) -> None:
        best, union = by_every_division(network.nodes, ties_of(network))
        found = frustration(network)
        assert found.exact
        assert found.index == best
        sides = found.side.tolist()
        assert sum((sides[i] != sides[j]) == (s > 0) for i, j, s in ties_of(network)) == best
        assert not sides or sides[0] == 0
        critical = critical_ties(network, found)
        assert critical is not None
        assert critical.complete
        assert set(np.flatnonzero(critical.ties).tolist()) == union

    check()


def test_twelve_actors_by_the_programme_are_those_of_brute_force(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frustration_module, "LISTED", 1)
    # Bounds that never meet, so that the solver has to answer.
    monkeypatch.setattr(frustration_module, "packed_cycles", lambda *_, **__: 0)
    rng = np.random.default_rng(5)
    for density in (0.3, 0.6, 1.0):
        ties = [(i, j, int(rng.choice([1, -1]))) for i, j in itertools.combinations(range(12), 2) if rng.random() < density]
        network = made(ties)
        assert frustration(network).index == by_every_division(network.nodes, ties_of(network))[0]


@settings(max_examples=60, deadline=None)
@given(signed())
def test_flipping_a_critical_tie_lowers_the_index_and_no_other_does(network: SignedNetwork) -> None:
    found = frustration(network)
    critical = critical_ties(network, found)
    assert critical is not None
    ties = ties_of(network)
    for k, (i, j, s) in enumerate(ties):
        flipped = [*ties[:k], (i, j, -s), *ties[k + 1 :]]
        assert (by_every_division(network.nodes, flipped)[0] < found.upper) == bool(critical.ties[k])


@settings(max_examples=60, deadline=None)
@given(signed(10))
def test_bounds_are_bounds(network: SignedNetwork) -> None:
    n, a, b, sign = network.nodes, network.a, network.b, network.sign
    best = by_every_division(n, ties_of(network))[0]
    later = time.monotonic() + 60
    assert packed_cycles(n, a, b, sign, end=later) <= best
    side = local_search(n, a, b, sign, end=later)
    assert best <= frustrated(a, b, sign, side).sum() <= network.edges / 2


@settings(max_examples=80, deadline=None)
@given(signed())
def test_triads_bridges_and_one_wrong_tie_are_those_of_brute_force(network: SignedNetwork) -> None:
    n, ties = network.nodes, ties_of(network)
    counts, bridges = by_every_triad(n, ties)
    found = triads_of(network)
    assert list(found.counts) == counts
    if sum(counts):
        assert found.balanced == pytest.approx((counts[0] + counts[2]) / sum(counts))
        assert found.weakly_balanced == pytest.approx((counts[0] + counts[2] + counts[3]) / sum(counts))
    t = bridge_counts(network)
    assert t.tolist() == bridges
    for row in bridges_of(network, t):
        plus = sum(s > 0 and network.place(row.actor) in (i, j) for i, j, s in ties)
        assert row.positive == plus
        assert row.rate == (None if plus < 2 else pytest.approx(row.count / (plus * (plus - 1) / 2)))
        assert len(rival_pairs(network, row.actor)) == row.count
    changed = [[*ties[:k], *ties[k + 1 :]] for k in range(len(ties))]
    changed += [[*ties[:k], (i, j, -s), *ties[k + 1 :]] for k, (i, j, s) in enumerate(ties)]
    each = [bridges, *(by_every_triad(n, other)[1] for other in changed)]
    low, high = one_tie_wrong(network, t)
    assert low.tolist() == [min(x) for x in zip(*each, strict=True)]
    assert high.tolist() == [max(x) for x in zip(*each, strict=True)]


def clusterable(n: int, ties: Sequence[Tie]) -> bool:
    """By every division into any number of groups."""
    return any(
        all((groups[i] == groups[j]) == (s > 0) for i, j, s in ties) for groups in itertools.product(range(n), repeat=n)
    )


@settings(max_examples=60, deadline=None)
@given(signed(5))
def test_clusterable_is_so_by_every_division_into_groups(network: SignedNetwork) -> None:
    assert weak_balance(network).clusterable == clusterable(network.nodes, ties_of(network))


def test_three_enemies_are_weakly_balanced_and_not_balanced() -> None:
    network = made([(0, 1, -1), (0, 2, -1), (1, 2, -1)])
    assert frustration(network).index == 1
    assert triads_of(network).counts == (0, 0, 0, 1)
    assert triads_of(network).balanced == 0
    assert triads_of(network).weakly_balanced == 1
    assert weak_balance(network).clusterable
    assert [len(g) for g in weak_balance(network).groups] == [1, 1, 1]


def test_a_friend_of_two_rivals_bridges_them() -> None:
    network = made([(0, 1, 1), (0, 2, 1), (1, 2, -1), (2, 3, 1)])
    assert bridge_counts(network).tolist() == [1, 0, 0, 0]
    assert rival_pairs(network, "n0") == (("n1", "n2"),)
    assert not weak_balance(network).clusterable
    assert weak_balance(network).inside == (("n1", "n2"),)


def test_constraint_is_that_of_burt_by_hand() -> None:
    star = made([(0, 1, 1), (0, 2, 1), (0, 3, 1), (0, 4, 1), (1, 2, -1)])
    found = constraint(star)
    assert found is not None
    # The centre: four partners who do not know one another, 4 (1/4)^2; a leaf has one partner. Negative ties do not count.
    assert found.tolist() == pytest.approx([0.25, 1, 1, 1, 1])
    triangle = constraint(made([(0, 1, 1), (0, 2, 1), (1, 2, 1)]))
    assert triangle is not None
    # 2 (1/2 + 1/2 1/2)^2
    assert triangle.tolist() == pytest.approx([1.125] * 3)


def test_leaves_and_pieces_never_cost_anything() -> None:
    network = made([(0, 1, -1), (1, 2, 1), (2, 3, -1), (4, 5, -1), (6, 7, 1)])
    found = frustration(network)
    assert found.index == 0
    assert not found.ties.any()
    assert divided(network, found)[0][0] == "n0"


def test_nothing_is_balanced_and_has_no_share() -> None:
    network = made([])
    found = frustration(network)
    assert (found.index, found.normalised(0)) == (0, None)
    assert triads_of(network).balanced is None
    assert bridge_counts(network).tolist() == []
    assert weak_balance(network).clusterable


# -- thresholds ------------------------------------------------------------------------------------


def table(rows: Sequence[tuple[int, int, int, float, int, bool]], actors: str = "abcd", periods: int = 1) -> DyadTable:
    columns = list(zip(*rows, strict=True))
    return DyadTable(
        tuple(str(k) for k in range(periods)), tuple(actors), *(np.array(c, dtype=np.int64) for c in columns[:3]),
        np.array(columns[3], dtype=np.float64), np.array(columns[4], dtype=np.int64), np.array(columns[5], dtype=np.bool_),
    )  # fmt: skip


EVENTS = [(0, 0, 1, 6.0, 3, False), (0, 0, 2, -1.0, 2, False), (0, 1, 2, 0.0, 9, False), (0, 2, 3, -1.0, 0, True), (0, 1, 3, 2.0, 0, False)]


@pytest.mark.parametrize(
    ("threshold", "least", "value", "expected"),
    [
        (0.0, 1, "mean", {("a", "b", 1), ("a", "c", -1), ("c", "d", -1), ("b", "d", 1)}),
        (0.5, 1, "mean", {("a", "b", 1), ("c", "d", -1), ("b", "d", 1)}),  # the mean of a and c is -0.5: not below -0.5
        (0.5, 1, "sum", {("a", "b", 1), ("a", "c", -1), ("c", "d", -1), ("b", "d", 1)}),
        (2.0, 1, "mean", {("c", "d", -1)}),  # a mean of 2 is not above 2; a sign in words stands
        (0.0, 3, "mean", {("a", "b", 1), ("c", "d", -1), ("b", "d", 1)}),  # ties have no number of events
        (0.0, 4, "mean", {("c", "d", -1), ("b", "d", 1)}),
    ],
)
def test_what_is_a_tie(threshold: float, least: int, value: str, expected: set[tuple[str, str, int]]) -> None:
    (network,) = networks(table(EVENTS), threshold=threshold, min_events=least, value=value)
    assert set(network.ties()) == expected


def test_only_ties_among_the_actors_named() -> None:
    (network,) = networks(table(EVENTS), actors=("a", "b", "d"))
    assert set(network.ties()) == {("a", "b", 1), ("b", "d", 1)}
    with pytest.raises(UnknownNameError, match="did you mean 'a'"):
        networks(table(EVENTS), actors=("A",))


@pytest.mark.parametrize(("name", "number"), [("threshold", -1.0), ("threshold", float("nan")), ("threshold", float("inf")), ("min_events", 0)])
def test_settings_that_mean_nothing_are_refused(name: str, number: float) -> None:
    with pytest.raises(TertiusError, match="must be"):
        networks(table(EVENTS), **{name: number})  # type: ignore[arg-type]


def test_sensitivity_has_every_setting_and_agrees_with_asking_for_it() -> None:
    rows = [(p, i, j, float(3 * ((i + j + p) % 3) - 3) + 0.5, 1 + (i * j + p) % 7, False) for p in range(2) for i, j in itertools.combinations(range(4), 2)]
    found = analyze_relations(table(rows, periods=2), threshold=1.0, min_events=2)
    for period in found.periods:
        assert {(r.setting.threshold, r.setting.min_events) for r in period.settings} == {
            *((t, 2) for t in (0.0, 0.5, 1.0, 2.0, 3.0)), *((1.0, n) for n in (1, 2, 3, 5, 10, 20)),
        }  # fmt: skip
        for r in period.settings:
            asked = analyze_relations(table(rows, periods=2), threshold=r.setting.threshold, min_events=r.setting.min_events)
            same = next(p for p in asked.periods if p.network.period == period.network.period)
            assert (r.edges, r.lower, r.upper) == (same.network.edges, same.frustration.lower, same.frustration.upper)
            assert r.bridges == {b.actor: b.count for b in same.bridges or () if b.count}


def test_settings_past_the_time_have_bounds_that_hold() -> None:
    rows = [(0, i, j, float((i + j) % 3 - 1) + 0.5, 3, False) for i, j in itertools.combinations(range(4), 2)]
    late = vary(table(rows), Setting(0.0, 1), end=time.monotonic() - 1)["0"]
    for early, r in zip(vary(table(rows), Setting(0.0, 1))["0"], late, strict=True):
        assert (r.edges, r.lower, r.bridges) == (early.edges, 0, None)
        assert early.upper <= r.upper


def test_signs_in_words_have_no_threshold_to_vary() -> None:
    found = analyze_relations(table([(0, 0, 1, 1.0, 0, True), (0, 1, 2, -1.0, 0, True)]))
    assert found.periods[0].settings == ()


# -- limits ----------------------------------------------------------------------------------------


def test_past_the_limit_there_are_bounds_and_the_reason() -> None:
    rng = np.random.default_rng(3)
    ties = [(i, j, int(rng.choice([1, -1]))) for i, j in itertools.combinations(range(30), 2)]
    network = made(ties)
    found = frustration(network, limit=100)
    assert (found.index, found.exact, found.why) == (None, False, "size")
    assert 0 < found.lower < found.upper == found.ties.sum()
    assert frustration(network, end=time.monotonic()).why == "time"
    assert critical_ties(network, found) is None


def test_a_network_of_a_hundred_thousand_actors_has_bounds() -> None:
    rng = np.random.default_rng(1)
    n, m = 100_000, 250_000
    a, b = rng.integers(0, n, m), rng.integers(0, n, m)
    keys = np.unique((np.minimum(a, b) * n + np.maximum(a, b))[a != b])
    a, b = keys // n, keys % n
    sign = np.where(rng.random(len(a)) < 0.3, -1, 1)
    network = SignedNetwork("p", tuple(map(str, range(n))), a, b, sign, sign.astype(float))
    begin = time.monotonic()
    found = frustration(network)
    assert time.monotonic() - begin < 15
    assert (found.why, found.exact) == ("size", False)
    assert 0 < found.lower < found.upper < len(a) / 2


# -- Correlates of War, 1946-1999 ------------------------------------------------------------------


@pytest.mark.skipif(COW is None, reason="shared/data/cow-signed-1946-1999.csv is not there")
def test_all_windows_of_the_correlates_of_war_are_exact_and_quick() -> None:
    assert COW is not None
    windows: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    with COW.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            windows[row["period"]].append((row["a"], row["b"], 1 if row["sign"] == "+" else -1))
    assert len(windows) == 51
    begin = time.monotonic()
    indices, normal, proven_twice = [], [], 0
    for named in windows.values():
        names = sorted({x for a, b, _ in named for x in (a, b)})
        place = {x: k for k, x in enumerate(names)}
        network = made([(min(place[a], place[b]), max(place[a], place[b]), s) for a, b, s in named])
        found = frustration(network)
        assert found.exact
        # The division counts, and the bounds, which know nothing of the solver, never contradict it.
        sides = found.side.tolist()
        assert sum((sides[i] != sides[j]) == (s > 0) for i, j, s in ties_of(network)) == found.index
        n, a, b, sign = network.nodes, network.a, network.b, network.sign
        lower = packed_cycles(n, a, b, sign, end=begin + 60)
        assert lower <= found.upper <= frustrated(a, b, sign, local_search(n, a, b, sign, end=begin + 60)).sum()
        proven_twice += lower == found.index
        indices.append(found.upper)
        normal.append(found.normalised(found.upper) or 0)
    assert time.monotonic() - begin < 60
    assert (min(indices), max(indices)) == (15, 50)
    assert (round(min(normal), 3), round(max(normal), 3)) == (0.863, 0.941)
    assert proven_twice >= 20
