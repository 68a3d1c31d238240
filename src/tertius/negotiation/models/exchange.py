"""Equal-gain exchange of positions over several issues (Stokman and van Oosten).

With the compromise O_k = sum_i w_ik x_ik / W_k, w_ik = c_ik s_ik, W_k = sum_i w_ik: actors i and j can trade issues p and q if they stand on opposite sides of O on both.
i demands p (and supplies q) where s_ip/s_iq > s_jp/s_jq. j moves on p to i's initial position, which shifts the outcome by

    dp = |x_ip - x_jp| w_jp / W_p,    and i moves on q so that both gain the same:    dq = dp (s_ip + s_jp)/(s_iq + s_jq)

If that takes i past j's initial position on q, i moves there and dp is solved back. Each gains s_ip dp - s_iq dq = s_jq dq - s_jp dp. The exchange with the largest gain is made,
gains are computed anew from where the actors now stand, and so on until nothing is to be gained. Who can trade is settled at the start; an actor moves only toward the initial position of a partner,
and only on the side on which it began. The forecast is the compromise of the positions that result. Actors are indifferent to what others trade; externalities have no part in it.

This is the sequence of the published run on three issues of the Paris talks, which it reproduces in full (20 exchanges). A later program of the same authors adds rules (an actor may only
demand or only supply an issue; no overshooting of the demander) and rounds; they are not part of it. An issue that is alone in its group has nothing to trade with: there the forecast is the compromise.

References: Stokman, F. N., van Oosten, R. (1994), The exchange of voting positions, in Bueno de Mesquita & Stokman (eds), European Community Decision Making.
Dijkstra, J., van Assen, M. A. L. M., Stokman, F. N. (2008), Outcomes of collective decisions with externalities predicted, Journal of Theoretical Politics 20:415-441.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray, IntArray
from tertius.negotiation.distribution import Distribution, point
from tertius.negotiation.models.card import Model
from tertius.negotiation.stakes import Stakes, placed

__all__ = ["EXCHANGE", "Exchange", "exchanges", "table_of", "tradable"]

LEAST = 1e-9
MOST = 5_000
"""Exchanges after which it stops; each takes one move to its end, so it never gets there in practice."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """i demands issue p of j and supplies q: i moves on q, j on p. Places are those of the arrays."""

    i: int
    j: int
    p: int
    q: int
    gain: float
    i_from: float
    i_to: float
    j_from: float
    j_to: float


def tradable(position: FloatArray, salience: FloatArray, power: FloatArray) -> IntArray:
    """Pairs of actors and of issues that can be traded, demander first: shape (trades, 4) with i, j, p, q.

    position, salience, power : shape (actors, issues), position NaN where an actor has none
    """
    weight = np.where(np.isnan(position), 0.0, power * salience)
    total = weight.sum(axis=0)
    outcome = np.where(weight > 0, weight * np.nan_to_num(position), 0).sum(axis=0) / np.where(total > 0, total, 1.0)
    side = np.where(weight > 0, np.sign(np.nan_to_num(position) - outcome), 0.0)
    m = position.shape[1]
    found = []
    for p in range(m):
        for q in range(p + 1, m):
            apart = (side[:, None, p] * side[None, :, p] < 0) & (side[:, None, q] * side[None, :, q] < 0)
            i, j = np.nonzero(np.triu(apart))
            turned = salience[i, p] * salience[j, q] < salience[j, p] * salience[i, q]
            found.append(np.column_stack([np.where(turned, j, i), np.where(turned, i, j), np.full(len(i), p), np.full(len(i), q)]))
    rows = np.concatenate(found) if found else np.empty((0, 4))
    return rows.astype(np.int64).reshape(-1, 4)


def exchanges(position: FloatArray, salience: FloatArray, power: FloatArray) -> tuple[list[Exchange], FloatArray]:
    """The exchanges in their order, and the positions that result; arguments as for `tradable`."""
    terms = _Terms(position, salience, power)
    now, made = position.copy(), list[Exchange]()
    gain, move_p, move_q = (v.copy() for v in terms.of(now, np.arange(len(terms.trades))))
    while len(made) < MOST and len(gain):
        best = int(gain.argmax())
        if gain[best] <= LEAST:
            break
        a, b, c, d = terms.trades[best].tolist()
        i_from, j_from = float(now[a, d]), float(now[b, c])
        now[a, d] += move_q[best] * terms.up_q[best]
        now[b, c] += move_p[best] * terms.up_p[best]
        made.append(Exchange(a, b, c, d, float(gain[best]), i_from, float(now[a, d]), j_from, float(now[b, c])))
        changed = np.concatenate([terms.moved_by(a, d), terms.moved_by(b, c)])
        gain[changed], move_p[changed], move_q[changed] = terms.of(now, changed)
    return made, now


class _Terms:
    """What each trade would bring; computed anew only for trades in which one of the two who just moved would move again."""

    def __init__(self, position: FloatArray, salience: FloatArray, power: FloatArray) -> None:
        self.trades = tradable(position, salience, power)
        i, j, p, q = self.trades.T
        weight = np.where(np.isnan(position), 0.0, power * salience)
        total = weight.sum(axis=0)
        self.goal_p, self.goal_q = position[i, p], position[j, q]
        self.up_p, self.up_q = np.sign(position[i, p] - position[j, p]), np.sign(position[j, q] - position[i, q])
        self.both_p, self.both_q = salience[i, p] + salience[j, p], salience[i, q] + salience[j, q]
        self.own_p, self.own_q = salience[i, p], salience[i, q]
        self.pull_p, self.pull_q = weight[j, p] / total[p], weight[i, q] / total[q]
        self.issues = position.shape[1]
        cells = np.concatenate([j * self.issues + p, i * self.issues + q])
        self._order = np.argsort(cells, kind="stable")
        self._sorted = cells[self._order]

    def moved_by(self, actor: int, issue: int) -> IntArray:
        """The trades in which an actor would move on an issue."""
        cell = actor * self.issues + issue
        low, high = np.searchsorted(self._sorted, [cell, cell + 1])
        return np.asarray(self._order[low:high] % len(self.trades))

    def of(self, now: FloatArray, rows: IntArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Gain, the movement of j on p and that of i on q, of some trades."""
        i, j, p, q = self.trades[rows].T
        both_p, both_q, pull_p, pull_q = self.both_p[rows], self.both_q[rows], self.pull_p[rows], self.pull_q[rows]
        far_p, far_q = (self.goal_p[rows] - now[j, p]) * self.up_p[rows], (self.goal_q[rows] - now[i, q]) * self.up_q[rows]
        shift_p = far_p * pull_p
        shift_q = shift_p * both_p / both_q
        beyond = shift_q > far_q * pull_q
        shift_q = np.where(beyond, far_q * pull_q, shift_q)
        shift_p = np.where(beyond, shift_q * both_q / both_p, shift_p)
        gain = np.where((far_p > LEAST) & (far_q > LEAST), self.own_p[rows] * shift_p - self.own_q[rows] * shift_q, 0.0)
        return gain, shift_p / pull_p, shift_q / pull_q


def table_of(issues: Sequence[Stakes]) -> tuple[list[IntArray], FloatArray, FloatArray, FloatArray]:
    """For the issues of a group: the rows of each issue's actors in the arrays; then position (NaN where an actor has none), salience and power, shape (actors, issues)."""
    who = [placed(s) for s in issues]
    place = {a: k for k, a in enumerate(dict.fromkeys(a for w in who for a in w.actors))}
    position = np.full((len(place), len(issues)), np.nan)
    salience, power = np.zeros_like(position), np.zeros_like(position)
    rows = [np.array([place[a] for a in w.actors], dtype=np.int64) for w in who]
    for k, w in enumerate(who):
        position[rows[k], k], salience[rows[k], k], power[rows[k], k] = w.position, w.salience, w.power
    return rows, position, salience, power


def _run(issues: Sequence[Stakes]) -> list[Distribution | None]:
    rows, position, salience, power = table_of(issues)
    _, after = exchanges(position, salience / 100, power)
    return [point(float(placed(s).weight @ np.clip(after[rows[k], k], 0, 100))) for k, s in enumerate(issues)]


EXCHANGE = Model(
    "exchange",
    "Equal-gain exchange",
    "Stokman & van Oosten 1994",
    "Pairs of actors trade issues that they weigh differently, each trade to the equal gain of both; then the compromise holds.",
    True,
    _run,
)
