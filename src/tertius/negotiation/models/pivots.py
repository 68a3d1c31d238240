"""Procedural pivots: who proposes gets the place nearest to its own that the rule lets pass against the status quo.

Each party likes a place less the farther it is, so it accepts y if y is no farther from its position x_i than the status quo q is, that is in

    A_i = [ min(q, 2 x_i - q), max(q, 2 x_i - q) ]

less what its red lines rule out; who has no position objects to nothing. A place is in the *win set* W if those who accept it meet the rule (consensus, quotas with votes, vetoes, several at once), and q itself is always in it.
The proposer takes the point of W nearest to its own position (of two equally near, the one nearer to q). A *binding* party of an end of W is one that would refuse the places beyond it.

For a quota of votes, W is the interval from q to 2 x_m - q (cut to the scale) with the pivot m: the party whose votes, counted from the far end, reach the quota. Unanimity makes the party nearest to q the pivot.

Who proposes is drawn in proportion to power, so the forecast is a distribution over proposals. A case is run by its own rule. A table says no rule: there it is two thirds of power (not fitted to anything).

References: Romer, T., Rosenthal, H. (1978), Political resource allocation, controlled agendas, and the status quo, Public Choice 33:27-43. Tsebelis, G. (2002), Veto Players. Krehbiel, K. (1998), Pivotal Politics.
Steunenberg, B. (1994), Decision making under different institutional arrangements, Journal of Institutional and Theoretical Economics 150:642-669.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.model.negotiation import Issue, Negotiation, Rule
from tertius.negotiation.distribution import Distribution, points
from tertius.negotiation.models.card import Model
from tertius.negotiation.rules import passes
from tertius.negotiation.stakes import Stakes, placed

__all__ = ["PIVOTS", "SHARE", "Pivotal", "pivotal", "pivotal_clause", "proposed"]

EPSILON = 1e-9
SHARE = 2 / 3


@dataclass(frozen=True, slots=True)
class Pivotal:
    """status_quo : q; win : the intervals of W, ascending; proposals : by party with a position, the place that it would propose; binding : by end of W (other than q), who would refuse what lies beyond"""

    status_quo: float
    win: tuple[tuple[float, float], ...]
    proposals: dict[str, float]
    binding: dict[float, tuple[str, ...]]

    @property
    def locked(self) -> bool:
        """Whether nothing but the status quo passes."""
        return self.win == ((self.status_quo, self.status_quo),)


@dataclass(frozen=True, slots=True, eq=False)
class _Clause:
    """position, at_least, at_most : shape (parties,), NaN for none"""

    parties: tuple[str, ...]
    position: FloatArray
    at_least: FloatArray
    at_most: FloatArray
    status_quo: float
    rule: Rule

    def accepting(self, places: FloatArray) -> BoolArray:
        """Who accepts which place, shape (places, parties)."""
        x, y = self.position, places[:, None]
        nearer = np.isnan(x) | (np.abs(y - x) <= np.abs(self.status_quo - x) + EPSILON)
        return np.asarray(nearer & ~(y < self.at_least - EPSILON) & ~(y > self.at_most + EPSILON))

    def wins(self, places: FloatArray) -> BoolArray:
        """Which places are in the win set."""
        return np.asarray(passes(self.rule, self.parties, self.accepting(places)) | (np.abs(places - self.status_quo) <= EPSILON))

    def ends(self) -> FloatArray:
        """Every place at which somebody's answer can change, and the ends of the scale, ascending."""
        found = np.concatenate([[0.0, 100.0, self.status_quo], 2 * self.position - self.status_quo, self.at_least, self.at_most])
        found = np.unique(found[(found >= 0) & (found <= 100)])
        # Two sums that differ by rounding only are one place.
        return np.asarray(found[np.concatenate([[True], np.diff(found) > EPSILON])])


def pivotal(
    parties: Sequence[str],
    position: FloatArray,
    status_quo: float,
    rule: Rule,
    *,
    at_least: FloatArray | None = None,
    at_most: FloatArray | None = None,
) -> Pivotal:
    """The win set and every proposal. position : shape (parties,), on 0 to 100, NaN for none; at_least, at_most : red lines, likewise"""
    none = np.full(len(parties), np.nan)
    clause = _Clause(tuple(parties), position, none if at_least is None else at_least, none if at_most is None else at_most, status_quo, rule)
    win = _intervals(clause)
    proposals = {p: _nearest(win, float(x), status_quo) for p, x in zip(parties, position.tolist(), strict=True) if x == x}
    binding = {e: found for e in dict.fromkeys(e for w in win for e in w) if abs(e - status_quo) > EPSILON and (found := _binding(clause, win, e))}
    return Pivotal(status_quo, win, proposals, binding)


def _intervals(clause: _Clause) -> tuple[tuple[float, float], ...]:
    """Between two neighbouring ends nobody's answer changes, so the middle stands for what lies between."""
    ends = clause.ends()
    at, between = clause.wins(ends), clause.wins((ends[1:] + ends[:-1]) / 2)
    found: list[list[float]] = []
    for k, y in enumerate(ends.tolist()):
        if not at[k]:
            continue
        if found and k and between[k - 1] and found[-1][1] == ends[k - 1]:
            found[-1][1] = y
        else:
            found.append([y, y])
    return tuple((low, high) for low, high in found)


def _nearest(win: Sequence[tuple[float, float]], x: float, status_quo: float) -> float:
    near = [min(max(x, low), high) for low, high in win]
    return min(near, key=lambda y: (round(abs(y - x), 9), abs(y - status_quo), y))


def _binding(clause: _Clause, win: Sequence[tuple[float, float]], end: float) -> tuple[str, ...]:
    """Who accepts at an end of the win set and refuses a little beyond."""
    step = 1e-6
    beyond = end - step if any(abs(low - end) <= EPSILON for low, _ in win) and not _inside(win, end - step) else end + step
    if _inside(win, beyond) or not 0 <= beyond <= 100:
        return ()
    here, there = clause.accepting(np.array([end, beyond]))
    return tuple(p for p, a, b in zip(clause.parties, here.tolist(), there.tolist(), strict=True) if a and not b)


def _inside(win: Sequence[tuple[float, float]], y: float) -> bool:
    return any(low <= y <= high for low, high in win)


def pivotal_clause(negotiation: Negotiation, issue: Issue) -> Pivotal | None:
    """A clause of a case under its own rule; None where it has no status quo."""
    if issue.status_quo is None:
        return None
    stances = {s.party: s for s in issue.positions}
    parties = tuple(p.id for p in negotiation.parties)

    def numbers(name: str) -> FloatArray:
        found = [None if p not in stances else getattr(stances[p], name) for p in parties]
        return np.array([np.nan if v is None else v for v in found], dtype=np.float64)

    return pivotal(parties, numbers("middle"), issue.status_quo, negotiation.rule, at_least=numbers("at_least"), at_most=numbers("at_most"))


def proposed(found: Pivotal, power: dict[str, float]) -> Distribution:
    """The proposals, each as likely as its party has power; alike where none has any."""
    weight = np.array([power[p] for p in found.proposals], dtype=np.float64)
    weight = weight if weight.sum() > 0 else np.ones(len(weight))
    return points(np.array(list(found.proposals.values())), weight / weight.sum())


def _forecast(stakes: Stakes) -> Distribution | None:
    if np.isnan(stakes.reference):
        return None
    who = placed(stakes)
    power = dict(zip(who.actors, who.power.tolist(), strict=True))
    return proposed(pivotal(who.actors, who.position, float(stakes.reference), Rule("quota", SHARE, power)), power)


PIVOTS = Model(
    "pivots",
    "Procedural pivots",
    "Romer & Rosenthal 1978; Tsebelis 2002; Steunenberg 1994",
    "Whoever proposes gets the nearest place to its own that the rule lets pass against the status quo; who proposes is drawn by power. In a table the rule is two thirds of power.",
    False,
    lambda issues: [_forecast(s) for s in issues],
)
