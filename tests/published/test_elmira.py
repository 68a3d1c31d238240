"""Elmira (shipped, nine states), beyond the equilibria as printed: coalitions, one player, looking ahead.

Kilgour, Hipel, Fang and Peng (2001) tell the story: state 5 (Uniroyal delays, the local government insists) is
an equilibrium that the Ministry and Uniroyal can leave together for state 8, what in fact came about.
The values are derived by hand below; the computed ones are the engine's and the oracle's.

Rankings, best first. Ministry: 7 3 4 8 5 1 2 6 9. Uniroyal: 1 4 8 5 9 3 7 2 6. Local: 7 3 5 1 8 6 4 2 9.
Moves: Ministry 1>2 3>4 5>6 7>8; Uniroyal 1>3 2>4 5>7 6>8 and 1..8>9; Local 1-5 2-6 3-7 4-8.
"""

from typing import Any

import numpy as np
import pytest

from tertius.io.catalogue import load
from tertius.kernels.graph import game_of
from tertius.kernels.merge import merged_game
from tertius.kernels.reference import Reference, merged
from tertius.stability.solve import equilibria, stable_states
from tertius.stability.verify import verify
from tertius.stability.witness import witness

CASE = load("elmira")


def found(concept: str, members: tuple[str, ...] = (), **how: Any) -> str:
    """The equilibria, as numbers; by the engine, after checking the oracle's."""
    game = merged_game(game_of(CASE), members) if members else game_of(CASE)
    model = merged(CASE, members) if members else Reference(CASE)
    table = stable_states(game, [concept], **how)[concept]
    states = tuple(game.codes[int(k)] for k in np.flatnonzero(equilibria(table)))
    assert states == model.equilibria(concept, **how)
    return " ".join(s[1:] for s in states)


@pytest.mark.parametrize(
    ("concept", "alone", "coalitional", "one_only"),
    [
        ("nash", "5 8 9", "8 9", "8 9"),
        ("gmr", "1 4 5 8 9", "1 4 8 9", "1 4 8 9"),
        ("smr", "1 4 5 8 9", "1 4 8 9", "1 4 8 9"),
        ("seq", "5 8 9", "8 9", "1 8 9"),
    ],
)
def test_coalitions_take_state_5_away(concept: str, alone: str, coalitional: str, one_only: str) -> None:
    """Ministry 5>6, Uniroyal 6>8: both prefer 8 to 5. Local can only go back to 4, which both prefer, too.

    If only these two can join forces, cseq adds state 1: there Local would move to 5, but 8, where they
    answer together, is worse for it than 1. Where all can, the Ministry and Local leave 1 for 5
    together, and Uniroyal alone has no improvement from 5.
    """
    assert found(concept) == alone
    assert found(f"c{concept}") == coalitional
    assert found(f"c{concept}", coalitions=[["moe", "uniroyal"]]) == one_only
    assert found(f"c{concept}", coalitions=[["moe", "local"], ["uniroyal", "local"]]) == alone
    assert found(f"c{concept}", coalitions=[]) == alone


def test_the_reason_is_the_ministry_and_uniroyal_together() -> None:
    game = game_of(CASE)
    for concept in ("cnash", "cgmr", "csmr", "cseq"):
        reason = witness(game, game.actor("moe"), game.codes.index("s5"), concept)
        assert not reason.stable
        assert set(reason.coalition) == {"moe", "uniroyal"}
        assert reason.unsanctioned == "s8"
        assert verify(CASE, reason) == []
        local = witness(game, game.actor("local"), game.codes.index("s5"), concept)
        assert local.stable


def test_as_one_player_the_ministry_and_uniroyal_hold_a_state_that_uniroyal_would_leave() -> None:
    """State 7 (9 of the twelve states before coalescing): Uniroyal accepts the order as it was, best of all for
    the Ministry and the local government, and worse for Uniroyal than to abandon (9). As one player they do
    nothing that the Ministry does not want. And they no longer stay in 5.
    """
    model = Reference(CASE)
    assert model.prefers("uniroyal", "s9", "s7")
    assert not model.stable("uniroyal", "s7", "nash")
    both = ("moe", "uniroyal")
    assert found("nash") == "5 8 9"
    assert found("nash", both) == "7 8 9"
    assert found("seq", both) == "1 7 8 9"
    view = merged(CASE, both)
    assert view.actors == ("moe+uniroyal", "local")
    assert view.moves("moe+uniroyal", "s7") == {"s8", "s9"}
    # From 1 they can go to 2, 3, 4, 9; 4 is better for both (Ministry 4 over 1, but Uniroyal 1 over 4: no).
    assert view.improvements("moe+uniroyal", "s1") == set()
    assert view.improvements("moe+uniroyal", "s5") == {"s8"}


def test_merging_differs_from_coalition_stability_in_both_directions() -> None:
    one_player, coalitional = set(found("nash", ("moe", "uniroyal")).split()), set(found("cnash").split())
    assert one_player - coalitional == {"7"}
    assert set(found("nash").split()) - one_player == {"5"}


@pytest.mark.parametrize("concept", ["limited_ci", "limited_cc"])
def test_looking_ahead_leads_away_from_5_without_a_coalition(concept: str) -> None:
    """Ministry at 5, two moves ahead: 5>6 is a loss in itself (5 over 6), but Uniroyal then goes to 8, its best
    from 6, and 8 is better than 5. With one move ahead it stays.
    """
    assert found(concept, horizon=1) == "5 8 9"
    for horizon in (2, 3, 4):
        assert found(concept, horizon=horizon) == "8 9"
    assert not Reference(CASE).stable("moe", "s5", concept, horizon=2)


def test_against_a_hostile_coalition_5_holds() -> None:
    """Whatever the Ministry does at 5, Uniroyal can abandon: 9, its worst."""
    assert found("maximin", horizon=1) == found("nash")
    assert found("maximin", horizon=2) == found("gmr")
    assert found("maximin", horizon=3) == found("smr")
    assert found("maximin", horizon=5) == "1 4 5 8 9"


def test_ways_of_sanctioning_do_not_matter_here() -> None:
    for concept in ("gmr", "smr", "seq"):
        for mode in ("once", "single"):
            assert found(concept, sanctions=mode) == found(concept)
