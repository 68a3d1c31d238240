"""The recorded history as a play: what each event changed, and whether the mover gained by it.

Each recorded move is judged at the situation in which it was made (`tertius.model.asof.situation_at`), under the
reading and levers asked for: with foresight 1 whether it was an improvement, with foresight 2 whether it was
worthwhile. A refusal is judged by what was refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError
from tertius.evidence.judging import explain_event
from tertius.evidence.verdicts import Verdict
from tertius.model.asof import situation_at
from tertius.model.case import Case, Event
from tertius.model.dates import Date
from tertius.model.layers import reading_of, situate

__all__ = ["Replayed", "replayed"]


@dataclass(frozen=True, slots=True)
class Replayed:
    """One event of the history.

    kind : ``move``, ``refusal`` or ``event``
    before, after : codes of the states around it; None where the situation is not known
    at_once, ahead : the verdicts on a move or refusal, without and with foresight 2: *holds* if the move was an
        improvement (or worthwhile), if what was refused was not; None where there is none to judge
    later : whether it is later than the argument
    known : where all its sources are later than the event, the date of the first; else None
    impossible : why the situation cannot be set up; empty where it can
    """

    event: Event
    kind: str
    before: str | None
    after: str | None
    at_once: Verdict | None = None
    ahead: Verdict | None = None
    later: bool = False
    known: Date | None = None
    impossible: str = ""


def replayed(case: Case, *, reading: str | None = None, levers: Sequence[str] = ()) -> tuple[Replayed, ...]:
    """Every event in order, each judged in its own situation; the case is cut at an as-of date beforehand."""
    found: list[Replayed] = []
    solved_at: dict[object, Solved] = {}
    for place, event in enumerate(case.history):
        kind = "move" if event.does or event.to_state else "refusal" if event.declines else "event"
        impossible = ""
        around: list[Solved | None] = []
        for where in (place, place + 1):
            try:
                around.append(_solved(case, where, reading, levers, solved_at))
            except ImpossibleError as error:
                around.append(None)
                impossible = impossible or str(error)
        here = around[0]
        judged: list[Verdict | None] = [None, None]
        if here is not None and kind != "event" and event.actor is not None:
            judged = [explain_event(here, event, foresight) for foresight in (1, 2)]
        found.append(
            Replayed(
                event, kind, _code(here), _code(around[1]), judged[0], judged[1],
                later=case.argued_on is not None and event.date.is_after(case.argued_on),
                known=_known(case, event), impossible=impossible,
            )
        )  # fmt: skip
    return tuple(found)


def _code(solved: Solved | None) -> str | None:
    return None if solved is None or solved.game.status_quo is None else solved.game.codes[solved.game.status_quo]


def _solved(
    case: Case, place: int, reading: str | None, levers: Sequence[str], known: dict[object, Solved]
) -> Solved | None:
    """The situation after so many events, solved once for each different status quo."""
    if case.conflict is None:
        return None
    start = case.conflict
    if reading is not None:
        start = reading_of(case, reading).variant or start
    then = situation_at(case, start, place)
    if then.status_quo not in known:
        known[then.status_quo] = Solved(situate(case, reading=reading, levers=levers, conflict=then))
    return known[then.status_quo]


def _known(case: Case, event: Event) -> Date | None:
    dates = [case.sources[s].date for s in event.provenance.sources if s in case.sources]
    dated = [d for d in dates if d is not None]
    if not dated or len(dated) < len(dates):
        return None
    first = min(dated, key=lambda d: (d.year, d.month or 1, d.day or 1))
    begins = first.year, first.month or 1, first.day or 1
    return first if begins > event.date.last_day else None
