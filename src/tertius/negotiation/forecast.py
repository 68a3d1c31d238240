"""The forecast of an issue: a distribution over its alternatives, from fitted weights.

    p_a = o_a exp(b f_a) / sum_c o_c exp(b f_c)

over atoms (o = 1) and cells (o = width as a share of the scale), with the features f of `features` and the weights b of a `Fit`; by default the fit that is shipped.
Tertius's own; the ingredients are McFadden's conditional logit and the observation that most outcomes of EU law sit exactly on some actor's position.
How it was fitted, all that was tried, and how well it does on dossiers that it has not seen: docs/explanation/negotiation-fit.md.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

from tertius.negotiation.choice import shares
from tertius.negotiation.distribution import Mixture
from tertius.negotiation.features import EDGES, alternatives
from tertius.negotiation.fit import Fit, shipped
from tertius.negotiation.stakes import Stakes

__all__ = ["KEPT_WITHIN", "Forecast", "forecast"]

KEPT_WITHIN = 5.0
"""A text counts as kept if the outcome is at most this far from it, in points, unless asked otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Forecast:
    """One issue's forecast.

    distribution : on 0 to 100; fit : the weights that it comes from
    """

    stakes: Stakes
    distribution: Mixture
    fit: Fit

    @property
    def median(self) -> float:
        """The headline."""
        return self.distribution.median

    @property
    def interval50(self) -> tuple[float, float]:
        """At most a quarter of the probability is below, at most a quarter above."""
        return self.distribution.interval(0.5)

    @property
    def interval80(self) -> tuple[float, float]:
        """At most a tenth of the probability is below, at most a tenth above."""
        return self.distribution.interval(0.8)

    def atoms(self, *, at_least: float = 0.0) -> dict[float, float]:
        """Points with their probability, in order of the scale."""
        d = self.distribution
        return {y: p for y, p in zip(d.at.tolist(), d.mass.tolist(), strict=True) if p >= at_least}

    def kept(self, text: float, *, within: float = KEPT_WITHIN) -> float:
        """Probability that the outcome is at most `within` points from the text on the table."""
        return self.distribution.probability(text - within, text + within)

    def bands(self, *limits: float) -> tuple[float, ...]:
        """Probability of each band that ascending limits cut the scale into; a limit belongs to the band above it.

        ``bands(25, 75)`` has [0, 25), [25, 75) and [75, 100].
        """
        if list(limits) != sorted(set(limits)):
            raise ValueError(f"limits must ascend; they are {limits}")
        below = [0.0, *(self.distribution.below(y) for y in limits), 1.0]
        return tuple(max(0.0, b - a) for a, b in itertools.pairwise(below))


def forecast(stakes: Stakes, *, fit: Fit | None = None) -> Forecast:
    """The forecast of one issue; works with missing salience, power or reference point."""
    used = shipped() if fit is None else fit
    found = alternatives(stakes)
    p = shares(found.features, found.offset, used.vector)
    distribution = Mixture(found.at[: found.atoms], p[: found.atoms], EDGES, p[found.atoms :])
    return Forecast(stakes, distribution, used)
