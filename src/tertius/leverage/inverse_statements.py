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
from itertools import combinations

from tertius.errors import LimitError
from tertius.kernels.game import Game
from tertius.kernels.replies import as_bits, members
from tertius.leverage.inverse_conditions import requirements
from tertius.leverage.inverse_sat import Clauses, Optimum
from tertius.model.conflict import Preference
from tertius.model.expr import Expr

__all__ = ["FoundStatements", "Statements", "least_statements", "statements_of"]

MAX_STATEMENTS = 60


@dataclass(frozen=True, slots=True)
class Statements:
    """A new list of statements of one actor.

    order : the new list, most important first
    old : the list as it was
    inserted : the new statement, or None
    preference : the whole new preference
    """

    actor: str
    cost: int
    order: tuple[Expr, ...]
    old: tuple[Expr, ...]
    inserted: Expr | None
    preference: Preference

    @property
    def moved(self) -> tuple[Expr, ...]:
        """The fewest existing statements that can be taken out and put back to get the new order."""
        place = {e: k for k, e in enumerate(self.old)}
        kept: list[list[Expr]] = []
        rest = [e for e in self.order if e != self.inserted]
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
    end = time.monotonic() + seconds
    best: FoundStatements | None = None
    bound: int | None = None
    stopped = False
    for new in (None, *(c for c in candidates if c not in old)):
        order = old if new is None else (*old, new)
        found = _least_order(game, actor, state, concept, order, old, fixed, end - time.monotonic())
        if found.stopped or found.model is not None:
            cost = found.cost + (new is not None)
            bound = cost if bound is None else min(bound, cost)
        stopped |= found.stopped
        if found.model is not None and (best is None or best.change is None or cost < best.change.cost):
            listed = _ordered(order, found.model)
            changed = replace(preference, statements=listed, first=(), last=())
            best = FoundStatements(Statements(game.actors[actor], cost, listed, old, new, changed), cost)
    if best is None or best.change is None:
        return FoundStatements(None, bound or 0, stopped)
    proven = bound is not None and bound >= best.change.cost
    return FoundStatements(best.change, bound or 0, stopped and not proven)


def _pairs(count: int) -> dict[tuple[int, int], int]:
    return {pair: n for n, pair in enumerate(combinations(range(count), 2), 1)}


def _ordered(order: Sequence[Expr], model: frozenset[int]) -> tuple[Expr, ...]:
    before = [0] * len(order)
    for (a, b), variable in _pairs(len(order)).items():
        before[b if variable in model else a] += 1
    return tuple(order[k] for k in sorted(range(len(order)), key=before.__getitem__))


def _least_order(
    game: Game,
    actor: int,
    state: int,
    concept: str,
    order: Sequence[Expr],
    old: Sequence[Expr],
    fixed: frozenset[Expr],
    seconds: float,
) -> Optimum:
    pairs = _pairs(len(order))
    clauses = Clauses(variables=len(pairs))
    for a, b, c in combinations(range(len(order)), 3):
        ab, bc, ac = pairs[a, b], pairs[b, c], pairs[a, c]
        clauses.hard += [[-ab, -bc, ac], [ab, bc, -ac]]
    for (a, b), variable in pairs.items():
        clauses.soft.append([variable])
        if b < len(old) and (order[a] in fixed or order[b] in fixed):
            clauses.hard.append([variable])
    below = _Below(game, state, order, pairs, clauses)
    for requirement in requirements(game, actor, state, concept):
        move = below.literal(requirement.move)
        if move == 0:
            continue
        ways = [[below.literal(s) for s in members(way)] for way in requirement.ways]
        kept = [[x for x in way if x] for way in ways if None not in way]
        if any(not way for way in kept):
            continue
        clauses.either([] if move is None else [move], [[x for x in way if x is not None] for way in kept])
    return clauses.least(seconds)


class _Below:
    """For each state a literal that implies that it is not preferred to e; 0 if it never is, None if it always is."""

    def __init__(
        self, game: Game, state: int, order: Sequence[Expr], pairs: dict[tuple[int, int], int], clauses: Clauses
    ) -> None:
        assert game.truth is not None
        self.rows = [as_bits(game.truth(e)) for e in order]
        self.state, self.pairs, self.clauses = state, pairs, clauses
        self.known: dict[tuple[tuple[int, ...], tuple[int, ...]], int | None] = {}

    def literal(self, s: int) -> int | None:
        here, there = [[row >> at & 1 for row in self.rows] for at in (self.state, s)]
        speak_s = tuple(k for k, (x, y) in enumerate(zip(here, there, strict=True)) if y > x)
        speak_e = tuple(k for k, (x, y) in enumerate(zip(here, there, strict=True)) if x > y)
        if not speak_s:
            return 0
        if not speak_e:
            return None
        key = speak_s, speak_e
        if key not in self.known:
            variable = self.clauses.fresh()
            for p in speak_s:
                self.clauses.hard.append([-variable, *(self._before(n, p) for n in speak_e)])
            self.known[key] = variable
        return self.known[key]

    def _before(self, a: int, b: int) -> int:
        return self.pairs[a, b] if a < b else -self.pairs[b, a]
