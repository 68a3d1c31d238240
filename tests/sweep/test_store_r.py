"""The lines for R on the page about the store, run as they stand there, where there is an R."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tertius import load, plan_of, run_sweep
from tertius.testing_sweep import TEXT

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "store.md"
RSCRIPT = shutil.which("Rscript")


def _has(package: str) -> bool:
    return RSCRIPT is not None and subprocess.run([RSCRIPT, "-e", f"library({package})"], capture_output=True, check=False).returncode == 0


def _run(package: str, folder: Path) -> str:
    (block,) = re.findall(rf"```text\n(library\({package}\)\n.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    (folder / "draws.R").write_text(block, encoding="utf-8")
    assert RSCRIPT is not None
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    known = {**os.environ, "PATH": path, "RETICULATE_PYTHON": sys.executable}
    done = subprocess.run([RSCRIPT, "draws.R"], cwd=folder, env=known, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("package", ["reticulate", "jsonlite"])
def test_r_counts_the_draws_of_a_store_as_tertius_does(tmp_path: Path, package: str) -> None:
    if not _has(package):
        pytest.skip(f"no R with {package} here")
    case = tmp_path / "banks.yaml"
    case.write_text(TEXT, encoding="utf-8")
    found = run_sweep(plan_of(load(case)), draws=3000, out=tmp_path / "draws", workers=1)
    expected = {row.state: row.share.count for row in found.summary.outcomes if row.reading is None}
    told = {state: int(count) for state, count in re.findall(r"^\d+ +([YN]+) +(\d+)", _run(package, tmp_path), re.MULTILINE)}
    assert told == expected
    assert sum(told.values()) == 3000
