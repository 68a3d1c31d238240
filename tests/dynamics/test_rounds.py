"""Where nothing settles: a way round that the definitions allow, and the words for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tertius.dynamics.solved import Solved
from tertius.evidence.claims import evaluate_claims
from tertius.explain.english import Teller
from tertius.io.load import parse_case
from tertius.kernels.reference import Reference
from tertius.model.case import Case
from tertius.testing import graph_cases, option_cases

# Each wants what the other takes back: a round of four moves, by hand.
CHASE = """
tertius: 1
title: A chase
actors: {cat: Cat, mouse: Mouse}
conflict:
  options: {cat: {left: Goes left}, mouse: {hide: Hides left}}
  preferences: {cat: [left iff hide], mouse: [left iff not hide]}
  status_quo: []
claims:
  - {id: one, text: It hides., expect: {outcomes: every, satisfy: hide, concept: nash}}
"""


@given(st.one_of(option_cases(status_quo=True), graph_cases(status_quo=True)), st.sampled_from([1, 2]))
def test_a_way_round_stays_in_its_set_is_made_of_steps_and_comes_back(case: Case, foresight: int) -> None:
    sets = Reference(case)
    found = Solved(case).outcomes("seq", foresight)
    assert found is not None
    assert len(found.rounds) == len(found.unsettled)
    for group, way in zip(found.unsettled, found.rounds, strict=True):
        assert way[0][1] == (sets.status_quo if sets.status_quo in group else group[0])
        assert [b for _, _, b in way] == [a for _, a, _ in (*way[1:], way[0])]
        for actor, a, b in way:
            assert {a, b} <= set(group)
            assert b in sets.moves(actor, a)
            assert foresight == 2 or sets.prefers(actor, b, a)


def test_the_way_round_is_told() -> None:
    case = parse_case(CHASE)
    found = Solved(case).outcomes("nash", 1)
    assert found is not None
    assert Teller(case).way_round(found.rounds[0]) == (
        "Mouse takes up ‘Hides left’; then Cat takes up ‘Goes left’; then Mouse drops ‘Hides left’; then Cat drops ‘Goes left’; and so on"
    )
    (result,) = evaluate_claims(case)
    told = Teller(case).verdict(result.verdict)
    assert told.startswith("It never settles: the moves from the status quo go round 4 states without end, among them [as it is now]. From there, Mouse takes up")
    assert told.endswith("; and so on.")


def test_a_long_way_round_is_cut_and_says_so() -> None:
    case = parse_case(CHASE)
    steps = [("mouse", "NN", "NY"), ("mouse", "NY", "NN")] * 4
    assert Teller(case).way_round(steps).endswith("; and so on, through 2 more moves, back to where it began")
    assert Teller(case).way_round(steps[:7]).endswith("; and so on, through 1 more move, back to where it began")


@pytest.mark.parametrize("foresight", [1, 2])
def test_what_settles_has_no_way_round(foresight: int) -> None:
    case = parse_case(CHASE.replace("left iff not hide", "hide"))
    found = Solved(case).outcomes("seq", foresight)
    assert found is not None
    assert (found.unsettled, found.rounds) == ((), ())
