"""`tertius backtest`: the contract's JSON, files out, exit codes, what people read."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from tertius.cli.backtest import command
from tertius.errors import NothingFoundError, TertiusError, UnknownNameError
from tertius.testing_commands import called


def run(*words: str) -> tuple[int, str]:
    return called(command, *words)[:2]


def rows(groups: range, seed: int) -> str:
    rng = np.random.default_rng(seed)
    text = "issue,group,actor,position,salience,power,status_quo,outcome\n"
    for g in groups:
        for k in range(2):
            positions = rng.integers(0, 11, 4) * 10
            out = int(rng.choice(positions)) if k else int(rng.integers(0, 101))
            for a, x in enumerate(positions):
                text += f"g{g}k{k},g{g},a{a},{x},{int(rng.integers(10, 90))},{a + 1},0,{out}\n"
    return text


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "t.csv"
    path.write_text(rows(range(20), 1) + "open,g0,a0,50,,1,,\n", encoding="utf-8")
    return str(path)


def test_json_has_the_shape_of_the_contract(table: str) -> None:
    code, out = run(table, "--json", "--folds", "4")
    data = json.loads(out)
    assert code == 0
    assert (data["schema"], data["issues"], data["groups"], data["fitted"], data["folds"]) == ("tertius/backtest/1", 40, 20, "folds", 4)
    assert data["left_out"] == {"without an outcome": 1, "without a position": 0}
    assert "European Union law only" in data["warning"]
    own = data["models"]["tertius"]
    assert set(own) >= {"mae", "median_ae", "crps", "log_score", "pit80", "difference_to"}
    low, high = own["difference_to"]["compromise"]["crps"]
    assert low <= own["difference_to"]["compromise"]["crps_mean"] <= high
    assert data["models"]["compromise"]["log_score"] is None
    assert run(table, "--json", "--folds", "4")[1] == out


def test_one_file_with_a_fit_on_another(table: str, tmp_path: Path) -> None:
    train = tmp_path / "train.csv"
    train.write_text(rows(range(100, 120), 2), encoding="utf-8")
    data = json.loads(run(table, "--fit", str(train), "--json")[1])
    assert (data["fitted"], data["folds"], data["groups_seen_by_the_fit"]) == ("table", 0, [])
    seen = json.loads(run(table, "--fit", table, "--json")[1])
    assert len(seen["groups_seen_by_the_fit"]) == 20
    assert json.loads(run(table, "--fit", "shipped", "--json")[1])["fitted"] == "shipped"


def test_what_people_read(table: str) -> None:
    _, out = run(table, "--models", "tertius,normal30")
    words = " ".join(out.split())
    assert "40 issues in 20 groups" in words
    assert "European Union law only" in words
    assert "normal30" in words
    assert "median " not in words.split("MAE:")[0].replace("median error", "")
    assert "Careful" in " ".join(run(table, "--fit", table, "--models", "tertius")[1].split())


def test_quiet_is_a_line_a_model(table: str) -> None:
    _, out = run(table, "--quiet", "--models", "uniform,compromise")
    assert [line.split("\t")[0] for line in out.splitlines()] == ["compromise", "uniform"]


def test_a_row_an_issue_and_the_weights(table: str, tmp_path: Path) -> None:
    out, weights = tmp_path / "o.csv", tmp_path / "w.json"
    run(table, "--out", str(out), "--save-fit", str(weights), "--models", "tertius,compromise", "--quiet")
    found = list(csv.DictReader(out.read_text(encoding="utf-8").splitlines()))
    assert len(found) == 80
    assert all(float(r["low80"]) <= float(r["forecast"]) <= float(r["high80"]) for r in found)
    book = tmp_path / "o.xlsx"
    run(table, "--out", str(book), "--models", "tertius,compromise", "--quiet")
    sheet = pytest.importorskip("openpyxl").load_workbook(book)["scores"]
    assert sheet.max_row == 81
    assert [c.value for c in sheet[1]][:4] == ["group", "issue", "model", "outcome"]
    kept = json.loads(weights.read_text())
    assert (kept["issues"], kept["groups"], kept["source"]["file"]) == (40, 20, "t.csv")
    with pytest.raises(TertiusError, match="not made anew"):
        run(table, "--fit", "shipped", "--save-fit", str(weights))


def test_usage(table: str, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'compromise'"):
        run(table, "--models", "comprmise")
    few = tmp_path / "few.csv"
    few.write_text("issue,actor,position,outcome\nk,a,10,20\n", encoding="utf-8")
    with pytest.raises(TertiusError, match="--fit shipped"):
        run(str(few))
    assert run(str(few), "--fit", "shipped")[0] == 0
    few.write_text("issue,actor,position\nk,a,10\n", encoding="utf-8")
    with pytest.raises(NothingFoundError, match="needs outcomes"):
        run(str(few))


def test_what_cannot_be_done_is_refused_before_anything_is_written(table: str, tmp_path: Path) -> None:
    with pytest.raises(TertiusError, match="--folds: with --fit there are no folds"):
        run(table, "--fit", "shipped", "--folds", "4")
    out = tmp_path / "scores.pdf"
    with pytest.raises(TertiusError, match=r"ends neither in \.csv nor in \.xlsx"):
        run(table, "--out", str(out))
    assert not out.exists()


def test_kept_weights_score_as_when_they_were_made(table: str, tmp_path: Path) -> None:
    weights, other = tmp_path / "w.json", tmp_path / "other.csv"
    other.write_text(rows(range(40, 50), 5), encoding="utf-8")
    run(table, "--save-fit", str(weights), "--models", "tertius", "--quiet")
    fresh, kept = (json.loads(run(str(other), "--fit", fit, "--models", "tertius", "--json")[1]) for fit in (table, str(weights)))
    assert (fresh["fitted"], kept["fitted"]) == ("table", "file")
    assert kept["models"]["tertius"]["crps"] == pytest.approx(fresh["models"]["tertius"]["crps"])
    seen = json.loads(run(table, "--fit", str(weights), "--models", "tertius", "--json")[1])
    assert len(seen["groups_seen_by_the_fit"]) == 20
    assert "weights as kept in the file" in run(str(other), "--fit", str(weights), "--models", "tertius")[1]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("{", r"w\.json:1:2: it is no JSON"),
        ("[1]", "there are no weights in it .it is no object"),
        ('{"schema": "tertius/backtest/1", "models": {}}', "there are no weights in it .it has schema, models"),
        ({"weights": {"support": 1}}, "weights: without held, .*fit anew"),
        ({"more": 1.0}, "with 'more', which this version does not know"),
        ({"support": "much"}, 'weights.support is "much"; expected a number'),
        ({"support": True}, "weights.support is true; expected a number"),
        ({"support": 1e300}, "weights.support is 1e.300; expected a number"),
        ({"issues": -1}, "issues is -1; expected how many"),
        ({"seen": "g1"}, "seen is no list"),
        ({"source": []}, "source is no mapping"),
    ],
)
def test_a_foreign_file_of_weights_says_what_is_wrong(table: str, tmp_path: Path, change: object, said: str) -> None:
    from tertius.negotiation.fit import fit_data, shipped

    file = tmp_path / "w.json"
    if isinstance(change, str):
        file.write_text(change, encoding="utf-8")
    else:
        assert isinstance(change, dict)
        data = fit_data(shipped())
        for key, value in change.items():
            if key in {"weights", "issues", "seen", "source"}:
                data[key] = value
            else:
                data["weights"][key] = value
        file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(TertiusError, match=said):
        run(table, "--fit", str(file))


def test_weights_are_kept_where_they_are_found_again(table: str, tmp_path: Path) -> None:
    with pytest.raises(TertiusError, match=r"does not end in \.json"):
        run(table, "--save-fit", str(tmp_path / "weights.csv"))
    with pytest.raises(TertiusError, match="there is no file"):
        run(table, "--fit", str(tmp_path / "nowhere.json"))
