"""Several actors, worked out by hand: who may respond, moves at once, looking ahead.

Moves as ``"1>2 2>3"``; preferences best first as ``"3 12 4"``, where 1 and 2 are equal.
"""


import pytest

from tertius.errors import NotSupportedError, TertiusError
from tertius.kernels.graph import game_of
from tertius.kernels.reference import Reference
from tertius.model.case import Case
from tertius.stability.solve import stable_for
from tertius.testing_hand import graph, options, stable

# -- legal, once, single -----------------------------------------------------------------------


def modes(case: Case, concept: str, *, actor: str = "a", state: str = "1") -> str:
    """Under which ways of sanctioning the state is stable."""
    found = [m for m in ("single", "once", "legal") if stable(case, actor, state, concept, sanctions=m)]
    return " ".join(found)


@pytest.mark.parametrize(
    ("wishes", "expected"),
    [
        ("2 1 3 4 5", "single once legal"),  # b's 3 deters
        ("2 3 1 4 5", "once legal"),  # only 4 does, by b and c
        ("2 3 4 1 5", "legal"),  # only 5 does, by b, c and b again
        ("2 3 4 5 1", ""),
    ],
)
def test_the_more_moves_count_the_more_deters(wishes: str, expected: str) -> None:
    case = graph({"a": "1>2", "b": "2>3 4>5", "c": "3>4"}, {"a": wishes, "b": "5 4 3 2 1", "c": "4 3 2 1 5"})
    for concept in ("gmr", "smr", "seq", "sseq"):
        assert modes(case, concept) == expected
        assert Reference(case).responses("a", "2", improving=True) == {"3", "4", "5"}


def test_an_opponent_that_steps_back_deters_only_in_legal_sequences() -> None:
    """In options: y joins so that z does, and then leaves z alone with x. x dreads only that, NY at the end.

    x gains by YNN. From there y wants YYN, z then YYY, y then YNY. z alone would not go to YNY; but it
    could, which is enough for gmr.
    """
    case = options(
        "xyz",
        {
            "x": ["YNN", "YYN YYY", "NNN"],
            "y": ["YNY", "YYY", "YYN", "YNN"],
            "z": ["YYY", "YYN", "YNN", "YNY"],
        },
    )
    assert modes(case, "seq", actor="x", state="NNN") == "legal"
    assert modes(case, "gmr", actor="x", state="NNN") == "single once legal"


# -- simultaneous by the rule of Fraser and Hipel ----------------------------------------------


def at_once(case: Case, state: str) -> str:
    """For whom a state is sequentially unstable; then sim and sim_fh, by who is stable."""
    actors = [a.id for a in case.actors]
    restless = "".join(a for a in actors if not stable(case, a, state, "seq"))
    sim = "".join(a for a in actors if stable(case, a, state, "sim"))
    return f"{restless} | {sim} | {''.join(a for a in actors if stable(case, a, state, 'sim_fh'))}"


CHICKEN = {"x": ["NY", "YY", "YN", "NN"], "y": ["YN", "YY", "NY", "NN"]}


def test_two_that_would_leave_deter_each_other_by_leaving_at_once() -> None:
    """Chicken, on: swerves. At YY each would go straight, and nothing follows; if both do, they crash."""
    assert at_once(options("xy", CHICKEN), "YY") == "xy | xy | xy"


def test_two_that_leave_at_once_to_what_both_prefer_do_not() -> None:
    """At NN each would swerve; if both do, that is still better than a crash."""
    assert at_once(options("xy", CHICKEN), "NN") == "xy |  | "


def test_who_alone_would_leave_leaves() -> None:
    """y would gain by NY from NN, but x would answer with YY; x gains by YN, which y does not answer.

    For sim, y's move may come at the same moment as x's, and YY is worse for x. But y is deterred.
    """
    case = options("xy", {"x": ["YN", "NN", "YY", "NY"], "y": ["NY", "NN", "YN", "YY"]})
    assert at_once(case, "NN") == "x | xy | y"


def test_who_would_stay_does_not_move_at_once() -> None:
    """x and y gain by dropping a or b, and by dropping both, but not if z takes up c at that moment.

    z would gain by c alone; x's answer takes that back, so z is deterred. For sim it may choose c all the
    same; by the rule of Fraser and Hipel it stays, and nothing keeps x and y.
    """
    case = options(
        "xyz",
        {
            "x": ["NYN", "NNN", "NYY", "YYN", "NNY"],
            "y": ["YNN", "NNN", "YNY", "YYN", "NNY"],
            "z": ["YYY", "YYN"],
        },
    )
    assert at_once(case, "YYN") == "xy | xyz | z"


def test_what_is_answered_afterwards_needs_no_answer_at_once() -> None:
    """x (a and c) gains by a or by c. To c, y (b and d) answers with b. To a it has no answer.

    At once y would take up d. With a that makes YNNY, bad for x; with c NNYY, good for x. That does not
    matter, as c is answered already.
    """
    case = options(
        "xyxy",
        {
            "x": ["YNNN", "NNYN", "NNYY", "NNNN", "YNNY NYYN"],
            "y": ["NYYN", "NNYN", "NNYY", "YNNN", "YNNY", "NNNY", "NNNN"],
        },
    )
    assert at_once(case, "NNNN") == "xy |  | x"


def test_moves_at_once_need_options() -> None:
    with pytest.raises(NotSupportedError, match="sim_fh needs options"):
        stable_for(game_of(graph({"a": "1>2"}, {"a": "2 1"})), 0, "sim_fh")


# -- looking ahead -----------------------------------------------------------------------------


def stays(case: Case, concept: str) -> list[bool]:
    """Whether a stays in 1, looking 1, 2 and 3 moves ahead."""
    return [stable(case, "a", "1", concept, horizon=h) for h in (1, 2, 3)]


def test_a_coalition_answers_together_what_nobody_would_answer_alone() -> None:
    """From 2, b and c can reach 4, which both prefer; but b's step to 3 alone is a loss.

    Looking two moves ahead, individualists leave a in 2. Looking three ahead, b foresees c's step.
    """
    case = graph({"a": "1>2", "b": "2>3", "c": "3>4"}, {"a": "2 1 4 3", "b": "4 2 1 3", "c": "4 2 1 3"})
    assert stays(case, "limited_cc") == [False, True, True]
    assert stays(case, "limited_ci") == [False, False, True]
    assert stays(case, "maximin") == [False, True, True]


def test_a_concession_that_pays_if_the_others_act_together() -> None:
    case = graph({"a": "1>2", "b": "2>3", "c": "3>4"}, {"a": "4 1 2 3", "b": "4 2 1 3", "c": "4 2 1 3"})
    assert stays(case, "limited_cc") == [True, False, False]
    assert stays(case, "limited_ci") == [True, True, False]
    assert stays(case, "maximin") == [True, True, True]  # the hostile would stop at 3


def test_individualists_may_each_answer_in_their_own_way() -> None:
    """From 2, b would go to 3 and c to 4, and neither wants the other's: together they stay.

    a looks at the worst, 4.
    """
    case = graph({"a": "1>2", "b": "2>3", "c": "2>4"}, {"a": "3 2 1 4", "b": "3 2 4 1", "c": "4 2 3 1"})
    assert stays(case, "limited_ci") == [False, True, True]
    assert stays(case, "limited_cc") == [False, False, False]
    case = graph({"a": "1>2", "b": "2>3", "c": "2>4"}, {"a": "3 4 2 1", "b": "3 2 4 1", "c": "4 2 3 1"})
    assert stays(case, "limited_ci") == [False, False, False]


def test_a_coalition_takes_every_target_that_no_other_dominates() -> None:
    """b likes 3 best and c 4, and both like either better than 2: a must reckon with 4, the worse."""
    moves = {"a": "1>2", "b": "2>3", "c": "2>4"}
    split = graph(moves, {"a": "3 2 1 4", "b": "3 4 2 1", "c": "4 3 2 1"})
    agreed = graph(moves, {"a": "3 2 1 4", "b": "3 4 2 1", "c": "3 4 2 1"})
    tied = graph(moves, {"a": "3 2 1 4", "b": "34 2 1", "c": "3 4 2 1"})
    assert stable(split, "a", "1", "limited_cc", horizon=2)
    assert not stable(agreed, "a", "1", "limited_cc", horizon=2)
    assert not stable(tied, "a", "1", "limited_cc", horizon=2)


def test_an_onlooker_has_no_say_in_the_coalition() -> None:
    """d cannot move, and dislikes 3; b goes there all the same."""
    case = graph({"a": "1>2", "b": "2>3", "d": ""}, {"a": "2 1 3", "b": "3 2 1", "d": "1 2 3"})
    assert (
        stays(case, "limited_cc")
        == stays(case, "limited_ci")
        == stays(case, "limited")
        == [False, True, True]
    )


def test_maximin_looks_at_the_worst_whoever_it_hurts() -> None:
    """b would lose by answering with 3; a hostile b does it all the same."""
    case = graph({"a": "1>2", "b": "2>3"}, {"a": "2 1 3", "b": "2 1 3"})
    assert stays(case, "limited") == [False, False, False]
    assert stays(case, "maximin") == [False, True, True]


def test_maximin_counts_every_move_ahead() -> None:
    """2 is good, 3 bad, 4 good again, 5 worst: a leaves, stays, leaves, stays. (Who stays ends it.)"""
    case = graph({"a": "1>2 3>4", "b": "2>3 4>5"}, {"a": "2 4 1 3 5", "b": "12345"})
    found = [stable(case, "a", "1", "maximin", horizon=h) for h in (1, 2, 3, 4, 5)]
    assert found == [False, True, False, True, True]
    assert [stable(case, "a", "1", x) for x in ("nash", "gmr", "smr")] == found[:3]


def test_looking_ahead_needs_rankings() -> None:
    case = graph({"a": "1>2", "b": "2>1"}, {"a": "2 1", "b": "1 2"})
    for concept in ("limited_ci", "limited_cc", "maximin"):
        with pytest.raises(TertiusError, match="horizon"):
            stable_for(game_of(case), 0, concept, horizon=0)
        with pytest.raises(TertiusError, match="horizon"):
            Reference(case).stable("a", "1", concept, horizon=0)
