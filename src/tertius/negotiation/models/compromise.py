"""The compromise: the mean of positions, weighted by power and salience.

    O = sum_i c_i s_i x_i / sum_i c_i s_i

It is the limit of asymmetric Nash bargaining with quadratic loss as breakdown becomes very costly (see `nash`).

References: Van den Bos, J. M. M. (1991), Dutch EC Policy Making. Stokman, F. N., Van den Bos, J. M. M. (1992), A two-stage model of policymaking.
Achen, C. H. (2006), in Thomson et al. (eds), The European Union Decides, ch. 4.
"""

from __future__ import annotations

from tertius.negotiation.distribution import point
from tertius.negotiation.models.card import Model
from tertius.negotiation.stakes import Stakes, placed

__all__ = ["COMPROMISE", "compromise"]


def compromise(stakes: Stakes) -> float:
    """The weighted mean of positions."""
    who = placed(stakes)
    return float(who.weight @ who.position)


COMPROMISE = Model(
    "compromise",
    "Compromise mean",
    "Van den Bos 1991; Stokman & Van den Bos 1992; Achen 2006",
    "Everybody gives way in proportion to the others' power and salience; nobody can block.",
    True,
    lambda issues: [point(compromise(s)) for s in issues],
)
