"""`tertius play` as JSON: a play, and a replayed history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tertius.dynamics.play import Play, debrief, hint, moves, whose, wishes
from tertius.evidence.replay import Replayed
from tertius.explain.play_english import PlayTeller
from tertius.explain.replay_english import ReplayTeller
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.version import VERSION
from tertius.view.jsons import head_of

__all__ = ["play_json", "replay_json"]


def play_json(play: Play, *, limit: int = 4096) -> dict[str, Any]:
    """Turns taken, the situation now, what can be done there, who would move, the debrief; at most `limit` moves."""
    table, told, found, over = play.table, PlayTeller(play.table), debrief(play), whose(play) == "over"
    case, listed = table.case, moves(play)
    return head_of("play", case) | {
        "version": VERSION,
        "rule": {"concept": table.model.concept, "foresight": table.model.foresight, "seed": table.seed},
        "by_hand": list(table.by_hand),
        "by_model": list(table.by_model),
        "start": table.start,
        "turns": [
            {"actor": t.actor or None, "from": t.before, "to": t.after, "by": t.by, "words": told.turn(t)} for t in play.turns
        ],
        "states": list(play.states),
        "state": play.state,
        "words": told.state(play.state),
        "whose": whose(play),
        "moves": [
            {
                "number": number, "actor": m.actor, "to": m.after, "changes": _changes(case.conflict, m.before, m.after),
                "force": m.force, "words": told.move(m),
            }
            for number, m in enumerate(listed[:limit], 1)
        ],
        "moves_count": len(listed),
        "would": [_would(play, told, w.actor) for w in wishes(play)],
        "end": found.end if over else None,
        "debrief": {
            "end": found.end,
            "since": found.since,
            "rests": found.rests,
            "standing": found.standing,
            "outcomes": {
                "states": list(found.outcomes.states[:limit]),
                "unsettled": [list(group[:limit]) for group in found.outcomes.unsettled],
                "among": found.among,
            },
        },
    }  # fmt: skip


def _changes(conflict: object, before: str, after: str) -> dict[str, bool] | None:
    if not isinstance(conflict, OptionConflict):
        return None
    pairs = zip(conflict.option_keys, before, after, strict=True)
    return {key: b == "Y" for key, a, b in pairs if a != b}


def _would(play: Play, told: PlayTeller, actor: str) -> dict[str, Any]:
    wish = play.table.model.wish(actor, play.state)
    data: dict[str, Any] = {"actor": actor, "by": "hand" if actor in play.table.by_hand else "model", "moves": bool(wish.wanted)}
    if data["by"] == "model":
        return data | {"to": wish.wanted[0] if wish.wanted else None, "withheld": False, "why": told.reason(wish)}
    kept = hint(play, actor)
    return data | {"to": kept[0] if kept else None, "withheld": kept is None, "why": told.hint(play, actor)}


def replay_json(case: Case, rows: Sequence[Replayed]) -> dict[str, Any]:
    """The recorded history, each event with what it changed and whether it paid."""
    told = ReplayTeller(case)
    return head_of("replay", case) | {
        "version": VERSION,
        "argued_on": None if case.argued_on is None else str(case.argued_on),
        "events": [
            {
                "id": r.event.id, "date": str(r.event.date), "actor": r.event.actor, "kind": r.kind, "text": r.event.text,
                "from": r.before, "to": r.after,
                "at_once": None if r.at_once is None else r.at_once.verdict,
                "ahead": None if r.ahead is None else r.ahead.verdict,
                "words": " ".join(x for x in (told.changed(r), told.judged(r)) if x),
                "later": r.later, "first_source": None if r.known is None else str(r.known),
                "sources": list(r.event.provenance.sources),
            }
            for r in rows
        ],
    }  # fmt: skip
