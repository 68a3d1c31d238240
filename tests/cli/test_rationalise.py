"""`tertius rationalise`: what it prints, its JSON, its exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[str, str]]

VALLEY = """tertius: 1
title: A valley
actors: {upper: Upper, lower: Lower}
conflict:
  options:
    upper: {open: Opens the sluice}
    lower: {guard: {name: Guards the bank, coercive: yes}}
  preferences:
    upper: [not guard, not open]
    lower: [open, guard iff not open]
  status_quo: [lower.guard]
as_of: 2001-01-01
history:
  - {id: e1, date: 2001-02-01, actor: upper, does: [open], text: It opens.}
  - {id: e2, date: 2001-02-02, actor: lower, does: [not guard], text: The guards leave.}
readings:
  proud: {name: Proud, changes: {conflict: {preferences: {upper: [not open]}}}}
  bound: {name: Bound, effects: [fix: {upper.open: "off"}]}
"""


@pytest.fixture
def run(run: Run, tmp_path: Path) -> Run:
    """A command in a folder with `valley.yaml`."""
    (tmp_path / "valley.yaml").write_text(VALLEY, encoding="utf-8")
    return run


def test_json_has_events_by_readings_and_least_changes(run: Run) -> None:
    data = json.loads(run("rationalise", "valley.yaml", "--json")[0])
    assert (data["schema"], data["foresight"], data["known_by"]) == ("tertius/rationalise/1", 2, "2001-01-01")
    assert [e["known"] for e in data["events"]] == [False, False]
    rows = {r["reading"]: r for r in data["readings"]}
    assert list(rows) == [None, "proud", "bound"]
    assert [m["class"] for m in rows[None]["moves"]] == ["foresight", "at_once"]
    assert [m["class"] for m in rows["proud"]["moves"]] == ["unexplained", "at_once"]
    assert [m["class"] for m in rows["bound"]["moves"]] == ["beyond", "unexplained"]
    assert data["separating"] == ["e1", "e2"]
    (part,) = rows["proud"]["parts"]
    assert (part["part"], part["explained"], part["unexplained"], part["beyond"]) == ("all", 1, 1, 0)
    # A new statement for opening (1) has to stand above the old one (1); one about guards is not suggested.
    least = {x["kind"]: x for x in part["least"]}["statements"]
    assert (least["cost"], least["proven"], least["changes"][0]["statements"]) == (2, True, ["upper.open", "not open"])


def test_one_bare_line_a_reading_and_part(run: Run) -> None:
    out, _ = run("rationalise", "valley.yaml", "--quiet", "--classes")
    assert out.splitlines() == ["-\tall\t2\t2\t\t", "proud\tall\t1\t2\t\t", "bound\tall\t0\t2\t\t"]


def test_without_the_solver_classes_stay_and_the_note_says_how_to_install(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysat.examples.rc2", None)
    out, err = run("rationalise", "valley.yaml")
    assert "tertius[inverse]" in err
    assert "e1 and e2 are explained under some readings and not under others." in " ".join(out.split())
    assert "Least change" not in out
    assert json.loads(run("rationalise", "valley.yaml", "--json")[0])["solver"] is False


def test_reasons_are_told_event_by_event(run: Run) -> None:
    out, _ = run("rationalise", "valley.yaml", "--reading", "proud", "--foresight", "1")
    text = " ".join(out.split())
    assert "✕ unexplained Upper does not prefer [as it is now, but with Upper: Opens the sluice] to [as it is now]" in text
    assert "1 of 2 explained; 1 unexplained." in text
    assert "Each change was applied and the record replayed." in text


def test_as_of_cuts_the_record(run: Run) -> None:
    data = json.loads(run("rationalise", "valley.yaml", "--as-of", "2001-02-01", "--json")[0])
    assert [e["id"] for e in data["events"]] == ["e1"]
    _, err = run("rationalise", "valley.yaml", "--as-of", "2001-01-31", code=1)
    assert "no move and no refusal" in err


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (("elmira",), "the history records no move", 1),
        (("valley.yaml", "--reading", "prowd"), "did you mean 'proud'", 2),
        (("valley.yaml", "--foresight", "3"), "1<=x<=2", 2),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(run: Run, words: tuple[str, ...], said: str, code: int) -> None:
    _, err = run("rationalise", *words, code=code)
    assert said in err


def test_a_case_without_a_conflict_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "bare.yaml").write_text("tertius: 1\ntitle: Bare\nactors: {a: A}\n", encoding="utf-8")
    _, err = run("rationalise", "bare.yaml", code=2)
    assert "conflict" in err
