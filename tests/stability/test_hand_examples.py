"""Small conflicts worked out by hand, each named for what it shows. Engine, witness and oracle agree."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tertius.errors import NotSupportedError, TertiusError, UnknownNameError
from tertius.kernels.graph import game_of
from tertius.kernels.reference import Reference
from tertius.model.case import Actor, Case, Effect
from tertius.model.conflict import GraphConflict, Option, OptionConflict, Preference
from tertius.model.expr import parse
from tertius.model.layers import situate
from tertius.stability.concepts import CONCEPTS, concept
from tertius.stability.limited import limited
from tertius.stability.solve import profile_stable, stable_for
from tertius.stability.verify import verify
from tertius.stability.witness import Sanction, Witness, witness


def graph(moves: Mapping[str, str], preferences: Mapping[str, str]) -> Case:
    """Moves as ``"1>2 2>3"``; preferences best first as ``"3 12 4"``, where 1 and 2 are equal."""
    names = sorted({s for text in preferences.values() for s in text if s != " "})
    return Case(
        "By hand",
        tuple(Actor(a, a) for a in moves),
        GraphConflict(
            tuple((n, n) for n in names),
            {a: tuple((m[0], m[2]) for m in text.split()) for a, text in moves.items()},
            {
                a: Preference("ranking", ranking=tuple(tuple(g) for g in t.split()))
                for a, t in preferences.items()
            },
            None,
        ),
    )


def options(owners: str, preferences: Mapping[str, Sequence[str]], *needs: tuple[str, str]) -> Case:
    """Option k of the owner in letter k is called a, b, c, ...; preferences as rankings of codes."""
    made = tuple(Option(who, name, name) for who, name in zip(owners, "abcd", strict=False))
    key = {o.id: o.key for o in made}
    ranking = {
        a: Preference("ranking", ranking=tuple(tuple(g.split()) for g in p)) for a, p in preferences.items()
    }
    case = Case(
        "By hand",
        tuple(Actor(a, a) for a in dict.fromkeys(owners)),
        OptionConflict(made, (), ranking, None),
    )
    effects = [Effect("needs", key[a], expr=parse(text, key.__getitem__)) for a, text in needs]
    return situate(case, given=effects)


def stable(case: Case, actor: str, state: str, id: str, *, horizon: int = 2) -> bool:
    """The engine's verdict, after checking the oracle's and the witness."""
    game, model = game_of(case), Reference(case)
    i, s = game.actor(actor), game.codes.index(state)
    verdict = bool(stable_for(game, i, id, horizon=horizon)[s])
    expected = model.limited(actor, state, horizon) if id == "limited" else model.stable(actor, state, id)
    assert verdict == expected
    assert verify(case, witness(game, i, s, id, horizon=horizon)) == []
    return verdict


def verdicts(case: Case, actor: str, state: str) -> str:
    return " ".join(c for c in ("nash", "gmr", "smr", "seq", "sseq") if stable(case, actor, state, c))


# -- sanctions ---------------------------------------------------------------------------------


def test_sanction_needs_an_improvement_by_the_sanctioner() -> None:
    """b can move 2 -> 3, which a dreads; only where b gains by it does that count for seq."""
    moves = {"a": "1>2", "b": "2>3"}
    assert verdicts(graph(moves, {"a": "2 1 3", "b": "2 3 1"}), "a", "1") == "gmr smr"
    assert verdicts(graph(moves, {"a": "2 1 3", "b": "3 2 1"}), "a", "1") == "gmr smr seq sseq"


def test_an_improvement_counts_from_the_state_left_not_from_where_it_all_began() -> None:
    """b prefers 3 to 2 though it likes 1, where a began, best: moving on is an improvement."""
    assert verdicts(graph({"a": "1>2", "b": "2>3"}, {"a": "2 1 3", "b": "1 3 2"}), "a", "1").endswith("sseq")


def test_a_sanction_that_can_be_escaped_counts_for_gmr_and_seq_only() -> None:
    """From 3 a moves on to 4, which it prefers to 1."""
    case = graph({"a": "1>2 3>4", "b": "2>3"}, {"a": "2 4 1 3", "b": "3 2 1 4"})
    assert verdicts(case, "a", "1") == "gmr seq"


def test_escape_is_one_move_only() -> None:
    """a could reach 5 in two moves, 3 -> 4 -> 5; it may make one, and 4 is no better than 1."""
    case = graph({"a": "1>2 3>4 4>5", "b": "2>3"}, {"a": "2 5 1 4 3", "b": "3 2 1 4 5"})
    assert verdicts(case, "a", "1") == "gmr smr seq sseq"


def test_equal_preference_sanctions_count() -> None:
    """3 is as good as 1 to a: not preferred, so it deters."""
    case = graph({"a": "1>2", "b": "2>3"}, {"a": "2 13", "b": "3 2 1"})
    assert verdicts(case, "a", "1") == "gmr smr seq sseq"


def test_an_equal_escape_does_not_undo_a_sanction() -> None:
    case = graph({"a": "1>2 3>4", "b": "2>3"}, {"a": "2 14 3", "b": "3 2 1 4"})
    assert verdicts(case, "a", "1") == "gmr smr seq sseq"


def test_return_to_the_state_left_is_a_sanction() -> None:
    """b takes a's move back; 1 is not preferred to 1."""
    case = graph({"a": "1>2", "b": "2>1"}, {"a": "2 1", "b": "1 2"})
    assert verdicts(case, "a", "1") == "gmr seq"  # smr, sseq: from 1 a could move to 2 again


def test_every_improvement_needs_its_own_sanction() -> None:
    """b can answer the move to 2 and not the one to 4."""
    case = graph({"a": "1>2 1>4", "b": "2>3"}, {"a": "2 4 1 3", "b": "3 2 1 4"})
    assert verdicts(case, "a", "1") == ""
    found = witness(game_of(case), 0, 0, "seq")
    assert found == Witness("a", "1", "seq", False, (), "4")


def test_the_own_move_is_no_sanction() -> None:
    """Only a can go from 2 to 3, and nobody makes it."""
    assert verdicts(graph({"a": "1>2 2>3", "b": "3>1"}, {"a": "2 1 3", "b": "1 2 3"}), "a", "1") == ""


def test_actor_without_moves_is_stable() -> None:
    case = graph({"a": "", "b": "1>2 2>1"}, {"a": "2 1", "b": "2 1"})
    for state in "12":
        assert verdicts(case, "a", state) == "nash gmr smr seq sseq"
        assert stable(case, "a", state, "limited")


def test_actor_whose_only_option_is_fixed_is_stable() -> None:
    case = options("xy", {"x": ["YN YY", "NN NY"], "y": ["NN", "YN", "NY", "YY"]})
    assert not stable(case, "x", "NN", "gmr")
    fixed = situate(case, given=[Effect("fix", "x.a", value=False)])
    for id in ("nash", "gmr", "smr", "seq", "sseq", "sim", "limited"):
        assert stable(fixed, "x", "NN", id)


def test_single_actor_has_nobody_to_fear() -> None:
    """Whatever the concept, a lone actor is stable exactly where it has no improvement."""
    case = graph({"a": "1>2 2>3"}, {"a": "3 2 1"})
    assert [verdicts(case, "a", s) for s in "123"] == ["", "", "nash gmr smr seq sseq"]
    assert [stable(case, "a", s, "limited") for s in "123"] == [False, False, True]
    alone = options("xx", {"x": ["YY", "NN", "YN NY"]})
    assert [stable(alone, "x", s, "sim") for s in ("NN", "YN", "NY", "YY")] == [False, False, False, True]


def test_an_indifferent_actor_is_stable_everywhere_and_never_sanctions_by_improving() -> None:
    case = graph({"a": "1>2", "b": "2>3 3>2"}, {"a": "2 1 3", "b": "123"})
    assert verdicts(case, "a", "1") == "gmr smr"
    assert all(verdicts(case, "b", s) == "nash gmr smr seq sseq" for s in "123")


# -- sequences of several actors ---------------------------------------------------------------


def test_a_sanction_may_take_several_actors() -> None:
    """Neither b nor c alone reaches 4; b to 3, then c to 4."""
    case = graph({"a": "1>2", "b": "2>3", "c": "3>4"}, {"a": "2 3 1 4", "b": "3 2 1 4", "c": "4 3 2 1"})
    assert verdicts(case, "a", "1") == "gmr smr seq sseq"
    found = witness(game_of(case), 0, 0, "seq")
    assert found.sanctions == (Sanction("2", (("b", "2", "3"), ("c", "3", "4")), "4"),)


def test_aba_is_legal_and_matters() -> None:
    """The only sanction is 5, and the only way there is b, c, b. One move each would not do."""
    case = graph(
        {"a": "1>2", "b": "2>3 4>5", "c": "3>4"}, {"a": "2 3 4 1 5", "b": "5 4 3 2 1", "c": "4 3 2 1 5"}
    )
    assert verdicts(case, "a", "1") == "gmr smr seq sseq"
    (sanction,) = witness(game_of(case), 0, 0, "seq").sanctions
    assert [mover for mover, _, _ in sanction.path] == ["b", "c", "b"]


def test_same_actor_twice_is_not_legal() -> None:
    """b could go 2 -> 3 -> 4 in two moves, but has no arc 2 -> 4: the graph is not transitive."""
    case = graph({"a": "1>2", "b": "2>3 3>4"}, {"a": "2 3 1 4", "b": "4 3 2 1"})
    assert verdicts(case, "a", "1") == ""
    forged = Witness("a", "1", "seq", True, (Sanction("2", (("b", "2", "3"), ("b", "3", "4")), "4"),))
    assert verify(case, forged) == ["sanction of 2: in step 2 b moves twice in succession"]


def test_the_same_actor_may_go_on_after_another_has_made_way_and_come_back() -> None:
    """b 2 -> 3, c 3 -> 5, c cannot go on, b 5 -> 4: the detour makes what is not legal directly so."""
    case = graph(
        {"a": "1>2", "b": "2>3 3>4 5>4", "c": "3>5"}, {"a": "2 3 5 1 4", "b": "4 3 2 1 5", "c": "5 3 2 1 4"}
    )
    assert stable(case, "a", "1", "seq")


def test_a_common_move_counts_for_either_actor() -> None:
    """2 -> 3 is b's and c's. b alone may then not move 3 -> 4, but after c has moved it may."""
    case = graph({"a": "1>2", "b": "2>3 3>4", "c": "2>3"}, {"a": "2 3 1 4", "b": "4 3 2 1", "c": "3 2 1 4"})
    assert stable(case, "a", "1", "seq")
    alone = graph({"a": "1>2", "b": "2>3 3>4", "c": ""}, {"a": "2 3 1 4", "b": "4 3 2 1", "c": "3 2 1 4"})
    assert not stable(alone, "a", "1", "seq")


def test_a_sequence_stops_where_an_actor_would_not_improve() -> None:
    """c would have to go from 3 to 4 against its own interest: gmr says yes, seq no."""
    case = graph({"a": "1>2", "b": "2>3", "c": "3>4"}, {"a": "2 3 1 4", "b": "3 2 1 4", "c": "3 4 2 1"})
    assert verdicts(case, "a", "1") == "gmr smr"


def test_a_sequence_may_stop_at_any_step() -> None:
    """b's move to 3 sanctions, though c would then go on to 4, which a likes best."""
    case = graph({"a": "1>2", "b": "2>3", "c": "3>4"}, {"a": "4 2 1 3", "b": "3 2 1 4", "c": "4 3 2 1"})
    assert stable(case, "a", "1", "seq")


# -- simultaneous ------------------------------------------------------------------------------

PRISONERS = {"x": ["NY", "YY", "NN", "YN"], "y": ["YN", "YY", "NN", "NY"]}


def test_two_improvements_at_once_sanction_each_other() -> None:
    """At YY each would defect; if both do, NN, which neither prefers."""
    case = options("xy", PRISONERS)
    assert stable(case, "x", "YY", "sim")
    found = witness(game_of(case), 0, 3, "sim")
    assert found.sanctions == (Sanction("NY", (("y", "YY", "YN"),), "NN"),)


def test_sim_needs_an_improvement_of_the_other_from_the_state_left() -> None:
    """y has no improvement from NY (it would only drop b), so x's move to YY meets nothing."""
    case = options("xy", {"x": ["YY", "NY", "YN NN"], "y": ["NY YY", "NN YN"]})
    assert not stable(case, "x", "NY", "sim")


def test_simultaneous_choices_are_completed_as_a_move_is() -> None:
    """x's a needs y's b. x takes up a while y drops b: together b is off, so a drops too: NN."""
    case = options("xy", {"x": ["YY", "NN", "NY"], "y": ["NN", "NY", "YY"]}, ("a", "b"))
    game = game_of(case)
    assert game.codes == ("NN", "NY", "YY")
    assert not stable(case, "x", "NY", "sim")  # NN is better than NY for x
    worse = options("xy", {"x": ["YY", "NY", "NN"], "y": ["NN", "NY", "YY"]}, ("a", "b"))
    assert stable(worse, "x", "NY", "sim")


def test_who_stays_keeps_its_options_even_where_the_move_alone_would_drop_them() -> None:
    """z's c needs a or b. x's dropping of a alone drops c; with y taking up b at once, c stays on."""
    case = options(
        "xyz",
        {
            "x": ["NNN", "NYN", "YNY", "NYY", "YNN YYN YYY"],
            "y": ["YYY", "YNY NNN NYN NYY YNN YYN"],
            "z": ["NNN YNN NYN YYN YNY NYY YYY"],
        },
        ("c", "a or b"),
    )
    assert stable(case, "x", "YNY", "sim")
    (sanction,) = (s for s in witness(game_of(case), 0, 4, "sim").sanctions if s.improvement == "NNN")
    assert sanction.end == "NYY"


def test_sim_in_graph_form_is_refused() -> None:
    case = graph({"a": "1>2"}, {"a": "2 1"})
    with pytest.raises(NotSupportedError, match="sim needs options"):
        stable_for(game_of(case), 0, "sim")


# -- limited moves -----------------------------------------------------------------------------


def test_limited_with_one_move_equals_nash() -> None:
    case = options("xy", PRISONERS)
    for state in ("NN", "YN", "NY", "YY"):
        for actor in "xy":
            assert stable(case, actor, state, "limited", horizon=1) == stable(case, actor, state, "nash")


def test_limited_with_two_moves_differs_from_nash() -> None:
    """At YY of the prisoners' dilemma x foresees that y answers NY with NN, and stays."""
    case = options("xy", PRISONERS)
    assert not stable(case, "x", "YY", "nash")
    assert stable(case, "x", "YY", "limited", horizon=2)


def test_limited_may_leave_a_nash_stable_state() -> None:
    """2 is worse for a than 1, but b goes on to 3, which is better: a concession that pays."""
    case = graph({"a": "1>2", "b": "2>3"}, {"a": "3 1 2", "b": "3 2 1"})
    assert stable(case, "a", "1", "nash")
    assert not stable(case, "a", "1", "limited", horizon=2)
    found = witness(game_of(case), 0, 0, "limited", horizon=2)
    assert (found.unsanctioned, found.anticipated, found.horizon) == ("2", ("3",), 2)


def test_limited_depends_on_the_horizon() -> None:
    """a 1 -> 2 good, b 2 -> 3 bad for a, a 3 -> 4 good again: leaves, stays, leaves."""
    case = graph({"a": "1>2 3>4", "b": "2>3"}, {"a": "4 2 1 3", "b": "4 3 2 1"})
    assert [stable(case, "a", "1", "limited", horizon=h) for h in (1, 2, 3)] == [False, True, False]


def test_with_ties_a_cautious_mover_judges_by_the_worst() -> None:
    """b is indifferent between answers 3 (good for a) and 4 (bad): a stays."""
    case = graph({"a": "1>2", "b": "2>3 2>4"}, {"a": "3 2 1 4", "b": "34 2 1"})
    assert stable(case, "a", "1", "limited", horizon=2)
    sure = graph({"a": "1>2", "b": "2>3 2>4"}, {"a": "3 2 1 4", "b": "3 4 2 1"})
    assert not stable(sure, "a", "1", "limited", horizon=2)


def test_an_equally_good_anticipation_is_not_worth_a_move() -> None:
    assert stable(graph({"a": "1>2", "b": ""}, {"a": "12", "b": "12"}), "a", "1", "limited", horizon=2)


def test_limited_is_for_two_actors_who_can_move() -> None:
    three = graph({"a": "1>2", "b": "2>1", "c": "1>2"}, {"a": "2 1", "b": "1 2", "c": "1 2"})
    with pytest.raises(NotSupportedError, match="two actors"):
        limited(game_of(three), 0, 2)
    watched = graph({"a": "1>2", "b": "2>1", "c": ""}, {"a": "2 1", "b": "1 2", "c": "1 2"})
    assert stable(watched, "a", "1", "limited", horizon=2)
    with pytest.raises(TertiusError, match="horizon"):
        limited(game_of(watched), 0, 0)


# -- different concepts, names -----------------------------------------------------------------


def test_each_actor_may_follow_its_own_concept() -> None:
    case = options("xy", PRISONERS)
    game = game_of(case)
    both = profile_stable(game, {"x": "nash", "y": "seq"}, "gmr")
    assert both[0].tolist() == [True, False, True, False]
    assert both[1].tolist() == [True, True, False, True]


def test_no_equilibrium_is_an_answer() -> None:
    """Matching pennies: one wants the letters equal, the other different."""
    case = options("xy", {"x": ["NN YY", "NY YN"], "y": ["NY YN", "NN YY"]})
    oracle = Reference(case)
    assert oracle.equilibria("nash") == ()
    assert all(sum(stable(case, a, s, "nash") for a in "xy") == 1 for s in oracle.states)


def test_every_concept_has_a_card_and_an_unknown_one_the_nearest_name() -> None:
    assert all(concept(id).id == id and concept(id).source for id in CONCEPTS)
    with pytest.raises(UnknownNameError, match="did you mean 'sseq'"):
        concept("ssseq")
    assert [id for id in CONCEPTS if id.endswith("nash") or id.startswith("nash_")] == [
        "nash", "nash_a", "nash_b", "nash_c", "nash_d", "cnash",
    ]  # fmt: skip


# -- forged witnesses --------------------------------------------------------------------------


def test_a_witness_that_stops_where_the_actor_can_escape_is_rejected_for_smr() -> None:
    case = graph({"a": "1>2 3>4", "b": "2>3"}, {"a": "2 4 1 3", "b": "3 2 1 4"})
    genuine = witness(game_of(case), 0, 0, "gmr")
    forged = replace(genuine, concept="smr", sanctions=(replace(genuine.sanctions[0], regains=("4",)),))
    assert verify(case, genuine) == []
    assert verify(case, forged) == ["sanction of 2: from 3 a can move to 4, which it prefers to 1"]


def test_a_witness_of_instability_is_rejected_where_only_aba_sanctions() -> None:
    case = graph(
        {"a": "1>2", "b": "2>3 4>5", "c": "3>4"}, {"a": "2 3 4 1 5", "b": "5 4 3 2 1", "c": "4 3 2 1 5"}
    )
    forged = Witness("a", "1", "seq", False, (), "2")
    assert verify(case, forged) == ["a reply that leads to 5 sanctions the move to 2"]


def test_a_gmr_sanction_is_rejected_for_seq_if_its_mover_does_not_gain() -> None:
    case = graph({"a": "1>2", "b": "2>3"}, {"a": "2 1 3", "b": "2 3 1"})
    genuine = witness(game_of(case), 0, 0, "gmr")
    assert verify(case, genuine) == []
    assert verify(case, replace(genuine, concept="seq")) == [
        "sanction of 2: in step 1 b does not prefer 3 to 2"
    ]
