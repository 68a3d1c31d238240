"""What would flip answers, in words: gathered by the change that does it, the smallest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.explain.english import join
from tertius.explain.report_english import VERDICT_WORDS, count
from tertius.explain.sweep_english import LEVER_WORDS, SweepTeller
from tertius.sweep.flips import Flip
from tertius.sweep.labels import Feature

__all__ = ["FlipGroup", "flip_groups"]


@dataclass(frozen=True, slots=True)
class FlipGroup:
    """A change, and what becomes of the answers that it flips; or answers that nothing tried flips."""

    title: str
    lines: tuple[str, ...]


def flip_groups(told: SweepTeller, flips: Sequence[Flip]) -> tuple[FlipGroup, ...]:
    """Every answer once for each change that is told of it: all single steps that flip it, else one of the nearest."""
    changes: dict[tuple[int, tuple[tuple[Feature, str], ...]], dict[str, list[Flip]]] = {}
    still: dict[tuple[bool, int], dict[str, list[Flip]]] = {}
    for flip in flips:
        if flip.distance is None:
            still.setdefault((flip.complete, flip.searched), {}).setdefault(_answer(flip), []).append(flip)
            continue
        singles: list[tuple[tuple[Feature, ...], tuple[str, ...]]] = [((step,), then) for step, then in zip(flip.tipping, flip.then, strict=True)]
        for steps, then in singles or [(flip.nearest, flip.becomes)]:
            key = tuple((step, told.feature(step, flip.reading)) for step in steps)
            changes.setdefault((flip.distance, key), {}).setdefault(_answer(flip) + _becomes(flip, then), []).append(flip)
    several = len({flip.reading for flip in flips}) > 1
    asked: dict[tuple[str, str, str], int] = {}
    for flip in flips:
        asked[_key(flip)] = asked.get(_key(flip), 0) + 1
    groups = [
        FlipGroup(f"{count(distance, 'step')}, where {join([said for _, said in steps])}:", _lines(told, answers, asked, several=several))
        for (distance, steps), answers in sorted(changes.items(), key=lambda item: (item[0][0], -len(item[1])))
    ]
    for (complete, searched), answers in sorted(still.items(), reverse=True):
        title = (
            "No change of what is declared uncertain flips (all were tried):" if complete
            else f"No change of up to {count(searched, 'step')} flips (all of them were tried, no further ones):"
        )  # fmt: skip
        groups.append(FlipGroup(title, _lines(told, answers, asked, several=several)))
    return tuple(groups)


def _key(flip: Flip) -> tuple[str, str, str]:
    return flip.kind, flip.of, flip.target


def _answer(flip: Flip) -> str:
    """The answer as the case stands."""
    now = flip.now[0] if flip.now else ""
    if flip.kind == "outcomes":
        return f"where it leads: {', '.join(flip.now)}"
    if flip.kind == "verdict":
        return f"claim {flip.of} {'is open' if now == 'open' else VERDICT_WORDS[now]}"
    if now == "unreached":
        return f"lever {flip.of}: no set of levers reaches {flip.target}"
    be = {"holds": "is", "fails": "is not", "open": "may be"}[now]
    return f"lever {flip.of} {be} {LEVER_WORDS[flip.kind]} for {flip.target}"


def _becomes(flip: Flip, after: tuple[str, ...]) -> str:
    """What it is after the change."""
    then = after[0] if after else ""
    if flip.kind == "outcomes":
        return f"; then {', '.join(after)}"
    if flip.kind == "verdict":
        return f"; then {'is open' if then == 'open' else VERDICT_WORDS[then]}"
    return "; then " + {"holds": "is", "fails": "is not", "open": "may be", "unreached": "no set of levers reaches it"}[then]


def _lines(told: SweepTeller, answers: dict[str, list[Flip]], asked: dict[tuple[str, str, str], int], *, several: bool) -> tuple[str, ...]:
    lines = []
    for said, same in answers.items():
        # A step can stand for several readings, and a reading has each step once.
        readings = list(dict.fromkeys(f.reading for f in same))
        every = len(readings) == asked[_key(same[0])] and len(readings) > 1
        under = "; in all readings" if every else f" ({'; '.join(map(told.reading, readings))})"
        lines.append(said + under if several else said)
    return tuple(lines)
