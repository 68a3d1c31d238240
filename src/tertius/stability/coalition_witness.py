"""Why a state is coalitionally stable or not: which coalition leaves, and what answers it."""

from __future__ import annotations

from collections.abc import Iterable

from tertius.kernels.game import Game
from tertius.kernels.replies import members
from tertius.stability.coalition import Coalition, Coalitions, considered, known_coalitions
from tertius.stability.witness import Sanction, Step, Witness

__all__ = ["coalition_witness"]


def coalition_witness(
    game: Game, actor: int, state: int, id: str, named: Iterable[Iterable[str]] | None = None
) -> Witness:
    """The reason why a state is stable or unstable for every coalition that the actor can be in."""
    among = considered(game, named)
    groups = known_coalitions(game, among)
    listed = None if named is None else tuple(_ids(game, c) for c in among if len(c) > 1)
    who, here, code = game.actors[actor], game.codes[state], game.codes
    sanctions: list[Sanction] = []
    for group in among:
        if actor not in group:
            continue
        stable = bool(groups.stable(group, id)[state])
        for target in members(groups.improvements(group)[state]):
            found = None if id == "cnash" else _answer(game, groups, group, state, target, id)
            if found is not None:
                sanctions.append(found)
            elif not stable:
                return Witness(who, here, id, False, (), code[target], coalition=_ids(game, group), coalitions=listed)
    return Witness(who, here, id, True, tuple(sanctions), coalitions=listed)


def _ids(game: Game, group: Coalition) -> tuple[str, ...]:
    return tuple(game.actors[i] for i in group)


def _answer(game: Game, groups: Coalitions, group: Coalition, state: int, target: int, id: str) -> Sanction | None:
    if id == "cseq":
        steps = {d: groups.improvements(d) for d in groups.responders(group)}
    else:
        steps = {(j,): groups.moves((j,)) for j in groups.outside(group)}
    path = _path(game, groups, group, state, target, id, steps)
    if path is None:
        return None
    end = path[-1][2]
    code = game.codes
    regains = members(groups.moves(group)[end]) if id == "csmr" else ()
    named: tuple[Step, ...] = tuple(("+".join(_ids(game, d)), code[a], code[b]) for d, a, b in path)
    leaving = _ids(game, group) if len(group) > 1 else ()
    return Sanction(code[target], named, code[end], tuple(code[r] for r in regains), leaving)


def _path(
    game: Game, groups: Coalitions, group: Coalition, state: int, start: int, id: str, steps: dict[Coalition, list[int]]
) -> list[tuple[Coalition, int, int]] | None:
    """A shortest sequence of one or more steps, nobody twice in succession, to a sanction."""
    parent: dict[tuple[int, Coalition], tuple[int, Coalition]] = {}
    edge: list[tuple[int, Coalition]] = [(start, ())]
    while edge:
        following = []
        for node in edge:
            here, last = node
            for mover, rows in steps.items():
                if mover == last:
                    continue
                for there in members(rows[here]):
                    key = there, mover
                    if key in parent:
                        continue
                    parent[key] = node
                    if groups.sanctions(group, state, 1 << there, id):
                        trail = []
                        while key[1]:
                            before = parent[key]
                            trail.append((key[1], before[0], key[0]))
                            key = before
                        return trail[::-1]
                    following.append(key)
        edge = following
    return None
