"""Sets of what a group can reach, against a search from each state; limits before anything is allocated."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest

from tertius.errors import LimitError, NotSupportedError, TertiusError
from tertius.kernels.arcs import Arcs
from tertius.kernels.floors import INFINITE
from tertius.kernels.relation import (
    BETTER,
    EQUAL,
    STRONG,
    STRONGLY_WORSE,
    UNKNOWN,
    WORSE,
    Joint,
    PartlyRanked,
    Ranked,
    compared,
)
from tertius.kernels.replies import as_bits, bounded_floor, members, reached, weigh
from tertius.model.conflict import Comparison, Preference


def searched(steps: list[list[int]], start: int, mode: str) -> int:
    """By definition: who has moved is remembered, or who moved last."""
    seen: set[tuple[int, frozenset[int]]] = set()
    ahead: list[tuple[int, frozenset[int]]] = [(start, frozenset())]
    everybody = frozenset(range(len(steps)))
    while ahead:
        here, barred = ahead.pop()
        for k in everybody - barred:
            after = {"legal": frozenset({k}), "once": barred | {k}, "single": everybody}[mode]
            fresh = {(t, after) for t in members(steps[k][here])} - seen
            seen |= fresh
            ahead += fresh
    return sum(1 << s for s in {s for s, _ in seen})


def drawn(random: Random) -> list[list[int]]:
    states, share = random.randint(1, 8), random.choice([0.1, 0.2, 0.4])
    return [
        [sum(1 << t for t in range(states) if t != s and random.random() < share) for s in range(states)]
        for _ in range(random.randint(1, 4))
    ]


@pytest.mark.parametrize("mode", ["legal", "once", "single"])
def test_sets_agree_with_a_search_from_each_state(mode: str) -> None:
    longer = 0
    for seed in range(300):
        steps = drawn(Random(seed))
        found = reached(steps, mode)
        assert found == [searched(steps, s, mode) for s in range(len(steps[0]))]
        longer += found != reached(steps, "single")
    assert (longer > 100) == (mode != "single")


@pytest.mark.parametrize("mode", ["legal", "once", "single"])
def test_floors_are_the_least_value_in_the_set(mode: str) -> None:
    for seed in range(150):
        random = Random(seed)
        steps = drawn(random)
        states = len(steps[0])
        value = np.array([random.randrange(6) for _ in range(states)], np.int32)
        arcs = []
        for rows in steps:
            pairs = [(s, t) for s, row in enumerate(rows) for t in members(row)]
            source, target = (np.array([p[k] for p in pairs], np.int64) for k in (0, 1))
            arcs.append(Arcs.build(source, target, states))
        found = bounded_floor(value, arcs, mode)
        ends = reached(steps, mode)
        assert found.tolist() == [min((int(value[t]) for t in members(row)), default=INFINITE) for row in ends]


def test_modes_that_are_none_are_refused_by_name() -> None:
    with pytest.raises(TertiusError, match="'twice' are not known; there are: legal, once, single"):
        reached([[0, 0], [0, 0]], "twice")
    with pytest.raises(TertiusError, match="'twice'"):
        bounded_floor(np.zeros(2, np.int32), [], "twice")


def test_nobody_reaches_nothing() -> None:
    assert reached([]) == []
    assert bounded_floor(np.zeros(2, np.int32), [], "once").tolist() == [INFINITE, INFINITE]


def test_sets_that_would_not_fit_are_refused_first() -> None:
    with pytest.raises(LimitError, match=r"100,000 states.*fix options") as caught:
        weigh(100_000, 3)
    assert caught.value.exit_code == 3


def test_once_refuses_too_many_opponents_first() -> None:
    nothing = Arcs.build(np.zeros(0, np.int64), np.zeros(0, np.int64), 1000)
    with pytest.raises(LimitError, match=r"each set of 20 opponents.*use --sanctions single, or legal"):
        bounded_floor(np.zeros(1000, np.int32), [nothing] * 20, "once")


def test_bits_are_states() -> None:
    row = np.array([False, True, True] + [False] * 7 + [True])
    assert list(members(as_bits(row))) == [1, 2, 10]


# -- relations ---------------------------------------------------------------------------------


def test_a_ranking_with_gaps_says_how_strongly() -> None:
    relation = Ranked(np.array([3, 2, 2, 0], np.int32), np.array([1, 1, 1, 0], np.int32))
    assert relation.signs(np.arange(4), 1).tolist() == [BETTER, EQUAL, EQUAL, STRONGLY_WORSE]
    assert relation.signs(0, np.arange(4)).tolist() == [EQUAL, BETTER, BETTER, STRONG]
    assert relation.unknown is None


def test_pairs_that_are_not_listed_are_unknown() -> None:
    pairs = (Comparison("a", ">>", "b"), Comparison("b", "~", "c"), Comparison("x", ">", "a"))
    plain = compared(Preference("pairs", pairs=pairs), ["a", "b", "c"], "who")
    assert plain.matrix.tolist() == [
        [EQUAL, STRONG, UNKNOWN],
        [STRONGLY_WORSE, EQUAL, EQUAL],
        [UNKNOWN, EQUAL, EQUAL],
    ]
    assert plain.unknown == (0, 2)
    closed = compared(Preference("pairs", pairs=pairs, closure=True), ["a", "b", "c"], "who")
    assert closed.matrix[0].tolist() == [EQUAL, STRONG, STRONG]
    assert closed.unknown is None


def test_chains_run_through_states_that_an_effect_has_removed() -> None:
    pairs = (Comparison("a", ">", "gone"), Comparison("gone", ">", "b"))
    assert compared(Preference("pairs", pairs=pairs, closure=True), ["a", "b"], "who").matrix[0, 1] == BETTER
    assert compared(Preference("pairs", pairs=pairs), ["a", "b"], "who").unknown == (0, 1)


def test_too_many_states_for_pairs_are_refused_first() -> None:
    with pytest.raises(LimitError, match=r"who compares pairs of states, and there are 4,097 of them \(limit 4,096\)"):
        compared(Preference("pairs"), [str(k) for k in range(4097)], "who")


def test_a_coalition_prefers_what_each_member_does() -> None:
    one = Ranked(np.array([2, 1, 0], np.int32), np.array([1, 0, 0], np.int32))
    two = Ranked(np.array([1, 0, 2], np.int32), np.array([1, 0, 1], np.int32))
    joint = Joint((one, two))
    assert joint.signs(0, np.arange(3)).tolist() == [EQUAL, STRONG, EQUAL]
    assert joint.signs(1, np.arange(3)).tolist() == [STRONGLY_WORSE, EQUAL, EQUAL]
    weak = Joint((one, Ranked(np.array([1, 0, 2], np.int32))))
    assert (int(weak.signs(0, 1)), int(weak.signs(1, 0))) == (BETTER, WORSE)


def test_asking_for_ranks_that_are_none_raises() -> None:
    ranks = PartlyRanked((np.array([1, 0], np.int32), None), ("one", "two"))
    assert ranks[0, 0] == 1
    assert ranks[0].tolist() == [1, 0]
    for place in (1, (1, 0)):
        with pytest.raises(NotSupportedError, match="two has no ranks"):
            ranks[place]
