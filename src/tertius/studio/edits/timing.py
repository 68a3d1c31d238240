"""What waiting costs: the time that is looked at, what each party loses by it, and pressure."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.model.timing import UNITS
from tertius.studio.edits.negotiation import TOP, a_party, put
from tertius.studio.edits.sources import a_date
from tertius.studio.ids import unique
from tertius.studio.numbers import quantity
from tertius.studio.registry import Ask, edit

PLACE: list[str | int] = [TOP, "timing"]
OF_PARTY = {
    "rate": "Loses of a gain, a unit later (rate)",
    "cost": "Loses without agreement, a unit (utility)",
    "worth": "Settling is worth (utility)",
    "stubborn": "Never yields (probability)",
    "demand": "Insists on (utility)",
    "audience": "Yielding costs it at home (utility)",
}
"""What time does to a party, as the page asks for it."""
CHANNELS = {"raises_cost": "raises its cost of waiting", "lowers_fallback": "lowers what it has without agreement", "raises_stubborn": "makes it more stubborn", "raises_audience": "makes yielding dearer at home"}
"""What pressure does, as the page asks for it."""
_CERTAIN = ("worth", "demand", "stubborn")


def _there(m: Manuscript) -> None:
    if not m.has(PLACE):
        raise TertiusError("first say how far to look")


@edit("start_timing", "the look at time")
def start_timing(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`horizon`: how far to look, in `unit` (of `UNITS`)."""
    horizon, unit = _above(ask, "horizon"), ask.choice("unit", UNITS, "month")
    if not m.has([TOP, "issues"]):
        raise TertiusError("first the clauses")
    m.set(PLACE, ({} if unit == "month" else {"unit": unit}) | {"horizon": horizon})


@edit("set_timing", "the change of the time that is looked at")
def set_timing(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """What changes: `horizon`, `lookahead` (empty: the horizon), `unit`, `start` (a date or empty), `breakdown` (a rate or empty)."""
    _there(m)
    if "horizon" in ask.fields:
        m.set([*PLACE, "horizon"], _above(ask, "horizon"))
    if "unit" in ask.fields:
        unit = ask.choice("unit", UNITS)
        put(m, [*PLACE, "unit"], None if unit == "month" else unit)
    if "start" in ask.fields:
        put(m, [*PLACE, "start"], a_date(ask, "start"))
    if "lookahead" in ask.fields:
        put(m, [*PLACE, "lookahead"], _above(ask, "lookahead") if ask.text("lookahead", "") else None)
    if "breakdown" in ask.fields:
        put(m, [*PLACE, "breakdown"], _amount(ask, "breakdown", "the rate at which talks end"))


@edit("set_sides", "who waits for whom")
def set_sides(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`one`, `other`: two parties that wait for each other to yield; either empty: none do."""
    _there(m)
    if not ask.text("one", "") or not ask.text("other", ""):
        put(m, [*PLACE, "sides"], None)
        return
    one, other = a_party(m, ask, "one"), a_party(m, ask, "other")
    if one == other:
        raise TertiusError("two different parties wait for each other")
    for party in (one, other):
        if not m.has([*PLACE, "parties", party, "stubborn"]):
            raise TertiusError(f"say first how likely it is that {party} never yields")
    m.set([*PLACE, "sides"], [one, other])


@edit("set_waiting", "what waiting does to a party")
def set_waiting(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`party`, and what changes, of `OF_PARTY`: a number or an interval; empty takes it out."""
    _there(m)
    party = a_party(m, ask)
    for key, words in OF_PARTY.items():
        if key not in ask.fields:
            continue
        value = _amount(ask, key, words.lower(), most=1.0 if key in _CERTAIN else None)
        low, high = (value[0], value[-1]) if isinstance(value, list) else (value, value)
        if key == "stubborn" and value is not None and low is not None and high is not None and not 0 < low <= high < 1:
            raise TertiusError("a probability that it never yields is above 0 and below 1, such as 0.05–0.2")
        if key == "stubborn" and value is None and party in [str(x) for x in m.get([*PLACE, "sides"]) or []]:
            raise TertiusError("it is one of the two that wait for each other: first take that away")
        put(m, [*PLACE, "parties", party, key], value)


@edit("add_pressure", "the new pressure")
def add_pressure(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`name`, `on` (a party), `by` (an actor, or empty), `channel` (of `CHANNELS`), `much`: a number or an interval."""
    _there(m)
    name, on, channel = ask.text("name", most=300), a_party(m, ask, "on"), ask.choice("channel", tuple(CHANNELS))
    much = _amount(ask, "much", "how much it does", most=1.0 if channel != "raises_cost" else None)
    if much is None:
        raise TertiusError("say how much it does: a number such as 0.05, or two, such as 0.05–0.2")
    if channel == "raises_stubborn" and not m.has([*PLACE, "parties", on, "stubborn"]):
        raise TertiusError(f"say first how likely it is that {on} never yields")
    made: dict[str, Any] = {"name": name, "on": on}
    if ask.text("by", ""):
        if not m.has(["actors", ask.text("by")]):
            raise TertiusError("choose who exerts it")
        made["by"] = ask.text("by")
    if ask.flag("coercive"):
        made["coercive"] = "yes"
    m.set([*PLACE, "pressure", unique(name, "pressure", m.get([*PLACE, "pressure"]) or {})], {**made, channel: much})


@edit("remove_pressure", "the removal of pressure")
def remove_pressure(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`pressure`: its id."""
    place = [*PLACE, "pressure", ask.text("pressure")]
    if not m.has(place):
        raise TertiusError("there is no such pressure any more")
    m.delete(place, empty=True)


@edit("remove_timing", "the removal of what waiting costs")
def remove_timing(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """All of it."""
    if m.has(PLACE):
        m.delete(PLACE)


def _amount(ask: Ask, field: str, what: str, most: float | None = None) -> int | float | list[int | float] | None:
    text = ask.text(field, "")
    return quantity(text, what, most=most) if text else None


def _above(ask: Ask, field: str) -> int | float:
    found = ask.decimal(field)
    if found <= 0:
        raise TertiusError(f"the {field} is above 0")
    return found
