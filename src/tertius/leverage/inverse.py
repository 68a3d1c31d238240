"""The inverse question: which preferences make a state stable, and what is the least change to one of them.

`inverse` gathers what its neighbours work out: the conditions (`inverse_conditions`), how many strict rankings meet
them (`inverse_count`), the least change in adjacent swaps of states (`inverse_swaps`) and in statements
(`inverse_statements`), for several actors (`inverse_joint`).

**Coercive options**, and those that lead to one by being on (`tertius.model.force`: a permission). A suggested change
never puts the state above one that differs from it by such an option being off, never moves a statement about one
past another, and never inserts one. Where that rules out the cheapest change or all of them, the change is kept apart as `flagged`: described, not suggested.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tertius.errors import LimitError, NothingFoundError, NotSupportedError, UnknownNameError
from tertius.kernels.game import Game
from tertius.kernels.graph import game_of
from tertius.leverage.inverse_conditions import (
    CONCEPTS,
    MAX_STATES,
    Requirement,
    refuse_unranked,
    requirements,
    strictly_above,
)
from tertius.leverage.inverse_count import Count, count_rankings
from tertius.leverage.inverse_joint import Change, Plan, check, least_plan
from tertius.leverage.inverse_statements import FoundStatements, least_statements, statements_of
from tertius.leverage.inverse_swaps import Found, least_swaps
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.expr import Expr, conjunction
from tertius.model.force import leads_to_force
from tertius.stability.solve import stable_for

__all__ = ["Condition", "Inverse", "inverse"]

SECONDS = 50.0


@dataclass(frozen=True, slots=True)
class Condition:
    """One requirement, in codes.

    move : where the actor could move
    ways : each a group of states; where none of a group is preferred to the state, the move is sanctioned
    holds : whether it is so already
    """

    move: str
    ways: tuple[tuple[str, ...], ...]
    holds: bool


@dataclass(frozen=True, slots=True)
class Inverse:
    """The answer to the inverse question about one state.

    actors : whose preferences may change, and for whom the state is to be stable
    whole : all actors were asked for, so that the state is to be an equilibrium
    stable : whether it is stable now, for every actor of the case
    conditions, counts : for each of `actors`; the others' preferences as they are
    plans : the least change in swaps, and in statements where anybody has some; empty where none is needed
    without_statements : actors whose preference is not given as statements
    flagged : changes about coercive options that are cheaper than a suggested one, or the only one
    coercive : coercive options of the case, and those that lead to one by being on
    """

    case: Case
    game: Game
    state: str
    concept: str
    actors: tuple[str, ...]
    whole: bool
    stable: dict[str, bool]
    conditions: dict[str, tuple[Condition, ...]]
    counts: dict[str, Count]
    plans: tuple[Plan, ...]
    without_statements: tuple[str, ...]
    flagged: tuple[Change, ...]
    coercive: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every count is exact and every plan proven."""
        return all(c.stable is not None for c in self.counts.values()) and all(p.proven for p in self.plans)


def inverse(
    case: Case,
    *,
    state: str,
    concept: str = "seq",
    actors: Sequence[str] = (),
    changes: bool = True,
    seconds: float = SECONDS,
) -> Inverse:
    """Which preferences make a state stable: how many, on what conditions, and the least change.

    case : situated (reading and levers applied)
    state : its code
    actors : whose preferences may change and for whom it is to be stable; all if empty
    changes : also look for least-cost changes, which needs python-sat
    seconds : for all searches together; what is found by then has a proven bound

    Raises `NotSupportedError` for concepts and preferences that it is not about, by name.
    """
    end = time.monotonic() + seconds
    if concept not in CONCEPTS:
        raise NotSupportedError(f"the inverse question is not known for '{concept}'; there are: {', '.join(CONCEPTS)}")
    game = game_of(case)
    refuse_unranked(game)
    if game.states > MAX_STATES:
        raise LimitError(
            f"the inverse question is for up to {MAX_STATES:,} states, and there are {game.states:,}; fix options that it "
            "does not turn on"
        )
    if game.backend != "arcs":
        game = game_of(case, backend="arcs")
    for name in actors:
        if name not in game.actors:
            raise UnknownNameError("actor", name, game.actors)
    if state not in game.codes:
        raise UnknownNameError("state", state, game.codes)
    s = list(game.codes).index(state)
    asked = [game.actor(a) for a in dict.fromkeys(actors or game.actors)]
    if not asked:
        raise NothingFoundError("the case has no actors whose preferences could change")
    needed = {i: requirements(game, i, s, concept) for i in asked}
    share = seconds / 3 / len(asked)
    counts = {
        game.actors[i]: count_rankings(
            game.states, len(set(game.moves[i].of(s)) - {s}), needed[i], seconds=share
        )
        for i in asked
    }
    stable = {a: bool(stable_for(game, i, concept)[s]) for i, a in enumerate(game.actors)}
    hot = _coercive(case)
    plans: list[Plan] = []
    flagged: list[Change] = []
    if changes and not all(stable[game.actors[i]] for i in asked):
        search = _Search(case, game, s, hot, end)
        plans.append(least_plan(case, game, s, concept, asked, "swaps", search.swaps, end, kept=search.kept))
        if any(search.has_statements(i) for i in asked if not stable[game.actors[i]]):
            plans.append(least_plan(case, game, s, concept, asked, "statements", search.statements, end))
        flagged = search.flagged(asked, concept, plans)
    return Inverse(
        case=case,
        game=game,
        state=state,
        concept=concept,
        actors=tuple(game.actors[i] for i in asked),
        whole=len(asked) == len(game.actors),
        stable=stable,
        conditions={game.actors[i]: _conditions(game, i, s, needed[i]) for i in asked},
        counts=counts,
        plans=tuple(plans),
        without_statements=tuple(game.actors[i] for i in asked if _statements(case, game.actors[i]) is None),
        flagged=tuple(flagged),
        coercive=hot,
    )


def _conditions(game: Game, actor: int, state: int, needed: Sequence[Requirement]) -> tuple[Condition, ...]:
    from tertius.kernels.replies import members

    level = ~strictly_above(game, actor, state)
    return tuple(
        Condition(
            game.codes[r.move],
            tuple(tuple(game.codes[k] for k in members(way)) for way in r.ways),
            r.met(level),
        )
        for r in needed
    )


def _coercive(case: Case) -> tuple[str, ...]:
    conflict = case.conflict
    leads = leads_to_force(case)
    return tuple(k for k in conflict.option_keys if (k, True) in leads) if isinstance(conflict, OptionConflict) else ()


def _statements(case: Case, actor: str) -> tuple[Expr, ...] | None:
    assert case.conflict is not None
    return statements_of(case.conflict.preferences.get(actor))


class _Search:
    """The least change of one actor, with and without what is about coercive options."""

    def __init__(self, case: Case, game: Game, state: int, hot: Sequence[str], end: float) -> None:
        self.case, self.game, self.state, self.hot, self.end = case, game, state, frozenset(hot), end
        conflict = case.conflict
        self.kept = 0
        if isinstance(conflict, OptionConflict):
            on = conflict.on(game.codes[state]) & self.hot
            self.kept = sum(1 << s for s, code in enumerate(game.codes) if on - conflict.on(code)) if on else 0

    def has_statements(self, actor: int) -> bool:
        return _statements(self.case, self.game.actors[actor]) is not None

    def swaps(self, game: Game, actor: int, concept: str, seconds: float) -> Found:
        return least_swaps(game, actor, self.state, concept, kept=self.kept, seconds=seconds)

    def statements(self, game: Game, actor: int, concept: str, seconds: float) -> FoundStatements:
        return self._statements(game, actor, concept, seconds, guarded=True)

    def _statements(
        self, game: Game, actor: int, concept: str, seconds: float, *, guarded: bool
    ) -> FoundStatements:
        assert self.case.conflict is not None
        preference = self.case.conflict.preferences.get(game.actors[actor])
        listed = statements_of(preference)
        if preference is None or listed is None:
            # Nothing can be reordered: it costs nothing where the state is stable, and is impossible elsewhere.
            level = ~strictly_above(game, actor, self.state)
            met = all(r.met(level) for r in requirements(game, actor, self.state, concept))
            return _unchanged(game.actors[actor]) if met else FoundStatements(None, 0)
        hot = self.hot if guarded else frozenset()
        fixed = frozenset(e for e in listed if hot & set(e.atoms))
        new = [e for e in self.candidates(actor) if not hot & set(e.atoms)]
        return least_statements(game, actor, self.state, concept, preference, new, fixed=fixed, seconds=seconds)

    def candidates(self, actor: int) -> list[Expr]:
        """New statements about the state: one option as it is there, all (not coercive) options as they are there."""
        conflict = self.case.conflict
        code = self.game.codes[self.state]
        if isinstance(conflict, GraphConflict):
            wanted = [q for q in self.game.moves[actor].of(self.state) if q != self.state]
            above = strictly_above(self.game, actor, self.state)
            return [
                *(conjunction([(self.game.codes[q], False)]) for q in wanted if above >> q & 1),
                conjunction([(code, True)]),
            ]
        assert isinstance(conflict, OptionConflict)
        on = conflict.on(code)
        free = [k for k in conflict.option_keys if k not in conflict.rules.fixed]
        single = [conjunction([(k, k in on)]) for k in free]
        cool = [(k, k in on) for k in free if k not in self.hot]
        return single + ([conjunction(cool)] if len(cool) > 1 else [])

    def flagged(self, actors: Sequence[int], concept: str, plans: Sequence[Plan]) -> list[Change]:
        """Changes about coercive options that cost less than what is suggested for the actor, or are all there is.

        With the others' preferences as they are: where several change at once under seq or sseq, only the latter.
        """
        coupled = len(actors) > 1 and concept in {"seq", "sseq"}
        found: list[Change] = []
        if not self.hot:
            return found
        for plan in plans:
            suggested = {c.actor: c.cost for c in plan.changes}
            for i in actors:
                actor = self.game.actors[i]
                if actor not in plan.missing and (coupled or actor not in suggested):
                    continue
                left = max(self.end - time.monotonic(), 1.0)
                free: Found | FoundStatements
                if plan.kind == "swaps":
                    free = least_swaps(self.game, i, self.state, concept, seconds=left)
                else:
                    free = self._statements(self.game, i, concept, left, guarded=False)
                if free.change is not None and (actor in plan.missing or free.change.cost < suggested[actor]):
                    check(self.case, self.state, concept, i, free.change)
                    found.append(free.change)
        return found


def _unchanged(actor: str) -> FoundStatements:
    from tertius.leverage.inverse_statements import Statements
    from tertius.model.conflict import Preference

    return FoundStatements(Statements(actor, 0, (), (), None, Preference("statements")), 0)
