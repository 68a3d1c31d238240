"""A small case whose draws are quick, for tests of sweeps and their stores."""

from __future__ import annotations

from pathlib import Path

from tertius import parse_case
from tertius.model.case import Case
from tertius.sweep.plan import Plan, plan_of

__all__ = ["TEXT", "content", "small_case", "small_plan"]

TEXT = """\
tertius: 1
title: Two banks
actors: {upper: Upper, lower: Lower}
conflict:
  options:
    upper: {release: Release water}
    lower: {wait: Wait}
  preferences:
    upper: [lower.wait, not upper.release]
    lower: [upper.release, not lower.wait]
  status_quo: []
uncertainty:
  preferences:
    upper: {reorder: adjacent, p: 0.3}
    lower: {reorder: adjacent, p: 0.4}
claims:
  - id: C1
    text: Nothing is released.
    expect: {outcomes: none, satisfy: upper.release}
"""


def small_case(title: str = "Two banks") -> Case:
    """Two actors with an option each; what each wants varies."""
    return parse_case(TEXT.replace("Two banks", title))


def small_plan(seed: int = 0, title: str = "Two banks") -> Plan:
    """Every draw with its claim: blocks are small."""
    return plan_of(small_case(title), seed=seed)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a store that counts, by its path in it."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "lock"}
