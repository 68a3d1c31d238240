r"""Least-cost changes of several actors, so that a state is stable for each of them.

For nash, gmr and smr nobody's stability depends on what the others prefer, so the least change of all is the least
change of each. For seq and sseq an actor's new preference changes its improvements, and with them what it can
threaten the others with. Then

- below: seq implies gmr and sseq implies smr, so no joint change costs less than the least changes for gmr (smr);
  Where the state is not stable as things are and nothing can be had for nothing, it is at least 1;
- above: each actor in turn is given its least change with the others' new preferences in place, until all are
  content, for several orders of the actors; where this does not come to rest, the least changes for nash, which
  nothing depends on.

- between: where the gap is small and ties are few, every profile in it is tried (`inverse_profiles`).

Where the bounds meet the change is optimal, with proof; else it is a bound, and said to be one. Every plan is solved
again in the changed case before it is handed over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice, permutations

from tertius.errors import TertiusError
from tertius.kernels.game import Game
from tertius.kernels.graph import game_of
from tertius.leverage.inverse_conditions import LEGAL
from tertius.leverage.inverse_profiles import cheaper_profile, strict
from tertius.leverage.inverse_statements import FoundStatements, Statements
from tertius.leverage.inverse_swaps import Found, Swaps, swaps_of
from tertius.model.case import Case
from tertius.model.conflict import Preference
from tertius.stability.solve import stable_for

__all__ = ["Change", "Plan", "changed_game", "changes_of", "check", "in_turn", "least_plan", "preferences_of"]

Change = Swaps | Statements
Solve = Callable[[Game, int, str, float], "Found | FoundStatements"]
"""From the game, an actor, a concept and seconds to the least change of that actor."""
_FAILED = "a change did not pass its own check, please report this: the state is not stable with it"
ORDERS = 6
ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Plan:
    """A change for each actor that needs one.

    kind : ``swaps`` or ``statements``
    changes : one for each actor whose preference changes
    missing : actors for whom no change of this kind is found
    cost : of all changes; None where somebody is missing
    at_least : what every change of this kind costs at least, proven
    proven : `cost` equals `at_least`, or that nothing is found is proven
    equilibrium : with the changes the state is stable for every actor of the case, asked for or not
    """

    kind: str
    changes: tuple[Change, ...]
    missing: tuple[str, ...]
    cost: int | None
    at_least: int
    proven: bool
    equilibrium: bool


def changed_game(case: Case, preferences: Mapping[str, Preference]) -> Game:
    """The game of the case with some actors' preferences replaced."""
    assert case.conflict is not None
    changed = replace(case.conflict, preferences={**case.conflict.preferences, **preferences})
    return game_of(replace(case, conflict=changed), backend="arcs")


def least_plan(
    case: Case, game: Game, state: int, concept: str, actors: Sequence[int], kind: str, solve: Solve, end: float,
    *, kept: int = 0,
) -> Plan:
    """The least changes of these actors' preferences that make the state stable for each of them.

    end : when to stop, by `time.monotonic`
    kept : for swaps, bit set of states that must not come down below the state
    """

    def left() -> float:
        return end - time.monotonic()

    if concept in {"nash", "gmr", "smr"} or len(actors) == 1:
        found = {i: solve(game, i, concept, left()) for i in actors}
        return _plan(case, game, state, concept, found, kind, sum(f.at_least for f in found.values()))
    bound = {i: solve(game, i, LEGAL[concept], left()) for i in actors}
    at_least = sum(f.at_least for f in bound.values())
    exact = strict(game, actors)
    if (kind == "statements" or exact) and not _content(game, state, concept, actors):
        at_least = max(at_least, 1)
    best: Plan | None = None
    for changes in _candidates(case, game, state, concept, actors, solve, left):
        plan = _plan(case, game, state, concept, changes, kind, at_least)
        if best is None or (plan.cost is not None and (best.cost is None or plan.cost < best.cost)):
            best = plan
        if best.proven and best.cost is not None:
            break
    assert best is not None
    if best.cost is None:
        # Where not even the weaker concept can be had, it is proven that nothing can.
        return replace(best, proven=any(f.change is None and not f.stopped for f in bound.values()))
    if kind == "swaps" and not best.proven:
        return _closed(case, game, state, concept, actors, best, kept, end)
    return best


def _closed(
    case: Case, game: Game, state: int, concept: str, actors: Sequence[int], plan: Plan, kept: int, end: float
) -> Plan:
    """The plan with the profiles below its cost tried."""
    assert plan.cost is not None
    below = cheaper_profile(
        game, state, concept, actors, least=plan.at_least, below=plan.cost, kept=kept, end=end
    )
    if below.orders is None:
        return replace(plan, at_least=below.at_least, proven=below.at_least == plan.cost)
    found: dict[int, Found | FoundStatements] = {}
    for i, order in zip(actors, below.orders, strict=True):
        change = swaps_of(game, i, state, order)
        found[i] = Found(change, change.cost)
    for i, own in [(i, f.change) for i, f in found.items()]:
        # Ties that need not be broken stay.
        assert isinstance(own, Swaps)
        without = found | {i: Found(replace(own, unties=False), 0)}
        if not own.cost and _content(changed_game(case, preferences_of(without)), state, concept, actors):
            found = without
    return _plan(case, game, state, concept, found, "swaps", below.at_least)


def _candidates(
    case: Case, game: Game, state: int, concept: str, actors: Sequence[int], solve: Solve, left: Callable[[], float]
) -> Iterator[dict[int, Found | FoundStatements]]:
    def one(now: Game, i: int, seconds: float) -> Found | FoundStatements:
        return solve(now, i, concept, seconds)

    yield from in_turn(case, game, actors, one, lambda now: _content(now, state, concept, actors), left)
    yield {i: solve(game, i, "nash", max(left(), 1.0)) for i in actors}


def in_turn(
    case: Case,
    game: Game,
    actors: Sequence[int],
    solve: Callable[[Game, int, float], Found | FoundStatements],
    content: Callable[[Game], bool],
    left: Callable[[], float],
) -> Iterator[dict[int, Found | FoundStatements]]:
    """Joint changes: each actor in turn its least one, with the others' new ones in place, for several orders.

    solve : from a game, an actor and seconds to the actor's least change, from its rank in that game
    content : whether a game is as wanted; only such changes are handed over
    left : the seconds that are left
    """
    for order in islice(permutations(actors), ORDERS):
        chosen: dict[int, Found | FoundStatements] = {}
        now = game
        for _ in range(ROUNDS):
            before = {i: f.change for i, f in chosen.items()}
            for i in order:
                if left() <= 0:
                    break
                # Costs count from the case's own preference, answers from the others' new ones.
                chosen[i] = solve(_with_own(now, game, i), i, left())
                now = changed_game(case, preferences_of(chosen))
            if {i: f.change for i, f in chosen.items()} == before or left() <= 0:
                break
        if len(chosen) == len(actors) and content(now):
            yield chosen
        if left() <= 0:
            break


def _with_own(now: Game, old: Game, actor: int) -> Game:
    def row(i: int) -> Game:
        return old if i == actor else now

    import numpy as np

    rank = np.array([row(i).rank[i] for i in range(len(now.actors))], np.int32)
    improvements = tuple(row(i).improvements[i] for i in range(len(now.actors)))
    return replace(now, rank=rank, improvements=improvements)


def preferences_of(found: Mapping[int, Found | FoundStatements]) -> dict[str, Preference]:
    """The new preference of each actor that has one."""
    return {c.actor: c.preference for c in changes_of(found)}


def changes_of(found: Mapping[int, Found | FoundStatements]) -> tuple[Change, ...]:
    """The changes that change something."""
    every = (f.change for f in found.values())
    return tuple(c for c in every if c is not None and (c.cost or (isinstance(c, Swaps) and c.unties)))


def check(case: Case, state: int, concept: str, actor: int, change: Change) -> None:
    """Solve the case again with one change; raise `TertiusError` where the state is not stable for its actor then."""
    if not _content(changed_game(case, {change.actor: change.preference}), state, concept, [actor]):
        raise TertiusError(_FAILED)


def _content(game: Game, state: int, concept: str, actors: Sequence[int]) -> bool:
    return all(bool(stable_for(game, i, concept)[state]) for i in actors)


def _plan(
    case: Case,
    game: Game,
    state: int,
    concept: str,
    found: Mapping[int, Found | FoundStatements],
    kind: str,
    at_least: int,
) -> Plan:
    missing = tuple(game.actors[i] for i, f in found.items() if f.change is None)
    now = changed_game(case, preferences_of(found))
    asked = [i for i, f in found.items() if f.change is not None]
    if not missing and not _content(now, state, concept, asked):
        raise TertiusError(_FAILED)
    changes = changes_of(found)
    cost = None if missing else sum(c.cost for c in changes)
    open_ = any(f.stopped for f in found.values())
    return Plan(
        kind, changes, missing, cost, at_least,
        proven=not open_ and (cost is None or cost == at_least),
        equilibrium=_content(now, state, concept, range(len(game.actors))),
    )  # fmt: skip
