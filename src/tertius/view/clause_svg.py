"""One clause as SVG text: the scale, a row for each party with its position and red line, the text and the status quo across.

Shape tells what is what: a bar or dot is a position, a bracket a red line with its forbidden side hatched by dashes, a solid stroke the text
on the table, a dashed one the status quo. The page has a table with the same content.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tertius.view.figures import _open

__all__ = ["StripRow", "clause_svg"]

_LEFT, _WIDE, _TOP, _ROW = 132.0, 260.0, 26.0, 20.0
_LETTERS = 20


@dataclass(frozen=True, slots=True)
class StripRow:
    """One party: its position and red line on the scale from 0 to 100."""

    name: str
    position: tuple[float, float]
    at_least: float | None = None
    at_most: float | None = None


def clause_svg(
    id: str,
    title: str,
    description: str,
    rows: Sequence[StripRow],
    *,
    text: float | None = None,
    status_quo: float | None = None,
    interval80: tuple[float, float] | None = None,
    interval50: tuple[float, float] | None = None,
    median: float | None = None,
    models: Sequence[float] = (),
) -> str:
    """The picture; `interval80`, `interval50` and `median` are those of the forecast, on a row of its own; `models` the places of the other models, on another."""
    count = len(rows) + (interval80 is not None) + bool(models)
    height = _TOP + count * _ROW + 20
    parts = [_open(id, title, description, _LEFT + _WIDE + 22, height, "fig clause")]
    foot = _TOP + count * _ROW
    for tick in (0, 25, 50, 75, 100):
        parts.append(f'<path class="scale" d="M{_x(tick):g} {foot:g}v4"/>')
        parts.append(f'<text class="because" text-anchor="middle" x="{_x(tick):g}" y="{foot + 15:g}" font-size="10">{tick}</text>')
    parts.append(f'<path class="scale" d="M{_x(0):g} {foot:g}H{_x(100):g}"/>')
    for value, style, letter in ((status_quo, "stays", "S"), (text, "middle", "T")):
        if value is not None:
            parts.append(f'<path class="{style}" d="M{_x(value):.1f} {_TOP - 8:g}V{foot:g}"/>')
            shift = 0.0 if status_quo != text else -5.0 if letter == "S" else 5.0
            parts.append(f'<text class="tag" text-anchor="middle" x="{_x(value) + shift:.1f}" y="{_TOP - 12:g}" font-size="10">{letter}</text>')
    y = _TOP + _ROW / 2
    if interval80 is not None:
        parts.append(_name("forecast", y))
        parts.append(_bar("maybe", interval80, y, 5))
        if interval50 is not None:
            parts.append(_bar("band", interval50, y, 5))
        if median is not None:
            parts.append(f'<path class="middle" d="M{_x(median):.1f} {y - 7:g}v14"/>')
        y += _ROW
    if models:
        parts.append(_name("other models", y))
        parts.append(f'<path class="scale" d="M{_x(min(models)):.1f} {y:g}H{_x(max(models)):.1f}"/>')
        parts += [f'<path class="scale" d="M{_x(place):.1f} {y - 5:g}v10"/>' for place in sorted(set(models))]
        y += _ROW
    for row in rows:
        parts.append(_name(row.name, y))
        low, high = row.position
        if low == high:
            parts.append(f'<circle class="node" cx="{_x(low):.1f}" cy="{y:g}" r="4.5"/>')
        else:
            parts.append(f'<rect class="stand" x="{_x(low):.1f}" y="{y - 4:g}" width="{_x(high) - _x(low):.1f}" height="8" rx="4"/>')
        for bound, end in ((row.at_most, 100.0), (row.at_least, 0.0)):
            if bound is not None:
                inward = -4 if end == 100.0 else 4
                parts.append(f'<path class="bound" d="M{_x(bound) + inward:.1f} {y - 7:g}h{-inward}v14h{inward}"/>')
                parts.append(f'<path class="beyond" d="M{_x(bound):.1f} {y:g}H{_x(end):.1f}"/>')
        y += _ROW
    parts.append("</svg>")
    return "".join(parts)


def _x(value: float) -> float:
    return _LEFT + 8 + value / 100 * _WIDE


def _bar(style: str, ends: tuple[float, float], y: float, half: float) -> str:
    wide = max(2.0, _x(ends[1]) - _x(ends[0]))
    return f'<rect class="{style}" x="{_x(ends[0]):.1f}" y="{y - half:g}" width="{wide:.1f}" height="{2 * half:g}" rx="2"/>'


def _name(name: str, y: float) -> str:
    short = name if len(name) <= _LETTERS else name[: _LETTERS - 1] + "…"
    return f'<text class="name" direction="ltr" text-anchor="end" x="{_LETTERS * 6.2:g}" y="{y + 4:g}" font-size="11">{escape(short)}</text>'
