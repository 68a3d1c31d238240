"""What actors think of two states: closure, restriction, contradictions; engine and oracle."""

from collections import Counter
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tertius.errors import ImpossibleError, NotSupportedError
from tertius.kernels.graph import game_of
from tertius.kernels.reference import Reference
from tertius.kernels.relation import BETTER, EQUAL, STRONG, STRONGLY_WORSE, UNKNOWN, WORSE
from tertius.model.case import Actor, Case, Effect
from tertius.model.conflict import Comparison, GraphConflict, OptionConflict, Preference
from tertius.model.expr import Expr
from tertius.model.layers import situate
from tertius.testing import cases, comparisons, option_cases

SIGN = {">>": STRONG, ">": BETTER, "~": EQUAL, "<": WORSE, "<<": STRONGLY_WORSE, "?": UNKNOWN}
MIRROR = {">>": "<<", ">": "<", "~": "~", "<": ">", "<<": ">>", "?": "?"}
STATES = ("s1", "s2", "s3", "s4", "s5")


def thinks(pairs: tuple[Comparison, ...], *, closure: bool = False, states: tuple[str, ...] = STATES) -> Case:
    """One actor who compares states."""
    preference = Preference("pairs", pairs=pairs, closure=closure)
    conflict = GraphConflict(tuple((s, s) for s in states), {}, {"a": preference}, None)
    return Case("By hand", (Actor("a", "A"),), conflict)


def written(text: str) -> tuple[Comparison, ...]:
    """``s1 > s2, s2 ~ s3``."""
    return tuple(Comparison(*pair.split()) for pair in text.split(",")) if text else ()


@settings(max_examples=80)
@given(cases(relations="any"))
def test_engine_and_oracle_compare_alike(case: Case) -> None:
    game, oracle = game_of(case), Reference(case)
    for i, actor in enumerate(game.actors):
        relation = game.relation(i)
        for (k, a), (n, b) in product(enumerate(game.codes), repeat=2):
            sign = oracle.compare(actor, a, b)
            assert int(relation.signs(k, n)) == SIGN[sign]
            assert oracle.compare(actor, b, a) == MIRROR[sign]
            assert game.prefers(i, k, n) == oracle.prefers(actor, a, b) == (sign in {">", ">>"})
            if a == b:
                assert sign == "~"
    unknown = oracle.unknown()
    assert (game.unknown is None) == (unknown is None)
    if unknown is not None:
        assert game.unknown is not None
        who, a, b = game.unknown
        assert oracle.compare(game.actors[who], game.codes[a], game.codes[b]) == "?"
        assert oracle.compare(*unknown) == "?"


@settings(max_examples=150)
@given(comparisons(STATES, consistent=True))
def test_a_closed_relation_is_transitive_and_the_strongest_link_decides(
    pairs: tuple[Comparison, ...],
) -> None:
    definite = tuple(p for p in pairs if p.sign != "?")
    oracle = Reference(thinks(definite, closure=True))
    signs = {(a, b): oracle.compare("a", a, b) for a in STATES for b in STATES}
    for a, b, c in product(STATES, repeat=3):
        first, second = signs[a, b], signs[b, c]
        if {first, second} <= {">>", ">", "~"}:
            together = ">>" if ">>" in {first, second} else ">" if ">" in {first, second} else "~"
            assert signs[a, c] in {together, ">>"}, (a, b, c)  # another chain may be stronger
    for p in definite:
        assert signs[p.left, p.right] in {p.sign, ">>"}
    # What the comparisons do not connect is not known.
    linked = {s: {s} for s in STATES}
    for _, p in product(STATES, definite):
        linked[p.left] = linked[p.right] = linked[p.left] | linked[p.right]
        for s in linked[p.left]:
            linked[s] = linked[p.left]
    for a, b in product(STATES, repeat=2):
        if b not in linked[a]:
            assert signs[a, b] == "?"


@pytest.mark.parametrize(
    ("pairs", "a", "b", "open_", "closed"),
    [
        ("s1 > s2, s2 > s3", "s1", "s3", "?", ">"),
        ("s1 > s2, s2 ~ s3", "s1", "s3", "?", ">"),
        ("s2 ~ s1, s2 > s3", "s1", "s3", "?", ">"),
        ("s1 ~ s2, s3 ~ s2", "s1", "s3", "?", "~"),
        ("s1 >> s2, s2 > s3", "s3", "s1", "?", "<<"),
        ("s1 > s2, s2 >> s3, s3 > s4", "s1", "s4", "?", ">>"),
        ("s1 > s2, s3 > s4", "s1", "s4", "?", "?"),
        ("s1 > s2, s3 > s2", "s1", "s3", "?", "?"),
        ("s1 > s3, s1 >> s2, s2 > s3", "s1", "s3", ">", ">>"),  # the chain is stronger than what is listed
        ("s1 > s2, s2 ? s3", "s1", "s3", "?", "?"),
        ("", "s1", "s2", "?", "?"),
        ("s1 ~ s2, s2 ~ s1", "s1", "s2", "~", "~"),
    ],
)
def test_closure_by_hand(pairs: str, a: str, b: str, open_: str, closed: str) -> None:
    for closure, expected in ((False, open_), (True, closed)):
        case = thinks(written(pairs), closure=closure)
        game = game_of(case)
        assert Reference(case).compare("a", a, b) == expected
        assert int(game.relation(0).signs(game.codes.index(a), game.codes.index(b))) == SIGN[expected]


@pytest.mark.parametrize(
    "pairs",
    [
        "s1 > s2, s2 > s3, s3 > s1",
        "s1 > s2, s2 ~ s1",
        "s1 >> s2, s2 ~ s3, s3 ~ s1",
        "s1 > s2, s2 > s3, s1 ? s3",
        "s1 ~ s2, s2 ~ s3, s3 ? s1",
        "s1 > s2, s2 > s1",
    ],
)
def test_closing_what_contradicts_itself_is_refused(pairs: str) -> None:
    case = thinks(written(pairs), closure=True)
    with pytest.raises(ImpossibleError):
        Reference(case)
    with pytest.raises(ImpossibleError):
        game_of(case)


def test_without_closure_preferences_may_go_round() -> None:
    oracle = Reference(thinks(written("s1 > s2, s2 > s3, s3 > s1")))
    for a, b in (("s1", "s2"), ("s2", "s3"), ("s3", "s1")):
        assert oracle.compare("a", a, b) == ">"


@settings(max_examples=60)
@given(comparisons(STATES))
def test_engine_and_oracle_refuse_to_close_the_same(pairs: tuple[Comparison, ...]) -> None:
    case = thinks(pairs, closure=True)
    found = []
    for build in (Reference, game_of):
        try:
            build(case)
        except ImpossibleError:
            found.append(build)
    assert found in ([], [Reference, game_of])


@settings(max_examples=60)
@given(option_cases(max_options=4, relations="any", effects=False), st.data())
def test_effects_that_remove_states_leave_the_rest_of_a_relation_alone(
    case: Case, data: st.DataObject
) -> None:
    """A chain through a state that is no longer there still counts."""
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    key = data.draw(st.sampled_from(conflict.option_keys))
    bare = replace(case, conflict=replace(conflict, status_quo=None))
    fixed = situate(bare, given=[Effect("fix", key, value=data.draw(st.booleans()))])
    before = Reference(case)
    try:
        after, game = Reference(fixed), game_of(fixed)
    except ImpossibleError:
        assume(False)
    assert set(after.states) <= set(before.states)
    for i, actor in enumerate(after.actors):
        for a, b in product(after.states, repeat=2):
            sign = before.compare(actor, a, b)
            assert after.compare(actor, a, b) == sign
            assert int(game.relation(i).signs(after.states.index(a), after.states.index(b))) == SIGN[sign]


def test_a_statement_put_last_breaks_ties_without_strength() -> None:
    """Ranked s1 >> s2 ~ s3 > s4; last s3: s3 > s2, and s1 >> s3 as before."""
    ranking = Preference(
        "ranking", ranking=(("s1",), ("s2", "s3"), ("s4",)), strong=(0,), last=(Expr((("atom", "s3"),)),)
    )
    case = thinks((), states=STATES[:4])
    case = replace(case, conflict=replace(case.conflict, preferences={"a": ranking}))
    oracle, game = Reference(case), game_of(case)
    for a, b, sign in [
        ("s3", "s2", ">"),
        ("s1", "s3", ">>"),
        ("s1", "s2", ">>"),
        ("s2", "s4", ">"),
        ("s4", "s1", "<<"),
    ]:
        assert oracle.compare("a", a, b) == sign
        assert int(game.relation(0).signs(oracle.states.index(a), oracle.states.index(b))) == SIGN[sign]
    first = replace(ranking, first=ranking.last, last=())
    with pytest.raises(NotSupportedError, match="strong gaps"):
        Reference(replace(case, conflict=replace(case.conflict, preferences={"a": first})))


@pytest.mark.parametrize("pairs", ["s1 > s1", "s1 > s2, s2 > s1", "s1 > s2, s1 ? s2", "s1 >> s2, s1 > s2"])
def test_the_oracle_refuses_comparisons_that_no_file_can_hold(pairs: str) -> None:
    with pytest.raises(ImpossibleError):
        Reference(thinks(written(pairs)))


def test_strategies_offer_all_sorts_of_relations() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=120)
    @given(cases(relations="any"))
    def look(case: Case) -> None:
        oracle = Reference(case)
        seen["with unknown"] += oracle.unknown() is not None
        for actor in oracle.actors:
            signs = {oracle.compare(actor, a, b) for a, b in product(oracle.states, repeat=2)}
            for sign in signs:
                seen[sign] += 1
            seen["cycling"] += any(
                oracle.prefers(actor, a, b) and oracle.prefers(actor, b, c) and oracle.prefers(actor, c, a)
                for a, b, c in product(oracle.states[:8], repeat=3)
            )

    look()
    assert len(seen) == 8
    assert min(seen.values()) >= 3, seen
