"""What a case says about time in a negotiation, in words: for two cases side by side, and for what an edit changes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tertius.explain.words import isolated
from tertius.model.timing import PartyTiming, Point, Pressure, Range, Timing

if TYPE_CHECKING:
    from tertius.explain.negotiation_english import PartyWords

__all__ = ["timing_changes", "timing_said"]

_CHANNELS = {"cost": "raises its running cost", "fallback": "lowers its fallback", "stubborn": "raises its stubbornness", "audience": "raises its audience cost"}


def _span(span: Range) -> str:
    return f"{span[0]:g}" if span[0] == span[1] else f"{span[0]:g} to {span[1]:g}"


def _path(points: Sequence[Point], unit: str) -> str:
    if len(points) == 1:
        return _span(points[0].value)
    return ", ".join(f"{_span(p.value)} {'at the start' if p.at == 0 else f'after {p.at:.3g} {unit}s'}" for p in points)


def _numbers(party: PartyTiming, unit: str) -> dict[str, str]:
    """Each number of a party by what it is called."""
    found = {f"loses at a rate a {unit}": _span(party.rate)} if party.rate != (0.0, 0.0) else {}
    if party.cost:
        found[f"bears a cost a {unit}"] = _path(party.cost, unit)
    if party.worth:
        found["has by settling"] = _path(party.worth, unit)
    if party.demand is not None:
        found["insists on"] = _span(party.demand)
    if party.stubborn is not None:
        found["never yields with probability"] = _span(party.stubborn)
    if party.audience != (0.0, 0.0):
        found["pays at home for yielding"] = _span(party.audience)
    return found


def _whole(timing: Timing) -> str:
    text = f"over {timing.horizon:g} {timing.unit}s, looking {timing.lookahead:g} ahead"
    return text + (f", breakdown at a rate of {_span(timing.breakdown)}" if timing.breakdown != (0.0, 0.0) else "")


def _pressure(words: PartyWords, one: Pressure) -> str:
    return f"{isolated(one.name or one.id)} on {words.party(one.on)} " + ", ".join(f"{_CHANNELS[c]} by {_span(v)}" for c, v in one.channels.items())


def timing_said(words: PartyWords, timing: Timing | None) -> str:
    """Everything that a case says about time."""
    if timing is None:
        return "nothing about time"
    parts = [_whole(timing)]
    parts += [f"the sides: {words.some(timing.sides)}"] if timing.sides else []
    for party in timing.parties:
        parts.append(f"{words.party(party.party)} " + ", ".join(f"{k} {v}" for k, v in _numbers(party, timing.unit).items()))
    return "; ".join([*parts, *(_pressure(words, p) for p in timing.pressure)])


def timing_changes(words: PartyWords, before: Timing | None, after: Timing | None) -> list[str]:
    """What differs after an edit."""
    if before == after:
        return []
    if before is None or after is None:
        return ["nothing is said about time" if after is None else f"about time it says: {timing_said(words, after)}"]
    said = [f"time runs {_whole(after)}"] if _whole(before) != _whole(after) else []
    if before.sides != after.sides:
        said.append(f"the sides that wait for each other are {words.some(after.sides)}")
    for id in dict.fromkeys(p.party for p in (*before.parties, *after.parties)):
        old, new = _numbers(before.of(id), before.unit), _numbers(after.of(id), after.unit)
        said += [f"{words.party(id)} {name} {new.get(name, 'nothing')}" for name in dict.fromkeys((*old, *new)) if old.get(name) != new.get(name)]
    known = {p.id: p for p in before.pressure}
    for one in after.pressure:
        if one.id not in known or known[one.id].channels != one.channels or known[one.id].on != one.on:
            said.append(_pressure(words, one))
    said += [f"there is no {isolated(p.name)}" for p in before.pressure if p.id not in {x.id for x in after.pressure}]
    return said
