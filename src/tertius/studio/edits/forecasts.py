"""Forecasts on record: who said what when, how likely that is, and what came of it."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.io.sections import P_KINDS
from tertius.model.dates import Date
from tertius.studio.edits.claims import next_id
from tertius.studio.edits.sources import a_date
from tertius.studio.numbers import fraction
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import let_go

OUTCOMES = ("yes", "no", "void")


def forecast_at(m: Manuscript, ask: Ask) -> list[str | int]:
    """The place of a forecast that there is."""
    id = ask.text("forecast")
    for k, here in enumerate(m.get(["forecasts"]) or []):
        if isinstance(here, dict) and str(here.get("id", "")) == id:
            return ["forecasts", k]
    raise TertiusError(f"there is no forecast '{id}' any more")


def _made(ask: Ask) -> str | int:
    found = a_date(ask, "made")
    if not found:
        raise TertiusError("a forecast has a date on which it was made: 2018, 2018-05 or 2018-05-18")
    return found


@edit("add_forecast", "the new forecast")
def add_forecast(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`made` (a date), `text`."""
    m.append(["forecasts"], {"id": next_id(m, "forecasts", "F"), "text": ask.text("text", most=2_000), "made": _made(ask)})


@edit("set_forecast", "the change of a forecast")
def set_forecast(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`forecast`, and what changes: `text`, `made`; `by` (a source), `words`, `p` (a number or an interval), `p_kind`, `note` may be empty."""
    place = forecast_at(m, ask)
    if "text" in ask.fields:
        m.set([*place, "text"], ask.text("text", most=2_000))
    if "made" in ask.fields:
        made = _made(ask)
        _in_order(made, m.get([*place, "resolved", "date"]))
        m.set([*place, "made"], made)
    changes: dict[str, Any] = {key: ask.text(key, "", most=2_000) or None for key in ("words", "note") if key in ask.fields}
    if "by" in ask.fields:
        by = ask.text("by", "")
        if by and not m.has(["sources", by]):
            raise TertiusError(f"there is no source '{by}' any more")
        changes["by"] = by or None
    if "p" in ask.fields:
        text = ask.text("p", "")
        changes["p"] = fraction(text, "the probability") if text else None
    if "p_kind" in ask.fields:
        changes["p_kind"] = ask.choice("p_kind", ("", *P_KINDS), "") or None
    for key, value in changes.items():
        if value is not None:
            m.set([*place, key], value)
        elif m.has([*place, key]):
            m.delete([*place, key])


@edit("resolve_forecast", "what came of a forecast")
def resolve_forecast(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`forecast`, `date`, `outcome` (of `OUTCOMES`); `note` may be empty."""
    place = forecast_at(m, ask)
    date = a_date(ask, "date")
    if not date:
        raise TertiusError("write on which date it was known: 2018, 2018-05 or 2018-05-18")
    outcome = ask.choice("outcome", OUTCOMES)
    _in_order(m.get([*place, "made"]), date)
    note = ask.text("note", "", most=2_000)
    if not m.has([*place, "resolved"]):
        m.set([*place, "resolved"], {"date": date, "outcome": outcome} | ({"note": note} if note else {}))
        return
    m.set([*place, "resolved", "date"], date)
    m.set([*place, "resolved", "outcome"], outcome)
    if note:
        m.set([*place, "resolved", "note"], note)
    elif m.has([*place, "resolved", "note"]):
        m.delete([*place, "resolved", "note"])


def _in_order(made: Any, resolved: Any) -> None:
    """An error where something is resolved before it was made; a date that is none is told elsewhere."""
    try:
        before, after = Date.parse(str(made)), Date.parse(str(resolved))
    except ValueError:
        return
    if after.last_day < before.first_day:
        raise TertiusError(f"it was made on {made}, so it cannot have come out on {resolved}")


@edit("reopen_forecast", "taking back what came of a forecast")
def reopen_forecast(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`forecast`."""
    place = forecast_at(m, ask)
    if m.has([*place, "resolved"]):
        m.delete([*place, "resolved"])


@edit("move_forecast", "the move of a forecast")
def move_forecast(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`from` and `to` are places in the list."""
    m.move(["forecasts"], ask.number("from"), ask.number("to"))


@edit("remove_forecast", "the removal of a forecast")
def remove_forecast(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`forecast`; with `take`, also what names it."""
    forecast_at(m, ask)
    let_go(m, "forecast", ask.text("forecast"), ask.text("forecast"), take=ask.flag("take"))
    m.delete(forecast_at(m, ask), empty=True)
