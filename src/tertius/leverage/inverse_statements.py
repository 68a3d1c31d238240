r"""The least change of one actor's statements that makes a state stable: reorder them, insert one new one.

An actor with statements :math:`p_1, p_2, \dots` (most important first) prefers s to e when the first statement
that is true in one and not in the other is true in s. So s is not preferred to e exactly when every statement that
speaks for s alone stands below one that speaks for e alone: a condition on the order of pairs of statements.

Cost: the number of pairs of statements whose order changes, that is, of places that statements are moved in all; a new
statement costs 1 and enters below the last, and each place that it is moved up costs 1 more. A new statement says that
one option is as it is in e, or that all of them are; in graph form that the state is e, or that it is not one of
the states that the actor would move to.

A variable for each pair of statements says which stands first; here transitivity is encoded, two clauses for
each three statements. A soft clause for each pair keeps its order.

References
----------
Wu, Xu and others: option-based inverse analysis by the least reordering of preference statements.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tertius.errors import LimitError
from tertius.kernels.game import Game
from tertius.leverage.inverse_conditions import requirements, stability_conditions
from tertius.leverage.inverse_order import StatementOrder
from tertius.leverage.inverse_pairs import Condition
from tertius.leverage.inverse_sat import Optimum
from tertius.model.conflict import Preference
from tertius.model.expr import Expr

__all__ = ["FoundStatements", "Statements", "least_list", "least_statements", "statements_of"]

MAX_STATEMENTS = 60


@dataclass(frozen=True, slots=True)
class Statements:
    """A new list of statements of one actor.

    order : the new list, most important first
    old : the list as it was
    inserted : the new statement, or None
    more : further new statements
    preference : the whole new preference
    """

    actor: str
    cost: int
    order: tuple[Expr, ...]
    old: tuple[Expr, ...]
    inserted: Expr | None
    preference: Preference
    more: tuple[Expr, ...] = ()

    @property
    def new(self) -> tuple[Expr, ...]:
        """All new statements, most important first."""
        return tuple(e for e in self.order if e == self.inserted or e in self.more)

    @property
    def moved(self) -> tuple[Expr, ...]:
        """The fewest existing statements that can be taken out and put back to get the new order."""
        place = {e: k for k, e in enumerate(self.old)}
        kept: list[list[Expr]] = []
        rest = [e for e in self.order if e not in self.new]
        for n, e in enumerate(rest):
            longest = max((kept[m] for m in range(n) if place[rest[m]] < place[e]), key=len, default=[])
            kept.append([*longest, e])
        stay = max(kept, key=len, default=[])
        return tuple(e for e in rest if e not in stay)


@dataclass(frozen=True, slots=True)
class FoundStatements:
    """The least change, if there is one; `at_least` is proven, also where the time was up."""

    change: Statements | None
    at_least: int
    stopped: bool = False


def statements_of(preference: Preference | None) -> tuple[Expr, ...] | None:
    """An actor's statements as one list, each once; None where its preference is not given as statements."""
    if preference is None or preference.kind != "statements":
        return None
    return tuple(dict.fromkeys((*preference.first, *preference.statements, *preference.last)))


def least_statements(
    game: Game,
    actor: int,
    state: int,
    concept: str,
    preference: Preference,
    candidates: Sequence[Expr],
    *,
    fixed: frozenset[Expr] = frozenset(),
    seconds: float = 60.0,
) -> FoundStatements:
    """The least change of the actor's statements that makes `state` stable for it under the concept.

    candidates : statements of which one may be inserted
    fixed : statements that keep their order to every other one of the list

    Raises `LimitError` beyond `MAX_STATEMENTS` statements.
    """
    old = statements_of(preference)
    assert old is not None
    if len(old) > MAX_STATEMENTS:
        raise LimitError(f"{game.actors[actor]} has {len(old)} statements (limit {MAX_STATEMENTS}) to reorder")
    conditions = stability_conditions(requirements(game, actor, state, concept), state)
    end = time.monotonic() + seconds
    best: FoundStatements | None = None
    bound: int | None = None
    stopped = False
    for new in (None, *(c for c in candidates if c not in old)):
        order = StatementOrder(game, old if new is None else (*old, new))
        found = _least_order(order, old, conditions, fixed, end - time.monotonic())
        if found.stopped or found.model is not None:
            cost = found.cost + (new is not None)
            bound = cost if bound is None else min(bound, cost)
        stopped |= found.stopped
        if found.model is not None and (best is None or best.change is None or cost < best.change.cost):
            listed = order.ordered(found.model)
            changed = replace(preference, statements=listed, first=(), last=())
            best = FoundStatements(Statements(game.actors[actor], cost, listed, old, new, changed), cost)
    if best is None or best.change is None:
        return FoundStatements(None, bound or 0, stopped)
    proven = bound is not None and bound >= best.change.cost
    return FoundStatements(best.change, bound or 0, stopped and not proven)


def least_list(
    game: Game,
    actor: int,
    conditions: Sequence[Condition],
    preference: Preference,
    candidates: Sequence[Expr],
    *,
    fixed: frozenset[Expr] = frozenset(),
    seconds: float = 60.0,
) -> FoundStatements:
    """The least change of the actor's statements that meets conditions on any pairs of states.

    candidates : statements of which any may be inserted; among themselves their order costs nothing
    fixed : statements that keep their order to every other one of the list

    Raises `LimitError` beyond `MAX_STATEMENTS` statements.
    """
    old = statements_of(preference)
    assert old is not None
    new = tuple(dict.fromkeys(c for c in candidates if c not in old))
    if len(old) + len(new) > MAX_STATEMENTS:
        raise LimitError(
            f"{game.actors[actor]} has {len(old)} statements, and {len(new)} could be new (limit {MAX_STATEMENTS} together)"
        )
    order = StatementOrder(game, (*old, *new), kept=len(old))
    found = _least_order(order, old, conditions, fixed, seconds)
    if found.model is None:
        return FoundStatements(None, found.cost if found.stopped else 0, found.stopped)
    listed = order.ordered(found.model)
    taken = tuple(e for e in listed if e not in old)
    changed = replace(preference, statements=listed, first=(), last=())
    change = Statements(
        game.actors[actor], found.cost, listed, old, taken[0] if taken else None, changed, more=taken[1:]
    )
    return FoundStatements(change, found.cost)


def _least_order(
    order: StatementOrder,
    old: Sequence[Expr],
    conditions: Sequence[Condition],
    fixed: frozenset[Expr],
    seconds: float,
) -> Optimum:
    """The order with the fewest changed pairs, and new statements, that meets the conditions.

    order : `old`, and after them the new statements
    """
    clauses, count = order.clauses, len(old)
    for (a, b), variable in order.pairs.items():
        if a < count:
            clauses.soft.append([variable])
        if b < count and (old[a] in fixed or old[b] in fixed):
            clauses.hard.append([variable])
    clauses.soft += [[-variable] for variable in order.taken.values()]
    for condition in conditions:
        clauses.one_of([[order.literal(w.a, w.b, above=w.above) for w in way] for way in condition])
    return clauses.least(seconds)
