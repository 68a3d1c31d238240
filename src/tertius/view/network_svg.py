"""A signed network as SVG text: actors on a circle, positive ties solid, negative ones dashed and marked with a minus.

The sign never rests on colour. Actors keep their place from picture to picture, so that periods can be compared.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

from tertius.view.figures import _open

__all__ = ["network_svg"]

_WIDE, _HIGH, _RADIUS = 440.0, 360.0, 118.0
_LINE = 17
"""Letters to a line of a name."""


def network_svg(id: str, title: str, description: str, names: Sequence[str], ties: Sequence[tuple[int, int, int]]) -> str:
    """The picture. `ties` are two places in `names` and a sign; `id` is unique on the page."""
    parts = [_open(id, title, description, _WIDE, _HIGH, "fig network")]
    at = [_place(k, len(names)) for k in range(len(names))]
    for a, b, sign in sorted(ties, key=lambda t: -t[2]):
        (x1, y1), (x2, y2) = at[a], at[b]
        kind = "plus" if sign > 0 else "minus"
        parts.append(f'<path class="tie {kind}" d="M{x1:.1f} {y1:.1f}L{x2:.1f} {y2:.1f}"/>')
        if sign < 0:
            # Off the middle, by an amount of its own for each pair, so that marks of crossing ties stay apart.
            share = 0.38 + 0.06 * ((a + b) % 4)
            x, y = x1 + (x2 - x1) * share, y1 + (y2 - y1) * share
            parts.append(f'<circle class="sign" cx="{x:.1f}" cy="{y:.1f}" r="7"/><path class="minus-mark" d="M{x - 4:.1f} {y:.1f}h8"/>')
    for k, name in enumerate(names):
        x, y = at[k]
        parts.append(f'<circle class="node" cx="{x:.1f}" cy="{y:.1f}" r="6"/>')
        parts.append(_label(name, k, len(names)))
    parts.append("</svg>")
    return "".join(parts)


def _place(k: int, n: int, radius: float = _RADIUS) -> tuple[float, float]:
    turn = 2 * math.pi * k / max(n, 1) - math.pi / 2
    return _WIDE / 2 + radius * math.cos(turn), _HIGH / 2 + radius * math.sin(turn)


def _label(name: str, k: int, n: int) -> str:
    x, y = _place(k, n, _RADIUS + 14)
    side = x - _WIDE / 2
    anchor = "middle" if abs(side) < 20 else "start" if side > 0 else "end"
    lines = _folded(name)
    if anchor == "middle":
        y += 4 if y > _HIGH / 2 else 4 - 14 * (len(lines) - 1)
        y += 6 if y > _HIGH / 2 else -2
    else:
        y += 4 - 7 * (len(lines) - 1)
    rows = "".join(f'<tspan x="{x:.1f}" dy="{14 if i else 0}">{escape(line)}</tspan>' for i, line in enumerate(lines))
    return f'<text class="name" direction="ltr" text-anchor="{anchor}" x="{x:.1f}" y="{y:.1f}" font-size="12">{rows}</text>'


def _folded(name: str) -> list[str]:
    lines: list[str] = []
    for word in name.split() or [name]:
        if lines and len(lines[-1]) + 1 + len(word) <= _LINE:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    lines = [line if len(line) <= _LINE else line[: _LINE - 1] + "…" for line in lines]
    return lines if len(lines) <= 3 else [*lines[:2], lines[2][: _LINE - 1] + "…"]
