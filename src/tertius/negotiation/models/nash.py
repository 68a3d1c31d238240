"""Asymmetric Nash bargaining over one issue, with a curvature and a cost of breakdown.

    u_i(x) = 1 - |(x - x_i)/100|^p,   d_i = u_i(q) - kappa,   maximise  sum_i w_i log(u_i(x) - d_i)  over x with u_i(x) > d_i for all i

p is the curvature (1 linear, 2 quadratic loss), q the reference point, kappa what breakdown costs beyond it, in units of the loss between the ends of the scale.
Without a reference point u_i(q) counts as 0, the worst there is.

* kappa to infinity: p = 2 gives the compromise mean, p = 1 the weighted median (up to a flat stretch between two medians).
* kappa = 0: Nash's solution with the reference point as threat. If no point is better than q for everybody, q is the answer (without a reference point the compromise).
* The preset of the comparison has p = 2 and kappa = 1, the least cost with which every agreement is better than breakdown for everybody.

The sum is concave where it is defined, so there is one maximum (for p > 1 at one point).

References: Nash, J. F. (1950), The bargaining problem, Econometrica 18:155-162. Harsanyi, J. C., Selten, R. (1972), A generalized Nash solution,
Management Science 18:P80-P106 (weights). That one family holds all three is Tertius's own observation.
"""

from __future__ import annotations

import math

import numpy as np

from tertius.arrays import FloatArray
from tertius.negotiation.distribution import point
from tertius.negotiation.models.card import Model
from tertius.negotiation.models.compromise import compromise
from tertius.negotiation.stakes import Stakes, placed

__all__ = ["NASH", "nash", "nash_point"]

GOLDEN = (math.sqrt(5) - 1) / 2
STEPS = 80


def nash_point(position: FloatArray, weight: FloatArray, disagreement: FloatArray, *, curvature: float = 2.0) -> float | None:
    """The point that maximises the weighted Nash product; None where no point is better than disagreement for everybody who counts.

    position : shape (actors,), on 0 to 100; disagreement : shape (actors,), d_i on the scale of u_i (1 at an actor's own position)
    Raises `ValueError` for a curvature below 1, where the sum need not be concave.
    """
    if curvature < 1:
        raise ValueError(f"curvature is {curvature:g}; expected 1 or more")
    counts = weight > 0
    x, w, d = position[counts] / 100, weight[counts], disagreement[counts]
    reach = np.maximum(0.0, 1 - d) ** (1 / curvature)
    low, high = max(float((x - reach).max()), 0.0), min(float((x + reach).min()), 1.0)
    if (d >= 1).any() or low >= high:
        return None
    # Beyond the outermost positions everybody loses, so the best point is as near to them as what all accept allows.
    near, far = float(x.min()), float(x.max())
    low, high = min(max(low, near), high), max(min(high, far), low)
    if low >= high:
        return 50 * (low + high)

    def product(y: float) -> float:
        gain = 1 - np.abs(y - x) ** curvature - d
        return float(w @ np.log(np.maximum(gain, 1e-300)))

    a, b = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_a, at_b = product(a), product(b)
    for _ in range(STEPS):
        if at_a >= at_b:
            high, b, at_b = b, a, at_a
            a = high - GOLDEN * (high - low)
            at_a = product(a)
        else:
            low, a, at_a = a, b, at_b
            b = low + GOLDEN * (high - low)
            at_b = product(b)
    return 50 * (low + high)


def nash(stakes: Stakes, *, curvature: float = 2.0, breakdown: float = 1.0) -> float:
    """The Nash point of an issue; the reference point where there is no agreement that all prefer."""
    who = placed(stakes)
    if np.isnan(stakes.reference):
        without = np.zeros(len(who.position))
    else:
        without = 1 - np.abs((stakes.reference - who.position) / 100) ** curvature
    found = nash_point(who.position, who.weight, without - breakdown, curvature=curvature)
    if found is not None:
        return found
    return compromise(stakes) if np.isnan(stakes.reference) else float(stakes.reference)


NASH = Model(
    "nash",
    "Nash bargaining",
    "Nash 1950; Harsanyi & Selten 1972",
    "All must agree; loss grows with the square of distance; breakdown leaves the reference point and costs as much again as the worst agreement.",
    True,
    lambda issues: [point(nash(s)) for s in issues],
)
