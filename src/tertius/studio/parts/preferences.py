"""What each actor prefers: statements, a ranking, or questions; and the ranking that comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tertius.explain.told import Told
from tertius.model.conflict import OptionConflict
from tertius.studio.interview import WAYS, Step, most_questions
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import actor_rows, listed, mapped
from tertius.studio.spoken import in_names

SHOWN = 64
ASKED_ABOUT = 16
"""States above which questions are asked about options only."""


@dataclass(frozen=True, slots=True)
class Class:
    """States that an actor likes the same: code and words of each."""

    states: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One pair: how it is put, and both sides as lines, each with whether it is not on the other side."""

    kind: str
    left: tuple[tuple[str, bool], ...]
    right: tuple[tuple[str, bool], ...]
    asked: int
    most: int


@part("preferences", title="Preferences", place="edit", order=30)
def preferences(look: Look) -> dict[str, Any]:
    """The preference of the actor that is picked."""
    rows = actor_rows(look.data)
    owners = [a for a in rows if a.options] or list(rows)
    wanted = mapped(mapped(look.data.get("conflict")).get("preferences"))
    owners += [a for a in rows if a.id in wanted and a not in owners]
    chosen = next((a for a in owners if a.id == look.pick("actor")), owners[0] if owners else None)
    context: dict[str, Any] = {"owners": owners, "chosen": chosen, "graph": "states" in mapped(look.data.get("conflict"))}
    if chosen is None or "conflict" not in look.data:
        return {**context, "ready": False}
    written = wanted.get(chosen.id)
    form = next((f for f in ("ranking", "weights", "payoffs", "pairs") if f in mapped(written)), "statements")
    body = written if isinstance(written, list | str) else mapped(written).get(form)
    case = look.readable
    told = Told(case) if case is not None and case.conflict is not None else None
    statements = [str(x) for x in listed(body)] if form == "statements" else []
    words = {x: in_names(look.data, x) for x in statements}
    if told is not None and case is not None and case.conflict is not None and chosen.id in case.conflict.preferences:
        own = case.conflict.preferences[chosen.id].statements
        words |= dict(zip(statements, (told.expression(e) for e in own), strict=False))
    classes, left_out = _classes(look, chosen.id, told)
    states = look.solved.game.states if not look.heavy and look.solved is not None else 0
    return {
        **context,
        "ready": True,
        "form": form,
        "statements": [(x, words.get(x, "")) for x in statements],
        "settings": _settings(look, statements),
        "classes": classes,
        "left_out": left_out,
        "problems": look.draft.problems_at(f"conflict.preferences.{chosen.id}"),
        "question": _question(look, chosen.id, told),
        "by_states": most_questions(states) if 2 <= states <= ASKED_ABOUT else None,
        "by_options": isinstance(case.conflict, OptionConflict) if case is not None else False,
        "rankable": 0 < states <= 256,
    }


def _classes(look: Look, actor: str, told: Told | None) -> tuple[list[Class], int]:
    """The ranking as the case stands, best first."""
    case = look.readable
    if look.heavy or case is None or case.conflict is None or told is None or actor not in case.conflict.preferences:
        return [], 0
    from tertius.dynamics.solved import Solved

    plain = look.kept(("plain", case.hash), lambda: Solved(case))
    game = plain.game
    if actor not in game.actors or not game.ranked(game.actors.index(actor)):
        return [], 0
    rank = game.rank[game.actors.index(actor)]
    order = sorted(range(game.states), key=lambda s: -int(rank[s]))[:SHOWN]
    groups: dict[int, list[tuple[str, str]]] = {}
    for s in order:
        groups.setdefault(int(rank[s]), []).append((game.codes[s], told.state(game.codes[s])))
    return [Class(tuple(g)) for g in groups.values()], game.states - len(order)


def _settings(look: Look, there: list[str]) -> list[tuple[str, str, str, str]]:
    """For each option its actor's name and its own, and what adds it on and off; empty for what stands there already."""
    rows = actor_rows(look.data)
    bare = [o.key.partition(".")[2] for a in rows for o in a.options]
    found = []
    for a in rows:
        for o in a.options:
            id = o.key.partition(".")[2]
            both = (o.key, f"not {o.key}"), (id, f"not {id}")
            on, off = ("" if {full, short} & set(there) else short if bare.count(id) == 1 else full for full, short in zip(*both, strict=True))
            if on or off:
                found.append((a.name, o.name, on, off))
    return found


def _question(look: Look, actor: str, told: Told | None) -> Question | None:
    going = look.notes.get("interviews", {}).get(actor)
    if going is None or told is None:
        return None
    step: Step = WAYS[going["way"]](going["items"], going["answers"])
    if step.left is None or step.right is None:
        return None

    left, right = _lines(told, step.kind, step.left), _lines(told, step.kind, step.right)
    return Question(
        step.kind, tuple((x, x not in right) for x in left), tuple((x, x not in left) for x in right), step.asked, step.most
    )


def _lines(told: Told, kind: str, item: str) -> tuple[str, ...]:
    if kind == "state":
        return told.lines(item)
    key = item.removeprefix("not ")
    return (told.option(key) if key == item else f"not: {told.option(key)}",)
