r"""Packages that pass, as a mixed-integer linear program (scipy's `milp`, which is HiGHS).

Binary :math:`y_{ko}` says that issue k takes option o: :math:`\sum_o y_{ko} = 1`. Gains are linear in y (`tertius.negotiation.bargain`).
Consent of i, where nothing passes without it: :math:`g_i \ge 0` and :math:`y_{ko} = 0` where o is beyond a red line of i. For a quota,
binary a_i with

.. math:: g_i \ge -M_i (1 - a_i), \quad \sum_{o \text{ beyond}} y_{ko} \le 1 - a_i, \quad \sum_i v_i a_i \ge \text{share} \sum_i v_i

where -M_i is the least gain that i can have. An excluded expression becomes one variable for each `and`, `or` and so on, tied to its parts by
the usual inequalities, exact for binary parts; its value must be 0.

The solver works with tolerances (a millionth); each answer is therefore checked against the rule itself, and a package that only seems
to pass is ruled out by a cut and the search goes on.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.errors import LimitError
from tertius.model.expr import COMPARISONS, Expr, comparison_of
from tertius.model.negotiation import Rule
from tertius.negotiation.bargain import EPSILON, Bargain
from tertius.negotiation.rules import accepts, needed, passes, votes_of

__all__ = ["Program", "excluded"]

Row = Mapping[int, float]


def excluded(bargain: Bargain, columns: Sequence[int]) -> tuple[Expr, ...]:
    """The expressions of `exclude` that are true of a package."""
    places = bargain.places(list(columns))

    def true(atom: str) -> bool:
        name, sign, number = comparison_of(atom)
        return bool(COMPARISONS[sign](places[name], number))

    return tuple(e for e in bargain.negotiation.exclude if e.holds(true))


class Program:
    """The packages that pass; all searches with it together take at most `seconds`. `waive` are parties whose consent is taken as given; `relax` lets red lines move.

    With `relax`, `moved` has a variable for each (party, column block) with a red line: the points by which it is crossed.
    """

    def __init__(
        self,
        bargain: Bargain,
        *,
        bound: str = "middle",
        waive: Iterable[str] = (),
        relax: bool = False,
        consent: bool = True,
        seconds: float = 60.0,
    ) -> None:
        self.bargain, self.bound, self.relax, self.seconds = bargain, bound, relax, seconds
        self.until = time.monotonic() + seconds
        self.waived = frozenset(waive)
        self.rows: list[tuple[Row, float, float]] = []
        self.lower: list[float] = []
        self.upper: list[float] = []
        self.whole: list[int] = []
        self.moved: dict[tuple[int, int], int] = {}
        self.consent = consent
        for _ in bargain.options:
            self.variable(0, 1, whole=True)
        for k in range(len(bargain.issues)):
            span = bargain.columns(k)
            self.row(dict.fromkeys(range(span.start, span.stop), 1.0), 1, 1)
        if consent:
            self._rule(bargain.rule)
        for expr in bargain.negotiation.exclude:
            self.row({self._truth(expr): 1.0}, 0, 0)

    # -- building --------------------------------------------------------------------------------

    def variable(self, lower: float, upper: float, *, whole: bool = False) -> int:
        """A new variable; its number."""
        self.lower.append(lower)
        self.upper.append(upper)
        self.whole.append(int(whole))
        return len(self.lower) - 1

    def row(self, row: Row, lower: float, upper: float = np.inf) -> None:
        """A new inequality."""
        self.rows.append((row, lower, upper))

    def gain(self, i: int) -> tuple[dict[int, float], float]:
        """The gain of party i: coefficients and the constant."""
        share, constant = {
            "middle": (self.bargain.gain, self.bargain.constant), "low": (self.bargain.low, self.bargain.low_constant),
            "high": (self.bargain.high, self.bargain.high_constant),
        }[self.bound]  # fmt: skip
        return {c: float(v) for c, v in enumerate(share[i]) if v}, float(constant[i])

    def rule_out(self, columns: Sequence[int]) -> None:
        """One package may not be found again."""
        self.row(dict.fromkeys(columns, 1.0), -np.inf, len(columns) - 1)

    def only(self, columns: Sequence[int]) -> bool:
        """Whether no other package is left."""
        self.rule_out(columns)
        cut = self.rows[-1]
        other = self.solve({})
        self.rows = [r for r in self.rows if r is not cut]
        return other is None

    def _rule(self, rule: Rule) -> None:
        parties = self.bargain.parties
        must = needed(rule, parties)
        for i, party in enumerate(parties):
            if party in must and party not in self.waived:
                self.consents(i, None)
        for part in rule.parts():
            if part.kind == "quota":
                votes = votes_of(part, parties)
                given = sum(v for p, v in zip(parties, votes, strict=True) if p in self.waived or p in must)
                row = {}
                for i, party in enumerate(parties):
                    if votes[i] > 0 and party not in self.waived and party not in must:
                        accepting = self.variable(0, 1, whole=True)
                        self.consents(i, accepting)
                        row[accepting] = float(votes[i])
                self.row(row, part.share * float(votes.sum()) - given - EPSILON)

    def consents(self, i: int, accepting: int | None) -> None:
        """Party i accepts, or (with a variable) accepts if that is 1."""
        row, constant = self.gain(i)
        least = constant + sum(
            min((row.get(c, 0.0) for c in range(span.start, span.stop)), default=0.0)
            for span in (self.bargain.columns(k) for k in range(len(self.bargain.issues)))
        )
        if accepting is None:
            self.row(row, -constant)
        elif least < 0:
            self.row({**row, accepting: least}, least - constant)
        for k in range(len(self.bargain.issues)):
            span = self.bargain.columns(k)
            beyond = {c: float(v) for c in range(span.start, span.stop) if (v := self.bargain.beyond[i, c]) > EPSILON}
            if beyond:
                self._line(i, k, beyond, accepting)

    def _line(self, i: int, k: int, beyond: dict[int, float], accepting: int | None) -> None:
        """A red line of party i on issue k; `beyond` has the points by which each column crosses it."""
        if self.relax:
            if (i, k) not in self.moved:
                self.moved[i, k] = self.variable(0, max(beyond.values()))
            over = {**{c: -v for c, v in beyond.items()}, self.moved[i, k]: 1.0}
            if accepting is None:
                self.row(over, 0)
            else:
                top = max(beyond.values())
                self.row({**over, accepting: -top}, -top)
        elif accepting is None:
            for c in beyond:
                self.upper[c] = 0.0
        else:
            self.row({**dict.fromkeys(beyond, 1.0), accepting: 1.0}, -np.inf, 1)

    def _truth(self, expr: Expr) -> int:
        """A variable that is 1 where the expression is true."""
        stack: list[int] = []
        for kind, name in expr.postfix:
            if kind == "atom":
                stack.append(self._atom(name))
            elif kind == "const":
                value = float(name == "true")
                stack.append(self.variable(value, value))
            elif kind == "not":
                stack.append(self._not(stack.pop()))
            else:
                right, left = stack.pop(), stack.pop()
                if kind == "imp":
                    stack.append(self._or(self._not(left), right))
                elif kind == "iff":
                    both = self._and(left, right)
                    stack.append(self._or(both, self._and(self._not(left), self._not(right))))
                else:
                    stack.append(self._and(left, right) if kind == "and" else self._or(left, right))
        return stack.pop()

    def _atom(self, atom: str) -> int:
        name, sign, number = comparison_of(atom)
        span = self.bargain.columns(self.bargain.issues.index(name))
        z = self.variable(0, 1)
        true = [c for c in range(span.start, span.stop) if COMPARISONS[sign](self.bargain.options[c], number)]
        self.row({z: 1.0, **dict.fromkeys(true, -1.0)}, 0, 0)
        return z

    def _not(self, a: int) -> int:
        z = self.variable(0, 1)
        self.row({z: 1.0, a: 1.0}, 1, 1)
        return z

    def _and(self, a: int, b: int) -> int:
        if a == b:
            return a
        z = self.variable(0, 1)
        self.row({z: 1.0, a: -1.0}, -np.inf, 0)
        self.row({z: 1.0, b: -1.0}, -np.inf, 0)
        self.row({z: 1.0, a: -1.0, b: -1.0}, -1)
        return z

    def _or(self, a: int, b: int) -> int:
        return self._not(self._and(self._not(a), self._not(b)))

    # -- solving ---------------------------------------------------------------------------------

    def solve(self, objective: Row) -> tuple[list[int], FloatArray, float] | None:
        """The package with the greatest value, all variables, and that value; None where nothing passes.

        Raises `LimitError` when the time is up.
        """
        while True:
            values = self._milp(objective)
            if values is None:
                return None
            columns = [int(c) for c in np.flatnonzero(values[: len(self.bargain.options)] > 0.5)]
            if self._really(columns):
                return columns, values, sum(w * float(values[v]) for v, w in objective.items())
            self.rule_out(columns)

    def _really(self, columns: list[int]) -> bool:
        """Whether the package passes as the rule has it, not only within the solver's tolerances."""
        if excluded(self.bargain, columns):
            return False
        if not self.consent:
            return True
        parties = self.bargain.parties
        accepting: BoolArray
        if self.relax:
            accepting = self.bargain.gains(columns, self.bound) >= -EPSILON
        else:
            accepting = accepts(self.bargain, columns, self.bound)
        accepting |= np.array([p in self.waived for p in parties])
        return bool(passes(self.bargain.rule, parties, accepting))

    def _milp(self, objective: Row) -> FloatArray | None:
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import csr_array

        size = len(self.lower)
        if any(low > high for low, high in zip(self.lower, self.upper, strict=True)):
            return None
        cost = np.zeros(size)
        for v, w in objective.items():
            cost[v] -= w
        at = [(r, c, w) for r, (row, _, _) in enumerate(self.rows) for c, w in row.items()]
        matrix = csr_array(
            (np.array([w for _, _, w in at]), (np.array([r for r, _, _ in at]), np.array([c for _, c, _ in at]))),
            shape=(len(self.rows), size),
        )
        low = np.array([r[1] for r in self.rows])
        high = np.array([r[2] for r in self.rows])
        found: Any = milp(
            cost, constraints=LinearConstraint(matrix, low, high), bounds=Bounds(np.array(self.lower), np.array(self.upper)),
            integrality=np.array(self.whole), options={"time_limit": max(0.01, self.until - time.monotonic()), "mip_rel_gap": 0.0},
        )  # fmt: skip
        if found.status == 1:
            raise LimitError(f"no package was proved best within {self.seconds:g} s; leave out options or parties, or give it more time (--time)")
        if found.status == 2:
            return None
        assert found.x is not None, found.message
        values: FloatArray = np.asarray(found.x, dtype=np.float64)
        return values
