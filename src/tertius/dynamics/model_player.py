r"""How the model plays an actor: one move at a time, by a rule that can be checked. Tertius's own.

Let :math:`G_i` be the case, or the case under the reading that is actor i's view. At a state s that exists in it,
the moves that i *wants* are

- with foresight 1: the improvements of i from s that nothing sanctions under the concept X. There are some exactly
  when s is not X-stable for i;
- with foresight 2: the worthwhile moves of i from s (`tertius.dynamics.foresight`).

If there are none, i stays. Of several it takes the one whose result (foresight 2: whose worst end) it likes best;
among these the one that changes the fewest letters of the state's code; then the first in state order. In a view,
what i wants but cannot do in the case itself does not count.

Without views every such move is a step of `tertius.dynamics.outcomes`, so that a play of the model alone ends in an
outcome or goes round. It need not find every outcome: the outcomes follow all orders of moves, a play follows one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.arrays import RankArray
from tertius.dynamics.foresight import MoveJudgement, ends_of, judge_move, worst_end, worst_of
from tertius.dynamics.solved import Solved
from tertius.errors import NotSupportedError
from tertius.kernels.game import Game
from tertius.kernels.relation import BETTER, EQUAL, UNKNOWN
from tertius.model.case import Case
from tertius.model.layers import perceived
from tertius.stability import seq
from tertius.stability.applicable import refuse
from tertius.stability.concepts import concept
from tertius.stability.sequences import SequenceTest, sequence_test
from tertius.stability.sim import choices_against
from tertius.stability.sim_fh import joint_answer, restless
from tertius.stability.witness import Sanction, Witness, legal_path

__all__ = ["ModelPlayer", "Weighing", "Wish", "compared"]

TOLD = 2
"""Improvements that are weighed where an actor with foresight 2 stays."""


@dataclass(frozen=True, slots=True)
class Weighing:
    """What speaks for and against one move of an actor, by its own preference and view.

    gain : ``better``, ``worse``, ``same`` or ``unknown``: the result against the state left, for the mover
    sanction : what answers it under the concept, where it is an improvement that can be sanctioned
    judgement : where it comes to rest, with foresight 2
    wanted : whether the model would make such a move
    """

    actor: str
    state: str
    target: str
    gain: str
    wanted: bool
    sanction: Sanction | None = None
    judgement: MoveJudgement | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What an actor wants to do at a state.

    wanted : the moves that it wants to make, best first; empty: it stays
    equal : how many of the first of these it likes the same
    witness : why it stays, with foresight 1
    weighings : why it takes the first of `wanted`; where it stays with foresight 2, why it does not make the first
        of its improvements
    more : how many further improvements it does not make
    seen : whether the state exists in its view
    """

    actor: str
    state: str
    wanted: tuple[str, ...] = ()
    equal: int = 0
    witness: Witness | None = None
    weighings: tuple[Weighing, ...] = ()
    more: int = 0
    seen: bool = True


class ModelPlayer:
    """A situated case, with each actor's own view of it, and the rule above.

    concept : by default seq, or seq_d where some preference is not known

    Raises `NotSupportedError` for a concept that does not judge single moves, and the errors of `Solved`.
    """

    def __init__(self, case: Case, *, concept_id: str = "", foresight: int = 1) -> None:
        self.case = case
        self.solved = Solved(case)
        views: dict[str | None, Solved] = {None: self.solved}
        self.own: dict[str, Solved] = {}
        for actor in case.actors:
            view = case.views.get(actor.id)
            if view not in views:
                views[view] = Solved(perceived(case, actor.id))
            self.own[actor.id] = views[view]
        unknown = any(solved.game.unknown is not None for solved in views.values())
        self.concept = concept_id or ("seq_d" if unknown else "seq")
        self.foresight = foresight
        self.card = concept(self.concept)
        if self.card.family not in {"sequence", "moment"} or self.card.strength == "weak":
            raise NotSupportedError(
                f"{self.concept} does not say which single move is answered, so the model cannot play by it; "
                "use nash, gmr, smr, seq or sseq"
            )
        for solved in views.values():
            refuse(solved.game, self.card)
        self._tests: dict[str, SequenceTest] = {}
        self._wishes: dict[tuple[str, str], Wish] = {}

    def game(self, actor: str) -> Game:
        """The game that an actor sees."""
        return self.own[actor].game

    def wish(self, actor: str, state: str) -> Wish:
        """What an actor wants to do at a state of the case, and why."""
        key = actor, state
        if key not in self._wishes:
            self._wishes[key] = self._wish(actor, state)
        return self._wishes[key]

    def _wish(self, actor: str, state: str) -> Wish:
        solved, game = self.own[actor], self.game(actor)
        here, i = solved.index(state), game.actor(actor)
        if here is None:
            return Wish(actor, state, seen=False)
        if self.foresight == 2:
            leaving, found = game.improvements[i].of(here), solved.worthwhile()[i].of(here)
        else:
            leaving = game.leaving(i, unknown=self.card.form in {"a", "c"}).of(here)
            found = [t for t in leaving if self._sanction(actor, here, t, search=False) is None]
        if solved is not self.solved:
            possible = {self.solved.game.codes[t] for t in self._moves(actor, state)}
            found = [t for t in found if game.codes[t] in possible]
        order, equal = self._ordered(game, i, here, found)
        wanted = tuple(game.codes[t] for t in order)
        if order:
            return Wish(actor, state, wanted, equal, weighings=(self.weigh(actor, state, wanted[0]),))
        if self.foresight == 1:
            why = solved.why(i, here, self.concept)
            return Wish(actor, state, witness=why if why.stable else None)
        told = tuple(self.weigh(actor, state, game.codes[t]) for t in leaving[:TOLD])
        return Wish(actor, state, weighings=told, more=len(leaving) - len(told))

    def _moves(self, actor: str, state: str) -> list[int]:
        game, here = self.solved.game, self.solved.index(state)
        assert here is not None
        return game.moves[game.actor(actor)].of(here)

    def weigh(self, actor: str, state: str, target: str) -> Weighing:
        """What speaks for and against one move, by the actor's own preference and view."""
        solved, game = self.own[actor], self.game(actor)
        i, here, there = game.actor(actor), solved.index(state), solved.index(target)
        if here is None or there is None or there not in game.moves[i].of(here):
            return Weighing(actor, state, target, "unseen", False)
        gain = compared(game, i, there, here)
        if self.foresight == 2:
            judged = judge_move(game, i, here, there)
            return Weighing(actor, state, target, gain, judged.worthwhile, judgement=judged)
        if there not in game.leaving(i, unknown=self.card.form in {"a", "c"}).of(here):
            return Weighing(actor, state, target, gain, False)
        sanction = self._sanction(actor, here, there, search=True)
        return Weighing(actor, state, target, gain, sanction is None, sanction)

    def _test(self, actor: str) -> SequenceTest:
        if actor not in self._tests:
            game = self.game(actor)
            card = seq.CARD if self.card.id == "sim_fh" else self.card
            self._tests[actor] = sequence_test(game, game.actor(actor), card)
        return self._tests[actor]

    def _sanction(self, actor: str, here: int, target: int, *, search: bool) -> Sanction | None:
        """What answers an improvement under the concept; without `search` only whether anything does."""
        game = self.game(actor)
        i, code = game.actor(actor), game.codes
        if self.card.id == "sim":
            made = choices_against(game, i, here, target)
            return None if made is None else self._at_once(game, here, target, made)
        test = self._test(actor)
        if test.met(here, target):
            if not search:
                return Sanction(code[target], (), "")
            path = legal_path(game, i, target, test.pool, test.sanctions(here))
            assert path is not None, "what is answered has an answer"
            end = path[-1][2]
            steps = tuple((game.actors[j], code[a], code[b]) for j, a, b in path)
            regains = game.moves[i].of(end) if test.card.escapes else []
            return Sanction(code[target], steps, code[end], tuple(code[r] for r in regains))
        if self.card.id == "sim_fh":
            unstable = restless(game, "legal")[:, here]
            others = [j for j in game.others(i) if unstable[j]]
            made = joint_answer(game, i, here, target, others) if unstable[i] and others else None
            return None if made is None else self._at_once(game, here, target, made)
        return None

    def _at_once(
        self, game: Game, here: int, target: int, made: tuple[Sequence[tuple[int, int]], int]
    ) -> Sanction:
        code = game.codes
        steps = tuple((game.actors[j], code[here], code[c]) for j, c in made[0] if c != here)
        return Sanction(code[target], steps, code[made[1]], at_once=True)

    def _ordered(self, game: Game, i: int, here: int, found: Sequence[int]) -> tuple[list[int], int]:
        """The moves, best first, and how many of the first are liked the same."""
        if not found:
            return [], 0
        code = game.codes[here]
        near = sorted(found, key=lambda t: (_letters(game.codes[t], code), t))
        if game.ranked(i):
            value = self._value(i, game)
            rest = sorted(near, key=lambda t: -int(value[t]))
            best = [t for t in rest if value[t] == value[rest[0]]]
        else:
            rest = near
            worth = {t: t if self.foresight == 1 else worst_of(game, i, tuple(ends_of(game, i, t))) for t in near}
            best = [t for t in rest if not any(game.prefers(i, worth[o], worth[t]) for o in rest)] or rest[:1]
        chosen = set(best)
        return [*best, *(t for t in rest if t not in chosen)], len(best)

    def _value(self, i: int, game: Game) -> RankArray:
        """(states,) what a move there is worth to an actor with ranks: the rank of the state, or of its worst end."""
        if self.foresight == 1:
            return np.asarray(game.rank[i], np.int32)
        key = "worst end", i
        if key not in game.kept:
            game.kept[key] = worst_end(game, i)
        found: RankArray = game.kept[key]
        return found


def compared(game: Game, actor: int, a: int, b: int) -> str:
    """``better``, ``worse``, ``same`` or ``unknown``: state a against state b for the actor."""
    sign = int(game.relation(actor).signs(a, b))
    if sign == UNKNOWN:
        return "unknown"
    return "better" if sign >= BETTER else "same" if sign == EQUAL else "worse"


def _letters(a: str, b: str) -> int:
    """In how many letters two codes of option form differ; graph states by their whole name."""
    if len(a) != len(b) or set(a + b) - {"Y", "N"}:
        return 1
    return sum(x != y for x, y in zip(a, b, strict=True))
