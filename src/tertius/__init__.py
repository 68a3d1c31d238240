"""Tertius makes arguments about third parties in conflicts executable, so that they can be tested.

Start with `load` (a path or the slug of a shipped case), `situate` (a reading, levers), `analyze`
and `evaluate_claims`. Names are imported when they are first used, so that ``import tertius`` is quick.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tertius.version import VERSION as __version__

if TYPE_CHECKING:
    from tertius.dynamics.analysis import Analysis, analyze
    from tertius.errors import TertiusError
    from tertius.evidence.claims import evaluate_claims
    from tertius.evidence.readings import compare_readings
    from tertius.io.catalogue import load, slugs
    from tertius.io.document import Document
    from tertius.io.load import parse_case
    from tertius.model.asof import known_by
    from tertius.model.case import Case
    from tertius.model.dates import Date
    from tertius.model.layers import situate
    from tertius.sweep.plan import plan_of
    from tertius.sweep.read import read_sweep
    from tertius.sweep.run import run_sweep


__all__ = [
    "Analysis",
    "Case",
    "Date",
    "Document",
    "TertiusError",
    "__version__",
    "analyze",
    "compare_readings",
    "evaluate_claims",
    "known_by",
    "load",
    "parse_case",
    "plan_of",
    "read_sweep",
    "run_sweep",
    "situate",
    "slugs",
]

_WHERE = {
    "Analysis": "tertius.dynamics.analysis",
    "Case": "tertius.model.case",
    "Date": "tertius.model.dates",
    "Document": "tertius.io.document",
    "TertiusError": "tertius.errors",
    "analyze": "tertius.dynamics.analysis",
    "compare_readings": "tertius.evidence.readings",
    "evaluate_claims": "tertius.evidence.claims",
    "known_by": "tertius.model.asof",
    "load": "tertius.io.catalogue",
    "parse_case": "tertius.io.load",
    "plan_of": "tertius.sweep.plan",
    "read_sweep": "tertius.sweep.read",
    "run_sweep": "tertius.sweep.run",
    "situate": "tertius.model.layers",
    "slugs": "tertius.io.catalogue",
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module 'tertius' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_WHERE[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
