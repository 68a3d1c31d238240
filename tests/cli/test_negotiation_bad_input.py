"""Bad input to `negotiate` and `backtest`: exit 2, one line that names the place and one that says how to mend it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

CASE = """\
tertius: 1
title: Talks
actors: {a: A, b: B}
negotiation:
  rule: {kind: consensus}
  parties:
    a: {power: 2}
    b: {power: 1}
  issues:
    k:
      status_quo: 20
      positions:
        a: {position: 30, salience: 50}
        b: {position: [60, 80], salience: 70}
"""
HEAD = "issue,group,actor,position,salience,power,status_quo,outcome\n"
GOOD = HEAD + "k,g,a,10,50,1,0,30\nk,g,b,90,50,1,0,30\n"


@pytest.mark.parametrize(
    ("old", "new", "place", "mend"),
    [
        ("position: 30", "position: 130", "case.yaml:13:23", "0 to 100"),
        ("[60, 80]", "[80, 60]", "case.yaml:14:23", "expected [60, 80]"),
        ("a: {power: 2}\n    b: {power: 1}", "a: {power: 0}\n    b: {power: 0}", "case.yaml:6:3", "a power above 0 for some party"),
        ("\n      positions:\n        a: {position: 30, salience: 50}\n        b: {position: [60, 80], salience: 70}", "\n      name: K", "case.yaml:10:5", "positions: {a party:"),
        ("{kind: consensus}", "{kind: quota, share: 3}", "case.yaml:5:30", "at most 1, such as 0.03 for 3 %"),
        ("{kind: consensus}", "{kind: quota, share: 0.5, votes: {a: 0, b: 0}}", "case.yaml:5", "a vote"),
        ("{kind: consensus}", "{kind: all, of: []}", "case.yaml:5", "of: a list of rules"),
    ],
)
def test_cases(run: Callable[..., tuple[str, str]], old: str, new: str, place: str, mend: str) -> None:
    assert old in CASE
    text = CASE.replace(old, new)
    Path("case.yaml").write_text(text, encoding="utf-8")
    _, err = run("negotiate", "case.yaml", code=2)
    assert place in err
    assert mend in err


def test_one_actor(run: Callable[..., tuple[str, str]]) -> None:
    text = CASE.replace("    b: {power: 1}\n", "").replace("        b: {position: [60, 80], salience: 70}\n", "")
    Path("case.yaml").write_text(text, encoding="utf-8")
    _, err = run("negotiate", "case.yaml", code=2)
    assert "case.yaml:5:3: negotiation: one party negotiates; expected two or more parties with positions" in err


@pytest.mark.parametrize(
    ("text", "place", "mend"),
    [
        (GOOD.replace(",10,", ",110,"), "t.csv:2:4", "put other scales onto 0 to 100 first"),
        (GOOD.replace(",10,", ",90..10,"), "t.csv:2:4", "expected 10..90"),
        (GOOD.replace(",50,1,", ",50,0,"), "t.csv:2:6", "a power above 0 for at least one actor"),
        (GOOD.replace("k,g,b", "k,g,a"), "t.csv:3:3", "one row for an actor and issue"),
        (GOOD.replace("position", "place"), "t.csv:1:1", "issue, group, actor, position"),
        (GOOD.replace(",10,", ',"10,5",'), "t.csv:2:4", "decimal commas need semicolons or tabs between the cells"),
        (GOOD.replace("90,50,1,0,30", "90,50,1,0,40"), "t.csv:3:8", "the same in all rows of an issue"),
        (GOOD.replace("salience", "saliance"), "t.csv:1:5", "did you mean 'salience'?"),
        (GOOD.replace("status_quo", "Status-quo"), "t.csv:1:7", "did you mean 'status_quo'?"),
        (HEAD, "t.csv:1:1", "a row for each actor and issue"),
        (GOOD + '"k,g,c,1\n', "t.csv:4", "quotes that are closed"),
    ],
)
def test_tables(run: Callable[..., tuple[str, str]], text: str, place: str, mend: str) -> None:
    Path("t.csv").write_text(text, encoding="utf-8")
    _, err = run("backtest", "t.csv", "--fit", "shipped", code=2)
    assert place in err
    assert mend in err


@pytest.mark.parametrize("text", [GOOD.encode("utf-8-sig"), GOOD.replace(",", ";").replace(";10;", ";10,0;").encode(), GOOD.replace(",", "\t").encode(), ("sep=;\r\n" + GOOD.replace(",", ";")).encode("utf-8-sig")])
def test_marks_separators_and_decimal_commas_change_nothing(run: Callable[..., tuple[str, str]], text: bytes) -> None:
    Path("t.csv").write_text(GOOD, encoding="utf-8")
    plain, _ = run("backtest", "t.csv", "--fit", "shipped", "--quiet")
    Path("t.csv").write_bytes(text)
    assert run("backtest", "t.csv", "--fit", "shipped", "--quiet")[0] == plain


def test_other_columns_are_kept_and_a_missing_outcome_is_named(run: Callable[..., tuple[str, str]]) -> None:
    Path("t.csv").write_text(GOOD.replace("power", "status").replace("outcome", "result"), encoding="utf-8")
    _, err = run("backtest", "t.csv", "--fit", "shipped", code=1)
    assert "in a column `outcome`" in err


def test_one_actor_and_an_issue_without_positions_in_a_table(run: Callable[..., tuple[str, str]]) -> None:
    Path("t.csv").write_text(HEAD + "k,g,a,10,50,1,0,30\nempty,g,a,,50,1,0,30\n", encoding="utf-8")
    out, err = run("backtest", "t.csv", "--fit", "shipped", "--models", "all")
    assert "1 issue without a position" in err
    assert "'empty' on line 3" in err
    assert "ktab_turns" in out


def test_the_positions_of_a_case_go_out_in_both_formats(run: Callable[..., tuple[str, str]]) -> None:
    Path("case.yaml").write_text(CASE, encoding="utf-8")
    for name in ("p.csv", "p.xlsx"):
        _, err = run("negotiate", "case.yaml", "--positions", name)
        assert f"wrote {name}" in err
    assert Path("p.csv").read_text(encoding="utf-8").splitlines()[1:] == ["k,talks,a,30,50,2,20,,,", "k,talks,b,60..80,70,1,20,,,"]
    _, err = run("negotiate", "case.yaml", "--positions", "p.txt", code=2)
    assert "ends in .csv or .xlsx" in err
