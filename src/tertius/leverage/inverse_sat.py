"""Least cost by MaxSAT: clauses that must hold, clauses that cost one when they do not; solved with proof by RC2.

RC2 raises a proven lower bound until a model meets it, so a model that it returns is optimal, and a search
that is stopped still leaves the bound.

References
----------
Ignatiev, A., Morgado, A., Marques-Silva, J. (2019). RC2: an efficient MaxSAT solver. *JSAT* 11(1), 53-64.
Ignatiev, A., Morgado, A., Marques-Silva, J. (2018). PySAT: a Python toolkit for prototyping with SAT oracles. *SAT 2018*.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tertius.errors import NotSupportedError

__all__ = ["INSTALL", "Clauses", "Optimum", "solver_there"]

INSTALL = "install the extra, `pip install 'tertius[inverse]'`"


def solver_there() -> bool:
    """Whether python-sat is installed."""
    try:
        from pysat.examples.rc2 import RC2  # noqa: F401
    except ImportError:
        return False
    return True

MANY_SOFT = 400


@dataclass(frozen=True, slots=True)
class Optimum:
    """What the solver found.

    model : the variables that are true; None where there is no model, or where it was stopped
    cost : of the model, or a proven lower bound where it was stopped
    stopped : the time was up
    """

    model: frozenset[int] | None
    cost: int
    stopped: bool = False


@dataclass(slots=True)
class Clauses:
    """A formula under construction; variables are numbers from 1, a literal is one with its sign.

    soft : clauses that cost one when they do not hold; weighted : those that cost another whole number
    """

    variables: int = 0
    hard: list[list[int]] = field(default_factory=list)
    soft: list[list[int]] = field(default_factory=list)
    weighted: list[tuple[list[int], int]] = field(default_factory=list)

    def fresh(self) -> int:
        """A variable that is not used yet."""
        self.variables += 1
        return self.variables

    def either(self, literals: Sequence[int], groups: Sequence[Sequence[int]]) -> None:
        """One of the literals holds, or all of one of the groups do."""
        clause = list(literals)
        for group in groups:
            if len(group) == 1:
                clause.append(group[0])
                continue
            stands = self.fresh()
            self.hard += [[-stands, literal] for literal in group]
            clause.append(stands)
        self.hard.append(clause)

    def one_of(self, ways: Iterable[Sequence[int | bool]]) -> None:
        """All literals of one of the ways hold; a truth value stands for itself."""
        left = [[x for x in way if x is not True] for way in ways if not any(x is False for x in way)]
        if all(left):
            self.either([], left)

    def least(self, seconds: float) -> Optimum:
        """A model of the hard clauses that breaks the fewest soft ones."""
        try:
            from pysat.examples.rc2 import RC2
            from pysat.formula import WCNF
        except ImportError as error:
            raise NotSupportedError(
                f"least-cost changes need python-sat: {INSTALL}; `tertius inverse --count` does without"
            ) from error
        if [] in self.hard:
            return Optimum(None, 0)
        if not self.soft and not self.weighted:
            return Optimum(frozenset(), 0)
        formula = WCNF()
        # What `formula.append` would make of each of them, without looking for the highest variable again and again.
        formula.hard, formula.nv = self.hard, self.variables
        formula.extend(self.soft, weights=[1] * len(self.soft))
        for clause, weight in self.weighted:
            formula.append(clause, weight=weight)
        # Looking for soft clauses that exclude each other pays where there are few.
        with RC2(formula, adapt=len(formula.soft) <= MANY_SOFT) as solver:
            clock = threading.Timer(max(seconds, 0.01), solver.interrupt)
            clock.daemon = True
            clock.start()
            try:
                model = solver.compute(expect_interrupt=True)
            finally:
                clock.cancel()
                clock.join()
            if model is not None:
                return Optimum(frozenset(v for v in model if v > 0), int(solver.cost))
            return Optimum(None, int(solver.cost), bool(solver.interrupted))
