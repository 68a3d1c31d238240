"""Preferences to ranks, worked out by hand."""

import pytest

from tertius.errors import ImpossibleError, TertiusError
from tertius.kernels.graph import game_of
from tertius.kernels.reference import Reference
from tertius.model.case import Actor, Case, Effect, Prefer
from tertius.model.conflict import GraphConflict, Option, OptionConflict, Preference
from tertius.model.expr import Expr, parse
from tertius.model.layers import situate


def expr(text: str) -> Expr:
    return parse(text, lambda name: f"x.{name}")


def case_of(preference: Preference, names: str = "abc") -> Case:
    options = tuple(Option("x", name, name) for name in names)
    return Case("Ranks", (Actor("x", "x"),), OptionConflict(options, (), {"x": preference}, None))


def classes(case: Case) -> list[set[str]]:
    """States from best to worst, by the engine; the oracle must agree."""
    game = game_of(case)
    ranks = sorted({int(r) for r in game.rank[0]}, reverse=True)
    found = [{s for s, r in zip(game.codes, game.rank[0], strict=True) if r == rank} for rank in ranks]
    oracle = Reference(case)
    place = {s: n for n, group in enumerate(found) for s in group}
    for a in oracle.states:
        for b in oracle.states:
            assert oracle.prefers("x", a, b) == (place[a] < place[b])
    return found


def test_the_most_important_statement_decides_first() -> None:
    found = classes(case_of(Preference("statements", statements=(expr("a"), expr("not b"))), "ab"))
    assert found == [{"YN"}, {"YY"}, {"NN"}, {"NY"}]


def test_an_empty_list_of_statements_is_indifference() -> None:
    assert classes(case_of(Preference("statements"), "ab")) == [{"NN", "YN", "NY", "YY"}]


def test_a_hundred_statements_still_compare_lexicographically() -> None:
    """More than fit into 62 bits: the last one must still count, and none may overtake the first."""
    statements = (expr("a"), *[expr("b or not b")] * 98, expr("b"))
    found = classes(case_of(Preference("statements", statements=statements), "ab"))
    assert found == [{"YY"}, {"YN"}, {"NY"}, {"NN"}]


def test_weights_add_up_and_a_missing_one_is_zero() -> None:
    found = classes(case_of(Preference("weights", weights={"x.a": 2, "x.b": -1}), "abc"))
    assert found == [{"YNN", "YNY"}, {"YYN", "YYY"}, {"NNN", "NNY"}, {"NYN", "NYY"}]


def test_weights_are_decimal_numbers_as_written() -> None:
    """0.1 and 0.2 together weigh as much as 0.3; binary rounding must not make a preference."""
    found = classes(case_of(Preference("weights", weights={"x.a": 0.1, "x.b": 0.2, "x.c": 0.3})))
    assert found == [{"YYY"}, {"NYY"}, {"YNY"}, {"YYN", "NNY"}, {"NYN"}, {"YNN"}, {"NNN"}]


@pytest.mark.parametrize("scale", [1e-30, 1e20, 1e300])
def test_weights_of_any_size_are_exact(scale: float) -> None:
    """0.001 still decides beside a weight that floating point could not add it to."""
    found = classes(case_of(Preference("weights", weights={"x.a": scale, "x.b": 0.001, "x.c": -scale})))
    assert {frozenset(group) for group in found} >= {frozenset({"NNN", "YNY"}), frozenset({"NYN", "YYY"})}
    assert len(found) == 6


def test_a_ranking_puts_the_best_first_and_keeps_ties() -> None:
    found = classes(case_of(Preference("ranking", ranking=(("NY",), ("YY", "NN"), ("YN",))), "ab"))
    assert found == [{"NY"}, {"YY", "NN"}, {"YN"}]


def test_payoffs_may_be_negative_and_equal() -> None:
    payoffs = {"NN": -1.5, "YN": 0.0, "NY": 0.0, "YY": -2.0}
    assert classes(case_of(Preference("payoffs", payoffs=payoffs), "ab")) == [{"YN", "NY"}, {"NN"}, {"YY"}]


@pytest.mark.parametrize(
    ("old", "middle"),
    [
        (Preference("payoffs", payoffs={"NN": 4, "YN": 3, "NY": 2, "YY": 1}), ["NN", "YN", "NY", "YY"]),
        (Preference("ranking", ranking=(("NN",), ("YN",), ("NY",), ("YY",))), ["NN", "YN", "NY", "YY"]),
        (Preference("weights", weights={"x.a": -1, "x.b": -2}), ["NN", "YN", "NY", "YY"]),
        (
            Preference("statements", statements=(expr("not b"), expr("not a"))),
            ["NN", "YN", "NY", "YY"],
        ),
    ],
)
def test_first_comes_before_every_form(old: Preference, middle: list[str]) -> None:
    case = case_of(old, "ab")
    assert classes(case) == [{s} for s in middle]
    change = Prefer("x", first=(expr("a"),))
    assert classes(situate(case, given=[Effect("prefer", prefer=change)])) == [{"YN"}, {"YY"}, {"NN"}, {"NY"}]


def test_last_only_breaks_ties() -> None:
    case = case_of(Preference("ranking", ranking=(("NY", "YY"), ("NN", "YN"))), "ab")
    change = Prefer("x", last=(expr("a"),))
    assert classes(situate(case, given=[Effect("prefer", prefer=change)])) == [{"YY"}, {"NY"}, {"YN"}, {"NN"}]


def test_a_later_layers_first_comes_before_an_earlier_ones() -> None:
    case = case_of(Preference("payoffs", payoffs={"NN": 0, "YN": 0, "NY": 0, "YY": 0}), "ab")
    for name in ("a", "b"):
        case = situate(case, given=[Effect("prefer", prefer=Prefer("x", first=(expr(name),)))])
    assert classes(case) == [{"YY"}, {"NY"}, {"YN"}, {"NN"}]


@pytest.mark.parametrize("kind", ["ranking", "payoffs"])
def test_a_preference_that_leaves_a_state_out_is_refused_by_its_code(kind: str) -> None:
    preference = (
        Preference("ranking", ranking=(("NN",), ("YN",), ("NY",)))
        if kind == "ranking"
        else Preference("payoffs", payoffs={"NN": 1, "YN": 2, "NY": 3})
    )
    with pytest.raises(ImpossibleError, match="says nothing about state YY"):
        game_of(case_of(preference, "ab"))


def test_a_graph_preference_that_leaves_a_state_out_is_refused_by_its_name() -> None:
    preference = Preference("ranking", ranking=(("s1",),))
    graph = GraphConflict((("s1", ""), ("s2", "")), {"x": (("s1", "s2"),)}, {"x": preference}, None)
    with pytest.raises(ImpossibleError, match="s2"):
        game_of(Case("Graph", (Actor("x", "x"),), graph))


def test_in_graph_form_the_name_of_a_state_is_a_statement() -> None:
    preference = Preference("statements", statements=(parse("s2", str), parse("not s1", str)))
    graph = GraphConflict((("s1", ""), ("s2", ""), ("s3", "")), {}, {"x": preference}, None)
    assert classes(Case("Graph", (Actor("x", "x"),), graph)) == [{"s2"}, {"s3"}, {"s1"}]


def test_changing_a_preference_that_an_actor_does_not_have_is_refused_by_name() -> None:
    options = (Option("x", "a", "a"),)
    conflict = OptionConflict(options, (), {"x": Preference("statements")}, None)
    case = Case("Observer", (Actor("x", "x"), Actor("o", "o")), conflict)
    with pytest.raises(TertiusError, match="o has no preference"):
        situate(case, given=[Effect("prefer", prefer=Prefer("o", first=(expr("a"),)))])
