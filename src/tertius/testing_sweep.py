"""Small cases whose draws are quick, for tests of sweeps and their stores."""

from __future__ import annotations

from pathlib import Path

from tertius import parse_case
from tertius.model.case import Case
from tertius.sweep.plan import Plan, plan_of

__all__ = ["HEAD", "TALKS", "TEXT", "content", "small_case", "small_plan"]

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

HEAD = "tertius: 1\ntitle: T\nsources: {s: {title: S, date: 2001}}\nactors: {a: 'العليا <b>', b: B}\n"
TALKS = HEAD + """\
readings:
  r: {name: R, sources: [s], basis: judged, changes: {negotiation: {parties: {a: {power: 9, basis: judged}}}}}
negotiation:
  text: A treaty
  parties: {a: {actor: a, power: 1, fallback: 0.5, basis: judged}, b: {actor: b, power: 2, fallback: 0.2, basis: judged}}
  issues:
    x:
      name: Clause x
      on_the_table: 40
      status_quo: 0
      basis: judged
      positions: {a: {position: [20, 60], salience: 50, basis: judged}, b: {position: 100, salience: 80, basis: judged}}
    y:
      name: Clause y
      on_the_table: 60
      status_quo: 0
      basis: judged
      positions: {a: {position: 90, salience: 40, basis: judged}, b: {position: 10, basis: judged}}
uncertainty: {negotiation: {position: 12, salience: 20, power: 0.8, basis: judged}}
claims:
  - {id: P, text: T, expect: {package: passes}, sources: [s]}
  - {id: T, text: T, expect: {package: passes, text: on_the_table}, sources: [s]}
  - {id: M, text: T, expect: {issue: x, median_between: [80, 100]}, sources: [s]}
  - {id: K, text: T, expect: {issue: y, keeps: yes, at_least: 0.3}, sources: [s]}
  - {id: J, text: T, expect: {all_of: [P, M]}, sources: [s]}
"""
"""A negotiation alone, with a reading that has another table, and claims of several kinds."""


def small_case(title: str = "Two banks") -> Case:
    """Two actors with an option each; what each wants varies."""
    return parse_case(TEXT.replace("Two banks", title))


def small_plan(seed: int = 0, title: str = "Two banks") -> Plan:
    """Every draw with its claim: blocks are small."""
    return plan_of(small_case(title), seed=seed)


def content(folder: Path) -> dict[str, bytes]:
    """Every file of a store that counts, by its path in it."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file() and p.name != "lock"}
