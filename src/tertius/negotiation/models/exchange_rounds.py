"""Exchange of positions over rounds, at rates that are drawn (Stokman, Dijkstra, van Assen).

As in `exchange`, i demands p of j and supplies q. O_p is the compromise, x the positions at the start of the round, y where the actors stand now. One trade shifts the outcomes by at most

    D_p = min( |x_ip - y_jp| w_jp / W_p,  |x_ip - O_p| ),    D_q = min( |x_jq - y_iq| w_iq / W_q,  |x_jq - O_q| )

(full moves, and no outcome beyond the position of who demands it). Of shifts dp, dq the two have s_ip dp - s_iq dq and s_jq dq - s_jp dp. Efficient trades take dp = D_p or dq = D_q; among them
the equal gain is dq = dp (s_ip + s_jp)/(s_iq + s_jq). A drawn rate departs from it: with u, v, z even on [0, 1], the actor looked at is i where u < 1/2 and else j; it has, with g the equal gain and G the most that
it can have while the other loses nothing,

    g + b z (G - g)  where v < 1/2,  else  g - b z g,        b the breadth: 0 always the equal gain, 1 everything between

and the other has what is left on the efficient side. Within a round the trade with the largest equal gain comes first; in one round an actor only demands or only supplies an issue; what has changed is computed anew, until
nothing is left to gain. The next round starts at x + ((1 - s) .4 + .1)(y - x), s the salience from 0 to 1. u, v, z are drawn once a round for each pair of actors and issues (in the source: anew whenever a trade is computed anew).

*Externality* of a trade on k, who has no part in it: s_kp (|O_p - x_kp| before, less after) + s_kq likewise; below 0 it pays.

The forecast is the compromise after the last round, over the repetitions. Repetition r draws from the r-th child of the seed, so it is the same in any number of repetitions.

References: Stokman, F. N., van Oosten, R. (1994), in Bueno de Mesquita & Stokman (eds), European Community Decision Making. Dijkstra, J., van Assen, M. A. L. M., Stokman, F. N. (2008), Journal of Theoretical Politics 20:415-441.
Dijkstra, J., van Assen, M. A. L. M., Stokman, F. N., Draaijer, J. (2018): rounds and drawn rates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray, IntArray
from tertius.negotiation.distribution import Distribution, points
from tertius.negotiation.models.card import Model
from tertius.negotiation.models.exchange import table_of
from tertius.negotiation.stakes import Stakes, placed

__all__ = ["EXCHANGE_ROUNDS", "MOST_TRADES", "REPETITIONS", "ROUNDS", "ExchangeRounds", "exchange_rounds", "pairs", "rates", "split"]

LEAST = 1e-9
MOST = 5_000
ROUNDS, REPETITIONS = 10, 100
GIVES_WAY, FIXED = 0.4, 0.1
MOST_TRADES = 6_000
"""Pairs of actors and issues beyond which the model has no answer: it would take minutes."""


@dataclass(frozen=True, slots=True, eq=False)
class ExchangeRounds:
    """outcome : the compromise at the start and after each round, shape (repetitions, rounds + 1, issues); position : where the actors stand in the last round, shape (repetitions, actors, issues)

    gain : from an actor's own trades, externality : from those of others, both summed over rounds, shape (repetitions, actors); trades : how many were made, shape (repetitions,)
    """

    outcome: FloatArray
    position: FloatArray
    gain: FloatArray
    externality: FloatArray
    trades: IntArray


def pairs(position: FloatArray, salience: FloatArray, power: FloatArray) -> IntArray:
    """All pairs of actors and of issues in which all four have weight, demander first: shape (pairs, 4) with i, j, p, q."""
    n, m = position.shape
    held = ~np.isnan(position) & (power * salience > 0)
    a, b = np.triu_indices(n, 1)
    p, q = np.triu_indices(m, 1)
    i, j = (np.tile(v, len(p)) for v in (a, b))
    p, q = np.repeat(p, len(a)), np.repeat(q, len(a))
    turned = salience[i, p] * salience[j, q] < salience[j, p] * salience[i, q]
    rows = np.column_stack([np.where(turned, j, i), np.where(turned, i, j), p, q])
    return rows[held[i, p] & held[j, p] & held[i, q] & held[j, q]].astype(np.int64)


def rates(seed: int, repetitions: int, rounds: int, count: int) -> FloatArray:
    """u, v and z: shape (repetitions, rounds, 3, count)."""
    children = np.random.SeedSequence(seed).spawn(repetitions)
    return np.stack([np.random.default_rng(c).random((rounds, 3, count)) for c in children])


def split(own: FloatArray, other: FloatArray, most: FloatArray, rate: FloatArray, breadth: float = 1.0) -> tuple[FloatArray, FloatArray]:
    """The shifts dp and dq of a trade; all arguments have pairs or triples first and any shape after.

    own : s_ip, s_iq; other : s_jp, s_jq; most : D_p, D_q, both above 0; rate : u, v, z
    """
    (ip, iq), (jp, jq), (top_p, top_q), (u, v, z) = own, other, most, rate
    dq = np.minimum(top_p * (ip + jp) / (iq + jq), top_q)
    dp = np.minimum(dq * (iq + jq) / (ip + jp), top_p)
    equal = ip * dp - iq * dq
    # The most of one is where the other gains nothing, at the end of one of the two moves.
    least_q, least_p = np.minimum(jp * top_p / jq, top_q), np.minimum(iq * top_q / ip, top_p)
    best_i = ip * np.minimum(jq * least_q / np.where(jp > 0, jp, 1.0), top_p) - iq * least_q
    best_i = np.where(jp > 0, best_i, ip * top_p)
    best_j = jq * np.minimum(ip * least_p / np.where(iq > 0, iq, 1.0), top_q) - jp * least_p
    best_j = np.where(iq > 0, best_j, jq * top_q)
    of_i = u < 0.5
    best = np.where(of_i, best_i, best_j)
    wanted = np.where(v < 0.5, equal + breadth * z * (best - equal), equal - breadth * z * equal)
    # i has `wanted` at dp = D_p if j's move is long enough, else at dq = D_q; for j the other way round.
    at_p = np.where(iq > 0, (ip * top_p - wanted) / np.where(iq > 0, iq, 1.0), np.inf)
    at_q = np.where(jp > 0, (jq * top_q - wanted) / np.where(jp > 0, jp, 1.0), np.inf)
    for_i = np.where(at_p <= top_q, top_p, (wanted + iq * top_q) / ip), np.minimum(at_p, top_q)
    for_j = np.minimum(at_q, top_p), np.where(at_q <= top_p, top_q, (wanted + jp * top_p) / jq)
    return np.where(of_i, for_i[0], for_j[0]), np.where(of_i, for_i[1], for_j[1])


def exchange_rounds(
    position: FloatArray, salience: FloatArray, power: FloatArray, *, rounds: int = ROUNDS, repetitions: int = REPETITIONS, seed: int = 0, breadth: float = 1.0
) -> ExchangeRounds:
    """All repetitions at once. position (NaN where an actor has none), salience from 0 to 1, power : shape (actors, issues)"""
    n, _m = position.shape
    weight = np.where(np.isnan(position), 0.0, power * salience)
    total = weight.sum(axis=0)
    pull = weight / np.where(total > 0, total, 1.0)
    trades = pairs(position, salience, power)
    drawn = rates(seed, repetitions, rounds, len(trades))
    x = np.repeat(np.nan_to_num(position)[None], repetitions, axis=0)
    outcome = [np.einsum("rnm,nm->rm", x, pull)]
    gain, externality, made = np.zeros((repetitions, n)), np.zeros((repetitions, n)), np.zeros(repetitions, dtype=np.int64)
    y = x
    for k in range(rounds):
        one = _Round(x, salience, pull, trades, drawn[:, k], breadth)
        one.run()
        y = one.y
        gain, externality, made = gain + one.gain, externality + one.externality, made + one.made
        outcome.append(np.einsum("rnm,nm->rm", y, pull))
        x = x + ((1 - salience) * GIVES_WAY + FIXED) * (y - x)
    return ExchangeRounds(np.stack(outcome, axis=1), np.where(np.isnan(position), np.nan, y), gain, externality, made)


class _Round:
    """One round of all repetitions. Arrays over trades have shape (repetitions still trading, trades possible in some of them)."""

    def __init__(self, x: FloatArray, salience: FloatArray, pull: FloatArray, trades: IntArray, drawn: FloatArray, breadth: float) -> None:
        self.x, self.y, self.salience, self.pull, self.breadth = x, x.copy(), salience, pull, breadth
        self.outcome = np.einsum("rnm,nm->rm", x, pull)
        self.held = pull > 0
        side = np.where(self.held, np.sign(x - self.outcome[:, None, :]), 0.0)
        i, j, p, q = trades.T
        apart = (side[:, i, p] * side[:, j, p] < 0) & (side[:, i, q] * side[:, j, q] < 0)
        columns = np.flatnonzero(apart.any(axis=0))
        self.trades, self.apart, self.drawn = trades[columns], apart[:, columns], drawn[:, :, columns]
        # 1: has demanded the issue in this round, -1: has supplied it.
        self.role = np.zeros(x.shape, dtype=np.int8)
        self.gain, self.externality = np.zeros(x.shape[:2]), np.zeros(x.shape[:2])
        self.made = np.zeros(len(x), dtype=np.int64)

    def run(self) -> None:
        """Trades until nothing is left to gain in any repetition."""
        i, j, p, q = self.trades.T
        s, pull, m = self.salience, self.pull, self.x.shape[2]
        cells = {"ip": i * m + p, "iq": i * m + q, "jp": j * m + p, "jq": j * m + q}
        pull_p, pull_q, both_p, both_q, own_p, own_q = pull[j, p], pull[i, q], s[i, p] + s[j, p], s[i, q] + s[j, q], s[i, p], s[i, q]
        flat_x, flat_y, role = (v.reshape(len(v), -1) for v in (self.x, self.y, self.role))
        up_p, up_q = (np.sign(flat_x[:, cells[a]] - flat_x[:, cells[b]]) for a, b in (("ip", "jp"), ("jq", "iq")))
        goal_p, goal_q = flat_x[:, cells["ip"]], flat_x[:, cells["jq"]]
        live = np.arange(len(self.x)) if len(self.trades) else np.arange(0)
        while len(live) and self.made[live].max() < MOST:
            sign_p, sign_q, y = up_p[live], up_q[live], flat_y[live]
            top_p = np.minimum((goal_p[live] - y[:, cells["jp"]]) * sign_p * pull_p, (goal_p[live] - self.outcome[live][:, p]) * sign_p)
            top_q = np.minimum((goal_q[live] - y[:, cells["iq"]]) * sign_q * pull_q, (goal_q[live] - self.outcome[live][:, q]) * sign_q)
            acts = role[live]
            free = (acts[:, cells["ip"]] >= 0) & (acts[:, cells["jq"]] >= 0) & (acts[:, cells["iq"]] <= 0) & (acts[:, cells["jp"]] <= 0)
            dq = np.minimum(top_p * (both_p / both_q), top_q)
            gain = own_p * np.minimum(dq * (both_q / both_p), top_p) - own_q * dq
            gain = np.where(free & self.apart[live] & (top_p > LEAST) & (top_q > LEAST), gain, 0.0)
            best = gain.argmax(axis=1)
            row = np.arange(len(live))
            going = gain[row, best] > LEAST
            row, best, live = row[going], best[going], live[going]
            self._make(live, best, np.stack([top_p[row, best], top_q[row, best]]), sign_p[row, best], sign_q[row, best])

    def _make(self, live: IntArray, best: IntArray, most: FloatArray, up_p: FloatArray, up_q: FloatArray) -> None:
        """One trade in each repetition."""
        i, j, p, q = self.trades[best].T
        s = self.salience
        own, other = np.stack([s[i, p], s[i, q]]), np.stack([s[j, p], s[j, q]])
        dp, dq = split(own, other, most, self.drawn[live, :, best].T, self.breadth)
        before = np.stack([self.outcome[live, p], self.outcome[live, q]])
        self.y[live, j, p] += dp * up_p / self.pull[j, p]
        self.y[live, i, q] += dq * up_q / self.pull[i, q]
        self.outcome[live, p] += dp * up_p
        self.outcome[live, q] += dq * up_q
        self.role[live, i, p] = self.role[live, j, q] = 1
        self.role[live, i, q] = self.role[live, j, p] = -1
        self.made[live] += 1
        self.gain[live, i] += own[0] * dp - own[1] * dq
        self.gain[live, j] += other[1] * dq - other[0] * dp
        shift = np.zeros(self.x[live].shape[:2])
        for k, issue in enumerate((p, q)):
            place, now = self.x[live, :, issue], self.outcome[live, issue][:, None]
            shift += np.where(self.held[:, issue].T, s[:, issue].T * (np.abs(before[k][:, None] - place) - np.abs(now - place)), 0.0)
        row = np.arange(len(live))
        shift[row, i] = shift[row, j] = 0.0
        self.externality[live] += shift


def _run(issues: Sequence[Stakes]) -> list[Distribution | None]:
    rows, position, salience, power = table_of(issues)
    if len(pairs(position, salience, power)) > MOST_TRADES:
        return [None] * len(issues)
    after = np.clip(exchange_rounds(position, salience / 100, power).position, 0, 100)
    even = np.full(len(after), 1 / len(after))
    return [points(after[:, rows[k], k] @ placed(s).weight, even) for k, s in enumerate(issues)]


EXCHANGE_ROUNDS = Model(
    "exchange_rounds",
    "Exchange over rounds at drawn rates",
    "Dijkstra, van Assen, Stokman & Draaijer 2018",
    "Pairs trade issues over ten rounds, and who of the two gains more is drawn; then the compromise holds.",
    False,
    _run,
    slow=True,
)
