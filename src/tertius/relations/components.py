"""Which actors ties connect, by halving paths over all ties at once."""

from __future__ import annotations

import numpy as np

from tertius.arrays import IntArray

__all__ = ["components"]


def components(n: int, a: IntArray, b: IntArray) -> IntArray:
    """For each actor the least place of those that it is connected with, (actors,)."""
    label = np.arange(n)
    while True:
        low = np.minimum(label[a], label[b])
        new = label.copy()
        np.minimum.at(new, label[a], low)
        np.minimum.at(new, label[b], low)
        new = new[new]
        if (new == label).all():
            return label
        label = new
