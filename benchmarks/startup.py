"""Small cases: what a command costs beyond its imports, and that nothing heavy is imported."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from pathlib import Path

from benchmarks.models import made
from benchmarks.timing import Line, median_time, process, tertius

__all__ = ["argument", "light", "start_up"]

START_UP_BUDGET = 1.6
_HEAVY = {"numba", "llvmlite"}


def _loaded(*words: str) -> set[str]:
    """The modules that a command imports."""
    probe = [
        "import json, sys",
        "from tertius.cli.main import main",
        f"sys.argv = {['tertius', *words]!r}",
        "try:",
        "    main()",
        "except SystemExit:",
        "    sys.stderr.write(json.dumps(sorted(sys.modules)))",
    ]
    done = subprocess.run([sys.executable, "-c", "\n".join(probe)], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr))


def light(folder: Path) -> Line:
    """A small case imports neither numba nor llvmlite, nor does one of 1,024 states."""
    file = folder / "thousand.yaml"
    file.write_text(made((2,) * 5).text(), encoding="utf-8")
    cases = ("syria-iraq-1975", "sochi-2018", str(file))
    heavy = {name for case in cases for name in _loaded("analyze", case, "--json") & _HEAVY}
    heavy |= _loaded("claims", "sochi-2018", "--json") & _HEAVY
    text = f"small cases and 1,024 states import {' and '.join(sorted(heavy)) or 'neither numba nor llvmlite'}"
    return Line("imports", text, not heavy)


def start_up() -> Line:
    """From prompt to answer on a six-state case, against a process that imports the same libraries."""
    words = tertius("analyze", "syria-iraq-1975", "--json")
    answer = process(words).answer
    assert answer["equilibria"]["seq"] == ["NYY"], answer["equilibria"]
    loaded = _loaded("analyze", "syria-iraq-1975", "--json")
    known = {"numpy", "click", "ruamel.yaml", "json", "hashlib", "difflib", "decimal", "calendar", "fractions"}
    floor = [sys.executable, "-c", "\n".join(f"import {m}" for m in sorted(known & loaded))]
    # The parser's own modules load when it first reads; let the floor read one scalar too.
    floor[-1] += "\nfrom ruamel.yaml import YAML\nlist(YAML(typ='safe', pure=False).parse('a'))\n"
    mine, base = [], []
    for warm in range(16):
        seconds = median_time(lambda: subprocess.run(floor, check=True), 1)
        base += [seconds] if warm else []
        seconds = median_time(lambda: subprocess.run(words, capture_output=True, check=True), 1)
        mine += [seconds] if warm else []
    whole, least = statistics.median(mine), statistics.median(base)
    text = (
        f"prompt to answer, six states: {whole * 1e3:.0f} ms, {whole / least:.2f} times the same imports alone "
        f"({least * 1e3:.0f} ms; at most {START_UP_BUDGET})"
    )
    return Line("start-up", text, whole / least <= START_UP_BUDGET)


def argument() -> Line:
    """All claims, readings and falsifiers of the shipped argument, against one analysis of it."""
    from tertius import analyze, evaluate_claims, load, situate

    case = load("sochi-2018")
    results = evaluate_claims(case)
    assert {r.verdict.verdict for r in results if r.claim.id == "T1"} == {"holds", "fails", "open"}
    whole = median_time(lambda: evaluate_claims(case), 3)
    one = median_time(lambda: analyze(situate(case, reading="balancing"), foresight=2), 5)
    count = len(results) + sum(r.falsifier is not None for r in results)
    return Line("argument", f"the shipped argument: {count} verdicts in {whole:.2f} s, {whole / one:.0f} times one analysis")
