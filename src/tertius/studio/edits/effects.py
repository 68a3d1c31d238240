"""Effects of levers, readings, what a claim takes as given, and falsifiers: one list of mappings each."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.edits.options import an_option
from tertius.studio.edits.preferences import checked, scope
from tertius.studio.registry import Ask, edit

KINDS = {
    "link": "is on exactly while",
    "needs": "can be on only while",
    "fix_on": "is fixed on",
    "fix_off": "is fixed off",
    "forbid": "is no longer taken up",
    "first": "wants above all",
    "last": "wants last of all",
    "drop": "no longer cares about",
}
"""What an effect can be, as the page offers it; the first five are about an option, the others about what an actor wants."""
OF_OPTIONS = ("link", "needs", "fix_on", "fix_off", "forbid")
OWNERS = ("lever", "reading", "claim", "falsifier")
OPPOSITE = {"holds": "fails", "fails": "holds", "open": "holds"}


def claim_at(m: Manuscript, id: str) -> int:
    """The place of a claim in the list; an error where there is none."""
    for k, here in enumerate(m.get(["claims"]) or []):
        if isinstance(here, dict) and str(here.get("id", "")) == id:
            return k
    raise TertiusError(f"there is no claim '{id}' any more")


def place_of(m: Manuscript, ask: Ask) -> list[str | int]:
    """Where the effects of the owner stand: ``lever:ID``, ``reading:ID``, ``claim:ID`` (what it takes as given), ``falsifier:ID``."""
    kind, _, id = ask.text("owner").partition(":")
    if kind not in OWNERS:
        raise TertiusError(f"nothing of the kind '{kind}' has effects")
    if kind in {"lever", "reading"}:
        if not m.has([f"{kind}s", id]):
            raise TertiusError(f"there is no {kind} '{id}' any more")
        return [f"{kind}s", id, "effects"]
    k = claim_at(m, id)
    return ["claims", k, "given"] if kind == "claim" else ["claims", k, "falsifier", "effects"]


def effect_of(m: Manuscript, ask: Ask) -> dict[str, Any]:
    """`kind`; `option` or `actor`; `expression` where the kind has one."""
    kind = ask.choice("kind", tuple(KINDS))
    if kind not in OF_OPTIONS:
        actor = ask.text("actor")
        if not m.has(["actors", actor]):
            raise TertiusError("choose whose wish it is")
        return {"prefer": {actor: {kind: [checked(m, ask.text("expression"))]}}}
    if m.has(["conflict", "states"]):
        raise TertiusError("this conflict is in graph form: allow and forbid moves in the text of the file")
    owner, option = an_option(m, ask)
    keys = list(scope(m).options)
    key = option if [k.partition(".")[2] for k in keys].count(option) == 1 else f"{owner}.{option}"
    if kind in {"link", "needs"}:
        return {kind: {key: checked(m, ask.text("expression"))}}
    if kind == "forbid":
        return {"forbid": [key]}
    return {"fix": {key: kind.removeprefix("fix_")}}


@edit("add_effect", "the new effect")
def add_effect(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`owner`, and what `effect_of` reads."""
    place, made = place_of(m, ask), effect_of(m, ask)
    if place[0] == "claims" and place[-1] == "effects" and not m.has(place[:-1]):
        m.set(place[:-1], {"effects": [made], "becomes": OPPOSITE["holds"]})
        return
    here = m.get(place)
    if isinstance(here, dict):  # one effect may stand by itself
        key, value = next(iter(m.plain_at(place).items()))
        m.set(place, [{key: value}])
    m.append(place, made)


@edit("remove_effect", "the removal of an effect")
def remove_effect(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`owner`; `at` is a place in its list."""
    place, at = place_of(m, ask), ask.number("at")
    here = m.get(place)
    if isinstance(here, dict) or (isinstance(here, list) and len(here) == 1):
        if place[0] == "levers":
            m.set(place, [])
        else:
            m.delete(place, empty=place[0] == "claims")
        return
    m.delete([*place, at])
