"""`tertius studio` from the command line: what it prints, what it refuses, how it ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("uvicorn")


def ran(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tertius", "studio", "--no-browser", *arguments], cwd=cwd, capture_output=True, text=True, timeout=30)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-case",), "error: there is no file or shipped case 'no-such-case'"),
        (("prisoner-dilemma",), "did you mean 'prisoners-dilemma'?"),
        (("chicken", "--reading", "x"), "error: there is no reading 'x'"),
        (("sochi-2018", "--lever", "toleration"), "error: there is no lever 'toleration'"),
        (("chicken", "--as-of", "soon"), "error: --as-of: "),
        (("--reading", "x"), "need a CASE"),
        (("--folder", "nowhere"), "nowhere is no folder"),
        (("--port", "0"), "0 is not in the range"),
        (("notes.txt",), "notes.txt is no case file"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_the_nearest_name(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    found = ran(*arguments, cwd=tmp_path)
    assert found.returncode == 2
    assert said in found.stderr
    assert found.stdout == ""
    assert "Traceback" not in found.stderr


def test_it_prints_its_address_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "tertius", "studio", "chicken", "--no-browser", "--json", "--as-of", "2018-05"],
        cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    found = json.loads(process.stdout.readline())
    assert found["schema"] == "tertius/studio/1"
    assert found["folder"] == str(tmp_path.resolve())
    assert found["address"].startswith("http://127.0.0.1:")
    assert found["address"].endswith("&as_of=2018-05")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=10)
    assert process.returncode == 130
    assert "Traceback" not in said
    assert os.listdir(tmp_path) == []
