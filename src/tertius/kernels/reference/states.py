r"""States and moves.

Completion (option form). Let c be a setting of all options. *Deriving* gives fixed options their
value and linked ones that of their expression. *Completing* derives, then drops at once every free
option that is on while one of its needs fails, and derives again, until nothing drops; what has
dropped does not return. With F the feasible settings (no infeasible pattern holds, and no option
that is fixed or linked is on while a need of it fails),

.. math::
    S &= \{ c \in F : complete(c) = c \} \\
    R_i(s) &= \{ q \in S : q \ne s,\ q = complete(s \mathbin{\triangle} d),\
               \emptyset \ne d \subseteq free_i,\ \text{each change in d is in its direction} \}

In graph form S and :math:`R_i` are as listed, after ``allow`` and ``forbid``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain, combinations

from tertius.errors import ImpossibleError
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.expr import Expr

__all__ = ["GraphStates", "OptionStates", "Setting", "holds", "reach"]

Setting = frozenset[str]
"""The options that are on."""


class OptionStates:
    """The states and moves of a conflict in option form."""

    def __init__(self, conflict: OptionConflict) -> None:
        self.conflict = conflict
        rules = conflict.rules
        self._free = frozenset(o.key for o in conflict.options if o.key not in {*rules.fixed, *rules.linked})
        self.settings = {self.code(s): s for s in self._completed()}
        number = {k: 2**n for n, k in enumerate(o.key for o in conflict.options)}
        self.states = tuple(sorted(self.settings, key=lambda s: sum(number[k] for k in self.settings[s])))

    def code(self, setting: Setting) -> str:
        """The letters of a setting, in file order."""
        return "".join("Y" if option.key in setting else "N" for option in self.conflict.options)

    def free(self, actor: str) -> Setting:
        """:math:`free_i`: the actor's options that are neither fixed nor linked."""
        return frozenset(k for k in self._free if self.conflict.option(k).actor == actor)

    def derive(self, setting: Setting) -> Setting:
        """Fixed options at their value, linked ones equal to their expression."""
        rules = self.conflict.rules
        on = {k for k in setting if k not in rules.fixed} | {k for k, v in rules.fixed.items() if v}
        for _ in range(len(rules.linked) + 1):  # links name links, without a cycle: this many rounds do
            true = {k for k, expr in rules.linked.items() if holds(expr, on.__contains__)}
            on = {k for k in on if k not in rules.linked} | true
        return frozenset(on)

    def complete(self, setting: Setting) -> Setting:
        """:math:`complete(c)`: derived, with every unmet need dropped, until nothing changes."""
        here = self.derive(setting)
        while True:
            unmet = self._unmet(here) & self._free
            if not unmet:
                return here
            here = self.derive(here - unmet)

    def feasible(self, setting: Setting) -> bool:
        """:math:`c \\in F`, for a completed setting."""
        excluded = any(holds(e, setting.__contains__) for e in self.conflict.infeasible)
        return not excluded and not self._unmet(setting) - self._free

    def _unmet(self, setting: Setting) -> Setting:
        needs = self.conflict.rules.needs
        return frozenset(k for k, e in needs if k in setting and not holds(e, setting.__contains__))

    def _completed(self) -> Iterable[Setting]:
        for chosen in _subsets(self._free):
            setting = self.derive(chosen)
            if self.complete(setting) == setting and self.feasible(setting):
                yield setting

    def moves(self, actor: str, state: str) -> frozenset[str]:
        """:math:`R_i(s)`."""
        here, rules = self.settings[state], self.conflict.rules

        def allowed(key: str) -> bool:
            direction = self.conflict.option(key).direction
            if key in here:
                return direction != "on"
            return direction != "off" and key not in rules.forbidden

        changes = (c for c in _subsets(self.free(actor)) if c and all(allowed(k) for k in c))
        reached = {self.code(self.complete(here ^ change)) for change in changes}
        return frozenset(q for q in reached if q in self.settings and q != state)

    def status_quo(self) -> str | None:
        """As declared, completed; an error where that is no state."""
        if self.conflict.status_quo is None:
            return None
        now = self.code(self.complete(self.conflict.status_quo))
        if now not in self.settings:
            raise ImpossibleError(f"the status quo {now} cannot be")
        return now

    def true(self, expr: Expr, state: str) -> bool:
        """Whether an expression over options holds in a state."""
        return holds(expr, self.settings[state].__contains__)


class GraphStates:
    """The states and moves of a conflict in graph form."""

    def __init__(self, conflict: GraphConflict) -> None:
        self.conflict = conflict
        self.states = tuple(state for state, _ in conflict.states)
        listed = {(i, s, q) for i, arcs in conflict.moves.items() for s, q in arcs}
        self._arcs = (listed | set(conflict.rules.allow)) - set(conflict.rules.forbid_moves)

    def moves(self, actor: str, state: str) -> frozenset[str]:
        """:math:`R_i(s)`."""
        return frozenset(q for i, s, q in self._arcs if (i, s) == (actor, state))

    def status_quo(self) -> str | None:
        """As declared."""
        return self.conflict.status_quo

    def true(self, expr: Expr, state: str) -> bool:
        """Whether an expression over states, of which one holds, is true."""
        return holds(expr, state.__eq__)


def holds(expr: Expr, on: Callable[[str], bool]) -> bool:
    """The truth of a postfix expression, by reduction from left to right."""
    stack: list[bool] = []
    for kind, name in expr.postfix:
        if kind in {"atom", "const"}:
            stack.append(on(name) if kind == "atom" else name == "true")
            continue
        right = stack.pop()
        if kind == "not":
            stack.append(not right)
            continue
        left = stack.pop()
        table = {"and": left and right, "or": left or right, "imp": right or not left, "iff": left is right}
        stack.append(table[kind])
    (result,) = stack
    return result


def reach(start: str, steps: Callable[[str], Iterable[str]]) -> set[str]:
    """Every state to which steps lead from `start`, itself included."""
    seen, ahead = {start}, [start]
    while ahead:
        fresh = set(steps(ahead.pop())) - seen
        seen |= fresh
        ahead += fresh
    return seen


def _subsets(options: Setting) -> Iterable[Setting]:
    listed = sorted(options)
    sizes = (combinations(listed, size) for size in range(len(listed) + 1))
    return (frozenset(chosen) for chosen in chain.from_iterable(sizes))
