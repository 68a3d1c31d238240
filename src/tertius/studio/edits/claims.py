"""Claims: what the model is to test, and what would change the verdict."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.claims import VERDICTS
from tertius.io.manuscript import Manuscript
from tertius.studio.edits.effects import claim_at
from tertius.studio.edits.preferences import checked
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import let_go, option_keys

UNTESTED = "not tested yet"
FORMS = {
    "every": "every outcome satisfies",
    "some": "some outcome satisfies",
    "none": "no outcome satisfies",
    "lasts_some": "some lasting situation satisfies",
    "lasts_every": "every lasting situation satisfies",
    "stays": "an actor stays in a situation",
    "leaves": "an actor leaves a situation",
    "best_move": "the best that an actor can do satisfies",
    "necessary": "these commitments are needed for",
    "sufficient": "these commitments are enough for",
    "explained": "a recorded move is explained",
    "all_of": "all of these claims hold",
    "any_of": "any of these claims holds",
}
"""What a test can be, as the page offers it; others are written in the text."""
AT_ONCE = ("every", "some", "none", "lasts_some", "lasts_every")
"""The tests that an expression alone makes: a new claim can have one at once."""


def next_id(m: Manuscript, section: str, letter: str) -> str:
    """The first free id of a letter and a number."""
    taken = {str(x.get("id", "")) for x in m.get([section]) or [] if isinstance(x, dict)}
    number = 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"


@edit("add_claim", "the new claim")
def add_claim(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`text`; with `satisfy` also its test, of which `form` is the kind: one of `AT_ONCE`."""
    id = next_id(m, "claims", "C")
    made: dict[str, Any] = {"id": id, "text": ask.text("text", most=2_000)}
    if ask.text("satisfy", ""):
        made["expect"] = _expected(m, ask, ask.choice("form", AT_ONCE, "every"), id)
    else:
        made["context"] = UNTESTED
    m.append(["claims"], made)
    ask.opens["claim"] = id


@edit("set_claim", "the change of a claim")
def set_claim(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`claim`, and what changes: `text`, `must` (empty for none), `main` (whether the case is about it), `readings` (a list; none: all)."""
    id = ask.text("claim")
    place: list[str | int] = ["claims", claim_at(m, id)]
    if "text" in ask.fields:
        m.set([*place, "text"], ask.text("text", most=2_000))
    if "main" in ask.fields:
        if ask.flag("main"):
            m.set(["main_claim"], id)
        elif m.get(["main_claim"]) == id:
            m.delete(["main_claim"])
    changes: dict[str, Any] = {}
    if "must" in ask.fields:
        changes["must"] = ask.choice("must", ("", *VERDICTS), "")
    if "readings" in ask.fields:
        changes["readings"] = [x for x in (m.get(["readings"]) or {}) if x in ask.texts("readings")]
    for key, value in changes.items():
        if value:
            m.set([*place, key], value)
        elif m.has([*place, key]):
            m.delete([*place, key])


@edit("set_test", "the test of a claim")
def set_test(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`claim`, `form` (of `FORMS`; empty: none), and what the form asks for: `satisfy`, `actor`, `on` (options), `state`, `levers`, `event`, `claims`, `foresight`."""
    k = claim_at(m, ask.text("claim"))
    form = ask.choice("form", ("", *FORMS), "")
    if not form:
        if m.has(["claims", k, "expect"]):
            m.delete(["claims", k, "expect"])
        if not m.get(["claims", k, "context"]):
            m.set(["claims", k, "context"], UNTESTED)
        return
    made = _expected(m, ask, form, str(m.get(["claims", k, "id"])))
    m.set(["claims", k, "expect"], made)
    if m.has(["claims", k, "context"]):
        m.delete(["claims", k, "context"])


def _expected(m: Manuscript, ask: Ask, form: str, id: str) -> dict[str, Any]:
    ahead = {"foresight": 2} if ask.text("foresight", "1") == "2" else {}
    if form in {"every", "some", "none"}:
        return {"outcomes": form, "satisfy": checked(m, ask.text("satisfy")), **ahead}
    if form.startswith("lasts_"):
        return {"equilibria": form.removeprefix("lasts_"), "satisfy": checked(m, ask.text("satisfy"))}
    if form in {"stays", "leaves", "best_move"}:
        actor = ask.text("actor", "")
        if not m.has(["actors", actor]):
            raise TertiusError("choose an actor")
        if form == "best_move":
            return {"best_move": {"actor": actor, "satisfy": checked(m, ask.text("satisfy")), **ahead}}
        return {"stable" if form == "stays" else "unstable": {"actor": actor, "state": _state(m, ask)}}
    if form in {"necessary", "sufficient"}:
        levers = [x for x in (m.get(["levers"]) or {}) if x in ask.texts("levers")]
        if not levers:
            raise TertiusError("choose at least one commitment")
        return {form: levers, "for": checked(m, ask.text("satisfy")), **ahead}
    if form == "explained":
        event = ask.text("event", "")
        if not any(isinstance(x, dict) and str(x.get("id", "")) == event for x in m.get(["history"]) or []):
            raise TertiusError("choose a recorded move")
        return {"explained": {"event": event, **ahead}} if ahead else {"explained": event}
    parts = [x for x in ask.texts("claims") if x != id]
    if not parts:
        raise TertiusError("choose at least one other claim")
    return {form: parts}


def _state(m: Manuscript, ask: Ask) -> Any:
    if m.has(["conflict", "states"]):
        return ask.text("state")
    keys = option_keys(m.plain())
    bare = [key.partition(".")[2] for key in keys]
    on = set(ask.texts("on"))
    return [b if bare.count(b) == 1 else k for k, b in zip(keys, bare, strict=True) if k in on]


@edit("set_falsifier", "the falsifier of a claim")
def set_falsifier(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`claim`, and what changes: `name`, `becomes`, `levers` that come into force, `without` those that no longer are."""
    place: list[str | int] = ["claims", claim_at(m, ask.text("claim")), "falsifier"]
    known = list(m.get(["levers"]) or {})
    changes: dict[str, Any] = {}
    if "name" in ask.fields:
        changes["name"] = ask.text("name", "")
    if "becomes" in ask.fields:
        changes["becomes"] = ask.choice("becomes", VERDICTS)
    for key in ("levers", "without"):
        if key in ask.fields:
            changes[key] = [x for x in known if x in ask.texts(key)]
    if not m.has(place):
        m.set(place, {k: v for k, v in {**changes, "becomes": changes.get("becomes", "fails")}.items() if v})
        return
    for key, value in changes.items():
        if value:
            m.set([*place, key], value)
        elif m.has([*place, key]):
            m.delete([*place, key])


@edit("remove_falsifier", "the removal of a falsifier")
def remove_falsifier(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`claim`."""
    place: list[str | int] = ["claims", claim_at(m, ask.text("claim")), "falsifier"]
    if m.has(place):
        m.delete(place)


@edit("move_claim", "the move of a claim")
def move_claim(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`from` and `to` are places in the list."""
    m.move(["claims"], ask.number("from"), ask.number("to"))


@edit("remove_claim", "the removal of a claim")
def remove_claim(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`claim`; with `take`, also what rests on it."""
    id = ask.text("claim")
    claim_at(m, id)
    let_go(m, "claim", id, id, take=ask.flag("take"))
    if m.has(["claims"]):
        left = m.get(["claims"])
        if any(isinstance(x, dict) and str(x.get("id", "")) == id for x in left):
            m.delete(["claims", claim_at(m, id)], empty=True)

