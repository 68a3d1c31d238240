"""Where the status quo leads under each reading, as stories that a figure and a table both tell."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tertius.dynamics.foresight import judge_move
from tertius.dynamics.outcomes import Outcomes
from tertius.dynamics.solved import Solved
from tertius.evidence.readings import ReadingRow
from tertius.evidence.verdicts import ClaimResult, Refusal
from tertius.explain.told import Told
from tertius.kernels.game import Steps
from tertius.model.case import OutcomeTest
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.report.by_reading import alike
from tertius.report.exhibits import Key, PathFigure, Story
from tertius.stability.witness import Step
from tertius.view.layout import Box, Refused

__all__ = ["path_figures"]

STORIES = 3
LINES = 9
LOOP = 6
REFUSALS = 3


def path_figures(
    rows: Sequence[ReadingRow], keys: Mapping[str | None, Key], results: Sequence[ClaimResult], concept: str = ""
) -> tuple[PathFigure, ...]:
    """One figure for each distinct way to go, first without foresight and then with it.

    concept : by default each reading's own: seq, or seq_d where some preference is not known
    """
    figures = []
    for foresight in (1, 2):
        ways = []
        for row in rows:
            found = row.myopic if foresight == 1 else row.foresighted
            if found is None or row.solved is None:
                continue
            wanted = _asked(results, row.solved, row.reading, foresight)
            stories = _stories(row.solved, found, wanted, concept)
            more = len(found.states) + len(found.unsettled) - len(stories)
            ways.append((row.reading, (stories, more)))
        figures += [PathFigure(foresight, mine, *way) for mine, way in alike(ways, keys)]
    return tuple(figures)


def _asked(results: Sequence[ClaimResult], solved: Solved, reading: str | None, foresight: int) -> list[Refusal]:
    """Refusals that the claims' own reasons name, where the claim is tested on this very conflict."""
    found: list[Refusal] = []
    here = _bare(solved)
    for r in results:
        expect, tested = r.claim.expect, r.verdict.solved
        if r.reading != reading or not isinstance(expect, OutcomeTest) or expect.foresight != foresight:
            continue
        if tested is not None and _bare(tested) == here:
            found += r.verdict.reason.refusals
    return found


def _bare(solved: Solved) -> OptionConflict | GraphConflict | None:
    conflict = solved.case.conflict
    if isinstance(conflict, OptionConflict):
        return replace(conflict, declared=None)
    return None if conflict is None else replace(conflict, declared=None)


def _stories(solved: Solved, found: Outcomes, asked: Sequence[Refusal], concept: str) -> tuple[Story, ...]:
    told = Told(solved.case)
    stories = []
    for state in found.states[:STORIES]:
        refusals = _refusals(solved, state, found.foresight, asked, concept)
        stories.append(_story(told, solved, found.paths[state], state, refusals))
    for group in found.unsettled[: max(0, STORIES - len(stories))]:
        stories.append(_loop(told, solved, found, group, concept))
    return tuple(stories)


def _boxes(told: Told, states: Sequence[str], last: str) -> list[Box]:
    boxes = []
    for index, state in enumerate(states):
        lines = told.lines(state)
        before = told.lines(states[index - 1]) if index else lines
        marked = [(line, line not in before) for line in lines[:LINES]]
        if len(lines) > LINES:
            marked.append((f"and {len(lines) - LINES} more", False))
        tag = "Status quo" if index == 0 else ""
        kind = "start" if index == 0 else "state"
        if index == len(states) - 1 and last:
            tag, kind = (f"{tag}: it stays" if tag else last), "end"
        boxes.append(Box(tuple(marked), tag, kind))
    return boxes


def _rows(told: Told, path: Sequence[Step]) -> list[tuple[str, str, str]]:
    return [(told.actor(a), told.change(x, y, a), told.state(y)) for a, x, y in path]


def _story(told: Told, solved: Solved, path: Sequence[Step], state: str, refusals: Sequence[Refusal]) -> Story:
    states = [x for _, x, _ in path] + [state]
    refused = tuple(_refused(told, solved, r) for r in refusals)
    end = f"It ends in: {told.state(state)}." if path else f"The status quo stays: {told.state(state)}."
    boxes = tuple(_boxes(told, states, "Outcome"))
    moves = tuple(told.step(s) for s in path)
    return Story(boxes, moves, None, refused, end, tuple(_rows(told, path)))


def _refused(told: Told, solved: Solved, refusal: Refusal) -> Refused:
    who = told.actor(refusal.actor)
    move = f"{who} {told.change(refusal.state, refusal.target, refusal.actor)}"
    game = solved.game
    i, here, there = game.actor(refusal.actor), solved.index(refusal.state), solved.index(refusal.target)
    gains = here is not None and there is not None and game.prefers(i, there, here)
    if refusal.kind == "not_improvement":
        return Refused(move, f"Not made: {who} would gain nothing by it.")
    if refusal.kind == "not_known":
        return Refused(move, f"Not made: it is not known whether {who} would gain by it.")
    start = "It would pay at once, but " if gains else ""

    def said(text: str) -> str:
        return start + text if start else text[:1].upper() + text[1:]

    if refusal.judgement is not None:
        judged = refusal.judgement
        if judged.against is not None:
            _, path = judged.against
            then = f"then {told.path(path)}, and there it rests" if path else "nobody else then moves"
            return Refused(move, f"Not worthwhile: {who} does not prefer what follows. {said(then)}.")
        return Refused(move, f"Not worthwhile. {said('the others’ replies never come to rest')}.")
    found = refusal.witness.sanctions if refusal.witness else ()
    sanction = next((s for s in found if s.improvement == refusal.target), None)
    if sanction is None:
        return Refused(move, "Not made.")
    return Refused(move, f"Not made. {said(f'then {told.path(sanction.path)}, which leaves {who} no better off')}.")


def _refusals(solved: Solved, state: str, foresight: int, asked: Sequence[Refusal], concept: str) -> list[Refusal]:
    """First what claims ask about, then each actor's best improvement that it does not make."""
    found: dict[str, Refusal] = {}
    for refusal in asked:
        if refusal.state == state:
            found.setdefault(refusal.actor, refusal)
    game, here = solved.game, solved.index(state)
    assert here is not None
    for i, actor in enumerate(game.actors):
        gains = game.improvements[i].of(here)
        if actor in found or not gains:
            continue
        target = max(gains, key=lambda t: (int(game.rank[i][t]), -t)) if game.ranked(i) else gains[0]
        if foresight == 2:
            judged = judge_move(game, i, here, target)
            if not judged.worthwhile:
                found[actor] = Refusal(actor, state, game.codes[target], "not_worthwhile", judgement=judged)
        else:
            why = solved.why(i, here, concept)
            if why.stable:
                found[actor] = Refusal(actor, state, game.codes[target], "sanctioned", witness=why)
    return list(found.values())[:REFUSALS]


def _steps(solved: Solved, foresight: int, concept: str) -> tuple[Steps, ...]:
    """The moves that paths take, as in `tertius.dynamics.outcomes`."""
    if foresight == 2:
        return solved.worthwhile()
    stable = solved.stable(concept or solved.default)
    ends = np.asarray(stable.all(axis=0), np.bool_)
    return tuple(
        improvements.restrict(np.asarray(~stable[i] & ~ends))
        for i, improvements in enumerate(solved.game.improvements)
    )


def _trail(solved: Solved, steps: Sequence[Steps], start: int, goals: set[int]) -> list[tuple[int, int, int]]:
    """A shortest sequence of one or more moves from `start` into `goals`."""
    parent: dict[int, tuple[int, int]] = {}
    queue = deque([start])
    while queue:
        here = queue.popleft()
        for i, arcs in enumerate(steps):
            for there in arcs.of(here):
                if there in parent or (there == start and start not in goals):
                    continue
                parent[there] = i, here
                if there in goals:
                    trail = [(i, here, there)]
                    while trail[-1][1] != start:
                        actor, before = parent[trail[-1][1]]
                        trail.append((actor, before, trail[-1][1]))
                    return trail[::-1]
                if there != start:
                    queue.append(there)
    return []


def _loop(told: Told, solved: Solved, found: Outcomes, group: Sequence[str], concept: str) -> Story:
    game = solved.game
    steps = _steps(solved, found.foresight, concept)
    assert game.status_quo is not None
    inside = {i for i in (solved.index(code) for code in group) if i is not None}
    into = [] if game.status_quo in inside else _trail(solved, steps, game.status_quo, inside)
    entry = into[-1][2] if into else game.status_quo
    around = _trail(solved, steps, entry, {entry})
    if not around:
        return Story((), (), None, (), "It never settles.", ())

    def named(trail: Sequence[tuple[int, int, int]]) -> list[Step]:
        return [(game.actors[i], game.codes[a], game.codes[b]) for i, a, b in trail]

    path, cycle = named(into), named(around)
    shown = cycle[:LOOP]
    states = [x for _, x, _ in path] + [x for _, x, _ in shown]
    boxes = _boxes(told, states, "")
    first = len(path)
    boxes = [Box(b.lines, b.tag, "loop" if k >= first else b.kind) for k, b in enumerate(boxes)]
    entry_tag = "Status quo, and from here it goes round" if first == 0 else "From here it goes round"
    boxes[first] = Box(boxes[first].lines, entry_tag, "loop")
    moves = [told.step(s) for s in (*path, *shown[:-1])]
    longer = len(cycle) - len(shown)
    last = told.step(shown[-1]) + (f"; and so on through {longer} more moves, back to where it began" if longer else "")
    end = f"It never settles: it goes round {len(group)} situations without end."
    rows = _rows(told, [*path, *cycle[: LOOP * 2]])
    return Story(tuple(boxes), tuple(moves), (first, last), (), end, tuple(rows), longer)
