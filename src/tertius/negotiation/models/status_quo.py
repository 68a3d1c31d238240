"""The reference point: nothing changes. No answer where an issue has none."""

from __future__ import annotations

import numpy as np

from tertius.negotiation.distribution import point
from tertius.negotiation.models.card import Model

__all__ = ["STATUS_QUO"]

STATUS_QUO = Model(
    "status_quo",
    "Reference point",
    "a yardstick of the literature, e.g. Thomson et al. 2006",
    "There is no agreement, and what holds without one goes on holding; issues without a reference point have no forecast.",
    True,
    lambda issues: [None if np.isnan(s.reference) else point(s.reference) for s in issues],
)
