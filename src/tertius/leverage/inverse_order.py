r"""An order of statements as a formula: a variable for each pair of statements, a literal for each pair of states.

With statements :math:`p_1, p_2, \dots`, most important first, a state a is preferred to b when the first statement that
is true in one and not in the other is true in a. So :math:`a \succ b` exactly when one of the statements that speak
for a alone stands above all that speak for b alone; and not, when each of those stands below one of these. A
statement that is optional counts only where it is taken in.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

from tertius.kernels.game import Game
from tertius.kernels.replies import as_bits
from tertius.leverage.inverse_sat import Clauses
from tertius.model.expr import Expr

__all__ = ["StatementOrder"]


class StatementOrder:
    """The variables of one order, in a formula of their own.

    listed : statements; those from place `kept` on are optional
    """

    def __init__(self, game: Game, listed: Sequence[Expr], *, kept: int | None = None) -> None:
        assert game.truth is not None
        self.listed = tuple(listed)
        self.clauses = Clauses()
        self.pairs = {pair: self.clauses.fresh() for pair in combinations(range(len(listed)), 2)}
        first = len(listed) if kept is None else kept
        self.taken = {k: self.clauses.fresh() for k in range(first, len(listed))}
        for a, b, c in combinations(range(len(listed)), 3):
            ab, bc, ac = self.pairs[a, b], self.pairs[b, c], self.pairs[a, c]
            self.clauses.hard += [[-ab, -bc, ac], [ab, bc, -ac]]
        self._rows = [as_bits(game.truth(e)) for e in listed]
        self._known: dict[tuple[tuple[int, ...], tuple[int, ...], bool], int | bool] = {}

    def before(self, a: int, b: int) -> int:
        """The literal that statement `a` stands above statement `b`."""
        return self.pairs[a, b] if a < b else -self.pairs[b, a]

    def literal(self, a: int, b: int, *, above: bool) -> int | bool:
        """A literal that implies that state `a` is preferred to state `b`, or is not; or whether it is anyway."""
        rows = [(row >> a & 1, row >> b & 1) for row in self._rows]
        key = tuple(k for k, (x, y) in enumerate(rows) if x > y), tuple(k for k, (x, y) in enumerate(rows) if y > x), above
        if key not in self._known:
            self._known[key] = self._above(*key[:2]) if above else self._not_above(*key[:2])
        return self._known[key]

    def _above(self, mine: Sequence[int], other: Sequence[int]) -> int | bool:
        if not mine:
            return False
        if not other and any(k not in self.taken for k in mine):
            return True
        clauses, variable = self.clauses, self.clauses.fresh()
        ways = []
        for k in mine:
            stands = clauses.fresh()
            ways.append(stands)
            if k in self.taken:
                clauses.hard.append([-stands, self.taken[k]])
            clauses.hard += [[-stands, self.before(k, n), *self._left_out(n)] for n in other]
        clauses.hard.append([-variable, *ways])
        return variable

    def _not_above(self, mine: Sequence[int], other: Sequence[int]) -> int | bool:
        if not mine:
            return True
        if not other and any(k not in self.taken for k in mine):
            return False
        clauses, variable = self.clauses, self.clauses.fresh()
        for k in mine:
            clause = [-variable, *self._left_out(k)]
            for n in other:
                if n not in self.taken:
                    clause.append(self.before(n, k))
                    continue
                stands = clauses.fresh()
                clauses.hard += [[-stands, self.taken[n]], [-stands, self.before(n, k)]]
                clause.append(stands)
            clauses.hard.append(clause)
        return variable

    def _left_out(self, k: int) -> list[int]:
        return [-self.taken[k]] if k in self.taken else []

    def ordered(self, model: frozenset[int]) -> tuple[Expr, ...]:
        """The statements that a model takes in, most important first."""
        above = [0] * len(self.listed)
        for (a, b), variable in self.pairs.items():
            above[b if variable in model else a] += 1
        taken = [k for k in range(len(self.listed)) if k not in self.taken or self.taken[k] in model]
        return tuple(self.listed[k] for k in sorted(taken, key=above.__getitem__))
