"""Status quo analysis, worked out by hand."""

from __future__ import annotations

from tertius import load, parse_case
from tertius.dynamics.legal_paths import legal_paths
from tertius.kernels.graph import game_of

CHAIN = (
    "tertius: 1\ntitle: Chain\nactors: {a: A, b: B}\nconflict:\n  states: {s0: s0, s1: s1, s2: s2, s3: s3}\n"
    "  moves: {a: [s0 -> s1, s1 -> s2, s2 -> s3], b: [s1 <-> s0]}\n"
    "  preferences: {a: {ranking: [s3, s2, s1, s0]}, b: {ranking: [s0, s1, s2, s3]}}\n  status_quo: s0\n"
)


def test_nobody_moves_twice_in_succession() -> None:
    """a takes s0 to s1 but not on to s2; through b, who brings it to s1 as well, a reaches s2; s3 never."""
    found = {p.state: p for p in legal_paths(game_of(parse_case(CHAIN)))}
    assert set(found) == {"s0", "s1", "s2"}
    assert found["s1"].path == (("a", "s0", "s1"),)
    assert found["s1"].last_movers == ("a", "b")
    assert found["s2"].path == (("b", "s0", "s1"), ("a", "s1", "s2"))
    assert found["s0"].path == (("a", "s0", "s1"), ("b", "s1", "s0"))


def test_improvements_only() -> None:
    """b never gains by going to s1, so only a's one step and b's way back are improvements."""
    found = {p.state: len(p.path) for p in legal_paths(game_of(parse_case(CHAIN)), improvements=True)}
    assert found == {"s1": 1, "s0": 2}


def test_a_limit_on_the_number_of_moves() -> None:
    assert {p.state for p in legal_paths(game_of(parse_case(CHAIN)), limit=1)} == {"s1"}


def test_without_a_status_quo_there_is_nothing_to_start_from() -> None:
    assert legal_paths(game_of(parse_case(CHAIN.replace("  status_quo: s0\n", "")))) == ()


def test_every_state_of_elmira_can_be_reached_but_the_status_quo_itself() -> None:
    """Only the local government could come back to s1, and only right after its own move."""
    found = {p.state: p for p in legal_paths(game_of(load("elmira")))}
    assert set(found) == {f"s{k}" for k in range(2, 10)}
    assert found["s9"].path == (("uniroyal", "s1", "s9"),)
    assert found["s8"].last_movers == ("moe", "uniroyal", "local")
    assert max(len(p.path) for p in found.values()) == 3
