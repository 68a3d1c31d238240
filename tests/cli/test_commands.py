"""The command line: results to stdout, messages to stderr, exit codes, no tracebacks."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from tertius.cli.main import cli

TERTIUS = [sys.executable, "-c", "from tertius.cli.main import main; main()"]


def run(
    *words: str, code: int = 0, env: dict[str, str] | None = None, cwd: Path | None = None
) -> tuple[str, str]:
    done = subprocess.run(
        [*TERTIUS, *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **(env or {})},
        cwd=cwd,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, (done.returncode, done.stderr)
    return done.stdout, done.stderr


def test_analyze_json_has_the_shape_that_scripts_rely_on() -> None:
    data = json.loads(run("analyze", "syria-iraq-1975", "--json")[0])
    assert data["schema"] == "tertius/analysis/1"
    assert data["state_count"] == 6
    assert data["states"] == ["NNN", "YNN", "NYN", "NNY", "YNY", "NYY"]
    assert data["rankings"]["syria"] == [["NNN"], ["NYN"], ["NYY"], ["YNN"], ["NNY"], ["YNY"]]
    assert data["equilibria"] == {"nash": ["NYY"], "gmr": ["NNN", "NYY"], "smr": ["NYY"], "seq": ["NYY"]}
    assert data["equilibria_count"]["gmr"] == 2
    assert data["status_quo"] == "NNN"
    assert data["outcomes"]["states"] == ["NYY"]
    assert data["outcomes"]["paths"]["NYY"][0][1] == "NNN"
    assert data["outcomes"]["paths"]["NYY"][-1][2] == "NYY"
    assert set(data) >= {
        "case",
        "reading",
        "levers",
        "as_of",
        "actors",
        "options",
        "concepts",
        "stable",
        "backend",
        "version",
    }


def test_states_are_left_out_past_the_limit_and_counts_stay_exact() -> None:
    data = json.loads(run("analyze", "syria-iraq-1975", "--json", "--limit", "1")[0])
    assert "states" not in data
    assert "rankings" not in data
    assert "stable" not in data
    assert data["equilibria"]["gmr"] == ["NNN"]
    assert data["equilibria_count"]["gmr"] == 2


def test_different_actors_may_follow_different_concepts() -> None:
    data = json.loads(run("analyze", "prisoners-dilemma", "--json", "--concepts", "one=seq,two=nash")[0])
    assert data["profile"] == {"one": "seq", "two": "nash"}
    assert data["equilibria"]["mixed"] == ["NN"]
    data = json.loads(run("analyze", "prisoners-dilemma", "--json", "--concept", "one=seq,two=seq")[0])
    assert data["equilibria"]["mixed"] == ["NN", "YY"]


def test_limited_moves_with_a_horizon() -> None:
    data = json.loads(run("analyze", "chicken", "--json", "--concepts", "limited", "--horizon", "1")[0])
    assert data["equilibria"]["limited"] == ["YN", "NY"]


def test_claims_json_tells_verdict_reason_and_falsifier() -> None:
    data = json.loads(run("claims", "sochi-2018", "--json", "--claim", "T1")[0])
    assert data["schema"] == "tertius/claims/1"
    rows = {r["reading"]: r for r in data["claims"]}
    assert rows["balancing"]["verdict"] == "holds"
    assert rows["balancing"]["falsifier"]["works"] is True
    assert rows["balancing"]["because"]
    assert rows[None]["verdict"] == "fails"


def test_as_of_removes_what_is_later_from_the_output() -> None:
    out, _ = run("claims", "sochi-2018", "--json", "--as-of", "2018-05-18")
    assert "managed_process" not in out
    assert "C5b" not in out
    _, err = run("claims", "sochi-2018", "--as-of", "2018-05-18", "--reading", "managed_process", code=2)
    assert "rests on sources later than 2018-05-18" in err


def test_a_claim_that_must_hold_and_does_not_exits_1(tmp_path: Path) -> None:
    run("new", str(tmp_path / "n"))
    path = tmp_path / "n" / "case.yaml"
    text = path.read_text(encoding="utf-8").replace("  - id: opened\n", "  - id: opened\n    must: holds\n")
    path.write_text(text, encoding="utf-8")
    _, err = run("claims", str(path), code=1)
    assert "claim opened must be 'holds' but is 'fails'" in err
    run("claims", str(path), "--reading", "grant_moves")


def test_why_names_the_sanction_and_is_checked() -> None:
    out, _ = run("why", "prisoners-dilemma", "--actor", "one", "--state", "YY")
    assert "Stable for Prisoner One under sequential stability" in out
    assert "Checked by an independent verifier" in out
    data = json.loads(run("why", "prisoners-dilemma", "--actor", "one", "--state", "YY", "--json")[0])
    assert data["sanctions"] == [
        {"improvement": "NY", "path": [["two", "NY", "NN"]], "end": "NN", "regains": []}
    ]


def test_why_with_foresight() -> None:
    out, _ = run("why", "sochi-2018", "--reading", "balancing", "--actor", "syria", "--foresight", "2")
    assert "worthwhile" in out


@pytest.mark.parametrize("state", ["a", "YYYYYYY", "one.cooperate_with_two,nope", ""])
def test_why_about_a_state_that_is_none(state: str) -> None:
    _, err = run("why", "prisoners-dilemma", "--actor", "one", "--state", state, code=2)
    assert "state" in err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["analyze", "sochi"], "did you mean 'sochi-2018'?"),
        (["analyze", "nothing/there.yaml"], "there is no such file"),
        (["analyze", "sochi-2018", "--reading", "balancin"], "did you mean 'balancing'?"),
        (["analyze", "sochi-2018", "--lever", "s300"], "there is no lever 's300'"),
        (["analyze", "sochi-2018", "--concepts", "sequ"], "did you mean 'seq'?"),
        (["analyze", "elmira", "--concepts", "sim_fh"], "sim_fh needs options"),
        (["analyze", "elmira", "--concepts", "sim"], "sim needs options"),
        (["analyze", "elmira", "--concepts", "limited"], "defined for two actors; 3 can move"),
        (["analyze", "sochi-2018", "--as-of", "May"], "--as-of: 'May' is no date"),
        (["analyze", "sochi-2018", "--foresight", "3"], "--foresight"),
        (["why", "sochi-2018", "--actor", "rusia"], "did you mean 'russia'?"),
        (["claims", "sochi-2018", "--claim", "Q"], "there is no claim 'Q'"),
        (["cases", "sochi"], "did you mean 'sochi-2018'?"),
        (["clams"], "did you mean 'claims'?"),
        (["phased", "two-villages"], "Missing option '--to' / '--target'. What is to hold at the end."),
        (["coverage", "sochi-2018"], "the case accounts for korybko-2018"),
        (["sources", "sochi-2018", "--reading", "balancing"], "No such option '--reading'"),
        (["analyze", "prisoners-dilemma", "--concepts", "one=seq,one=nash"], "one is given two concepts"),
    ],
)
def test_mistakes_are_told_on_stderr_with_the_nearest_name(words: list[str], told: str) -> None:
    out, err = run(*words, code=2)
    assert told in err
    assert out == ""


def test_a_key_in_the_wrong_column_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("tertius: 1\ntitle: x\nactors:\n  a: {name: A, role: party}\n   b: {name: B, role: party}\n", encoding="utf-8")
    _, err = run("check", str(path), code=2)
    assert "bad.yaml:5:4" in err
    assert "in the same column" in err


def test_the_package_runs_as_the_command() -> None:
    done = subprocess.run([sys.executable, "-m", "tertius", "cases", "-q"], capture_output=True, text=True, check=True)
    assert "sochi-2018" in done.stdout.splitlines()


@pytest.mark.parametrize("option", ["-o", "--out", "--output"])
def test_an_output_file_is_named_alike_everywhere(tmp_path: Path, option: str) -> None:
    for words in (["prov", "elmira"], ["report", "elmira"]):
        goal = tmp_path / f"{words[0]}.html"
        run(*words, option, str(goal))
        assert goal.stat().st_size > 100


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text("tertius: 2\ntitel: x\nactors: {A: a}\n", encoding="utf-8")
    _, err = run("check", str(path), code=2)
    assert err.count("bad.yaml:") >= 4
    assert "mistakes in" in err


def test_new_never_overwrites(tmp_path: Path) -> None:
    run("new", str(tmp_path))
    before = (tmp_path / "case.yaml").read_bytes()
    _, err = run("new", str(tmp_path), code=2)
    assert "is there already" in err
    assert (tmp_path / "case.yaml").read_bytes() == before
    out, _ = run("check", str(tmp_path))
    assert "no mistakes" in out
    assert "look again" not in out


def test_new_in_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    _, err = run("new", str(tmp_path / "file" / "x"), code=2)
    assert "cannot be written" in err or "is a file" in err


def test_strict_refuses_unmarked_inputs(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "tertius: 1\ntitle: T\nactors: {a: A}\nconflict: {options: {a: {x: X}}, preferences: {a: [x]}, status_quo: []}\n",
        encoding="utf-8",
    )
    run("check", str(path))
    _, err = run("check", str(path), "--strict", code=2)
    assert "conflict.options.a.x: it has neither a source nor a basis" in err
    run("check", "sochi-2018", "--strict")


def test_no_colour_and_narrow_terminals() -> None:
    for width in ("40", "80", "200"):
        out, _ = run("claims", "sochi-2018", env={"NO_COLOR": "1", "COLUMNS": width, "FORCE_COLOR": "1"})
        assert not re.search(r"\x1b\[(3[0-7]|9[0-7])m", out)
        bare = re.sub(r"\x1b\[[0-9;]*m", "", out)
        assert max(map(len, bare.splitlines())) <= int(width)
        assert "A model of an argument, not a" in out


def test_output_for_a_locale_without_unicode() -> None:
    out, _ = run("claims", "sochi-2018", "--json", env={"PYTHONIOENCODING": "ascii"})
    assert json.loads(out)["claims"]
    run("claims", "sochi-2018", env={"PYTHONIOENCODING": "ascii:replace"})


def test_quiet_is_bare() -> None:
    out, err = run("claims", "chicken", "--quiet")
    assert out == "somebody\t-\tholds\nboth\t-\tfails\n"
    assert err == ""
    out, _ = run("cases", "-q")
    assert "sochi-2018" in out.splitlines()


def test_a_reader_that_goes_away_is_no_error() -> None:
    done = subprocess.run(
        [
            "bash",
            "-c",
            f"'{sys.executable}' -c 'from tertius.cli.main import main; main()' claims sochi-2018 --json | head -c 10",
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr


def test_one_actor_and_no_options_at_all(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(
        "tertius: 1\ntitle: Alone\nactors: {a: A, o: O}\nconflict: {options: {a: {x: X}}, preferences: {a: []}, status_quo: []}\n",
        encoding="utf-8",
    )
    data = json.loads(
        run("analyze", str(path), "--json", "--concepts", "nash,gmr,smr,seq,sseq,sim,limited")[0]
    )
    assert all(found == ["N", "Y"] for found in data["equilibria"].values())
    path.write_text("tertius: 1\ntitle: Empty\nactors: {a: A}\n", encoding="utf-8")
    _, err = run("analyze", str(path), code=2)
    assert "no conflict part" in err
    run("check", str(path))
    run("claims", str(path))
    run("readings", str(path))


def test_a_model_that_is_too_large_exits_3(tmp_path: Path) -> None:
    options = ", ".join(f"o{k}: O" for k in range(40))
    path = tmp_path / "case.yaml"
    path.write_text(
        f"tertius: 1\ntitle: Large\nactors: {{a: A}}\nconflict: {{options: {{a: {{{options}}}}}, preferences: {{a: [o1]}}}}\n",
        encoding="utf-8",
    )
    _, err = run("analyze", str(path), code=3)
    assert "40 free options" in err
    assert "fix options" in err


def test_file_names_with_blanks_and_letters_of_any_script(tmp_path: Path) -> None:
    folder = tmp_path / "мой случай دمشق"
    run("new", str(folder))
    assert "no mistakes" in run("check", str(folder))[0]


def test_a_report_is_a_web_page_and_replaces_nothing_else(tmp_path: Path) -> None:
    run("new", str(tmp_path), "-q")
    before = (tmp_path / "case.yaml").read_bytes()
    _, err = run("report", str(tmp_path), "-o", str(tmp_path / "case.yaml"), code=2)
    assert "ends in .html" in err
    assert (tmp_path / "case.yaml").read_bytes() == before
    os.mkfifo(tmp_path / "pipe.html")
    _, err = run("report", str(tmp_path), "-o", str(tmp_path / "pipe.html"), code=2)
    assert "not a file" in err
    (tmp_path / "link.html").symlink_to(tmp_path / "target.html")
    run("report", str(tmp_path), "-o", str(tmp_path / "link.html"))
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "target.html").read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_terminal_that_cannot_show_every_sign() -> None:
    out, _ = run("claims", "sochi-2018", env={"PYTHONIOENCODING": "ascii"})
    assert "T1" in out


def test_a_claim_that_was_not_known_yet_is_named() -> None:
    _, err = run("claims", "sochi-2018", "--as-of", "2018-05-17", "--claim", "T1", code=2)
    assert "the claim 'T1' rests on sources later than 2018-05-17" in err
    run("claims", "sochi-2018", "--claim", "C5b", "--reading", "balancing", code=1)


def test_a_report_is_named_after_its_case_unless_another_name_is_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for case in ("chicken", "mine", "mine/case.yaml"):
        if case == "mine":
            CliRunner().invoke(cli, ["new", "mine"], standalone_mode=False)
        result = CliRunner().invoke(cli, ["report", case, "-q"], standalone_mode=False)
        assert result.exception is None, result.exception
    assert sorted(p.name for p in tmp_path.glob("*.html")) == ["chicken.html", "mine.html"]
