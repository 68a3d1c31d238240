"""`tertius evidence` and `tertius forecasts`: the contract's JSON, exit codes, what people read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click import Command

from tertius.cli.evidence import command as evidence
from tertius.cli.forecasts import command as forecasts
from tertius.errors import NothingFoundError, TertiusError
from tertius.testing_commands import called


def run(command: Command, *words: str) -> tuple[int, str]:
    """Exit code and standard output."""
    return called(command, *words)[:2]


def test_json_has_the_shape_of_the_contract() -> None:
    code, out = run(evidence, "sochi-2018", "--json")
    data = json.loads(out)
    assert code == 0
    assert data["schema"] == "tertius/evidence/1"
    assert list(data["posterior"]) == data["readings"] == ["balancing", "managed_process", "position_of_strength", "regional_trade", "restatement"]
    assert all(low <= mid <= high for low, mid, high in data["posterior"].values())
    # By hand from the draft: I counts 1, II 2.
    assert data["inconsistency"] == {"balancing": 4, "managed_process": 0, "position_of_strength": 0, "regional_trade": 6, "restatement": 1}
    assert list(data["diagnosticity"]) == [f"V{k}" for k in range(1, 11)]
    assert data["diagnosticity"]["V1"] == pytest.approx(1.4613, abs=1e-4)
    assert {flip["kind"] for flip in data["flips"]} == {"cell", "rows"}
    assert data["exact"] is True
    assert "against" not in data


def test_one_reading_is_shown_against_the_others() -> None:
    data = json.loads(run(evidence, "two-villages", "--reading", "hostile", "--json")[1])
    assert data["against"]["reading"] == "hostile"
    assert data["against"]["rows"]["stood_down"]["as_it_is"][1] == pytest.approx(-8.451, abs=1e-3)
    assert "against each other" in run(evidence, "two-villages", "--reading", "hostile")[1]
    with pytest.raises(TertiusError, match="does not compare the reading 'strikes_need_permission'"):
        run(evidence, "sochi-2018", "--reading", "strikes_need_permission")
    with pytest.raises(TertiusError, match="did you mean 'balancing'"):
        run(evidence, "sochi-2018", "--reading", "balancin")


def test_as_of_cuts_rows_and_readings() -> None:
    data = json.loads(run(evidence, "sochi-2018", "--as-of", "2018-05-18", "--json")[1])
    assert data["known_by"] == "2018-05-18"
    assert list(data["posterior"]) == ["balancing", "position_of_strength", "regional_trade", "restatement"]
    assert [row["id"] for row in data["rows"]] == ["V1", "V2"]
    with pytest.raises(NothingFoundError) as caught:
        run(evidence, "sochi-2018", "--as-of", "2017")
    assert caught.value.exit_code == 1


def test_a_case_without_either_exits_1() -> None:
    for command in (evidence, forecasts):
        with pytest.raises(NothingFoundError) as caught:
            run(command, "chicken")
        assert caught.value.exit_code == 1


def test_words_name_nobody_ahead_outside_the_part_about_flips() -> None:
    _, out = run(evidence, "sochi-2018")
    text = " ".join(out.split())
    assert text.count("is ahead with") == 1
    assert "By middle values ‘Managed process’ is ahead with 0.75 (0.18 to 0.98)." in text
    assert "exactly one of the readings" in text
    _, quiet = run(evidence, "two-villages", "--quiet")
    assert [line.split("\t")[0] for line in quiet.splitlines()] == ["as_it_is", "hostile"]


def test_forecasts_json() -> None:
    data = json.loads(run(forecasts, "sochi-2018", "--json")[1])
    assert data["schema"] == "tertius/forecasts/1"
    rows = {row["id"]: row for row in data["forecasts"]}
    assert rows["F1"]["brier"] == pytest.approx([0.7225, 0.8464, 0.9801])
    assert (rows["F2"]["not_scored"], rows["F2"]["brier"], rows["F2"]["outcome"]) == ("void", None, "void")
    assert data["scores"]["count"] == 5
    assert data["always_half"]["brier"] == 0.25
    assert data["ladder"]["highest"]["level"] == "L4"
    assert data["by"]["korybko-2018"]["count"] == 5


def test_an_infinite_score_is_null(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "tertius: 1\ntitle: T\nactors: {a: A}\nforecasts: [{id: F, text: t, made: 2018, p: 1, resolved: {date: 2019, outcome: no}}]\n", "utf-8"
    )
    data = json.loads(run(forecasts, str(path), "--json")[1])
    assert data["forecasts"][0]["log"] == [None, None, None]
    assert "no bound" in " ".join(run(forecasts, str(path))[1].split())


def test_forecasts_for_people() -> None:
    text = " ".join(run(forecasts, "two-villages")[1].split())
    assert "2 of 4 forecasts scored. Brier score 0.37 to 0.50, where always saying 0.5 scores 0.25" in text
    assert "Void, kept and not scored (their condition was never met): guards_return." in text
    assert "2 scored forecasts cannot show whether a forecaster is calibrated" in text
    assert run(forecasts, "two-villages", "--quiet")[1].splitlines()[3] == "guards_return\tvoid\tvoid"


HOSTILE = """
tertius: 1
title: "<b>T</b>"
actors: {a: A}
readings:
  r: {name: "قراءة أولى <script>alert(1)</script>"}
  s: {name: "A reading with a name that goes on and on and on, so that no column is wide enough for the whole of what it says"}
evidence:
  rows:
    - {id: V, date: 2018, text: "[red]x[/red] & <i>y</i>", likelihood: {r: N, s: N}}
ladder: {commitment: "[bold]c", levels: {"0": "<none>", "1": ""}, reached: [{level: "0", date: 2018}]}
forecasts: [{id: "F<1>", text: "<b>", made: 2018}]
"""


def test_markup_long_and_right_to_left_names(tmp_path: Path) -> None:
    from tertius.io.load import load_case
    from tertius.report.build import build
    from tertius.report.render import render

    path = tmp_path / "case.yaml"
    path.write_text(HOSTILE, "utf-8")
    _, out = run(evidence, str(path))
    assert "[red]x[/red]" in out
    assert "are level, so there is no lead to change" in " ".join(out.split())
    assert "[bold]c" in run(forecasts, str(path))[1]
    page = render(build(load_case(path)))
    assert "<script>alert" not in page
    assert "<i>y</i>" not in page
