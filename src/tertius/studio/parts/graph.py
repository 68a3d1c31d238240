"""The evolution graph: states, and the improvements between them."""

from __future__ import annotations

from typing import Any

import numpy as np

from tertius.dynamics.solved import Solved
from tertius.explain.told import Told
from tertius.kernels.floods import flood
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.view.graph_svg import GraphArc, GraphNode, graph_svg

DRAWN = 150
ROOMY = 24
"""States up to which all improvements are drawn unless fewer are asked for."""


@part("graph", title="Evolution graph", place="result", order=20)
def graph(look: Look) -> dict[str, Any]:
    """A picture of the states that matter; what is left out is said."""
    solved, told = look.solved, look.told
    if solved is None or told is None or look.situated is None:
        return {"ready": False}
    shown = look.pick("arcs", "all" if solved.game.states <= ROOMY else "taken")
    picked = look.pick("state")
    made: dict[str, Any] = look.kept(("graph", *look.key, shown, picked, look.asked.foresight), lambda: _drawn(solved, told, shown, picked, look.asked.foresight))
    return {**made, "shown": shown, "stale": look.stale}


def _drawn(solved: Solved, told: Told, shown: str, picked: str, foresight: int) -> dict[str, Any]:
    game = solved.game
    stable = solved.stable(solved.default)
    lasts = np.asarray(stable.all(axis=0), np.bool_)
    if foresight == 2:
        worth = solved.worthwhile()
        lasts = ~np.array([any(w.of(s) for w in worth) for s in range(game.states)], np.bool_) if game.states <= 4096 else lasts
        steps = list(worth)
    else:
        steps = [arcs.restrict(np.asarray(~stable[i] & ~lasts)) for i, arcs in enumerate(game.improvements)]
    drawn = list(game.improvements) if shown == "all" else steps
    places = list(range(game.states))
    if game.states > DRAWN or (shown != "all" and game.status_quo is not None and game.states > ROOMY):
        places = _few(solved, drawn, lasts)
    number = {s: k for k, s in enumerate(places)}
    arcs = [GraphArc(k, number[t], i) for s, k in number.items() for i, moves in enumerate(drawn) for t in moves.of(s) if t in number]
    ends = solved.outcomes(foresight=foresight)
    outcome = set(ends.states) if ends is not None else set()
    letters = _letters([told.actor(a) for a in game.actors])
    nodes = []
    for s in places:
        code = game.codes[s]
        marks = [name for name, is_so in (("start", s == game.status_quo), ("lasts", bool(lasts[s])), ("outcome", code in outcome), ("picked", code == picked)) if is_so]
        nodes.append(GraphNode(code, code if len(code) <= 14 else str(s + 1), told.state(code), tuple(marks)))
    picture = graph_svg("graph", "Evolution graph", f"{len(nodes)} states and {len(arcs)} improvements; the table below has the same.", nodes, arcs, letters=letters)
    rows = [
        (n.code, n.words, n.marks, [(letters[i], told.actor(game.actors[i]), game.codes[t]) for i, moves in enumerate(drawn) for t in moves.of(places[k])])
        for k, n in enumerate(nodes)
    ]
    legend = [(letters[i], told.actor(a), i % 6) for i, a in enumerate(game.actors) if game.moves[i].some]
    return {"ready": True, "picture": picture, "legend": legend, "rows": rows, "left_out": game.states - len(places)}


def _few(solved: Solved, steps: list[Any], lasts: Any) -> list[int]:
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


def _letters(names: list[str]) -> list[str]:
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
