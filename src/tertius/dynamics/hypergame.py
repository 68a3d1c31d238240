r"""A level-1 hypergame: each actor sees a game of its own.

Let :math:`G_a` be the case under the reading that ``views`` gives a (else the case as asked), with the levers
and given effects that were asked for on top. For a concept X:

- a *believes* that s is an equilibrium if s exists in :math:`G_a` and is an X-equilibrium there;
- s is a *hypergame equilibrium* if for every actor a it exists in :math:`G_a` and is X-stable for a there:
  everybody acts on its own view;
- it is a *surprise* to b if b does not believe that it is an equilibrium.

Codes mean the same in every game, because a reading cannot add or rename options and states.

References
----------
Bennett, P. G. (1977). Toward a theory of hypergames. Omega 5, 749-751. Wang, M., Hipel, K. W., Fraser, N. M.
(1988). Modeling misperceptions in games. Behavioral Science 33, 207-223. (Definitions of the level-1 hypergame as
commonly quoted; the classification of equilibria by who is surprised is this simple one.)
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from tertius.dynamics.solved import Solved
from tertius.kernels.codes import pick
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.layers import perceived

__all__ = ["Hypergame", "hypergame"]


@dataclass(frozen=True)
class Hypergame:
    """What the actors see, and where that leads.

    views : actor -> the reading through which it sees the case; None for the case as asked
    concepts : those that can be asked below
    games : actor -> its own game, solved
    """

    views: Mapping[str, str | None]
    concepts: tuple[str, ...]
    games: Mapping[str, Solved] = field(repr=False, compare=False)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """Every state that some actor sees, in state order."""
        codes = dict.fromkeys(code for solved in self._distinct for code in solved.game.codes)
        conflict = self._distinct[0].case.conflict
        if isinstance(conflict, OptionConflict):
            return tuple(sorted(codes, key=lambda code: code[::-1]))
        return tuple(codes)

    @cached_property
    def _distinct(self) -> tuple[Solved, ...]:
        return tuple({id(solved): solved for solved in self.games.values()}.values())

    @cached_property
    def equilibria(self) -> Mapping[str, tuple[str, ...]]:
        """Concept -> codes of the hypergame equilibria."""
        return {concept: self._equilibria(concept) for concept in self.concepts}

    def _equilibria(self, concept: str) -> tuple[str, ...]:
        sets = []
        for actor, solved in self.games.items():
            row = solved.stable(concept)[solved.game.actor(actor)]
            sets.append(frozenset(pick(solved.game.codes, row)))
        common = frozenset.intersection(*sets) if sets else frozenset()
        return tuple(state for state in self.states if state in common)

    @cached_property
    def believed(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Concept -> actor -> codes of what it believes to be equilibria."""
        return {
            concept: {actor: tuple(solved.equilibria(concept)) for actor, solved in self.games.items()}
            for concept in self.concepts
        }

    @cached_property
    def surprises(self) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
        """Concept -> actor -> the hypergame equilibria that it does not believe to be any; actors without are left out."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for concept in self.concepts:
            sets = {actor: frozenset(codes) for actor, codes in self.believed[concept].items()}
            each = {a: tuple(s for s in self.equilibria[concept] if s not in known) for a, known in sets.items()}
            found[concept] = {a: states for a, states in each.items() if states}
        return found

    def stable_for(self, state: str, concept: str) -> Mapping[str, tuple[str, ...] | None]:
        """Viewer -> the actors for whom it sees the state as stable; None where it sees no such state."""
        found: dict[str, tuple[str, ...] | None] = {}
        for viewer, solved in self.games.items():
            index = solved.index(state)
            found[viewer] = None if index is None else tuple(
                a for i, a in enumerate(solved.game.actors) if solved.stable(concept)[i][index]
            )  # fmt: skip
        return found

    def seen(self, state: str, concept: str) -> frozenset[str]:
        """The actors that act so as to stay in a state: it exists in their own game and is stable for them there."""
        return frozenset(a for a, stable in self.stable_for(state, concept).items() if stable is not None and a in stable)


def hypergame(
    case: Case,
    concepts: Iterable[str],
    *,
    horizon: int = 2,
    sanctions: str = "legal",
    coalitions: Sequence[Sequence[str]] | None = None,
    asked: Solved | None = None,
) -> Hypergame | None:
    """The hypergame of a case, situated or not; None where no actor has a view of its own.

    asked : the case as asked, already solved with the same keywords
    """
    if not case.views:
        return None
    known: dict[str | None, Solved] = {} if asked is None else {None: asked}
    games: dict[str, Solved] = {}
    for actor in case.actors:
        view = case.views.get(actor.id)
        if view not in known:
            own = perceived(case, actor.id)
            known[view] = Solved(own, horizon=horizon, sanctions=sanctions, coalitions=coalitions)
        games[actor.id] = known[view]
    return Hypergame({a.id: case.views.get(a.id) for a in case.actors}, tuple(concepts), games)
