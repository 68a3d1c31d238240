"""Evidence: which readings are compared, how likely each row is if one of them is true, and what was thought before."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.model.evidence import MARKS, UNKNOWN
from tertius.studio.edits.sources import a_date
from tertius.studio.ids import unique
from tertius.studio.numbers import fraction
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import let_go

SCALE = {"width": "width around a number", "least": "lowest end of a mark"}
"""What the scale says of all marks."""
FEW = "evidence compares readings: there have to be two or more"


def compared(m: Manuscript) -> list[str]:
    """The readings that are compared, in the order of the case: all unless the evidence names some."""
    named = m.get(["evidence", "readings"])
    return [str(r) for r in m.get(["readings"]) or {} if named is None or r in named]


def row_at(m: Manuscript, ask: Ask) -> list[str | int]:
    """The place of a row that there is."""
    id = ask.text("row")
    for k, here in enumerate(m.get(["evidence", "rows"]) or []):
        if isinstance(here, dict) and str(here.get("id", "")) == id:
            return ["evidence", "rows", k]
    raise TertiusError(f"there is no row '{id}' any more")


def new_row(m: Manuscript, date: str | int, text: str, sources: list[str]) -> str:
    """Add a row that nobody has assessed; its id."""
    readings = compared(m)
    if len(readings) < 2:
        raise TertiusError(f"{FEW}; write rival readings first")
    if not date:
        raise TertiusError("evidence has a date, on which it became known: 2018, 2018-05 or 2018-05-18")
    taken = {str(x.get("id", "")) for x in m.get(["evidence", "rows"]) or [] if isinstance(x, dict)}
    id = next(f"V{n}" for n in range(1, len(taken) + 2) if f"V{n}" not in taken)
    made: dict[str, Any] = {"id": id, "date": date, "text": text, "likelihood": dict.fromkeys(readings, UNKNOWN)}
    m.append(["evidence", "rows"], made | ({"sources": sources} if sources else {}))
    return id


@edit("set_weight", "what a mark stands for")
def set_weight(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`mark`: one of `MARKS`, `width` or `least`; `value`: a number or, of a mark, an interval; empty: what it stands for by itself."""
    mark, text = ask.choice("mark", (*MARKS, *SCALE)), ask.text("value", "")
    place: list[str | int] = ["evidence", "scale", mark]
    if not text:
        if m.has(place):
            m.delete(place, empty=True)
        return
    value = fraction(text, f"what {mark} stands for" if mark in MARKS else f"the {SCALE[mark]}")
    low = value[0] if isinstance(value, list) else value
    if mark in SCALE and isinstance(value, list):
        raise TertiusError(f"the {SCALE[mark]} is one number")
    if low <= 0 and mark != "width":
        raise TertiusError(f"{mark if mark in MARKS else 'the ' + SCALE[mark]}: what cannot be at all would settle everything; write a number above 0")
    m.set(place, value)


@edit("add_evidence", "the new row of evidence")
def add_evidence(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`date`, `text`."""
    new_row(m, a_date(ask, "date"), ask.text("text", most=2_000), [])


@edit("set_evidence", "the change of a row of evidence")
def set_evidence(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`row`, and what changes: `date`, `text`, `group`, `reliability`, `note`; the last three may be empty."""
    place = row_at(m, ask)
    if "date" in ask.fields:
        date = a_date(ask, "date")
        if not date:
            raise TertiusError("evidence has a date, on which it became known: 2018, 2018-05 or 2018-05-18")
        m.set([*place, "date"], date)
    if "text" in ask.fields:
        m.set([*place, "text"], ask.text("text", most=2_000))
    changes: dict[str, Any] = {}
    if "group" in ask.fields:
        changes["group"] = _group(m, ask.text("group", "", most=500))
    if "reliability" in ask.fields:
        text = ask.text("reliability", "")
        changes["reliability"] = fraction(text, "how far the report can be trusted") if text else None
    if "note" in ask.fields:
        changes["note"] = ask.text("note", "", most=2_000) or None
    for key, value in changes.items():
        if value is not None:
            m.set([*place, key], value)
        elif m.has([*place, key]):
            m.delete([*place, key])


def _group(m: Manuscript, said: str) -> str | None:
    """The id of a group, by its id or by why its rows depend on one another; one that is new is written among the groups."""
    known = {str(k): str(v) for k, v in (m.get(["evidence", "groups"]) or {}).items()}
    used = {str(r["group"]) for r in m.get(["evidence", "rows"]) or [] if isinstance(r, dict) and r.get("group")}
    if not said or said in known or said in used:
        return said or None
    found = next((id for id, why in known.items() if why == said), None)
    if found is not None:
        return found
    # Once one group says why, each has to.
    for id in sorted(used - set(known)):
        m.set(["evidence", "groups", id], id)
    made = unique(said, "group", {*known, *used})
    m.set(["evidence", "groups", made], said)
    return made


@edit("set_mark", "the likelihood of a row")
def set_mark(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`row`, `reading`, `mark`: CC to II, a number or an interval above 0; empty or ? for not assessed."""
    place, reading = row_at(m, ask), ask.text("reading")
    if reading not in compared(m):
        raise TertiusError(f"the reading '{reading}' is not compared any more")
    m.set([*place, "likelihood", reading], likelihood(ask.text("mark", "")))


def likelihood(text: str) -> str | int | float | list[int | float]:
    """A likelihood as it is written in the file."""
    if text.lower() in {"", "?", UNKNOWN}:
        return UNKNOWN
    if text.upper() in MARKS:
        return text.upper()
    if not any(c.isdigit() for c in text):
        raise TertiusError(f"'{text}' is no likelihood; write {', '.join(MARKS)}, ? for not assessed, a number such as 0.7, or 0.5–0.8")
    found = fraction(text, "the likelihood")
    if found == 0 or (isinstance(found, list) and found[0] == 0):
        raise TertiusError("0 is no likelihood: one row would settle everything; write a number above 0, such as 0.001")
    return found


@edit("set_compared", "which readings are compared")
def set_compared(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`readings`, two or more. A row says of one that is new that nobody has assessed it; priors are equal again."""
    every = [str(r) for r in m.get(["readings"]) or {}]
    before, after = compared(m), [r for r in every if r in ask.texts("readings")]
    if len(after) < 2:
        raise TertiusError(FEW)
    if after == before:
        return
    if not m.has(["evidence", "rows"]):
        raise TertiusError("write a row of evidence first")
    gone = [r for r in before if r not in after]
    _not_used(m, gone)
    for k, row in enumerate(m.get(["evidence", "rows"])):
        for r in gone:
            if isinstance(row, dict) and m.has(["evidence", "rows", k, "likelihood", r]):
                m.delete(["evidence", "rows", k, "likelihood", r])
        for r in after:
            if isinstance(row, dict) and not m.has(["evidence", "rows", k, "likelihood", r]):
                m.set(["evidence", "rows", k, "likelihood", r], UNKNOWN)
    equal_again(m)
    if after != every:
        m.set(["evidence", "readings"], after)
    elif m.has(["evidence", "readings"]):
        m.delete(["evidence", "readings"])


def _not_used(m: Manuscript, gone: list[str]) -> None:
    """An error where a claim asks what the evidence says of a reading that would no longer be compared."""
    for claim in m.get(["claims"]) or []:
        if not isinstance(claim, dict):
            continue
        edits = (claim.get("falsifier") or {}).get("evidence") or {}
        asked = [r for cells in edits.values() for r in cells] if isinstance(edits, dict) else []
        test = (claim.get("expect") or {}).get("diagnosticity") or {}
        asked += list(test.get("between") or []) if isinstance(test, dict) else []
        for r in gone:
            if r in asked:
                raise TertiusError(f"claim {claim.get('id')} asks what the evidence says about '{r}'")


def keep_compared(m: Manuscript) -> None:
    """Name the readings that are compared, so that one that is new changes nothing until it is asked for."""
    if m.has(["evidence", "rows"]) and not m.has(["evidence", "readings"]):
        m.set(["evidence", "readings"], compared(m))


def equal_again(m: Manuscript) -> None:
    """Take out priors that are given."""
    for key in ("prior", "normalise"):
        if m.has(["evidence", key]):
            m.delete(["evidence", key])


@edit("set_priors", "the priors")
def set_priors(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """``prior:READING`` for each reading: a number, an interval, or nothing; readings without one share what numbers leave. All empty: equal."""
    readings = compared(m)
    if not m.has(["evidence", "rows"]):
        raise TertiusError("write a row of evidence first")
    said = {r: ask.text(f"prior:{r}", "") for r in readings}
    found = {r: fraction(text, f"the prior of '{r}'") for r, text in said.items() if text}
    if not found:
        equal_again(m)
        return
    left = [r for r in readings if r not in found]
    if left and any(isinstance(v, list) for v in found.values()):
        raise TertiusError("write a prior for each reading where one is an interval")
    if left:
        rest = 1 - sum(v for v in found.values() if not isinstance(v, list))
        if rest <= 0:
            raise TertiusError("nothing is left for the readings without a prior")
        found |= dict.fromkeys(left, round(rest / len(left), 9))
    ends = [v if isinstance(v, list) else [v, v] for v in found.values()]
    low, high = sum(e[0] for e in ends), sum(e[1] for e in ends)
    if any(e[0] == 0 for e in ends):
        raise TertiusError("0 rules a reading out; write a number above 0, or compare it no longer")
    if low > 1 + 1e-6 or high < 1 - 1e-6:
        one = f"{low:.6g}" if low == high else f"{low:.6g} at least and {high:.6g} at most"
        raise TertiusError(f"the priors add up to {one}; exactly one of the readings is true, so they add up to 1")
    if m.has(["evidence", "normalise"]):
        m.delete(["evidence", "normalise"])
    m.set(["evidence", "prior"], {r: found[r] for r in readings})


@edit("move_evidence", "the move of a row of evidence")
def move_evidence(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`from` and `to` are places in the list."""
    m.move(["evidence", "rows"], ask.number("from"), ask.number("to"))


@edit("remove_evidence", "the removal of a row of evidence")
def remove_evidence(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`row`; with `take`, also the claims that ask about it. With its last row the evidence goes."""
    place = row_at(m, ask)
    let_go(m, "row", ask.text("row"), ask.text("row"), take=ask.flag("take"))
    if len(m.get(["evidence", "rows"])) == 1:
        m.delete(["evidence"])
    else:
        m.delete(place)
