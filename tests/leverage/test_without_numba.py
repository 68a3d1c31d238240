"""What a base installation has: no numba, and nothing of it."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import importlib.util, sys
real = importlib.util.find_spec
importlib.util.find_spec = lambda name, *rest: None if name.split(".")[0] in {"numba", "llvmlite"} else real(name, *rest)
sys.modules["numba"] = sys.modules["llvmlite"] = None
from tertius import load
from tertius.report.build import build
from tertius.report.render import render

print(len(render(build(load("two-villages")))) > 10_000)
from tertius.explain.told import Told
from tertius.report.counterfactual import counterfactual_part
from tertius.report.keys import reading_keys

case = load("sochi-2018")
print(len(counterfactual_part(case, reading_keys(case, Told(case), "balancing"))))
"""


def test_a_report_and_what_was_needed_without_numba() -> None:
    found = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True)
    assert found.stderr == ""
    assert found.stdout == "True\n4\n"
