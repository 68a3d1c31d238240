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
from tertius.negotiation.features import EDGES, Alternatives

__all__ = ["Stack", "crps_of", "fit_weights", "shares", "stacked"]

STEPS = 60
SETTLED = 1e-9
WIDTH = float(EDGES[1] - EDGES[0])


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """Issues, padded.

    features : (issues, alternatives, features); offset : (issues, alternatives), -inf where padded
    chosen : (issues,); to_outcome : (issues, alternatives), expected distance of each alternative to the outcome, in points
    between : (issues, alternatives, alternatives), expected distance of two draws
    """

    features: FloatArray
    offset: FloatArray
    chosen: IntArray
    to_outcome: FloatArray
    between: FloatArray

    def part(self, rows: FloatArray | IntArray, columns: Sequence[int]) -> Stack:
        """Some issues, some features."""
        return Stack(
            self.features[rows][:, :, list(columns)], self.offset[rows], self.chosen[rows], self.to_outcome[rows], self.between[rows]
        )


def stacked(issues: Sequence[Alternatives], outcomes: Sequence[float]) -> Stack:
    """Issues with their outcomes, for fitting and scoring many at once."""
    n, most, width = len(issues), max(len(i.at) for i in issues), issues[0].features.shape[1]
    features, offset = np.zeros((n, most, width)), np.full((n, most), -np.inf)
    chosen = np.zeros(n, dtype=np.int64)
    to_outcome, between = np.zeros((n, most)), np.zeros((n, most, most))
    for k, (i, outcome) in enumerate(zip(issues, outcomes, strict=True)):
        size = len(i.at)
        features[k, :size], offset[k, :size], chosen[k] = i.features, i.offset, i.chosen(outcome)
        half = np.where(np.arange(size) < i.atoms, 0.0, WIDTH / 2)
        to_outcome[k, :size] = _expected(i.at - outcome, half)
        pairs = _expected(i.at[:, None] - i.at[None, :], half[:, None] + half[None, :])
        # Two draws from the same cell are on average a third of its width apart; cells do not overlap otherwise.
        cells = (half[:, None] > 0) & (half[None, :] > 0)
        pairs[cells] = np.abs(i.at[:, None] - i.at[None, :])[cells]
        np.fill_diagonal(pairs, np.where(half > 0, WIDTH / 3, 0.0))
        between[k, :size, :size] = pairs
    return Stack(features, offset, chosen, to_outcome, between)


def _expected(gap: FloatArray, half: FloatArray) -> FloatArray:
    """Expected |gap + v| for v even on [-half, half]."""
    size = np.abs(gap)
    inside = size < half
    return np.where(inside, (size**2 + half**2) / np.where(inside, 2 * half, 1.0), size)


def shares(features: FloatArray, offset: FloatArray, weights: FloatArray) -> FloatArray:
    """Probability of each alternative; the last axis of the result sums to 1."""
    value = offset + features @ weights
    value = np.exp(value - value.max(axis=-1, keepdims=True))
    return np.asarray(value / value.sum(axis=-1, keepdims=True))


def crps_of(stack: Stack, weights: FloatArray) -> FloatArray:
    """CRPS of each issue: expected distance to the outcome less half the expected distance of two draws."""
    p = shares(stack.features, stack.offset, weights)
    return np.asarray((p * stack.to_outcome).sum(axis=1) - 0.5 * np.einsum("na,nab,nb->n", p, stack.between, p, optimize=True))


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

