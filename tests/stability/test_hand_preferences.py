"""Preferences that a ranking cannot say, worked out by hand: unknown, strong, going round, misperceived.

Moves as ``"1>2 2>3"``. Preferences best first as ``"3 12 4"``, where 1 and 2 are equal and ``>>`` between two
classes is a strong gap; or as pairs, ``"1>2, 2?3, 3>>1"``, where an unlisted pair is unknown.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from tertius.dynamics.hypergame import hypergame
from tertius.errors import NotSupportedError
from tertius.kernels.graph import game_of
from tertius.kernels.reference import Hypergame, Reference
from tertius.model.case import Actor, Case, Effect, Reading
from tertius.model.conflict import Comparison, GraphConflict, Option, OptionConflict, Preference
from tertius.stability.solve import stable_for
from tertius.stability.verify import verify
from tertius.stability.witness import witness

FORMS = "abcd"


def wants(text: str) -> Preference:
    if re.search(r"\d[>~?]", text):
        found = tuple(Comparison(p[0], p[1:-1], p[-1]) for p in text.replace(" ", "").split(","))
        return Preference("pairs", pairs=found)
    parts = text.split()
    classes = [p for p in parts if p != ">>"]
    gaps = [len([q for q in parts[:k] if q != ">>"]) - 1 for k, p in enumerate(parts) if p == ">>"]
    return Preference("ranking", ranking=tuple(tuple(c) for c in classes), strong=tuple(gaps))


def graph(moves: Mapping[str, str], preferences: Mapping[str, str]) -> Case:
    names = sorted({s for text in [*preferences.values(), *moves.values()] for s in text if s.isdigit()})
    arcs = {a: tuple((m[0], m[2]) for m in text.split()) for a, text in moves.items()}
    conflict = GraphConflict(
        tuple((n, n) for n in names), arcs, {a: wants(t) for a, t in preferences.items()}, None
    )
    return Case("By hand", tuple(Actor(a, a) for a in moves), conflict)


def stable(case: Case, actor: str, state: str, id: str) -> bool:
    """The engine's verdict, after checking the oracle's and the witness."""
    game, model = game_of(case), Reference(case)
    i, s = game.actor(actor), game.codes.index(state)
    verdict = bool(stable_for(game, i, id)[s])
    assert verdict == model.stable(actor, state, id)
    assert verify(case, witness(game, i, s, id)) == []
    return verdict


def forms(case: Case, concept: str) -> str:
    """In which of the forms a to d state 1 is stable for a."""
    return "".join(form for form in FORMS if stable(case, "a", "1", f"{concept}_{form}"))


def strength(case: Case) -> str:
    """Of gmr, smr and seq, how state 1 is stable for a: strong, weak or not at all."""
    found = []
    for x in ("gmr", "smr", "seq"):
        how = [h for h in ("strong", "weak") if stable(case, "a", "1", f"{h}_{x}")]
        assert len(how) <= 1
        found.append(f"{x} {how[0]}" if how else f"{x} no")
    return ", ".join(found)


# -- unknown -----------------------------------------------------------------------------------


def test_an_unknown_improvement_tempts_in_forms_a_and_c() -> None:
    case = graph({"a": "1>2", "b": ""}, {"a": "1?2", "b": "12"})
    for concept in ("nash", "gmr", "smr", "seq"):
        assert forms(case, concept) == "bd"


def test_an_unknown_sanction_deters_in_forms_c_and_d() -> None:
    """a gains by 2; whether 3, where b answers, is better or worse than 1 it does not know."""
    case = graph({"a": "1>2", "b": "2>3"}, {"a": "2>1, 1?3, 2>3", "b": "3 2 1"})
    assert forms(case, "nash") == ""
    for concept in ("gmr", "smr", "seq"):
        assert forms(case, concept) == "cd"


def test_both_unknown_leaves_only_form_a_unstable() -> None:
    case = graph({"a": "1>2", "b": "2>3"}, {"a": "2?1, 1?3, 2>3", "b": "3 2 1"})
    assert forms(case, "nash") == "bd"
    for concept in ("gmr", "smr", "seq"):
        assert forms(case, concept) == "bcd"


def test_a_sanction_that_is_known_deters_in_every_form() -> None:
    for known in ("1>3", "1~3"):
        case = graph({"a": "1>2", "b": "2>3"}, {"a": f"2?1, {known}, 2>3", "b": "3 2 1"})
        for concept in ("gmr", "smr", "seq"):
            assert forms(case, concept) == "abcd"


def test_an_unknown_escape_undoes_a_sanction_in_forms_a_and_b() -> None:
    """b answers with 3, worse than 1; from there a can go on to 4, which may be better."""
    case = graph({"a": "1>2 3>4", "b": "2>3"}, {"a": "2>1, 1>3, 1?4, 2>3, 2>4, 4>3", "b": "3 2 1 4"})
    assert forms(case, "gmr") == forms(case, "seq") == "abcd"
    assert forms(case, "smr") == "cd"


def test_a_sanctioner_may_move_to_what_it_does_not_know_in_every_form() -> None:
    """b may or may not prefer 3 to 2. If it does not, nothing deters a: form a is no promise for seq."""
    case = graph({"a": "1>2", "b": "2>3"}, {"a": "2 1 3", "b": "1~2, 1~3, 2?3"})
    assert forms(case, "gmr") == forms(case, "seq") == "abcd"
    turned_out = graph({"a": "1>2", "b": "2>3"}, {"a": "2 1 3", "b": "1~2, 1~3, 2>3"})
    assert not stable(turned_out, "a", "1", "seq")
    assert stable(turned_out, "a", "1", "gmr")


def test_plain_concepts_are_refused_where_something_is_unknown() -> None:
    case = graph({"a": "1>2", "b": "2>1"}, {"a": "2 1", "b": "1?2"})
    for ask in (lambda c: Reference(case).stable("a", "1", c), lambda c: stable_for(game_of(case), 0, c)):
        with pytest.raises(NotSupportedError, match=r"(?s)seq.* b .*seq_a to seq_d"):
            ask("seq")
        for concept in ("sseq", "cnash", "strong_gmr", "weak_seq"):
            with pytest.raises(NotSupportedError, match=concept):
                ask(concept)


# -- preferences that go round -----------------------------------------------------------------


def test_a_cycle_can_deter_where_no_ranking_would() -> None:
    """a prefers 2 to 1 and 3 to 2, but 1 to 3: b's going on from 2 to 3 hurts it."""
    moves = {"a": "1>2", "b": "2>3"}
    assert stable(graph(moves, {"a": "2>1, 3>2, 1>3", "b": "3 2 1"}), "a", "1", "seq")
    assert not stable(graph(moves, {"a": "3 2 1", "b": "3 2 1"}), "a", "1", "seq")


def test_who_goes_round_alone_rests_nowhere() -> None:
    case = graph({"a": "1>2 2>3 3>1", "b": ""}, {"a": "2>1, 3>2, 1>3", "b": "123"})
    assert not any(stable(case, "a", s, x) for s in "123" for x in ("nash", "gmr", "smr", "seq", "sseq"))


def test_improvements_round_a_cycle_reach_everything() -> None:
    """b goes 2 > 3 > 4 > 2 by steps that it prefers, c in between: the sanction 4 is reached by b, c, b."""
    case = graph(
        {"a": "1>2", "b": "2>3 5>4", "c": "3>5"},
        {"a": "2 3 5 1 4", "b": "3>2, 5>3, 4>5, 2>4, 1~2, 1~3, 1~4, 1~5, 2~5, 3~4", "c": "5 3 2 1 4"},
    )
    assert stable(case, "a", "1", "seq")


# -- strength ----------------------------------------------------------------------------------

PUNISHED = {"a": "1>2", "b": "2>3"}


def test_a_sanction_that_hurts_much_makes_stability_strong() -> None:
    case = graph(PUNISHED, {"a": "2 1 >> 3", "b": "3 2 1"})
    assert strength(case) == "gmr strong, smr strong, seq strong"


def test_a_sanction_that_hurts_a_little_makes_it_weak() -> None:
    for mild in ("2 1 3", "2 >> 1 3", "2 13"):
        assert strength(graph(PUNISHED, {"a": mild, "b": "3 2 1"})) == "gmr weak, smr weak, seq weak"


def test_a_mild_way_out_makes_symmetric_stability_weak() -> None:
    """The sanction 3 hurts much; a can go on to 4, only a little worse than 1."""
    case = graph({"a": "1>2 3>4", "b": "2>3"}, {"a": "2 1 4 >> 3", "b": "3 2 1 4"})
    assert strength(case) == "gmr strong, smr weak, seq strong"
    worse = graph({"a": "1>2 3>4", "b": "2>3"}, {"a": "2 1 >> 4 3", "b": "3 2 1 4"})
    assert strength(worse) == "gmr strong, smr strong, seq strong"


def test_a_strong_sanction_that_its_mover_does_not_want_is_none_for_seq() -> None:
    case = graph(PUNISHED, {"a": "2 1 >> 3", "b": "2 3 1"})
    assert strength(case) == "gmr strong, smr strong, seq no"


def test_every_improvement_needs_a_strong_sanction_of_its_own() -> None:
    """b punishes 2 hard and 4 mildly."""
    case = graph({"a": "1>2 1>4", "b": "2>3 4>5"}, {"a": "24 1 5 >> 3", "b": "35 24 1"})
    assert strength(case) == "gmr weak, smr weak, seq weak"


def test_who_has_no_improvement_is_strongly_stable() -> None:
    assert strength(graph(PUNISHED, {"a": "1 2 3", "b": "3 2 1"})) == "gmr strong, smr strong, seq strong"


def test_strength_may_be_said_in_pairs() -> None:
    case = graph(PUNISHED, {"a": "2>1, 1>>3, 2>3", "b": "3 2 1"})
    assert strength(case) == "gmr strong, smr strong, seq strong"


def test_a_mild_and_a_strong_answer_to_one_move_are_a_strong_one() -> None:
    case = graph({"a": "1>2", "b": "2>3 2>4"}, {"a": "2 1 3 >> 4", "b": "34 2 1"})
    assert strength(case) == "gmr strong, smr strong, seq strong"


# -- perceptions -------------------------------------------------------------------------------


def test_an_actor_that_is_mistaken_about_another_stays_where_it_need_not() -> None:
    """a would gain by 2, unless b went on to 3. b would not; a thinks that it would.

    So a stays in 1, to b's surprise; and b would stay in 2, to a's. 3 is everybody's dead end.
    """
    case = graph({"a": "1>2", "b": "2>3"}, {"a": "2 1 3", "b": "2 3 1"})
    assert case.conflict is not None
    feared = replace(case.conflict, preferences={**case.conflict.preferences, "b": wants("3 2 1")})
    seen = replace(
        case, readings={"feared": Reading("feared", "Feared", variant=feared)}, views={"a": "feared"}
    )
    oracle, engine = Hypergame(seen), hypergame(seen, ("seq", "nash"))
    assert engine is not None
    assert oracle.equilibria("seq") == engine.equilibria["seq"] == ("1", "2", "3")
    assert [s for s in "123" if oracle.believes("a", s, "seq")] == ["1", "3"]
    assert [s for s in "123" if oracle.believes("b", s, "seq")] == ["2", "3"]
    assert {s: oracle.surprised(s, "seq") for s in "123"} == {"1": ("b",), "2": ("a",), "3": ()}
    assert engine.surprises["seq"] == {"a": ("2",), "b": ("1",)}
    assert oracle.stable("a", "b", "2", "seq") is False
    assert oracle.stable("b", "b", "2", "seq") is True
    # Without foresight of answers a would leave 1 whatever it thinks of b.
    assert oracle.equilibria("nash") == engine.equilibria["nash"] == ("2", "3")
    # Nobody mistaken: a leaves 1.
    assert Reference(case).equilibria("seq") == ("2", "3")


def test_a_state_that_somebody_does_not_see_is_no_hypergame_equilibrium() -> None:
    """x thinks that y's option cannot be had. y, to whom all is equal, could be in NY; x knows no such state."""
    x, y = Option("x", "a", "A"), Option("y", "b", "B")
    ranking = Preference("ranking", ranking=(("NN",), ("YN",), ("NY",), ("YY",)))
    conflict = OptionConflict((x, y), (), {"x": ranking, "y": Preference("statements")}, None)
    blind = Reading("blind", "Blind", effects=(Effect("fix", "y.b", value=False),))
    case = Case("By hand", (Actor("x", "X"), Actor("y", "Y")), conflict, readings={"blind": blind})
    assert Reference(case).equilibria("nash") == ("NN", "NY")
    seen = replace(case, views={"x": "blind"})
    oracle, engine = Hypergame(seen), hypergame(seen, ("nash",))
    assert engine is not None
    assert oracle.states == engine.states == ("NN", "YN", "NY", "YY")
    assert oracle.equilibria("nash") == engine.equilibria["nash"] == ("NN",)
    assert oracle.surprised("NN", "nash") == ()
    assert oracle.stable("x", "x", "NY", "nash") is None
    assert engine.stable_for("NY", "nash") == {"x": None, "y": ("x", "y")}
    assert not oracle.believes("x", "NY", "nash")
    assert oracle.believes("y", "NY", "nash")
