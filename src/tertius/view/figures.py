"""Figures as SVG text. Colours come from the page (`currentColor`, classes), so dark mode works.

Every figure has a title and a description; who uses one puts a table with the same content beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from tertius.view.layout import Box, PathLayout, PlacedLine, Refused, path_layout

__all__ = ["band_svg", "interval_svg", "path_svg", "posterior_svg"]

_RADIUS = {"start": 10, "state": 10, "end": 10, "loop": 10, "refused": 6}


def path_svg(
    id: str,
    title: str,
    description: str,
    boxes: Sequence[Box],
    moves: Sequence[str],
    *,
    back: tuple[int, str] | None = None,
    refused: Sequence[Refused] = (),
) -> str:
    """A path from the status quo, from top to bottom. `id` is unique on the page."""
    return _drawn(id, title, description, path_layout(boxes, moves, back=back, refused=refused))


def _drawn(id: str, title: str, description: str, layout: PathLayout) -> str:
    parts = [_open(id, title, description, layout.width, layout.height, "fig path")]
    for line in layout.lines:
        parts.append(_line(line))
    for box in layout.boxes:
        inner = f'x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"'
        parts.append(f'<rect class="box {box.kind}" {inner} rx="{_RADIUS[box.kind]}"/>')
        if box.kind == "end":
            inner = f'x="{box.x + 3:g}" y="{box.y + 3:g}" width="{box.width - 6:g}" height="{box.height - 6:g}"'
            parts.append(f'<rect class="box inner" {inner} rx="7"/>')
    for text in layout.texts:
        parts.append(
            f'<text class="{text.style}" x="{text.x:g}" y="{text.y:g}" font-size="{text.size:g}">{escape(text.text)}</text>'
        )
    parts.append("</svg>")
    return "".join(parts)


def _open(id: str, title: str, description: str, width: float, height: float, style: str) -> str:
    return (
        f'<svg class="{style}" viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}" role="img" '
        f'aria-labelledby="{id}-title {id}-desc"><title id="{id}-title">{escape(title)}</title>'
        f'<desc id="{id}-desc">{escape(description)}</desc>'
    )


def _line(line: PlacedLine) -> str:
    points = list(line.points)
    x, y = points[-1]
    before = points[-2]
    parts = []
    if line.head == "arrow":
        dx, dy = (x > before[0]) - (x < before[0]), (y > before[1]) - (y < before[1])
        base = x - 7 * dx, y - 7 * dy
        side = 4.5
        parts.append(
            f'<path class="head" d="M{x:g} {y:g}L{base[0] + side * dy:g} {base[1] + side * dx:g}'
            f'L{base[0] - side * dy:g} {base[1] - side * dx:g}Z"/>'
        )
        points[-1] = base
    if line.head == "cross":
        cx = x - 14
        parts.append(f'<path class="cross" d="M{cx - 4:g} {y - 4:g}l8 8m0 -8l-8 8"/>')
        points[-1] = (cx - 6, y)
    route = "L".join(f"{a:g} {b:g}" for a, b in points)
    return f'<path class="line {line.style}" d="M{route}"/>' + "".join(parts)


_UNIT = 8.0, 104.0, 11.0
"""The scale from 0 to 1: where it begins, how long it is, how low it stands."""


def _band(low: float, high: float, *, least: float) -> list[str]:
    """The scale from 0 to 1 with a band on it that is never narrower than `least`."""
    left, width, y = _UNIT
    parts = [f'<path class="scale" d="M{left:g} {y:g}H{left + width:g}"/>']
    for tick in (0.0, 0.5, 1.0):
        parts.append(f'<path class="scale" d="M{left + tick * width:g} {y - 3:g}v6"/>')
    start, wide = left + low * width, max(least, (high - low) * width)
    parts.append(f'<rect class="band" x="{start:.2f}" y="{y - 4:g}" width="{wide:.2f}" height="8" rx="2"/>')
    return parts


def posterior_svg(id: str, title: str, description: str, low: float, mid: float, high: float) -> str:
    """A probability with its bounds on a scale from 0 to 1; a stroke stands at the middle value."""
    left, width, y = _UNIT
    parts = [_open(id, title, description, 120, 22, "fig interval"), *_band(low, high, least=2.0)]
    parts.append(f'<path class="middle" d="M{left + mid * width:.2f} {y - 7:g}v14"/>')
    parts.append("</svg>")
    return "".join(parts)


def interval_svg(id: str, title: str, description: str, low: float, high: float, outcome: str) -> str:
    """A probability interval on a scale from 0 to 1, with what came of it at its end of the scale."""
    left, width, y = _UNIT
    parts = [_open(id, title, description, 120, 22, "fig interval"), *_band(low, high, least=3.0)]
    if outcome in {"yes", "no"}:
        at = left + (width if outcome == "yes" else 0)
        parts.append(f'<path class="came" d="M{at:g} {y - 6:g}l6 6l-6 6l-6 -6Z"/>')
    parts.append("</svg>")
    return "".join(parts)


def band_svg(
    id: str,
    title: str,
    description: str,
    always: tuple[float, float] | None,
    perhaps: tuple[float, float] | None,
) -> str:
    """A scale from 0 to 1 with two intervals on it: filled what holds for every value, outlined what holds for some."""
    left, width, y = 6.0, 188.0, 12.0
    parts = [_open(id, title, description, 200, 24, "fig strip")]
    parts.append(f'<path class="scale" d="M{left:g} {y:g}H{left + width:g}"/>')
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<path class="scale" d="M{left + tick * width:g} {y - 4:g}v8"/>')
    for style, band, half in (("maybe", perhaps, 7.0), ("band", always, 4.5)):
        if band is not None:
            start, wide = left + band[0] * width, max(2.0, (band[1] - band[0]) * width)
            parts.append(
                f'<rect class="{style}" x="{start:.2f}" y="{y - half:g}" width="{wide:.2f}" height="{2 * half:g}" rx="2"/>'
            )
    parts.append("</svg>")
    return "".join(parts)
