"""What was seen: the recorded moves under each reading, and the least change that explains all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tertius.dynamics.recorded import is_recorded
from tertius.errors import TertiusError
from tertius.explain.rationalise_english import CLASSES, SeenTeller, class_of
from tertius.explain.words import day
from tertius.leverage.rationalise import Rationalisation, UnderReading, rationalise
from tertius.model.case import Case
from tertius.report.by_reading import alike
from tertius.report.exhibits import Key

__all__ = ["Seen", "SeenCell", "SeenMove", "SeenReading", "seen_part"]

TONES = {"at_once": "holds", "foresight": "holds", "refusal": "holds", "unexplained": "fails", "beyond": "none", "open": "open"}
SHORT = {"at_once": "at once", "foresight": "foresight", "refusal": "refused", "unexplained": "not", "beyond": "no preference", "open": "open"}


@dataclass(frozen=True, slots=True)
class SeenCell:
    """What a move is under one reading; `tone` is the style of a verdict."""

    key: Key
    tone: str
    sign: str
    word: str
    words: str


@dataclass(frozen=True, slots=True)
class SeenMove:
    """One recorded move or refusal; `marker` stands before the first that came later."""

    id: str
    date: str
    text: str
    marker: str
    cells: tuple[SeenCell | None, ...]
    groups: tuple[tuple[SeenCell, tuple[Key, ...], str], ...]


@dataclass(frozen=True, slots=True)
class SeenReading:
    """One reading: what it explains in each part of the record, and the least change in statements and in swaps."""

    key: Key
    counts: tuple[str, ...]
    costs: tuple[str, str]
    lines: tuple[tuple[str, tuple[str, ...]], ...]
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """The section. `parts` are the headings of the counts."""

    moves: tuple[SeenMove, ...]
    parts: tuple[str, ...]
    readings: tuple[SeenReading, ...]
    remarks: tuple[str, ...]


def seen_part(case: Case, keys: Mapping[str | None, Key], *, levers: Sequence[str] = ()) -> Seen | None:
    """The record under each reading of `keys`; None where the history records no move and no refusal."""
    if case.conflict is None or not any(is_recorded(e) for e in case.history):
        return None
    try:
        # How long a search may take must not decide what a page says, so joint changes are left to the command.
        found = rationalise(case, readings=list(keys), levers=levers, joint=False, seconds=600.0)
    except TertiusError:
        return None
    told = SeenTeller(case)
    parts = [("known", found.known), ("since", found.since)] if found.known and found.since else [("all", found.known or found.since)]
    remarks = [told.separating(found), told.later(found)]
    if any(x.changes or x.missing for row in found.rows for s in row.spans for x in s.least):
        remarks += [told.guard(), "Each change was applied and the record replayed."]
    if not found.solver:
        remarks.append("Least changes need python-sat, which is not installed here; they are left out.")
    return Seen(
        moves=tuple(_move(found, told, k, keys) for k in range(len(found.events))),
        parts=tuple(f"Explained {told.part(found, name)}" for name, _ in parts),
        readings=tuple(_reading(found, row, keys[row.reading], [ids for _, ids in parts]) for row in found.rows),
        remarks=tuple(x for x in remarks if x),
    )


def _move(found: Rationalisation, told: SeenTeller, number: int, keys: Mapping[str | None, Key]) -> SeenMove:
    event = found.events[number]
    cells: list[SeenCell | None] = []
    reasons = []
    for row in found.rows:
        if not row.moves:
            cells.append(None)
            continue
        name = class_of(row.moves[number])
        cells.append(_cell(keys[row.reading], name))
        because = SeenTeller(row.case or found.case).because(row.moves[number])
        reasons.append((row.reading, (name, because)))
    first_later = found.known and found.since and event.id == found.since[0]
    return SeenMove(
        event.id, day(event.date), told.event(event),
        f"{told.part(found, 'since')[:1].upper()}{told.part(found, 'since')[1:]}" if first_later else "",
        tuple(cells),
        tuple((_cell(mine[0], name), mine, because) for mine, (name, because) in alike(reasons, keys)),
    )  # fmt: skip


def _cell(key: Key, name: str) -> SeenCell:
    return SeenCell(key, TONES[name], CLASSES[name][0], SHORT[name], CLASSES[name][1])


def _reading(found: Rationalisation, row: UnderReading, key: Key, parts: Sequence[Sequence[str]]) -> SeenReading:
    told = SeenTeller(row.case or found.case)
    if row.impossible:
        return SeenReading(key, (), ("", ""), (), row.impossible)
    counts = tuple(told.tally(row.tally(ids)) for ids in parts)
    lines = []
    for span in row.spans:
        said: list[str] = []
        for least in span.least:
            said.append(told.least(least))
            said += [f"{told.suggestion(row, span, change)}." for change in least.changes]
            said += [told.flag(row, span, change) for change in least.flagged]
        if span.without:
            said.append(f"Left out, as the preference is no complete ranking without strength: {', '.join(told.actor(a) for a in span.without)}.")
        if span.limit:
            said.append(f"Not looked for further: {span.limit}.")
        name = told.part(found, span.name)
        lines.append((f"{name[:1].upper()}{name[1:]}", tuple(said)))
    costs = {x.kind: told.cost(x) for x in row.spans[-1].least} if row.spans else {}
    none = "0" if any(x.cost == 0 and not x.changes for x in (row.spans[-1].least if row.spans else ())) else "–"
    return SeenReading(key, counts, (costs.get("statements", none), costs.get("swaps", none)), tuple(lines))
