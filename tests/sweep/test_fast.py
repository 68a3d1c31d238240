"""What makes draws fast changes no answer: compiled loops, many orders at once, random numbers side by side."""

from __future__ import annotations

from collections import Counter
from itertools import permutations
from unittest import mock

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.random import SeedSequence, default_rng

from tertius.errors import ImpossibleError, LimitError
from tertius.model.case import Case
from tertius.model.extensions import above_of, extension, extensions, many_extensions
from tertius.model.streams import uniforms
from tertius.model.uncertainty import Extensions, drawn, generator
from tertius.sweep import situation as situation_module
from tertius.sweep.block import Solver, solve_block
from tertius.sweep.plan import plan_of, schemas
from tertius.sweep.situation import Situation

from .test_block import agree, table_of, uncertain_cases

EVERY = ("nash", "gmr", "smr", "seq", "sseq")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=uncertain_cases(), foresight=st.sampled_from([1, 2]), followed=st.sampled_from(EVERY))
def test_compiled_loops_and_numpy_agree_bit_for_bit(case: Case, foresight: int, followed: str) -> None:
    solver = Solver(plan_of(case, claims=(), targets=(), concepts=EVERY))
    codes, _ = solver.worlds.drawn(3, 0, 12)
    worlds = solver.worlds_of(codes, np.arange(12))
    for reading in (None, *case.readings):
        try:
            one = Situation(case, reading=reading)
        except ImpossibleError:
            continue
        rows = solver.rows(one, worlds)
        found = [one.solve(rows, concepts=EVERY, followed=followed, foresight=foresight, compiled=c) for c in (True, False)]
        fast, slow = (s.answers for s in found)
        for name in ("equilibria", "ends", "unsettled"):
            assert np.array_equal(getattr(fast, name), getattr(slow, name)), name
        assert not fast.ends.any() or one.game.status_quo is not None


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=uncertain_cases(), seed=st.integers(0, 2**33))
def test_many_orders_at_once_are_the_same_as_one_by_one(case: Case, seed: int) -> None:
    with mock.patch.object(situation_module, "FEW", 0):
        agree(plan_of(case, seed=seed, concepts=EVERY, targets=()), 4)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=uncertain_cases(), cut=st.integers(1, 19))
def test_a_draw_is_the_same_however_the_range_is_cut(case: Case, cut: int) -> None:
    plan = plan_of(case, seed=9, targets=())
    whole, parts = solve_block(plan, 0, 20), [solve_block(plan, 0, cut), solve_block(plan, cut, 20)]
    for name in schemas(plan):
        if name != "draws":
            joined = table_of(plan, parts[0], name) | table_of(plan, parts[1], name)
            assert table_of(plan, whole, name) == joined
    # A short block is the beginning of the whole one, row by row.
    for name, columns in parts[0].items():
        for key, values in columns.items():
            assert np.array_equal(values, whole[name][key][: len(values)])


@pytest.mark.parametrize("seed", [0, 7, 2**32 - 1, 2**32, 2**70 + 5, 2**140 + 9])
@pytest.mark.parametrize("begin", [0, 2**32 - 2, 2**40])
def test_streams_are_numpys(seed: int, begin: int) -> None:
    expected = [default_rng(SeedSequence(seed, spawn_key=(k,))).random(5) for k in range(begin, begin + 4)]
    assert np.array_equal(uniforms(seed, begin, begin + 4, 5), expected)
    assert np.array_equal(expected[0], generator(seed, begin).random(5))


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 5), st.data())
def test_linear_extensions_are_those_of_brute_force(count: int, data: st.DataObject) -> None:
    pairs = data.draw(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)).filter(lambda p: p[0] < p[1] < count), max_size=5))
    above = above_of(count, pairs)
    possible = {p for p in permutations(range(count)) if all(p.index(u) < p.index(v) for u, v in pairs)}
    total = extensions(above)
    assert total == len(possible)
    listed = [extension(above, r) for r in range(total)]
    assert len(set(listed)) == total
    assert set(listed) == possible
    assert many_extensions(above, np.arange(total)).tolist() == [list(order) for order in listed]


def test_a_cycle_is_no_order_and_too_much_that_is_open_is_a_limit() -> None:
    with pytest.raises(ImpossibleError, match=r"\d > \d > \d > \d"):
        above_of(3, [(0, 1), (1, 2), (2, 0)])
    with pytest.raises(LimitError, match="sets of items"):
        extensions((0,) * 18)
    with pytest.raises(LimitError, match="equally often"):
        extensions((0,) * 16)


def test_each_extension_is_drawn_equally_often() -> None:
    """3 before 1 of three items: three extensions; 3,000 draws, so each within 5 standard deviations (129) of 1,000."""
    from tertius.model.case import Actor
    from tertius.model.conflict import Option, OptionConflict, Preference
    from tertius.model.expr import parse
    from tertius.model.uncertainty import Uncertainty

    items = tuple(parse(f"a.{x}", str) for x in "xyz")
    conflict = OptionConflict(tuple(Option("a", x, x) for x in "xyz"), (), {"a": Preference("statements", items)}, frozenset())
    case = Case("T", (Actor("a", "A"),), conflict, uncertainty=Uncertainty({"a": Extensions(items, above_of(3, [(2, 0)]))}))
    seen: Counter[str] = Counter()
    for k in range(3_000):
        made = drawn(case, generator(4, k)).conflict
        assert made is not None
        seen["".join(e.text[-1] for e in made.preferences["a"].statements)] += 1
    assert set(seen) == {"zxy", "zyx", "yzx"}
    assert all(abs(n - 1_000) < 129 for n in seen.values())
