"""From the status quo: where improvements (or worthwhile moves) lead, and by which path.

At foresight 1 an outcome under X is an equilibrium reached from the status quo by improvements,
each by an actor for whom the state left is not X-stable; a path stops at the first equilibrium.
At foresight 2 it is a rest point to which worthwhile moves lead. `unsettled` are the closed sets
that such paths enter and never leave, without an equilibrium (rest point) inside. `reachable` are
the equilibria on any sequence of improvements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.dynamics.foresight import rest_points, worthwhile
from tertius.kernels.codes import pick, select
from tertius.kernels.floods import closed_sets, flood, trails
from tertius.kernels.game import Game, Steps
from tertius.stability.concepts import CONCEPTS
from tertius.stability.witness import Step

__all__ = ["ROUND", "TOLD", "Outcomes", "outcomes", "quantify"]

TOLD = 4096
"""Outcomes that get a path; a model can have a million."""
ROUND = 512
"""A closed set up to this size gets a way round."""


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Where the status quo leads.

    states : codes of the outcomes, in state order
    paths : a shortest path to each (to the first `TOLD` of them)
    unsettled : closed sets without an outcome
    reachable : equilibria (rest points) on any sequence of improvements
    first : for each outcome, the actors with whom some path to it begins (empty: the status quo)
    rounds : for each closed set a shortest way round, from the status quo if it is inside, else from the
        first state; empty for a set of more than `ROUND` states
    """

    concept: str
    foresight: int
    states: Sequence[str]
    paths: dict[str, tuple[Step, ...]]
    unsettled: tuple[Sequence[str], ...]
    reachable: Sequence[str]
    first: dict[str, tuple[str, ...]]
    rounds: tuple[tuple[Step, ...], ...] = ()

    @property
    def settled(self) -> bool:
        """Whether every path ends."""
        return not self.unsettled


def outcomes(
    game: Game,
    stable: BoolArray | None,
    *,
    concept: str = "seq",
    foresight: int = 1,
    leaving: Sequence[Steps] | None = None,
) -> Outcomes | None:
    """The outcomes from the status quo; None where the case has no status quo.

    stable : (actors, states) under the concept; at foresight 2 it is not used, and may be None
    leaving : the steps of each actor that lead on; by default its improvements, for a concept in form a
        or c also the moves to what it may prefer
    """
    if game.status_quo is None:
        return None
    everyone = range(len(game.actors))
    if leaving is None:
        unknown = concept in CONCEPTS and CONCEPTS[concept].form in {"a", "c"}
        leaving = [game.leaving(i, unknown=unknown) for i in everyone]
    if foresight == 1:
        assert stable is not None
        ends = np.asarray(stable.all(axis=0), np.bool_)
        steps = [leaving[i].restrict(~stable[i] & ~ends) for i in everyone]
    else:
        steps = [worthwhile(game, i) for i in everyone]
        ends = rest_points(steps, game.states)
    start = np.zeros(game.states, np.bool_)
    start[game.status_quo] = True
    visited = flood(steps, start)
    found = [int(s) for s in np.flatnonzero(visited & ends)[:TOLD]]
    trapped = visited & ~flood(steps, ends & visited, forwards=False)
    anywhere = flood(leaving, start)
    groups = closed_sets(steps, trapped)
    return Outcomes(
        concept=concept,
        foresight=foresight,
        states=pick(game.codes, visited & ends),
        paths=_paths(game, steps, found),
        unsettled=tuple(select(game.codes, group) for group in groups),
        reachable=pick(game.codes, anywhere & ends),
        first=_first_movers(game, steps, found),
        rounds=tuple(_round(game, steps, group) for group in groups),
    )


def _round(game: Game, steps: Sequence[Steps], group: IntArray) -> tuple[Step, ...]:
    if len(group) > ROUND:
        return ()
    start = game.status_quo if game.status_quo is not None and game.status_quo in group else int(group[0])
    trails: dict[int, tuple[Step, ...]] = {start: ()}
    queue = [start]
    for here in queue:
        for i, arcs in enumerate(steps):
            for there in arcs.of(here):
                step = *trails[here], (game.actors[i], game.codes[here], game.codes[there])
                if there == start:
                    return step
                if there not in trails:
                    trails[int(there)] = step
                    queue.append(int(there))
    return ()


def _paths(game: Game, steps: Sequence[Steps], goals: list[int]) -> dict[str, tuple[Step, ...]]:
    assert game.status_quo is not None
    found = trails(steps, game.status_quo, goals)
    return {
        game.codes[goal]: tuple((game.actors[i], game.codes[a], game.codes[b]) for i, a, b in found[goal])
        for goal in goals
    }


def _first_movers(
    game: Game, steps: Sequence[Steps], goals: list[int]
) -> dict[str, tuple[str, ...]]:
    """Who can begin a path to each goal that does not come back to the status quo."""
    start = game.status_quo
    assert start is not None
    first: dict[str, list[str]] = {game.codes[g]: [] for g in goals}
    if goals in ([], [start]):
        return dict.fromkeys(first, ())
    for i, arcs in enumerate(steps):
        begin = np.zeros(game.states, np.bool_)
        begin[arcs.of(start)] = True
        if not begin.any():
            continue
        seen = flood(steps, begin, avoid=start)
        for goal in goals:
            if seen[goal] and goal != start:
                first[game.codes[goal]].append(game.actors[i])
    return {code: tuple(names) for code, names in first.items()}


def quantify(quantifier: str, states: Sequence[str], true: Iterable[str], settled: bool) -> str:
    """``every``, ``some`` or ``none`` over outcomes: ``holds``, ``fails`` or ``open``; an unsettled branch is unknown.

    true : codes of the states where what is asked holds
    """
    good = set(true)
    if quantifier == "every":
        if any(s not in good for s in states):
            return "fails"
        return "holds" if states and settled else "open"
    some = "holds" if any(s in good for s in states) else "fails" if settled else "open"
    if quantifier == "some":
        return some
    return {"holds": "fails", "fails": "holds", "open": "open"}[some]
