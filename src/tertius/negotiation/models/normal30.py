"""A normal distribution with standard deviation 30 around the compromise, not cut at the ends of the scale: the plainest honest distribution."""

from __future__ import annotations

from tertius.negotiation.distribution import Normal
from tertius.negotiation.models.card import Model
from tertius.negotiation.models.compromise import compromise

__all__ = ["NORMAL30"]

NORMAL30 = Model(
    "normal30",
    "Normal around the compromise",
    "Tertius's own yardstick",
    "The outcome is the compromise and an error with a standard deviation of 30 points, whoever stands where.",
    False,
    lambda issues: [Normal(compromise(s), 30.0) for s in issues],
)
