"""What every solution concept owes: the oracle's models and verdicts, implications, invariance."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import ImpossibleError, NotSupportedError
from tertius.kernels.graph import game_of
from tertius.kernels.reference import Reference
from tertius.kernels.reference.concepts import CONCEPTS, refuse
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict, Preference
from tertius.stability.solve import equilibria, stable_states
from tertius.testing import cases, graph_cases, option_cases, seeded_case

ANY_FORM = ("nash", "gmr", "smr", "seq", "sseq")
IMPLICATIONS = [("nash", "sseq"), ("sseq", "smr"), ("smr", "gmr"), ("sseq", "seq"), ("seq", "gmr")]


def concepts_of(case: Case) -> tuple[str, ...]:
    """The plain concepts of individual actors."""
    return (*ANY_FORM, "sim") if isinstance(case.conflict, OptionConflict) else ANY_FORM


def applicable(case: Case) -> list[str]:
    """Every concept that says something about the case."""
    model, found = Reference(case), []
    for concept in CONCEPTS:
        try:
            refuse(model, concept)
        except NotSupportedError:
            continue
        found.append(concept)
    return found


def stable_codes(case: Case, concept: str) -> set[tuple[str, str]]:
    game = game_of(case)
    table = stable_states(game, [concept])[concept]
    return {(a, s) for i, a in enumerate(game.actors) for k, s in enumerate(game.codes) if table[i, k]}


# -- the oracle --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["option", "graph"])
def test_engine_agrees_with_the_oracle_where_much_moves(form: str) -> None:
    for number in range(1000, 1600):
        case = seeded_case(number, form)
        game, oracle = game_of(case), Reference(case)
        for concept, table in stable_states(game, concepts_of(case)).items():
            for i, actor in enumerate(game.actors):
                for k, state in enumerate(game.codes):
                    assert table[i, k] == oracle.stable(actor, state, concept), (
                        number,
                        concept,
                        actor,
                        state,
                    )


@settings(max_examples=300)
@given(cases())
def test_states_moves_and_preferences_agree_with_the_oracle(case: Case) -> None:
    game, oracle = game_of(case), Reference(case)
    code = game.codes
    assert code == oracle.states
    assert (None if game.status_quo is None else code[game.status_quo]) == oracle.status_quo
    for i, actor in enumerate(game.actors):
        for k, state in enumerate(code):
            assert {code[q] for q in game.moves[i].of(k)} == oracle.moves(actor, state)
            assert {code[q] for q in game.improvements[i].of(k)} == oracle.improvements(actor, state)
            for n, other in enumerate(code):
                assert (game.rank[i, k] > game.rank[i, n]) == oracle.prefers(actor, state, other)
                assert (game.rank[i, k] == game.rank[i, n]) == oracle.indifferent(actor, state, other)


@settings(max_examples=150)
@given(option_cases(possible=False))
def test_engine_and_oracle_refuse_the_same_cases(case: Case) -> None:
    def refuses(build: object) -> bool:
        assert callable(build)
        try:
            build(case)
        except ImpossibleError:
            return True
        return False

    assert refuses(game_of) == refuses(Reference)


@settings(max_examples=60)
@given(cases())
def test_equilibria_are_the_states_stable_for_everybody(case: Case) -> None:
    game, oracle = game_of(case), Reference(case)
    for concept, table in stable_states(game, concepts_of(case)).items():
        found = tuple(s for s, yes in zip(game.codes, equilibria(table), strict=True) if yes)
        assert found == oracle.equilibria(concept)


# -- implications and invariance ---------------------------------------------------------------


@settings(max_examples=200)
@given(cases())
def test_known_implications_hold(case: Case) -> None:
    stable = stable_states(game_of(case), ANY_FORM)
    for strong, weak in IMPLICATIONS:
        assert not (stable[strong] & ~stable[weak]).any(), (strong, weak)


def renamed_options(case: Case, order: list[int], actors: list[int]) -> tuple[Case, dict[str, str]]:
    """Options and actors under new names and in a new order; and the new code of each old one."""
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    who = {a.id: f"{a.id}_x" for a in case.actors}
    key = {o.key: f"{who[o.actor]}.z_{o.id}" for o in conflict.options}

    def code(old: str) -> str:
        return "".join(old[k] for k in order)

    def preference(old: Preference) -> Preference:
        return replace(
            old,
            statements=tuple(e.rename(key) for e in old.statements),
            first=tuple(e.rename(key) for e in old.first),
            last=tuple(e.rename(key) for e in old.last),
            ranking=tuple(tuple(code(s) for s in group) for group in old.ranking),
            payoffs={code(s): v for s, v in old.payoffs.items()},
            weights={key[k]: w for k, w in old.weights.items()},
            pairs=tuple(replace(p, left=code(p.left), right=code(p.right)) for p in old.pairs),
        )

    rules = conflict.rules
    new = replace(
        conflict,
        options=tuple(
            replace(
                conflict.options[k], actor=who[conflict.options[k].actor], id=f"z_{conflict.options[k].id}"
            )
            for k in order
        ),
        infeasible=tuple(e.rename(key) for e in conflict.infeasible),
        preferences={who[a]: preference(p) for a, p in conflict.preferences.items()},
        status_quo=None if conflict.status_quo is None else frozenset(key[k] for k in conflict.status_quo),
        rules=replace(
            rules,
            fixed={key[k]: v for k, v in rules.fixed.items()},
            linked={key[k]: e.rename(key) for k, e in rules.linked.items()},
            needs=tuple((key[k], e.rename(key)) for k, e in rules.needs),
            forbidden=frozenset(key[k] for k in rules.forbidden),
        ),
    )
    people = tuple(replace(case.actors[k], id=who[case.actors[k].id]) for k in actors)
    return replace(case, actors=people, conflict=new), {s: code(s) for s in game_of(case).codes}


@settings(max_examples=60)
@given(option_cases(max_options=4, relations="any"), st.randoms(use_true_random=False))
def test_renaming_and_reordering_actors_and_options_changes_nothing(case: Case, random: object) -> None:
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    order, people = list(range(len(conflict.options))), list(range(len(case.actors)))
    random.shuffle(order)  # type: ignore[attr-defined]
    random.shuffle(people)  # type: ignore[attr-defined]
    other, code = renamed_options(case, order, people)
    for concept in applicable(case):
        expected = {(f"{a}_x", code[s]) for a, s in stable_codes(case, concept)}
        assert stable_codes(other, concept) == expected, concept


@settings(max_examples=60)
@given(graph_cases(relations="any"), st.randoms(use_true_random=False))
def test_renaming_and_reordering_graph_states_changes_nothing(case: Case, random: object) -> None:
    conflict = case.conflict
    assert not isinstance(conflict, OptionConflict | None)
    order = list(conflict.states)
    random.shuffle(order)  # type: ignore[attr-defined]
    name = {state: f"T{k}" for k, (state, _) in enumerate(order)}

    def preference(old: Preference) -> Preference:
        return replace(
            old,
            statements=tuple(e.rename(name) for e in old.statements),
            first=tuple(e.rename(name) for e in old.first),
            last=tuple(e.rename(name) for e in old.last),
            ranking=tuple(tuple(name[s] for s in group) for group in old.ranking),
            payoffs={name[s]: v for s, v in old.payoffs.items()},
            pairs=tuple(replace(p, left=name[p.left], right=name[p.right]) for p in old.pairs),
        )

    def arcs(rules: tuple[tuple[str, str, str], ...]) -> tuple[tuple[str, str, str], ...]:
        return tuple((a, name[s], name[t]) for a, s, t in rules)

    other = replace(
        conflict,
        states=tuple((name[s], label) for s, label in order),
        moves={a: tuple((name[s], name[t]) for s, t in m) for a, m in conflict.moves.items()},
        preferences={a: preference(p) for a, p in conflict.preferences.items()},
        status_quo=None if conflict.status_quo is None else name[conflict.status_quo],
        rules=replace(
            conflict.rules,
            allow=arcs(conflict.rules.allow),
            forbid_moves=arcs(conflict.rules.forbid_moves),
        ),
    )
    for concept in applicable(case):
        expected = {(a, name[s]) for a, s in stable_codes(case, concept)}
        assert stable_codes(replace(case, conflict=other), concept) == expected


@settings(max_examples=80)
@given(cases(), st.lists(st.integers(1, 50), min_size=40, max_size=40))
def test_any_payoffs_in_the_same_order_give_the_same_verdicts(case: Case, gaps: list[int]) -> None:
    """Ordinal: each actor's classes get payoffs that rise by arbitrary steps, from below zero."""
    game = game_of(case)
    assert case.conflict is not None
    height = [sum(gaps[: n + 1]) / 8 - 20 for n in range(len(gaps))]
    preferences = {
        a: Preference("payoffs", payoffs={s: height[game.rank[i, k]] for k, s in enumerate(game.codes)})
        for i, a in enumerate(game.actors)
    }
    other = replace(case, conflict=replace(case.conflict, preferences=preferences))
    for concept in applicable(case):
        assert stable_codes(other, concept) == stable_codes(case, concept), concept
