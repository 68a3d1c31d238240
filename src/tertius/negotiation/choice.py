"""Fitting the weights: a conditional logit with offsets and a quadratic penalty, by Newton's method.

Over issues n with alternatives a, chosen one y_n, offsets o and features f scaled to a root mean square of 1:

    maximise  sum_n log( exp(o_ny + b f_ny) / sum_a exp(o_na + b f_na) )  -  penalty/2 |b|^2

It is concave, so the maximum is unique. Shapes: `Stack` pads issues to the same number of alternatives.

Reference: McFadden, D. (1974), Conditional logit analysis of qualitative choice behavior, in Frontiers in Econometrics.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray, IntArray
from tertius.negotiation.features import Alternatives

__all__ = ["Stack", "fit_weights", "shares", "stacked"]

STEPS = 60
SETTLED = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Issues with what was chosen.

    features : (issues, alternatives, features); offset : (issues, alternatives), -inf where padded
    chosen : (issues,)
    """

    features: FloatArray
    offset: FloatArray
    chosen: IntArray



def stacked(issues: Sequence[Alternatives], outcomes: Sequence[float]) -> Stack:
    """Issues with their outcomes, as arrays."""
    n, most, width = len(issues), max(len(i.at) for i in issues), issues[0].features.shape[1]
    features, offset = np.zeros((n, most, width)), np.full((n, most), -np.inf)
    chosen = np.zeros(n, dtype=np.int64)
    for k, (i, outcome) in enumerate(zip(issues, outcomes, strict=True)):
        size = len(i.at)
        features[k, :size], offset[k, :size], chosen[k] = i.features, i.offset, i.chosen(outcome)
    return Stack(features, offset, chosen)


def shares(features: FloatArray, offset: FloatArray, weights: FloatArray) -> FloatArray:
    """Probability of each alternative; the last axis of the result sums to 1."""
    value = offset + features @ weights
    value = np.exp(value - value.max(axis=-1, keepdims=True))
    return np.asarray(value / value.sum(axis=-1, keepdims=True))


def fit_weights(stack: Stack, penalty: float) -> FloatArray:
    """The weights that maximise the penalised likelihood, for the features as they are (unscaled)."""
    real = np.isfinite(stack.offset)
    rows = stack.features[real]
    scale = np.sqrt((rows**2).mean(axis=0))
    scale[scale == 0] = 1.0
    x = stack.features / scale
    number = np.arange(len(x))
    taken = x[number, stack.chosen].sum(axis=0)
    beta = np.zeros(x.shape[2])

    def value(b: FloatArray) -> float:
        u = stack.offset + x @ b
        top = u.max(axis=1)
        logs = u[number, stack.chosen] - top - np.log(np.exp(u - top[:, None]).sum(axis=1))
        return float(logs.sum() - penalty / 2 * (b @ b))

    now = value(beta)
    for _ in range(STEPS):
        p = shares(x, stack.offset, beta)
        mean = np.einsum("na,naf->nf", p, x)
        slope = taken - mean.sum(axis=0) - penalty * beta
        weighted = (x * np.sqrt(p)[:, :, None]).reshape(-1, x.shape[2])
        bend = weighted.T @ weighted - mean.T @ mean + penalty * np.eye(len(beta))
        step = np.linalg.solve(bend, slope)
        size = 1.0
        while (then := value(beta + size * step)) < now and size > 1e-6:
            size /= 2
        beta = beta + size * step
        if then - now < SETTLED * (1 + abs(now)):
            break
        now = then
    return np.asarray(beta / scale)

