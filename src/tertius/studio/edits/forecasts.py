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
from tertius.studio.rows import listed, mapped, said
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
    """`forecast`, `date`, `outcome` (of `OUTCOMES`); `note` may be empty; `sources` that say so (a list), where it is asked."""
    place = forecast_at(m, ask)
    date = a_date(ask, "date")
    if not date:
        raise TertiusError("write on which date it was known: 2018, 2018-05 or 2018-05-18")
    outcome = ask.choice("outcome", OUTCOMES)
    _in_order(m.get([*place, "made"]), date)
    note = ask.text("note", "", most=2_000)
    sources = [x for x in (m.get(["sources"]) or {}) if x in ask.texts("sources")]
    if not m.has([*place, "resolved"]):
        more: dict[str, Any] = {"sources": sources, "note": note}
        m.set([*place, "resolved"], {"date": date, "outcome": outcome} | {k: v for k, v in more.items() if v})
        return
    m.set([*place, "resolved", "date"], date)
    m.set([*place, "resolved", "outcome"], outcome)
    if note:
        m.set([*place, "resolved", "note"], note)
    elif m.has([*place, "resolved", "note"]):
        m.delete([*place, "resolved", "note"])
    here = m.get([*place, "resolved", "sources"])
    if "sources" in ask.fields and sources != ([str(x) for x in here] if isinstance(here, list) else [] if here is None else [str(here)]):
        if sources:
            m.set([*place, "resolved", "sources"], sources)
        else:
            m.delete([*place, "resolved", "sources"])


@edit("set_forecast_model", "which claims are the model's own forecast")
def set_forecast_model(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`forecast`, `model`: claims about where clauses settle that together say the same (a list); none: the model has no probability of its own."""
    place = forecast_at(m, ask)
    chosen = [x for x in modelled(m.plain()) if x in ask.texts("model")]
    if chosen:
        m.set([*place, "model"], chosen)
    elif m.has([*place, "model"]):
        m.delete([*place, "model"])


def modelled(data: dict[str, Any]) -> dict[str, str]:
    """Claims of which the model has a probability: where a clause settles, or whether it is kept."""
    found = {}
    for claim in listed(data.get("claims")):
        test = mapped(mapped(claim).get("expect"))
        if "issue" in test and ("keeps" in test or "between" in test):
            found[said(claim, "id")] = said(claim, "text")
    return found


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
