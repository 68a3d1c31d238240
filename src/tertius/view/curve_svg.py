"""A quantity over time as SVG text: a band from its least to its greatest value, a line at the middle of every range.

The band is filled and outlined, the line is solid: nothing is told by colour alone. The page has a table with the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from tertius.view.figures import _open

__all__ = ["Curve", "curve_svg"]

_LEFT, _WIDE, _TOP, _HIGH, _FOOT = 46.0, 300.0, 12.0, 130.0, 40.0


@dataclass(frozen=True, slots=True)
class Curve:
    """Points (time, low, middle, high), ascending in time; `middle` may be None at all of them."""

    points: tuple[tuple[float, float, float | None, float], ...]
    unit: str
    start: str = ""
    percent: bool = False


def curve_svg(id: str, title: str, description: str, curve: Curve, *, level: tuple[float, str] | None = None) -> str:
    """The picture; `level` is a value across it with its name. Zero is always on it."""
    values = [v for _, a, m, b in curve.points for v in (a, b, m) if v is not None]
    if level is not None:
        values.append(level[0])
    low, high = min([0.0, *values]), max([0.0, *values])
    if curve.percent:
        low, high = 0.0, 1.0
    if high - low < 1e-9:
        low, high = low - 0.05, high + 0.05
    room = 0.06 * (high - low)
    low, high = (low, high) if curve.percent else (low - room * (low < 0), high + room * (high > 0))
    last = curve.points[-1][0] or 1.0

    def x(t: float) -> float:
        return _LEFT + t / last * _WIDE

    def y(v: float) -> float:
        return _TOP + (high - v) / (high - low) * _HIGH

    parts = [_open(id, title, description, _LEFT + _WIDE + 16, _TOP + _HIGH + _FOOT, "fig curve")]
    for tick in _ticks(low, high):
        parts.append(f'<path class="grid" d="M{_LEFT:g} {y(tick):.1f}H{_LEFT + _WIDE:g}"/>')
        text = f"{100 * tick:.0f}%" if curve.percent else f"{tick:.3g}"
        parts.append(f'<text class="because" text-anchor="end" x="{_LEFT - 6:g}" y="{y(tick) + 3.5:.1f}" font-size="10">{text}</text>')
    parts.append(_area(curve.points, x, y))
    if all(m is not None for _, _, m, _ in curve.points):
        line = "L".join(f"{x(t):.1f} {y(m or 0.0):.1f}" for t, _, m, _ in curve.points)
        parts.append(f'<path class="middle" d="M{line}"/>')
    if low < 0 < high or not curve.percent:
        parts.append(f'<path class="scale" d="M{_LEFT:g} {y(0):.1f}H{_LEFT + _WIDE:g}"/>')
    if level is not None:
        parts.append(f'<path class="stays" d="M{_LEFT:g} {y(level[0]):.1f}H{_LEFT + _WIDE:g}"/>')
        parts.append(f'<text class="tag" text-anchor="end" x="{_LEFT + _WIDE:g}" y="{y(level[0]) - 4:.1f}" font-size="10">{escape(level[1])}</text>')
    foot = _TOP + _HIGH
    for tick in _ticks(0.0, last):
        parts.append(f'<path class="scale" d="M{x(tick):.1f} {foot:g}v4"/>')
        parts.append(f'<text class="because" text-anchor="middle" x="{x(tick):.1f}" y="{foot + 15:g}" font-size="10">{tick:.4g}</text>')
    since = f"{curve.unit}s" + (f" since {curve.start}" if curve.start else "")
    parts.append(f'<text class="because" text-anchor="middle" x="{_LEFT + _WIDE / 2:g}" y="{foot + 31:g}" font-size="10">{escape(since)}</text>')
    parts.append("</svg>")
    return "".join(parts)


def _area(points: Sequence[tuple[float, float, float | None, float]], x: object, y: object) -> str:
    assert callable(x)
    assert callable(y)
    above = [f"{x(t):.1f} {y(high):.1f}" for t, _, _, high in points]
    below = [f"{x(t):.1f} {y(low):.1f}" for t, low, _, _ in reversed(points)]
    return f'<path class="area" d="M{"L".join([*above, *below])}Z"/>'


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round numbers."""
    size = high - low
    step = 10.0 ** _floor_log(size)
    for part in (0.1, 0.2, 0.25, 0.5, 1.0, 2.0):
        if size / (part * step) <= 5.5:
            step *= part
            break
    first = -int(-low // step) if low > 0 else int(low / step)
    found = []
    k = first
    while k * step <= high + 1e-9 * size:
        if k * step >= low - 1e-9 * size:
            found.append(round(k * step, 12) + 0.0)
        k += 1
    return found


def _floor_log(size: float) -> int:
    import math

    return math.floor(math.log10(size))
