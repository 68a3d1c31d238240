r"""A negotiation as arrays: the options on each issue, and what each party gains by each.

Party i, issue k, place y_k on a scale of 0 to 100, position x_ik, salience s_ik. The utility of a package y is salience-weighted
with a linear loss on both sides of the position (Tertius's own choice of a common scale; the loss is that of Black 1948):

.. math:: U_i(y) = 1 - \sum_k w_{ik} |y_k - x_{ik}| / 100, \qquad w_{ik} = s_{ik} / \sum_m s_{im}

over the issues on which i has a position; 1 is everything it asks for. Without agreement i has :math:`d_i`: its `fallback`
if one is given; else :math:`U_i(q)`, q being the status quo of the issues, if each issue with weight for i has one; else 0,
so that only its red lines bind. The gain is :math:`g_i(y) = U_i(y) - d_i`. A party without a position or without any
salience is indifferent: its utility is 1, its d_i too, its gain 0.

**Ranges.** Where a position is an interval [a, b], the gain lies between two bounds that are exact for each issue: with a
fallback, U falls with the distance of y to x; with the status quo, :math:`|q - x| - |y - x|` is monotone in x, so its ends are at a
and b. The bounds for a package are the sums. `middle` uses the middle of each interval.

**Options** of an issue: the named points of its scale, the text on the table, the status quo, the middle of every position and every
red line, in ascending order. A search over packages is exact over these and says nothing of places between them.

A missing salience is the mean of those given on the issue (50 where none is). The power of a party over the whole package is
the mean of its powers on the issues on which it has a position, where a table gives such.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.model.negotiation import Issue, Negotiation, Party, Rule

__all__ = ["BASES", "EPSILON", "Bargain", "bargain_of", "options_of", "power_of", "salience_of"]

EPSILON = 1e-9
"""A loss smaller than this is none: sums of floats."""
BASES = ("fallback", "status_quo", "none", "indifferent")
"""What a party's disagreement utility rests on."""


@dataclass(frozen=True, slots=True, eq=False)
class Bargain:
    """The arrays. An issue's options are consecutive columns; `issue_of` has the issue of each column.

    options : shape (columns,), places; gain, low, high : shape (parties, columns), shares of the gain, so that the gain of a
    package is `constant` plus the sum over its columns (`low_constant`, `high_constant` for the bounds); beyond : shape
    (parties, columns), points beyond a red line, 0 where none is crossed; weight : shape (parties, issues), rows sum to 1 or 0;
    power, votes : shape (parties,); disagreement : shape (parties,), d_i at the middle
    """

    negotiation: Negotiation
    parties: tuple[str, ...]
    issues: tuple[str, ...]
    options: FloatArray
    issue_of: np.ndarray[tuple[int], np.dtype[np.int64]]
    gain: FloatArray
    low: FloatArray
    high: FloatArray
    constant: FloatArray
    low_constant: FloatArray
    high_constant: FloatArray
    beyond: FloatArray
    weight: FloatArray
    power: FloatArray
    disagreement: FloatArray
    basis: tuple[str, ...]

    @property
    def rule(self) -> Rule:
        """How they agree."""
        return self.negotiation.rule

    @property
    def staked(self) -> BoolArray:
        """Parties for which something is at stake."""
        return np.array([b != "indifferent" for b in self.basis])

    def columns(self, issue: int) -> slice:
        """The columns of an issue."""
        where = np.flatnonzero(self.issue_of == issue)
        return slice(int(where[0]), int(where[-1]) + 1)

    def package(self, places: dict[str, float]) -> list[int]:
        """The columns of a package given by places that are options; KeyError where one is none."""
        found = []
        for k, issue in enumerate(self.issues):
            span = self.columns(k)
            near = np.flatnonzero(np.abs(self.options[span] - places[issue]) < EPSILON)
            if not near.size:
                raise KeyError(places[issue])
            found.append(span.start + int(near[0]))
        return found

    def places(self, columns: list[int]) -> dict[str, float]:
        """A package by issue."""
        return {self.issues[int(self.issue_of[c])]: float(self.options[c]) for c in columns}

    def gains(self, columns: list[int], bound: str = "middle") -> FloatArray:
        """What each party gains by a package, shape (parties,); `bound` is middle, low or high."""
        share, constant = {
            "middle": (self.gain, self.constant), "low": (self.low, self.low_constant), "high": (self.high, self.high_constant),
        }[bound]  # fmt: skip
        found: FloatArray = constant + share[:, columns].sum(axis=1)
        return found


def salience_of(issue: Issue, party: str) -> float:
    """The salience, or the mean of those that are given on the issue where it is missing."""
    stance = issue.stance(party)
    if stance is None:
        return 0.0
    if stance.salience is not None:
        return stance.salience
    given = [s.salience for s in issue.positions if s.salience is not None]
    return sum(given) / len(given) if given else 50.0


def power_of(negotiation: Negotiation, party: Party) -> float:
    """A party's power over the whole package."""
    stances = [s for i in negotiation.issues if (s := i.stance(party.id)) is not None]
    own = [party.power if s.power is None else s.power for s in stances]
    return sum(own) / len(own) if own else party.power


def options_of(issue: Issue) -> tuple[float, ...]:
    """The places on an issue that a package can have."""
    found = {*issue.scale, *(s.middle for s in issue.positions)}
    found |= {v for s in issue.positions for v in (s.at_least, s.at_most) if v is not None}
    found |= {v for v in (issue.on_the_table, issue.status_quo) if v is not None}
    return tuple(sorted(found))


def bargain_of(negotiation: Negotiation) -> Bargain:
    """The arrays of a negotiation."""
    parties, issues = negotiation.parties, negotiation.issues
    n, m = len(parties), len(issues)
    places = [options_of(i) for i in issues]
    options = np.array([p for group in places for p in group], dtype=np.float64)
    issue_of = np.repeat(np.arange(m, dtype=np.int64), [len(g) for g in places])
    weight = np.array([[salience_of(i, p.id) for i in issues] for p in parties], dtype=np.float64).reshape(n, m)
    total = weight.sum(axis=1, keepdims=True)
    weight = np.divide(weight, total, out=np.zeros_like(weight), where=total > 0)
    columns = len(options)
    share, low, high, beyond = (np.zeros((n, columns)) for _ in range(4))
    constant, low_constant, high_constant = np.zeros(n), np.zeros(n), np.zeros(n)
    disagreement = np.ones(n)
    bases = []
    for i, party in enumerate(parties):
        basis = _basis(negotiation, i, weight)
        bases.append(basis)
        for k, issue in enumerate(issues):
            stance = issue.stance(party.id)
            if stance is None:
                continue
            span = issue_of == k
            y = options[span]
            if stance.at_most is not None:
                beyond[i, span] = np.maximum(beyond[i, span], y - stance.at_most)
            if stance.at_least is not None:
                beyond[i, span] = np.maximum(beyond[i, span], stance.at_least - y)
            if basis == "indifferent":
                continue
            w, (a, b) = weight[i, k] / 100, stance.position
            if basis == "status_quo":
                assert issue.status_quo is not None or w == 0
                q = issue.status_quo if issue.status_quo is not None else 0.0
                ends = np.stack([abs(q - x) - np.abs(y - x) for x in (a, b)])
                share[i, span] = w * (abs(q - stance.middle) - np.abs(y - stance.middle))
                low[i, span], high[i, span] = w * ends.min(axis=0), w * ends.max(axis=0)
            else:
                share[i, span] = -w * np.abs(y - stance.middle)
                low[i, span] = -w * np.maximum(np.abs(y - a), np.abs(y - b))
                high[i, span] = -w * np.maximum(0, np.maximum(a - y, y - b))
        if basis == "status_quo":
            disagreement[i] = 1 - sum(
                weight[i, k] / 100 * abs((issue.status_quo or 0.0) - stance.middle)
                for k, issue in enumerate(issues)
                if (stance := issue.stance(party.id)) is not None and weight[i, k] > 0
            )
        elif basis != "indifferent":
            disagreement[i] = party.fallback if basis == "fallback" and party.fallback is not None else 0.0
            constant[i] = low_constant[i] = high_constant[i] = 1 - disagreement[i]
    return Bargain(
        negotiation, tuple(p.id for p in parties), tuple(i.id for i in issues), options, issue_of, share, low, high,
        constant, low_constant, high_constant, beyond, weight, np.array([power_of(negotiation, p) for p in parties]), disagreement, tuple(bases),
    )  # fmt: skip


def _basis(negotiation: Negotiation, i: int, weight: FloatArray) -> str:
    if not weight[i].any():
        return "indifferent"
    if negotiation.parties[i].fallback is not None:
        return "fallback"
    known = all(issue.status_quo is not None for k, issue in enumerate(negotiation.issues) if weight[i, k] > 0)
    return "status_quo" if known else "none"
