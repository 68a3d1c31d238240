"""`tertius leverage`: exit codes, the contract's JSON, what people read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tertius.cli.leverage import command
from tertius.errors import CaseError, TertiusError
from tertius.testing_commands import called


def run(*words: str) -> tuple[int, str]:
    """Exit code and standard output."""
    return called(command, *words)[:2]


def test_json_has_the_shape_of_the_contract() -> None:
    code, out = run("sochi-2018", "--target", "syria.commit", "--foresight", "2", "--json")
    data = json.loads(out)
    assert code == 0
    assert data["schema"] == "tertius/leverage/1"
    assert set(data["baseline"]) >= {"every", "some", "outcomes"}
    assert [(p["levers"], p["cost"], p["every"]) for p in data["plans"]] == [(["terms_backed_on_commitment"], 2.0, "holds")]
    assert set(data["plans"][0]) >= {"levers", "cost", "outcomes", "every", "credible"}
    assert data["necessary"] == data["sufficient"] == ["terms_backed_on_commitment"]
    assert data["pivot"] == {"s300_withheld": 0.0, "terms_backed_on_commitment": 1.0, "stalling_excluded": 0.0}
    assert data["excluded_coercive"] == ["tolerance_ends_on_commitment"]
    assert data["complete"] is True


def test_exit_codes() -> None:
    assert run("sochi-2018", "--target", "iran.leave", "--quiet")[0] == 1
    assert run("sochi-2018", "--target", "syria.commit", "--limit", "2", "--quiet")[0] == 3
    for target, said in (("commi", "did you mean"), ("stall and not commit", "'stall and not commit' holds in no state")):
        with pytest.raises(TertiusError, match=said):
            run("sochi-2018", "--target", target)


def test_a_coercive_lever_can_be_given_and_is_named_where_it_is_not() -> None:
    _, out = run("sochi-2018", "--target", "commit")
    assert "In no plan, as coercive" in out
    _, out = run("sochi-2018", "--target", "commit", "--foresight", "2", "--lever", "tolerance_ends_on_commitment", "--json")
    data = json.loads(out)
    assert (data["levers"], data["coercive_levers"]) == (["tolerance_ends_on_commitment"],) * 2
    assert data["excluded_coercive"] == []
    assert not any("tolerance_ends_on_commitment" in p["levers"] for p in data["plans"])


def test_a_lever_of_the_reading_can_be_taken_out_and_may_then_be_chosen() -> None:
    words = ("sochi-2018", "--target", "commit and not stall", "--foresight", "2", "--reading", "balancing", "--json")
    assert json.loads(run(*words)[1])["plans"][0]["levers"] == []
    data = json.loads(run(*words, "--without", "stalling_excluded")[1])
    assert [p["levers"] for p in data["plans"]] == [["stalling_excluded"]]


def test_an_owner_that_is_no_actor_is_found_when_the_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "tertius: 1\ntitle: T\nactors: {a: A}\nconflict:\n  options: {a: {x: X}}\n  preferences: {a: []}\n  status_quo: []\n"
        "levers: {l: {name: L, by: nobody, effects: [fix: {a.x: on}]}}\n",
        encoding="utf-8",
    )
    with pytest.raises(CaseError, match="nobody"):
        run(str(path), "--target", "x")
    path.write_text(path.read_text("utf-8").replace("by: nobody", "by: a, cost: -1"), encoding="utf-8")
    with pytest.raises(CaseError, match="cost"):
        run(str(path), "--target", "x")


def test_quiet_prints_cost_and_levers() -> None:
    assert run("sochi-2018", "--target", "commit", "--quiet") == (0, "2\tterms_backed_on_commitment\n")
