"""Parts of a data set that keep a group (a dossier) together, and resampling of groups.

Groups are shuffled with a seed; each then goes to the part that has the fewest issues so far (the first of these).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tertius.arrays import FloatArray, IntArray

__all__ = ["difference_interval", "fold_of", "resampled"]

SAMPLES = 2_000


def fold_of(groups: Sequence[str], folds: int, *, seed: int) -> IntArray:
    """The part of each issue, shape (issues,); at most as many parts as there are groups."""
    names = sorted(set(groups))
    sizes = dict.fromkeys(names, 0)
    for g in groups:
        sizes[g] += 1
    order = np.random.default_rng(seed).permutation(len(names))
    filled = np.zeros(min(folds, len(names)), dtype=np.int64)
    part: dict[str, int] = {}
    for k in order.tolist():
        part[names[k]] = int(filled.argmin())
        filled[part[names[k]]] += sizes[names[k]]
    return np.array([part[g] for g in groups], dtype=np.int64)


def resampled(groups: Sequence[str], *, seed: int, samples: int = SAMPLES) -> tuple[IntArray, FloatArray]:
    """The number of each issue's group, shape (issues,), and how often each group is drawn, shape (samples, groups)."""
    names = {name: k for k, name in enumerate(sorted(set(groups)))}
    rng = np.random.default_rng(seed)
    drawn = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=samples)
    return np.array([names[g] for g in groups], dtype=np.int64), drawn.astype(np.float64)


def difference_interval(difference: FloatArray, group: IntArray, drawn: FloatArray) -> tuple[float, float] | None:
    """95 % interval of the mean of paired differences, over resampled groups; None with a single group.

    difference : NaN where one of the pair has no forecast
    """
    known = ~np.isnan(difference)
    if len(set(group[known].tolist())) < 2:
        return None
    total = np.bincount(group[known], weights=difference[known], minlength=drawn.shape[1])
    count = np.bincount(group[known], minlength=drawn.shape[1]).astype(np.float64)
    n = drawn @ count
    means = (drawn @ total)[n > 0] / n[n > 0]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)
