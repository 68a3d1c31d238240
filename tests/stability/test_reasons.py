"""Every verdict of every concept can be told; named parts of a witness are in the words; limits are kept."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tertius import load, parse_case, situate
from tertius.dynamics.solved import Solved
from tertius.errors import LimitError, NotSupportedError, TertiusError, UnknownNameError
from tertius.explain.english import Teller
from tertius.kernels.game import Arcs, Game
from tertius.kernels.graph import game_of
from tertius.kernels.merge import merged_game
from tertius.kernels.reference import merged
from tertius.model.case import Actor, Case
from tertius.model.conflict import GraphConflict, Preference
from tertius.stability.coalition import considered
from tertius.stability.concepts import CONCEPTS
from tertius.stability.solve import stable_for
from tertius.stability.verify import verify
from tertius.stability.witness import witness

CASES = ("elmira", "quarry", "two-villages", "prisoners-dilemma", "cuban-missile-crisis-1962")


@pytest.mark.parametrize("slug", CASES)
def test_every_witness_is_told_and_verified(slug: str) -> None:
    case = load(slug)
    solved, told = Solved(case), 0
    for id in CONCEPTS:
        for i, actor in enumerate(solved.game.actors):
            for s in range(solved.game.states):
                try:
                    why = solved.why(i, s, id)
                except NotSupportedError:
                    break
                assert verify(case, why) == []
                text = Teller(case).witness(why)
                assert Teller(case).actor(actor) in text
                assert text.endswith(("." , ")."))
                told += 1
    assert told > 50


def test_a_merged_view_is_told_and_verified() -> None:
    case = load("elmira")
    solved = Solved(case, merge=["uniroyal", "moe"])
    assert solved.game.actors == ("moe+uniroyal", "local")
    model = merged(case, ["uniroyal", "moe"])
    for id in ("nash", "gmr", "smr", "seq", "sseq"):
        for s in range(solved.game.states):
            why = solved.why(0, s, id)
            assert verify(case, why, model=model) == []
            assert "Ministry of the Environment + Uniroyal" in Teller(case).witness(why)


def test_a_coalition_that_leaves_is_named() -> None:
    """Elmira: the ministry and Uniroyal can go from s5 to s8 together, which both prefer."""
    case = load("elmira")
    why = witness(game_of(case), 0, 4, "cnash")
    assert (why.stable, why.state, why.unsanctioned, why.coalition) == (False, "s5", "s8", ("moe", "uniroyal"))
    assert "Each of Ministry of the Environment and Uniroyal prefers the result" in Teller(case).witness(why)
    assert verify(case, replace(why, coalition=("moe", "local")))
    assert verify(case, replace(why, coalition=("moe",)))
    assert verify(case, replace(why, unsanctioned="s9"))
    assert verify(case, replace(why, coalitions=())) == ["moe+uniroyal is no coalition that moe can be in"]


def test_the_way_of_sanctioning_is_told() -> None:
    case = load("syria-iraq-1975")
    why = witness(game_of(case), 1, 0, "gmr", sanctions="single")
    assert why.mode == "single"
    assert "general metarationality, one move of one opponent" in Teller(case).witness(why)
    assert verify(case, replace(why, mode="double")) == ["'double' is no way of sanctioning"]


def test_a_witness_says_what_is_not_left_at_its_default() -> None:
    why = witness(game_of(load("prisoners-dilemma")), 0, 3, "nash")
    assert repr(why) == "Witness(actor='one', state='YY', concept='nash', stable=False, unsanctioned='NY')"


# -- refusals and limits -----------------------------------------------------------------------


def crowd(count: int) -> Case:
    names = [f"a{k}" for k in range(count)]
    states = tuple((f"s{k}", f"S{k}") for k in range(3))
    ranking = Preference("ranking", ranking=(("s0",), ("s1",), ("s2",)))
    moves = dict.fromkeys(names, (("s0", "s1"), ("s1", "s2")))
    return Case("Crowd", tuple(Actor(a, a) for a in names), GraphConflict(states, moves, dict.fromkeys(names, ranking), "s0"))


def test_all_coalitions_of_eleven_are_refused_and_named_ones_are_not() -> None:
    game = game_of(crowd(11))
    with pytest.raises(LimitError, match=r"11 actors can move, which makes 2,047 coalitions.*--coalition a,b"):
        stable_for(game, 0, "cnash")
    assert stable_for(game, 0, "cgmr", coalitions=[["a0", "a5"]]).tolist() == [True, True, True]
    assert len(considered(game, [["a0", "a5"], ["a0", "a5"]])) == 12
    assert len(considered(game_of(crowd(10)))) == 1023


def test_coalitions_name_actors_that_can_move() -> None:
    game = game_of(load("sochi-2018"))
    with pytest.raises(UnknownNameError, match="did you mean 'syria'"):
        stable_for(game, 0, "cnash", coalitions=[["syra", "russia"]])
    fixed = situate(load("prisoners-dilemma"), given=())
    still = replace(fixed, actors=(*fixed.actors, Actor("watcher", "Watcher")))
    with pytest.raises(TertiusError, match="watcher cannot move and so is in no coalition"):
        stable_for(game_of(still), 0, "cnash", coalitions=[["one", "watcher"]])


@pytest.mark.parametrize(
    ("concept", "told"),
    [
        ("seq", "seq needs to know every preference: what village thinks of YN and YY is not known; use seq_a to seq_d"),
        ("sseq", "the literature has no forms of sseq for that; use nash, gmr, smr or seq in one of the forms a to d"),
        ("strong_seq", "the literature has no forms of strong_seq"),
        ("cnash", "the literature has no forms of cnash"),
        ("maximin", "maximin needs complete preferences, and village compares pairs of states"),
    ],
)
def test_what_needs_known_preferences_is_refused_by_name(concept: str, told: str) -> None:
    with pytest.raises(NotSupportedError) as caught:
        stable_for(game_of(load("quarry")), 0, concept)
    assert told in str(caught.value)


def test_a_merged_view_refuses_what_it_cannot_say() -> None:
    game = game_of(load("elmira"))
    both = merged_game(game, ["moe", "uniroyal"])
    for concept in ("limited", "maximin", "cnash", "seq_a"):
        with pytest.raises(NotSupportedError, match=f"{concept} is not asked of a merged view"):
            stable_for(both, 0, concept)
    with pytest.raises(NotSupportedError, match="are merged already"):
        merged_game(both, ["local"])
    with pytest.raises(UnknownNameError, match="no actor 'mo'"):
        merged_game(game, ["mo", "local"])
    with pytest.raises(NotSupportedError, match="a merged view needs to know every preference"):
        merged_game(game_of(load("quarry")), ["quarry", "village"])


def test_an_unknown_way_of_sanctioning_is_refused_by_name() -> None:
    with pytest.raises(UnknownNameError, match="there is no way of sanctioning 'onc'; did you mean 'once'"):
        stable_for(game_of(load("elmira")), 0, "nash", sanctions="onc")


def test_looking_ahead_from_a_million_states_is_refused() -> None:
    nothing = np.zeros(0, np.int64)
    still = Arcs.build(nothing, nothing, 2**20)
    game = Game(("a",), range(2**20), (still,), np.zeros((1, 2**20), np.int32), (still,), None)  # type: ignore[arg-type]
    with pytest.raises(LimitError, match="limited_cc looks ahead from each of 1,048,576 states in turn"):
        stable_for(game, 0, "limited_cc")
    assert stable_for(game, 0, "maximin").all()


def test_a_cycle_of_three_is_followed_without_ranks() -> None:
    text = (
        "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nconflict:\n  states: {s1: One, s2: Two, s3: Three}\n"
        "  moves: {a: [s1 -> s2, s2 -> s3, s3 -> s1], b: [s2 -> s1]}\n"
        "  preferences: {a: {pairs: [s2 > s1, s3 > s2, s1 > s3]}, b: [s1]}\n"
    )
    game = game_of(parse_case(text))
    assert game.unknown is None
    assert stable_for(game, 0, "nash").tolist() == [False, False, False]
    assert stable_for(game, 0, "seq").tolist() == [True, False, False]
    with pytest.raises(NotSupportedError, match="a has no ranks"):
        _ = game.rank[0]
