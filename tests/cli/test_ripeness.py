"""`tertius ripeness`: what it prints, its JSON, its exit codes."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[str, str]]


def test_a_view_makes_the_difference(run: Run) -> None:
    out, err = run("ripeness", "two-villages", code=1)
    said = " ".join(out.split())
    assert "The situation is not ripe for Hill and Valley, as each of them sees it (exact)." in said
    assert "Hill does not see that [Hill: Opens the sluice] is a way out." in said
    assert "it is not ripe" in err


def test_json_has_the_case_as_asked_and_each_view(run: Run) -> None:
    data = json.loads(run("ripeness", "two-villages", "--json", code=1)[0])
    assert (data["schema"], data["ripe"], data["asked"]["ripe"]) == ("tertius/ripeness/1", "no", "yes")
    assert data["seen_by"] == {"hill": "hostile", "valley": None}
    assert list(data["views"]) == ["hostile"]
    assert data["views"]["hostile"]["needs"]["valley"] == {"state": "YN", "prefers": "no", "short": 2}
    assert data["binds"] == [{"view": "hostile", "party": "valley"}]
    posts = json.loads(run("ripeness", "two-posts", "--json")[0])
    assert posts["margin"] == [0.4, 0.4]
    assert posts["ways_out"] == ["YYN", "YYY"]


def test_quiet_prints_the_verdict_the_margin_and_the_ways_out(run: Run) -> None:
    assert run("ripeness", "two-posts", "--quiet")[0] == "yes\t0.4\tYYN YYY\n"
    out, err = run("ripeness", "chicken", "--quiet", code=1)
    assert (out, err) == ("no\t-0.3333\t\n", "")


def test_readings_levers_parties_foresight_and_concept_are_heard(run: Run) -> None:
    data = json.loads(run("ripeness", "sochi-2018", "--reading", "balancing", "--foresight", "2", "--json", code=1)[0])
    assert (data["reading"], data["foresight"], data["asked"]["continuing"]) == ("balancing", 2, ["NNNNYNN"])
    data = json.loads(run("ripeness", "sochi-2018", "--parties", "russia,syria", "--concept", "nash", "--json")[0])
    assert (data["parties"], data["concept"]) == (["russia", "syria"], "nash")
    data = json.loads(run("ripeness", "two-villages", "--lever", "guards_answer", "--json", code=1)[0])
    assert data["levers"] == ["guards_answer"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("chicken", "--parties", "row"), "write --parties a,b"),
        (("chicken", "--parties", "row,colum"), "did you mean 'column'"),
        (("sochi-2018", "--parties", "iran,turkey"), "turkey has no preference"),
        (("chicken", "--concept", "limited"), "does not judge single steps"),
        (("chicken", "--concept", "cnash"), "does not judge single steps"),
        (("chicken", "--concept", "sek"), "did you mean 'seq'"),
        (("quarry", "--concept", "seq"), "needs to know every preference"),
    ],
)
def test_bad_input_is_refused(run: Run, words: tuple[str, ...], said: str) -> None:
    assert said in run("ripeness", *words, code=2)[1]


def test_without_a_conflict_or_a_status_quo_nothing_can_be_asked(run: Run, tmp_path: Path) -> None:
    text = "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nconflict:\n  options: {a: {go: Go}}\n  preferences: {a: [go], b: []}\n"
    (tmp_path / "t.yaml").write_text(text, encoding="utf-8")
    assert "no status quo" in run("ripeness", "t.yaml", code=2)[1]
    (tmp_path / "e.yaml").write_text("tertius: 1\ntitle: T\nactors: {a: A}\n", encoding="utf-8")
    assert "no conflict part" in run("ripeness", "e.yaml", code=2)[1]
