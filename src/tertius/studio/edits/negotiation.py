"""A text under negotiation: the rule, the parties, the clauses, and who wants what on each."""

from __future__ import annotations

from typing import Any

from tertius.errors import ExpressionError, TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.edits.actors import id_in, move_named
from tertius.studio.ids import unique
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import let_go

TOP = "negotiation"
RULES = ("consensus", "quota")
"""Kinds that the page has; several rules at once (`all`) are written in the text."""
NUMBERS = {"power": (0.0, 1e100), "patience": (0.0, 1.0), "fallback": (0.0, 1.0)}
SAID = {
    "low": "a position", "high": "a position", "at": "a place on the scale", "on_the_table": "the text on the table",
    "status_quo": "what holds without agreement", "at_most": "a red line", "at_least": "a red line",
    "fallback": "what a party has without agreement",
}  # fmt: skip
"""What the page calls a field."""
STANCES = {"salience": (0.0, 100.0), "power": (0.0, 1e100)}


def number(ask: Ask, field: str, low: float, high: float) -> int | float | None:
    """A number between bounds; None where the field is empty."""
    if not ask.text(field, ""):
        return None
    found = ask.decimal(field)
    if not low <= found <= high:
        most = f"goes from {low:g} to {high:g}" if high < 1e9 else f"is {low:g} or more"
        raise TertiusError(f"{SAID.get(field, field.replace('_', ' '))} {most}, not {found:g}")
    return found


def put(m: Manuscript, place: list[str | int], value: Any) -> None:
    """Set a value, or take out what is there where it is None or empty."""
    if value not in (None, "", [], {}):
        m.set(place, value)
    elif m.has(place):
        m.delete(place, empty=len(place) > 3)


def an_issue(m: Manuscript, ask: Ask) -> str:
    """The id of a clause that there is."""
    return id_in(m, ask, "issue", [TOP, "issues"], "clause")


def a_party(m: Manuscript, ask: Ask, field: str = "party") -> str:
    """The id of a party: an entry under `parties`, or an actor, who is a party of power 1 as soon as it has a position."""
    id = ask.text(field)
    if not m.has([TOP, "parties", id]) and not m.has(["actors", id]):
        raise TertiusError(f"there is no party '{id}' any more")
    return id


@edit("set_talks", "the change of what is negotiated")
def set_talks(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`text`: what is negotiated."""
    put(m, [TOP, "text"], ask.text("text", ""))


@edit("set_rule", "the change of the rule")
def set_rule(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`kind`, of `RULES`; `share` of all votes for a quota; `vetoes`: parties without which nothing passes (a list)."""
    kind = ask.choice("kind", RULES)
    here = m.get([TOP, "rule"])
    made: dict[str, Any] = {"kind": kind}
    if kind == "quota":
        share = number(ask, "share", 0.0, 1.0)
        if share == 0:
            raise TertiusError("a share is above 0")
        made["share"] = share if share is not None else 0.75
        if isinstance(here, dict) and isinstance(here.get("votes"), dict):
            made["votes"] = {str(k): str(v) for k, v in here["votes"].items()}
    vetoes = ask.texts("vetoes")
    if vetoes:
        made["vetoes"] = vetoes
        if m.has([TOP, "vetoes"]):
            m.delete([TOP, "vetoes"])
    m.set([TOP, "rule"], made)


@edit("set_votes", "the change of votes")
def set_votes(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`party`, `votes`: empty for one vote."""
    party = a_party(m, ask)
    if not isinstance(m.get([TOP, "rule"]), dict) or m.get([TOP, "rule", "kind"]) != "quota":
        raise TertiusError("votes belong to a quota")
    put(m, [TOP, "rule", "votes", party], number(ask, "votes", 0.0, 1e9))


@edit("add_party", "the new party")
def add_party(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`: for whom it speaks; `name` where it is not the actor's own."""
    actor, name = ask.text("actor"), ask.text("name", "", most=300)
    if not m.has(["actors", actor]):
        raise TertiusError("choose for whom the party speaks")
    known = m.get([TOP, "parties"]) or {}
    id = unique(name, "party", known) if name else actor
    if id in known:
        raise TertiusError("that actor is a party already; give the other party a name of its own")
    m.set([TOP, "parties", id], {"actor": actor, **({"name": name} if name else {}), "power": 1})


@edit("set_party", "the change of a party")
def set_party(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`party`, and what changes: `name`, `power`, `patience`, `fallback`; empty takes it out."""
    id = a_party(m, ask)
    if not m.has([TOP, "parties", id]):
        m.set([TOP, "parties", id], {"actor": id})
    if "name" in ask.fields:
        put(m, [TOP, "parties", id, "name"], ask.text("name", "", most=300))
    for key, (low, high) in NUMBERS.items():
        if key in ask.fields:
            put(m, [TOP, "parties", id, key], number(ask, key, low, high))
            if not m.has([TOP, "parties", id]):
                m.set([TOP, "parties", id], {"actor": id})


@edit("remove_party", "the removal of a party")
def remove_party(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`party`; with `take`, also its positions, votes and whatever names it."""
    id = a_party(m, ask)
    let_go(m, "party", id, id, take=ask.flag("take"))
    for issue in list(m.get([TOP, "issues"]) or {}):
        place: list[str | int] = [TOP, "issues", issue, "clause", "bracketed", id]
        if m.has(place):
            m.delete(place, empty=True)
    if m.has([TOP, "parties", id]):
        m.delete([TOP, "parties", id], empty=True)


@edit("add_issue", "the new clause")
def add_issue(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`name`, or several with a semicolon between them; the first is opened, at the position of the first party."""
    for name in ask.names("name"):
        id = unique(name, "clause", m.get([TOP, "issues"]) or {})
        m.set([TOP, "issues", id], {"name": name})
        ask.opens.setdefault("issue", id)
    first = next(iter(m.get([TOP, "parties"]) or m.get(["actors"]) or {}), "")
    ask.focus = f"number-{ask.opens['issue']}-{first}-low"


@edit("set_issue", "the change of a clause")
def set_issue(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`issue`, and what changes: `name`, `ref`, `in_force`, `draft`, `on_the_table`, `status_quo`; empty takes it out."""
    place: list[str | int] = [TOP, "issues", an_issue(m, ask)]
    if "name" in ask.fields:
        m.set([*place, "name"], ask.text("name", most=300))
    for key in ("ref", "in_force", "draft"):
        if key in ask.fields:
            put(m, [*place, "clause", key], ask.text(key, ""))
    for key in ("on_the_table", "status_quo"):
        if key in ask.fields:
            put(m, [*place, key], number(ask, key, 0.0, 100.0))


@edit("set_bracket", "the words in brackets")
def set_bracket(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`issue`, `party`, `words`: what the party put into brackets; empty for nothing."""
    put(m, [TOP, "issues", an_issue(m, ask), "clause", "bracketed", a_party(m, ask)], ask.text("words", ""))


@edit("set_scale", "the change of the scale")
def set_scale(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`issue`, `at`: a place from 0 to 100; `words`: what it stands for; empty takes it out."""
    at = number(ask, "at", 0.0, 100.0)
    if at is None:
        raise TertiusError("say which place of the scale it is, from 0 to 100")
    place: list[str | int] = [TOP, "issues", an_issue(m, ask), "scale"]
    here = {str(k): str(v) for k, v in (m.get(place) or {}).items()}
    key = next((k for k in here if float(k) == at), f"{at:g}")
    words = ask.text("words", "")
    made = {**here, key: words} if words else {k: v for k, v in here.items() if k != key}
    put(m, place, {int(k) if k.isdigit() else float(k): v for k, v in sorted(made.items(), key=lambda item: float(item[0]))})


@edit("set_stance", "the change of a position")
def set_stance(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`issue`, `party`, and what changes: `low` and `high` (the position; `high` may be empty or `low`), `salience`, `power`, `at_most`, `at_least`."""
    issue, party = an_issue(m, ask), a_party(m, ask)
    place: list[str | int] = [TOP, "issues", issue, "positions", party]
    if "low" in ask.fields or "high" in ask.fields:
        written = m.get([*place, "position"])
        before = [str(x) for x in written] if isinstance(written, list) else [] if written is None else [str(written)]
        low = number(ask, "low", 0.0, 100.0) if "low" in ask.fields else (float(before[0]) if before else None)
        high = number(ask, "high", 0.0, 100.0) if "high" in ask.fields else (float(before[-1]) if len(before) > 1 else None)
        low, high = (high, None) if low is None else (low, high)
        if low is None:
            let_go(m, "stance", f"{issue}.{party}", f"the position of {party}", take=True)
            if m.has(place):
                m.delete(place, empty=True)
            return
        if high is not None and high < low:
            low, high = (high, high) if "low" not in ask.fields else (low, low)
        at = _plain(low) if high in (None, low) else [_plain(low), _plain(float(high or 0))]
        if m.has(place):
            m.set([*place, "position"], at)
        else:
            m.set(place, {"position": at})
    if not m.has(place):
        raise TertiusError("first a position, then what else counts")
    for key, (least, most) in STANCES.items():
        if key in ask.fields:
            put(m, [*place, key], number(ask, key, least, most))
    for key in ("at_most", "at_least"):
        if key in ask.fields:
            line = number(ask, key, 0.0, 100.0)
            if line is not None and not m.has([*place, "red_line"]):
                m.set([*place, "red_line"], {key: line})
            else:
                put(m, [*place, "red_line", key], line)


def _plain(value: float) -> int | float:
    return int(value) if float(value).is_integer() else value


@edit("move_issue", "the move of a clause")
def move_issue(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`from` and `to` are places in the list."""
    move_named(m, ask, [TOP, "issues"], "clause")


@edit("remove_issue", "the removal of a clause")
def remove_issue(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`issue`; with `take`, also what names it."""
    id = an_issue(m, ask)
    let_go(m, "issue", id, str(m.get([TOP, "issues", id, "name"], id)), take=ask.flag("take"))
    m.delete([TOP, "issues", id], empty=True)


@edit("add_exclude", "the packages that cannot be")
def add_exclude(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`expression` over clauses, such as ``army_ban >= 80 and decentralisation >= 60``."""
    from tertius.errors import nearest
    from tertius.model.expr import parse

    known = list(m.get([TOP, "issues"]) or {})

    def resolve(name: str) -> str:
        if name in known:
            return name
        raise ExpressionError(f"there is no clause '{name}'", near=nearest(name, known))

    text = ask.text("expression")
    try:
        parse(text, resolve, compare=True)
    except ExpressionError as error:
        raise TertiusError(f"“{text}”: {error}") from None
    m.append([TOP, "exclude"], text)


@edit("remove_exclude", "the removal of packages that cannot be")
def remove_exclude(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`at` is a place in the list."""
    m.delete([TOP, "exclude", ask.number("at")], empty=True)
