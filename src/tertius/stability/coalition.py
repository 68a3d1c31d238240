r"""Coalition stability: against joint moves of several actors.

Let C be a nonempty set of actors that can move, :math:`R_C(s)` the states other than s at the end of legal
sequences inside C (of one actor: one move), and

.. math::
    R_C^{++}(s) &= \{q \in R_C(s) : q \succ_i s \text{ for every } i \in C\} \\
    L_C(s) &= \{q : \neg (q \succ_i s) \text{ for some } i \in C\}

- cnash: :math:`R_C^{++}(s) = \emptyset`
- cgmr: every :math:`s_1 \in R_C^{++}(s)` has an :math:`s_2 \in R_{N-C}(s_1) \cap L_C(s)`
- csmr: moreover :math:`R_C(s_2) \subseteq L_C(s)`
- cseq: as cgmr, with s2 at the end of coalition improvements :math:`t \to t' \in R_D^{++}(t)` from s1, each by a
  coalition D within N - C, no D twice in succession

s is stable for i if it is for every coalition of which i is a member, so that an equilibrium is stable for
all coalitions ("universally"). The coalitions that can form, as C and as D, are all of them, or those
that are named and each actor alone. This is not the merged view, in which the members of one coalition
cannot act alone: here an equilibrium is an equilibrium for the members alone, too.

References
----------
Inohara, T., Hipel, K. W. (2008). Coalition analysis in the graph model for conflict resolution. Systems
Engineering 11, 343-359. Kilgour, D. M., Hipel, K. W., Fang, L., Peng, X. (2001). Coalition analysis in group
decision support. Group Decision and Negotiation 10, 159-175. (Definitions as quoted by later papers.)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import TypeAlias

import numpy as np

from tertius.arrays import BoolArray
from tertius.errors import LimitError, TertiusError, UnknownNameError
from tertius.kernels.game import Game
from tertius.kernels.relation import EQUAL
from tertius.kernels.replies import as_bits, members, reached, weigh
from tertius.stability.card import Card
from tertius.stability.sequences import kept_table

__all__ = ["CARDS", "Coalition", "Coalitions", "coalitional", "considered", "known_coalitions"]

Coalition: TypeAlias = tuple[int, ...]
"""The members' indices, ascending."""

MAX_MOVERS = 10
MAX_WORK = 2**31

_SOURCE = "Inohara and Hipel 2008"
CARDS = (
    Card(
        "cnash", "coalitional Nash stability", "no coalition that the actor is in has a joint improvement",
        "Kilgour, Hipel, Fang and Peng 2001; Inohara and Hipel 2008", ("CR", "coalitional rationality"), None, family="coalition",
    ),
    Card(
        "cgmr", "coalitional general metarationality",
        "every joint improvement can be followed by moves of the others to a state that some member does not prefer",
        _SOURCE, ("CGMR",), "moves", family="coalition",
    ),
    Card(
        "csmr", "coalitional symmetric metarationality",
        "every joint improvement can be sanctioned by moves of the others, and a further joint move does not undo it",
        _SOURCE, ("CSMR",), "moves", True, family="coalition",
    ),
    Card(
        "cseq", "coalitional sequential stability",
        "every joint improvement can be followed by joint improvements of the others to a state that some member does not prefer",
        _SOURCE, ("CSEQ",), "improvements", family="coalition",
    ),
)  # fmt: skip


def considered(game: Game, named: Iterable[Iterable[str]] | None = None) -> tuple[Coalition, ...]:
    """The coalitions that can form: all, or those named and each actor alone; smaller ones first.

    Raises `LimitError` for all coalitions of more than ten actors that can move.
    """
    movers = [i for i in range(len(game.actors)) if game.moves[i].some]
    if named is None:
        if len(movers) > MAX_MOVERS:
            raise LimitError(
                f"{len(movers)} actors can move, which makes {2 ** len(movers) - 1:,} coalitions (limit: all of "
                f"{MAX_MOVERS} actors); name those to consider with --coalition a,b"
            )
        return tuple(c for size in range(1, len(movers) + 1) for c in combinations(movers, size))
    found: set[Coalition] = {(i,) for i in movers}
    for group in named:
        ids = list(group)
        for id in ids:
            if id not in game.actors:
                raise UnknownNameError("actor", id, game.actors)
            if game.actor(id) not in movers:
                raise TertiusError(f"{id} cannot move and so is in no coalition; leave it out")
        if ids:
            found.add(tuple(sorted({game.actor(id) for id in ids})))
    return tuple(sorted(found, key=lambda c: (len(c), c)))


class Coalitions:
    """The joint moves, improvements and replies of the coalitions that can form in a game."""

    def __init__(self, game: Game, among: Sequence[Coalition]) -> None:
        self.game = game
        self.among = tuple(among)
        self._moves: dict[Coalition, list[int]] = {}
        self._better: dict[int, list[int]] = {}
        self._improvements: dict[Coalition, list[int]] = {}
        weigh(game.states, len(game.actors))

    def moves(self, group: Coalition) -> list[int]:
        """For each state the bit set R_C."""
        if group not in self._moves:
            weigh(self.game.states, len(self._moves) + 1)
            tables = [kept_table(self.game, "moves", i) for i in group]
            ends = reached(tables) or [0] * self.game.states
            self._moves[group] = [row & ~(1 << s) for s, row in enumerate(ends)]
        return self._moves[group]

    def preferred(self, group: Coalition, state: int) -> int:
        """The bit set of the states that every member prefers to `state`."""
        bits = -1
        for i in group:
            if i not in self._better:
                everywhere, relation = np.arange(self.game.states), self.game.relation(i)
                rows = (relation.signs(everywhere, s) > EQUAL for s in range(self.game.states))
                self._better[i] = [as_bits(np.asarray(row)) for row in rows]
            bits &= self._better[i][state]
        return bits

    def improvements(self, group: Coalition) -> list[int]:
        """For each state the bit set R_C++."""
        if group not in self._improvements:
            moves = self.moves(group)
            self._improvements[group] = [row & self.preferred(group, s) for s, row in enumerate(moves)]
        return self._improvements[group]

    def outside(self, group: Coalition) -> Coalition:
        """Who is not in the coalition and can move."""
        return tuple(j for j in self.game.others(-1) if j not in group and self.game.moves[j].some)

    def responders(self, group: Coalition) -> list[Coalition]:
        """The coalitions that can form outside, and have an improvement anywhere."""
        outside = set(self.outside(group))
        return [d for d in self.among if outside.issuperset(d) and any(self.improvements(d))]

    def replies(self, group: Coalition, id: str) -> list[int]:
        """For each state the bit set of what the others can answer with."""
        if id != "cseq":
            tables = [kept_table(self.game, "moves", j) for j in self.outside(group)]
            return reached(tables) or [0] * self.game.states
        answering = self.responders(group)
        if len(answering) ** 2 * self.game.states * len(self.among) > MAX_WORK:
            raise LimitError(
                f"cseq would search {len(answering):,} coalitions that can answer each of {len(self.among):,} others in "
                f"{self.game.states:,} states; name the coalitions to consider with --coalition a,b"
            )
        return reached([self.improvements(d) for d in answering]) or [0] * self.game.states

    def sanctions(self, group: Coalition, state: int, ends: int, id: str) -> int:
        """Of the `ends`, those that sanction a joint improvement of the coalition from `state`."""
        wanted = self.preferred(group, state)
        found = ends & ~wanted
        if id != "csmr":
            return found
        moves = self.moves(group)
        return sum(1 << q for q in members(found) if not moves[q] & wanted)

    def stable(self, group: Coalition, id: str) -> BoolArray:
        """(states,) whether each state is stable for the coalition."""
        key = "coalition", id, group, self.among
        if key not in self.game.kept:
            leaving = self.improvements(group)
            replies = self.replies(group, id) if id != "cnash" and any(leaving) else []
            self.game.kept[key] = np.array(
                [
                    not targets
                    or (id != "cnash" and all(self.sanctions(group, s, replies[q], id) for q in members(targets)))
                    for s, targets in enumerate(leaving)
                ],
                np.bool_,
            )
        found: BoolArray = self.game.kept[key]
        return found


def known_coalitions(game: Game, among: tuple[Coalition, ...]) -> Coalitions:
    """What has been worked out about these coalitions of the game."""
    key = "coalitions", among
    if key not in game.kept:
        game.kept[key] = Coalitions(game, among)
    found: Coalitions = game.kept[key]
    return found


def coalitional(game: Game, actor: int, id: str, named: Iterable[Iterable[str]] | None = None) -> BoolArray:
    """(states,) whether each state is stable for every coalition that the actor can be in."""
    among = considered(game, named)
    found = known_coalitions(game, among)
    stable = np.ones(game.states, np.bool_)
    for group in among:
        if actor in group:
            stable &= found.stable(group, id)
    return stable
