"""What every solution concept owes: agreement with the oracle, invariance, and valid reasons."""

import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from tertius.errors import ImpossibleError
from tertius.kernels.game import Game
from tertius.kernels.graph import game_of
from tertius.kernels.reference import Reference
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict, Preference
from tertius.stability.concepts import CONCEPTS
from tertius.stability.solve import equilibria, stable_for, stable_states
from tertius.stability.verify import verify
from tertius.stability.witness import Witness, witness
from tertius.testing import cases, graph_cases, option_cases, seeded_case

ANY_FORM = ("nash", "gmr", "smr", "seq", "sseq")
BY_FORM = [(c, form) for form in ("option", "graph") for c in CONCEPTS if (c, form) != ("sim", "graph")]
FORMS = {"option": option_cases, "graph": graph_cases}
IMPLICATIONS = [("nash", "sseq"), ("sseq", "smr"), ("smr", "gmr"), ("sseq", "seq"), ("seq", "gmr")]


def concepts_of(case: Case) -> tuple[str, ...]:
    return (*ANY_FORM, "sim") if isinstance(case.conflict, OptionConflict) else ANY_FORM


def few_movers(game: Game) -> bool:
    return sum(1 for moves in game.moves if moves.some) <= 2


def stable_codes(case: Case, concept: str) -> set[tuple[str, str]]:
    game = game_of(case)
    table = stable_states(game, [concept])[concept]
    return {(a, s) for i, a in enumerate(game.actors) for k, s in enumerate(game.codes) if table[i, k]}


# -- the oracle --------------------------------------------------------------------------------


@pytest.mark.parametrize(("concept", "form"), BY_FORM)
def test_engine_agrees_with_the_oracle(concept: str, form: str) -> None:
    limited = concept == "limited"
    few = {"max_actors": 2} if limited else {}

    @seed(zlib.crc32(f"{concept} {form}".encode()))  # other models for each concept
    @settings(max_examples={"option": 120, "graph": 200}[form])
    @given(FORMS[form](**few), st.integers(1, 4))
    def check(case: Case, horizon: int) -> None:
        game, oracle = game_of(case), Reference(case)
        for i, actor in enumerate(game.actors):
            found = stable_for(game, i, concept, horizon=horizon)
            for k, state in enumerate(game.codes):
                expected = (
                    oracle.limited(actor, state, horizon) if limited else oracle.stable(actor, state, concept)
                )
                assert bool(found[k]) == expected, (actor, state, concept, horizon)

    check()


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


@settings(max_examples=120)
@given(option_cases(), st.randoms(use_true_random=False))
def test_renaming_and_reordering_actors_and_options_changes_nothing(case: Case, random: object) -> None:
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    order, people = list(range(len(conflict.options))), list(range(len(case.actors)))
    random.shuffle(order)  # type: ignore[attr-defined]
    random.shuffle(people)  # type: ignore[attr-defined]
    other, code = renamed_options(case, order, people)
    for concept in concepts_of(case):
        expected = {(f"{a}_x", code[s]) for a, s in stable_codes(case, concept)}
        assert stable_codes(other, concept) == expected, concept


@settings(max_examples=120)
@given(graph_cases(), st.randoms(use_true_random=False))
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
    for concept in ANY_FORM:
        expected = {(a, name[s]) for a, s in stable_codes(case, concept)}
        assert stable_codes(replace(case, conflict=other), concept) == expected


@settings(max_examples=120)
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
    for concept in concepts_of(case):
        assert stable_codes(other, concept) == stable_codes(case, concept), concept


# -- witnesses ---------------------------------------------------------------------------------


def test_every_verdict_has_a_valid_witness() -> None:
    seen: Counter[tuple[str, bool]] = Counter()

    @settings(max_examples=160)
    @given(cases(), st.integers(1, 3))
    def check(case: Case, horizon: int) -> None:
        game, model = game_of(case), Reference(case)
        wanted = concepts_of(case) + (("limited",) if few_movers(game) else ())
        for concept in wanted:
            for i in range(len(game.actors)):
                stable = stable_for(game, i, concept, horizon=horizon)
                for k in range(game.states):
                    found = witness(game, i, k, concept, horizon=horizon)
                    assert found.stable == bool(stable[k])
                    assert verify(case, found, model=model) == []
                    seen[concept, found.stable] += 1

    check()
    assert all(seen[concept, stable] > 30 for concept in CONCEPTS for stable in (True, False)), seen


def tampered(model: Reference, good: Witness) -> Iterator[tuple[str, Witness]]:
    """Witnesses that prove nothing, each made from a valid one by one change."""
    actor, state = good.actor, good.state
    if good.concept == "limited":
        other = next((s for s in model.states if s != state), state)
        yield (
            "flipped",
            replace(
                good, stable=not good.stable, unsanctioned=other if good.stable else None, anticipated=()
            ),
        )
        yield "no horizon", replace(good, horizon=None)
        if not good.stable:
            yield "fewer anticipated", replace(good, anticipated=good.anticipated[1:])
            yield "stays", replace(good, unsanctioned=state)
        return
    if not good.stable:
        yield "called stable", replace(good, stable=True)
        yield "called stable, no reason", replace(good, stable=True, unsanctioned=None)
        yield "no move named", replace(good, unsanctioned=None)
        yield "no improvement named", replace(good, unsanctioned=state)
        return
    yield "called unstable", replace(good, stable=False, sanctions=())
    yield "both", replace(good, unsanctioned=model.states[0])
    for n, sanction in enumerate(good.sanctions):
        rest = good.sanctions[:n] + good.sanctions[n + 1 :]
        yield "missing", replace(good, sanctions=rest)
        yield "twice", replace(good, sanctions=(*good.sanctions, sanction))
        yield "called unstable", replace(good, stable=False, sanctions=(), unsanctioned=sanction.improvement)
        changes: list[tuple[str, dict[str, object]]] = [
            ("not an improvement", {"improvement": state}),
            ("other end", {"end": next(s for s in model.states if s != sanction.end)}),
            ("unknown end", {"end": "?"}),
        ]
        if good.concept == "sim":
            changes.append(("regains", {"regains": (state,)}))
        elif sanction.path:
            last = sanction.path[-1]
            changes += [
                ("no path", {"path": ()}),
                ("twice in succession", {"path": (*sanction.path, (last[0], last[2], last[2]))}),
                ("own move", {"path": (*sanction.path[:-1], (actor, last[1], last[2]))}),
                ("a jump", {"path": ((last[0], "?", last[2]), *sanction.path[1:])}),
                ("one regain too many", {"regains": (*sanction.regains, sanction.end)}),
            ]
            if sanction.regains:
                changes.append(("a regain left out", {"regains": sanction.regains[1:]}))
        if sanction.path:
            who, left, _ = sanction.path[0]
            unreachable = [s for s in model.states if s not in model.moves(who, left)]
            changes.append(("no such move", {"path": ((who, left, unreachable[0]), *sanction.path[1:])}))
            if good.concept in {"seq", "sseq", "sim"}:
                worse = [s for s in model.moves(who, left) if not model.prefers(who, s, left)]
                changes += [("not improving", {"path": ((who, left, s), *sanction.path[1:])}) for s in worse]
        for what, change in changes:
            bad = replace(sanction, **change)  # type: ignore[arg-type]
            yield what, replace(good, sanctions=(*good.sanctions[:n], bad, *good.sanctions[n + 1 :]))


def test_a_tampered_witness_is_rejected() -> None:
    tried: Counter[str] = Counter()

    @settings(max_examples=80)
    @given(cases(), st.integers(1, 3))
    def check(case: Case, horizon: int) -> None:
        game, model = game_of(case), Reference(case)
        if game.states < 2:
            return
        for concept in concepts_of(case) + (("limited",) if few_movers(game) else ()):
            for i in range(len(game.actors)):
                for k in range(game.states):
                    good = witness(game, i, k, concept, horizon=horizon)
                    for what, bad in tampered(model, good):
                        assert verify(case, bad, model=model), (what, bad)
                        tried[what] += 1

    check()
    assert len(tried) >= 18, tried
    assert min(tried.values()) >= 10, tried


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
    ):
        assert verify(case, bad)
