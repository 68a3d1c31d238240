"""Start-up: light imports, nothing heavy before it is needed."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("numba", "scipy", "pandas", "networkx", "duckdb", "starlette", "pydantic", "matplotlib")


def modules_after(code: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n'.join(sys.modules))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return set(done.stdout.split())


def test_import_tertius_imports_nothing_else() -> None:
    found = modules_after("import tertius")
    assert not found & {"numpy", "rich", "click", "ruamel.yaml", "jinja2", *HEAVY}


def test_help_does_not_import_numpy() -> None:
    found = modules_after("from tertius.cli.main import cli\ncli(['--help'], standalone_mode=False)")
    assert not found & {"numpy", "rich", "ruamel.yaml", "jinja2", *HEAVY}


@pytest.mark.parametrize("command", ["analyze", "claims"])
def test_small_cases_never_import_anything_heavy(command: str) -> None:
    found = modules_after(
        f"from tertius.cli.main import cli\ncli(['{command}', 'syria-iraq-1975', '--json'], standalone_mode=False)"
    )
    assert not found & set(HEAVY)
    assert "rich" not in found


def test_public_names_are_there_and_sorted() -> None:
    import tertius

    assert list(tertius.__all__) == sorted(tertius.__all__)
    for name in tertius.__all__:
        assert getattr(tertius, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = tertius.nothing  # type: ignore[attr-defined]
