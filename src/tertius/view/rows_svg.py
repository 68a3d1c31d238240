"""Bands on a scale from 0 to 1, a row each with its name: for pictures that stand alone.

Filled is what holds for every value, outlined what holds for some; a stroke is a middle value, a diamond at an end of the scale what came
of a forecast. Who uses one puts a table with the same content beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tertius.view.figures import _open
from tertius.view.layout import text_width, wrap

__all__ = ["BandRow", "rows_svg"]

_WIDE, _TOP, _LINE, _MOST = 280.0, 14.0, 15.0, 260.0


@dataclass(frozen=True, slots=True)
class BandRow:
    """One row: its name, what is filled, what is outlined, where the stroke stands, and `end` yes or no for the diamond."""

    name: str
    band: tuple[float, float] | None = None
    outline: tuple[float, float] | None = None
    middle: float | None = None
    end: str = ""


def rows_svg(id: str, title: str, description: str, rows: Sequence[BandRow]) -> str:
    """The picture; long names are wrapped to three lines at most."""
    names = [_lines(row.name) for row in rows]
    left = 18 + max((text_width(line, 12) for lines in names for line in lines), default=0.0)
    heights = [max(24.0, 10 + _LINE * len(lines)) for lines in names]
    foot = _TOP + sum(heights)
    parts = [_open(id, title, description, left + _WIDE + 18, foot + 26, "fig rows")]

    def x(value: float) -> float:
        return left + value * _WIDE

    parts.append(f'<path class="scale" d="M{x(0):g} {foot:g}H{x(1):g}"/>')
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        parts.append(f'<path class="scale" d="M{x(tick):g} {foot:g}v4"/>')
        parts.append(f'<text class="because" text-anchor="middle" x="{x(tick):g}" y="{foot + 17:g}" font-size="11">{tick:g}</text>')
    y = _TOP
    for row, lines, height in zip(rows, names, heights, strict=True):
        centre = y + height / 2
        for k, line in enumerate(lines):
            at = centre + 4 + (k - (len(lines) - 1) / 2) * _LINE
            parts.append(f'<text class="name" direction="ltr" text-anchor="end" x="{left - 10:g}" y="{at:g}" font-size="12">{escape(line)}</text>')
        for style, ends, half in (("maybe", row.outline, 7.0), ("band", row.band, 4.5)):
            if ends is not None:
                wide = max(2.0, (ends[1] - ends[0]) * _WIDE)
                start = min(x(ends[0]), x(1) - wide)
                parts.append(f'<rect class="{style}" x="{start:.1f}" y="{centre - half:g}" width="{wide:.1f}" height="{2 * half:g}" rx="2"/>')
        if row.middle is not None:
            parts.append(f'<path class="middle" d="M{x(row.middle):.1f} {centre - 8:g}v16"/>')
        if row.end in ("yes", "no"):
            at = x(1.0 if row.end == "yes" else 0.0)
            parts.append(f'<path class="came" d="M{at:g} {centre - 6:g}l6 6l-6 6l-6 -6Z"/>')
        y += height
    return "".join(parts) + "</svg>"


def _lines(name: str) -> list[str]:
    return list(wrap(name, _MOST, 12, 3))
