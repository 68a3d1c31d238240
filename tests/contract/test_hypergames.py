"""Actors that see different games: engine, oracle, and what holds of both."""

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tertius.dynamics.hypergame import hypergame
from tertius.errors import ImpossibleError, NotSupportedError
from tertius.kernels.reference import Hypergame, Reference
from tertius.model.case import Case
from tertius.model.layers import situate
from tertius.testing import effects_for, viewed_cases

ASKED = ("nash", "gmr", "smr", "seq", "sseq", "strong_gmr", "cnash")
FORMED = tuple(f"{x}_{form}" for x in ("nash", "gmr", "smr", "seq") for form in "ad")


def agree(case: Case, oracle: Hypergame, concepts: tuple[str, ...]) -> None:
    found = hypergame(case, concepts)
    assert found is not None
    assert found.states == oracle.states
    for concept in concepts:
        both = oracle.equilibria(concept)
        assert found.equilibria[concept] == both
        for viewer in oracle.actors:
            believed = tuple(s for s in oracle.games[viewer].states if oracle.believes(viewer, s, concept))
            assert found.believed[concept][viewer] == believed
            surprises = tuple(s for s in both if viewer in oracle.surprised(s, concept))
            assert found.surprises[concept].get(viewer, ()) == surprises
        for state in oracle.states:
            told = found.stable_for(state, concept)
            assert set(told) == set(oracle.actors)
            for viewer, stable in told.items():
                seen = {i: oracle.stable(viewer, i, state, concept) for i in oracle.actors}
                if stable is None:
                    assert set(seen.values()) == {None}
                else:
                    assert set(stable) == {i for i, yes in seen.items() if yes}


@settings(max_examples=50)
@given(viewed_cases(relations="complete"))
def test_engine_agrees_with_the_oracle(case: Case) -> None:
    agree(case, Hypergame(case), ASKED)


@settings(max_examples=50)
@given(viewed_cases(relations="any"))
def test_engine_agrees_with_the_oracle_where_something_is_not_known(case: Case) -> None:
    agree(case, Hypergame(case), FORMED)


@settings(max_examples=40)
@given(viewed_cases(), st.data())
def test_what_is_asked_stands_on_top_of_every_view(case: Case, data: st.DataObject) -> None:
    reading = data.draw(st.sampled_from([None, *case.readings]))
    given_ = data.draw(effects_for(case))
    try:
        oracle = Hypergame(case, reading=reading, given=given_)
    except ImpossibleError:
        assume(False)
    agree(situate(case, reading=reading, given=given_), oracle, ("nash", "seq"))


@settings(max_examples=40)
@given(viewed_cases(relations="complete"))
def test_where_all_see_the_same_there_is_one_game(case: Case) -> None:
    for views in ({}, dict.fromkeys((a.id for a in case.actors), "one")):
        same = replace(case, views=views)
        try:
            game = Hypergame(same)
        except ImpossibleError:
            continue
        plain = Reference(situate(case, reading="one" if views else None))
        for concept in ASKED:
            assert game.equilibria(concept) == plain.equilibria(concept)
            for state in game.equilibria(concept):
                assert game.surprised(state, concept) == ()
        assert (hypergame(same, ASKED) is None) == (not views)


@settings(max_examples=40)
@given(viewed_cases())
def test_what_everybody_believes_is_a_hypergame_equilibrium_without_surprise(case: Case) -> None:
    game = Hypergame(case)
    for concept, state in product(("nash", "seq"), game.states):
        believed = all(game.believes(a, state, concept) for a in game.actors)
        held = state in game.equilibria(concept)
        assert believed == (held and not game.surprised(state, concept))


@settings(max_examples=20)
@given(viewed_cases(relations="any"))
def test_a_concept_that_one_view_does_not_bear_is_refused(case: Case) -> None:
    game = Hypergame(case)
    unclear = [a for a in game.actors if game.games[a].unknown() is not None]
    assume(unclear)
    found = hypergame(case, ("seq",))
    assert found is not None
    with pytest.raises(NotSupportedError, match="seq_a"):
        dict(found.equilibria)
    with pytest.raises(NotSupportedError, match="seq_a"):
        game.equilibria("seq")
    for viewer in unclear:
        with pytest.raises(NotSupportedError, match="seq_a"):
            game.believes(viewer, game.games[viewer].states[0], "seq")


def test_strategies_offer_surprises_and_games_of_different_states() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=100)
    @given(viewed_cases())
    def look(case: Case) -> None:
        game = Hypergame(case)
        seen["surprise"] += any(game.surprised(s, "seq") for s in game.equilibria("seq"))
        seen["other states"] += len({g.states for g in game.games.values()}) > 1
        seen["believed by some only"] += any(
            0 < sum(game.believes(a, s, "seq") for a in game.actors) < len(game.actors) for s in game.states
        )

    look()
    assert min(seen.values()) >= 3, seen
