r"""The least change of one actor's ranking that makes a state stable, in adjacent swaps of states.

The cost of a new ranking is the number of pairs of states of which the actor strictly preferred one before and
no longer does (Kendall's tau distance; for strict rankings, the least number of swaps of neighbours). Pairs that
were equal cost nothing, whichever way they come to stand: within a tie, moving is free.

Let U be the states preferred to e. It suffices to put some :math:`D \subseteq U` just below e and to leave
everything else in its order: of all rankings in which exactly D has come down, that one has the least cost,

.. math:: |D| + |\{(a, b) : a \in D,\ b \in U \setminus D,\ a \succ_i b\}|

and bringing a state up above e costs and never helps. So the problem is over sets and not over orders; no
transitivity has to be encoded. A variable for each state of U, a soft clause for each term, a hard one for each
requirement; raising e above all of U is the case D = U, and costs \|U\|.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.errors import LimitError
from tertius.kernels.game import Game
from tertius.kernels.replies import members
from tertius.leverage.inverse_conditions import requirements, strictly_above
from tertius.leverage.inverse_sat import Clauses
from tertius.model.conflict import Preference

__all__ = ["Found", "Swaps", "distance", "least_swaps", "swaps_of"]

MAX_ABOVE = 400


@dataclass(frozen=True, slots=True)
class Swaps:
    """A new ranking of one actor.

    down : codes of the states that come to stand below the target, best first
    pairs : (no longer preferred, to what): each pair whose order changes
    preference : the whole new preference, a ranking
    unties : it breaks ties, which costs nothing and is needed where an answer of this actor depends on it
    """

    actor: str
    cost: int
    down: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    preference: Preference
    unties: bool = False

    @property
    def order(self) -> tuple[str, ...]:
        """The new ranking, best first, a tie as ``a = b``."""
        return tuple(" = ".join(group) for group in self.preference.ranking)


@dataclass(frozen=True, slots=True)
class Found:
    """The least change, if there is one; else why not.

    at_least : proven lower bound, equal to the cost where the search was completed
    stopped : the time was up
    """

    change: Swaps | None
    at_least: int
    stopped: bool = False


def least_swaps(
    game: Game, actor: int, state: int, concept: str, *, kept: int = 0, seconds: float = 60.0
) -> Found:
    """The least change of the actor's ranking that makes `state` stable for it under the concept.

    kept : bit set of states that must not come down below `state`

    Raises `LimitError` where more than `MAX_ABOVE` states are preferred to `state`.
    """
    above = strictly_above(game, actor, state)
    if above.bit_count() > MAX_ABOVE:
        raise LimitError(
            f"{game.actors[actor]} prefers {above.bit_count():,} states to this one (limit {MAX_ABOVE}); fix options "
            "that the question does not turn on"
        )
    rank = game.rank[actor]
    clauses = Clauses()
    down = {s: clauses.fresh() for s in members(above)}
    for requirement in requirements(game, actor, state, concept):
        if requirement.met(~above):
            continue
        ways = [[down[s] for s in members(way & above)] for way in requirement.ways]
        clauses.either([down[requirement.move]] if requirement.move in down else [], ways)
    clauses.hard += [[-down[s]] for s in members(kept & above)]
    for a, lowered in down.items():
        clauses.soft.append([-lowered])
        clauses.soft += [[-lowered, down[b]] for b in down if rank[a] > rank[b]]
    best = clauses.least(seconds)
    if best.model is None:
        return Found(None, best.cost, best.stopped)
    lowered_states = [s for s, variable in down.items() if variable in best.model]
    preference = _lowered(game, actor, state, lowered_states)
    pairs = changed_pairs(game, actor, preference)
    lowered_states.sort(key=lambda s: -int(rank[s]))
    change = Swaps(game.actors[actor], best.cost, tuple(game.codes[s] for s in lowered_states), pairs, preference)
    assert best.cost == len(pairs), "the cost of the model is that of the ranking"
    return Found(change, best.cost)


def _lowered(game: Game, actor: int, state: int, down: list[int]) -> Preference:
    rank = game.rank[actor]
    classes: list[tuple[str, ...]] = []
    under = set(down)

    def add(states: list[int]) -> None:
        for r in sorted({int(rank[s]) for s in states}, reverse=True):
            classes.append(tuple(game.codes[s] for s in states if int(rank[s]) == r))

    own = int(rank[state])
    add([s for s in range(game.states) if int(rank[s]) > own and s not in under])
    if down:
        # Between e and what was equal to it: a state that was preferred to both passes only e.
        classes.append((game.codes[state],))
        add(down)
    add([s for s in range(game.states) if int(rank[s]) <= own and not (down and s == state)])
    return Preference("ranking", ranking=tuple(classes))


def changed_pairs(game: Game, actor: int, preference: Preference) -> tuple[tuple[str, str], ...]:
    """Each pair of which the actor preferred the first before and not now."""
    rank = game.rank[actor]
    place = {code: -k for k, group in enumerate(preference.ranking) for code in group}
    order = sorted(range(game.states), key=lambda s: -int(rank[s]))
    codes = game.codes
    return tuple(
        (codes[a], codes[b])
        for n, a in enumerate(order)
        for b in order[n + 1 :]
        if rank[a] > rank[b] and place[codes[a]] <= place[codes[b]]
    )


def distance(game: Game, actor: int, preference: Preference) -> int:
    """The number of pairs of which the actor preferred one before and not with the new ranking."""
    return len(changed_pairs(game, actor, preference))


def swaps_of(game: Game, actor: int, state: int, order: Sequence[int]) -> Swaps:
    """The change to a strict ranking, best first."""
    preference = Preference("ranking", ranking=tuple((game.codes[s],) for s in order))
    rank = game.rank[actor]
    unties = len({int(r) for r in rank}) < game.states
    under = order[list(order).index(state) + 1 :]
    down = tuple(game.codes[s] for s in under if rank[s] > rank[state])
    pairs = changed_pairs(game, actor, preference)
    return Swaps(game.actors[actor], len(pairs), down, pairs, preference, unties)
