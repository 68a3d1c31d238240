r"""A recorded move in the model: what it is in the situation in which it was made.

Let s be the state that the history has led to, i the actor and t the state that the recorded settings of i's free
options complete to. The move is

- ``improvement``: :math:`t \succ_i s`, it pays at once;
- ``worthwhile``: it does not, but it is worthwhile with foresight 2 (`tertius.dynamics.foresight`);
- ``neither``: i has the move, and it is neither of these;
- ``open``: what i (or, for the ends, somebody else) thinks of it is not known;
- ``not_free``: an option of it is fixed or linked, so that it is not i's to choose;
- ``changes_nothing``: s is already so;
- ``not_a_move``: i has no such move from s;
- ``no_situation``: the situation that it was made in is not known, or cannot be.

A refusal (`declines`) is classed by what taking the option up would have been.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.dynamics.foresight import MoveJudgement, ends_of, judge_move
from tertius.dynamics.solved import Solved
from tertius.kernels.game import Game
from tertius.kernels.relation import EQUAL, UNKNOWN
from tertius.model.asof import situation_at
from tertius.model.case import Case, Event
from tertius.model.conflict import OptionConflict
from tertius.model.layers import conflict_under, situate

__all__ = ["KINDS", "RecordedMove", "is_recorded", "recorded_move", "situated_at"]

KINDS = (
    "improvement", "worthwhile", "neither", "open", "not_free", "changes_nothing", "not_a_move", "no_situation",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RecordedMove:
    """One recorded move or refusal where it was made.

    kind : one of `KINDS`
    state, target : codes; None where there is no such state
    bound : the option that is not free, for ``not_free``
    gain : the target is preferred for certain
    judgement : with foresight 2, where the move is one
    """

    event: str
    actor: str
    refused: bool
    kind: str
    state: str | None = None
    target: str | None = None
    bound: str = ""
    gain: bool = False
    judgement: MoveJudgement | None = None

    @property
    def beyond(self) -> bool:
        """Nothing that the actor could prefer would make it a move of its own."""
        return self.kind in {"not_free", "changes_nothing", "not_a_move", "no_situation"}

    @property
    def explained(self) -> bool | None:
        """A move is if it is an improvement or worthwhile, a refusal if it would have been neither; None: not decided.

        A refusal of what the actor cannot do is explained; where the option is not its own, or on already, there
        was nothing to refuse.
        """
        if self.kind in {"open", "no_situation"}:
            return None
        if self.refused:
            return self.kind in {"neither", "not_a_move"}
        return self.kind in {"improvement", "worthwhile"}


def is_recorded(event: Event) -> bool:
    """Whether an event is a move or a refusal of somebody."""
    return event.actor is not None and bool(event.does or event.declines or event.to_state)


def situated_at(case: Case, place: int, *, reading: str | None = None, levers: Sequence[str] = ()) -> Case:
    """The case under a reading and with levers, in the situation after the first `place` events of its history."""
    conflict = conflict_under(case, reading)
    return situate(case, reading=reading, levers=levers, conflict=situation_at(case, conflict, place))


def recorded_move(solved: Solved, event: Event, foresight: int) -> RecordedMove:
    """What a recorded move or refusal is in the situation of `solved`, whose status quo is the state it was made in.

    foresight : 1, or 2 to look for ``worthwhile`` too
    """
    game = solved.game
    assert event.actor is not None
    refused = not event.does and event.to_state is None

    def is_(kind: str, target: int | None = None, **more: object) -> RecordedMove:
        code = None if target is None else game.codes[target]
        state = None if here is None else game.codes[here]
        return RecordedMove(event.id, event.actor or "", refused, kind, state, code, **more)  # type: ignore[arg-type]

    here = game.status_quo
    if here is None:
        return is_("no_situation")
    i = game.actor(event.actor)
    conflict = solved.case.conflict
    if isinstance(conflict, OptionConflict):
        settings = event.does or tuple((key, True) for key in event.declines)
        free = {o.key for o in conflict.free(event.actor)}
        bound = [key for key, _ in settings if key not in free]
        if bound:
            return is_("not_free", bound=bound[0])
        on = set(conflict.on(game.codes[here]))
        for key, value in settings:
            (on.add if value else on.discard)(key)
        assert game.place is not None
        target = game.place(frozenset(on))
    else:
        target = solved.index(event.to_state or "")
    if target == here:
        return is_("changes_nothing", target)
    if target is None or target not in game.moves[i].of(here):
        return is_("not_a_move", target)
    sign = _sign(game, i, target, here)
    gain = sign != UNKNOWN and sign > EQUAL
    judged = judge_move(game, i, here, target) if foresight == 2 else None
    if gain:
        kind = "improvement"
    elif judged is not None and judged.worthwhile and _certain(game, i, target):
        kind = "worthwhile"
    elif sign == UNKNOWN or (judged is not None and _perhaps(game, i, here, target, judged)):
        kind = "open"
    else:
        kind = "neither"
    return is_(kind, target, gain=gain, judgement=judged)


def _sign(game: Game, actor: int, a: int, b: int) -> int:
    return int(game.relation(actor).signs(a, b))


def _perhaps(game: Game, actor: int, here: int, target: int, judged: MoveJudgement) -> bool:
    """Whether a move that is not known to be worthwhile may be, for want of knowledge."""
    if not _certain(game, actor, target):
        return True
    if judged.worthwhile or judged.against is None:
        return False
    # Every end that is not preferred for certain may be, and there are ends.
    return all(_sign(game, actor, e, here) == UNKNOWN or game.prefers(actor, e, here) for e in ends_of(game, actor, target))


def _certain(game: Game, actor: int, target: int) -> bool:
    """Whether the ends of a move to `target` do not turn on what the others are not known to prefer."""
    if not game.perhaps:
        return True
    others = game.others(actor)
    seen, todo = {target}, [target]
    while todo:
        state = todo.pop()
        for j in others:
            maybe = set(game.perhaps[j].of(state))
            if maybe != set(game.improvements[j].of(state)):
                return False
            todo += maybe - seen
            seen |= maybe
    return True
