"""Line charts as SVG text, readable on a light and on a dark page.

Text and axes take the colour of the page that they stand in (`currentColor`); opened alone, the file has
its own. Lines differ by colour, dash and marker, and each is named at its end.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

__all__ = ["Curve", "chart"]

WIDTH, HEIGHT = 760, 430
LEFT, RIGHT, TOP, BOTTOM = 76, 200, 18, 52
# On white and on near-black each has a contrast of at least 3 to 1.
COLOURS = ("#3b82d0", "#c8641b", "#2f9460", "#a45fc4", "#858b93", "#c24a6a")
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 4", "12 3")
_STYLE = (
    "svg:root{color:#1b1f24;background:#fff}"
    "@media(prefers-color-scheme:dark){svg:root{color:#e4e7eb;background:#131416}}"
    "text{fill:currentColor}"
)


@dataclass(frozen=True)
class Curve:
    """A named line: (place on the other axis, such as the power of two of the number of states; value) from left to right."""

    name: str
    points: Sequence[tuple[float, float]]


def chart(
    title: str,
    description: str,
    curves: Sequence[Curve],
    *,
    unit: str,
    shown: Callable[[float], str],
    base: int = 10,
    across: str = "states",
    power: bool = True,
) -> str:
    """Curves over the number of states, both axes logarithmic.

    unit : what the vertical axis counts
    shown : a value of the vertical axis as text
    base : of the steps of the vertical axis
    across : what the other axis counts
    power : whether its values are powers of two; else they are plain numbers
    """
    drawn = [c for c in curves if c.points]
    xs = [x for c in drawn for x, _ in c.points]
    ys = [math.log(y, base) for c in drawn for _, y in c.points]
    x0, x1 = min(xs), max(max(xs), min(xs) + 1)
    y0, y1 = math.floor(min(ys)), max(math.ceil(max(ys)), math.floor(min(ys)) + 1)
    right, foot = WIDTH - RIGHT, HEIGHT - BOTTOM

    def right_of(x: float) -> float:
        return LEFT + (x - x0) / (x1 - x0) * (right - LEFT)

    def up(value: float) -> float:
        return foot - (math.log(value, base) - y0) / (y1 - y0) * (foot - TOP)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        f'style="max-width:100%;height:auto" font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{escape(title)}</title><desc>{escape(description)}</desc><style>{_STYLE}</style>",
    ]
    for step in range(y0, y1 + 1):
        y = up(float(base) ** step)
        parts.append(_line(LEFT, y, right, y, "stroke-opacity='0.18'"))
        parts.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{escape(shown(float(base) ** step))}</text>')
    for x in range(math.ceil(x0), math.floor(x1) + 1):
        parts.append(_line(right_of(x), foot, right_of(x), foot + 4, ""))
        if x % 2 == 0 or not power:
            label = f'2<tspan dy="-5" font-size="10">{x}</tspan>' if power else str(x)
            parts.append(f'<text x="{right_of(x):.1f}" y="{foot + 20}" text-anchor="middle">{label}</text>')
    parts.append(_line(LEFT, foot, right, foot, ""))
    parts.append(f'<text x="{(LEFT + right) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(across)}</text>')
    parts.append(f'<text transform="translate(16 {(TOP + foot) / 2}) rotate(-90)" text-anchor="middle">{escape(unit)}</text>')
    ends = _apart([up(c.points[-1][1]) for c in drawn])
    for k, (curve, end) in enumerate(zip(drawn, ends, strict=True)):
        parts += _curve(curve, k, end, [(right_of(x), up(y)) for x, y in curve.points], right)
    return "\n".join([*parts, "</svg>", ""])


def _line(x1: float, y1: float, x2: float, y2: float, more: str) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="currentColor" {more}/>'


def _curve(curve: Curve, k: int, end: float, places: Sequence[tuple[float, float]], right: float) -> list[str]:
    colour, dash = COLOURS[k % len(COLOURS)], DASHES[k % len(DASHES)]
    path = "M" + " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
    parts = [f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>']
    parts += [_marker(k, x, y, colour) for x, y in places]
    x, y = places[-1]
    # The name stands beside the plot; a thin line leads there from where the curve ends.
    parts.append(
        f'<path d="M{x + 5:.1f} {y:.1f} L{right + 22:.1f} {end:.1f}" stroke="{colour}" stroke-opacity="0.5" fill="none"/>'
    )
    parts.append(_marker(k, right + 30, end, colour))
    parts.append(f'<text x="{right + 40}" y="{end + 4:.1f}">{escape(curve.name)}</text>')
    return parts


def _marker(k: int, x: float, y: float, colour: str) -> str:
    shape = k % 4
    if shape == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{colour}"/>'
    if shape == 1:
        return f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="{colour}"/>'
    if shape == 2:
        return f'<path d="M{x:.1f} {y - 4.2:.1f} l4 7 h-8 z" fill="{colour}"/>'
    return f'<path d="M{x:.1f} {y - 4.4:.1f} l4.4 4.4 -4.4 4.4 -4.4 -4.4 z" fill="{colour}"/>'


def _apart(heights: Sequence[float], gap: float = 19) -> list[float]:
    """Heights moved so that names do not overlap, in their order, inside the plot."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    placed = list(heights)
    for before, here in itertools.pairwise(order):
        placed[here] = max(placed[here], placed[before] + gap)
    lowest = float(HEIGHT - BOTTOM)
    for here in reversed(order):
        placed[here] = min(placed[here], lowest)
        lowest = placed[here] - gap
    return placed
