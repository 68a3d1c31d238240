"""Answers to pairwise questions; when the last is given, the preference is written."""

from __future__ import annotations

from typing import Any

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.edits.actors import an_actor
from tertius.studio.edits.preferences import as_list, checked, ranking_of, write
from tertius.studio.interview import WAYS
from tertius.studio.registry import Ask, edit
from tertius.studio.uses import option_keys

ANSWERS = ("left", "right", "tie")


@edit("start_interview", "the start of the questions")
def start_interview(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`; `way`: states or options."""
    actor, way = an_actor(m, ask), ask.choice("way", tuple(WAYS))
    items = option_keys(m.plain()) if way == "options" else sorted(s for group in ranking_of(m, actor) for s in group)
    if len(items) < 2 and way == "states":
        raise TertiusError("there are no two states to compare")
    notes["interviews"] = {**notes.get("interviews", {}), actor: {"way": way, "items": items, "answers": []}}


@edit("stop_interview", "the end of the questions")
def stop_interview(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`; what has been answered is put aside."""
    notes["interviews"] = {a: x for a, x in notes.get("interviews", {}).items() if a != an_actor(m, ask)}


@edit("answer", "the answer")
def answer(m: Manuscript, ask: Ask, notes: dict[str, Any]) -> None:
    """`actor`; `answer`: left, right or tie."""
    actor, said = an_actor(m, ask), ask.choice("answer", ANSWERS)
    going = notes.get("interviews", {}).get(actor)
    if going is None:
        raise TertiusError("these questions are over")
    step = WAYS[going["way"]](going["items"], [*going["answers"], said])
    if step.left is not None:
        notes["interviews"] = {**notes["interviews"], actor: {**going, "answers": [*going["answers"], said]}}
        return
    notes["interviews"] = {a: x for a, x in notes["interviews"].items() if a != actor}
    if going["way"] == "states":
        write(m, actor, "ranking", as_list([list(group) for group in step.ranking]))
    else:
        write(m, actor, "statements", [checked(m, x) for group in step.ranking for x in group])
