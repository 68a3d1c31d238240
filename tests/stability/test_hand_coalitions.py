"""Coalitions, worked out by hand: joint moves, joint answers, and the view in which members are one player.

Moves as ``"1>2 2>3"``; preferences best first as ``"3 12 4"``, where 1 and 2 are equal.
"""

from typing import Any

import pytest

from tertius.errors import LimitError, TertiusError, UnknownNameError
from tertius.kernels.graph import game_of
from tertius.kernels.merge import merged_game
from tertius.kernels.reference import Reference, merged
from tertius.model.case import Actor, Case
from tertius.model.conflict import GraphConflict, Preference
from tertius.stability.solve import stable_for
from tertius.testing_hand import graph, options, stable

# -- coalitions --------------------------------------------------------------------------------

JOINT = {"a": "1>2", "b": "2>3", "c": "3>4"}
"""a and b can go to 3 together; c can then go on to 4."""


def coalitional(case: Case, state: str = "1", **how: Any) -> str:
    """For whom the state is stable under cnash, cgmr, csmr, cseq."""
    return " | ".join(
        "".join(a.id for a in case.actors if stable(case, a.id, state, x, **how))
        for x in ("cnash", "cgmr", "csmr", "cseq")
    )


def test_two_that_can_gain_together_leave_where_neither_would_alone() -> None:
    """c, who likes 1 best, could ruin it by 4, but would lose by that."""
    case = graph(JOINT, {"a": "3 1 2 4", "b": "3 1 2 4", "c": "1 3 2 4"})
    assert [stable(case, a, "1", "nash") for a in "abc"] == [True] * 3
    assert coalitional(case, coalitions=[]) == "abc | abc | abc | abc"
    assert coalitional(case) == "c | abc | abc | c"


def test_who_gains_as_well_is_of_the_party_and_nobody_is_left_to_answer() -> None:
    case = graph(JOINT, {"a": "3 1 2 4", "b": "3 1 2 4", "c": "4 3 1 2"})
    assert coalitional(case) == " |  |  | "


def test_an_answer_that_its_mover_gains_by_deters_the_coalition() -> None:
    case = graph(JOINT, {"a": "3 1 2 4", "b": "3 1 2 4", "c": "4 1 3 2"})
    assert coalitional(case) == "c | abc | abc | abc"


def test_one_member_that_is_worse_off_is_enough() -> None:
    """4 is better than 1 for a, and worse for b: that sanctions what a and b do together."""
    case = graph(JOINT, {"a": "34 1 2", "b": "3 1 2 4", "c": "4 1 3 2"})
    assert coalitional(case) == "c | abc | abc | abc"


def test_what_the_coalition_can_go_on_to_undoes_a_sanction() -> None:
    """From 4 a goes on to 5, which both prefer to 1: csmr does not hold."""
    case = graph(
        {"a": "1>2 4>5", "b": "2>3", "c": "3>4"},
        {"a": "35 1 2 4", "b": "35 1 2 4", "c": "4 1 3 2 5"},
    )
    assert coalitional(case) == "c | abc | c | abc"


def test_only_the_coalitions_named_can_form() -> None:
    case = graph(JOINT, {"a": "3 1 2 4", "b": "3 1 2 4", "c": "3 1 2 4"})
    assert coalitional(case, coalitions=[["a", "b"]]).startswith("c | ")
    assert coalitional(case, coalitions=[["b", "c"]]).startswith("abc | ")
    assert coalitional(case, coalitions=[["a", "c"], ["c", "b", "a"]]).startswith(" | ")  # c gains, too


def test_what_deters_one_actor_may_be_a_joint_answer() -> None:
    """b would not go from 2 to 3 alone; with c, who goes on to 4, it would. So 1 holds for a under cseq.

    It does not under seq: coalitions do not only take equilibria away.
    """
    case = graph(JOINT, {"a": "2 3 1 4", "b": "4 1 2 3", "c": "4 1 2 3"})
    assert not stable(case, "a", "1", "seq")
    assert stable(case, "a", "1", "cseq")
    assert stable(case, "a", "1", "cseq", coalitions=[["b", "c"]])
    assert not stable(case, "a", "1", "cseq", coalitions=[])
    assert not stable(case, "a", "1", "cseq", coalitions=[["a", "c"]])


def test_no_coalition_answers_twice_in_succession() -> None:
    """b to 3 and b to 4 would deter a, but b may not move twice. With c it may: {b, c} is not {b}."""
    moves = {"a": "1>2", "b": "2>3 3>4", "c": "5>1"}
    for c, expected in (("12345", False), ("4 1 3 2 5", True)):
        case = graph(moves, {"a": "2 3 1 4 5", "b": "4 1 3 2 5", "c": c})
        assert not stable(case, "a", "1", "seq")
        assert stable(case, "a", "1", "cseq") == expected
        # For cgmr an actor moves at most once in a row, whoever is with it: cseq is not within cgmr here.
        assert not stable(case, "a", "1", "cgmr")
    # An actor that cannot move is in no coalition, and lends b no second move.
    idle = graph({**moves, "c": ""}, {"a": "2 3 1 4", "b": "4 1 3 2", "c": "4 1 3 2"})
    assert not stable(idle, "a", "1", "cseq")


def test_coalitions_are_of_actors_that_can_move() -> None:
    case = graph({"a": "1>2", "b": "2>1", "c": ""}, {"a": "2 1", "b": "1 2", "c": "1 2"})
    for ask in (
        lambda group: stable_for(game_of(case), 0, "cnash", coalitions=[group]),
        lambda group: Reference(case).stable("a", "1", "cnash", coalitions=[group]),
    ):
        with pytest.raises(UnknownNameError, match="bb"):
            ask(["a", "bb"])
        with pytest.raises(TertiusError, match="c cannot move"):
            ask(["a", "c"])
    assert stable(case, "c", "1", "cnash")


def test_all_coalitions_of_many_are_too_many() -> None:
    names = [f"a{k}" for k in range(11)]
    arcs = dict.fromkeys(names, (("1", "2"),))
    wants = {a: Preference("ranking", ranking=(("1",), ("2",))) for a in names}
    case = Case(
        "Many", tuple(Actor(a, a) for a in names), GraphConflict((("1", "1"), ("2", "2")), arcs, wants, None)
    )
    for ask in (
        lambda **how: stable_for(game_of(case), 0, "cgmr", **how).tolist(),
        lambda **how: [Reference(case).stable("a0", s, "cgmr", **how) for s in "12"],
    ):
        with pytest.raises(LimitError, match="11 actors"):
            ask()
        assert ask(coalitions=[["a0", "a1"]]) == [True, True]


# -- one player --------------------------------------------------------------------------------


def as_one(case: Case, members: str, concept: str) -> dict[str, str]:
    """For whom each state is stable, with those members as one player."""
    game, model = merged_game(game_of(case), list(members)), merged(case, list(members))
    found = {}
    for k, state in enumerate(game.codes):
        by_engine = [a for i, a in enumerate(game.actors) if stable_for(game, i, concept)[k]]
        assert by_engine == [a for a in model.actors if model.stable(a, state, concept)]
        found[state] = " ".join(by_engine)
    return found


def test_as_one_player_the_members_move_together_and_not_alone() -> None:
    """Alone a would leave 1 for 2. As one with b it would not: b loses by 2. They go to 3."""
    case = graph(JOINT, {"a": "2 3 1 4", "b": "3 1 2 4", "c": "4 3 2 1"})
    assert not stable(case, "a", "1", "nash")
    assert as_one(case, "ab", "nash") == {"1": "c", "2": "a+b c", "3": "a+b", "4": "a+b c"}
    worse = graph(JOINT, {"a": "2 1 3 4", "b": "3 1 2 4", "c": "4 3 2 1"})
    assert not stable(worse, "a", "1", "nash")
    assert as_one(worse, "ab", "nash")["1"] == "a+b c"


def test_one_player_is_deterred_by_what_one_member_does_not_like() -> None:
    """c's answer 4 suits a and not b."""
    case = graph(JOINT, {"a": "4 3 1 2", "b": "3 1 2 4", "c": "4 3 2 1"})
    assert as_one(case, "ab", "nash")["1"] == "c"
    assert as_one(case, "ab", "seq")["1"] == "a+b c"


def modes(case: Case, concept: str) -> str:
    """Under which ways of sanctioning state 1 is stable for a."""
    found = [m for m in ("single", "once", "legal") if stable(case, "a", "1", concept, sanctions=m)]
    return " ".join(found)


def test_one_player_moves_once_where_its_members_moved_one_after_the_other() -> None:
    """b and c as one reach 5 in one move: their b, c, b is a single answer."""
    case = graph(
        {"a": "1>2", "b": "2>3 4>5", "c": "3>4"}, {"a": "2 3 4 1 5", "b": "5 4 3 2 1", "c": "5 4 3 2 1"}
    )
    assert modes(case, "seq") == "legal"
    game = merged_game(game_of(case), ["b", "c"])
    assert game.actors == ("a", "b+c")
    assert stable_for(game, 0, "seq", sanctions="single").tolist() == [True] * 5
    view = merged(case, ["c", "b"])
    assert view.actors == ("a", "b+c")
    assert view.moves("b+c", "2") == {"3", "4", "5"}
    assert view.stable("a", "1", "seq", "single")


def test_options_of_the_members_are_the_players() -> None:
    """Chicken with a passenger: y and z as one choose b and c at once."""
    case = options(
        "xyz",
        {
            "x": ["NYN NYY", "YYN YYY", "YNN YNY", "NNN NNY"],
            "y": ["YNN YNY", "YYN YYY", "NYN NYY", "NNN NNY"],
            "z": ["YNN YNY", "YYN YYY", "NYN NYY", "NNN NNY"],
        },
    )
    view = merged(case, ["y", "z"])
    assert view.free("y+z") == {"y.b", "z.c"}
    found = {x: as_one(case, "yz", x)["YYN"] for x in ("nash", "seq", "sim", "sim_fh")}
    assert found == {"nash": "", "seq": "", "sim": "x y+z", "sim_fh": "x y+z"}


def test_what_cannot_be_merged() -> None:
    case = graph({"a": "1>2", "b": "2>1"}, {"a": "2 1", "b": "1 2"})
    for ask in (lambda m: merged(case, m), lambda m: merged_game(game_of(case), m)):
        with pytest.raises(UnknownNameError, match="bb"):
            ask(["a", "bb"])
        with pytest.raises(TertiusError):
            ask([])
