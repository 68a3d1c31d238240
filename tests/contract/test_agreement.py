"""The engine says of every state, actor and concept what the oracle says; and refuses what it refuses."""

import zlib
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tertius.errors import NotSupportedError
from tertius.kernels.game import Game
from tertius.kernels.graph import game_of
from tertius.kernels.merge import merged_game
from tertius.kernels.reference import Reference, merged
from tertius.kernels.reference.concepts import (
    ANTICIPATING,
    COALITION,
    CONCEPTS,
    FORMED,
    INDIVIDUAL,
    SIMULTANEOUS,
    STRENGTH,
)
from tertius.model.case import Case
from tertius.stability.concepts import CONCEPTS as CARDS
from tertius.stability.solve import stable_for, stable_states
from tertius.stability.verify import verify
from tertius.stability.witness import witness
from tertius.testing import graph_cases, option_cases, seeded_case

FORMS = {"option": option_cases, "graph": graph_cases}
BY_FORM = [(c, form) for form in FORMS for c in CONCEPTS if form == "option" or c not in SIMULTANEOUS]
MERGED = (*INDIVIDUAL, *STRENGTH, *SIMULTANEOUS)
RESPONDED = {*INDIVIDUAL, *FORMED, *STRENGTH, "sim_fh"} - {"nash"}


def relations_for(concept: str) -> str:
    """The widest class of preferences on which the concept says something."""
    return "any" if concept in FORMED else "ranked" if concept in ANTICIPATING else "complete"


@st.composite
def asked(draw: st.DrawFn, concept: str, movers: Iterable[str]) -> dict[str, Any]:
    """Settings that matter to the concept."""
    if concept in ANTICIPATING:
        return {"horizon": draw(st.integers(1, 4))}
    if concept in COALITION and draw(st.booleans()):
        some = st.lists(st.sampled_from(sorted(movers)), max_size=3) if movers else st.just([])
        return {"coalitions": draw(st.lists(some, max_size=2))}
    return {"sanctions": draw(st.sampled_from(["legal", "legal", "once", "single"]))}


def agree(game: Game, oracle: Reference, concept: str, how: dict[str, Any]) -> int:
    """How many states are stable for some actor; after comparing each."""
    assert game.actors == oracle.actors
    count = 0
    for i, actor in enumerate(game.actors):
        found = stable_for(game, i, concept, **how)
        for k, state in enumerate(game.codes):
            expected = oracle.stable(actor, state, concept, **how)
            assert bool(found[k]) == expected, (concept, actor, state, how)
            count += expected
    return count


def test_engine_and_oracle_know_the_same_concepts() -> None:
    assert set(CARDS) == set(CONCEPTS)


@pytest.mark.parametrize(("concept", "form"), BY_FORM)
def test_engine_agrees_with_the_oracle(concept: str, form: str) -> None:
    few = {"max_actors": 2} if concept == "limited" else {}

    @seed(zlib.crc32(f"{concept} {form}".encode()))  # other models for each concept
    @settings(max_examples={"option": 60, "graph": 90}[form])
    @given(FORMS[form](relations=relations_for(concept), **few), st.data())
    def check(case: Case, data: st.DataObject) -> None:
        oracle = Reference(case)
        agree(game_of(case), oracle, concept, data.draw(asked(concept, oracle.movers)))

    check()


@pytest.mark.parametrize("form", ["option", "graph"])
@pytest.mark.parametrize("relations", ["complete", "any", "ranked"])
def test_engine_agrees_with_the_oracle_where_much_moves(form: str, relations: str) -> None:
    """Three and four actors; preferences that cycle, in the graph form moves that are not transitive."""
    wanted = {
        "ranked": ("limited_ci", "limited_cc", "maximin"),
        "complete": (*INDIVIDUAL, *STRENGTH, *COALITION, *(SIMULTANEOUS if form == "option" else ())),
        "any": FORMED,
    }[relations]
    seen: Counter[str] = Counter()
    for number in range(90):
        case = seeded_case(number, form, actors=3 + number % 2, relations=relations)
        game, oracle = game_of(case), Reference(case)
        mode = ("legal", "once", "single")[number % 3]
        for concept in wanted:
            if relations == "any" or oracle.unknown() is None:
                how: dict[str, Any] = {"horizon": 2 + number % 3, "sanctions": mode}
                seen[concept, mode] += agree(game, oracle, concept, how)  # type: ignore[index]
    assert min(seen.values()) > 0, seen


@pytest.mark.parametrize("number", range(3))
def test_the_compiled_back_end_agrees_with_the_oracle(number: int) -> None:
    """On every concept; the models are those for which it is made: options, complete preferences."""
    concepts = [c for k, c in enumerate(CONCEPTS) if k % 3 == number]

    @seed(number)
    @settings(max_examples=50)
    @given(option_cases(max_options=4), st.data())
    def check(case: Case, data: st.DataObject) -> None:
        game, oracle = game_of(case, backend="compiled"), Reference(case)
        assert game.backend == "compiled"
        for concept in concepts:
            if concept == "limited" and len(oracle.movers) > 2:
                continue
            how = data.draw(asked(concept, oracle.movers))
            agree(game, oracle, concept, how)
            k = data.draw(st.integers(0, game.states - 1))
            reason = witness(game, 0, k, concept, **how)
            assert verify(case, reason, model=oracle) == []

    check()


@settings(max_examples=100)
@given(st.one_of(option_cases(relations="any"), graph_cases(relations="any")))
def test_engine_and_oracle_refuse_the_same(case: Case) -> None:
    game, oracle = game_of(case), Reference(case)

    def refusal(ask: Any) -> str:
        try:
            ask()
        except NotSupportedError as error:
            return str(error)
        return ""

    unknown = oracle.unknown()
    for concept in CONCEPTS:
        theirs = refusal(lambda c=concept: oracle.stable(oracle.actors[0], oracle.states[0], c))
        ours = refusal(lambda c=concept: stable_for(game, 0, c))
        assert bool(ours) == bool(theirs), (concept, ours, theirs)
        if ours:
            assert concept in ours
            if unknown is not None and concept not in {*SIMULTANEOUS, *ANTICIPATING}:
                assert unknown[0] in ours
                assert "to" in ours


@pytest.mark.parametrize("form", ["option", "graph"])
def test_engine_agrees_with_the_oracle_on_merged_views(form: str) -> None:
    wanted = [c for c in MERGED if form == "option" or c not in SIMULTANEOUS]

    @settings(max_examples=80)
    @given(FORMS[form](min_actors=2, max_actors=4, relations="complete"), st.data())
    def check(case: Case, data: st.DataObject) -> None:
        ids = [a.id for a in case.actors]
        members = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
        game, oracle = merged_game(game_of(case), members), merged(case, members)
        for concept in wanted:
            mode = data.draw(st.sampled_from(["legal", "once", "single"]))
            agree(game, oracle, concept, {"sanctions": mode})
        for concept in (*FORMED, *ANTICIPATING, *COALITION):
            with pytest.raises(NotSupportedError, match=concept):
                stable_for(game, 0, concept)
            with pytest.raises(NotSupportedError, match=concept):
                oracle.stable(oracle.actors[0], oracle.states[0], concept)

    check()


@settings(max_examples=60)
@given(st.one_of(option_cases(relations="any"), graph_cases(relations="any")))
def test_several_concepts_at_once_are_each_of_them(case: Case) -> None:
    game = game_of(case)
    table = stable_states(game, FORMED, sanctions="once")
    for concept in FORMED:
        for i in range(len(game.actors)):
            assert (table[concept][i] == stable_for(game, i, concept, sanctions="once")).all()
