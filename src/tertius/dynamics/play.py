r"""A game of moves on a case: whose turn it is, what can be done, what the model does, how it ends.

A `Play` is a `Table` (what does not change: the case, who is played by hand, the model's rule) and the turns taken
so far; each function returns a new one. Some actors are *by hand*, the model plays the others
(`tertius.dynamics.model_player`).

- **By hand**: any move of any of these actors, or a pass (nobody of them moves now).
- **The model**: after each turn by hand, at most one move. Its actors are asked in file order, beginning after the
  one that moved last; the first that wants to move does. With a seed: in random order, and with a random choice
  among moves that the actor likes the same; the k-th turn has its own generator, so that a turn taken back and
  taken again comes out the same.
- **The end**: a pass after which the model does not move either; or, where all actors are the model's, nobody wants
  to move. A play of the model alone *goes round* when a state comes back with the same last mover; with a seed,
  when a state comes back inside a set of states that the model's paths never leave, or after `LIMIT` turns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from tertius.dynamics.model_player import ModelPlayer, Weighing, Wish, compared
from tertius.dynamics.outcomes import Outcomes
from tertius.errors import TertiusError, UnknownNameError
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.effects import near_force
from tertius.model.force import leads_to_force

__all__ = [
    "Debrief", "Move", "Play", "Table", "Turn", "apply", "debrief", "forceful", "hint", "model_turn", "moves", "pass_turn", "standing", "start",
    "undo", "weigh", "whose", "wishes",
]  # fmt: skip

SEARCHED = 4096
"""States up to which it is worked out whether a play with a seed can still come to rest."""

LIMIT = 500
"""Turns after which a play of the model alone with a seed is broken off."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn: a move, or a pass (`actor` is empty and nothing changes). `by` is ``hand`` or ``model``."""

    actor: str
    before: str
    after: str
    by: str

    @property
    def passed(self) -> bool:
        """Whether nobody moved."""
        return not self.actor


@dataclass(frozen=True, slots=True)
class Move:
    """A move that somebody can make. `force`: as `forceful` says."""

    actor: str
    before: str
    after: str
    force: bool


@dataclass(frozen=True)
class Table:
    """What does not change in a play.

    case : situated; its status quo is the state where the play starts
    by_hand : the actors that people play, in file order
    by_model : the others that have moves
    seed : of the model's order of moves; None for file order
    """

    case: Case
    by_hand: tuple[str, ...]
    by_model: tuple[str, ...]
    seed: int | None
    model: ModelPlayer = field(repr=False, compare=False)

    @property
    def start(self) -> str:
        """The code of the state where the play starts."""
        game = self.model.solved.game
        assert game.status_quo is not None
        return game.codes[game.status_quo]

    @cached_property
    def force(self) -> tuple[frozenset[str], frozenset[str]]:
        """Coercive options; these and what they directly hang on."""
        conflict = self.case.conflict
        options = conflict.options if isinstance(conflict, OptionConflict) else ()
        return frozenset(o.key for o in options if o.coercive), frozenset(near_force(self.case))

    @cached_property
    def leads(self) -> frozenset[tuple[str, bool]]:
        """Settings of options that lead to force, also through others."""
        return leads_to_force(self.case)


@dataclass(frozen=True)
class Play:
    """A table and the turns taken so far."""

    table: Table
    turns: tuple[Turn, ...] = ()

    @property
    def state(self) -> str:
        """The code of the state now."""
        return self.turns[-1].after if self.turns else self.table.start

    @property
    def states(self) -> tuple[str, ...]:
        """The states visited, the start first; a pass visits none."""
        return (self.table.start, *(t.after for t in self.turns if not t.passed))


def start(
    case: Case,
    *,
    by_hand: Sequence[str] | None = None,
    concept: str = "",
    foresight: int = 1,
    seed: int | None = None,
    state: str | None = None,
) -> Play:
    """A play of a situated case.

    by_hand : the actors that people play; None for all, empty for none
    concept, foresight : the model's rule (`ModelPlayer`)
    seed : see above
    state : the code of the state to start from; by default the status quo

    Raises `UnknownNameError` for an actor or a state that is not there; `TertiusError` for an actor that has no
    moves, and where there is no state to start from.
    """
    player = ModelPlayer(case, concept_id=concept, foresight=foresight)
    game = player.solved.game
    if state is not None:
        if player.solved.index(state) is None:
            raise UnknownNameError("state", state, game.codes[:64])
        if game.status_quo is None or game.codes[game.status_quo] != state:
            player = ModelPlayer(_starting(case, state), concept_id=concept, foresight=foresight)
            game = player.solved.game
    if game.status_quo is None:
        raise TertiusError("the case has no status quo; name a state to start from with --from")
    can = [a for i, a in enumerate(game.actors) if game.moves[i].some]
    for actor in by_hand or ():
        if actor not in game.actors:
            raise UnknownNameError("actor", actor, can)
        if actor not in can:
            raise TertiusError(f"{actor} has no moves in this case as it is asked for; those who have: {', '.join(can) or 'nobody'}")
    hand = tuple(a for a in can if by_hand is None or a in by_hand)
    return Play(Table(player.case, hand, tuple(a for a in can if a not in hand), seed, player))


def _starting(case: Case, state: str) -> Case:
    conflict = case.conflict
    if isinstance(conflict, GraphConflict):
        return replace(case, conflict=replace(conflict, status_quo=state))
    assert isinstance(conflict, OptionConflict)
    return replace(case, conflict=replace(conflict, status_quo=conflict.on(state)))


def moves(play: Play, actor: str | None = None) -> tuple[Move, ...]:
    """What can be done at the state now, by one actor or by all that are played by hand.

    Actors in file order; of each those that change least first.
    """
    game, here = play.table.model.solved.game, play.table.model.solved.index(play.state)
    assert here is not None
    found = []
    for who in play.table.by_hand if actor is None else (actor,):
        targets = [game.codes[t] for t in game.moves[game.actor(who)].of(here)]
        if isinstance(play.table.case.conflict, OptionConflict):
            targets.sort(key=lambda code: sum(a != b for a, b in zip(code, play.state, strict=True)))
        found += [Move(who, play.state, code, forceful(play.table, play.state, code)) for code in targets]
    return tuple(found)


def forceful(table: Table, before: str, after: str) -> bool:
    """Whether a move takes up a coercive option, or changes what one directly hangs on.

    To drop a coercive option, or one that is declared to enable it, is no such move. What comes on or goes off with a
    move counts as part of it.
    """
    conflict = table.case.conflict
    if not isinstance(conflict, OptionConflict):
        return False
    hot, near = table.force
    droppable = hot | {o.key for o in conflict.options if hot & set(o.enables)}
    changed = ((k, b) for k, a, b in zip(conflict.option_keys, before, after, strict=True) if a != b)
    return any(key in near and (now == "Y" or key not in droppable) for key, now in changed)


def apply(play: Play, actor: str, after: str) -> Play:
    """The play after a move by hand."""
    if actor not in play.table.by_hand:
        known = play.table.by_hand
        if actor in play.table.by_model:
            raise TertiusError(f"{actor} is played by the model; by hand: {', '.join(known) or 'nobody'}")
        raise UnknownNameError("actor to move", actor, known)
    if after not in {m.after for m in moves(play, actor)}:
        raise TertiusError(f"{actor} cannot move from {play.state} to {after}")
    return replace(play, turns=(*play.turns, Turn(actor, play.state, after, "hand")))


def pass_turn(play: Play) -> Play:
    """The play after a pass: nobody played by hand moves now."""
    return replace(play, turns=(*play.turns, Turn("", play.state, play.state, "hand")))


def undo(play: Play) -> Play:
    """The play before the last turn by hand; without one, before the model's last move.

    Raises `TertiusError` where no turn has been taken.
    """
    if not play.turns:
        raise TertiusError("there is nothing to take back: this is the start")
    by_hand = [k for k, turn in enumerate(play.turns) if turn.by == "hand"]
    return replace(play, turns=play.turns[: by_hand[-1] if by_hand else -1])


def _reply(play: Play) -> Turn | None:
    """The model's move at this point, if one of its actors wants to move."""
    table, here = play.table, play.state
    order = list(table.by_model)
    if table.seed is not None:
        import numpy as np

        draw = np.random.default_rng([table.seed, len(play.turns)])
        order = [order[k] for k in draw.permutation(len(order))]
    else:
        draw = None
        last = next((t.actor for t in reversed(play.turns) if t.by == "model"), None)
        if last is not None:
            place = order.index(last) + 1
            order = order[place:] + order[:place]
    for actor in order:
        wish = table.model.wish(actor, here)
        if wish.wanted:
            pick = 0 if draw is None else int(draw.integers(wish.equal))
            return Turn(actor, here, wish.wanted[pick], "model")
    return None


def round_since(play: Play) -> int | None:
    """Where a play of the model alone goes round: the turn after which it has come back to where it was; None if not."""
    if play.table.by_hand or not play.turns:
        return None
    seen = [(play.table.start, ""), *((t.after, t.actor) for t in play.turns)]
    if play.table.seed is None:
        return seen.index(seen[-1]) if seen[-1] in seen[:-1] else None
    if len(play.turns) >= LIMIT:
        return 0
    places = [k for k, (state, _) in enumerate(seen[:-1]) if state == play.state]
    return None if not places or _can_rest(play) else places[-1]


def _can_rest(play: Play) -> bool:
    """Whether the model, in some order of its actors and choices among what they like the same, comes to rest."""
    table = play.table
    seen, ahead = {play.state}, [play.state]
    while ahead:
        state = ahead.pop()
        found = [table.model.wish(actor, state) for actor in table.by_model]
        after = {code for wish in found for code in wish.wanted[: wish.equal]} - seen
        if not any(wish.wanted for wish in found) or len(seen) > SEARCHED:
            return True
        seen |= after
        ahead += after
    return False


def whose(play: Play) -> str:
    """``hand``, ``model``, or ``over``."""
    last = play.turns[-1] if play.turns else None
    if not play.table.by_hand:
        return "over" if round_since(play) is not None or _reply(play) is None else "model"
    if last is None or last.by == "model":
        return "hand"
    if _reply(play) is not None:
        return "model"
    return "over" if last.passed else "hand"


def model_turn(play: Play) -> Play:
    """The play after the model's move; the same play where it is not the model's turn."""
    if whose(play) != "model":
        return play
    made = _reply(play)
    assert made is not None
    return replace(play, turns=(*play.turns, made))


def wishes(play: Play) -> tuple[Wish, ...]:
    """What each actor that has moves wants to do now, by the model's rule."""
    table = play.table
    known = {*table.by_hand, *table.by_model}
    return tuple(table.model.wish(a.id, play.state) for a in table.case.actors if a.id in known)


def hint(play: Play, actor: str) -> tuple[str, ...] | None:
    """What the model would do in a role, without force: the moves that it wants, best first.

    None where it wants to move, but every such move is `forceful` or makes a setting that leads to force through
    others: such a move is never suggested. Empty where it would stay.
    """
    wanted, conflict = play.table.model.wish(actor, play.state).wanted, play.table.case.conflict
    keys = conflict.option_keys if isinstance(conflict, OptionConflict) else ()

    def kept_back(code: str) -> bool:
        made = {(k, b == "Y") for k, a, b in zip(keys, play.state, code, strict=False) if a != b}
        return forceful(play.table, play.state, code) or bool(made & play.table.leads)

    kept = tuple(code for code in wanted if not kept_back(code))
    return None if wanted and not kept else kept


def standing(play: Play) -> dict[str, str]:
    """Actor -> ``better``, ``worse``, ``same`` or ``unknown``: the state now against the start, for all that have a preference."""
    table, found = play.table, {}
    conflict = table.case.conflict
    for actor in table.case.actors:
        if conflict is None or actor.id not in conflict.preferences:
            continue
        solved = table.model.own[actor.id]
        now, then = solved.index(play.state), solved.index(table.start)
        if now is None or then is None:
            solved = table.model.solved
            now, then = solved.index(play.state), solved.index(table.start)
        assert now is not None
        assert then is not None
        found[actor.id] = compared(solved.game, solved.game.actor(actor.id), now, then)
    return found


@dataclass(frozen=True, slots=True)
class Debrief:
    """What a play comes to.

    end : ``rest`` (nobody moves any more), ``round``, ``limit``, or ``stopped`` (broken off by hand)
    since : for ``round``: the turn after which it had been where it is now
    rests : whether no actor wants to move by the model's rule: an equilibrium, or a rest point with foresight 2
    outcomes : where the model's paths lead from the start, in the case as asked
    among : whether the state now is one of them
    """

    end: str
    since: int | None
    rests: bool
    standing: dict[str, str]
    wishes: tuple[Wish, ...]
    outcomes: Outcomes
    among: bool


def debrief(play: Play) -> Debrief:
    """The debrief of a play as it is now."""
    table = play.table
    wanted = wishes(play)
    since = round_since(play)
    long = table.seed is not None and not table.by_hand and len(play.turns) >= LIMIT
    end = "stopped" if whose(play) != "over" else "limit" if long else "rest" if since is None else "round"
    found = table.model.solved.outcomes(table.model.concept, table.model.foresight)
    assert found is not None
    return Debrief(
        end, since, not any(w.wanted for w in wanted), standing(play), wanted, found, play.state in found.states
    )


def weigh(play: Play, move: Move) -> Weighing:
    """What speaks for and against a move, by the mover's own preference and view."""
    return play.table.model.weigh(move.actor, move.before, move.after)
