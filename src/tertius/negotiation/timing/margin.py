r"""How much room there is for an agreement, given what each party would have by carrying on.

Party i gains :math:`g_i(y)` over no agreement by package y and has :math:`p_i` less than that by carrying on (so p is what hurts; it may be
negative where agreeing has a price of its own). Over the packages that nothing excludes and that cross no red line of those who agree

.. math:: \rho = \max_y \max_C \min_{i \in C} \; g_i(y) + p_i ,

C being any set of parties whose consent meets the rule. Those with nothing at stake agree to anything. Some package is worth agreeing to for
everybody who is needed exactly when :math:`\rho \ge 0`.

**Who binds.** Several packages can have the same margin. Party i binds if a little more for it alone (a ten-thousandth) raises the margin: then at some best
package its sum is the least and nobody else's is. Where that is so of nobody, those whose sum is the least at the best package bind together.

**How.** A mixed-integer linear programme in y and :math:`\rho` (`tertius.negotiation.program`); the margin of the package found is then computed from
the package itself, so that the solver's tolerance does not enter.

References: I. W. Zartman (2000), Ripeness: the hurting stalemate and beyond, in P. C. Stern and D. Druckman (eds), International Conflict
Resolution after the Cold War; the measure is Tertius's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.negotiation.bargain import EPSILON, Bargain
from tertius.negotiation.program import Program
from tertius.negotiation.rules import needed, passes, votes_of

__all__ = ["LITTLE", "Margin", "best_margin", "package_margin"]

LITTLE = 1e-4
"""How little more is a little."""

@dataclass(frozen=True, slots=True)
class Margin:
    """The margin, the package that has it, and whose sum is the least there (see `binding` for who binds)."""

    value: float
    columns: tuple[int, ...]
    choice: dict[str, float]
    least: tuple[str, ...]


def package_margin(bargain: Bargain, columns: Sequence[int], pains: FloatArray, bound: str = "middle") -> tuple[float, tuple[str, ...]] | None:
    """The margin of one package and who binds; None where the rule cannot be met or nobody has anything at stake."""
    chosen = list(columns)
    open_to: BoolArray = np.asarray(~(bargain.beyond[:, chosen] > EPSILON).any(axis=1))
    value = np.where(bargain.staked, bargain.gains(chosen, bound) + pains, np.inf)
    value = np.where(open_to, value, -np.inf)
    for height in sorted({float(v) for v in value}, reverse=True):
        if height > -np.inf and passes(bargain.rule, bargain.parties, value >= height):
            if height == np.inf:
                return None
            return height, tuple(p for p, v in zip(bargain.parties, value.tolist(), strict=True) if abs(v - height) <= EPSILON)
    return None


def best_margin(bargain: Bargain, pains: FloatArray, *, bound: str = "middle", seconds: float = 60.0) -> Margin | None:
    """The greatest margin of a package; None where red lines or exclusions leave none, or nobody has anything at stake."""
    program = Program(bargain, bound=bound, consent=False, seconds=seconds)
    parties, rule = bargain.parties, bargain.rule
    must = needed(rule, parties)
    # No gain is beyond 1 and -1 or so: wider than any sum can be, so that who does not agree is out of the way.
    wide = 3.0 + float(np.abs(pains).max(initial=0.0))
    height = program.variable(-wide, wide)
    counted = False
    for i, party in enumerate(parties):
        if party in must:
            counted |= _agrees(program, i, float(pains[i]), height, None, wide)
    for part in rule.parts():
        if part.kind != "quota":
            continue
        votes = votes_of(part, parties)
        row: dict[int, float] = {}
        given = sum(float(v) for p, v in zip(parties, votes, strict=True) if p in must)
        for i, party in enumerate(parties):
            if votes[i] > 0 and party not in must:
                agreeing = program.variable(0, 1, whole=True)
                counted |= _agrees(program, i, float(pains[i]), height, agreeing, wide)
                row[agreeing] = float(votes[i])
        program.row(row, part.share * float(votes.sum()) - given - EPSILON)
    if not counted:
        return None
    found = program.solve({height: 1.0})
    if found is None:
        return None
    judged = package_margin(bargain, found[0], pains, bound)
    if judged is None:
        return None
    return Margin(judged[0], tuple(found[0]), bargain.places(found[0]), judged[1])


def _agrees(program: Program, i: int, pain: float, height: int, agreeing: int | None, wide: float) -> bool:
    """The rows by which a party's sum reaches the height; whether it has anything at stake."""
    bargain = program.bargain
    for c in np.flatnonzero(bargain.beyond[i] > EPSILON).tolist():
        if agreeing is None:
            program.upper[c] = 0.0
        else:
            program.row({c: 1.0, agreeing: 1.0}, -np.inf, 1)
    if not bargain.staked[i]:
        return False
    row, constant = program.gain(i)
    if agreeing is None:
        program.row({**row, height: -1.0}, -constant - pain)
    else:
        program.row({**row, height: -1.0, agreeing: -2 * wide}, -constant - pain - 2 * wide)
    return True
