"""A play: turns, the model's rule against the oracle, the end, what is never suggested."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tertius.dynamics import play as game
from tertius.dynamics.model_player import ModelPlayer
from tertius.dynamics.play import Play, Table, Turn
from tertius.errors import NotSupportedError, TertiusError, UnknownNameError
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.kernels.reference import Reference
from tertius.kernels.reference.dynamics import ends, worthwhile
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.layers import situate
from tertius.testing import cases

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

LOOP = """
tertius: 1
title: Round and round
actors: {a: A, b: B}
conflict:
  options: {a: {x: X}, b: {y: Y}}
  preferences: {a: [x iff y], b: [not x iff y]}
  status_quo: []
"""
FORCE = """
tertius: 1
title: Force
actors: {a: A, b: B, c: C}
conflict:
  options:
    a: {permit: {name: Permits, enables: [b.strike]}, talk: Talks}
    b: {strike: {name: Strikes, coercive: yes}}
    c: {yield: Yields}
  preferences: {a: [PREF], b: [strike], c: [not yield]}
  status_quo: []
"""


def alone(case: Case, **rule: object) -> Play:
    """The model plays everybody, to the end."""
    play = game.start(case, by_hand=(), **rule)  # type: ignore[arg-type]
    for _ in range(2000):
        if game.whose(play) != "model":
            return play
        play = game.model_turn(play)
    raise AssertionError("it does not end")


def unsanctioned(model: Reference, actor: str, state: str, concept: str) -> set[str]:
    """By the definitions, on sets: improvements that no reply sanctions."""
    found = set()
    for after in model.improvements(actor, state):
        if concept == "nash":
            replies: set[str] = set()
        else:
            replies = set(model.responses(actor, after, improving=concept == "seq"))
        if all(model.prefers(actor, end, state) for end in replies):
            found.add(after)
    return found


# -- the rule -----------------------------------------------------------------------------------


@QUICK
@given(cases(status_quo=True), st.sampled_from(["nash", "gmr", "seq"]))
def test_the_model_wants_exactly_what_nothing_sanctions(case: Case, concept: str) -> None:
    model, player = Reference(case), ModelPlayer(case, concept_id=concept)
    for actor in model.actors:
        for state in model.states:
            assert set(player.wish(actor, state).wanted) == unsanctioned(model, actor, state, concept)


@QUICK
@given(cases(status_quo=True))
def test_with_foresight_it_wants_exactly_the_worthwhile_moves(case: Case) -> None:
    model, player = Reference(case), ModelPlayer(case, foresight=2)
    for actor in model.actors:
        for state in model.states:
            assert set(player.wish(actor, state).wanted) == worthwhile(model, actor, state)


@QUICK
@given(cases(status_quo=True))
def test_of_several_it_takes_one_that_it_likes_best(case: Case) -> None:
    model = Reference(case)
    for foresight in (1, 2):
        player = ModelPlayer(case, foresight=foresight)
        for actor in model.actors:
            for state in model.states:
                wish = player.wish(actor, state)

                def worst(after: str, actor: str = actor, foresight: int = foresight) -> set[str]:
                    found = ends(model, actor, after) if foresight == 2 else {after}
                    return {e for e in found if not any(model.prefers(actor, e, x) for x in found)}

                for other in wish.wanted:
                    for a in worst(wish.wanted[0]):
                        assert not any(model.prefers(actor, b, a) for b in worst(other))
                if wish.wanted:
                    top = [w for w in wish.wanted if not any(model.prefers(actor, a, b) for a in worst(wish.wanted[0]) for b in worst(w))]
                    assert wish.equal == len(top)


@QUICK
@given(
    cases(status_quo=True, relations="complete"),
    st.sampled_from([("nash", 1), ("gmr", 1), ("smr", 1), ("seq", 1), ("sseq", 1), ("", 2)]),
    st.sampled_from([None, 0, 7]),
)
def test_a_play_of_the_model_ends_in_an_outcome_or_goes_round_and_says_so(
    case: Case, rule: tuple[str, int], seed: int | None
) -> None:
    concept, foresight = rule
    play = alone(case, concept=concept, foresight=foresight, seed=seed)
    model, found = Reference(case), game.debrief(play)
    expected = model.outcomes(concept or "seq", foresight=foresight)
    assert expected is not None
    for turn in play.turns:
        assert turn.after in model.moves(turn.actor, turn.before)
    if found.end == "rest":
        assert play.state in expected.states
        assert found.among
        assert found.rests
    else:
        assert found.end == "round"
        assert not found.rests
        assert play.state in play.states[:-1]
    if not expected.unsettled and len(expected.states) == 1 and found.end == "rest":
        assert {play.state} == expected.states


def test_the_plays_above_end_in_every_way() -> None:
    # By hand: without sanctions A follows B and B leaves A, for ever; with them (seq) both stay where they are.
    assert game.debrief(alone(parse_case(LOOP), concept="nash")).end == "round"
    assert game.debrief(alone(parse_case(LOOP))).end == "rest"


def test_simultaneous_concepts_can_be_the_rule_and_plans_cannot() -> None:
    chicken = load("chicken")
    # By hand: from NN both swerve at once makes YY, which Row prefers to NN, so nothing answers Row's move.
    assert ModelPlayer(chicken, concept_id="sim").wish("row", "NN").wanted == ("YN",)
    assert ModelPlayer(chicken, concept_id="sim_fh").wish("row", "NN").wanted == ("YN",)
    for id in ("limited", "maximin", "cnash", "weak_seq"):
        with pytest.raises(NotSupportedError, match="single move"):
            ModelPlayer(chicken, concept_id=id)


def test_an_actor_with_a_view_acts_on_what_it_sees() -> None:
    case = load("two-villages")
    believing, knowing = ModelPlayer(case, foresight=2), ModelPlayer(replace(case, views={}), foresight=2)
    # By hand: Hill opens the sluice if it expects the guards to go; it does not, as it takes them to be there to stay.
    assert knowing.wish("hill", "NY").wanted == ("YY",)
    assert believing.wish("hill", "NY").wanted == ()


# -- turns --------------------------------------------------------------------------------------


def test_in_file_order_the_next_actor_is_asked_after_the_one_that_moved() -> None:
    play = alone(parse_case(LOOP), concept="nash")
    # By hand: at NN a has what it wants; b moves to NY; a moves to YY; b to YN; a to NN; and b again to NY.
    assert [(t.actor, t.after) for t in play.turns] == [("b", "NY"), ("a", "YY"), ("b", "YN"), ("a", "NN"), ("b", "NY")]
    found = game.debrief(play)
    assert (found.end, found.since, found.among) == ("round", 1, False)


def test_by_hand_any_actor_moves_at_any_time_and_a_pass_ends_it() -> None:
    play = game.start(load("chicken"))
    assert play.table.by_hand == ("row", "column")
    assert [(m.actor, m.after) for m in game.moves(play)] == [("row", "YN"), ("column", "NY")]
    play = game.apply(game.apply(play, "column", "NY"), "column", "NN")
    assert game.whose(play) == "hand"
    play = game.pass_turn(play)
    assert game.whose(play) == "over"
    assert play.states == ("NN", "NY", "NN")


def test_against_the_model_it_answers_each_turn_with_one_move() -> None:
    play = game.start(load("chicken"), by_hand=["row"])
    assert (play.table.by_hand, play.table.by_model) == (("row",), ("column",))
    passed = game.model_turn(game.pass_turn(play))
    # By hand: Row stays on course, so Column swerves; then nobody moves.
    assert passed.state == "NY"
    assert game.whose(passed) == "hand"
    assert game.whose(game.pass_turn(passed)) == "over"
    swerved = game.model_turn(game.apply(play, "row", "YN"))
    assert swerved.state == "YN"
    assert game.debrief(game.pass_turn(swerved)).end == "rest"


def test_undo_takes_back_the_turn_and_the_answer_to_it() -> None:
    play = game.start(load("chicken"), by_hand=["row"])
    answered = game.model_turn(game.pass_turn(play))
    assert len(answered.turns) == 2
    assert game.undo(answered) == play
    assert game.undo(game.apply(answered, "row", "YY")) == answered
    with pytest.raises(TertiusError, match="nothing to take back"):
        game.undo(play)


@QUICK
@given(cases(status_quo=True), st.data())
def test_undo_after_any_move_is_the_play_before(case: Case, data: st.DataObject) -> None:
    play = game.start(case)
    for _ in range(4):
        listed = game.moves(play)
        if not listed:
            return
        move = data.draw(st.sampled_from(listed))
        after = game.apply(play, move.actor, move.after)
        assert game.undo(after) == play
        assert after.state == move.after
        play = after


def test_a_seed_makes_the_order_random_and_repeats_it() -> None:
    chicken = load("chicken")
    ends = {alone(chicken, seed=seed).state for seed in range(12)}
    assert ends == {"YN", "NY"}
    assert alone(chicken, seed=3) == alone(chicken, seed=3)


def test_a_loop_with_a_seed_stops_too() -> None:
    assert game.debrief(alone(parse_case(LOOP), concept="nash", seed=1)).end == "round"


# -- bad input ----------------------------------------------------------------------------------


def test_who_cannot_play_is_named() -> None:
    case = load("sochi-2018")
    with pytest.raises(UnknownNameError, match="israel"):
        game.start(case, by_hand=["isreal"])
    with pytest.raises(TertiusError, match="turkey has no moves"):
        game.start(case, by_hand=["turkey"])


def test_a_fixed_actor_has_nothing_to_play() -> None:
    case = situate(load("sochi-2018"), levers=["s300_withheld"])
    assert "russia" in game.start(case, by_hand=["russia"]).table.by_hand


def test_without_a_start_it_asks_for_one() -> None:
    case = parse_case(LOOP.replace("  status_quo: []\n", ""))
    with pytest.raises(TertiusError, match="--from"):
        game.start(case)
    assert game.start(case, state="YN").table.start == "YN"
    with pytest.raises(UnknownNameError):
        game.start(case, state="YX")


def test_outcomes_are_those_from_the_state_where_it_starts() -> None:
    play = game.start(load("chicken"), by_hand=(), state="YY")
    expected = Reference(load("chicken"))
    # By hand: at YY either gains by keeping on course, and the other then does not swerve back: YN and NY stand.
    assert set(game.debrief(alone(load("chicken"), state="YY")).outcomes.states) == {"YN", "NY"}
    assert play.table.start == "YY"
    assert expected.prefers("row", "NY", "YY")


def test_somebody_elses_actor_and_a_move_that_is_none_are_refused() -> None:
    play = game.start(load("chicken"), by_hand=["row"])
    with pytest.raises(TertiusError, match="played by the model"):
        game.apply(play, "column", "NY")
    with pytest.raises(TertiusError, match="cannot move"):
        game.apply(play, "row", "NY")
    with pytest.raises(UnknownNameError):
        game.apply(play, "nobody", "NY")


# -- force --------------------------------------------------------------------------------------


def table(want: str) -> tuple[Case, Table]:
    case = parse_case(FORCE.replace("PREF", want))
    return case, game.start(case).table


def test_what_touches_force_is_marked_and_dropping_it_is_not() -> None:
    _, board = table("talk")
    assert game.forceful(board, "NNNN", "NNYN")  # strike
    assert game.forceful(board, "NNNN", "YNNN")  # a permission for it
    assert not game.forceful(board, "YNYN", "NNYN")  # the permission withdrawn
    assert not game.forceful(board, "NNYN", "NNNN")  # the strike ended
    assert not game.forceful(board, "NNNN", "NYNN")
    assert not game.forceful(board, "NNNN", "NNNY")


def test_force_is_never_suggested_though_the_model_may_use_it() -> None:
    case, _ = table("permit")
    play = game.start(case)
    assert play.table.model.wish("b", "NNNN").wanted[0] == "NNYN"
    assert game.hint(play, "b") is None
    # a wants to permit; alone, or together with talking: both touch force.
    assert game.hint(play, "a") is None
    assert game.hint(play, "c") == ()
    assert {t.actor for t in alone(case).turns} == {"a", "b"}
    assert alone(case).state == "YNYN"


def test_what_leads_to_force_through_others_is_not_suggested() -> None:
    # a's consent enables b's leave, b's leave enables c's strike: a wants to consent, and is not told to.
    case = parse_case("""
tertius: 1
title: A chain
actors: {a: A, b: B, c: C}
conflict:
  options:
    a: {consent: {name: Consents, enables: [b.leave]}, talk: Talks}
    b: {leave: {name: Gives leave, enables: [c.strike]}}
    c: {strike: {name: Strikes, coercive: yes}}
  preferences: {a: [consent, talk], b: [], c: []}
  status_quo: []
""")
    play = game.start(case)
    assert play.table.model.wish("a", "NNNN").wanted
    assert all(case.conflict.on(code) == {"a.talk"} for code in game.hint(play, "a") or ())  # type: ignore[union-attr]


def test_a_commitment_that_ends_a_permission_may_be_suggested() -> None:
    case = situate(load("sochi-2018"), reading="balancing")
    play = game.start(case, by_hand=["syria"], foresight=2)
    (code,) = game.hint(play, "syria") or ()
    assert isinstance(case.conflict, OptionConflict)
    assert "syria.commit" in case.conflict.on(code)


@pytest.mark.parametrize("reading", [None, *load("sochi-2018").readings])
@pytest.mark.parametrize("foresight", [1, 2])
def test_no_hint_in_the_sochi_case_names_a_strike_or_a_permission(reading: str | None, foresight: int) -> None:
    case = situate(load("sochi-2018"), reading=reading)
    play = game.start(case, foresight=foresight)
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    for state in play.table.model.solved.game.codes:
        here = replace(play, turns=(Turn("syria", play.state, state, "hand"),))
        for actor in here.table.by_hand:
            for code in game.hint(here, actor) or ():
                assert not (conflict.on(code) - conflict.on(state)) & {"israel.strike", "russia.does_not_object"}
