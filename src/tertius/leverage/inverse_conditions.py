r"""What a preference must satisfy for a state to be stable: monotone conditions on the states not preferred to it.

Fix an actor i and a state e. With the others' preferences as they are, whether e is stable for i depends only
on :math:`L = \{s : e \succsim_i s\}`, and more in L never hurts. For each move q in :math:`R_i(e)`

- nash: :math:`q \in L`
- gmr, seq: :math:`q \in L`, or some answer k has :math:`k \in L`
- smr, sseq: :math:`q \in L`, or some answer k has :math:`\{k\} \cup R_i(k) \subseteq L`

where the answers to q are the ends of legal sequences of the others' moves from q (gmr, smr) or of their
improvements (seq, sseq). No actor moves twice in succession; A-B-A is legal. e itself is always in L, so equal
preference counts as a sanction, as in `tertius.stability`.

Sets of states are bit sets: bit s is state s.

References
----------
Kinsara, R. A. (2014). *Inverse GMCR*, section 5.2 of a thesis at the University of Waterloo: the question.
Rego, L. C. and others: preference changes of least cost as integer programmes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tertius.errors import NotSupportedError
from tertius.kernels.game import Game, Steps
from tertius.kernels.replies import members
from tertius.leverage.inverse_pairs import Condition, Wish

__all__ = [
    "CONCEPTS", "LEGAL", "MAX_STATES", "Requirement", "answers", "refuse_unranked", "requirements", "satisfied",
    "stability_conditions", "strictly_above",
]  # fmt: skip

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")
"""Concepts whose inverse is known here."""
LEGAL = {"nash": "nash", "gmr": "gmr", "smr": "smr", "seq": "gmr", "sseq": "smr"}
"""For each concept the weakest one that it implies and that does not look at the others' preferences."""
MAX_STATES = 2048


@dataclass(frozen=True, slots=True)
class Requirement:
    """The move to `move` is not wanted, or one of `ways` is: all its states are not preferred to e.

    ways : bit sets, none inside another, none with the move in it, without e; smallest first
    """

    move: int
    ways: tuple[int, ...]

    def met(self, level: int) -> bool:
        """Whether it holds where `level` is the bit set of the states not preferred to e."""
        return bool(level >> self.move & 1) or any(not way & ~level for way in self.ways)


def refuse_unranked(game: Game) -> None:
    """Raise `NotSupportedError` where an actor's preference is no ranking without strength; by name."""
    for i, actor in enumerate(game.actors):
        if i not in game.relations:
            continue
        relation = game.relations[i]
        if relation.unknown is not None:
            what = "a preference with something not known ('?', or pairs that are not compared)"
        elif game.ranked(i):
            what = "a ranking with strong gaps ('>>')"
        else:
            what = "a preference as pairs"
        raise NotSupportedError(
            f"the inverse question is about complete rankings, and {actor} has {what}; give a reading `changes` with a "
            "ranking or statements"
        )


def answers(steps: Sequence[Steps], start: int) -> int:
    """The bit set of the ends of legal sequences from `start` by the actors whose steps are given."""
    if len(steps) == 1:
        return sum(1 << t for t in set(steps[0].of(start)))
    seen: set[tuple[int, int]] = set()
    todo = [(start, -1)]
    found = 0
    while todo:
        state, last = todo.pop()
        for j, moves in enumerate(steps):
            if j == last:
                continue
            for t in moves.of(state):
                if (t, j) not in seen:
                    seen.add((t, j))
                    found |= 1 << t
                    todo.append((t, j))
    return found


def requirements(game: Game, actor: int, state: int, concept: str) -> tuple[Requirement, ...]:
    """What must hold for `state` to be stable for the actor, a requirement for each move that is not free."""
    moves = sorted(set(game.moves[actor].of(state)) - {state})
    if concept == "nash":
        return tuple(Requirement(q, ()) for q in moves)
    pool = game.moves if concept in {"gmr", "smr"} else game.improvements
    others = [pool[j] for j in game.others(actor) if pool[j].some]
    found = []
    blocks: dict[int, int] = {}
    for q in moves:
        ways = set()
        for k in members(answers(others, q) if others else 0):
            if k not in blocks:
                own = game.moves[actor].of(k) if concept in {"smr", "sseq"} else ()
                blocks[k] = (1 << k | sum(1 << t for t in set(own) - {k})) & ~(1 << state)
            ways.add(blocks[k])
        if 0 not in ways:
            found.append(Requirement(q, _least(way for way in ways if not way >> q & 1)))
    return tuple(found)


def _least(ways: Iterable[int]) -> tuple[int, ...]:
    """The sets that have no other inside them, smallest first."""
    kept: list[int] = []
    for way in sorted(ways, key=lambda w: (w.bit_count(), w)):
        if not any(other & way == other for other in kept):
            kept.append(way)
    return tuple(kept)


def stability_conditions(needed: Sequence[Requirement], state: int) -> tuple[Condition, ...]:
    """The requirements as conditions on pairs of states."""

    def not_wanted(states: Iterable[int]) -> tuple[Wish, ...]:
        return tuple(Wish(s, state, above=False) for s in states)

    return tuple((not_wanted([r.move]), *(not_wanted(members(way)) for way in r.ways)) for r in needed)


def satisfied(needed: Sequence[Requirement], level: int) -> bool:
    """Whether all hold where `level` is the bit set of the states not preferred to e."""
    return all(requirement.met(level) for requirement in needed)


def strictly_above(game: Game, actor: int, state: int) -> int:
    """The bit set of the states that the actor prefers to `state`."""
    rank = game.rank[actor]
    own = int(rank[state])
    return sum(1 << s for s in range(game.states) if int(rank[s]) > own)
