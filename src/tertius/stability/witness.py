"""Why a verdict holds: structured, checkable reasons.

A state is unstable for i because of one improvement that nobody can sanction. It is stable because
each improvement has a sanction: a legal sequence of the others (or a set of simultaneous choices,
or, for `limited`, an anticipated state that i does not prefer).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from tertius.kernels.game import Game
from tertius.stability.concepts import concept
from tertius.stability.limited import anticipations
from tertius.stability.sim import choices_against, refuse_graph

__all__ = ["Sanction", "Witness", "legal_path", "witness"]

Step = tuple[str, str, str]
"""(actor, state left, state reached), by id and code."""


@dataclass(frozen=True, slots=True)
class Sanction:
    """The reply to one improvement.

    improvement : the state that i would move to
    path : the others' moves from there; for `sim` one step an actor, all from the state left
    end : the state where it ends
    regains : what i could still reach from the end by one move (smr and sseq)
    """

    improvement: str
    path: tuple[Step, ...]
    end: str
    regains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Witness:
    """The reason for one verdict: either `unsanctioned` or one sanction an improvement.

    For `limited`, `unsanctioned` is the move and `anticipated` the states expected after it.
    """

    actor: str
    state: str
    concept: str
    stable: bool
    sanctions: tuple[Sanction, ...] = ()
    unsanctioned: str | None = None
    anticipated: tuple[str, ...] = ()
    horizon: int | None = None


def witness(game: Game, actor: int, state: int, id: str, *, horizon: int = 2) -> Witness:
    """The reason why a state is stable or unstable for an actor."""
    card = concept(id)
    if id == "sim":
        refuse_graph(game)
    who, here, code = game.actors[actor], game.codes[state], game.codes
    if id == "limited":
        ends, moves = anticipations(game, actor, horizon)[state]
        if moves is not None:
            return Witness(
                who, here, id, False, (), code[min(moves)], tuple(code[e] for e in sorted(ends)), horizon
            )
        return Witness(who, here, id, True, (), None, (), horizon)
    sanctions = []
    for target in game.improvements[actor].of(state):
        found: Sanction | None = None
        if id == "sim":
            choices = choices_against(game, actor, state, target)
            if choices is not None:
                steps = tuple((game.actors[j], here, code[c]) for j, c in choices[0] if c != state)
                found = Sanction(code[target], steps, code[choices[1]])
        elif card.responses is not None:
            path = _sanction_path(game, actor, state, target, card.responses, card.escapes)
            if path is not None:
                end = path[-1][2]
                regains = game.moves[actor].of(end) if card.escapes else []
                found = Sanction(
                    code[target],
                    tuple((game.actors[j], code[a], code[b]) for j, a, b in path),
                    code[end],
                    tuple(code[r] for r in regains),
                )
        if found is None:
            return Witness(who, here, id, False, (), code[target])
        sanctions.append(found)
    return Witness(who, here, id, True, tuple(sanctions))


def _sanction_path(
    game: Game, actor: int, state: int, target: int, responses: str, escapes: bool
) -> list[tuple[int, int, int]] | None:
    limit = game.rank[actor][state]

    def sanctions(end: int) -> bool:
        if game.rank[actor][end] > limit:
            return False
        return not escapes or all(game.rank[actor][r] <= limit for r in game.moves[actor].of(end))

    return legal_path(game, actor, target, responses, sanctions)


def legal_path(
    game: Game, actor: int, start: int, responses: str, goal: object
) -> list[tuple[int, int, int]] | None:
    """A shortest legal sequence of one or more moves of the others to a state where `goal` is true.

    Breadth first over (state, last mover), so nobody moves twice in succession and A-B-A is legal.
    """
    assert callable(goal)
    pool = game.moves if responses == "moves" else game.improvements
    others = game.others(actor)
    parent: dict[tuple[int, int], tuple[int, int]] = {}
    queue: deque[tuple[int, int]] = deque([(start, -1)])
    while queue:
        node = queue.popleft()
        here, last = node
        for j in others:
            if j == last:
                continue
            for there in pool[j].of(here):
                key = (there, j)
                if key in parent:
                    continue
                parent[key] = node
                if goal(there):
                    steps = []
                    while key[1] != -1:
                        before = parent[key]
                        steps.append((key[1], before[0], key[0]))
                        key = before
                    return steps[::-1]
                queue.append(key)
    return None
