"""Where the status quo leads, against the oracle; paths are paths; judgements prove themselves."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.dynamics.foresight import MoveJudgement, judge_move, rest_points, worthwhile
from tertius.dynamics.outcomes import Outcomes, outcomes
from tertius.dynamics.verify import verify_judgement
from tertius.kernels.graph import game_of
from tertius.kernels.hypercube import status_quo_changes
from tertius.kernels.reference import Reference
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.stability.solve import stable_states
from tertius.testing import cases, graph_cases, option_cases, seeded_case

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
FORMED = tuple(f"{x}_{form}" for x in ("nash", "gmr", "smr", "seq") for form in "abcd")


def result(case: Case, concept: str, foresight: int) -> Outcomes | None:
    game = game_of(case)
    return outcomes(game, stable_states(game, [concept])[concept], concept=concept, foresight=foresight)


def agree(case: Case, seen: Counter[str]) -> None:
    oracle = Reference(case)
    order = {s: k for k, s in enumerate(oracle.states)}
    concepts = CONCEPTS if oracle.unknown() is None else FORMED
    second = "seq" if oracle.unknown() is None else "seq_d"
    for concept, foresight in [*((c, 1) for c in concepts), (second, 2)]:
        found = result(case, concept, foresight)
        expected = oracle.outcomes(concept, foresight=foresight)
        assert found is not None
        assert expected is not None
        assert found.states == tuple(sorted(expected.states, key=order.__getitem__))
        assert found.reachable == tuple(sorted(expected.reachable, key=order.__getitem__))
        assert {frozenset(c) for c in found.unsettled} == expected.unsettled
        assert len(found.unsettled) == len(expected.unsettled)
        assert found.settled == (not expected.unsettled)
        seen[f"{foresight} unsettled"] += bool(expected.unsettled)
        seen[f"{foresight} moved"] += expected.states != {oracle.status_quo}
        seen[f"{foresight} several"] += len(expected.states) > 1
        seen[f"{foresight} reachable only"] += bool(expected.reachable - expected.states)


@pytest.mark.parametrize("form", ["option", "graph"])
def test_outcomes_agree_with_the_oracle(form: str) -> None:
    @settings(max_examples=200)
    @given(option_cases(status_quo=True) if form == "option" else graph_cases(status_quo=True))
    def check(case: Case) -> None:
        agree(case, Counter())

    check()


@pytest.mark.parametrize("form", ["option", "graph"])
def test_outcomes_agree_with_the_oracle_whatever_is_known(form: str) -> None:
    strategy = option_cases if form == "option" else graph_cases
    small = {"max_options": 4} if form == "option" else {}

    @settings(max_examples=60)
    @given(strategy(status_quo=True, relations="any", **small))
    def check(case: Case) -> None:
        agree(case, Counter())
        oracle = Reference(case)
        default = "seq" if oracle.unknown() is None else "seq_d"
        assert oracle.outcomes() == oracle.outcomes(default)

    check()


@pytest.mark.parametrize("relations", ["ranked", "complete", "any"])
@pytest.mark.parametrize("form", ["option", "graph"])
def test_outcomes_agree_with_the_oracle_where_much_moves(form: str, relations: str) -> None:
    seen: Counter[str] = Counter()
    for number in range(400 if relations == "ranked" else 60):
        agree(seeded_case(number, form, relations=relations), seen)
    if relations == "ranked":
        assert len(seen) == 8, seen
        assert min(seen.values()) >= 1, seen


@settings(max_examples=200)
@given(cases(status_quo=True), st.sampled_from(CONCEPTS), st.sampled_from([1, 2]))
def test_paths_are_paths_that_stop_at_the_first_equilibrium(case: Case, concept: str, foresight: int) -> None:
    oracle = Reference(case)
    found = result(case, concept, foresight)
    assert found is not None
    assert set(found.paths) == set(found.states)
    goals = set(oracle.equilibria(concept)) if foresight == 1 else set()
    for goal, path in found.paths.items():
        here = oracle.status_quo
        for mover, left, reached in path:
            assert left == here
            assert left not in goals
            if foresight == 1:
                assert reached in oracle.improvements(mover, left)
                assert not oracle.stable(mover, left, concept)
            else:
                assert reached in oracle.worthwhile(mover, left)
            here = reached
        assert here == goal
        assert len({left for _, left, _ in path}) == len(path), "a shortest path does not come back"
        assert path == () or path[0][0] in found.first[goal]
    if oracle.status_quo in goals:
        assert found.states == (oracle.status_quo,)
        assert found.unsettled == ()


@settings(max_examples=200)
@given(cases(status_quo=True), st.sampled_from(CONCEPTS), st.sampled_from([1, 2]))
def test_first_movers_can_begin_a_path_that_does_not_come_back(
    case: Case, concept: str, foresight: int
) -> None:
    oracle = Reference(case)
    found = result(case, concept, foresight)
    assert found is not None
    start = oracle.status_quo
    assert start is not None
    goals = set(oracle.equilibria(concept))

    def steps(mover: str, state: str) -> frozenset[str]:
        if foresight == 2:
            return oracle.worthwhile(mover, state)
        if state in goals or oracle.stable(mover, state, concept):
            return frozenset()
        return oracle.improvements(mover, state)

    for goal in found.states:
        expected = []
        for actor in oracle.actors:
            seen: set[str] = set()
            ahead = set(steps(actor, start))
            while ahead:
                seen |= ahead
                ahead = {q for s in ahead for j in oracle.actors for q in steps(j, s)} - seen - {start}
            if goal in seen and goal != start:
                expected.append(actor)
        assert found.first[goal] == tuple(expected)


@settings(max_examples=150)
@given(cases(status_quo=True))
def test_every_branch_ends_in_an_outcome_or_a_closed_set(case: Case) -> None:
    for foresight in (1, 2):
        found = result(case, "seq", foresight)
        assert found is not None
        assert found.states or found.unsettled
        together = [s for group in found.unsettled for s in group]
        assert len(set(together)) == len(together)
        assert not set(together) & set(found.states)


@settings(max_examples=40)
@given(cases())
def test_without_a_status_quo_there_is_no_outcome(case: Case) -> None:
    assert case.conflict is not None
    bare = replace(case, conflict=replace(case.conflict, status_quo=None))
    assert result(bare, "seq", 1) is None
    assert result(bare, "seq", 2) is None
    assert Reference(bare).outcomes() is None


@settings(max_examples=200)
@given(cases(relations="any"))
def test_worthwhile_moves_and_rest_points_agree_with_the_oracle(case: Case) -> None:
    game, oracle = game_of(case), Reference(case)
    worth = [worthwhile(game, i) for i in range(len(game.actors))]
    rest = rest_points(worth, game.states)
    for k, state in enumerate(game.codes):
        for i, actor in enumerate(game.actors):
            assert {game.codes[q] for q in worth[i].of(k)} == oracle.worthwhile(actor, state)
        assert bool(rest[k]) == (not any(oracle.worthwhile(a, state) for a in oracle.actors))


def tampered(model: Reference, good: MoveJudgement) -> Iterator[tuple[str, MoveJudgement]]:
    yield "no move", replace(good, target=good.state)
    yield "flipped", replace(good, worthwhile=not good.worthwhile)
    if good.worthwhile:
        yield "an end is missing", replace(good, ends=good.ends[1:])
        yield "an end is named twice", replace(good, ends=(*good.ends, good.ends[0]))
        yield "an end is called bad", replace(good, worthwhile=False, ends=(), against=good.ends[0])
        end, path = good.ends[0]
        longer = (*path, (good.actor, end, good.state))
        yield "the mover answers itself", replace(good, ends=((end, longer), *good.ends[1:]))
    elif good.against is not None:
        end, path = good.against
        yield "nothing against", replace(good, against=None)
        for other in model.states:
            if other != end:
                yield "another end", replace(good, against=(other, path))
        if path:
            yield "a step left out", replace(good, against=(end, path[:-1]))
            yield "a step repeated", replace(good, against=(end, (*path, path[-1])))


def test_every_judgement_proves_itself_and_a_tampered_one_does_not() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=150)
    @given(cases(relations="any"))
    def check(case: Case) -> None:
        game, model = game_of(case), Reference(case)
        for i, actor in enumerate(game.actors):
            for k, state in enumerate(game.codes):
                for target in game.moves[i].of(k):
                    found = judge_move(game, i, k, target)
                    assert found.worthwhile == (game.codes[target] in model.worthwhile(actor, state))
                    assert found.no_end == (not model.ends(actor, game.codes[target]))
                    assert verify_judgement(case, found, model=model) == []
                    seen["no end"] += found.no_end
                    seen["good" if found.worthwhile else "bad"] += 1
                    if k % 3 == 0:
                        for what, wrong in tampered(model, found):
                            assert verify_judgement(case, wrong, model=model), (what, wrong)
                            seen[what] += 1

    check()
    assert len(seen) == 13, seen
    assert min(seen.values()) >= 1, seen


@settings(max_examples=200)
@given(option_cases(status_quo=True))
def test_status_quo_changes_are_the_options_that_differ_from_what_was_declared(case: Case) -> None:
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    assert conflict.status_quo is not None
    oracle = Reference(case)
    assert oracle.status_quo is not None
    now = oracle.setting(oracle.status_quo)
    found = {c.option: c for c in status_quo_changes(conflict)}
    assert set(found) == now ^ conflict.status_quo
    for key, change in found.items():
        assert (change.declared, change.now) == (key in conflict.status_quo, key in now)
        if key in conflict.rules.fixed:
            assert change.why == "fixed"
            assert change.now == conflict.rules.fixed[key]
        elif key in conflict.rules.linked:
            assert change.why == "linked"
        else:
            assert change.why == "its need does not hold"
            assert not change.now


@settings(max_examples=30)
@given(cases(status_quo=True))
def test_the_status_quo_is_part_of_what_is_visited(case: Case) -> None:
    game = game_of(case)
    nobody_moves = np.ones((len(game.actors), game.states), np.bool_)
    found = outcomes(game, nobody_moves)
    assert found is not None
    assert game.status_quo is not None
    assert found.states == (game.codes[game.status_quo],)
