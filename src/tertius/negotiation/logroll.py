r"""What a package is worth beside clause by clause, and who pays for it.

Clause by clause, each issue is decided by itself under the same rule: a place passes if those whose consent the rule needs are no
further from their position than at the status quo (on that issue, whatever their fallback) and no red line is crossed. Of the places that pass it takes
the one with the greatest share of welfare, :math:`\max \sum_i c_i w_{ik} u_i(y_k)`; where none passes the status quo stays. The *logrolling value* is

.. math:: \sum_i c_i U_i(y^\ast) - \sum_i c_i U_i(y^{\text{clauses}})

with y* the utilitarian package. It can be below 0: a fallback above the status quo asks more of the package than of its clauses. A party *pays* if it
has less under the package. Not defined where an issue has neither a place that passes nor a status quo.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.negotiation.bargain import EPSILON, Bargain
from tertius.negotiation.package import shares_of
from tertius.negotiation.program import excluded
from tertius.negotiation.rules import accepts, passes

__all__ = ["Logroll", "clause_by_clause", "logroll"]


@dataclass(frozen=True, slots=True)
class Logroll:
    """What the package adds.

    clauses : where each issue ends by itself; traded : issues that end elsewhere in the package; change : U in the package less U clause by
    clause, for each party; passes : whether the clauses together would pass as a package
    """

    value: float
    clauses: dict[str, float]
    package: dict[str, float]
    traded: tuple[str, ...]
    change: dict[str, float]
    passes: bool

    @property
    def pays(self) -> tuple[str, ...]:
        """The parties that have less under the package."""
        return tuple(p for p, v in self.change.items() if v < -EPSILON)


def clause_by_clause(bargain: Bargain) -> list[int] | None:
    """The column of each issue decided by itself; None where some issue has no place to be."""
    negotiation, shares = bargain.negotiation, shares_of(bargain)
    found: list[int] = []
    for k, issue in enumerate(negotiation.issues):
        span = bargain.columns(k)
        places = bargain.options[span]
        near = np.zeros((len(bargain.parties), len(places)))
        for i, party in enumerate(bargain.parties):
            stance = issue.stance(party)
            if stance is not None:
                near[i] = np.abs(places - stance.middle)
        if issue.status_quo is not None:
            stays = int(np.flatnonzero(places == issue.status_quo)[0])
            content = near <= near[:, [stays]] + EPSILON
        else:
            stays = -1
            content = np.ones(near.shape, dtype=np.bool_)
        content &= ~(bargain.beyond[:, span] > EPSILON)
        good = passes(bargain.rule, bargain.parties, content.T)
        welfare = -(shares[:, None] * bargain.weight[:, [k]] * near).sum(axis=0)
        if good.any():
            best = welfare[good].max()
            among = np.flatnonzero(good & (welfare >= best - EPSILON))
            place = stays if stays in among else int(among[0])
        elif stays >= 0:
            place = stays
        else:
            return None
        found.append(span.start + place)
    return found


def logroll(bargain: Bargain, package: list[int]) -> Logroll | None:
    """The utilitarian package beside the clauses decided one by one."""
    clauses = clause_by_clause(bargain)
    if clauses is None:
        return None
    change = bargain.gains(package) - bargain.gains(clauses)
    together = bool(passes(bargain.rule, bargain.parties, accepts(bargain, clauses))) and not excluded(bargain, clauses)
    return Logroll(
        value=float(np.dot(shares_of(bargain), change)),
        clauses=bargain.places(clauses),
        package=bargain.places(package),
        traded=tuple(bargain.issues[k] for k, (a, b) in enumerate(zip(package, clauses, strict=True)) if a != b),
        change=dict(zip(bargain.parties, change.tolist(), strict=True)),
        passes=together,
    )
