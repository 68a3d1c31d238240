"""Completion, worked out by hand: what a move drags along, which states are left, what is refused."""

from collections.abc import Sequence

import numpy as np
import pytest

from tertius.errors import ImpossibleError, LimitError
from tertius.kernels.graph import game_of
from tertius.kernels.hypercube import status_quo_changes
from tertius.kernels.reference import Reference
from tertius.model.case import Actor, Case, Effect
from tertius.model.conflict import Option, OptionConflict, Preference
from tertius.model.expr import Expr, parse
from tertius.model.layers import situate


def build(
    owners: str,
    *effects: Effect,
    infeasible: Sequence[str] = (),
    on: str | None = None,
    directions: Sequence[str] = (),
) -> Case:
    """Option k is `x.a`, `y.b`, ...: letter k of `owners` says whose it is. `on` is a state code."""
    ways = [*directions, *["both"] * (len(owners) - len(directions))]
    options = tuple(
        Option(who, name, name, way) for who, name, way in zip(owners, "abcdefgh", ways, strict=False)
    )
    actors = tuple(Actor(who, who) for who in dict.fromkeys(owners))
    conflict = OptionConflict(
        options,
        tuple(expr(owners, text) for text in infeasible),
        {actor.id: Preference("statements") for actor in actors},
        None if on is None else frozenset(o.key for o, x in zip(options, on, strict=True) if x == "Y"),
    )
    return situate(Case("By hand", actors, conflict), given=effects)


def expr(owners: str, text: str) -> Expr:
    full = {name: f"{who}.{name}" for who, name in zip(owners, "abcdefgh", strict=False)}
    return parse(text, full.__getitem__)


def fix(owners: str, name: str, value: bool) -> Effect:
    return Effect("fix", expr(owners, name).atoms[0], value=value)


def link(owners: str, name: str, text: str) -> Effect:
    return Effect("link", expr(owners, name).atoms[0], expr=expr(owners, text))


def needs(owners: str, name: str, text: str) -> Effect:
    return Effect("needs", expr(owners, name).atoms[0], expr=expr(owners, text))


def forbid(owners: str, name: str) -> Effect:
    return Effect("forbid", expr(owners, name).atoms[0])


def states(case: Case) -> list[str]:
    game = game_of(case)
    assert game.codes == Reference(case).states
    return list(game.codes)


def moves(case: Case, actor: str, state: str) -> set[str]:
    game = game_of(case)
    found = {game.codes[q] for q in game.moves[game.actor(actor)].of(game.codes.index(state))}
    assert found == Reference(case).moves(actor, state)
    return found


# -- free options ------------------------------------------------------------------------------


def test_states_ascend_with_the_first_option_as_the_lowest_bit() -> None:
    assert states(build("xxy")) == ["NNN", "YNN", "NYN", "YYN", "NNY", "YNY", "NYY", "YYY"]


def test_a_move_changes_one_or_more_of_the_movers_options() -> None:
    case = build("xxy")
    assert moves(case, "x", "NNN") == {"YNN", "NYN", "YYN"}
    assert moves(case, "y", "NNN") == {"NNY"}


def test_one_way_options_go_one_way() -> None:
    case = build("xx", directions=["on", "off"])
    assert moves(case, "x", "NY") == {"YY", "NN", "YN"}
    assert moves(case, "x", "YN") == set()


def test_infeasible_states_are_left_out_and_not_moved_through() -> None:
    case = build("xxy", infeasible=["a and b"])
    assert states(case) == ["NNN", "YNN", "NYN", "NNY", "YNY", "NYY"]
    assert moves(case, "x", "YNN") == {"NNN", "NYN"}


def test_a_forbidden_option_may_stay_or_be_dropped_but_not_taken_up() -> None:
    case = build("xx", forbid("xx", "a"))
    assert states(case) == ["NN", "YN", "NY", "YY"]
    assert moves(case, "x", "NN") == {"NY"}
    assert moves(case, "x", "YN") == {"NN", "YY", "NY"}


# -- fixed options -----------------------------------------------------------------------------


def test_a_fixed_option_has_its_value_in_every_state_and_nobody_moves_it() -> None:
    case = build("xy", fix("xy", "a", True))
    assert states(case) == ["YN", "YY"]
    assert moves(case, "x", "YN") == set()
    assert moves(case, "y", "YN") == {"YY"}


def test_fix_ignores_direction() -> None:
    case = build("xx", fix("xx", "a", False), directions=["on"], on="YN")
    assert states(case) == ["NN", "NY"]
    (change,) = status_quo_changes(case.conflict)  # type: ignore[arg-type]
    assert (change.option, change.declared, change.now, change.why) == ("x.a", True, False, "fixed")


def test_a_later_fix_replaces_an_earlier_link() -> None:
    case = situate(build("xy", link("xy", "a", "b")), given=[fix("xy", "a", True)])
    assert states(case) == ["YN", "YY"]


def test_a_later_link_replaces_an_earlier_fix() -> None:
    case = situate(build("xy", fix("xy", "a", True), on="YN"), given=[link("xy", "a", "b")])
    assert states(case) == ["NN", "YY"]
    (change,) = status_quo_changes(case.conflict)  # type: ignore[arg-type]
    assert (change.option, change.now, change.why) == ("x.a", False, "linked")


# -- links -------------------------------------------------------------------------------------


def test_what_a_linked_option_does_is_part_of_the_movers_move() -> None:
    case = build("xy", link("xy", "a", "not b"), on="YN")
    assert states(case) == ["YN", "NY"]
    assert moves(case, "y", "YN") == {"NY"}
    assert moves(case, "x", "YN") == set()


def test_links_chain_whatever_their_order() -> None:
    """a = b, b = not c, c free: turning c on turns both others off."""
    chain = [link("xyz", "a", "b"), link("xyz", "b", "not c")]
    for effects in (chain, chain[::-1]):
        case = build("xyz", *effects)
        assert states(case) == ["YYN", "NNY"]
        assert moves(case, "z", "YYN") == {"NNY"}


def test_a_link_to_a_fixed_option_is_constant() -> None:
    assert states(build("xyz", fix("xyz", "b", True), link("xyz", "a", "not b"))) == ["NYN", "NYY"]


def test_a_move_whose_link_makes_an_infeasible_state_does_not_exist() -> None:
    case = build("xy", link("xy", "a", "b"), infeasible=["a"])
    assert states(case) == ["NN"]
    assert moves(case, "y", "NN") == set()


def test_a_cycle_of_links_is_refused_and_printed() -> None:
    with pytest.raises(ImpossibleError, match=r"x\.a -> y\.b -> z\.c -> x\.a"):
        build("xyz", link("xyz", "a", "b"), link("xyz", "b", "c"), link("xyz", "c", "not a"))


def test_a_link_to_itself_is_a_cycle() -> None:
    with pytest.raises(ImpossibleError, match=r"x\.a -> x\.a"):
        build("x", link("x", "a", "not a"))


def test_linking_a_one_way_option_and_forbidding_a_fixed_or_linked_one_are_refused() -> None:
    with pytest.raises(ImpossibleError, match="one-way"):
        build("xy", link("xy", "a", "b"), directions=["on"])
    for effect in (fix("xy", "a", False), link("xy", "a", "b")):
        with pytest.raises(ImpossibleError, match="cannot be forbidden"):
            build("xy", effect, forbid("xy", "a"))


def test_two_settings_of_one_option_in_one_layer_are_refused() -> None:
    with pytest.raises(ImpossibleError, match="set twice"):
        build("xy", fix("xy", "a", True), link("xy", "a", "b"))


# -- needs -------------------------------------------------------------------------------------


def test_a_need_drops_in_the_very_move_that_ends_it_and_does_not_return() -> None:
    """a needs b. When y drops b, a goes with it; when y takes b up again, a stays off."""
    case = build("xy", needs("xy", "a", "b"), on="YY")
    assert states(case) == ["NN", "NY", "YY"]
    assert moves(case, "y", "YY") == {"NN"}
    assert moves(case, "y", "NN") == {"NY"}
    assert moves(case, "x", "NY") == {"YY"}


def test_an_option_that_would_drop_at_once_cannot_be_taken_up() -> None:
    case = build("xy", needs("xy", "a", "b"))
    assert moves(case, "x", "NN") == set()


def test_a_one_way_option_drops_all_the_same_when_its_need_ends() -> None:
    case = build("xy", needs("xy", "a", "b"), directions=["on"])
    assert moves(case, "x", "YY") == set()
    assert moves(case, "y", "YY") == {"NN"}


def test_needs_cascade() -> None:
    """a needs b needs c: dropping c drops all three, dropping b leaves c."""
    case = build("xyz", needs("xyz", "a", "b"), needs("xyz", "b", "c"))
    assert states(case) == ["NNN", "NNY", "NYY", "YYY"]
    assert moves(case, "z", "YYY") == {"NNN"}
    assert moves(case, "y", "YYY") == {"NNY"}


def test_options_that_need_each_other_stand_or_fall_together() -> None:
    """Neither can be taken up alone; one actor with both takes them up together."""
    apart = build("xy", needs("xy", "a", "b"), needs("xy", "b", "a"))
    assert states(apart) == ["NN", "YY"]
    assert moves(apart, "x", "YY") == moves(apart, "y", "YY") == {"NN"}
    assert moves(apart, "x", "NN") == set()
    together = build("xx", needs("xx", "a", "b"), needs("xx", "b", "a"))
    assert moves(together, "x", "NN") == {"YY"}


def test_options_that_need_each_others_absence_drop_at_the_same_moment() -> None:
    """a and b both unmet when both are on, so both drop: a move of y from YN leads nowhere but NN."""
    case = build("xy", needs("xy", "a", "not b"), needs("xy", "b", "not a"))
    assert states(case) == ["NN", "YN", "NY"]
    assert moves(case, "y", "YN") == {"NN"}


def test_two_needs_of_one_option_must_both_hold() -> None:
    case = build("xyz", needs("xyz", "a", "b"), needs("xyz", "a", "c"))
    assert [s for s in states(case) if s[0] == "Y"] == ["YYY"]


def test_a_link_follows_what_a_need_has_dropped() -> None:
    """a needs b; c = a. When y drops b, a drops and c with it."""
    case = build("xyz", needs("xyz", "a", "b"), link("xyz", "c", "a"), on="YYY")
    assert states(case) == ["NNN", "NYN", "YYY"]
    assert moves(case, "y", "YYY") == {"NNN"}


def test_what_has_dropped_does_not_return_when_a_link_makes_its_need_hold_again() -> None:
    """a needs c, c = not a: whoever takes a up turns c off and so loses a; c comes back, a does not."""
    case = build("xyz", needs("xyz", "a", "c"), link("xyz", "c", "not a"))
    assert states(case) == ["NNY", "NYY"]
    assert moves(case, "x", "NNY") == set()


def test_a_need_of_a_fixed_option_excludes_the_states_where_it_fails() -> None:
    case = build("xy", fix("xy", "a", True), needs("xy", "a", "b"), on="NY")
    assert states(case) == ["YY"]
    assert moves(case, "y", "YY") == set()


def test_a_need_of_a_linked_option_excludes_the_states_where_it_fails() -> None:
    """a = b, and a needs c: b on without c is no state, so z cannot drop c while b is on."""
    case = build("xyz", link("xyz", "a", "b"), needs("xyz", "a", "c"))
    assert states(case) == ["NNN", "NNY", "YYY"]
    assert moves(case, "z", "YYY") == set()
    assert moves(case, "y", "YYY") == {"NNY"}


# -- the status quo ----------------------------------------------------------------------------


def test_every_difference_from_the_declared_status_quo_is_reported_with_its_reason() -> None:
    effects = [fix("xyzw", "a", False), link("xyzw", "b", "a"), needs("xyzw", "c", "b")]
    case = build("xyzw", *effects, on="YYYY")
    changes = status_quo_changes(case.conflict)  # type: ignore[arg-type]
    assert [(c.option, c.declared, c.now, c.why) for c in changes] == [
        ("x.a", True, False, "fixed"),
        ("y.b", True, False, "linked"),
        ("z.c", True, False, "its need does not hold"),
    ]
    game = game_of(case)
    assert game.status_quo is not None
    assert game.codes[game.status_quo] == "NNNY" == Reference(case).status_quo


@pytest.mark.parametrize(
    ("effects", "infeasible", "reason"),
    [
        ([], ["a and b"], "a and b"),
        ([("fix", "a", ""), ("needs", "a", "not b")], [], "a need of a fixed or linked option fails"),
    ],
)
def test_an_infeasible_status_quo_is_refused_with_the_reason(
    effects: list[tuple[str, str, str]], infeasible: list[str], reason: str
) -> None:
    made = [fix("xy", a, True) if kind == "fix" else needs("xy", a, text) for kind, a, text in effects]
    case = build("xy", *made, infeasible=infeasible, on="YY")
    with pytest.raises(ImpossibleError, match=reason):
        game_of(case)
    with pytest.raises(ImpossibleError):
        Reference(case)


def test_no_state_left_is_refused() -> None:
    case = build("xy", infeasible=["true"])
    with pytest.raises(ImpossibleError, match="no state is left"):
        game_of(case)


# -- limits ------------------------------------------------------------------------------------


def many(free: int, *, fixed: int = 0) -> Case:
    options = tuple(Option("x", f"o{k}", f"o{k}") for k in range(free + fixed))
    conflict = OptionConflict(options, (), {"x": Preference("statements")}, None)
    effects = [Effect("fix", o.key, value=True) for o in options[free:]]
    return situate(Case("Many", (Actor("x", "x"),), conflict), given=effects)


def test_a_model_too_large_is_refused_before_anything_is_allocated(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **named: object) -> None:
        raise AssertionError("an array was allocated")

    for name in ("zeros", "empty", "ones", "full", "arange", "concatenate"):
        monkeypatch.setattr(np, name, refuse)
    for options in (31, 40, 62, 63, 200):
        with pytest.raises(LimitError, match=f"{options} free options"):
            game_of(many(options))


def test_a_limit_error_says_what_to_do_and_has_its_own_exit_code() -> None:
    with pytest.raises(LimitError, match="fix options that the question does not turn on") as caught:
        game_of(many(40))
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("options", [1100, 20_000])
def test_a_model_beyond_all_measure_is_refused_by_the_same_error(options: int) -> None:
    with pytest.raises(LimitError):
        game_of(many(options))


def test_fixed_options_do_not_count_towards_the_limit() -> None:
    assert game_of(many(3, fixed=50)).states == 8


def test_sixty_two_options_keep_their_letters() -> None:
    code = game_of(many(1, fixed=61)).codes
    assert code == ("N" + "Y" * 61, "Y" * 62)
