r"""The least change of a ranking that meets conditions on any pairs of states, in adjacent swaps.

The cost is that of `inverse_swaps`: the pairs of which the actor preferred one state before and no longer does; pairs
that were equal cost nothing. Let C be the states that conditions are about. Given a new weak order of C, put each
other state x where it changes the fewest pairs with C. Where x was at least as good as y, moving down past a state of
C costs x at least as much as y, so the best places can be chosen without changing any pair outside C: the cost is

.. math:: |\{(c, d) \in C^2 : c \succ d, c \not\succ' d\}| + \sum_{x \notin C} \min_{place} (\text{changed pairs of x with C})

and states that stand alike to all of C can share a variable. So there are variables for the pairs of C, for each
group of other states and each c in C, and none for pairs outside C. Ties of C are kept where that costs nothing.

**Guard.** With `hot`, no state of C comes to stand above any state that lacks something hot that it has, nor any
state above such a state of C. Then the best places can cross each other; the crossing is counted, the formula's cost
stays a proven bound, and the change is proven where the two are equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations, permutations

import numpy as np

from tertius.errors import LimitError
from tertius.kernels.game import Game
from tertius.leverage.inverse_pairs import Condition, states_of
from tertius.leverage.inverse_sat import Clauses
from tertius.leverage.inverse_swaps import Found, Swaps, changed_pairs
from tertius.model.conflict import Preference

__all__ = ["least_ranking"]

MAX_COMPARED = 32
"""States that conditions on one actor can be about."""


@dataclass(frozen=True, slots=True)
class _Group:
    """States outside C that stand alike to all of it, and have the same that is hot."""

    states: tuple[int, ...]

    @property
    def one(self) -> int:
        return self.states[0]


class _Model:
    def __init__(self, game: Game, actor: int, conditions: Sequence[Condition], hot: Sequence[int]) -> None:
        self.rank = [int(r) for r in game.rank[actor]]
        self.hot = list(hot) or [0] * game.states
        asked = states_of(conditions)
        self.asked = set(asked)
        self.compared = self._with_stuck(asked)
        inside = set(self.compared)
        alike: dict[tuple[object, ...], list[int]] = {}
        for x in range(game.states):
            if x not in inside:
                key = (self.hot[x], *((self.rank[x] > self.rank[c]) - (self.rank[x] < self.rank[c]) for c in self.compared))
                alike.setdefault(key, []).append(x)
        self.groups = [_Group(tuple(states)) for states in alike.values()]
        self.clauses = Clauses()
        self.over = {pair: self.clauses.fresh() for pair in permutations(self.compared, 2)}
        self.above = {(g.one, c): self.clauses.fresh() for g in self.groups for c in self.compared}
        ties = [(c, d) for c, d in self.over if self.rank[c] == self.rank[d]]
        self.scale = len(ties) + 1
        self.clauses.weighted += [([-self.over[pair]], 1) for pair in ties]
        pairs = [[-self.over[c, d], -self.over[d, c]] for c, d in combinations(self.compared, 2)]
        self._orders()
        for condition in conditions:
            self.clauses.one_of([[self._literal(w.a, w.b, w.above) for w in way] for way in condition])
        wanted, over = self.clauses.hard, self.over
        self.possible = [] not in wanted and self._possible(pairs + wanted)
        if self.possible:
            triples = [[-over[a, c], over[a, b], over[b, c]] for a, b, c in permutations(self.compared, 3)]
            self.clauses.hard = pairs + triples + wanted
            self._others()

    def _possible(self, clauses: list[list[int]]) -> bool:
        """Whether an order of C meets the clauses.

        That what is above c is above b or has b above c is asked only of the triples for which it came out false: most that
        is impossible is so by a few.
        """
        from pysat.solvers import Solver

        size, compared = len(self.compared), self.compared
        with Solver(name="glucose3", bootstrap_with=clauses) as solver:
            while solver.solve():
                true = {v for v in solver.get_model() if v > 0}
                over = np.array([[c != d and self.over[c, d] in true for d in compared] for c in compared], np.bool_).reshape(size, size)
                # broken[a, b, c]: a is over c, but neither a over b nor b over c
                broken = over[:, None, :] & ~over[:, :, None] & ~over[None, :, :]
                listed = [(a, b, c) for a, b, c in np.argwhere(broken).tolist() if b not in {a, c}]
                if not listed:
                    return True
                for a, b, c in listed:
                    one, two, three = compared[a], compared[b], compared[c]
                    solver.add_clause([-self.over[one, three], self.over[one, two], self.over[two, three]])
        return False

    def _with_stuck(self, asked: Sequence[int]) -> tuple[int, ...]:
        """With the states that the guard may keep in a tie: hotter than one of it that is asked about, and less than one."""

        def stuck(x: int) -> bool:
            tied = [c for c in asked if self.rank[x] == self.rank[c]]
            return any(self.hotter(x, c) for c in tied) and any(self.hotter(c, x) for c in tied)

        return tuple(sorted({*asked, *filter(stuck, range(len(self.rank)))}))

    def _literal(self, a: int, b: int, above: bool) -> int | bool:
        if a == b:
            return not above
        return self.over[a, b] if above else -self.over[a, b]

    def hotter(self, a: int, b: int) -> bool:
        """Whether a has something hot that b lacks."""
        return bool(self.hot[a] & ~self.hot[b])

    def _orders(self) -> None:
        hard, rank = self.clauses.hard, self.rank
        for (c, d), variable in self.over.items():
            if rank[c] > rank[d]:
                self._soft([variable], 1)
            if self.hotter(d, c) and self.asked & {c, d}:
                if rank[c] > rank[d]:
                    hard.append([variable])
                elif rank[c] == rank[d]:
                    hard.append([-self.over[d, c]])

    def _others(self) -> None:
        hard, rank = self.clauses.hard, self.rank
        for g in self.groups:
            x = g.one
            for c, d in permutations(self.compared, 2):
                hard.append([-self.above[x, c], self.over[d, c], self.above[x, d]])
            for c in self.compared:
                variable = self.above[x, c]
                if rank[x] != rank[c]:
                    self._soft([variable if rank[x] > rank[c] else -variable], len(g.states))
                guarded = c in self.asked
                if guarded and rank[x] >= rank[c] and self.hotter(c, x):
                    hard.append([variable])
                if guarded and rank[x] <= rank[c] and self.hotter(x, c):
                    hard.append([-variable])

    def _soft(self, clause: list[int], weight: int) -> None:
        self.clauses.weighted.append((clause, weight * self.scale))

    def preference(self, model: frozenset[int], *, home: bool) -> Preference:
        """The whole ranking: each other state at its best place; with `home`, tied as it was where that costs nothing."""
        compared = self.compared
        height = {c: sum(self.over[c, d] in model for d in compared if d != c) for c in compared}
        levels = sorted(set(height.values()), reverse=True)
        classes = [[c for c in compared if height[c] == level] for level in levels]
        places: dict[int, list[int]] = {}
        for g in self.groups:
            places.setdefault(self._place(g.one, classes, home), []).extend(g.states)
        ranking: list[tuple[int, ...]] = []
        for place in range(2 * len(classes) + 1):
            here = places.get(place, [])
            if place % 2:
                ranking.append((*classes[place // 2], *here))
                continue
            for r in sorted({self.rank[x] for x in here}, reverse=True):
                ranking.append(tuple(x for x in here if self.rank[x] == r))
        return Preference("ranking", ranking=tuple(tuple(map(str, sorted(group))) for group in ranking))

    def _place(self, x: int, classes: Sequence[Sequence[int]], home: bool) -> int:
        """Even: above class n / 2; odd: in class n // 2. The highest of the cheapest."""
        best: tuple[int, int, int] | None = None
        for place in range(2 * len(classes) + 1):
            cost = untied = 0
            allowed = True
            for n, group in enumerate(classes):
                now = 0 if place == 2 * n + 1 else 1 if place <= 2 * n else -1
                for c in group:
                    was = (self.rank[x] > self.rank[c]) - (self.rank[x] < self.rank[c])
                    cost += was not in {0, now}
                    untied += home and was == 0 != now
                    guarded = c in self.asked
                    if guarded and self.hotter(c, x) and was >= 0 and now < was:
                        allowed = False
                    if guarded and self.hotter(x, c) and was <= 0 and now > was:
                        allowed = False
            if allowed and (best is None or (cost, untied) < best[:2]):
                best = (cost, untied, place)
        assert best is not None
        return best[2]


def least_ranking(
    game: Game,
    actor: int,
    conditions: Sequence[Condition],
    *,
    hot: Sequence[int] = (),
    seconds: float = 60.0,
) -> Found:
    """The least change of the actor's ranking that meets the conditions.

    hot : for each state, as a bit set, what no state may come to stand above another for; none if empty

    Raises `LimitError` where conditions are about more than `MAX_COMPARED` states.
    """
    size = len(states_of(conditions))
    if size > MAX_COMPARED:
        raise LimitError(
            f"what is to be explained of {game.actors[actor]} compares {size} situations (limit {MAX_COMPARED}); "
            "ask with --foresight 1, or about fewer events"
        )
    model = _Model(game, actor, conditions, hot)
    if not model.possible:
        return Found(None, 0)
    best = model.clauses.least(seconds)
    least, untied = divmod(best.cost, model.scale)
    if best.model is None:
        return Found(None, least if best.stopped else 0, best.stopped)
    found = None
    for home in (True, False):
        preference = _named(game, model.preference(best.model, home=home))
        pairs = changed_pairs(game, actor, preference)
        if found is None or len(pairs) < found.cost:
            found = Swaps(game.actors[actor], len(pairs), (), pairs, preference, unties=untied > 0)
        if found.cost == least:
            break
    assert found is not None
    assert found.cost >= least, "the cost of the model is a bound of that of the ranking"
    assert found.cost == least or hot, "without a guard the places never cross"
    return Found(found, least)


def _named(game: Game, preference: Preference) -> Preference:
    ranking = tuple(tuple(game.codes[int(s)] for s in group) for group in preference.ranking)
    return replace(preference, ranking=ranking)
