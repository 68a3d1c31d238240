"""Quantities of a case as exact ranges: the decimals that were written, or payoffs of states.

A range is a pair (low, high) of fractions. A number of a file is read as the decimal that stands there
(0.1 is one tenth), so comparisons on a threshold are decided and not rounded.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TypeAlias

from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.expr import Expr
from tertius.model.thresholds import STATUS_QUO, Quantity

__all__ = ["Range", "Situation", "exact", "hull", "quantifier", "times"]

Range: TypeAlias = tuple[Fraction, Fraction]


def exact(number: float) -> Fraction:
    """The decimal that a number was written as.

    >>> exact(0.1) + exact(0.2) == exact(0.3)
    True
    """
    return Fraction(repr(float(number)))


def hull(values: Iterable[Fraction]) -> Range:
    """The least and the greatest of some values."""
    listed = list(values)
    return min(listed), max(listed)


def times(a: Range, b: Range) -> Range:
    """The range of x y for x in a and y in b: x y is affine in each, so its extremes lie at corners."""
    return hull(x * y for x in a for y in b)


def quantifier(every: bool, some: bool) -> str:
    """``every``, ``some`` or ``none``."""
    return "every" if every else "some" if some else "none"


class Situation:
    """A situated case, asked for quantities and for what is on where. Its states are built when first needed."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self._solved: Solved | None = None

    @property
    def solved(self) -> Solved:
        """The case solved."""
        if self._solved is None:
            self._solved = Solved(self.case)
        return self._solved

    def under(self) -> str:
        """Which situation this is, for messages."""
        return f"under reading {self.case.reading}: " if self.case.reading is not None else ""

    def status_quo(self) -> str:
        """The code of the status quo; `ImpossibleError` where there is none."""
        start = self.solved.game.status_quo
        if start is None:
            raise ImpossibleError(f"{self.under()}the case has no status quo to begin with; add conflict.status_quo")
        return str(self.solved.game.codes[start])

    def holds(self, expr: Expr, code: str) -> bool:
        """Whether an expression holds in a state."""
        conflict = self.case.conflict
        on = conflict.on(code) if isinstance(conflict, OptionConflict) else frozenset({code})
        return expr.holds(on.__contains__)

    def range(self, quantity: Quantity, of: str | None = None) -> Range:
        """A quantity as a range; `of` is the actor whose payoff a state would name.

        Raises `ImpossibleError` where the state does not exist here, or the actor's preference has no payoffs.
        """
        if quantity.state is None:
            return exact(quantity.low), exact(quantity.high)
        conflict = self.case.conflict
        assert conflict is not None
        assert of is not None
        code = self.status_quo() if quantity.state == STATUS_QUO else quantity.state
        if self.solved.index(code) is None:
            raise ImpossibleError(f"{self.under()}the state {code}, whose payoff is to be read, does not exist")
        preference = conflict.preferences[of]
        if preference.kind != "payoffs":
            raise ImpossibleError(f"{self.under()}{of} has {preference.kind} and no payoffs, so there is none to read for {code}")
        if preference.first or preference.last:
            raise ImpossibleError(
                f"{self.under()}a 'prefer' effect makes the payoffs of {of} an order, so there is no number to read for {code}"
            )
        if code not in preference.payoffs:
            raise ImpossibleError(f"{self.under()}{of} has no payoff for {code}")
        value = exact(preference.payoffs[code])
        return value, value
