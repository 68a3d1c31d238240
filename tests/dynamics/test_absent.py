"""Why a setting is no state, and why an actor cannot change an option: against the definitions as sets."""

from __future__ import annotations

from itertools import product

from hypothesis import given

from tertius.dynamics.absent import absent, barred
from tertius.dynamics.solved import Solved
from tertius.explain.absent_english import barred_words
from tertius.explain.english import Teller
from tertius.io.load import parse_case
from tertius.kernels.reference import Reference
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.layers import situate
from tertius.testing import option_cases

TALKS = """
tertius: 1
title: Talks
actors: {state: State, rebels: Rebels, army: Army, union: Union}
conflict:
  options:
    state: {withdraw: Withdraws}
    rebels: {drop: {name: Drops the demand, direction: "on"}, disarm: {name: Disarms, direction: "on"}}
    army: {attack: Attacks}
    union: {monitor: Monitors}
  infeasible: [disarm and not drop, withdraw and attack]
  preferences: {state: [disarm], rebels: [withdraw], army: [attack], union: [drop]}
  status_quo: [attack]
levers:
  troops: {by: state, effects: [link: {withdraw: disarm and monitor}]}
  calm: {by: state, effects: [needs: {attack: not drop}]}
  none: {by: state, effects: [forbid: [monitor]]}
"""


@given(option_cases())
def test_something_speaks_against_just_the_settings_that_are_no_states(case: Case) -> None:
    assert isinstance(case.conflict, OptionConflict)
    states = set(Reference(case).states)
    for letters in product("NY", repeat=len(case.conflict.options)):
        code = "".join(letters)
        assert bool(absent(case.conflict, case.conflict.on(code))) == (code not in states)


@given(option_cases())
def test_an_option_is_barred_where_its_direction_allows_a_change_and_no_move_makes_it(case: Case) -> None:
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    game, sets, teller = Solved(case).game, Reference(case), Teller(case)
    for actor in game.actors:
        for index, here in enumerate(game.codes):
            expected = []
            for k, option in enumerate(conflict.options):
                one_way = option.direction == ("on" if here[k] == "Y" else "off")
                moved = any(there[k] != here[k] for there in sets.moves(actor, here))
                if option.key in sets.free(actor) and not one_way and not moved:
                    expected.append(option.key)
            found = barred(conflict, game, actor, index)
            assert [b.option for b in found] == expected
            for b in found:
                assert b.kind == "forbidden" or b.against, b
                assert barred_words(teller, b).startswith("Not possible here: ")


def _words(actor: str, on: set[str], lever: str) -> list[str]:
    case = situate(parse_case(TALKS), levers=[lever])
    assert isinstance(case.conflict, OptionConflict)
    solved = Solved(case)
    index = solved.index(case.conflict.code(frozenset(on)))
    assert index is not None
    return [barred_words(Teller(case), b) for b in barred(case.conflict, solved.game, actor, index)]


def test_what_comes_on_with_a_move_and_rules_it_out_is_told() -> None:
    assert _words("rebels", {"rebels.drop", "army.attack", "union.monitor"}, "troops") == [
        "Not possible here: Rebels takes up ‘Disarms’ (State: ‘Withdraws’ comes on with it). The case rules out ‘Withdraws’ and ‘Attacks’ as infeasible."
    ]


def test_a_need_that_fails_and_an_option_no_longer_taken_up_are_told() -> None:
    assert _words("army", {"rebels.drop"}, "calm") == [
        "Not possible here: Army takes up ‘Attacks’. ‘Army: Attacks’ can be on only while not ‘Drops the demand’."
    ]
    assert _words("union", set(), "none") == ["Not possible here: Union takes up ‘Monitors’. It is not taken up any more."]


def test_an_option_that_changes_together_with_another_is_not_barred() -> None:
    # By hand: disarming alone is infeasible from the status quo, disarming and dropping the demand is not.
    assert _words("rebels", {"army.attack"}, "none") == []
