"""Plans, necessity, sufficiency and pivot index against brute force over every subset with the oracle."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain, combinations, permutations, product

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tertius.dynamics.outcomes import quantify
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError, TertiusError
from tertius.io.catalogue import load, slugs
from tertius.io.load import parse_case
from tertius.kernels.many import VERDICTS
from tertius.kernels.reference import Reference
from tertius.kernels.reference.states import holds
from tertius.leverage.batch import batch_for
from tertius.leverage.builder import Builder
from tertius.leverage.plans import leverage
from tertius.leverage.question import MANY, Question, Sets, ask
from tertius.model.case import Case, Effect, Lever, Reading
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.effects import coercive_levers
from tertius.model.expr import Expr, parse
from tertius.testing import effects_for, graph_cases, option_cases

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def subsets(pool: Iterable[str]) -> list[tuple[str, ...]]:
    """Every subset, smallest first."""
    listed = list(pool)
    return list(chain.from_iterable(combinations(listed, k) for k in range(len(listed) + 1)))


@st.composite
def asked(draw: st.DrawFn) -> Question:
    """A question about a random small case with random levers, some of them in force under a reading."""
    form = draw(st.sampled_from([option_cases, option_cases, graph_cases]))
    bounded = {"max_options": 4} if form is option_cases else {"max_states": 6}
    relations = draw(st.sampled_from(["ranked", "ranked", "any"]))
    case: Case = draw(form(max_actors=3, relations=relations, status_quo=True, effects=False, **bounded))
    conflict = case.conflict
    assert conflict is not None
    actors = [a.id for a in case.actors]
    levers = {}
    for k in range(draw(st.integers(0, 4))):
        effects = draw(effects_for(case))
        levers[f"l{k}"] = Lever(f"l{k}", f"L{k}", draw(st.sampled_from(actors)), effects, float(draw(st.integers(0, 2))))
    own = tuple(draw(st.lists(st.sampled_from(sorted(levers)), unique=True, max_size=1))) if levers else ()
    readings = {"r": Reading("r", "R", levers=own, effects=draw(effects_for(case)) if draw(st.booleans()) else ())}
    whole = replace(case, levers=levers, readings=readings)
    if isinstance(conflict, GraphConflict):
        names = list(conflict.state_ids)
    else:
        names = list(conflict.option_keys)
    text = draw(st.sampled_from([" and ", " or "])).join(draw(st.lists(st.sampled_from(names), min_size=1, max_size=2)))
    target = parse(draw(st.sampled_from(["{}", "not ({})"])).format(text), str)
    kwargs = {"some": draw(st.booleans()), "foresight": draw(st.sampled_from([1, 2]))}
    if relations == "ranked":
        kwargs["concept"] = draw(st.sampled_from(["", "nash", "gmr", "smr", "sseq"]))
    given_levers = draw(st.lists(st.sampled_from(sorted(levers)), unique=True, max_size=1)) if levers else []
    try:
        return ask(whole, target, reading=draw(st.sampled_from([None, "r"])), levers=given_levers, **kwargs)
    except TertiusError:
        assume(False)
        raise


def oracle(question: Question, levers: Iterable[str]) -> str:
    """The verdict of a set by the textbook definitions."""
    try:
        model = Reference(question.situated(levers))
    except ImpossibleError:
        return "impossible"
    found = model.outcomes(concept=question.concept or None, foresight=question.foresight)
    assert found is not None
    good = {s for s in found.states if true(question.case.conflict, question.target, s)}
    if question.quantifier == "every":
        if found.states - good:
            return "fails"
        return "holds" if found.states and not found.unsettled else "open"
    return "holds" if good else "open" if found.unsettled else "fails"


def true(conflict: OptionConflict | GraphConflict | None, expr: Expr, state: str) -> bool:
    if isinstance(conflict, OptionConflict):
        on = {k for k, letter in zip(conflict.option_keys, state, strict=True) if letter == "Y"}
        return holds(expr, on.__contains__)
    return holds(expr, state.__eq__)


@SLOW
@given(asked())
def test_brute_force_with_the_oracle_agrees(question: Question) -> None:
    try:
        found = leverage(question)
    except ImpossibleError:
        assert oracle(question, ()) == "impossible"
        return
    value = {frozenset(s): oracle(question, s) for s in subsets(question.pool)}
    reach = [s for s, v in value.items() if v == "holds"]
    minimal = {s for s in reach if not any(t < s for t in reach)}
    assert {frozenset(p.levers) for p in found.plans} == minimal
    assert len(found.plans) == len(minimal)
    assert found.complete
    assert not found.sized
    costs = [p.cost for p in found.plans]
    assert costs == sorted(costs)
    certain = {x for x in question.pool if reach and all(x in s for s in reach)}
    doubtful = {x for x in certain if any(v == "open" and x not in s for s, v in value.items())}
    assert set(found.necessary) == certain - doubtful
    assert set(found.doubtful_necessary) == doubtful
    assert set(found.sufficient) == {x for x in question.pool if value[frozenset([x])] == "holds"}
    assert (found.every if question.quantifier == "every" else found.some) == value[frozenset()]
    if question.pool:
        assert found.pivot is not None
        assert found.impossible == sum(v == "impossible" for v in value.values())
        _check_pivot(question, value, found.pivot.banzhaf, found.pivot.shapley)


def _check_pivot(
    question: Question, value: dict[frozenset[str], str], banzhaf: dict[str, float], shapley: dict[str, float]
) -> None:
    pool = question.pool
    worth = {s: int(v == "holds") for s, v in value.items()}
    for x in pool:
        swings = [worth[s | {x}] - worth[s] for s in worth if x not in s]
        assert banzhaf[x] == pytest.approx(sum(swings) / len(swings))
        orders = list(permutations(pool))
        total = sum(worth[frozenset(o[: o.index(x) + 1])] - worth[frozenset(o[: o.index(x)])] for o in orders)
        assert shapley[x] == pytest.approx(total / len(orders))


@SLOW
@given(asked())
def test_the_shared_parts_give_what_a_case_of_its_own_gives(question: Question) -> None:
    builder = Builder(question.case, question.target, question.quantifier, question.concept, question.foresight)
    for levers in subsets(question.pool):
        try:
            case = question.situated(levers)
            ends = Solved(case).outcomes(question.concept, question.foresight)
        except ImpossibleError:
            continue
        assert ends is not None
        good = Solved(case).satisfying(question.target)
        assert builder.verdict(case) == quantify(question.quantifier, ends.states, good, ends.settled)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked())
def test_many_at_once_gives_what_one_by_one_gives(question: Question) -> None:
    batch = batch_for(question)
    assume(batch is not None)
    assert batch is not None
    numbers = np.arange(2 ** len(question.pool), dtype=np.int64)
    one_by_one = Sets(question)
    found = batch.verdicts(numbers)
    assert [VERDICTS[v] for v in found] == [one_by_one.verdict(one_by_one.levers(n)) for n in numbers.tolist()]
    backwards = batch.verdicts(numbers[::-1].copy())
    assert (backwards[::-1] == found).all()


def test_many_levers_at_once_find_what_one_by_one_finds(monkeypatch: pytest.MonkeyPatch) -> None:
    question = gates("go iff (x or y)", X, ("y", 1.0, "t.y: on"), *((f"z{k}", 1.0, "t.z: on") for k in range(10)))
    many = leverage(question)
    assert many.tried >= MANY
    monkeypatch.setattr("tertius.leverage.question.batch_for", lambda question: None)
    one = leverage(question)
    assert many.worked_out > one.worked_out  # one by one, sets that amount to the same share a situation
    assert (many.plans, many.necessary, many.sufficient, many.pivot, many.impossible) == (
        one.plans, one.necessary, one.sufficient, one.pivot, one.impossible,
    )  # fmt: skip
    assert (many.tried, many.complete) == (one.tried, one.complete)


GATES = """
tertius: 1
title: Gates
actors: {{a: A, t: T}}
conflict:
  options:
    a: {{go: Goes}}
    t: {{x: X, y: Y, z: Z}}
  preferences:
    a: ["{wish}"]
    t: []
  status_quo: []
levers:
{levers}
"""


def gates(wish: str, *levers: tuple[str, float, str]) -> Question:
    """A goes where the wish holds; levers fix T's options."""
    lines = "\n".join(f"  {n}: {{name: {n}, by: t, cost: {c}, effects: [fix: {{{e}}}]}}" for n, c, e in levers)
    case = parse_case(GATES.format(wish=wish, levers=lines or "  {}"))
    return ask(case, parse("a.go", str))


X, Y, Z = ("x", 1.0, "t.x: on"), ("y", 1.0, "t.y: on"), ("z", 0.0, "t.z: on")


def test_every_tie_by_cost_is_listed() -> None:
    found = leverage(gates("go iff (x or y)", X, Y))
    assert [(p.levers, p.cost) for p in found.plans] == [(("x",), 1.0), (("y",), 1.0)]
    assert found.necessary == ()
    assert found.sufficient == ("x", "y")


def test_a_lever_that_costs_nothing_comes_first() -> None:
    found = leverage(gates("go iff (x or z)", X, Z))
    assert [p.cost for p in found.plans] == [0.0, 1.0]


def test_the_pivots_of_the_weighted_vote_that_shapley_and_shubik_made_famous() -> None:
    # 51 of 100 with 50, 49 and 1 votes: the first with any other. Published: 2/3, 1/6, 1/6, and normalised by Banzhaf .6, .2, .2.
    found = leverage(gates("go iff (x and (y or z))", X, Y, Z)).pivot
    assert found is not None
    assert found.shapley == pytest.approx({"x": 2 / 3, "y": 1 / 6, "z": 1 / 6})
    total = sum(found.banzhaf.values())
    assert {k: v / total for k, v in found.banzhaf.items()} == pytest.approx({"x": 0.6, "y": 0.2, "z": 0.2})


def test_a_lever_can_undo_the_target_and_then_its_pivot_is_negative() -> None:
    # v = x and not y: swings of x: S = {} yes, {y} no; of y: S = {} no change, {x} undoes.
    found = leverage(gates("go iff (x and not y)", X, Y))
    assert [p.levers for p in found.plans] == [("x",)]
    assert found.necessary == ("x",)
    assert found.pivot is not None
    assert found.pivot.banzhaf == {"x": 0.5, "y": -0.5}
    assert found.pivot.shapley == {"x": 0.5, "y": -0.5}


def test_what_cannot_stand_together_reaches_nothing_and_is_counted() -> None:
    found = leverage(gates("go iff x", X, ("off", 0.0, "t.x: off")))
    assert [p.levers for p in found.plans] == [("x",)]
    assert found.impossible == 1


def test_no_levers_and_no_plan() -> None:
    found = leverage(gates("not go"))
    assert found.plans == ()
    assert found.pivot is None
    assert found.vacuous
    assert found.complete


def test_a_target_that_holds_already_needs_nothing() -> None:
    found = leverage(gates("go", X))
    assert [p.levers for p in found.plans] == [()]
    assert found.every == "holds"


def test_a_limit_leaves_what_is_open_said() -> None:
    found = leverage(gates("go iff (x and y and z)", X, Y, Z), limit=5)
    assert not found.complete
    assert found.done_size == 1
    assert found.untried == 3
    assert found.necessary == ()


def test_a_size_bound_is_complete_up_to_it() -> None:
    found = leverage(gates("go iff (x and y)", X, Y), size=1)
    assert found.complete
    assert found.sized
    assert found.plans == ()


def test_bad_questions_name_what_is_wrong() -> None:
    question = gates("go iff x", X)
    with pytest.raises(TertiusError, match="holds in no state"):
        ask(question.case, parse("a.go and not a.go", str))
    dear = replace(question.case, levers={"x": replace(question.case.levers["x"], cost=-1.0)})
    with pytest.raises(TertiusError, match="'x' costs -1"):
        ask(dear, question.target)
    with pytest.raises(TertiusError, match="not in force"):
        ask(question.case, question.target, without=["x"])


@pytest.mark.parametrize("n", [13, 20, 70])
def test_beyond_twelve_levers_the_pivot_is_sampled_with_an_interval_and_a_seed(n: int) -> None:
    levers = [(f"x{k}", 1.0, "t.x: on") for k in range(1)] + [(f"n{k}", 1.0, "a.go: off") for k in range(0)]
    question = gates("go iff x", *levers)
    case = question.case
    idle = {f"i{k}": replace(case.levers["x0"], id=f"i{k}", effects=()) for k in range(n - 1)}
    question = ask(replace(case, levers={**case.levers, **idle}), question.target)
    size = 4 if n < 70 else 2
    found = leverage(question, samples=20, seed=3, size=size)
    assert found.size == size
    assert found.pivot is not None
    assert not found.pivot.exact
    assert (found.pivot.samples, found.pivot.seed) == (20, 3)
    assert found.pivot.banzhaf["x0"] == 1.0
    assert all(low <= found.pivot.shapley[x] <= high for x, (low, high) in found.pivot.shapley_interval.items())
    again = leverage(question, samples=20, seed=3, size=size)
    assert again.pivot == found.pivot


@pytest.mark.parametrize("slug", slugs())
def test_no_plan_of_a_shipped_case_has_force_or_a_permission_for_it(slug: str) -> None:
    case = load(slug)
    if not isinstance(case.conflict, OptionConflict):
        return
    unmarked = replace(case, levers={k: replace(v, coercive=False) for k, v in case.levers.items()})
    hot = {o.key for o in case.conflict.options if o.coercive}
    hot |= {o.key for o in case.conflict.options if hot & set(o.enables)}
    touching = {x for x, v in case.levers.items() if any(e.target in hot for e in v.effects)}
    assert touching <= set(coercive_levers(unmarked))
    for reading, key in product((None, *case.readings), case.conflict.option_keys):
        for text, foresight in product((key, f"not {key}"), (1, 2)):
            try:
                found = leverage(ask(unmarked, parse(text, str), reading=reading, foresight=foresight), pivot=False)
            except TertiusError:
                continue
            assert not any(touching & set(p.levers) for p in found.plans)


def test_sets_that_amount_to_the_same_are_worked_out_once() -> None:
    question = gates("go iff x", X, ("same", 2.0, "t.x: on"))
    sets = Sets(question)
    assert sets.verdict(["x"]) == sets.verdict(["same"]) == "holds"
    assert (sets.tried, sets.worked_out) == (2, 1)


def test_a_wish_for_a_permission_is_coercive_and_one_for_a_commitment_is_not() -> None:
    """An effect that prefers what a strike hangs on touches force; one that prefers what the permission is tied to does not."""
    case = parse_case(
        """tertius: 1
title: Permission
actors: {patron: Patron, rival: Rival, client: Client}
conflict:
  options:
    patron: {permit: {name: Permits, enables: [rival.strike]}}
    rival: {strike: {name: Strikes, coercive: yes}}
    client: {commit: Commits}
  preferences: {patron: [], rival: [strike], client: [not strike]}
  status_quo: []
levers:
  tied: {name: Tied, by: patron, effects: [{link: {patron.permit: not client.commit}}]}
  wish: {name: Wish, by: patron, effects: [{prefer: {patron: {first: [permit]}}}]}
  reward: {name: Reward, by: patron, effects: [{prefer: {patron: {first: [client.commit]}}}]}
"""
    )
    assert coercive_levers(case) == ("tied", "wish")


def test_what_is_not_known_is_said() -> None:
    from tertius.explain.leverage_english import LeverageTeller

    case = load("quarry")
    lever = Lever("peace", "Peace", "village", (Effect("forbid", "village.block"),), 1.0)
    found = leverage(ask(replace(case, levers={"peace": lever}), parse("quarry.extend", str)))
    assert found.unknown
    assert any("not known" in line for line in LeverageTeller(found).still_open())
    known = leverage(ask(replace(case, levers={"peace": lever}), parse("quarry.extend", str), reading="blocks"))
    assert not known.unknown
