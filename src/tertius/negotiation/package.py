r"""The package that is best by a stated measure among those that pass.

Measures over the parties with something at stake, power c_i (their shares sum to 1), gain :math:`g_i`:

- *utilitarian*: :math:`\max \sum_i c_i U_i`.
- *nash*: :math:`\max \sum_i c_i \log(g_i + \kappa)`, the weighted Nash product with a cost of breakdown :math:`\kappa`. Where everybody's consent
  is needed :math:`\kappa = 0.001`, so that a gain of nothing is as good as ruled out and yet comparable; else :math:`\kappa = 1`, since those who are
  outvoted may lose. (Nash 1950; Kalai 1977 for weights; :math:`\kappa` and its two values are Tertius's own.)
- *leximin*: the least gain as great as can be, then the second least, and so on.

**How.** The logarithm is concave, so each tangent lies above it: :math:`t_i \le \log(p + \kappa) + (g_i - p)/(p + \kappa)`. A first grid of
tangents gives a package and an upper bound; tangents at the gains of that package are added until the bound and the best package found
agree within `TOLERANCE` (Kelley 1960; as a mixed-integer programme Caragiannis et al. 2019). A package that comes again has tangents at its own
gains, so the search ends. `gap` is what is left between the bound and the answer; the solver's own tolerance is a millionth.

Leximin takes the greatest sum of the k least gains for k = 1, 2, ... (Ogryczak and Śliwiński 2006): with r free and :math:`e_i \ge r - g_i,
e_i \ge 0` it is :math:`\max k r - \sum_i e_i`. It ends early when only one package is left.

References: J. F. Nash (1950), The bargaining problem; E. Kalai (1977), Nonsymmetric Nash solutions; J. E. Kelley (1960), The cutting-plane
method; I. Caragiannis et al. (2019), The unreasonable fairness of maximum Nash welfare; W. Ogryczak, T. Śliwiński (2006), On direct methods for lexicographic min-max optimization.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tertius.arrays import FloatArray
from tertius.negotiation.bargain import Bargain
from tertius.negotiation.program import Program
from tertius.negotiation.rules import Judged, judge, needed

__all__ = ["MEASURES", "TOLERANCE", "Package", "breakdown_of", "find_package", "nash_value", "shares_of"]

MEASURES = ("nash", "utilitarian", "leximin")
TOLERANCE = 1e-6
_GRID = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


@dataclass(frozen=True, slots=True)
class Package:
    """A best package. value : by the measure (leximin: the least gain); gap : how far a better one could lie above it"""

    measure: str
    columns: tuple[int, ...]
    judged: Judged
    value: float
    gap: float
    breakdown: float | None = None


def shares_of(bargain: Bargain) -> FloatArray:
    """Power over the parties with something at stake, summing to 1; equal where nobody has any."""
    power = np.where(bargain.staked, bargain.power, 0.0)
    if power.sum() <= 0:
        power = np.where(bargain.staked, 1.0, 0.0)
    found: FloatArray = power / power.sum() if power.sum() > 0 else power
    return found


def breakdown_of(bargain: Bargain) -> float:
    """The cost of breakdown: small where everybody's consent is needed, 1 else."""
    return 0.001 if set(bargain.parties) == set(needed(bargain.rule, bargain.parties)) else 1.0


def nash_value(bargain: Bargain, columns: list[int], breakdown: float) -> float:
    """The logarithm of the Nash product of a package; minus infinity where some gain does not reach minus the cost."""
    shares, gains = shares_of(bargain), bargain.gains(columns)
    if ((gains + breakdown <= 0) & (shares > 0)).any():
        return -math.inf
    return float(sum(s * math.log(g + breakdown) for s, g in zip(shares, gains, strict=True) if s > 0))


def find_package(bargain: Bargain, measure: str = "nash", *, seconds: float = 60.0) -> Package | None:
    """The best package by a measure, or None where none passes."""
    program = Program(bargain, seconds=seconds)
    if measure == "utilitarian":
        return _utilitarian(bargain, program)
    return _nash(bargain, program) if measure == "nash" else _leximin(bargain, program)


def _utilitarian(bargain: Bargain, program: Program) -> Package | None:
    found = program.solve(welfare(bargain, program))
    if found is None:
        return None
    judged = judge(bargain, found[0])
    value = float(np.dot(shares_of(bargain), judged.utilities))
    return Package("utilitarian", tuple(found[0]), judged, value, TOLERANCE)


def welfare(bargain: Bargain, program: Program) -> dict[int, float]:
    """The utilitarian objective as a row; the constants are left out."""
    row: dict[int, float] = {}
    for i, share in enumerate(shares_of(bargain).tolist()):
        for c, v in program.gain(i)[0].items():
            row[c] = row.get(c, 0.0) + share * v
    return row


def _nash(bargain: Bargain, program: Program) -> Package | None:
    breakdown = breakdown_of(bargain)
    counted = [(i, float(s)) for i, s in enumerate(shares_of(bargain)) if s > 0]
    height = {i: program.variable(-50.0, math.log(1 + breakdown)) for i, _ in counted}
    objective = {height[i]: share for i, share in counted}

    def touch(i: int, at: float) -> None:
        row, constant = program.gain(i)
        slope = 1 / (at + breakdown)
        program.row(
            {height[i]: 1.0, **{c: -slope * v for c, v in row.items()}}, -np.inf, math.log(at + breakdown) + slope * (constant - at)
        )

    for i, _ in counted:
        for at in (*_GRID, *((-0.9, -0.6, -0.3) if breakdown == 1.0 else ())):
            touch(i, at)
    best: tuple[float, list[int]] | None = None
    seen: set[tuple[int, ...]] = set()
    while True:
        found = program.solve(objective)
        if found is None:
            return None
        columns, _, bound = found
        value = nash_value(bargain, columns, breakdown)
        if best is None or value > best[0] + 1e-12:
            best = value, columns
        if bound - best[0] <= TOLERANCE or tuple(columns) in seen:
            gap = max(0.0, bound - best[0])
            return Package("nash", tuple(best[1]), judge(bargain, best[1]), best[0], gap + TOLERANCE, breakdown)
        seen.add(tuple(columns))
        for i, _ in counted:
            gain = float(bargain.gains(columns)[i])
            if gain + breakdown > 0:
                touch(i, gain)


def _leximin(bargain: Bargain, program: Program) -> Package | None:
    members = [int(i) for i in np.flatnonzero(bargain.staked)]
    found = program.solve({})
    if found is None:
        return None
    columns = found[0]
    for k in range(1, len(members) + 1):
        level = program.variable(-2.0, 2.0)
        objective = {level: float(k)}
        for i in members:
            short = program.variable(0.0, 4.0)
            row, constant = program.gain(i)
            program.row({short: 1.0, level: -1.0, **row}, -constant)
            objective[short] = -1.0
        better = program.solve(objective)
        assert better is not None
        columns = better[0]
        least = np.sort(bargain.gains(columns)[members])[:k].sum()
        program.row(objective, float(least) - TOLERANCE)
        if program.only(columns):
            break
    gains = bargain.gains(columns)[members]
    value = float(gains.min()) if members else 0.0
    return Package("leximin", tuple(columns), judge(bargain, columns), value, TOLERANCE)
