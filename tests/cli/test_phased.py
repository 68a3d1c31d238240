"""`tertius phased`: what it prints, its JSON, its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[str, str]]


def test_the_steps_are_told_in_order(run: Run) -> None:
    out = " ".join(run("phased", "two-posts", "--to", "lift and inner")[0].split())
    steps = "1. Garrison takes up ‘Gives up the outer post’ 2. Town takes up ‘Lifts the toll’ 3. Garrison takes up ‘Gives up the inner post’"
    assert steps in out
    assert "The end lasts by itself." in out


def test_json_says_where_it_fails_and_what_mends_it(run: Run) -> None:
    words = ("phased", "two-posts", "--to", "lift and inner", "--reading", "back_in_a_day", "--json")
    data = json.loads(run(*words, code=1)[0])
    assert (data["schema"], data["exists"], data["agreement"], data["why"]) == ("tertius/phased/1", "no", None, "")
    assert data["nearest"]["failing"] == [2]
    (fault,) = data["nearest"]["faults"]
    assert (fault["kind"], fault["actor"], fault["instead"]) == ("stops", "town", "NYY")
    (mend,) = data["mends"]
    assert (mend["levers"], mend["cost"]) == (["toll_returns"], 1)
    assert mend["agreement"]["steps"] == [["garrison", "NNN", "NYN"], ["town", "NYN", "YYN"], ["garrison", "YYN", "YYY"]]
    assert data["mends_search"]["complete"] is True
    agreed = json.loads(run("phased", "two-posts", "--to", "lift and inner", "--json")[0])
    assert agreed["ends"] == {"YYY": 3}
    assert agreed["mends"] is None


def test_quiet_prints_the_verdict_and_the_steps(run: Run) -> None:
    out, err = run("phased", "two-villages", "--to", "open and not guard", "--reading", "hostile", "--quiet", code=1)
    assert out.splitlines() == ["no", "hill\tNY\tYY", "valley\tYY\tYN", "mend\t1\tguards_answer"]
    assert not err
    assert run("phased", "two-villages", "--to", "guard", "--quiet")[0] == "yes\n"


def test_a_lever_in_force_and_one_taken_out(run: Run) -> None:
    run("phased", "two-villages", "--to", "open and not guard", "--reading", "hostile", "--lever", "guards_answer")
    words = ("phased", "sochi-2018", "--to", "commit and not stall", "--reading", "balancing", "--foresight", "2", "--json")
    data = json.loads(run(*words, "--without", "stalling_excluded")[0])
    assert "stalling_excluded" not in data["levers"]
    assert {"option": "israel.strike", "value": "on"} in data["leads_to_force"]
    loose, lasting = json.loads(run(*words)[0]), json.loads(run(*words, "--lasting", code=1)[0])
    assert loose["agreement"]["end_lasts"] is False
    assert lasting["nearest"]["end_lasts"] is True


def test_already_there_nowhere_and_out_of_reach(run: Run) -> None:
    assert "no step is needed" in run("phased", "two-posts", "--to", "not lift")[0]
    said = run("phased", "elmira", "--to", "s1", "--reading", "none", code=2)[1]
    assert "reading" in said
    out = run("phased", "two-posts", "--to", "outer and not inner and lift", "--lasting", code=1)[0]
    assert "no situation that lasts by itself" in out


def test_a_limit_on_mends_is_said_and_exits_3(run: Run) -> None:
    words = ("phased", "sochi-2018", "--to", "iran.leave and not israel.strike", "--limit", "2")
    out, err = run(*words, code=3)
    assert "5 sets not looked at" in " ".join(out.split())
    assert "a limit was reached after 2 sets" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("chicken", "--to", "row.swerve and not row.swerve"), "holds in no state"),
        (("chicken", "--to", "raw.swerve"), "did you mean 'row.swerve'"),
        (("chicken", "--to", ""), "the expression is empty"),
        (("elmira", "--to", "s10"), "there is no state 's10'"),
        (("chicken", "--to", "row.swerve", "--lever", "l"), "there is no lever 'l'"),
        (("chicken",), "Missing option '--to'"),
    ],
)
def test_bad_input_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    assert said in run("phased", *words, code=2)[1]


def test_without_a_status_quo_or_a_conflict_nothing_can_be_asked(run: Run, tmp_path: Path) -> None:
    text = "tertius: 1\ntitle: T\nactors: {a: A}\nconflict:\n  options: {a: {go: Go}}\n  preferences: {a: [go]}\n"
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    assert "no status quo" in run("phased", "t.yaml", "--to", "go", code=2)[1]
    (tmp_path / "e.yaml").write_text("tertius: 1\ntitle: T\nactors: {a: A}\n", encoding="utf-8")
    assert "no conflict part" in run("phased", "e.yaml", "--to", "go", code=2)[1]


def test_names_with_markup_and_from_right_to_left_are_printed_as_they_are(run: Run, tmp_path: Path) -> None:
    text = (
        "tertius: 1\ntitle: '[bold]T'\nactors: {a: '[red]إيران', b: '<b>B</b>'}\nconflict:\n  options: {a: {go: '[x] Go'}, b: {no: No}}\n"
        "  preferences: {a: [not go], b: []}\n  status_quo: []\n"
    )
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    out = run("phased", "t.yaml", "--to", "go", code=1)[0]
    assert "[red]إيران" in out
    assert "‘[x] Go’" in out
