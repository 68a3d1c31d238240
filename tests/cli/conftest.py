"""Commands run as a user runs them."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tertius.cli.main import main


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """A command in an empty folder, with lines to read: what it prints, after its exit code has been checked."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str, code: int = 0, lines: str | None = None) -> tuple[str, str]:
        monkeypatch.setattr(sys, "argv", ["tertius", *words])
        if lines is not None:
            monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines.encode()), encoding="utf-8"))
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        out, err = capfd.readouterr()
        assert (stop.value.code or 0) == code, err
        return out, err

    return command
