"""What is known to hold of the concepts whatever the model; of the oracle and of the engine."""

from collections import Counter
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tertius.kernels.reference import Reference
from tertius.kernels.reference.coalitions import coalition_moves, coalition_stable, considered
from tertius.model.case import Case
from tertius.model.conflict import Comparison, Preference
from tertius.testing import cases, graph_cases, option_cases, seeded_case

FORMED = ("nash", "gmr", "smr", "seq")
STRONG = ("gmr", "smr", "seq")
COALITION = ("cnash", "cgmr", "csmr", "cseq")
RESPONDED = ("gmr", "smr", "seq", "sseq", "strong_gmr", "strong_smr", "strong_seq")
MODES = st.sampled_from(["legal", "once", "single"])


def with_preferences(case: Case, preferences: dict[str, Preference]) -> Case:
    assert case.conflict is not None
    return replace(case, conflict=replace(case.conflict, preferences=preferences))


def as_pairs(model: Reference, actor: str, **signs: str) -> Preference:
    """What an actor thinks, pair by pair; `signs` replaces signs, by name: unknown, strong."""
    pairs = []
    for a, b in combinations(model.states, 2):
        sign = model.compare(actor, a, b)
        if sign.startswith("<"):
            a, b, sign = b, a, sign.replace("<", ">")
        pairs.append(Comparison(a, signs.get(sign, sign), b))
    return Preference("pairs", pairs=tuple(pairs))


def transitive(model: Reference) -> bool:
    """Whether whatever an actor can reach by two moves it can reach by one."""
    return all(
        model.moves(i, q) - {s} <= model.moves(i, s)
        for i in model.actors
        for s in model.states
        for q in model.moves(i, s)
    )


# -- unknown -----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(cases(relations="any"), MODES)
def test_forms_lie_within_one_another(solver: Any, case: Case, sanctions: str) -> None:
    found = solver.of(case)
    table = {(x, form): found.stable(f"{x}_{form}", sanctions=sanctions) for x in FORMED for form in "abcd"}
    for x in FORMED:
        for more, less in ("ab", "cd", "ac", "bd"):
            assert table[x, more] <= table[x, less], (x, more, less)
    for form in "abcd":
        for few, many in (("nash", "smr"), ("smr", "gmr"), ("nash", "seq"), ("seq", "gmr")):
            assert table[few, form] <= table[many, form], (few, many, form)
    assert table["nash", "a"] == table["nash", "c"]
    assert table["nash", "b"] == table["nash", "d"]


@settings(max_examples=40)
@given(cases(relations="complete"), MODES)
def test_where_all_is_known_every_form_is_the_plain_concept(solver: Any, case: Case, sanctions: str) -> None:
    found = solver.of(case)
    for x in FORMED:
        plain = found.stable(x, sanctions=sanctions)
        for form in "abcd":
            assert found.stable(f"{x}_{form}", sanctions=sanctions) == plain, (x, form)


@settings(max_examples=60)
@given(cases(relations="any"), st.randoms(use_true_random=False))
def test_forms_a_and_d_bound_whatever_turns_out(solver: Any, case: Case, random: Any) -> None:
    """However the unknown turns out, a is within the plain concept (but for seq) and it within d."""
    model = Reference(case)
    assume(model.unknown() is not None)

    def turned_out(pair: Comparison) -> Comparison:
        sign = random.choice("><~") if pair.sign == "?" else pair.sign
        return (
            replace(pair, left=pair.right, sign=">", right=pair.left)
            if sign == "<"
            else replace(pair, sign=sign)
        )

    known = {
        actor: Preference("pairs", pairs=tuple(turned_out(p) for p in as_pairs(model, actor).pairs))
        for actor in model.actors
    }
    before, after = solver.of(case), solver.of(with_preferences(case, known))
    for x in FORMED:
        plain = after.stable(x)
        assert plain <= before.stable(f"{x}_d"), x
        if x != "seq":  # its sanctioners may turn out not to gain
            assert before.stable(f"{x}_a") <= plain, x


# -- strength ----------------------------------------------------------------------------------


@settings(max_examples=60)
@given(cases(relations="complete"), MODES)
def test_strong_and_weak_share_out_the_concept(solver: Any, case: Case, sanctions: str) -> None:
    found = solver.of(case)
    nash = found.stable("nash")
    for x in STRONG:
        plain = found.stable(x, sanctions=sanctions)
        strong, weak = (found.stable(f"{how}_{x}", sanctions=sanctions) for how in ("strong", "weak"))
        assert strong | weak == plain
        assert not strong & weak
        assert nash <= strong
        assert strong <= found.stable("strong_gmr", sanctions=sanctions)


@settings(max_examples=40)
@given(cases())
def test_without_strong_preferences_only_nash_stability_is_strong(solver: Any, case: Case) -> None:
    found = solver.of(case)
    for x in STRONG:
        assert found.stable(f"strong_{x}") == found.stable("nash")


@settings(max_examples=40)
@given(cases(relations="complete"))
def test_strength_does_not_touch_the_plain_concepts(solver: Any, case: Case) -> None:
    model = Reference(case)
    weaker = with_preferences(case, {a: as_pairs(model, a, **{">>": ">"}) for a in model.actors})
    before, after = solver.of(case), solver.of(weaker)
    for x in (*FORMED, "sseq"):
        assert before.stable(x) == after.stable(x)


# -- who responds ------------------------------------------------------------------------------


@settings(max_examples=60)
@given(cases(relations="complete"))
def test_once_lies_between_single_and_legal(solver: Any, case: Case) -> None:
    model, found = Reference(case), solver.of(case)
    for i in model.actors:
        for s in model.states:
            for improving in (False, True):
                single, once, legal = (
                    model.responses(i, s, improving=improving, sanctions=mode)
                    for mode in ("single", "once", "legal")
                )
                assert single <= once <= legal
    for x in RESPONDED:
        single, once, legal = (found.stable(x, sanctions=mode) for mode in ("single", "once", "legal"))
        assert single <= once <= legal, x


@settings(max_examples=40)
@given(option_cases(max_actors=2, relations="complete"))
def test_of_two_actors_one_responds_once(solver: Any, case: Case) -> None:
    found = solver.of(case)
    for x in (*RESPONDED, "sim_fh"):
        legal = found.stable(x)
        assert found.stable(x, sanctions="once") == found.stable(x, sanctions="single") == legal


# -- at once -----------------------------------------------------------------------------------


@settings(max_examples=50)
@given(option_cases(relations="complete"), MODES)
def test_who_is_sequentially_stable_is_so_by_the_rule_of_fraser_and_hipel(
    solver: Any, case: Case, sanctions: str
) -> None:
    found, model = solver.of(case), Reference(case)
    rule, seq = found.stable("sim_fh", sanctions=sanctions), found.stable("seq", sanctions=sanctions)
    assert seq <= rule
    for state in model.states:
        for actor in model.actors:  # whoever is alone in being unstable stays so
            if all((j, state) in seq for j in model.actors if j != actor):
                assert ((actor, state) in rule) == ((actor, state) in seq)


# -- looking ahead -----------------------------------------------------------------------------


@settings(max_examples=40)
@given(st.one_of(option_cases(max_actors=2), graph_cases(max_actors=2)), st.integers(1, 5))
def test_with_two_movers_limited_moves_are_one_concept(solver: Any, case: Case, horizon: int) -> None:
    found = solver.of(case)
    plain = found.stable("limited", horizon=horizon)
    assert found.stable("limited_ci", horizon=horizon) == plain
    assert found.stable("limited_cc", horizon=horizon) == plain


@settings(max_examples=40)
@given(cases())
def test_looking_one_move_ahead_is_nash(solver: Any, case: Case) -> None:
    found = solver.of(case)
    for x in ("limited_ci", "limited_cc", "maximin"):
        assert found.stable(x, horizon=1) == found.stable("nash"), x


@settings(max_examples=50)
@given(cases())
def test_maximin_looks_as_far_as_gmr_and_smr_and_further(solver: Any, case: Case) -> None:
    found = solver.of(case)
    assert found.stable("maximin", horizon=2) == found.stable("gmr")
    assert found.stable("maximin", horizon=3) == found.stable("smr")


@settings(max_examples=40)
@given(cases(), st.integers(1, 4))
def test_against_the_opposite_a_cooperative_coalition_is_a_hostile_one(
    solver: Any, case: Case, horizon: int
) -> None:
    """Where the others want exactly the opposite of the first actor, limited_cc is maximin for it."""
    model = Reference(case)
    first, *others = model.actors
    grade = {s: sum(model.prefers(first, s, t) for t in model.states) for s in model.states}
    up = Preference("payoffs", payoffs={s: float(g) for s, g in grade.items()})
    down = Preference("payoffs", payoffs={s: -float(g) for s, g in grade.items()})
    found = solver.of(with_preferences(case, {first: up, **dict.fromkeys(others, down)}))
    cooperative, hostile = (found.stable(x, horizon=horizon) for x in ("limited_cc", "maximin"))
    assert {s for i, s in cooperative if i == first} == {s for i, s in hostile if i == first}


# -- coalitions --------------------------------------------------------------------------------


@settings(max_examples=40)
@given(cases(relations="complete"))
def test_coalitions_add_demands_to_individual_stability(solver: Any, case: Case) -> None:
    found = solver.of(case)
    table = {x: found.stable(x) for x in COALITION}
    for x, alone in zip(COALITION, FORMED, strict=True):
        if x != "cseq" or len(Reference(case).movers) <= 2:
            assert table[x] <= found.stable(alone), x
        assert found.stable(x, coalitions=()) == found.stable(alone), x
    assert table["cnash"] <= table["csmr"] <= table["cgmr"]
    assert table["cnash"] <= table["cseq"]
    if transitive(Reference(case)):  # else b, and then b with c, may answer where b may not go on alone
        assert table["cseq"] <= table["cgmr"]


@settings(max_examples=40)
@given(cases(relations="complete"), st.randoms(use_true_random=False))
def test_the_more_coalitions_may_form_the_less_is_stable(solver: Any, case: Case, random: Any) -> None:
    found, movers = solver.of(case), Reference(case).movers
    named = [random.sample(movers, random.randint(1, len(movers))) for _ in range(2)] if movers else []
    for x in ("cnash", "cgmr", "csmr"):
        assert found.stable(x) <= found.stable(x, coalitions=named) <= found.stable(x, coalitions=named[:1])


@settings(max_examples=40)
@given(cases(relations="complete"))
def test_nobody_answers_the_grand_coalition(solver: Any, case: Case) -> None:
    model, found = Reference(case), solver.of(case)
    everybody = frozenset(model.movers)
    if not everybody:
        return
    among = considered(model)
    better = {
        s: [q for q in coalition_moves(model, everybody, s) if all(model.prefers(i, q, s) for i in everybody)]
        for s in model.states
    }
    for x in COALITION:
        for s in model.states:
            assert coalition_stable(model, everybody, s, x, among) == (not better[s])
        assert not any(better[s] for i, s in found.stable(x) if i in everybody)


@settings(max_examples=40)
@given(cases(relations="complete"), MODES)
def test_merging_one_actor_changes_nothing(solver: Any, case: Case, sanctions: str) -> None:
    alone = solver.merged(case, [case.actors[0].id])
    for x in RESPONDED:
        assert alone.stable(x, sanctions=sanctions) == solver.of(case).stable(x, sanctions=sanctions)


@settings(max_examples=40)
@given(cases(relations="complete"), st.randoms(use_true_random=False))
def test_the_merged_player_is_the_coalition_that_moves(solver: Any, case: Case, random: Any) -> None:
    """Its verdicts are the coalition's, if those outside do not join forces."""
    model = Reference(case)
    assume(model.movers)
    members = random.sample(model.movers, random.randint(1, len(model.movers)))
    player = "+".join(i for i in model.actors if i in members)
    found, outside = solver.merged(case, members), considered(model, [members])
    for x, alone in zip(COALITION, FORMED, strict=True):
        expected = {s for s in model.states if coalition_stable(model, frozenset(members), s, x, outside)}
        assert {s for i, s in found.stable(alone) if i == player} == expected, x


# -- that the theorems are about something -----------------------------------------------------


def test_what_the_theorems_exclude_nothing_else_does() -> None:
    """Where no inclusion is claimed there is none: each is broken by some model."""
    broken: Counter[str] = Counter()
    for number in range(200):
        three = Reference(seeded_case(number, "option", actors=3, relations="complete"))
        ranked = Reference(seeded_case(number, "option", actors=3))
        partial = Reference(seeded_case(number, "graph", relations="any"))
        bent = Reference(seeded_case(number, "graph", actors=4))
        for left, right, model in [
            ("cseq", "seq", three),
            ("seq", "cseq", three),
            ("cseq", "cgmr", bent),
            ("sim", "sim_fh", three),
            ("sim_fh", "sim", three),
            ("limited_ci", "limited_cc", ranked),
            ("limited_cc", "limited_ci", ranked),
            ("nash", "limited_ci", ranked),
            ("nash", "limited_cc", ranked),
            ("weak_seq", "nash", three),
            ("strong_seq", "nash", three),
            ("gmr_b", "gmr_c", partial),
            ("gmr_c", "gmr_b", partial),
            ("seq_d", "seq_a", partial),
        ]:
            broken[f"{left} within {right}"] += any(
                model.stable(i, s, left) and not model.stable(i, s, right)
                for i in model.actors
                for s in model.states
            )
    assert min(broken.values()) >= 1, broken
    assert len(broken) == 14
