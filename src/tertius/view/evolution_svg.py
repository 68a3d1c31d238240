"""How the status quo can move, as SVG text: situations as numbered points in rows by distance, each a link to what is said of it.

Positions are computed here. Kinds of lines differ in dashes and width, never in colour alone; a point with a second ring lasts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import hypot

__all__ = ["Line", "Point", "evolution_svg"]

WIDE = 440.0
_ROW, _SLOT, _RADIUS, _STEP = 86.0, 48.0, 14.0, 18.0
_LEFT = 26.0


@dataclass(frozen=True, slots=True)
class Point:
    """A situation: its number, row and place in it, where its link leads, what it is in words."""

    number: int
    row: int
    place: int
    href: str
    words: str
    start: bool = False
    lasts: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A move between two numbers. kind : ``made``, ``ahead``, ``deterred`` or ``idle``"""

    source: int
    target: int
    kind: str
    label: str


def evolution_svg(id: str, title: str, description: str, points: Sequence[Point], lines: Sequence[Line]) -> str:
    """The picture. `id` is unique on the page; points of a row that does not fit go on in the next."""
    at, high = _places(points)
    there = {(line.source, line.target) for line in lines}
    parts = [
        f'<svg class="fig evolution" viewBox="0 0 {WIDE:g} {high:g}" width="{WIDE:g}" height="{high:g}" role="group" '
        f'aria-labelledby="{id}-title" aria-describedby="{id}-desc"><title id="{id}-title">{escape(title)}</title><desc id="{id}-desc">{escape(description)}</desc>'
    ]
    for kind in ("idle", "deterred", "ahead", "made"):
        for line in lines:
            if line.kind == kind:
                parts.append(_drawn(line, at[line.source], at[line.target], both=(line.target, line.source) in there))
    for p in points:
        x, y = at[p.number]
        said = escape(f"Situation {p.number}: {p.words}")
        ring = f'<circle class="ring" cx="{x:g}" cy="{y:g}" r="{_RADIUS + 4:g}"/>' if p.lasts else ""
        shape = (
            f'<rect class="spot" x="{x - _RADIUS:g}" y="{y - _RADIUS:g}" width="{2 * _RADIUS:g}" height="{2 * _RADIUS:g}" rx="3"/>'
            if p.start
            else f'<circle class="spot" cx="{x:g}" cy="{y:g}" r="{_RADIUS:g}"/>'
        )
        parts.append(
            f'<a href="#{escape(p.href)}" aria-label="{said}">{ring}{shape}'
            f'<text class="number" x="{x:g}" y="{y + 4.5:g}" text-anchor="middle" font-size="13">{p.number}</text></a>'
        )
    parts.append("</svg>")
    return "".join(parts)


def _places(points: Sequence[Point]) -> tuple[dict[int, tuple[float, float]], float]:
    most = int((WIDE - 2 * _LEFT) // _SLOT) + 1
    at: dict[int, tuple[float, float]] = {}
    y = 28.0
    for row in sorted({p.row for p in points}):
        mine = sorted((p for p in points if p.row == row), key=lambda p: p.place)
        for begin in range(0, len(mine), most):
            part = mine[begin : begin + most]
            # Every other row is shifted a little, so that lines do not run through points.
            shift = (WIDE - _SLOT * (len(part) - 1)) / 2 + (9.0 if (row + begin // most) % 2 and len(part) < most else 0.0)
            for k, p in enumerate(part):
                # Neighbours stand a little higher and lower, so that lines along a row can be told apart.
                at[p.number] = round(shift + _SLOT * k, 1), y + (_STEP if k % 2 else 0.0)
            y += _ROW
    return at, y - _ROW + 30.0 + _STEP


def _drawn(line: Line, a: tuple[float, float], b: tuple[float, float], *, both: bool) -> str:
    (x1, y1), (x2, y2) = a, b
    long = hypot(x2 - x1, y2 - y1) or 1.0
    ux, uy = (x2 - x1) / long, (y2 - y1) / long
    # Lines inside a row, and pairs of opposite moves, are bent to one side.
    bend = 0.0 if not both and abs(y1 - y2) > _STEP else min(34.0, 8.0 + long * 0.14)
    cx, cy = (x1 + x2) / 2 - uy * bend, (y1 + y2) / 2 + ux * bend
    tx, ty = _towards((cx, cy), (x2, y2), _RADIUS + 7)
    sx, sy = _towards((cx, cy), (x1, y1), _RADIUS + 2)
    dx, dy = x2 - cx, y2 - cy
    step = hypot(dx, dy) or 1.0
    hx, hy = dx / step, dy / step
    tip = f"M{tx + hx * 6:.1f} {ty + hy * 6:.1f}L{tx - hy * 4:.1f} {ty + hx * 4:.1f}L{tx + hy * 4:.1f} {ty - hx * 4:.1f}Z"
    said = escape(f"{line.source} to {line.target}: {line.label}")
    return (
        f'<g class="step {line.kind}"><title>{said}</title><path class="way" d="M{sx:.1f} {sy:.1f}Q{cx:.1f} {cy:.1f} {tx:.1f} {ty:.1f}"/>'
        f'<path class="tip" d="{tip}"/></g>'
    )


def _towards(a: tuple[float, float], b: tuple[float, float], short: float) -> tuple[float, float]:
    """The point on the way from a to b that is `short` before b."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    long = hypot(dx, dy) or 1.0
    return b[0] - dx / long * short, b[1] - dy / long * short
