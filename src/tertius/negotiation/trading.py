r"""Who would trade which clauses with whom, and who pays: the equal-gain exchange of a case, told trade by trade.

The trades are those of `tertius.negotiation.models.exchange`, in their order. Party k, who has no part in a trade of issues p and q, has its *externality* by it:

.. math:: e_k = s_{kp} (|O_p - x_{kp}| - |O'_p - x_{kp}|) + s_{kq} (|O_q - x_{kq}| - |O'_q - x_{kq}|)

with the compromise O before and O' after the trade, its position x and salience s from 0 to 1: points of the scale times salience, the unit of the traders' gains. Below 0 it pays for what others agree.

Reference: Dijkstra, J., van Assen, M. A. L. M., Stokman, F. N. (2008), Outcomes of collective decisions with externalities predicted, Journal of Theoretical Politics 20:415-441.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray
from tertius.model.negotiation import Negotiation
from tertius.negotiation.models.exchange import Exchange, exchanges, table_of
from tertius.negotiation.settle import stakes_in

__all__ = ["Trade", "Trading", "trading"]

LEAST = 1e-6


@dataclass(frozen=True, slots=True)
class Trade:
    """`demander` has `demanded`, on which `supplier` moves toward it, and moves itself on `supplied`; both gain the same.

    *_from, *_to : places before and after; externality : of the others, by party, where it is not nothing
    """

    demander: str
    supplier: str
    demanded: str
    supplied: str
    gain: float
    supplier_from: float
    supplier_to: float
    demander_from: float
    demander_to: float
    externality: dict[str, float]


@dataclass(frozen=True, slots=True)
class Trading:
    """All trades; before, after : the compromise by issue; gain : of own trades, externality : of those of others, by party"""

    trades: tuple[Trade, ...]
    before: dict[str, float]
    after: dict[str, float]
    gain: dict[str, float]
    externality: dict[str, float]

    def net(self, party: str) -> float:
        """What a party has from all trades together."""
        return self.gain[party] + self.externality[party]


def trading(negotiation: Negotiation) -> Trading | None:
    """The exchange of a case; None where nobody has anything to trade."""
    stakes = [stakes_in(negotiation, i) for i in negotiation.issues]
    rows, position, salience, power = table_of(stakes)
    salience = salience / 100
    made, _ = exchanges(position, salience, power)
    if not made:
        return None
    parties = [""] * len(position)
    for place, s in zip(rows, stakes, strict=True):
        for at, name in zip(place.tolist(), s.actors, strict=True):
            parties[at] = name
    weight = np.where(np.isnan(position), 0.0, power * salience)
    total = weight.sum(axis=0)
    pull = weight / np.where(total > 0, total, 1.0)
    issues = [i.id for i in negotiation.issues]
    outcome = (pull * np.nan_to_num(position)).sum(axis=0)
    start, trades = outcome.copy(), list[Trade]()
    gain, others = (dict.fromkeys(parties, 0.0) for _ in range(2))
    for e in made:
        after = outcome.copy()
        after[e.p] += pull[e.j, e.p] * (e.j_to - e.j_from)
        after[e.q] += pull[e.i, e.q] * (e.i_to - e.i_from)
        outside = {parties[k]: v for k, v in enumerate(_externality(position, salience, outcome, after, e).tolist()) if abs(v) > LEAST}
        trades.append(
            Trade(parties[e.i], parties[e.j], issues[e.p], issues[e.q], e.gain, e.j_from, e.j_to, e.i_from, e.i_to, outside)
        )
        for k in (e.i, e.j):
            gain[parties[k]] += e.gain
        for name, v in outside.items():
            others[name] += v
        outcome = after
    return Trading(tuple(trades), dict(zip(issues, start.tolist(), strict=True)), dict(zip(issues, outcome.tolist(), strict=True)), gain, others)


def _externality(position: FloatArray, salience: FloatArray, before: FloatArray, after: FloatArray, trade: Exchange) -> FloatArray:
    """Shape (actors,); 0 for the two who trade and where somebody has no position."""
    found = np.zeros(len(position))
    for k in (trade.p, trade.q):
        nearer = np.abs(before[k] - position[:, k]) - np.abs(after[k] - position[:, k])
        found += salience[:, k] * np.where(np.isnan(nearer), 0.0, nearer)
    found[[trade.i, trade.j]] = 0.0
    return found
