"""Improvements as one graph of a whole small case: the states that matter, and who would move between them.

Up to `ROOMY` states all of them and all improvements; of more, what can be reached from the status quo by improvements of actors for whom
the state left is not stable, nearest first, and `DRAWN` at most. What is left out is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray
from tertius.dynamics.solved import Solved
from tertius.explain.told import Told
from tertius.kernels.floods import flood
from tertius.kernels.game import Steps
from tertius.view.graph_svg import GraphArc, GraphNode

__all__ = ["DRAWN", "ROOMY", "ImprovementGraph", "improvement_graph"]

DRAWN = 150
ROOMY = 24
"""States up to which all improvements are drawn unless fewer are asked for."""


@dataclass(frozen=True, slots=True)
class ImprovementGraph:
    """The graph. letters : one for each actor; rows : for each node its moves, as (letter, actor, where to); legend : (letter, actor, its number) of who can move"""

    nodes: tuple[GraphNode, ...]
    arcs: tuple[GraphArc, ...]
    letters: tuple[str, ...]
    rows: tuple[tuple[GraphNode, tuple[tuple[str, str, str], ...]], ...]
    legend: tuple[tuple[str, str, int], ...]
    left_out: int


def improvement_graph(solved: Solved, told: Told, *, every: bool, picked: str = "", foresight: int = 1) -> ImprovementGraph:
    """The graph of one situation.

    every : all improvements, or only those that are made; picked : a state to mark; foresight : 1, or 2 (then moves made are the worthwhile ones)
    """
    game = solved.game
    stable = solved.stable(solved.default)
    lasts: BoolArray = np.asarray(stable.all(axis=0), np.bool_)
    if foresight == 2:
        worth = solved.worthwhile()
        lasts = ~np.array([any(w.of(s) for w in worth) for s in range(game.states)], np.bool_) if game.states <= 4096 else lasts
        steps: list[Steps] = list(worth)
    else:
        steps = [arcs.restrict(np.asarray(~stable[i] & ~lasts)) for i, arcs in enumerate(game.improvements)]
    drawn: list[Steps] = list(game.improvements) if every else steps
    places = list(range(game.states))
    if game.states > DRAWN or (not every and game.status_quo is not None and game.states > ROOMY):
        places = _few(solved, drawn, lasts)
    number = {s: k for k, s in enumerate(places)}
    ends = solved.outcomes(foresight=foresight)
    outcome = set(ends.states) if ends is not None else set()
    letters = tuple(_letters([told.actor(a) for a in game.actors]))
    nodes = []
    for s in places:
        code = game.codes[s]
        marks = [name for name, is_so in (("start", s == game.status_quo), ("lasts", bool(lasts[s])), ("outcome", code in outcome), ("picked", code == picked)) if is_so]
        nodes.append(GraphNode(code, code if len(code) <= 14 else str(s + 1), told.state(code), tuple(marks)))
    moves = [tuple((letters[i], told.actor(game.actors[i]), game.codes[t]) for i, listed in enumerate(drawn) for t in listed.of(s)) for s in places]
    return ImprovementGraph(
        nodes=tuple(nodes),
        arcs=tuple(GraphArc(k, number[t], i) for s, k in number.items() for i, listed in enumerate(drawn) for t in listed.of(s) if t in number),
        letters=letters,
        rows=tuple(zip(nodes, moves, strict=True)),
        legend=tuple((letters[i], told.actor(a), i) for i, a in enumerate(game.actors) if game.moves[i].some),
        left_out=game.states - len(places),
    )


def _few(solved: Solved, steps: Sequence[Steps], lasts: BoolArray) -> list[int]:
    """What can be reached from the status quo, nearest first; without one, what lasts."""
    game = solved.game
    if game.status_quo is None:
        return [int(s) for s in np.flatnonzero(lasts)[:DRAWN]] or list(range(min(DRAWN, game.states)))
    start = np.zeros(game.states, np.bool_)
    start[game.status_quo] = True
    reached = flood(steps, start)
    found, seen = [game.status_quo], {game.status_quo}
    for s in found:
        if len(found) >= DRAWN:
            break
        for moves in steps:
            for t in moves.of(s):
                if t not in seen and reached[t]:
                    seen.add(t)
                    found.append(t)
    return sorted(int(s) for s in found[:DRAWN])


def _letters(names: Sequence[str]) -> list[str]:
    """A letter or two for each actor: its first where it is alone in having it, else a number beside it."""
    found: list[str] = []
    for name in names:
        first = next((c for c in name if c.isalnum()), "?").upper()
        made, k = first, 1
        while made in found:
            k += 1
            made = f"{first}{k}"
        found.append(made)
    return found
