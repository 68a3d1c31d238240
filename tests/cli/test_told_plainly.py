"""Mistakes, hints and small answers, as somebody meets them who is new to the program."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

TERTIUS = [sys.executable, "-c", "from tertius.cli.main import main; main()"]


def run(*words: str, code: int = 0, **env: str) -> tuple[str, str]:
    done = subprocess.run(
        [*TERTIUS, *words], capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8", **env}, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == code, (done.returncode, done.stderr)
    return done.stdout, done.stderr


WOODS = """
tertius: 1
title: Woods
as_of: 2024-01-01
sources: {paper: {title: Paper, date: 2024-02-01, copy: paper.txt}}
actors: {owners: {name: Forest owners}, mill: Mill}
conflict:
  options:
    owners: {sell: {name: Sells, direction: "on"}}
    mill: {pay: Pays, close: Closes}
  preferences: {owners: [pay], mill: [sell]}
  status_quo: []
levers:
  LINK
readings:
  bound: {name: The mill is bound, levers: [promise]}
  both: {name: Both are bound, levers: [promise]}
claims:
  - {id: one, text: They sell., expect: {outcomes: every, satisfy: sell}}
"""


def _woods(tmp_path: Path, lever: str) -> str:
    path = tmp_path / "woods.yaml"
    path.write_text(WOODS.replace("LINK", lever), encoding="utf-8")
    return str(path)


def test_display_names_are_hints_for_actors_and_readings(tmp_path: Path) -> None:
    woods = _woods(tmp_path, "promise: {by: mill, effects: [link: {pay: sell}]}")
    assert "there is no actor 'forest owners'; did you mean 'owners'?" in run("why", woods, "--actor", "forest owners", code=2)[1]
    assert "did you mean 'both'?" in run("why", woods, "--actor", "owners", "--reading", "Both are bound", code=2)[1]


def test_a_state_is_named_with_commas_or_blanks(tmp_path: Path) -> None:
    woods = _woods(tmp_path, "promise: {by: mill, effects: [link: {pay: sell}]}")
    said = [run("why", woods, "--actor", "owners", "--state", state) for state in ("pay,close", "pay close", "[pay, close]", "NYY")]
    assert len(set(said)) == 1
    told = run("why", woods, "--actor", "owners", "--state", "sell", "--lever", "promise", code=2)[1]
    assert told == "error: --state: sell does not exist here: ‘Mill: Pays’ is on exactly while ‘Sells’, so it is on there\n"


def test_a_lever_that_cannot_be_is_told_once_however_many_readings_have_it(tmp_path: Path) -> None:
    told = run("check", _woods(tmp_path, "promise: {by: mill, effects: [link: {sell: pay}]}"), code=2)[1]
    assert told.startswith("error: 1 mistake in ")
    assert "give the option direction: both, or use the effect `fix` in place of `link`" in told


def test_a_text_of_which_nothing_is_accounted_for_yet(tmp_path: Path) -> None:
    (tmp_path / "paper.txt").write_text("One.\n\nTwo.\n", encoding="utf-8")
    woods = _woods(tmp_path, "promise: {by: mill, effects: [link: {pay: sell}]}")
    assert "the case accounts for no paragraph of paper yet: write coverage.paper with paragraphs: 2 and a row for each" in run("coverage", woods, "paper", code=1)[1]


def test_a_long_name_leaves_room_for_the_ranking_beside_it(tmp_path: Path) -> None:
    woods = _woods(tmp_path, "promise: {by: mill, effects: [link: {pay: sell}]}")
    Path(woods).write_text(Path(woods).read_text(encoding="utf-8").replace("Forest owners", "Forestowners" * 9), encoding="utf-8")
    for width in ("100", "60", "40"):
        out = " ".join(run("analyze", woods, COLUMNS=width)[0].split())
        assert "N|YN" in out
        assert "ranking" in out


def test_one_verdict_is_counted_as_one(tmp_path: Path) -> None:
    woods = _woods(tmp_path, "promise: {by: mill, effects: [link: {pay: sell}]}")
    assert "There is one verdict: the claim holds." in run("claims", woods, "--reading", "both")[0]
    assert "Of 3 verdicts, one for each claim and reading" in " ".join(run("claims", woods)[0].split())


def test_a_case_is_read_from_a_pipe() -> None:
    done = subprocess.run(
        [*TERTIUS, "check", "/dev/stdin"], input=WOODS.replace("  LINK", "  promise: {by: mill, effects: [link: {pay: sell}]}"),
        capture_output=True, text=True, encoding="utf-8", env={**os.environ, "PYTHONIOENCODING": "utf-8"}, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_no_name_at_all_is_no_case() -> None:
    assert "there is no file or shipped case ''" in run("claims", "", code=2)[1]


SIGNED = """
tertius: 1
title: Signed
actors: {a: Anna, b: Ben}
conflict:
  options: {a: {go: Goes}, b: {wait: Waits}}
  preferences: {a: [go], b: [wait iff go]}
  status_quo: []
readings:
  calm: {name: Calm, effects: [prefer: {a: {first: [not go]}}]}
  chase: {name: Chase, effects: [prefer: {a: {first: [go iff not wait]}}]}
claims:
  - id: goes
    text: Anna goes.
    expect: {outcomes: every, satisfy: go, concept: nash}
    falsifier: {name: Anna chases Ben, effects: [prefer: {a: {first: [go iff not wait]}}], readings: [calm], becomes: fails}
  - id: idle
    text: Anna goes.
    expect: {outcomes: every, satisfy: go, concept: nash}
    falsifier: {name: Anna stays, effects: [prefer: {a: {first: [not go]}}], becomes: fails}
  - id: turns
    text: Anna goes.
    expect: {outcomes: every, satisfy: go, concept: nash}
    falsifier: {name: Anna chases Ben, effects: [prefer: {a: {first: [go iff not wait]}}], becomes: fails}
"""


def test_a_falsifier_that_is_not_tried_or_does_not_work_is_told_as_that(tmp_path: Path) -> None:
    path = tmp_path / "signed.yaml"
    path.write_text(SIGNED, encoding="utf-8")

    def last(*words: str) -> str:
        return " ".join(run("claims", str(path), *words)[0].split())

    # By hand: it holds as the case stands, fails where Anna would rather not go, and goes round where she chases Ben.
    quiet = run("claims", str(path), "--quiet")[0].split("\n")
    assert [line.split("\t")[2] for line in quiet if line.startswith("goes")] == ["holds", "fails", "open"]
    assert last("--claim", "goes", "--reading", "chase").endswith("Its falsifier (Anna chases Ben) is not tried under this reading.")
    assert last("--claim", "idle", "--reading", "calm").endswith("It fails anyway, so the falsifier (Anna stays) has nothing to turn.")
    assert last("--claim", "turns", "--reading", "chase").endswith("The falsifier on file does not work: if Anna chases Ben, the claim is still open.")
    assert last("--claim", "turns").endswith("The falsifier on file does not work: if Anna chases Ben, the claim is open under the case as it stands.")
    assert "claims.turns.falsifier: it makes the verdict “fails” under no reading where it was another" in " ".join(run("check", str(path))[0].split())


def test_names_that_nobody_can_tell_apart_are_pointed_out(tmp_path: Path) -> None:
    woods = _woods(tmp_path, "promise: {name: Pays, by: mill, effects: [link: {pay: sell}]}\n  threat: {name: pays, by: mill, effects: [link: {pay: not sell}]}")
    Path(woods).write_text(Path(woods).read_text(encoding="utf-8").replace("close: Closes", "close: Pays"), encoding="utf-8")
    said = " ".join(run("check", woods)[0].split())
    assert "look again levers.threat: it has the same name as promise, “pays”: nobody who reads an answer can tell them apart" in said
    assert "look again conflict.options.mill.close: it has the same name as pay, “Pays”" in said
    assert said.count("the same name") == 2


def test_one_step_that_fails_and_levers_that_are_not_needed_are_told_as_that(tmp_path: Path) -> None:
    woods = _woods(tmp_path, "promise: {by: mill, effects: [link: {pay: sell}]}")
    # By hand: who would rather not sell does not sell for nothing.
    Path(woods).write_text(Path(woods).read_text(encoding="utf-8").replace("owners: [pay]", "owners: [pay, not sell]"), encoding="utf-8")
    assert "What comes nearest has 1 step, which fails." in " ".join(run("phased", woods, "--to", "sell and not pay", code=1)[0].split())
    assert "Sufficient alone (the target holds without any, too): " in " ".join(run("leverage", woods, "--target", "not close")[0].split())


def test_a_name_that_turns_the_direction_round_is_closed_off(tmp_path: Path) -> None:
    woods = _woods(tmp_path, "promise: {by: mill, effects: [link: {pay: sell}]}")
    Path(woods).write_text(Path(woods).read_text(encoding="utf-8").replace("mill: Mill", 'mill: "C\\u202eD"'), encoding="utf-8")
    assert "\u2068C\u202eD\u2069 has no improvement" in run("analyze", woods)[0]


def test_one_of_a_kind_is_counted_as_one(tmp_path: Path) -> None:
    woods = _woods(tmp_path, "promise: {by: mill, effects: [link: {pay: sell}]}")
    claims = """
  - {id: need, text: It is needed., expect: {necessary: [promise], for: pay and not sell}}
  - {id: end, text: It ends so., expect: {equilibria: every, satisfy: not sell}}
"""
    Path(woods).write_text(Path(woods).read_text(encoding="utf-8").rstrip() + claims, encoding="utf-8")
    out = " ".join(run("claims", woods, "--claim", "need", "--claim", "end")[0].split())
    assert "Without it the target is not reached (sets of up to 1 lever: one to try)" in out


def test_a_blank_name_is_worth_a_second_look(tmp_path: Path) -> None:
    case = tmp_path / "case.yaml"
    case.write_text(
        """tertius: 1
title: T
actors: {a: " ", b: ""}
conflict: {options: {a: {x: "\\u00a0"}, b: {y: Y}}, preferences: {a: [x], b: [y]}, status_quo: []}
""",
        encoding="utf-8",
    )
    said = " ".join(run("check", str(case))[0].split())
    for place in ("actors.a", "actors.b", "conflict.options.a.x"):
        assert f"look again {place}: its name is blank, so that answers about it name nothing" in said
    assert "the same name" not in said
