"""`tertius sweep`: what it says, what it keeps, and how it ends."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tertius import TertiusError, load
from tertius.cli.main import cli
from tertius.cli.sweep_progress import Recent, duration
from tertius.sweep.run import Pace
from tertius.testing_sweep import TALKS, TEXT, content

MAIN = "from tertius.cli.main import main; main()"


@pytest.fixture
def case(tmp_path: Path) -> str:
    file = tmp_path / "banks.yaml"
    file.write_text(TEXT, encoding="utf-8")
    return str(file)


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, ["sweep", *words], standalone_mode=False)


def answer(*words: str) -> Any:
    result = run(*words, "--json")
    assert result.exception is None, result.exception
    return json.loads(result.stdout)


def refused(*words: str) -> str:
    result = run(*words)
    assert isinstance(result.exception, TertiusError), result.output
    return str(result.exception)


def test_shares_are_of_all_draws_and_add_up(case: str) -> None:
    data = answer(case, "-n", "300", "--seed", "5")
    assert data["schema"] == "tertius/sweep/1"
    assert (data["draws"], data["asked"], data["seed"], data["complete"]) == (300, 300, 5, True)
    assert data["case"]["hash"] == load(case).hash
    verdict = data["verdicts"][0]
    assert verdict["claim"] == "C1"
    assert sum(verdict[v]["count"] for v in ("holds", "fails", "open")) == 300
    for row in [*data["outcomes"], *data["equilibria"]]:
        low, high = row["interval"]
        assert 0 <= low <= row["share"] == row["count"] / 300 <= high <= 1


def test_the_frequencies_are_those_of_the_draws_taken_one_by_one(case: str) -> None:
    """The brute force: each draw as a case of its own, analysed by itself."""
    from collections import Counter

    from tertius import analyze
    from tertius.model.uncertainty import drawn, generator

    found: Counter[str] = Counter()
    equilibria: Counter[tuple[str, str]] = Counter()
    for k in range(60):
        one = analyze(drawn(load(case), generator(7, k)))
        found.update(one.outcomes.states if one.outcomes is not None else ())
        equilibria.update((c, s) for c, states in one.equilibria.items() for s in states)
    data = answer(case, "-n", "60", "--seed", "7")
    assert {r["state"]: r["count"] for r in data["outcomes"] if r["state"] != "unsettled"} == found
    assert {(r["concept"], r["state"]): r["count"] for r in data["equilibria"]} == equilibria


def test_a_sweep_in_words(case: str) -> None:
    result = run(case, "-n", "300")
    assert result.exception is None
    for said in ("Two banks", "300 draws, seed 0", "what varies: the preferences of Upper and Lower", "Outcomes", "Claims", "Equilibria", "no probability"):
        assert said in " ".join(result.stdout.split())
    assert "C1" in result.stdout


def test_the_bare_result_is_a_table(case: str) -> None:
    result = run(case, "-n", "300", "--quiet")
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert {len(row) for row in rows} == {6}
    assert {row[0] for row in rows} == {"outcome", "equilibrium", "verdict"}
    assert result.stderr == ""


def test_the_least_change_that_flips_an_answer(tmp_path: Path) -> None:
    """By hand: the upper bank releases water only while it wants the agreement first; one swap of its two wishes ends that."""
    file = tmp_path / "agree.yaml"
    text = TEXT.replace("[lower.wait, not upper.release]", "[upper.release and lower.wait, not upper.release]")
    file.write_text(text.replace("[upper.release, not lower.wait]", "[lower.wait, upper.release]"), encoding="utf-8")
    data = answer(str(file), "-n", "10", "--flips")
    found = {f["of"]: (f["now"], f["distance"], f["nearest"], f["becomes"]) for f in data["flips"]}
    step = ["upper: not upper.release > upper.release and lower.wait"]
    assert found == {"": (["YY"], 1, step, ["NY"]), "C1": (["fails"], 1, step, ["holds"])}
    told = " ".join(run(str(file), "-n", "10", "--flips").stdout.split())
    assert "1 step, where Upper puts “not upper.release” before “upper.release and lower.wait”: where it leads: YY; then NY claim C1 fails; then holds" in told
    assert "flips" not in answer(str(file), "-n", "10")


def test_the_least_change_that_makes_a_lever_worthless(tmp_path: Path) -> None:
    """By hand: a promise to wait once water is released moves the upper bank only while it wants both before holding back."""
    file = tmp_path / "promise.yaml"
    text = TEXT.replace("[lower.wait, not upper.release]", "[upper.release and lower.wait, not upper.release]")
    text = text.replace("[upper.release, not lower.wait]", "[not lower.wait, upper.release]")
    lever = "levers: {promise: {name: Promise, by: lower, effects: [link: {lower.wait: upper.release}], basis: judged}}\n"
    file.write_text(text.replace("uncertainty:", lever + "uncertainty:"), encoding="utf-8")
    arguments = str(file), "-n", "10", "--flips", "--target", "upper.release"
    found = {f["kind"]: f for f in answer(*arguments)["flips"] if f["of"] == "promise"}
    assert {kind: (f["now"], f["distance"], f["becomes"], f["target"]) for kind, f in found.items()} == {
        "sufficient": (["holds"], 1, ["fails"], "upper.release"), "necessary": (["holds"], 1, ["unreached"], "upper.release"),
    }  # fmt: skip
    assert found["sufficient"]["nearest"] == ["upper: not upper.release > upper.release and lower.wait"]
    told = " ".join(run(*arguments).stdout.split())
    assert "lever promise is enough for upper.release; then is not lever promise is necessary for upper.release; then no set of levers reaches it" in told
    assert "flip of sufficient for upper.release\t\tpromise\tfails\t1\t1" in run(*arguments, "--quiet").stdout
    assert "add --flips" in refused(str(file), "--changes", "5")


def test_kept_gone_on_with_and_shown_without_the_case(case: str, tmp_path: Path) -> None:
    out = str(tmp_path / "draws")
    first = answer(case, "-n", "1500", "--out", out, "--workers", "1")
    before = content(Path(out))
    assert answer(case, "-n", "1500", "--out", out) == first
    assert content(Path(out)) == before
    Path(case).unlink()
    assert answer("--summary", out) == first
    assert "Two banks" in run("--summary", out).stdout


def test_shards_of_a_batch_queue(case: str, tmp_path: Path) -> None:
    whole = answer(case, "-n", "5000")
    folders = [str(tmp_path / f"s{k}") for k in (1, 2, 3)]
    result = run(case, "-n", "5000", "--out", folders[0], "--shard", "1/3")
    assert "shard 1 of 3 is 1,024 of 5,000 draws" in result.stderr
    assert "--summary" in result.stderr
    assert answer("--summary", folders[0])["complete"] is False
    for k in (2, 3):
        run(case, "-n", "5000", "--out", folders[k - 1], "--shard", f"{k}/3", "--quiet")
    together = answer(*(word for f in folders for word in ("--summary", f)))
    assert together == whole


def test_stopping_early_says_so(case: str) -> None:
    result = run(case, "-n", "100000", "--until", "0.05")
    assert "as no interval is wider than 0.05" in result.stderr
    data = answer(case, "-n", "100000", "--until", "0.05")
    assert data["stopped_early"]
    assert data["widest_interval"] <= 0.05
    assert data["draws"] < 100000


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-n", "0"), "0 draws were asked for"),
        (("-n", "-5"), "-5 draws were asked for"),
        (("--shard", "3"), "write i/n"),
        (("--shard", "x/2"), "write i/n"),
        (("--shard", "5/4", "--out", "x"), "no shard 5 of 4; shards are numbered from 1"),
        (("--shard", "1/2"), "a shard needs a folder"),
        (("--until", "2"), "a width is between 0 and 1"),
        (("--workers", "0"), "0 workers"),
        (("--claims", "C9"), "there is no claim 'C9'"),
        (("--reading", "none"), "there is no reading"),
        (("--target", "uper.release"), "did you mean 'upper.release'"),
        (("--concepts", "nasch"), "nash"),
    ],
)
def test_what_is_wrong_is_said(case: str, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    assert said in refused(case, *words)
    assert not (tmp_path / "x").exists()


def test_a_case_in_which_nothing_varies() -> None:
    assert "nothing in the case is declared uncertain" in refused("chicken")


def test_the_summary_takes_nothing_else(case: str, tmp_path: Path) -> None:
    assert "leave out CASE" in refused(case, "--summary", str(tmp_path))
    assert "leave out --seed" in refused("--summary", str(tmp_path), "--seed", "1")
    assert "has no manifest.json" in refused("--summary", str(tmp_path))


def test_ctrl_c_ends_with_130_and_a_store_that_goes_on(case: str, tmp_path: Path) -> None:
    out = tmp_path / "draws"
    words = [sys.executable, "-c", MAIN, "sweep", case, "-n", "1000000000", "--out", str(out), "--workers", "1"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    end = time.monotonic() + 30
    while not list((out / "parts").glob("0*.json")) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130, errors
    assert "the same command goes on from there" in errors
    assert "Traceback" not in errors
    assert answer("--summary", str(out))["draws"] > 0


@pytest.mark.parametrize(("module", "words"), [("duckdb", ("--out", "draws")), ("distributed", ("--scheduler", "tcp://127.0.0.1:1"))])
def test_without_the_extra_it_says_which(case: str, tmp_path: Path, module: str, words: tuple[str, ...]) -> None:
    code = f"import sys; sys.modules['{module}'] = None; " + MAIN
    extra = {"duckdb": "sweep", "distributed": "dask"}[module]
    done = subprocess.run([sys.executable, "-c", code, "sweep", case, "-n", "10", *words], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 2
    assert f"pip install 'tertius[{extra}]'" in done.stderr
    assert not (tmp_path / "draws").exists()
    plain = subprocess.run([sys.executable, "-c", code, "sweep", case, "-n", "10", "--quiet"], capture_output=True, text=True)
    assert (plain.returncode, plain.stderr) == (0, "")


def test_a_negotiation_alone_in_each_form(tmp_path: Path) -> None:
    data = answer("iran-2013", "-n", "40", "--claims", "D1,D8", "--out", str(tmp_path / "draws"))
    assert (data["outcomes"], data["equilibria"], data["levers_for"], data["concepts"]) == ([], [], [], [])
    assert {v["claim"] for v in data["verdicts"]} == {"D1", "D8"}
    stock = next(n for n in data["numbers"] if (n["of"], n["reading"]) == ("stock", None))
    assert stock["draws"] == 40
    assert 0 <= stock["p10"] <= stock["p50"] <= stock["p90"] <= 100
    assert {i["kind"] for a in data["answers"] for i in a["influences"]} <= {"position", "salience", "power"}
    words = run("--summary", str(tmp_path / "draws")).stdout
    assert "the median of the forecast" in words
    assert "positions, saliences and powers" in " ".join(words.split())
    bare = [line.split("\t") for line in run("--summary", str(tmp_path / "draws"), "--quiet").stdout.splitlines()]
    assert ["clause", "", "stock", "p50", f"{stock['p50']:.4g}", "40"] in bare
    assert answer("iran-2013", "-n", "5", "--no-numbers", "--claims", "D1")["numbers"] == []
    assert "leave out --no-numbers" in refused("--summary", str(tmp_path / "draws"), "--no-numbers")


def test_how_far_a_number_would_have_to_be_otherwise_in_each_form(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    file.write_text(TALKS, encoding="utf-8")
    data = answer(str(file), "-n", "5", "--flips", "--claims", "M,P", "--reading", "r")
    assert data["flips"] == []
    points = {(p["claim"], p["input"]): p for p in data["tipping"]}
    place = points["M", "a: position on x"]
    assert (place["kind"], place["actor"], place["now"], place["stands"], place["within"]) == ("position", "a", "fails", [20, 60], [0, 84])
    # The clause has its median there where the party that outweighs the other stands there.
    assert (place["keeps"], place["changes"], place["becomes"]) == (79.99, 80, "holds")
    assert all((p["changes"], p["becomes"]) == (None, None) and p["tried"] >= 10 for (claim, _), p in points.items() if claim == "P")
    assert "tipping" not in answer(str(file), "-n", "5", "--claims", "M")
    words = " ".join(run(str(file), "-n", "5", "--flips", "--claims", "M,P", "--reading", "r").stdout.split())
    assert "claim M fails; it changes with" in words
    assert "position on “Clause x” (x) at 80: then it holds (79.99 keeps it; the case says 20 to 60)" in words
    assert "claim P holds: 7 numbers" in words
    bare = [line.split("\t") for line in run(str(file), "-n", "5", "--flips", "--claims", "M,P", "--reading", "r", "--quiet").stdout.splitlines()]
    assert ["tipping by a: position on x", "r", "M", "holds", "80", str(place["tried"])] in bare
    assert "No answer is asked" in run(str(file), "-n", "5", "--flips", "--claims", "none").stdout


def test_durations_as_people_say_them() -> None:
    assert [duration(s) for s in (0.2, 59, 119, 120, 3599, 7200, 100_000, 10**7)] == [
        "0 s", "59 s", "119 s", "2 min", "60 min", "2 h", "28 h", "116 days",
    ]  # fmt: skip


def test_what_asks_nothing_is_refused_and_what_leads_nowhere_is_no_answer(tmp_path: Path) -> None:
    file = tmp_path / "talks.yaml"
    file.write_text(TALKS, encoding="utf-8")
    assert "nothing is asked" in refused(str(file), "-n", "5", "--claims", "none", "--no-numbers")
    file.write_text(TEXT.replace("  status_quo: []\n", "").split("claims:")[0], encoding="utf-8")
    words = " ".join(run(str(file), "-n", "20", "--flips").stdout.split())
    assert "where it leads" not in words
    assert "No answer is asked" in words
    assert "nothing to start from" not in words


def test_the_time_left_goes_by_the_second_half_so_far() -> None:
    """By hand: 10 draws in the first 4 s, while worlds are worked out, then 100 a second."""
    recent = Recent()
    recent.add(Pace(done=0, total=2_000, found=0, seconds=0.0))
    assert recent.left(Pace(done=0, total=2_000, found=0, seconds=0.0)) is None
    for seconds, done in ((4.0, 10), (5.0, 110), (8.0, 410)):
        pace = Pace(done=done, total=2_000, found=0, seconds=seconds)
        recent.add(pace)
    assert recent.rate == 100
    assert recent.left(pace) == pytest.approx(15.9)
