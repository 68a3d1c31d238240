r"""Sanctions by sequences of the others' moves: one test for nash, gmr, smr, seq, sseq and their variants.

A state s is stable for i when every move that would make i leave it (an *improvement*) is followed by a
sequence of the others to a *sanction* from which, where one more move of i counts, there is no *escape*.
The variants differ in what the three words mean (all compared with s), and in which sequences count:

======  ===========  ==================  ==================  =======================
form    improvement  sanction            escape              an improving reply is
======  ===========  ==================  ==================  =======================
plain   P            not P               P                   P
a       P or U       not P, known        P or U              P or U
b       P            not P, known        P or U              P or U
c       P or U       not P (U counts)    P                   P or U
d       P            not P (U counts)    P                   P or U
strong  P            s strongly before   not s strongly      P
                     it                  before it
======  ===========  ==================  ==================  =======================

Two ways of finding out. For an actor with ranks a floor is enough (`FloorTest`): a sanction is a state
whose value is at most the rank of s, whichever form is asked, because nothing is unknown to the actor
itself; for *strong* the blocks between strong gaps take the place of ranks, and the value must be below.
For comparisons of pairs and for merged actors there is no such number; then each state is searched with
the sets that the others can reach (`SetTest`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np

from tertius.arrays import BoolArray, RankArray
from tertius.errors import UnknownNameError
from tertius.kernels.arcs import Arcs
from tertius.kernels.game import Game, Steps
from tertius.kernels.relation import BETTER, EQUAL, STRONGLY_WORSE, UNKNOWN, Ranked, SignArray
from tertius.kernels.replies import SANCTIONS, as_bits, bounded_floor, reached, table
from tertius.stability.card import Card

__all__ = ["FloorTest", "SequenceTest", "SetTest", "kept_table", "sequence_test"]


def kept_table(game: Game, kind: str, actor: int) -> list[int]:
    """For each state the bit set of an actor's ``moves``, ``improvements`` or ``perhaps``, worked out once."""
    key = "table", kind, actor
    if key not in game.kept:
        steps: Steps = getattr(game, kind)[actor]
        game.kept[key] = table(steps, game.states)
    found: list[int] = game.kept[key]
    return found


def _pool(game: Game, card: Card) -> str:
    if card.responses == "moves":
        return "moves"
    return "perhaps" if card.form and game.perhaps else "improvements"


class FloorTest:
    """The test for an actor with ranks."""

    def __init__(self, game: Game, actor: int, card: Card, mode: str) -> None:
        self.card, self.mode = card, mode
        self.leaving = game.leaving(actor, unknown=card.form in {"a", "c"})
        pool: Sequence[Steps] = getattr(game, _pool(game, card))
        self.pool = pool
        self._others = [pool[j] for j in game.others(actor) if pool[j].some]
        relation = game.relation(actor)
        assert isinstance(relation, Ranked)
        self._strict = card.strength == "strong"
        self.level: RankArray = np.asarray(relation.rank)
        if self._strict:
            blocks = relation.block
            self.level = np.zeros(game.states, np.int32) if blocks is None else blocks
        self._moves = game.moves[actor]
        self._value: RankArray | None = None
        self._bottom: RankArray | None = None

    @property
    def value(self) -> RankArray:
        """(states,) what a state is worth to the actor as the end of a sanction."""
        # Not functools.cached_property, which makes actors wait for each other before Python 3.12.
        if self._value is None:
            self._value = self.level
            if self.card.escapes:
                self._value = np.asarray(np.maximum(self.level, self._moves.best(self.level, -1)), np.int32)
        return self._value

    @property
    def bottom(self) -> RankArray:
        """(states,) the worst that the others can do to the actor from each state."""
        if self._bottom is None:
            self._bottom = bounded_floor(self.value, self._others, self.mode)
        return self._bottom

    def met(self, state: int, improvement: int) -> bool:
        """Whether the others can sanction the move from `state` to `improvement`."""
        if self.card.responses is None:
            return False
        low, level = int(self.bottom[improvement]), int(self.level[state])
        return low < level if self._strict else low <= level

    def sanctions(self, state: int) -> Callable[[int], bool]:
        """From the end of a sequence to whether it is a sanction of leaving `state`."""
        value, level = self.value, int(self.level[state])
        if self._strict:
            return lambda end: int(value[end]) < level
        return lambda end: int(value[end]) <= level

    def stable(self) -> BoolArray:
        """(states,) whether each state is stable."""
        if self.card.responses is None or not self.leaving.some:
            return ~self.leaving.has()
        top = self.leaving.best(self.bottom, -1)
        return np.asarray(top < self.level if self._strict else top <= self.level)


class SetTest:
    """The test for an actor of whom only comparisons are known, or that stands for several."""

    def __init__(self, game: Game, actor: int, card: Card, mode: str) -> None:
        self.card, self.mode = card, mode
        self.leaving = game.leaving(actor, unknown=card.form in {"a", "c"})
        self.kind = _pool(game, card)
        pool: Sequence[Steps] = getattr(game, self.kind)
        self.pool = pool
        self._game, self._actor = game, actor
        self._relation = game.relation(actor)
        self._everywhere = np.arange(game.states)
        moves = game.moves[actor]
        assert isinstance(moves, Arcs)
        self._moves = moves

    @cached_property
    def replies(self) -> list[int]:
        """For each state the bit set of what the others can reach from it."""
        game, key = self._game, ("replies", self.kind, self._actor, self.mode)
        if key not in game.kept:
            others = [j for j in game.others(self._actor) if self.pool[j].some]
            found = reached([kept_table(game, self.kind, j) for j in others], self.mode)
            game.kept[key] = found or [0] * game.states
        known: list[int] = game.kept[key]
        return known

    def _sanctions(self, state: int) -> int:
        """The bit set of the states that sanction leaving `state`."""
        sign = self._relation.signs(self._everywhere, state)
        good = _is_sanction(sign, self.card)
        if self.card.escapes:
            good &= ~self._moves.gather(_is_escape(sign, self.card))
        return as_bits(good)

    def met(self, state: int, improvement: int) -> bool:
        """Whether the others can sanction the move from `state` to `improvement`."""
        return self.card.responses is not None and bool(self.replies[improvement] & self._sanctions(state))

    def sanctions(self, state: int) -> Callable[[int], bool]:
        """From the end of a sequence to whether it is a sanction of leaving `state`."""
        found = self._sanctions(state)
        return lambda end: bool(found >> end & 1)

    def stable(self) -> BoolArray:
        """(states,) whether each state is stable."""
        has = self.leaving.has()
        if self.card.responses is None:
            return ~has
        stable = np.ones(len(has), np.bool_)
        for state in np.flatnonzero(has):
            found = self._sanctions(int(state))
            stable[state] = all(self.replies[q] & found for q in self.leaving.of(int(state)))
        return stable


def _is_sanction(sign: SignArray, card: Card) -> BoolArray:
    if card.strength == "strong":
        return np.asarray(sign == STRONGLY_WORSE)
    if card.form in {"a", "b"}:
        return np.asarray((sign <= EQUAL) & (sign != UNKNOWN))
    return np.asarray(sign <= EQUAL)


def _is_escape(sign: SignArray, card: Card) -> BoolArray:
    if card.strength == "strong":
        return np.asarray(sign != STRONGLY_WORSE)
    if card.form in {"a", "b"}:
        return np.asarray((sign >= BETTER) | (sign == UNKNOWN))
    return np.asarray(sign >= BETTER)


SequenceTest: TypeAlias = "FloorTest | SetTest"


def sequence_test(game: Game, actor: int, card: Card, mode: str = "legal") -> SequenceTest:
    """The test that suits the actor; for a weak concept, that of its plain one.

    mode : ``legal``, ``once`` or ``single`` (`tertius.kernels.replies`)
    """
    if mode not in SANCTIONS:
        raise UnknownNameError("way of sanctioning", mode, SANCTIONS)
    return (FloorTest if game.ranked(actor) else SetTest)(game, actor, card, mode)
