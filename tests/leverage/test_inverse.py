"""The inverse question against brute force over the oracle: counts, least costs, and what is never suggested."""

from __future__ import annotations

import itertools
import math
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import NotSupportedError
from tertius.io.catalogue import load
from tertius.kernels.reference import Reference
from tertius.leverage.inverse import Inverse, inverse
from tertius.leverage.inverse_conditions import CONCEPTS
from tertius.leverage.inverse_statements import Statements
from tertius.leverage.inverse_swaps import Swaps
from tertius.model.case import Actor, Case
from tertius.model.conflict import GraphConflict, Option, OptionConflict, Preference
from tertius.model.expr import conjunction, parse
from tertius.model.layers import situate
from tertius.testing import graph_cases, option_cases, seeded_case


def changed(case: Case, preferences: dict[str, Preference]) -> Case:
    assert case.conflict is not None
    return replace(case, conflict=replace(case.conflict, preferences={**case.conflict.preferences, **preferences}))


def ranking(order: tuple[str, ...]) -> Preference:
    return Preference("ranking", ranking=tuple((s,) for s in order))


def stable_by_definition(model: Reference, actor: str, state: str, concept: str, order: tuple[str, ...]) -> bool:
    """The definition on sets, with the actor's strict ranking `order` and everybody else as in the model."""
    place = {s: k for k, s in enumerate(order)}
    above = {s for s in order if place[s] < place[state]}
    for q in model.moves(actor, state) & above:
        if concept == "nash":
            return False
        ends = model.responses(actor, q, improving=concept in {"seq", "sseq"}) - above
        if concept in {"smr", "sseq"}:
            ends = {k for k in ends if not model.moves(actor, k) & above}
        if not ends:
            return False
    return True


def distance(model: Reference, actor: str, order: tuple[str, ...]) -> int:
    return sum(model.prefers(actor, b, a) for a, b in itertools.combinations(order, 2))


def small(seed: int, form: str, states: int, *, actors: int | None = None) -> Case:
    """A random case with at most so many states, for which all rankings can be listed."""
    case = seeded_case(seed, form, actors=actors)
    conflict = case.conflict
    if isinstance(conflict, GraphConflict):
        keep = conflict.state_ids[:states]
        return replace(case, conflict=replace(
            conflict,
            states=conflict.states[:states],
            moves={a: tuple(p for p in arcs if set(p) <= set(keep)) for a, arcs in conflict.moves.items()},
            preferences={a: replace(p, payoffs={s: p.payoffs[s] for s in keep}) for a, p in conflict.preferences.items()},
            status_quo=keep[0],
        ))  # fmt: skip
    assert isinstance(conflict, OptionConflict)
    codes = Reference(case).states[states:]
    away = tuple(conjunction([(k, x == "Y") for k, x in zip(conflict.option_keys, c, strict=True)]) for c in codes)
    return replace(case, conflict=replace(conflict, infeasible=(*conflict.infeasible, *away), status_quo=None))


@pytest.mark.parametrize("form", ["option", "graph"])
@pytest.mark.parametrize("seed", range(12))
def test_counts_and_least_swaps_agree_with_all_rankings(seed: int, form: str) -> None:
    case = small(seed, form, 5)
    model = Reference(case)
    for concept, actor in itertools.product(CONCEPTS, model.actors):
        for state in model.states[:3]:
            found = inverse(case, state=state, concept=concept, actors=[actor])
            good = [
                p for p in itertools.permutations(model.states) if stable_by_definition(model, actor, state, concept, p)
            ]
            count = found.counts[actor]
            assert (count.rankings, count.stable) == (math.factorial(len(model.states)), len(good))
            assert found.stable[actor] == model.stable(actor, state, concept)
            if found.stable[actor]:
                assert not found.plans
                continue
            least = min(distance(model, actor, p) for p in good)
            plan = found.plans[0]
            assert (plan.kind, plan.cost, plan.at_least, plan.proven) == ("swaps", least, least, True)
            (change,) = plan.changes
            after = Reference(changed(case, {actor: change.preference}))
            assert after.stable(actor, state, concept)
            assert plan.equilibrium == all(after.stable(i, state, concept) for i in model.actors)


@pytest.mark.parametrize("concept", CONCEPTS)
def test_counts_agree_with_all_40320_rankings_of_eight_states(concept: str) -> None:
    options = tuple(Option(a, f"o{k}", f"O{k}") for k, a in enumerate(["ann", "bob", "ann"]))
    codes = ["".join("NY"[n >> k & 1] for k in range(3)) for n in range(8)]
    payoffs = {c: float((5 * n + n // 3) % 7) for n, c in enumerate(codes)}
    preferences = {a: Preference("payoffs", payoffs=payoffs) for a in ("ann", "bob")}
    case = Case("Eight", (Actor("ann", "Ann"), Actor("bob", "Bob")), OptionConflict(options, (), preferences, None))
    model = Reference(case)
    found = inverse(case, state="YNN", concept=concept, changes=False)
    for actor in model.actors:
        answers = {q: model.responses(actor, q, improving=concept in {"seq", "sseq"}) for q in model.states}
        good = 0
        for order in itertools.permutations(model.states):
            above = set(order[: order.index("YNN")])
            good += all(
                concept != "nash"
                and any(
                    k not in above and (concept in {"gmr", "seq"} or not model.moves(actor, k) & above)
                    for k in answers[q]
                )
                for q in model.moves(actor, "YNN") & above
            )
        assert found.counts[actor].stable == good


def test_the_count_for_nash_is_one_in_moves_plus_one() -> None:
    found = inverse(situate(load("syria-iraq-1975")), state="NNN", concept="nash", changes=False)
    assert found.counts["syria"].stable == 720 // 3
    assert found.counts["iraq"].stable == 720 // 2


def joint_minimum(case: Case, state: str, concept: str) -> int:
    """The least distance of any profile of strict rankings that makes the state an equilibrium."""
    model = Reference(case)
    profiles = itertools.product(itertools.permutations(model.states), repeat=len(model.actors))
    costs = []
    for profile in profiles:
        cost = sum(distance(model, a, p) for a, p in zip(model.actors, profile, strict=True))
        if not costs or cost < min(costs):
            after = Reference(changed(case, {a: ranking(p) for a, p in zip(model.actors, profile, strict=True)}))
            if all(after.stable(a, state, concept) for a in model.actors):
                costs.append(cost)
    return min(costs)


@pytest.mark.parametrize("concept", CONCEPTS)
@pytest.mark.parametrize("form", ["option", "graph"])
@pytest.mark.parametrize("seed", range(20, 24))
def test_changes_of_several_actors_agree_with_all_profiles(seed: int, form: str, concept: str) -> None:
    case = small(seed, form, 4, actors=2)
    model = Reference(case)
    for state in model.states:
        found = inverse(case, state=state, concept=concept)
        if not found.plans:
            assert all(model.stable(a, state, concept) for a in model.actors)
            continue
        plan = found.plans[0]
        least = joint_minimum(case, state, concept)
        assert plan.cost is not None
        assert (plan.at_least, plan.cost, plan.proven) == (least, least, True)
        after = Reference(changed(case, {c.actor: c.preference for c in plan.changes}))
        assert all(after.stable(a, state, concept) for a in model.actors)


def statement_case(seed: int) -> Case:
    from random import Random

    random = Random(seed)
    case = small(seed, "option", 8)
    assert isinstance(case.conflict, OptionConflict)
    keys = case.conflict.option_keys

    def listed() -> tuple:
        texts = [random.choice(["", "not "]) + random.choice(keys) for _ in range(3)]
        texts.append(f"{random.choice(keys)} or not {random.choice(keys)}")
        return tuple(dict.fromkeys(parse(t, str) for t in texts))

    return changed(case, {a.id: Preference("statements", statements=listed()) for a in case.actors})


@pytest.mark.parametrize("seed", range(30, 42))
def test_least_changes_of_statements_agree_with_all_orders(seed: int) -> None:
    case = statement_case(seed)
    assert isinstance(case.conflict, OptionConflict)
    model = Reference(case)
    for concept, actor in itertools.product(("nash", "gmr", "sseq"), model.actors):
        state = model.states[seed % len(model.states)]
        if model.stable(actor, state, concept):
            continue
        old = case.conflict.preferences[actor].statements
        on = case.conflict.on(state)
        keys = case.conflict.option_keys
        new = [conjunction([(k, k in on)]) for k in keys] + [conjunction([(k, k in on) for k in keys])]
        least = None
        for inserted in [None, *(e for e in new if e not in old)]:
            whole = old if inserted is None else (*old, inserted)
            for order in itertools.permutations(range(len(whole))):
                cost = sum(a > b for a, b in itertools.combinations(order, 2)) + (inserted is not None)
                if least is not None and cost >= least:
                    continue
                preference = Preference("statements", statements=tuple(whole[k] for k in order))
                if Reference(changed(case, {actor: preference})).stable(actor, state, concept):
                    least = cost
        plan = next(p for p in inverse(case, state=state, concept=concept, actors=[actor]).plans if p.kind == "statements")
        assert (plan.cost, plan.proven) == (least, True)
        (change,) = plan.changes
        assert isinstance(change, Statements)
        assert Reference(changed(case, {actor: change.preference})).stable(actor, state, concept)


def threat(coercive: bool) -> Case:
    """Ann can strike or talk; she would rather do both than nothing, most of all talk."""
    options = (Option("ann", "strike", "Strikes", coercive=coercive), Option("ann", "talk", "Talks"))
    statements = tuple(parse(t, str) for t in ("not ann.strike", "ann.talk", "ann.strike"))
    conflict = OptionConflict(options, (), {"ann": Preference("statements", statements=statements)}, None)
    return Case("Threat", (Actor("ann", "Ann"),), conflict)


def test_no_suggestion_makes_a_coercive_option_preferred() -> None:
    free = inverse(threat(False), state="YN", concept="nash")
    assert all(plan.cost is not None for plan in free.plans)
    assert not free.flagged
    guarded = inverse(threat(True), state="YN", concept="nash")
    assert all(plan.cost is None and plan.missing == ("ann",) and plan.proven for plan in guarded.plans)
    assert [type(c) for c in guarded.flagged] == [Swaps, Statements]


def test_a_statement_about_a_coercive_option_is_neither_moved_nor_inserted() -> None:
    found = inverse(threat(True), state="NN", concept="nash")
    plan = next(p for p in found.plans if p.kind == "statements")
    (change,) = plan.changes
    assert isinstance(change, Statements)
    assert change.inserted == parse("not ann.talk", str)
    assert [e for e in change.order if "ann.strike" in e.atoms] == [e for e in change.old if "ann.strike" in e.atoms]


@pytest.mark.parametrize("reading", [None, *load("sochi-2018").readings])
def test_no_suggestion_of_the_sochi_case_prefers_a_permission_for_a_strike(reading: str | None) -> None:
    case = situate(load("sochi-2018"), reading=reading)
    permitted = "YYNNNNN"  # Russia does not object to strikes, and supplies S-300: unstable for it under every reading
    found = inverse(case, state=permitted, actors=["russia"], concept="seq")
    assert found.coercive == ("russia.does_not_object", "israel.strike")
    for plan in found.plans:
        for change in plan.changes:
            if isinstance(change, Swaps):
                assert all(code[0] == "Y" for code in change.down), "brought down below a state with the permission"
            else:
                assert "russia.does_not_object" not in {a for e in (*change.moved, change.inserted) if e for a in e.atoms}


def test_within_a_tie_a_move_costs_nothing() -> None:
    conflict = GraphConflict(
        (("e", "E"), ("q", "Q"), ("t", "T")), {"ann": (("e", "q"),)},
        {"ann": Preference("ranking", ranking=(("q", "t"), ("e",)))}, None,
    )  # fmt: skip
    (change,) = inverse(Case("Tie", (Actor("ann", "Ann"),), conflict), state="e", concept="nash").plans[0].changes
    assert isinstance(change, Swaps)
    assert (change.cost, change.pairs) == (1, (("q", "e"),))
    assert change.preference.ranking == (("t",), ("e",), ("q",))


def test_equal_preference_is_a_sanction() -> None:
    conflict = GraphConflict(
        (("e", "E"), ("q", "Q"), ("k", "K")), {"ann": (("e", "q"),), "bob": (("q", "k"),)},
        {"ann": Preference("ranking", ranking=(("q",), ("e", "k"))), "bob": Preference("ranking", ranking=(("k",), ("q", "e")))},
        None,
    )  # fmt: skip
    found = inverse(Case("Equal", (Actor("ann", "Ann"), Actor("bob", "Bob")), conflict), state="e", concept="seq")
    assert found.stable == {"ann": True, "bob": True}
    assert found.conditions["ann"][0].ways == (("k",),)
    assert not found.plans


@pytest.mark.parametrize(("slug", "said"), [("quarry", "not known|pairs|strong gaps")])
def test_preferences_that_are_no_plain_ranking_are_refused_by_name(slug: str, said: str) -> None:
    case = situate(load(slug))
    with pytest.raises(NotSupportedError, match=said):
        inverse(case, state=Reference(case).states[0])


def large(kind: str) -> Case:
    """Four actors, six options, 64 states, no ties."""
    from random import Random

    random = Random(7)
    names = ("ann", "bob", "cem", "dag")
    options = tuple(Option(names[k % 4], f"o{k}", f"O{k}") for k in range(6))
    codes = ["".join("NY"[n >> k & 1] for k in range(6)) for n in range(64)]
    preferences = {}
    for a in names:
        random.shuffle(codes)
        texts = [random.choice(["", "not "]) + options[k].key for k in random.sample(range(6), 6)]
        preferences[a] = ranking(tuple(codes)) if kind == "ranking" else Preference(
            "statements", statements=tuple(parse(t, str) for t in texts)
        )  # fmt: skip
    conflict = OptionConflict(options, (), preferences, None)
    return Case("Large", tuple(Actor(a, a.title()) for a in names), conflict)


@pytest.mark.parametrize("kind", ["ranking", "statements"])
@pytest.mark.parametrize(("concept", "limit"), [("nash", 10), ("gmr", 10), ("smr", 10), ("seq", 60), ("sseq", 60)])
def test_four_actors_and_64_states_in_time(kind: str, concept: str, limit: float) -> None:
    case = large(kind)
    begin = time.monotonic()
    found: Inverse = inverse(case, state="NYNYNY", concept=concept, seconds=6)
    assert time.monotonic() - begin < limit
    assert all(c.stable is not None and c.rankings == math.factorial(64) for c in found.counts.values())
    for plan in found.plans:
        assert plan.cost is not None
        assert plan.at_least <= plan.cost
        assert plan.proven or concept in {"seq", "sseq"}


@settings(max_examples=60)
@given(case=st.one_of(option_cases(max_options=3), graph_cases(max_states=6)), data=st.data())
def test_fixed_linked_one_way_and_infeasible_options_change_nothing_about_it(case: Case, data: st.DataObject) -> None:
    model = Reference(case)
    actor, state = data.draw(st.sampled_from(model.actors)), data.draw(st.sampled_from(model.states))
    concept = data.draw(st.sampled_from(CONCEPTS))
    found = inverse(case, state=state, concept=concept, actors=[actor])
    assert found.stable == {i: model.stable(i, state, concept) for i in model.actors}
    assert all(c.holds for c in found.conditions[actor]) == found.stable[actor]
    count = found.counts[actor]
    assert count.stable is not None
    if len(model.states) <= 6:
        orders = list(itertools.permutations(model.states))
        good = [p for p in orders if stable_by_definition(model, actor, state, concept, p)]
        assert count.stable == len(good)
        if found.plans:
            assert found.plans[0].cost == min(distance(model, actor, p) for p in good)
    for change in (c for plan in found.plans for c in plan.changes):
        assert Reference(changed(case, {actor: change.preference})).stable(actor, state, concept)


def test_a_count_that_takes_too_long_has_bounds() -> None:
    case = large("ranking")
    found = inverse(case, state="NYNYNY", concept="smr", changes=False, seconds=1e-9)
    open_ = [c for c in found.counts.values() if c.stable is None]
    assert open_
    assert not found.complete
    exact = inverse(case, state="NYNYNY", concept="smr", changes=False).counts
    for actor, count in found.counts.items():
        stable = exact[actor].stable
        assert stable is not None
        assert count.at_least <= stable <= count.at_most
