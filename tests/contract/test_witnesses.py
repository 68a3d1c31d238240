"""Every verdict proves itself to an independent checker; a proof that was tampered with does not."""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

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
from tertius.stability.solve import stable_for
from tertius.stability.verify import verify
from tertius.stability.witness import Witness, witness
from tertius.testing import cases, graph_cases, option_cases, seeded_case

Changes = Iterator[tuple[str, Witness]]

MODES = st.sampled_from(["legal", "legal", "once", "single"])
IMPROVING = {"seq", "sseq", "weak_seq", "strong_seq", *(f"seq_{form}" for form in "abcd")}


def cases_for(concept: str) -> st.SearchStrategy[Case]:
    relations = "any" if concept in FORMED else "ranked" if concept in ANTICIPATING else "complete"
    few = 2 if concept == "limited" else 4
    option = option_cases(max_actors=few, max_options=4, relations=relations)
    if concept in SIMULTANEOUS:
        return option
    return st.one_of(option, graph_cases(max_actors=few, max_states=6, relations=relations))


def asked(draw: st.DrawFn, concept: str) -> dict[str, Any]:
    if concept in ANTICIPATING:
        return {"horizon": draw(st.integers(1, 3))}
    if concept in COALITION:
        return {"coalitions": draw(st.sampled_from([None, None, ()]))}
    return {"sanctions": "legal" if concept == "sim" else draw(MODES)}


@pytest.mark.parametrize("concept", CONCEPTS)
def test_every_verdict_has_a_valid_witness(concept: str) -> None:
    seen: Counter[bool] = Counter()

    @seed(zlib.crc32(concept.encode()))
    @settings(max_examples=60)
    @given(cases_for(concept), st.data())
    def check(case: Case, data: st.DataObject) -> None:
        game, model = game_of(case), Reference(case)
        how = asked(data.draw, concept)
        for i in range(len(game.actors)):
            stable = stable_for(game, i, concept, **how)
            for k in range(game.states):
                found = witness(game, i, k, concept, **how)
                assert found.stable == bool(stable[k])
                assert verify(case, found, model=model) == []
                seen[found.stable] += 1

    check()
    assert seen[True] > 5, seen
    assert seen[False] > 5, seen


@settings(max_examples=60)
@given(cases(relations="complete"), st.data())
def test_verdicts_of_a_merged_view_have_valid_witnesses(case: Case, data: st.DataObject) -> None:
    ids = [a.id for a in case.actors]
    members = data.draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    game, model = merged_game(game_of(case), members), merged(case, members)
    concept = data.draw(st.sampled_from([*INDIVIDUAL, *STRENGTH]))
    for i in range(len(game.actors)):
        for k in range(game.states):
            found = witness(game, i, k, concept)
            assert found.stable == model.stable(game.actors[i], game.codes[k], concept)
            assert verify(case, found, model=model) == []


# -- tampered ----------------------------------------------------------------------------------


def ahead_changes(model: Reference, good: Witness) -> Changes:
    other = next((s for s in model.states if s != good.state), good.state)
    move = other if good.stable else None
    yield "flipped", replace(good, stable=not good.stable, unsanctioned=move, anticipated=())
    yield "no horizon", replace(good, horizon=None)
    if not good.stable:
        if good.anticipated:
            yield "fewer anticipated", replace(good, anticipated=good.anticipated[1:])
        yield "stays", replace(good, unsanctioned=good.state)


def unstable_changes(good: Witness) -> Changes:
    yield "called stable", replace(good, stable=True)
    yield "called stable, no reason", replace(good, stable=True, unsanctioned=None, coalition=())
    yield "no move named", replace(good, unsanctioned=None)
    yield "no improvement named", replace(good, unsanctioned=good.state)
    if len(good.coalition) > 1:
        yield "another coalition leaves", replace(good, coalition=good.coalition[:1])
    if good.coalition:
        yield "nobody leaves", replace(good, coalition=())


def stable_changes(model: Reference, good: Witness) -> Changes:
    if good.weakly is not None:
        yield "weak without a reason", replace(good, weakly=None)
        yield "weak for no reason", replace(good, weakly=good.state)
        yield "called strongly stable", replace(good, stable=False, weakly=None)
    else:
        yield "called unstable", replace(good, stable=False, sanctions=())
        yield "both", replace(good, unsanctioned=model.states[0])
    if good.restless:
        yield "somebody is not restless", replace(good, restless=good.restless[1:])
    for n, sanction in enumerate(good.sanctions):
        rest = good.sanctions[:n] + good.sanctions[n + 1 :]
        yield "missing", replace(good, sanctions=rest)
        yield "twice", replace(good, sanctions=(*good.sanctions, sanction))
        if good.concept not in {*COALITION, *STRENGTH}:
            left = replace(good, stable=False, sanctions=(), unsanctioned=sanction.improvement)
            yield "called unsanctioned", left
        for what, change in sanction_changes(model, good, n):
            bad = replace(sanction, **change)
            yield what, replace(good, sanctions=(*good.sanctions[:n], bad, *good.sanctions[n + 1 :]))


def sanction_changes(model: Reference, good: Witness, n: int) -> Iterator[tuple[str, dict[str, Any]]]:
    sanction, actor = good.sanctions[n], good.actor
    yield "not an improvement", {"improvement": good.state}
    yield "unknown end", {"end": "?"}
    yield "other end", {"end": next(s for s in model.states if s != sanction.end)}
    at_once = good.concept == "sim" or sanction.at_once
    if at_once:
        yield "regains at once", {"regains": (good.state,)}
    if good.concept == "sim_fh":
        yield "at once or not", {"at_once": not sanction.at_once}
    if good.concept in COALITION:
        whole = tuple(model.actors)
        yield "another coalition", {"coalition": whole if set(sanction.coalition) != set(whole) else ()}
    if not sanction.path:
        return
    who, left, _ = sanction.path[0]
    if not at_once:
        last = sanction.path[-1]
        yield "no path", {"path": ()}
        yield "twice in succession", {"path": (*sanction.path, (last[0], last[2], last[2]))}
        yield "own move", {"path": (*sanction.path[:-1], (actor, last[1], last[2]))}
        yield "a jump", {"path": ((last[0], "?", last[2]), *sanction.path[1:])}
        yield "one regain too many", {"regains": (*sanction.regains, sanction.end)}
        if sanction.regains:
            yield "a regain left out", {"regains": sanction.regains[1:]}
    if who in model.actors:
        unreachable = next(s for s in model.states if s not in model.moves(who, left))
        yield "no such move", {"path": ((who, left, unreachable), *sanction.path[1:])}
        if good.concept in {*IMPROVING, "sim", "sim_fh"}:
            unsure = good.concept in FORMED
            for s in model.moves(who, left) - model.improvements(who, left, unknown=unsure):
                yield "not improving", {"path": ((who, left, s), *sanction.path[1:])}


def tampered(model: Reference, good: Witness) -> Changes:
    """Witnesses that prove nothing, each made from a valid one by one change."""
    if good.concept in ANTICIPATING:
        return ahead_changes(model, good)
    if good.stable:
        return stable_changes(model, good)
    if good.concept in STRENGTH and good.unsanctioned is None:
        return iter([("strongly stable is weakly so", replace(good, stable=True))])
    return unstable_changes(good)


def test_a_tampered_witness_is_rejected() -> None:
    tried: Counter[str] = Counter()

    def check(concept: str) -> None:
        @seed(zlib.crc32(concept.encode()))
        @settings(max_examples=12)
        @given(cases_for(concept), st.data())
        def change(case: Case, data: st.DataObject) -> None:
            game, model, how = game_of(case), Reference(case), asked(data.draw, concept)
            if game.states < 2:
                return
            for i in range(len(game.actors)):
                for k in range(game.states):
                    good = witness(game, i, k, concept, **how)
                    for what, bad in tampered(model, good):
                        assert verify(case, bad, model=model), (what, bad)
                        tried[what] += 1

        change()

    for concept in CONCEPTS:
        check(concept)
    assert len(tried) >= 31, (len(tried), tried)
    assert min(tried.values()) >= 5, tried


def test_a_sequence_that_does_not_count_is_rejected() -> None:
    """A proof by a sequence of several moves proves nothing where one move counts; nor A-B-A for once."""
    rejected: Counter[str] = Counter()
    for number in range(60):
        case = seeded_case(number, "graph", actors=3 + number % 2)
        game, model = game_of(case), Reference(case)
        concept = ("gmr", "smr", "seq")[number % 3]
        for i in range(len(game.actors)):
            for k in range(game.states):
                found = witness(game, i, k, concept)
                longest = max((len(s.path) for s in found.sanctions), default=0)
                again = any(len({m for m, _, _ in s.path}) < len(s.path) for s in found.sanctions)
                for mode, wrong in (("single", longest > 1), ("once", again)):
                    # An unstable verdict stands: what no longer sequence answers no shorter one does.
                    assert bool(verify(case, replace(found, mode=mode), model=model)) == wrong
                    rejected[mode] += wrong
    assert rejected["single"] > 20
    assert rejected["once"] > 0, rejected


@settings(max_examples=20)
@given(cases())
def test_a_witness_for_nobody_or_nowhere_is_rejected(case: Case) -> None:
    good = witness(game_of(case), 0, 0, "seq")
    assert verify(case, good) == []
    for bad in (
        replace(good, actor="nobody"),
        replace(good, state="nowhere"),
        replace(good, concept="magic"),
        replace(good, horizon=2),
        replace(good, mode="magic"),
        replace(good, restless=("nobody",)),
        replace(good, coalitions=()),
        replace(good, weakly="nowhere"),
    ):
        assert verify(case, bad)
