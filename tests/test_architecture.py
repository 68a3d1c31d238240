"""Imports point one way; files stay short; every module says what it is."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).resolve().parents[1] / "src" / "tertius"
ORDER = [
    "model",
    "kernels",
    "stability",
    "dynamics",
    "leverage",
    "relations",
    "evidence",
    "sweep",
    "explain",
    "view",
    "report",
    "studio",
    "cli",
]
FILES = sorted(SOURCE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """The parts of the package that a file imports at run time."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    found = set()
    for node in ast.walk(tree):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if (node.module or "").startswith("tertius."):
                found.add((node.module or "").split(".")[1])
        elif isinstance(node, ast.Import):
            found |= {a.name.split(".")[1] for a in node.names if a.name.startswith("tertius.")}
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_imports_point_one_way(path: Path) -> None:
    part = path.relative_to(SOURCE).parts[0]
    found = imported(path) & {*ORDER, "io"}
    if part in {"io", "relations"}:
        assert found <= {part, "model"}
    elif part in ORDER:
        allowed = set(ORDER[: ORDER.index(part) + 1]) | (
            {"io"} if part in {"view", "report", "studio", "cli"} else set()
        )
        assert found <= allowed


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_files_are_one_idea_each(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    assert path.name != "utils.py"
    assert ast.get_docstring(ast.parse(text)), f"{path.name} does not say what it is"
