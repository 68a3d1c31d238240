r"""The least change of preferences under which every recorded move is explained, and every refusal.

For a recorded move of i from s to t, with E the ends of that move (`tertius.dynamics.foresight`)

- a move: :math:`t \succ_i s`; with foresight 2, or (E is not empty and :math:`e \succ_i s` for every e in E);
- a refusal: not :math:`t \succ_i s`; with foresight 2, and (E is empty or not :math:`e \succ_i s` for some e in E).

These are conditions on pairs of states (`inverse_pairs`), so that the least change of one actor, with the others'
preferences as the reading has them, is exact: in adjacent swaps of states (`inverse_ranking`), in statements
(`inverse_statements.least_list`). With foresight 1 nothing depends on what the others prefer. With foresight 2 a new
preference of one mover can move the ends of another's moves; so all changes are put in place together and the record
is replayed. Where it is explained then, the change is least, the others held as they are. Where not, movers change jointly:

- above: each mover in turn its least change with the others' new ones in place (`inverse_joint.in_turn`), or the least
  change under which every move pays at once;
- below: each end lies where the movers' moves and everybody else's improvements lead, and where nobody else has an
  improvement. A move needs at least that t or one of these states is preferred to s, a refusal at least that t is
  not. The least change for that costs no more than any joint change.

Only the preferences of actors that have a recorded move or refusal change.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tertius.dynamics.foresight import ends_of
from tertius.dynamics.recorded import RecordedMove
from tertius.errors import LimitError
from tertius.kernels.game import Game
from tertius.kernels.replies import members
from tertius.leverage.inverse_conditions import answers
from tertius.leverage.inverse_joint import Change, changed_game, changes_of, in_turn, preferences_of
from tertius.leverage.inverse_pairs import Condition, Wish, all_met
from tertius.leverage.inverse_ranking import least_ranking
from tertius.leverage.inverse_statements import FoundStatements, Statements, least_list, statements_of
from tertius.leverage.inverse_swaps import Found
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict, Preference
from tertius.model.expr import Expr, conjunction
from tertius.model.force import not_to_be_wanted

__all__ = ["Least", "conditions_on", "least_change", "movers"]

AnyFound = Found | FoundStatements


@dataclass(frozen=True, slots=True)
class Least:
    """The least change of one kind that explains a part of the record.

    kind : ``swaps`` or ``statements``
    changes : one for each actor whose preference changes
    missing : actors for some of whose moves no change of this kind is found
    cost : of all changes; None where somebody is missing
    at_least : what every change of this kind costs at least, proven; 0 where somebody is missing
    proven : `cost` equals `at_least`, or that there is none is proven
    joint : movers had to change together; else each change is least with the others' preferences as they are.
        Where that was not looked for, `changes` are those of each alone, nobody is missing, and `cost` is None
    flagged : what would put force, or what it hangs on, higher, and is cheaper or all there is: described, not suggested
    """

    kind: str
    changes: tuple[Change, ...]
    missing: tuple[str, ...]
    cost: int | None
    at_least: int
    proven: bool
    joint: bool = False
    flagged: tuple[Change, ...] = ()


def movers(game: Game, moves: Sequence[RecordedMove]) -> tuple[int, ...]:
    """Actors with a move that a preference could explain, and a complete ranking without strength."""
    found = {m.actor for m in moves if not m.beyond and m.kind != "open"}
    return tuple(i for i, a in enumerate(game.actors) if a in found and i not in game.relations)


def conditions_on(
    game: Game, actor: int, moves: Sequence[RecordedMove], foresight: int, *, loose: Sequence[int] = ()
) -> tuple[Condition, ...]:
    """What the actor must prefer for its moves and refusals to be explained, the others as in the game.

    loose : actors that may prefer anything; then only what is needed whatever they prefer
    """
    index = {code: s for s, code in enumerate(game.codes)}
    found: list[Condition] = []
    for move in moves:
        if move.actor != game.actors[actor] or move.beyond or move.kind == "open":
            continue
        assert move.state is not None
        assert move.target is not None
        s, t = index[move.state], index[move.target]
        if move.refused:
            found.append(((Wish(t, s, above=False),),))
            if foresight == 2 and not loose and (ends := ends_of(game, actor, t)):
                found.append(tuple((Wish(e, s, above=False),) for e in ends))
            continue
        ways: list[tuple[Wish, ...]] = [(Wish(t, s),)]
        if foresight == 2 and loose:
            ways += [(Wish(e, s),) for e in _possible_ends(game, actor, t, loose) if e != t]
        elif foresight == 2 and (ends := ends_of(game, actor, t)) and list(ends) != [t]:
            ways.append(tuple(Wish(e, s) for e in ends))
        found.append(tuple(ways))
    return tuple(found)


def _possible_ends(game: Game, actor: int, target: int, loose: Sequence[int]) -> list[int]:
    steps = [game.moves[j] if j in loose else game.improvements[j] for j in game.others(actor)]
    there = answers(steps, target) | 1 << target if steps else 1 << target
    rest = [game.improvements[j] for j in game.others(actor) if j not in loose]
    return [e for e in members(there) if not any(moves.of(e) for moves in rest)]


def least_change(
    case: Case, game: Game, moves: Sequence[RecordedMove], foresight: int, kind: str, *, end: float, joint: bool = True
) -> Least:
    """The least change of one kind that explains all `moves` that a preference can explain.

    case, game : under one reading; only preferences and moves of it matter, no status quo
    end : when to stop, by `time.monotonic`
    joint : where the changes of each do not explain all together, look for movers changing jointly

    Raises `LimitError` where a mover's moves compare too many situations, or it has too many statements.
    """
    who = movers(game, moves)

    def content(now: Game) -> bool:
        return all(all_met(conditions_on(now, i, moves, foresight), now, i) for i in who)

    if content(game):
        return Least(kind, (), (), 0, 0, True)
    search = _Search(case, game, moves, kind)

    def left() -> float:
        return end - time.monotonic()

    def solve(now: Game, i: int, seconds: float) -> AnyFound:
        return search.least(now, i, conditions_on(now, i, moves, foresight), seconds)

    def explained(found: Mapping[int, AnyFound]) -> bool:
        return all(f.change is not None for f in found.values()) and content(changed_game(case, preferences_of(found)))

    alone: dict[int, AnyFound] = {i: solve(game, i, left()) for i in who}
    stopped = any(f.stopped for f in alone.values())
    if explained(alone):
        return search.result(alone, sum(f.at_least for f in alone.values()), stopped, solve, left())
    found: dict[int, AnyFound] | None = None
    at_least = 0
    if not joint and foresight == 2 and len(who) > 1 and not any(f.change is None for f in alone.values()):
        return Least(kind, changes_of(alone), (), None, 0, False, joint=True)
    impossible = not stopped
    together = joint and foresight == 2 and len(who) > 1
    if together:
        bound = [search.bound(conditions_on(game, i, moves, foresight, loose=[j for j in who if j != i]), i, left()) for i in who]
        stopped = any(f.stopped for f in bound)
        at_least = sum(f.at_least for f in bound)
        impossible = any(f.change is None and not f.stopped for f in bound)
        for other in () if impossible else _together(case, game, moves, who, search, solve, content, left):
            if explained(other) and (found is None or _cost(other) < _cost(found)):
                found = other
            if found is not None and _cost(found) == at_least:
                break
    if found is not None:
        return replace(search.result(found, at_least, stopped, solve, left()), joint=True)
    none = [i for i in who if alone[i].change is None]
    kept = {i: f for i, f in alone.items() if i not in none}
    now = changed_game(case, preferences_of(kept))
    missing = [i for i in who if i in none or not all_met(conditions_on(now, i, moves, foresight), now, i)]
    flagged = search.flagged(missing, alone, solve, left())
    return Least(kind, changes_of(kept), tuple(game.actors[i] for i in missing), None, 0, impossible, together, flagged)


def _cost(found: Mapping[int, AnyFound]) -> int:
    return sum(f.change.cost for f in found.values() if f.change is not None)


def _together(
    case: Case,
    game: Game,
    moves: Sequence[RecordedMove],
    who: Sequence[int],
    search: _Search,
    solve: Callable[[Game, int, float], AnyFound],
    content: Callable[[Game], bool],
    left: Callable[[], float],
) -> Iterator[dict[int, AnyFound]]:
    yield from in_turn(case, game, who, solve, content, left)

    def at_once(now: Game, i: int, seconds: float) -> AnyFound:
        refusals = [m for m in moves if m.refused]
        rest = [m for m in moves if not m.refused]
        wanted = (*conditions_on(now, i, rest, 1), *conditions_on(now, i, refusals, 2))
        return search.least(now, i, wanted, seconds)

    yield from in_turn(case, game, who, at_once, content, left)


class _Search:
    """The least change of one actor, with and without what would put force higher."""

    def __init__(self, case: Case, game: Game, moves: Sequence[RecordedMove], kind: str) -> None:
        self.case, self.game, self.moves, self.kind = case, game, moves, kind
        self.near = not_to_be_wanted(case)
        self.hot: list[int] = []
        conflict = case.conflict
        if self.near and isinstance(conflict, OptionConflict):
            names = [k for k in conflict.option_keys if k in self.near]
            self.hot = [sum(1 << n for n, k in enumerate(names) if k in conflict.on(code)) for code in game.codes]
        self.guarded = True
        self._kept: dict[tuple[bool, int, tuple[Condition, ...]], AnyFound] = {}

    def least(self, now: Game, actor: int, conditions: tuple[Condition, ...], seconds: float) -> AnyFound:
        """The least change that meets the conditions; costs are counted from the actor's rank in the reading."""
        key = self.guarded, actor, conditions
        if key not in self._kept:
            found = self._least(now, actor, conditions, seconds)
            if found.stopped:
                return found
            self._kept[key] = found
        return self._kept[key]

    def bound(self, conditions: tuple[Condition, ...], actor: int, seconds: float) -> AnyFound:
        """The least change that meets the conditions; nothing is said where they are about too many situations."""
        try:
            return self.least(self.game, actor, conditions, seconds)
        except LimitError:
            return Found(None, 0, stopped=True)

    def _least(self, now: Game, actor: int, conditions: Sequence[Condition], seconds: float) -> AnyFound:
        name = now.actors[actor]
        if self.kind == "swaps":
            return least_ranking(now, actor, conditions, hot=self.hot if self.guarded else (), seconds=max(seconds, 0.01))
        assert self.case.conflict is not None
        preference = self.case.conflict.preferences.get(name)
        listed = statements_of(preference)
        if preference is None or listed is None:
            met = all_met(conditions, now, actor)
            return FoundStatements(Statements(name, 0, (), (), None, Preference("statements")) if met else None, 0)
        near = self.near if self.guarded else frozenset()
        fixed = frozenset(e for e in listed if near & set(e.atoms))
        new = [e for e in self._new(name) if not near & set(e.atoms)]
        if self.guarded and self.hot:
            conditions = tuple(tuple(w for w in c if not any(self._raises(now, actor, x) for x in w)) for c in conditions)
        return least_list(now, actor, conditions, preference, new, fixed=fixed, seconds=max(seconds, 0.01))

    def _raises(self, now: Game, actor: int, wish: Wish) -> bool:
        """Whether meeting a wish puts a state above one that lacks something hot that it has."""
        up, down = (wish.a, wish.b) if wish.above else (wish.b, wish.a)
        return bool(self.hot[up] & ~self.hot[down]) and not wish.met(now, actor)

    def _new(self, actor: str) -> list[Expr]:
        """New statements: an option as the actor's moves make it, or the whole situation; the other way for refusals."""
        found: list[Expr] = []
        conflict = self.case.conflict
        for move in self.moves:
            if move.actor != actor or move.beyond or move.kind == "open":
                continue
            assert move.state is not None
            assert move.target is not None
            ends = {move.target}
            if move.judgement is not None:
                ends |= {e for e, _ in move.judgement.ends}
                ends |= {move.judgement.against[0]} if move.judgement.against is not None else set()
            for e in sorted(ends):
                better, worse = (move.state, e) if move.refused else (e, move.state)
                if isinstance(conflict, GraphConflict):
                    found += [conjunction([(better, True)]), conjunction([(worse, False)])]
                    continue
                assert isinstance(conflict, OptionConflict)
                free = [k for k in conflict.option_keys if k not in conflict.rules.fixed]
                on, other = conflict.on(better), conflict.on(worse)
                found += [conjunction([(k, k in on)]) for k in free if (k in on) != (k in other)]
                cool = [(k, k in on) for k in free if not self.guarded or k not in self.near]
                found += [conjunction(cool)] if len(cool) > 1 else []
        return list(dict.fromkeys(found))

    def result(
        self,
        found: Mapping[int, AnyFound],
        at_least: int,
        stopped: bool,
        solve: Callable[[Game, int, float], AnyFound],
        seconds: float,
    ) -> Least:
        """What was found, with what is cheaper and not suggested."""
        cost = _cost(found)
        flagged = self.flagged(list(found), found, solve, seconds)
        return Least(self.kind, changes_of(found), (), cost, at_least, cost == at_least and not stopped, flagged=flagged)

    def flagged(
        self,
        actors: Sequence[int],
        found: Mapping[int, AnyFound],
        solve: Callable[[Game, int, float], AnyFound],
        seconds: float,
    ) -> tuple[Change, ...]:
        """Changes that put force higher and cost less than what is suggested, or are all there is; the others as they are."""
        free: list[Change] = []
        if not self.near:
            return ()
        self.guarded = False
        for i in actors:
            mine = found[i].change
            if mine is not None and not mine.cost:
                continue
            other = solve(self.game, i, max(seconds, 1.0))
            for change in changes_of({i: other}):
                if mine is None or change.cost < mine.cost:
                    free.append(change)
        self.guarded = True
        return tuple(free)
