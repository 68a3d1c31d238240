"""How far one number would have to be otherwise, in words: claim by claim, the nearest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tertius.explain.report_english import VERDICT_WORDS, count
from tertius.sweep.labels import Feature
from tertius.sweep.tipping import TippingPoint

__all__ = ["TippingGroup", "tipping_groups", "tipping_line", "tipping_meaning"]


@dataclass(frozen=True, slots=True)
class TippingGroup:
    """A verdict and the numbers that change it, the nearest first; or verdicts that none changes."""

    title: str
    lines: tuple[str, ...]
    rest: str = ""


def tipping_meaning() -> str:
    """What was done and what is exact."""
    return (
        "One number at a time, all else as in the case, within what is declared (an error: two standard deviations): values outward from what the "
        "case says, then halves between the last that keeps the verdict and the first that does not. Exact for the values tried; what happens between them is "
        "not looked at."
    )


def tipping_groups(points: Sequence[TippingPoint], *, reading: Callable[[str | None], str], name: Callable[[Feature], str]) -> tuple[TippingGroup, ...]:
    """Verdicts that some number changes, in the order of the claims; then those that none changes."""
    verdicts: dict[tuple[str, str | None], list[TippingPoint]] = {}
    for point in points:
        verdicts.setdefault((point.claim, point.reading), []).append(point)
    several = len({point.reading for point in points}) > 1
    groups, still, values = [], [], 0
    for same in verdicts.values():
        said = _verdict(same[0], reading, several=several)
        left = [p for p in same if p.changes is None]
        if len(left) == len(same):
            still.append(f"{said}: {count(len(left), 'number')}")
            values += sum(p.tried for p in left)
            continue
        nearest = sorted((p for p in same if p.changes is not None), key=lambda p: p.relative)
        other = "the other number" if len(left) == 1 else f"the other {len(left)} numbers"
        rest = f"no value tried of {other} changes it" if left else ""
        groups.append(TippingGroup(f"{said}; it changes with", tuple(tipping_line(p, name) for p in nearest), rest))
    if still:
        groups.append(TippingGroup(f"No value tried within what is declared changes ({values:,} values tried)", tuple(still)))
    return tuple(groups)


def tipping_line(point: TippingPoint, name: Callable[[Feature], str]) -> str:
    """The nearest value that changes a verdict, and the last that keeps it; for a point that has one."""
    assert point.changes is not None
    kind, becomes = point.input.kind, "is open" if point.becomes == "open" else VERDICT_WORDS[point.becomes]
    said = name(point.input)
    if point.keeps is None:
        return f"{said} known to be {_value(point.changes)}, the middle of {_stands(point)}: then it {becomes}"
    times, stands = (" times what it is", "") if kind == "power" else ("", f"; the case says {_stands(point)}")
    return f"{said} at {_value(point.changes)}{times}: then it {becomes} ({_value(point.keeps)} keeps it{stands})"


def _verdict(point: TippingPoint, reading: Callable[[str | None], str], *, several: bool) -> str:
    now = "is open" if point.now == "open" else VERDICT_WORDS[point.now]
    return f"claim {point.claim} {now}" + (f" ({reading(point.reading)})" if several else "")


def _stands(point: TippingPoint) -> str:
    low, high = (_value(x) for x in point.stands)
    return low if low == high else f"{low} to {high}"


def _value(value: float) -> str:
    return f"{value:.10g}" if value < 1e6 else f"{value:.3g}"
