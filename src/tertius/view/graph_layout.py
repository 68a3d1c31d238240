"""Positions for a graph of states and moves, in layers from top to bottom.

States that moves can lead between in both directions (a strongly connected component) share a layer;
a component's layer is the length of the longest chain of components that leads to it. Inside a layer
states stand in the order of the mean place of their neighbours (Sugiyama, Tagawa and Toda 1981), and a
layer that is wider than the picture goes on in the next row. Rows that are not full are set aside in turn.

References: K. Sugiyama, S. Tagawa, M. Toda, Methods for visual understanding of hierarchical system
structures, IEEE Transactions on Systems, Man, and Cybernetics 11 (1981) 109-125.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["GraphLayout", "graph_layout"]

NODE_HEIGHT = 30.0
GAP_X, GAP_Y = 22.0, 46.0
LEAST_WIDTH = 110.0
SWEEPS = 6


@dataclass(frozen=True, slots=True)
class GraphLayout:
    """Centres of nodes, in units of the picture, and its size."""

    width: float
    height: float
    places: tuple[tuple[float, float], ...]
    node_width: float
    node_height: float = NODE_HEIGHT


def graph_layout(nodes: int, arcs: Sequence[tuple[int, int]], *, node_width: float = 60.0, widest: float = 560.0) -> GraphLayout:
    """Where each of the nodes 0..nodes-1 goes."""
    out: list[list[int]] = [[] for _ in range(nodes)]
    near: list[set[int]] = [set() for _ in range(nodes)]
    for a, b in arcs:
        if a != b:
            out[a].append(b)
            near[a].add(b)
            near[b].add(a)
    component = _components(out)
    layer = _layers(out, component)
    rows: list[list[int]] = [[] for _ in range(max(layer, default=-1) + 1)]
    for node in range(nodes):
        rows[layer[node]].append(node)
    place = {node: k / max(1, len(row) - 1) if len(row) > 1 else 0.5 for row in rows for k, node in enumerate(row)}
    for sweep in range(SWEEPS):
        for row in rows if sweep % 2 == 0 else rows[::-1]:
            mean = {n: sum(place[x] for x in near[n]) / len(near[n]) if near[n] else place[n] for n in row}
            row.sort(key=lambda n: (mean[n], n))
            for k, node in enumerate(row):
                place[node] = k / (len(row) - 1) if len(row) > 1 else 0.5
    step = node_width + GAP_X
    room = max(1, int((widest + GAP_X) // step))
    lines = [row[k : k + room] for row in rows for k in range(0, len(row), room)]
    most = max([len(line) for line in lines] or [1])
    # Few nodes a line would stand below each other, and every arc past one would run through it: they are set aside in turn.
    turn = (0.0, 0.5, -0.5) if most > 2 else (0.0, 1.0, -1.0)
    aside = [turn[depth % 3] * step * 0.8 if len(lines) > 2 and len(line) < most + (most <= 2) else 0.0 for depth, line in enumerate(lines)]
    spread = [(len(line) * step - GAP_X) / 2 + abs(shift) for line, shift in zip(lines, aside, strict=True)]
    width = max(2 * max(spread, default=node_width / 2) + 16, LEAST_WIDTH)
    places = [(0.0, 0.0)] * nodes
    for depth, line in enumerate(lines):
        left = width / 2 + aside[depth] - (len(line) * step - GAP_X) / 2 + node_width / 2
        for k, node in enumerate(line):
            places[node] = (round(left + k * step, 1), round(16 + NODE_HEIGHT / 2 + depth * (NODE_HEIGHT + GAP_Y), 1))
    height = len(lines) * (NODE_HEIGHT + GAP_Y) - GAP_Y + 30
    return GraphLayout(round(width, 1), round(max(height, NODE_HEIGHT + 28), 1), tuple(places), node_width)


def _components(out: Sequence[Sequence[int]]) -> list[int]:
    """For each node the number of its strongly connected component (Tarjan, without recursion), sinks first."""
    index: list[int] = [-1] * len(out)
    low = [0] * len(out)
    found = [-1] * len(out)
    stack: list[int] = []
    count = number = 0
    for root in range(len(out)):
        if index[root] >= 0:
            continue
        work = [(root, 0)]
        while work:
            node, at = work.pop()
            if at == 0:
                index[node] = low[node] = count
                count += 1
                stack.append(node)
            for k in range(at, len(out[node])):
                inner = out[node][k]
                if index[inner] < 0:
                    work += [(node, k + 1), (inner, 0)]
                    break
                if found[inner] < 0:
                    low[node] = min(low[node], index[inner])
            else:
                if low[node] == index[node]:
                    while True:
                        member = stack.pop()
                        found[member] = number
                        if member == node:
                            break
                    number += 1
                if work:
                    above = work[-1][0]
                    low[above] = min(low[above], low[node])
    return found


def _layers(out: Sequence[Sequence[int]], component: Sequence[int]) -> list[int]:
    """The longest chain of components that leads to each node's. Components are numbered sinks first."""
    depth = [0] * (max(component, default=-1) + 1)
    for node in sorted(range(len(out)), key=lambda n: -component[n]):
        for inner in out[node]:
            if component[inner] != component[node]:
                depth[component[inner]] = max(depth[component[inner]], depth[component[node]] + 1)
    return [depth[c] for c in component]
