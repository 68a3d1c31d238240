"""The graph of how the status quo can move: situations as points to click, and for each who would go where, and why not.

Drawn are, for readings that share a picture, the situations that improvements of anybody reach from the status quo and those on
the ways that the section before tells; where they are few, also those that one more move of anybody leads to. A move of an actor is told
twice: at once (does it gain, and is that deterred by what the others would answer, under seq), and with foresight 2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tertius.dynamics.foresight import judge_move
from tertius.dynamics.solved import Solved
from tertius.evidence.readings import ReadingRow
from tertius.explain.evolution_english import ahead_words, move_words, stance_words
from tertius.explain.told import Told
from tertius.kernels.floods import flood
from tertius.report.by_reading import alike
from tertius.report.exhibits import Key
from tertius.stability.concepts import concept as card_of
from tertius.stability.sequences import sequence_test

__all__ = ["EvolutionArc", "EvolutionGraph", "EvolutionMove", "EvolutionState", "evolution_graphs"]

FEW = 40
"""Situations up to which those that one more move leads to are drawn as well."""
DRAWN = 150
TOLD = 30
"""Situations with their reasons, the first ones; of the others what each actor would do."""


@dataclass(frozen=True, slots=True)
class EvolutionMove:
    """A move that an actor can make. to : number of the situation, 0 where it is not drawn"""

    what: str
    to: int
    at_once: str
    ahead: bool
    words: str


@dataclass(frozen=True, slots=True)
class EvolutionState:
    """A situation. number : from 1; tags : what it is; actors : name, what it does here, reasons, moves; layer, place : where it is drawn"""

    number: int
    code: str
    words: str
    tags: tuple[str, ...]
    lasts: bool
    actors: tuple[tuple[str, str, tuple[str, ...], tuple[EvolutionMove, ...]], ...]
    layer: int
    place: int


@dataclass(frozen=True, slots=True)
class EvolutionArc:
    """One line of the picture: between numbers. kind : ``made``, ``ahead``, ``deterred`` or ``idle``"""

    source: int
    target: int
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class EvolutionGraph:
    """One picture; `mark` is that of its first reading, for ids."""

    keys: tuple[Key, ...]
    states: tuple[EvolutionState, ...]
    arcs: tuple[EvolutionArc, ...]
    left_out: int

    @property
    def name(self) -> str:
        """A part of the ids of its situations."""
        return self.keys[0].id or "as-it-stands"


def evolution_graphs(rows: Sequence[ReadingRow], keys: Mapping[str | None, Key]) -> tuple[EvolutionGraph, ...]:
    """A graph for each distinct picture, in the order of the readings."""
    begin = [(row, row.solved) for row in rows if row.solved is not None and row.solved.game.status_quo is not None]
    found = alike(((row.reading, _drawn(row, solved)) for row, solved in begin if any(m.some for m in solved.game.moves)), keys)
    return tuple(EvolutionGraph(mine, *drawn) for mine, drawn in found)


def _drawn(row: ReadingRow, solved: Solved) -> tuple[tuple[EvolutionState, ...], tuple[EvolutionArc, ...], int]:
    game = solved.game
    assert game.status_quo is not None
    core, cut = _core(row, solved)
    shown = list(core)
    if len(core) <= FEW:
        beyond = dict.fromkeys(t for s in core for m in game.moves for t in m.of(s) if t not in set(core))
        if len(core) + len(beyond) <= FEW:
            shown += beyond
    number = {s: n for n, s in enumerate(shown, 1)}
    judged = {s: [_moves(solved, i, s, number) for i in range(len(game.actors))] for s in shown}
    layers = _layers(shown, game.status_quo, [(s, t) for s in shown for m in game.moves for t in m.of(s) if t in number])
    tags = _tags(row, solved)
    lasts = np.asarray(solved.stable(solved.default).all(axis=0), np.bool_)
    told = Told(solved.case)
    states = []
    for s in shown:
        reasons = s in set(core[:TOLD])
        states.append(
            EvolutionState(
                number[s], game.codes[s], told.state(game.codes[s]), tuple(tags.get(game.codes[s], ())), bool(lasts[s]),
                tuple(_actor(told, solved, i, s, judged[s][i], number, reasons=reasons) for i in range(len(game.actors)) if game.moves[i].some),
                *layers[s],
            )
        )  # fmt: skip
    return tuple(states), _arcs(solved, shown, core, number, judged), cut


def _core(row: ReadingRow, solved: Solved) -> tuple[list[int], int]:
    """By how far away they are: what improvements reach from the status quo, and what the told ways pass through."""
    game = solved.game
    assert game.status_quo is not None
    found = [game.status_quo]
    seen = set(found)
    for s in found:
        if len(found) >= DRAWN:
            break
        after = list(dict.fromkeys(t for m in game.improvements for t in m.of(s) if t not in seen))
        seen.update(after)
        found += after
    start = np.zeros(game.states, np.bool_)
    start[game.status_quo] = True
    reached = int(flood(list(game.improvements), start).sum())
    named = [code for ends in (row.myopic, row.foresighted) if ends is not None for code in _named(ends.paths.values(), ends.states, ends.unsettled)]
    places = (solved.index(code) for code in dict.fromkeys(named))
    found += [p for p in dict.fromkeys(places) if p is not None and p not in seen]
    shown = found[:DRAWN]
    return shown, max(0, reached - sum(s in seen for s in shown)) if len(found) > DRAWN else 0


def _named(paths: Iterable[Sequence[tuple[str, str, str]]], states: Sequence[str], groups: Iterable[Sequence[str]]) -> list[str]:
    return [*(y for p in paths for _, x, y in p), *states[:DRAWN], *(code for g in groups for code in g[:FEW])]


def _moves(solved: Solved, actor: int, state: int, number: Mapping[int, int]) -> list[tuple[int, str, bool]]:
    """Each move of an actor: where to, whether it is ``made``, ``deterred``, ``idle`` or ``unknown`` at once, and whether it is worthwhile ahead."""
    game = solved.game
    gains = set(game.improvements[actor].of(state))
    perhaps = set(game.perhaps[actor].of(state)) if game.perhaps else set()
    worth = set(solved.worthwhile()[actor].of(state))
    test = sequence_test(game, actor, card_of(solved.default)) if gains else None
    found = []
    for t in game.moves[actor].of(state):
        at_once = "idle"
        if t in gains:
            assert test is not None
            at_once = "deterred" if test.met(state, t) else "made"
        elif t in perhaps:
            at_once = "unknown"
        found.append((t, at_once, t in worth))
    order = {"made": 0, "deterred": 1, "unknown": 2, "idle": 3}
    return sorted(found, key=lambda m: (order[m[1]], not m[2], m[0] not in number))


def _actor(
    told: Told, solved: Solved, actor: int, state: int, moves: Sequence[tuple[int, str, bool]], number: Mapping[int, int], *, reasons: bool
) -> tuple[str, str, tuple[str, ...], tuple[EvolutionMove, ...]]:
    game = solved.game
    name, code = game.actors[actor], game.codes[state]
    shown = tuple(
        EvolutionMove(told.change(code, game.codes[t], name), number.get(t, 0), at_once, ahead, move_words(at_once, ahead=ahead))
        for t, at_once, ahead in moves
        if at_once != "idle" or ahead
    )
    why: list[str] = []
    if reasons and moves:
        why.append(told.witness(solved.why(actor, state)))
        # One that the actor would make looking ahead, and one that would pay at once and that it would not.
        for wanted in (True, False):
            mine = next((t for t, at_once, ahead in moves if ahead == wanted and (ahead or at_once in {"made", "deterred"})), None)
            if mine is not None:
                why.append(ahead_words(told.judgement(judge_move(game, actor, state, mine))))
    said = stance_words(moves=bool(moves), leaves=any(m[1] == "made" for m in moves), ahead=any(m[2] for m in moves))
    return told.actor(name), said, tuple(dict.fromkeys(why)), shown


def _tags(row: ReadingRow, solved: Solved) -> dict[str, list[str]]:
    tags: dict[str, list[str]] = {}
    if row.status_quo is not None:
        tags[row.status_quo] = ["Status quo"]
    for ends, how in ((row.myopic, "Outcome without foresight"), (row.foresighted, "Outcome with foresight 2")):
        for code in ends.states if ends is not None else ():
            tags.setdefault(code, []).append(how)
    return tags


def _layers(shown: Sequence[int], start: int, arcs: Iterable[tuple[int, int]]) -> dict[int, tuple[int, int]]:
    """(layer, place in it) by how many moves a situation is away; what no drawn move reaches comes last."""
    after: dict[int, list[int]] = {s: [] for s in shown}
    for s, t in arcs:
        after[s].append(t)
    depth = {start: 0}
    queue = [start]
    for s in queue:
        for t in after[s]:
            if t not in depth:
                depth[t] = depth[s] + 1
                queue.append(t)
    last = max(depth.values()) + 1
    count: dict[int, int] = {}
    found = {}
    for s in shown:
        layer = depth.get(s, last)
        found[s] = layer, count.get(layer, 0)
        count[layer] = found[s][1] + 1
    return found


def _arcs(
    solved: Solved, shown: Sequence[int], core: Sequence[int], number: Mapping[int, int], judged: Mapping[int, list[list[tuple[int, str, bool]]]]
) -> tuple[EvolutionArc, ...]:
    """Moves that gain something, at once or ahead; the others too where all fits, from the situations at the centre."""
    told = Told(solved.case)
    listed: dict[tuple[int, int], tuple[str, list[str]]] = {}
    order = ("made", "ahead", "deterred", "idle")
    inside = set(core)
    for s in shown:
        for i, moves in enumerate(judged[s]):
            for t, at_once, ahead in moves:
                if t not in number:
                    continue
                kind = "made" if at_once == "made" else "ahead" if ahead else "deterred" if at_once == "deterred" else "idle"
                if kind == "idle" and (s not in inside or len(shown) > FEW):
                    continue
                known, names = listed.get((s, t), (kind, []))
                listed[s, t] = min(known, kind, key=order.index), [*names, told.actor(solved.game.actors[i])]
    return tuple(EvolutionArc(number[s], number[t], kind, ", ".join(dict.fromkeys(names))) for (s, t), (kind, names) in listed.items())
