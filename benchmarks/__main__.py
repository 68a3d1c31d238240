"""Benchmarks as ratios measured in one run; every benchmark checks its answer.

Run with ``make bench``.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

import numpy as np

START_UP_BUDGET = 1.6
SECONDS_FOR_1024 = 0.1


def median_time(call: Callable[[], object], rounds: int) -> float:
    """The median wall-clock seconds of a call."""
    times = []
    for _ in range(rounds):
        begin = time.perf_counter()
        call()
        times.append(time.perf_counter() - begin)
    return statistics.median(times)


def start_up() -> tuple[str, float, bool]:
    """From prompt to answer on a six-state case, against a process that imports the same libraries."""
    code = "from tertius.cli.main import main; main()"
    words = [sys.executable, "-c", code, "analyze", "syria-iraq-1975", "--json"]
    answer = json.loads(subprocess.run(words, capture_output=True, text=True, check=True).stdout)
    assert answer["equilibria"]["seq"] == ["NYY"], answer["equilibria"]
    probe = "\n".join(
        [
            "import json, sys",
            "from tertius.cli.main import main",
            "sys.argv = ['tertius', 'analyze', 'syria-iraq-1975', '--json']",
            "try:",
            "    main()",
            "except SystemExit:",
            "    sys.stderr.write(json.dumps(sorted(sys.modules)))",
        ]
    )
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stderr)
    tops = {m for m in ("numpy", "click", "ruamel.yaml", "json", "hashlib", "difflib", "decimal", "calendar", "fractions") if m in loaded}
    assert "numba" not in loaded
    floor = [sys.executable, "-c", "\n".join(f"import {m}" for m in sorted(tops))]
    # The parser's own modules load when it first reads; let the floor read one scalar too.
    floor[-1] += "\nfrom ruamel.yaml import YAML\nlist(YAML(typ='safe', pure=False).parse('a'))\n"
    mine, base = [], []
    with tempfile.TemporaryDirectory() as cache:
        # As installed: byte code is cached, whatever the caller's environment says.
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"} | {"PYTHONPYCACHEPREFIX": cache}
        for warm in range(16):
            seconds = median_time(lambda: subprocess.run(floor, check=True, env=env), 1)
            base += [seconds] if warm else []
            seconds = median_time(lambda: subprocess.run(words, capture_output=True, check=True, env=env), 1)
            mine += [seconds] if warm else []
    ratio = statistics.median(mine) / statistics.median(base)
    text = f"prompt to answer, six states: {statistics.median(mine) * 1e3:.0f} ms; the same imports alone {statistics.median(base) * 1e3:.0f} ms"
    return text, ratio, ratio <= START_UP_BUDGET


def thousand_states() -> tuple[str, float, bool]:
    """1,024 states, five actors of two options, four concepts, against copying the ranks."""
    from tertius.kernels.graph import game_of
    from tertius.model.case import Actor, Case
    from tertius.model.conflict import Option, OptionConflict, Preference
    from tertius.stability.concepts import DEFAULT
    from tertius.stability.solve import stable_states
    from tertius.stability.verify import verify
    from tertius.stability.witness import witness

    rng = np.random.default_rng(7)
    actors = [f"a{i}" for i in range(5)]
    options = tuple(Option(a, f"o{k}", "O") for a in actors for k in range(2))
    codes = ["".join("Y" if s >> k & 1 else "N" for k in range(10)) for s in range(1024)]
    preferences = {
        a: Preference("payoffs", payoffs=dict(zip(codes, rng.integers(0, 400, 1024).astype(float).tolist(), strict=True)))
        for a in actors
    }
    case = Case("1,024 states", tuple(Actor(a, a) for a in actors), OptionConflict(options, (), preferences, None))
    game = game_of(case)
    found = stable_states(game, DEFAULT)
    for state in rng.integers(0, 1024, 4):
        for concept in DEFAULT:
            why = witness(game, 0, int(state), concept)
            assert why.stable == bool(found[concept][0][state])
            assert verify(case, why) == []
    seconds = median_time(lambda: stable_states(game, DEFAULT), 9)
    copying = median_time(lambda: game.rank.copy(), 99)
    text = f"1,024 states, 5 actors, 4 concepts: {seconds * 1e3:.1f} ms of computing"
    return text, seconds / copying, seconds < SECONDS_FOR_1024


def the_argument() -> tuple[str, float, bool]:
    """All claims, readings and falsifiers of the shipped argument, against one analysis of it."""
    from tertius import analyze, evaluate_claims, load, situate

    case = load("sochi-2018")
    results = evaluate_claims(case)
    assert {r.verdict.verdict for r in results if r.claim.id == "T1"} == {"holds", "fails", "open"}
    whole = median_time(lambda: evaluate_claims(case), 3)
    one = median_time(lambda: analyze(situate(case, reading="balancing"), foresight=2), 5)
    count = len(results) + sum(r.falsifier is not None for r in results)
    return f"the shipped argument: {count} verdicts in {whole:.2f} s", whole / one, True


def main() -> int:
    """Run all and print a line each; 1 if a budget is missed."""
    os.environ.setdefault("PYTHONWARNINGS", "ignore")
    failed = 0
    for name, bench, unit in (
        ("start-up", start_up, f"times the imports (budget {START_UP_BUDGET})"),
        ("computing", thousand_states, f"times copying the ranks (budget {SECONDS_FOR_1024:g} s)"),
        ("argument", the_argument, "times one analysis"),
    ):
        text, ratio, good = bench()
        failed += not good
        print(f"{name:10} {'ok  ' if good else 'OVER'} {text}: {ratio:.2f} {unit}", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
