r"""All profiles of strict rankings within a few swaps of the case's: proof, or a better one, where preferences couple.

For seq and sseq of several actors no closed form is known. A target without ties always suffices: breaking a tie,
the state itself on top, gives the actor more to answer with and no more to leave the state for. A strict profile at
distance c is reached from one that breaks the case's ties as it does, by c swaps of neighbours one of which was
preferred to the other. So the profiles at distance 0 are those that break the ties in some way, those at 1, 2, ...
follow swap by swap, and when none below the best known cost is stable, that cost is optimal.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, permutations, product
from math import factorial, prod

import numpy as np

from tertius.kernels.arcs import Arcs
from tertius.kernels.game import Game, improvements_of
from tertius.leverage.inverse_conditions import requirements, satisfied, strictly_above

__all__ = ["Below", "cheaper_profile", "strict"]

MAX_PROFILES = 40_000

Profile = tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Below:
    """What the profiles below a cost show.

    at_least : no stable profile costs less
    orders : for each actor asked for its states, best first, in a cheapest stable profile below the cost; or None
    """

    at_least: int
    orders: Profile | None


def strict(game: Game, actors: Sequence[int]) -> bool:
    """Whether none of the actors ranks two states equally."""
    return all(len(set(np.asarray(game.rank[i]).tolist())) == game.states for i in actors)


def cheaper_profile(
    game: Game, state: int, concept: str, actors: Sequence[int], *, least: int, below: int, kept: int, end: float
) -> Below:
    """Try every profile of strict rankings of these actors at distance `least` up to `below`, not included.

    kept : bit set of states that must not come down below `state`
    end : when to stop, by `time.monotonic`
    """
    assert all(isinstance(moves, Arcs) for moves in game.moves)
    ranks = [np.asarray(game.rank[i], np.int64).tolist() for i in actors]
    held = [{s for s, r in enumerate(row) if kept >> s & 1 and r > row[state]} for row in ranks]
    if prod(factorial(row.count(r)) for row in ranks for r in set(row)) > MAX_PROFILES:
        return Below(least, None)
    level: set[Profile] = set(product(*(_unties(row) for row in ranks)))
    seen = len(level)
    for cost in range(below):
        if cost >= least:
            for profile in level:
                if time.monotonic() > end:
                    return Below(max(least, cost), None)
                if _stable(game, state, concept, actors, profile):
                    return Below(cost, profile)
        if cost + 1 < below:
            fresh: set[Profile] = set()
            for profile in level:
                fresh.update(_further(profile, ranks, state, held))
                if seen + len(fresh) > MAX_PROFILES or time.monotonic() > end:
                    return Below(max(least, cost + 1), None)
            level = fresh
            seen += len(level)
    return Below(below, None)


def _unties(rank: Sequence[int]) -> Iterator[tuple[int, ...]]:
    """Every strict ranking, best first, that differs from a ranking only within its ties."""
    classes = [[s for s, r in enumerate(rank) if r == level] for level in sorted(set(rank), reverse=True)]
    for orders in product(*(permutations(group) for group in classes)):
        yield tuple(chain.from_iterable(orders))


def _further(
    profile: Profile, ranks: Sequence[Sequence[int]], state: int, held: Sequence[set[int]]
) -> Iterator[Profile]:
    for n, order in enumerate(profile):
        for k in range(len(order) - 1):
            a, b = order[k], order[k + 1]
            if ranks[n][a] > ranks[n][b] and not (b == state and a in held[n]):
                swapped = (*order[:k], b, a, *order[k + 2 :])
                yield (*profile[:n], swapped, *profile[n + 1 :])


def ranked(game: Game, actors: Sequence[int], profile: Profile) -> Game:
    """The game with these actors' ranks as in the profile."""
    rank = np.array([game.rank[i] for i in range(len(game.actors))], np.int32)
    for i, order in zip(actors, profile, strict=True):
        rank[i, list(order)] = np.arange(game.states, 0, -1)
    moves = [m for m in game.moves if isinstance(m, Arcs)]
    return replace(game, rank=rank, improvements=improvements_of(moves, rank))


def _stable(game: Game, state: int, concept: str, actors: Sequence[int], profile: Profile) -> bool:
    now = ranked(game, actors, profile)
    return all(
        satisfied(requirements(now, i, state, concept), ~strictly_above(now, i, state)) for i in actors
    )
