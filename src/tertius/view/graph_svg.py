"""A graph of states and improvements as SVG text, its states buttons for a page that listens to them.

Colours come from the page. Who moves is told by colour, by dashes and by a letter on the arc.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tertius.view.graph_layout import GraphLayout, graph_layout
from tertius.view.layout import text_width

__all__ = ["GraphArc", "GraphNode", "graph_svg"]

CLEARED = 24
"""States up to which arcs are kept clear of boxes that they do not belong to."""
LETTERED = 90
"""Arcs up to which each has its mover's letter."""


@dataclass(frozen=True, slots=True)
class GraphNode:
    """A state: its code, the short text in its box, what it is in words; `marks` of start, lasts, outcome, picked."""

    code: str
    label: str
    words: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphArc:
    """A move between two nodes by number; `mover` is the number of the actor."""

    source: int
    target: int
    mover: int


def graph_svg(
    id: str,
    title: str,
    description: str,
    nodes: Sequence[GraphNode],
    arcs: Sequence[GraphArc],
    *,
    letters: Sequence[str],
    legend: Sequence[tuple[str, str, int]] | None = None,
) -> str:
    """The picture. Without a `legend` each node is a button, with ``data-pick="state"`` and ``data-value`` with its code; with one, which has
    letter, name and number of each mover, it is a picture alone, and the legend stands below."""
    wide = max([text_width(n.label, 13) for n in nodes] or [20]) + 20
    layout = graph_layout(len(nodes), [(a.source, a.target) for a in arcs], node_width=round(max(44.0, min(wide, 150.0)), 1))
    below = 18.0 * len(legend) + 8 if legend else 0.0
    width = max([layout.width, *(text_width(name, 12) + 70 for _, name, _ in legend or ())])
    parts = [
        f'<svg class="fig graph" viewBox="0 0 {width:g} {layout.height + below:g}" width="{width:g}" height="{layout.height + below:g}" '
        f'role="{"group" if legend is None else "img"}" aria-labelledby="{id}-title {id}-desc"><title id="{id}-title">{escape(title)}</title><desc id="{id}-desc">{escape(description)}</desc>'
    ]
    lettered = len(arcs) <= LETTERED
    for arc in arcs:
        parts.append(_arc(layout, arc, letters[arc.mover] if lettered else ""))
    for node, (x, y) in zip(nodes, layout.places, strict=True):
        parts.append(_node(node, x, y, layout.node_width, layout.node_height, button=legend is None))
    for k, (letter, name, mover) in enumerate(legend or ()):
        y = layout.height + 18.0 * k + 12
        parts.append(f'<path class="arc m{mover % 6}" d="M10 {y - 4:g}H38"/><text class="mover m{mover % 6}" x="46" y="{y:g}" font-size="10.5">{escape(letter)}</text>')
        parts.append(f'<text class="name" direction="ltr" x="66" y="{y:g}" font-size="12">{escape(name)}</text>')
    return "".join(parts) + "</svg>"


def _node(node: GraphNode, x: float, y: float, width: float, height: float, *, button: bool) -> str:
    left, top = x - width / 2, y - height / 2
    inner = ""
    if "lasts" in node.marks:
        inner = f'<rect class="box inner" x="{left + 3:g}" y="{top + 3:g}" width="{width - 6:g}" height="{height - 6:g}" rx="5"/>'
    tag = ""
    if "start" in node.marks:
        tag = f'<text class="tag" x="{x:g}" y="{top - 4:g}" font-size="10.5" text-anchor="middle">status quo</text>'
    label = node.label
    while text_width(label, 13) > width - 10 and len(label) > 2:
        label = label[:-2].rstrip("…") + "…"
    picked = "true" if "picked" in node.marks else "false"
    acts = (
        f' role="button" tabindex="0" aria-pressed="{picked}" data-pick="state" data-value="{escape(node.code)}" '
        f'data-key="node-{escape(node.code)}" aria-label="{escape(node.words)}"'
    )
    return (
        f'<g class="node-button {" ".join(node.marks)}"{acts if button else ""}><title>{escape(node.words)}</title>'
        f'<rect class="box" x="{left:g}" y="{top:g}" width="{width:g}" height="{height:g}" rx="8"/>{inner}'
        f'<text class="label" x="{x:g}" y="{y + 4.5:g}" font-size="13" text-anchor="middle">{escape(label)}</text>{tag}</g>'
    )


def _bent(layout: GraphLayout, arc: GraphArc) -> tuple[float, float]:
    """The point that bends an arc; where there are few states, so that it passes beside those between."""
    a, b = layout.places[arc.source], layout.places[arc.target]
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = math.hypot(dx, dy) or 1.0
    bend = (10 if abs(dy) > 1 else 24) + 5 * (arc.mover % 3) + 0.09 * length
    tried = (1.0, 2.6, -1.6, 4.2, -3.2) if len(layout.places) <= CLEARED else (1.0,)
    points = [((a[0] + b[0]) / 2 - dy / length * bend * k, (a[1] + b[1]) / 2 + dx / length * bend * k) for k in tried]
    inside = [p for p in points if p is points[0] or -20 < (a[0] + 2 * p[0] + b[0]) / 4 < layout.width + 20]
    return min(inside, key=lambda p: _hits(layout, arc, p)) if len(inside) > 1 else points[0]


def _hits(layout: GraphLayout, arc: GraphArc, bend: tuple[float, float]) -> int:
    """How many other boxes an arc runs through."""
    a, b = layout.places[arc.source], layout.places[arc.target]
    curve = [tuple((1 - t) ** 2 * a[k] + 2 * t * (1 - t) * bend[k] + t * t * b[k] for k in (0, 1)) for t in (0.15, 0.25, 0.35, 0.45, 0.55, 0.65, 0.75, 0.85)]
    wide, high = layout.node_width / 2 + 3, layout.node_height / 2 + 3
    return sum(
        any(abs(x - px) < wide and abs(y - py) < high for x, y in curve)
        for k, (px, py) in enumerate(layout.places)
        if k not in {arc.source, arc.target}
    )


def _arc(layout: GraphLayout, arc: GraphArc, letter: str) -> str:
    """An arc from the rim of one box to the rim of the other."""
    a, b, mover = layout.places[arc.source], layout.places[arc.target], arc.mover
    width, height = layout.node_width, layout.node_height
    mx, my = _bent(layout, arc)
    x1, y1 = _rim(a, (mx, my), width, height, 0.0)
    x2, y2 = _rim(b, (mx, my), width, height, 3.0)
    angle = math.atan2(y2 - my, x2 - mx)
    wing = 0.42
    head = " ".join(f"{x2 - 8 * math.cos(angle + w):.1f},{y2 - 8 * math.sin(angle + w):.1f}" for w in (wing, -wing))
    colour = f"m{mover % 6}"
    parts = [
        f'<path class="arc {colour}" d="M{x1:.1f} {y1:.1f}Q{mx:.1f} {my:.1f} {x2:.1f} {y2:.1f}"/>',
        f'<polygon class="tip {colour}" points="{x2:.1f},{y2:.1f} {head}"/>',
    ]
    if letter:
        lx, ly = (x1 + 2 * mx + x2) / 4, (y1 + 2 * my + y2) / 4
        parts.append(f'<text class="mover {colour}" x="{lx:.1f}" y="{ly + 3.5:.1f}" font-size="10.5" text-anchor="middle">{escape(letter)}</text>')
    return "".join(parts)


def _rim(centre: tuple[float, float], towards: tuple[float, float], width: float, height: float, gap: float) -> tuple[float, float]:
    """Where the line from the centre of a box leaves it."""
    dx, dy = towards[0] - centre[0], towards[1] - centre[1]
    if not dx and not dy:
        return centre
    scale = min((width / 2 + gap) / abs(dx) if dx else math.inf, (height / 2 + gap) / abs(dy) if dy else math.inf)
    scale = min(scale, 1.0)
    return centre[0] + dx * scale, centre[1] + dy * scale
