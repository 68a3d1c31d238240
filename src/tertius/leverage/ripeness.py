r"""Ripeness: a stalemate that hurts every party, and a way out that every party prefers, as each of them sees it.

Let P be the parties and G a game (the case as asked, or as a party sees it), with status quo s0.

- *Continuing* is where the status quo leads if nobody agrees on anything: C = the outcomes in G under the concept and
  foresight asked for, and the states of closed sets without an outcome, between which it goes round.
- It is a *stalemate* in G if the status quo is the only outcome: nobody leaves it on its own.
- X, the *jointly feasible* states: those that admissible moves (`tertius.leverage.admissible`), of whomever,
  reach from the status quo in the case as asked, and that exist in the games that are looked at.
- Continuing *hurts* i in G if i prefers some x of X to c. A *way out* is an x that every party prefers to c.
- The *gain* of i from x is g_i(x, c) = (class of x - class of c) / (classes - 1), with the classes of its ranking of
  the states of G counted from the worst, so that 1 is from the worst to the best. The *margin* is
  R(c) = max over x other than c of min over i of g_i(x, c). It is above 0 exactly where there is a way out; the parties at
  which the minimum is taken at the best x then *bind*. Where there is none, those bind that alone stand in the way: all
  others prefer some x. If none does, several stand in the way at once.

Each is judged for every c of C: it is so (``yes``) if it is so for all c, ``no`` if for none, else ``open``; the margin
has a band. A comparison that is not known leaves it open too: if the status quo may last and may not (`tertius.leverage.ripeness_lasts`),
it is one of C and the stalemate is open. A party that does not rank gives no margin.
G is *ripe* if it is a stalemate that hurts every party and has a way out.

With views, the situation is ripe if it is in the game of every party, with one and the same way out in
all of them: a way out that a party does not see, or takes to be one that another would refuse, is none to it.
There c runs over the combinations of what the games continue to.

Where G has no way out, what each party i *needs*: of the x that all others prefer to c, the one best for i,
and by how many classes that falls short of being preferred.

Errors: `NotSupportedError` with fewer than two parties; `UnknownNameError`; `TertiusError` without a status quo or for
a party without a preference; `LimitError` beyond `STATES` states or `COMBINATIONS`.

References
----------
Zartman, I. W. (2000). Ripeness: the hurting stalemate and beyond. In International Conflict Resolution after the
Cold War. National Academies Press. (The idea: a mutually hurting stalemate, perceived, and a sense of a way out.)
The ordinal margin is Tertius's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod

import numpy as np

from tertius.arrays import BoolArray
from tertius.dynamics.solved import Solved
from tertius.errors import LimitError, NotSupportedError, TertiusError, UnknownNameError
from tertius.leverage.admissible import admissible_moves, jointly_feasible, listed
from tertius.leverage.ripeness_lasts import lasts
from tertius.leverage.ripeness_seats import Need, Seat, Weighed, need, worth
from tertius.model.case import Case
from tertius.model.layers import perceived
from tertius.stability.concepts import concept as card_of
from tertius.stability.witness import Step

__all__ = ["COMBINATIONS", "STATES", "Judged", "Ripeness", "ripeness"]

STATES = 4096
"""States up to which ripeness is judged."""
COMBINATIONS = 1024
"""Combinations of what the games continue to, up to which each is judged."""


@dataclass(frozen=True, slots=True)
class Judged:
    """Ripeness in one game, or in all of them together.

    view : the reading through which it is seen; None for the case as asked
    continuing : where it leads if nobody agrees; settled : whether it comes to rest there
    leaves : moves out of the status quo that begin that way, where it is no stalemate
    hurts : party -> ``yes``, ``no``, ``open``
    ways : the states that are a way out whatever it continues to
    margin : lowest and highest, over what it continues to; None where a party does not rank
    against : what it continues to where the margin is lowest (first, without margins), in each game; what follows is judged by that
    best : the best state there; gains : party -> its gain there; numbers : the same in its own
        payoffs or weights, for parties that have some; binds : the parties with the least gain; where
        there is no way out, those that alone stand in the way
    needs : party -> what it would need; only where there is no way out for certain
    """

    view: str | None
    status_quo: str
    continuing: tuple[str, ...]
    settled: bool
    stalemate: str
    leaves: tuple[Step, ...]
    hurts: Mapping[str, str]
    way_out: str
    ways: tuple[str, ...]
    margin: tuple[float, float] | None
    against: tuple[str, ...]
    best: str | None
    gains: Mapping[str, float]
    numbers: Mapping[str, float]
    binds: tuple[str, ...]
    needs: Mapping[str, Need]

    @property
    def ripe(self) -> str:
        """``yes``, ``no`` or ``open``."""
        return _all([self.stalemate, *self.hurts.values(), self.way_out])


@dataclass(frozen=True, slots=True)
class Ripeness:
    """Ripeness in the case as asked, as each party sees it, and for all of them together.

    ripe : whether it is in the game of every party; the same as `asked.ripe` where no party has a view
    views : party -> its reading; games : the game of each view that some party has (None: as asked), judged
    way_out, ways, margin : for the games of all parties together
    binds : (view of the game, party) with the least gain at the best state; without a common way out, who binds in each
        game that has none
    feasible : how many states are jointly feasible; left_out : states that only moves which lead to force reach
    """

    case: Case
    parties: tuple[str, ...]
    foresight: int
    concept: str
    ripe: str
    asked: Judged
    views: Mapping[str, str | None]
    games: Mapping[str | None, Judged]
    way_out: str
    ways: tuple[str, ...]
    margin: tuple[float, float] | None
    best: str | None
    binds: tuple[tuple[str | None, str], ...]
    feasible: int
    left_out: int

    @property
    def seen_differently(self) -> bool:
        """Whether some party has a view of its own."""
        return any(view is not None for view in self.views.values())


def ripeness(
    case: Case,
    *,
    parties: Sequence[str] | None = None,
    foresight: int = 1,
    concept: str = "",
    solved: Solved | None = None,
) -> Ripeness:
    """Whether the situation of a case is ripe for the parties.

    case : situated; with views each party is judged on its own view as well
    parties : by default the actors with role ``party`` that have a preference
    foresight, concept : for where it continues to; solved : the case as asked, if it has been solved
    """
    if foresight not in {1, 2}:
        raise NotSupportedError(f"foresight {foresight} is not in this version; there are 1 and 2")
    if concept and card_of(concept).family not in {"sequence", "moment"}:
        raise NotSupportedError(f"{concept} does not judge single steps, so nothing leads on under it; use nash, gmr, smr, seq or sseq")
    asked = solved or Solved(case)
    chosen = _parties(case, parties)
    views = {a: case.views.get(a) for a in chosen}
    seen: dict[str | None, Solved] = {None: asked}
    for actor, view in views.items():
        if view not in seen:
            seen[view] = Solved(perceived(case, actor))
    for view, one in seen.items():
        _check(one, view, chosen)
    there, left_out = _feasible(asked)
    held = tuple(dict.fromkeys(views.values()))
    judged = {view: _judge({view: seen[view]}, chosen, there, foresight, concept) for view in (None, *held)}
    games = {view: judged[view] for view in held}
    together = judged[held[0]] if len(held) == 1 else _judge({v: seen[v] for v in held}, chosen, there, foresight, concept)
    return Ripeness(
        case=case,
        parties=chosen,
        foresight=foresight,
        concept=concept or asked.default,
        ripe=_all([*(j.ripe if len(held) == 1 else _but_way_out(j) for j in games.values()), together.way_out]),
        asked=judged[None],
        views=views,
        games=games,
        way_out=together.way_out,
        ways=together.ways,
        margin=together.margin,
        best=together.best,
        binds=_binds(together, held, games),
        feasible=len(there),
        left_out=left_out,
    )


def _binds(together: Judged, held: tuple[str | None, ...], games: Mapping[str | None, Judged]) -> tuple[tuple[str | None, str], ...]:
    """Who binds, and in whose game; without a common way out, who binds in the games that have none."""
    if len(held) == 1:
        return tuple((held[0], a) for a in together.binds)
    if together.way_out == "yes":
        return tuple((v or None, a) for v, _, a in (b.partition("\0") for b in together.binds))
    return tuple((v, a) for v, j in games.items() if j.way_out != "yes" for a in j.binds)


def _but_way_out(judged: Judged) -> str:
    return _all([judged.stalemate, *judged.hurts.values()])


def _parties(case: Case, named: Sequence[str] | None) -> tuple[str, ...]:
    conflict = case.conflict
    if conflict is None:
        raise TertiusError("the case has no conflict part: add `conflict:` with options or states")
    for actor in named or ():
        if actor not in [a.id for a in case.actors]:
            raise UnknownNameError("actor", actor, [a.id for a in case.actors])
        if actor not in conflict.preferences:
            raise TertiusError(f"{actor} has no preference, so nothing can be said of what it would rather have; name others")
    found = tuple(a.id for a in case.actors if a.id in (named if named is not None else conflict.preferences))
    if named is None:
        found = tuple(a for a in found if case.actor(a).role == "party")
    if len(found) < 2:
        raise NotSupportedError(
            f"ripeness is between two or more parties, and there {'is one' if found else 'are none'}"
            f"{f' ({found[0]})' if found else ''}; name actors that have a preference with --parties a,b"
        )
    return found


def _check(solved: Solved, view: str | None, parties: Iterable[str]) -> None:
    where = "" if view is None else f" as seen through the reading '{view}'"
    if solved.game.status_quo is None:
        raise TertiusError(f"the case{where} has no status quo, so there is nothing that continues; add conflict.status_quo")
    if solved.game.states > STATES or solved.game.backend != "arcs":
        raise LimitError(
            f"ripeness is judged up to {STATES:,} states and where every move can be listed, and there are "
            f"{solved.game.states:,} states; fix options that the question does not turn on"
        )
    for actor in parties:
        assert solved.case.conflict is not None
        if actor not in solved.case.conflict.preferences:
            raise TertiusError(f"{actor} has no preference{where}")


def _feasible(asked: Solved) -> tuple[tuple[str, ...], int]:
    """Jointly feasible states in state order, and how many more all moves would reach."""
    game = asked.game
    found = jointly_feasible(game, admissible_moves(asked.case, game))
    free = jointly_feasible(game, listed(game))
    return tuple(game.codes[int(s)] for s in np.flatnonzero(found)), int(free.sum() - found.sum())


def _all(words: Iterable[str]) -> str:
    words = list(words)
    return "no" if "no" in words else "open" if "open" in words else "yes"


def _band(words: Sequence[str]) -> str:
    """``yes`` or ``no`` if it is so throughout, else ``open``."""
    return words[0] if len(set(words)) == 1 else "open"


def _judge(
    solved: Mapping[str | None, Solved], parties: tuple[str, ...], there: tuple[str, ...], foresight: int, concept: str
) -> Judged:
    """One game, or several together: then a party counts once for each game, as ``view, zero byte, party``."""
    common = tuple(s for s in there if all(one.index(s) is not None for one in solved.values()))
    seats = [Seat(view, a, one, common) for view, one in solved.items() for a in parties]
    leads = {view: _continuing(one, foresight, concept) for view, one in solved.items()}
    count = prod(len(c) for c, _ in leads.values())
    if count > COMBINATIONS:
        raise LimitError(
            f"it can continue to {count:,} combinations of situations (limit {COMBINATIONS:,}); fix options that the question "
            "does not turn on, or ask with another concept or foresight"
        )
    several = len(solved) > 1
    names = [f"{s.view or ''}\0{s.actor}" if several else s.actor for s in seats]
    cases = []
    for chosen in product(*(c for c, _ in leads.values())):
        at = dict(zip(leads, chosen, strict=True))
        cases.append(Weighed.of(seats, [at[s.view] for s in seats]))
    ways = np.logical_and.reduce([w.way for w in cases]) if common else np.zeros(0, np.bool_)
    worst = min(cases, key=lambda w: w.margin if w.margin is not None else 0.0)
    margins = [w.margin for w in cases if w.margin is not None]
    band = (min(margins), max(margins)) if len(margins) == len(cases) else None
    alone = () if several else tuple(k for k in range(len(seats)) if need(seats, k, worst).state is not None)
    way_out = _band([w.way_out for w in cases])
    view, one = next(iter(solved.items()))
    states, settled = leads[view]
    stalemate, leaves = _stalemate(one, states, settled, foresight, concept)
    start = one.game.status_quo
    assert start is not None
    return Judged(
        view=view,
        status_quo=one.game.codes[start],
        continuing=states,
        settled=settled,
        stalemate=stalemate,
        leaves=leaves,
        hurts={n: _band([w.hurts[k] for w in cases]) for k, n in enumerate(names)},
        way_out=way_out,
        ways=tuple(s for s, ok in zip(common, ways, strict=True) if ok),
        margin=band,
        against=tuple(dict.fromkeys(worst.at)),
        best=None if worst.best is None else common[worst.best],
        gains={n: worst.gains[k] for k, n in enumerate(names)} if worst.best is not None else {},
        numbers={} if worst.best is None else {
            n: v for k, n in enumerate(names) if (v := worth(seats[k], common[worst.best], worst.at[k])) is not None
        },
        binds=tuple(names[k] for k in (worst.binds if worst.way_out == "yes" else alone)),
        needs={} if several or way_out == "yes" else {s.actor: need(seats, k, worst) for k, s in enumerate(seats)},
    )  # fmt: skip


def _continuing(solved: Solved, foresight: int, concept: str) -> tuple[tuple[str, ...], bool]:
    found = solved.outcomes(concept, foresight)
    assert found is not None
    states = [*found.states, *(s for group in found.unsettled for s in group)]
    game = solved.game
    if not game.perhaps:
        return tuple(dict.fromkeys(states)), found.settled
    assert game.status_quo is not None
    start, stays = game.codes[game.status_quo], lasts(game, foresight, concept or solved.default)
    if stays == "yes":
        return (start,), True
    return tuple(dict.fromkeys([*states, start] if stays == "open" else states)), found.settled


def _stalemate(
    solved: Solved, states: tuple[str, ...], settled: bool, foresight: int, concept: str
) -> tuple[str, tuple[Step, ...]]:
    game = solved.game
    start = game.status_quo
    assert start is not None
    if not game.perhaps:
        stays = "yes" if settled and states == (game.codes[start],) else "no"
    else:
        stays = lasts(game, foresight, concept or solved.default)
    if stays != "no":
        return stays, ()
    rows = solved.worthwhile() if foresight == 2 else game.improvements
    moving: BoolArray = np.ones(len(game.actors), np.bool_)
    if foresight == 1:
        moving = ~solved.stable(concept or solved.default)[:, start]
    leaves = [
        (actor, game.codes[start], game.codes[rows[i].of(start)[0]])
        for i, actor in enumerate(game.actors) if moving[i] and rows[i].of(start)
    ]  # fmt: skip
    return "no", tuple(leaves)
