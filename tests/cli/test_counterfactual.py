"""`tertius counterfactual`: exit codes, JSON, what people read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.exceptions import BadParameter

from tertius.cli.counterfactual import command
from tertius.errors import TertiusError
from tertius.testing_commands import called

COMMIT = ("sochi-2018", "--target", "commit", "--foresight", "2")
CUBA = ("cuban-missile-crisis-1962", "--target", "withdraw", "--some")


def run(*words: str) -> tuple[int, str]:
    """Exit code and standard output."""
    return called(command, *words)[:2]


def test_json_has_every_part() -> None:
    code, out = run(*COMMIT, "--reading", "balancing", "--lever", "terms_backed_on_commitment", "-n", "50", "--seed", "1", "--json")
    data = json.loads(out)
    assert code == 0
    assert data["schema"] == "tertius/counterfactual/1"
    assert (data["reading"], data["draws"], data["seed"], data["exact"], data["complete"]) == ("balancing", 50, 1, False, True)
    (r,) = data["readings"]
    assert (r["target"], r["target_without"], r["how"], r["came_anyway"], r["over_determined"]) == ("holds", "fails", "over_determined", False, True)
    assert r["cuts"]["sets"] == [["tolerance_ends_on_commitment", "terms_backed_on_commitment"]]
    assert r["sufficient"]["sets"] == [["tolerance_ends_on_commitment"], ["terms_backed_on_commitment"]]
    first = r["factors"][0]
    assert (first["factor"], first["kind"], first["coercive"], first["needed"], first["alone"]) == (
        "tolerance_ends_on_commitment", "lever", True, "no", "holds",
    )  # fmt: skip
    low, high = first["necessity"]["range"]
    around = first["necessity"]["interval95"]
    assert around[0] <= low <= high <= around[1]
    assert data["bands"][0]["necessity"]["range"] == [low, high]
    assert r["actual_causes"]["responsibility"]["tolerance_ends_on_commitment"] == [1, 2]


def test_without_anything_uncertain_the_answer_is_exact() -> None:
    code, out = run(*CUBA, "--move", "air_strike", "--move", "blockade", "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["draws"], data["seed"], data["exact"]) == (0, None, True)
    (r,) = data["readings"]
    assert r["how"] == "over_determined"
    assert r["cuts"]["sets"] == [["us.air_strike", "us.blockade"]]
    assert [f["necessity"]["interval95"] for f in r["factors"]] == [[0.0, 0.0]] * 2
    _, out = run(*CUBA, "--move", "air_strike", "--move", "blockade")
    assert "0 (exact)" in out
    assert "Over-determined" in out


def test_the_seed_decides_and_nothing_else_does() -> None:
    words = (*COMMIT, "--reading", "balancing", "--json", "-n", "30")
    assert run(*words) == run(*words, "--seed", "0")
    assert run(*words) != run(*words, "--seed", "8")


def test_moves_on_record_and_the_situation_of_a_date() -> None:
    words = (*COMMIT, "--reading", "balancing", "--from", "2018-05-07", "--since", "2018-05-07", "--json", "-n", "5")
    data = json.loads(run(*words)[1])
    assert data["as_of"] == "2018-05-07"
    assert [f["factor"] for f in data["readings"][0]["factors"] if f["kind"] == "move"] == [
        "russia.does_not_object", "israel.strike", "not russia.supply_s300",
    ]  # fmt: skip


def test_exit_codes_and_quiet() -> None:
    assert run(*COMMIT, "--reading", "balancing", "--quiet", "-n", "5") == (0, "balancing\tneeded\ttolerance_ends_on_commitment\n")
    assert run(*COMMIT, "--reading", "israel_acts_alone", "--quiet")[0] == 1
    assert run(*COMMIT, "--reading", "balancing", "--limit", "2", "--quiet")[0] == 3


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*COMMIT, "--move", "syria.commit"), "explain itself"),
        ((*COMMIT, "--move", "strike", "--move", "not strike"), "contradict each other"),
        ((*COMMIT, "--move", "striek"), "did you mean 'strike'|no option 'striek'"),
        ((*COMMIT, "--lever", "nope"), "no lever 'nope'"),
        ((*COMMIT, "--from", "May"), "--from: 'May' is no date"),
        ((*COMMIT, "--since", "May"), "--since: 'May' is no date"),
        (("sochi-2018", "--target", "stall and not commit"), "holds in no state"),
        (("sochi-2018", "--target", "commti"), "--target"),
        ((*CUBA, "-n", "10"), "nothing in the case is uncertain"),
        ((*CUBA, "--seed", "1"), "nothing in the case is uncertain"),
        (("elmira", "--target", "s1", "--move", "s1"), "need options"),
        ((*COMMIT, "--concept", "limited"), "horizon"),
    ],
)
def test_bad_questions(words: tuple[str, ...], said: str) -> None:
    with pytest.raises(TertiusError, match=said):
        run(*words)


@pytest.mark.parametrize("number", ["0", "-3", "100001"])
def test_a_number_of_draws_out_of_range_is_a_usage_error(number: str) -> None:
    with pytest.raises(BadParameter, match="is not in the range"):
        run(*COMMIT, "-n", number)


def test_graph_form_and_names_full_of_signs(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        """tertius: 1
title: "[bold]سد[/bold]"
actors: {a: {name: "[red]عمان[/red]"}}
conflict:
  states: {s1: One, s2: "[link]zwei"}
  moves: {a: [s1 -> s2]}
  preferences: {a: {ranking: [s2, s1]}}
  status_quo: s1
levers: {l: {name: "[b]أ[/b]", by: a, effects: [allow: {a: [s1 -> s2]}]}, m: {by: a, effects: [forbid: {a: [s1 -> s2]}]}}
uncertainty: {preferences: {a: {reorder: adjacent, p: 0.5}}}
""",
        encoding="utf-8",
    )
    code, out = run(str(path), "--target", "s2", "--lever", "l")
    assert code == 0
    assert "[b]أ[/b]" in out
    assert "not needed" not in out
    assert "the case is in graph form" in out
    assert run(str(path), "--target", "s2", "--lever", "m", "--quiet") == (1, "-\tfails\t-\n")
