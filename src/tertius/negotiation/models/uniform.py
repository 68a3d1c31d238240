"""Even over the scale: what is known of an outcome without knowing anything."""

from __future__ import annotations

from tertius.negotiation.distribution import even
from tertius.negotiation.models.card import Model

__all__ = ["UNIFORM"]

UNIFORM = Model(
    "uniform", "Even over the scale", "Tertius's own yardstick", "Every outcome is as likely as any other.", False,
    lambda issues: [even() for _ in issues],
)  # fmt: skip
