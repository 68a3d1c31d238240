"""Which settings of the options are feasible in a case as it stands, before any effect."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tertius.arrays import IntArray
from tertius.model.expr import Expr

__all__ = ["LISTABLE", "feasible_codes", "feasible_settings"]

LISTABLE = 20
"""Options up to which all settings are listed when a file is checked."""


def feasible_settings(keys: Sequence[str], infeasible: Sequence[Expr]) -> IntArray:
    """Ascending settings (bit k is option k) that no infeasible expression excludes."""
    settings = np.arange(2 ** len(keys), dtype=np.int64)
    bit = {key: 1 << k for k, key in enumerate(keys)}
    keep = np.ones(settings.shape, np.bool_)
    for expr in infeasible:
        keep &= ~expr.evaluate(
            lambda name: (settings & bit[name]) != 0,
            lambda value: np.full(settings.shape, value, np.bool_),
        )
    return settings[keep]


def feasible_codes(keys: Sequence[str], infeasible: Sequence[Expr]) -> list[str]:
    """The same as letters, in state order."""
    return [
        "".join("Y" if int(s) >> k & 1 else "N" for k in range(len(keys)))
        for s in feasible_settings(keys, infeasible)
    ]
