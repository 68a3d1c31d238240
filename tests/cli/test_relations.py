"""`tertius relations`: exit codes, the contract's JSON, what people read."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import pytest

from tertius.cli.relations import command
from tertius.errors import CaseError, NothingFoundError, TertiusError
from tertius.testing_commands import called

EVENTS = "date,source,target,goldstein\n" + "".join(
    f"2018-0{m}-{d:02d},{a},{b},{v}\n"
    for m in (4, 5)
    for d, (a, b, v) in enumerate(
        [("RUS", "ISR", 2.6), ("RUS", "SYR", 1.9), ("ISR", "SYR", -7), ("ISR", "SYR", -7), ("RUS", "ISR", 2.6), ("TUR", "RUS", 0.4)], 1
    )
)


def run(*words: str) -> tuple[int, str]:
    """Exit code and standard output."""
    return called(command, *words)[:2]


@pytest.fixture
def events(tmp_path: Path) -> str:
    path = tmp_path / "events.csv"
    path.write_text(EVENTS, encoding="utf-8")
    return str(path)


def test_json_has_the_shape_of_the_contract(events: str) -> None:
    code, out = run(events, "--json")
    data = json.loads(out)
    assert code == 0
    assert (data["schema"], data["layout"], data["rows"], data["complete"]) == ("tertius/relations/1", "own", 12, True)
    first = data["periods"][0]
    assert (first["period"], first["nodes"], first["edges"]) == ("2018-04", 4, 4)
    # Russia is with both, and they are at odds: one tie of three has to go.
    assert first["frustration"] == {"index": 1, "normalised": 0.5, "exact": True, "bounds": [1, 1], "why": None}
    assert (first["balanced_triads"], first["bridges"]) == (0.0, {"RUS": 1})
    assert first["triads"] == {"+++": 0, "++-": 1, "+--": 0, "---": 0}
    assert {tuple(t) for t in first["critical"]} == {("ISR", "RUS", 1), ("ISR", "SYR", -1), ("RUS", "SYR", 1)}
    assert first["bridges_one_tie_wrong"]["RUS"] == [0, 1]
    assert first["clusterable"] is False
    assert first["brokerage"]["RUS"] == {"positive": 3, "negative": 0, "bridges": 1, "rate": pytest.approx(1 / 3), "constraint": pytest.approx(1 / 3)}


def test_sensitivity_is_always_there(events: str) -> None:
    _, out = run(events, "--json")
    found = {(r["threshold"], r["min_events"]): (r["edges"], r["bridges"]) for r in json.loads(out)["periods"][0]["sensitivity"]}
    assert found[0.5, 1] == (3, {"RUS": 1})
    assert found[2.0, 1] == (2, {})
    assert found[0.0, 2] == (2, {})
    _, out = run(events)
    assert "What turns on the threshold" in out
    assert [line.split() for line in out.splitlines() if line.strip().startswith("ties above")] == [["ties", "above", "0*", "0.5", "1", "2", "3"]]
    assert [line.split()[-6:] for line in out.splitlines() if "at least" in line][-1] == ["1*", "2", "3", "5", "10", "20"]
    assert "L · T of RUS" in out


def test_options_change_what_is_asked(events: str, tmp_path: Path) -> None:
    assert [p["edges"] for p in json.loads(run(events, "--json", "--threshold", "0.5")[1])["periods"]] == [3, 3]
    assert [p["period"] for p in json.loads(run(events, "--json", "--period", "year")[1])["periods"]] == ["2018"]
    assert [p["edges"] for p in json.loads(run(events, "--json", "--min-events", "2", "--value", "sum")[1])["periods"]] == [2, 2]
    assert json.loads(run(events, "--json", "--actors", "RUS,ISR")[1])["periods"][0]["nodes"] == 2
    assert json.loads(run(events, "--json", "--as-of", "2018-04-30")[1])["left_out"] == {"after the as-of date": 6}
    assert json.loads(run(events, "--json", "--no-critical")[1])["periods"][0]["critical"] is None
    (tmp_path / "names.csv").write_text("alias,actor\nRUS,Russia\n", encoding="utf-8")
    assert json.loads(run(events, "--json", "--aliases", str(tmp_path / "names.csv"))[1])["periods"][0]["bridges"] == {"Russia": 1}


def test_quiet_is_a_line_a_period(events: str) -> None:
    assert run(events, "--quiet") == (0, "2018-04\t4\t4\t1\t1\n2018-05\t4\t4\t1\t1\n")


def test_a_case_is_told_with_its_names_and_its_own_settings() -> None:
    code, out = run("great-powers-1872-1907")
    assert code == 0
    assert "Italy 4 [2–5]" in out
    assert "Signs" not in out
    assert "All signs are given in words" in out
    assert "A model of an argument" in out
    data = json.loads(run("great-powers-1872-1907", "--json")[1])
    assert data["case"]["title"].startswith("Six great powers")
    assert [p["period"] for p in data["periods"]] == ["1872", "1882", "1890", "1894", "1904", "1907"]
    assert data["periods"][-1]["bridges"] == {"italy": 4}


def test_sochi_in_may_and_as_known_then() -> None:
    periods = {p["period"]: p for p in json.loads(run("sochi-2018", "--json")[1])["periods"]}
    assert {k: p["bridges"].get("russia", 0) for k, p in periods.items()} == {"2018-04": 2, "2018-05": 4, "2018-07": 4, "2018-09": 2}
    then = json.loads(run("sochi-2018", "--json", "--as-of", "2018-05-18")[1])
    assert [p["period"] for p in then["periods"]] == ["2018-04", "2018-05"]


def test_limits_give_bounds_and_exit_code_3(tmp_path: Path) -> None:
    rng = random.Random(2)
    rows = [f"{a},{b},{rng.choice('+-')}" for a, b in itertools.combinations([f"s{k:02d}" for k in range(26)], 2)]
    path = tmp_path / "ties.csv"
    path.write_text("a,b,sign\n" + "\n".join(rows), encoding="utf-8")
    code, out = run(str(path), "--limit", "300", "--json")
    found = json.loads(out)["periods"][0]["frustration"]
    assert code == 3
    assert (found["index"], found["normalised"], found["exact"], found["why"]) == (None, None, False, "size")
    assert 0 < found["bounds"][0] < found["bounds"][1]
    code, out = run(str(path), "--limit", "300")
    assert code == 3
    assert "(--limit)" in " ".join(out.split())
    code, out = run(str(path), "--time", "0.05", "--json")
    assert code == 3
    assert json.loads(out)["periods"][0]["frustration"]["why"] == "time"


def test_nothing_found_is_exit_code_1(events: str) -> None:
    assert run(events, "--threshold", "9", "--quiet")[0] == 1
    with pytest.raises(NothingFoundError, match="no section `relations`"):
        run("elmira")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--actors", "RUS,Isr"), "did you mean 'ISR'"),
        (("--threshold", "-1"), "must be 0 or more"),
        (("--min-events", "0"), "must be 1 or more"),
        (("--reading", "balancing"), "a table has neither"),
        (("--as-of", "May"), "'May' is no date"),
    ],
)
def test_what_cannot_be_asked_of_a_table_is_refused(words: tuple[str, ...], said: str, events: str) -> None:
    with pytest.raises(TertiusError, match=said):
        run(events, *words)


def test_what_cannot_be_asked_of_a_case_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TertiusError, match="--aliases is for tables"):
        run("sochi-2018", "--aliases", str(tmp_path / "x.csv"))
    with pytest.raises(TertiusError, match="'1872' is a year, coarser than a month"):
        run("great-powers-1872-1907", "--period", "month")
    with pytest.raises(TertiusError, match="there is no such file"):
        run("gone.csv")
    (tmp_path / "t.csv").write_text("period,a,b,sign\n46-49,A,B,+\n", encoding="utf-8")
    with pytest.raises(CaseError, match="'46-49' is no date"):
        run(str(tmp_path / "t.csv"), "--period", "year")


def test_names_of_any_script_and_with_markup_come_through(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("a,b,sign\nروسيا,[bold]x,+\nروسيا,'<i>',+\n[bold]x,'<i>',-\n", encoding="utf-8")
    code, out = run(str(path))
    assert code == 0
    assert "\u2068روسيا\u2069 1" in out
    assert "[bold]x" in out


def test_an_empty_table_is_not_said_to_have_signs(tmp_path: Path) -> None:
    path = tmp_path / "self.csv"
    path.write_text("date,source,target,goldstein\n2018-01-01,a,a,3\n", encoding="utf-8")
    code, text = run(str(path))
    said = " ".join(text.split())
    assert code == 1
    assert "Left out: 1 row (within one actor)." in said
    assert "There is no tie and no event, so nothing turns on it." in said
    assert "All signs" not in said
