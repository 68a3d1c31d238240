"""`tertius play`: scripted sessions, JSON, transcripts, cards, bad input."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

Run = Callable[..., tuple[str, str]]
TERTIUS = [sys.executable, "-c", "from tertius.cli.main import main; main()"]
MARKUP = """
tertius: 1
title: "[bold]Marks[/bold] <i>"
actors: {a: "[red]A[/red]", b: "دمشق"}
conflict:
  options: {a: {x: "*X* <b>"}, b: {y: Y}}
  preferences: {a: [x], b: [y]}
  status_quo: []
"""


@pytest.fixture
def run(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    """On a terminal that is wide; there is nothing to read unless the test says so."""
    monkeypatch.setenv("COLUMNS", "200")
    return partial(run, lines="")


# -- the loop -----------------------------------------------------------------------------------


def test_a_scripted_session_moves_takes_back_and_ends_with_a_debrief(run: Run) -> None:
    out, _ = run("play", "chicken", lines="1\nwho\nundo\ncolumn.swerve\npass\n")
    assert "A session is a game on a model, not a forecast." in out
    assert "→ Row takes up ‘Swerves’." in out
    assert "Better off than at the start, by their own preference: Row and Column." in out
    assert "It ends in [Column: Swerves]. Nobody moves any more. It is an equilibrium (sequential stability)." in out
    assert "it ends in [Row: Swerves] or [Column: Swerves].\nThis play ended in one of these." in out
    assert out.count("  1. ") == 1


def test_against_the_model_its_move_is_shown_with_the_reason(run: Run) -> None:
    out, _ = run("play", "chicken", "--as", "row", lines="pass\npass\n")
    assert "→ Column (the model) takes up ‘Swerves’." in out
    assert "Column prefers the result, and under sequential stability nothing answers it." in out
    assert "Nobody moves any more." in out


def test_why_tells_what_speaks_for_a_move_and_hint_what_the_model_would_do(run: Run) -> None:
    out, _ = run("play", "syria-iraq-1975", lines="why iraq.attack\nhint\nhelp\nstate\nmoves iraq\nquit\n")
    assert "Iraq prefers the result, and under sequential stability nothing answers it." in out
    assert "Iraq takes up ‘Attacks’ (coercive)" in out
    assert "Iraq: the model would move, but only by means that touch force. Nothing of that kind is suggested." in out
    assert "Iraq: the model would move: " not in out
    assert "take the last turn back" in out
    assert "Debrief" not in out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("99", "there is no move 99; there are 2 here"),
        ("0", "there is no move 0"),
        ("row.swerv", "did you mean 'row.swerve'?"),
        ("swerve", "an option of several actors"),
        ("row.swerve, column.swerve", "a move is one actor's"),
        ("not row.swerve", "it is so already"),
        ("YX", "is not a move"),
        ("why", "say which move"),
        ("undo", "there is nothing to take back"),
        ("moves nobody", "there is no actor to move 'nobody'"),
        ("YY", "nobody played by hand can move from NN to YY"),
        ("; rm -rf", "is not a move"),
    ],
)
def test_what_cannot_be_done_is_said_and_the_play_goes_on(run: Run, line: str, said: str) -> None:
    out, _ = run("play", "chicken", lines=f"{line}\n1\npass\n")
    assert said in out
    assert "It ends in [Row: Swerves]" in out


def test_one_way_fixed_and_linked_options_say_why_they_cannot_be_set(run: Run) -> None:
    out, _ = run(
        "play", "sochi-2018", "--reading", "balancing",
        lines="syria.commit\nnot syria.commit\nrussia.does_not_object\nrussia.supply_s300\nsyria.leave\n",
    )  # fmt: skip
    assert "syria.commit can only be taken up" in out
    assert "it is on exactly while not syria.commit" in out
    assert "russia.supply_s300 is no longer taken up" in out
    assert "did you mean" in out


def test_graph_form_is_played_by_states(run: Run) -> None:
    out, _ = run("play", "elmira", "--as", "moe", lines="s2\npass\npass\npass\npass\n")
    assert "moves to s2" in out
    assert "Debrief" in out


def test_the_end_of_the_input_ends_the_play(run: Run) -> None:
    out, _ = run("play", "sochi-2018", lines="")
    assert "The play was ended here." in out


@pytest.mark.parametrize("how", ["closed", "null"])
def test_it_does_not_wait_where_nothing_can_be_read(how: str, tmp_path: Path) -> None:
    line = f"exec {sys.executable} -c 'from tertius.cli.main import main; main()' play chicken " + ("<&-" if how == "closed" else "</dev/null")
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=30, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "Debrief" in done.stdout


def test_ctrl_c_ends_with_130_and_keeps_the_transcript(tmp_path: Path) -> None:
    goal = tmp_path / "kept.md"
    process = subprocess.Popen(
        [*TERTIUS, "play", "chicken", "--out", str(goal)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, text=True, bufsize=1, env={**os.environ, "PYTHONUNBUFFERED": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background jobs ignore it
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("1\n")
    process.stdin.flush()
    for line in process.stdout:
        if "Now:" in line:
            break
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130, err
    assert "Row takes up" in goal.read_text(encoding="utf-8")


# -- without reading ----------------------------------------------------------------------------


def test_json_has_the_states_the_moves_who_would_move_and_the_debrief(run: Run) -> None:
    data = json.loads(run("play", "chicken", "--move", "row.swerve", "--move", "not row.swerve", "--json")[0])
    assert data["schema"] == "tertius/play/1"
    assert data["states"] == ["NN", "YN", "NN"]
    assert [(m["number"], m["actor"], m["to"], m["changes"]) for m in data["moves"]] == [
        (1, "row", "YN", {"row.swerve": True}), (2, "column", "NY", {"column.swerve": True}),
    ]  # fmt: skip
    assert [(w["actor"], w["moves"], w["to"]) for w in data["would"]] == [("row", True, "YN"), ("column", True, "NY")]
    assert (data["whose"], data["end"], data["debrief"]["rests"]) == ("hand", None, False)
    assert data["debrief"]["outcomes"]["states"] == ["YN", "NY"]
    assert data["debrief"]["standing"] == {"row": "same", "column": "same"}


def test_json_reads_nothing_and_a_pass_ends_it(run: Run) -> None:
    assert json.loads(run("play", "chicken", "--json", lines="1\n")[0])["turns"] == []
    data = json.loads(run("play", "chicken", "--as", "row", "--move", "pass", "--move", "pass", "--json")[0])
    assert [t["by"] for t in data["turns"]] == ["hand", "model", "hand"]
    assert (data["end"], data["state"]) == ("rest", "NY")


def test_the_model_alone_plays_to_the_end(run: Run) -> None:
    out, _ = run("play", "sochi-2018", "--watch", "--foresight", "2", "--reading", "balancing", "--quiet")
    assert out.splitlines()[-1] == "rest\tNNNNYNN\trests"
    assert [line.split("\t")[0] for line in out.splitlines()] == ["syria", "israel", "rest"]


def test_force_is_marked_where_the_model_uses_it_and_in_the_debrief(run: Run) -> None:
    out, _ = run("play", "syria-iraq-1975", "--watch")
    assert "→ Iraq (the model) takes up ‘Attacks’ (coercive)." in out
    out, _ = run("play", "syria-iraq-1975", lines="end\n")
    assert "Iraq would move: Iraq takes up ‘Attacks’ (coercive)." in out


def test_a_transcript_is_written_as_text_and_as_markdown(run: Run, tmp_path: Path) -> None:
    (tmp_path / "m.yaml").write_text(MARKUP, encoding="utf-8")
    out, err = run("play", "m.yaml", "--watch", "--out", "t.md")
    assert "wrote t.md" in err
    text = (tmp_path / "t.md").read_text(encoding="utf-8")
    assert r"# \[bold\]Marks\[/bold\] \<i\>" in text
    assert r"1. \[red\]A\[/red\] (the model) takes up ‘\*X\* \<b\>’." in text
    assert "[red]A[/red]" in out
    assert "\u2068دمشق\u2069" in out
    run("play", "m.yaml", "--watch", "--out", "t.txt")
    assert "[red]A[/red] (the model) takes up ‘*X* <b>’." in (tmp_path / "t.txt").read_text(encoding="utf-8")


def test_cards_are_written(run: Run, tmp_path: Path) -> None:
    _, err = run("play", "sochi-2018", "--cards", "cards.html")
    assert "4 cards and the teacher's sheet" in err
    assert (tmp_path / "cards.html").read_text(encoding="utf-8").startswith("<!doctype html>")
    data = json.loads(run("play", "elmira", "--cards", "cards.html", "--json", "--quiet")[0])
    assert (data["schema"], data["cards"]) == ("tertius/cards/1", ["moe", "uniroyal", "local"])


def test_the_history_is_replayed_and_cut(run: Run) -> None:
    out, _ = run("play", "sochi-2018", "--replay", "--reading", "balancing")
    assert "Up to the argument of 18 May 2018" in out
    assert "After the argument of 18 May 2018: not known then" in out
    assert "No improvement for the mover when it was made; worthwhile with foresight" in out
    out, _ = run("play", "sochi-2018", "--replay", "--as-of", "2018-05-09")
    assert "E6" in out
    assert "E7" not in out
    data = json.loads(run("play", "sochi-2018", "--replay", "--json")[0])
    assert data["schema"] == "tertius/replay/1"
    assert {e["id"]: e["later"] for e in data["events"]}["E17"] is True


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("chicken", "--as", "rwo"), 2, "did you mean 'row'?"),
        (("chicken", "--watch", "--as", "row"), 2, "--watch leaves every actor to the model"),
        (("chicken", "--move", "row.swerve", "--watch"), 2, "--watch leaves every actor to the model"),
        (("chicken", "--as", "row", "--move", "column.swerve"), 2, "column is played by the model"),
        (("chicken", "--move", "row.swerve", "--move", "pass", "--move", "pass"), 2, "the play is over before it"),
        (("chicken", "--move", "fly"), 2, "--move fly: 'fly' is not a move"),
        (("chicken", "--concept", "cnash"), 2, "single move"),
        (("chicken", "--from", "YX"), 2, "--from"),
        (("chicken", "--out", "x.pdf"), 2, "ends in .md or .txt"),
        (("chicken", "--cards", "x.pdf"), 2, "ends in .html"),
        (("chicken", "--cards", "x.html", "--replay"), 2, "one of the two"),
        (("chicken", "--cards", "x.html", "--as", "row"), 2, "leave out --as"),
        (("chicken", "--replay"), 1, "no history"),
        (("sochi-2018", "--replay", "--seed", "1"), 2, "leave out"),
        (("sochi-2018", "--as", "turkey"), 2, "turkey has no moves"),
    ],
)
def test_bad_input_is_refused_with_a_reason(run: Run, words: tuple[str, ...], code: int, said: str) -> None:
    _, err = run("play", *words, code=code)
    assert said in " ".join(err.split())


def test_without_a_status_quo_or_a_conflict_it_says_what_to_do(run: Run, tmp_path: Path) -> None:
    (tmp_path / "open.yaml").write_text(MARKUP.replace("  status_quo: []\n", ""), encoding="utf-8")
    assert "--from" in run("play", "open.yaml", code=2)[1]
    (tmp_path / "bare.yaml").write_text("tertius: 1\ntitle: T\nactors: {a: A}\n", encoding="utf-8")
    assert "no conflict" in run("play", "bare.yaml", code=2)[1]
    out, _ = run("play", "open.yaml", "--from", "x", "--quiet", "--watch")
    assert out.splitlines()[-1] == "rest\tYY\trests"
