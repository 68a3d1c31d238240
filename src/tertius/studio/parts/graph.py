"""The evolution graph: states, and the improvements between them."""

from __future__ import annotations

from typing import Any

from tertius.dynamics.solved import Solved
from tertius.explain.told import Told
from tertius.report.improvement_graph import ROOMY, improvement_graph
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.view.graph_svg import graph_svg


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
    found = improvement_graph(solved, told, every=shown == "all", picked=picked, foresight=foresight)
    words = f"{len(found.nodes)} states and {len(found.arcs)} improvements; the table below has the same."
    picture = graph_svg("graph", "Evolution graph", words, found.nodes, found.arcs, letters=found.letters)
    rows = [(n.code, n.words, n.marks, list(moves)) for n, moves in found.rows]
    legend = [(letter, name, i % 6) for letter, name, i in found.legend]
    return {"ready": True, "picture": picture, "legend": legend, "rows": rows, "left_out": found.left_out}
