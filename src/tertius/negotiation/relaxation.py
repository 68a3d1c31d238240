r"""Where nothing passes: the red lines that would have to move least, the package that most accept, and whose consent alone is missing.

*Smallest relaxation.* Points :math:`m_{ik} \ge 0` by which the red line of i on issue k moves: :math:`\min \sum m_{ik}` such that some package
passes with the moved lines, everybody whose consent is needed still gaining. The sum is exact over the options of the issues. Several sets of
lines can reach the same sum; up to `SHOWN` are listed, no set of lines twice.

*Nearest.* The package that the greatest number of parties accept; among those the one with the greatest utilitarian welfare.

*Alone.* The parties each of whose consent, taken as given, would let some package pass.

Each is a description of the inputs. No force is among them: issues are clauses.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.negotiation.bargain import EPSILON, Bargain
from tertius.negotiation.package import shares_of
from tertius.negotiation.program import Program
from tertius.negotiation.rules import Judged, judge

__all__ = ["LineMoved", "Relaxation", "alone", "nearest_package", "relaxations"]

SHOWN = 5


@dataclass(frozen=True, slots=True)
class LineMoved:
    """One red line: where it stands, on which side it bounds, and where it would stand."""

    party: str
    issue: str
    side: str
    line: float
    to: float
    points: float


@dataclass(frozen=True, slots=True)
class Relaxation:
    """Red lines moved by the fewest points together, and a package that then passes."""

    points: float
    moves: tuple[LineMoved, ...]
    choice: dict[str, float]


def relaxations(bargain: Bargain, *, seconds: float = 60.0) -> tuple[Relaxation, ...]:
    """The smallest relaxations; none where no moving of red lines lets a package pass, or where nothing has to move."""
    program = Program(bargain, relax=True, seconds=seconds)
    if not program.moved:
        return ()
    is_moved = {key: program.variable(0, 1, whole=True) for key in program.moved}
    for key, points in program.moved.items():
        program.row({points: 1.0, is_moved[key]: -program.upper[points]}, -np.inf, 0)
    objective = dict.fromkeys(program.moved.values(), -1.0)
    found: list[Relaxation] = []
    while len(found) < SHOWN:
        solved = program.solve(objective)
        if solved is None:
            break
        columns, values, _ = solved
        moves = [_moved(bargain, i, k, columns) for (i, k), points in program.moved.items() if values[points] > EPSILON * 1e3]
        total = sum(m.points for m in moves)
        if not moves or (found and total > found[0].points + 1e-6):
            break
        found.append(Relaxation(total, tuple(moves), bargain.places(columns)))
        chosen = {(m.party, m.issue) for m in moves}
        inside = [is_moved[i, k] for i, k in program.moved if (bargain.parties[i], bargain.issues[k]) in chosen]
        # The same set of lines may not come again; a larger set costs no less.
        program.row(dict.fromkeys(inside, 1.0), -np.inf, len(inside) - 1)
    return tuple(found)


def _moved(bargain: Bargain, i: int, k: int, columns: list[int]) -> LineMoved:
    column = columns[k]
    stance = bargain.negotiation.issues[k].stance(bargain.parties[i])
    assert stance is not None
    place = float(bargain.options[column])
    above = stance.at_most is not None and place > stance.at_most
    line = stance.at_most if above else stance.at_least
    assert line is not None
    return LineMoved(bargain.parties[i], bargain.issues[k], "at_most" if above else "at_least", line, place, float(bargain.beyond[i, column]))


def nearest_package(bargain: Bargain, *, seconds: float = 60.0) -> Judged:
    """The package that the most parties accept."""
    program = Program(bargain, consent=False, seconds=seconds)
    objective: dict[int, float] = {}
    for i in range(len(bargain.parties)):
        accepting = program.variable(0, 1, whole=True)
        program.consents(i, accepting)
        objective[accepting] = 1.0
    for i, share in enumerate(shares_of(bargain).tolist()):
        for c, v in program.gain(i)[0].items():
            # Welfare only decides between packages that as many accept: together it weighs less than one party.
            objective[c] = objective.get(c, 0.0) + 0.2 * share * v
    found = program.solve(objective)
    assert found is not None
    return judge(bargain, found[0])


def alone(bargain: Bargain, *, seconds: float = 60.0) -> tuple[str, ...]:
    """The parties each of whose consent would be enough."""
    return tuple(p for p in bargain.parties if Program(bargain, waive=(p,), seconds=seconds).solve({}) is not None)
