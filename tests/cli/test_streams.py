"""Output that is closed, full, broken off, or in an encoding without our signs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

TERTIUS = f"{sys.executable} -c 'from tertius.cli.main import main; main()'"


def shell(words: str, **env: str) -> subprocess.CompletedProcess[bytes]:
    done = subprocess.run(
        ["bash", "-c", words.replace("tertius", TERTIUS, 1)],
        capture_output=True,
        env={**{k: v for k, v in os.environ.items() if k != "COLUMNS"}, "PYTHONIOENCODING": "utf-8", **env},
        check=False,
    )
    assert b"Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_verdicts_stay_distinct_where_their_signs_cannot_be_shown(encoding: str) -> None:
    out = shell("tertius claims two-posts", PYTHONIOENCODING=encoding).stdout.decode(encoding)
    utf8 = shell("tertius claims two-posts").stdout.decode("utf-8")
    plain = str.maketrans("●✕○", "+xo")
    rows = [line.split() for line in utf8.splitlines() if line.startswith("in_steps ") and line.rstrip()[-1] in "●✕○"]
    assert rows
    for row in rows:
        assert [word.translate(plain) for word in row] in [line.split() for line in out.splitlines()]
    assert "+ holds   x fails   o open" in out
    assert out.count("?") == utf8.count("?")


def test_a_closed_output_is_no_mistake() -> None:
    assert shell("tertius claims quarry >&-").returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
@pytest.mark.parametrize("words", ["claims quarry", "claims quarry --quiet", "analyze quarry --json"])
def test_a_full_disk_is_said_in_a_line(words: str) -> None:
    done = shell(f"tertius {words} > /dev/full")
    assert done.returncode == 2
    assert done.stderr.decode() == "error: No space left on device; the result is not complete\n"


@pytest.mark.parametrize("words", ["analyze sochi-2018", "claims bridge-toll", "claims bridge-toll --json"])
def test_a_reader_that_goes_away_is_no_mistake(words: str) -> None:
    done = shell(f"set -o pipefail; tertius {words} | true")
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_width_of_nothing_is_no_width() -> None:
    assert shell("tertius claims quarry", COLUMNS="0").stdout == shell("tertius claims quarry").stdout != b""


def test_a_name_cannot_steer_the_terminal(tmp_path: Path) -> None:
    """Names with escape sequences: the title of the window, the screen, the start of the line, and the C1 form of the same."""
    bad = "A\\e]0;owned\\aB\\e[2JC\\rD\\x9b2JE"
    case = tmp_path / "case.yaml"
    case.write_text(
        f"""tertius: 1
title: "T{bad}"
actors: {{a: "{bad}"}}
conflict: {{options: {{a: {{x: "X{bad}"}}}}, preferences: {{a: [x]}}, status_quo: []}}
claims: [{{id: C, text: "It is {bad}.", expect: {{outcomes: every, satisfy: x}}}}]
""",
        encoding="utf-8",
    )
    for words in ("claims", "analyze", "why --actor a --state N --concept nash"):
        command, *rest = words.split()
        done = shell(f"tertius {command} {case} {' '.join(rest)}")
        assert done.returncode == 0, done.stderr
        for stream in (done.stdout.decode(), done.stderr.decode()):
            left = re.sub("\x1b\\[[0-9;]*m", "", stream)
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", left), words
        assert "\ufffd" in done.stdout.decode()
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(case.read_text(encoding="utf-8").replace("satisfy: x", "satisfy: 'y'") + f'"x{bad}": 1\n', encoding="utf-8")
    done = shell(f"tertius claims {wrong}")
    assert done.returncode == 2
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", done.stderr.decode())
    # As data nothing is lost.
    answer = json.loads(shell(f"tertius claims {case} --json").stdout)
    assert "\x9b2J" in answer["case"]["title"]
    assert "\x1b" in answer["case"]["title"]
