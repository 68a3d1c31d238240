r"""A level-1 hypergame: each actor sees a game of its own.

Let :math:`G_a` be the case under the reading that ``views`` gives a (else the case as asked), with the
levers and given effects asked for on top. For a concept X:

- a *believes* that s is an equilibrium if s exists in :math:`G_a` and is X-stable there for everybody;
- s is a *hypergame equilibrium* if for every actor a it exists in :math:`G_a` and is X-stable for a there;
- it is a *surprise* to b if b does not believe that it is an equilibrium.

References
----------
Bennett (1977), Omega 5, 749-751. Wang, Hipel and Fraser (1988), Behavioral Science 33, 207-223.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tertius.kernels.reference import concepts
from tertius.kernels.reference.model import Reference
from tertius.model.case import Case, Effect
from tertius.model.layers import situate

__all__ = ["Hypergame"]


class Hypergame:
    """The games of all actors. Questions take the settings of `Reference.stable`, by name."""

    def __init__(
        self,
        case: Case,
        *,
        reading: str | None = None,
        levers: Sequence[str] = (),
        given: Iterable[Effect] = (),
    ) -> None:
        effects = tuple(given)
        self.actors = tuple(actor.id for actor in case.actors)
        self.games = {
            a: Reference(situate(case, reading=case.views.get(a, reading), levers=levers, given=effects))
            for a in self.actors
        }
        """By actor: the game that it sees."""
        met = [s for game in self.games.values() for s in game.states]
        self.states = tuple(sorted(dict.fromkeys(met), key=self._number))
        """Every state of some game, in state order."""

    def _number(self, state: str) -> int:
        """Letters read from the last: the first option is the lowest bit. Graph states in file order."""
        listed = [game.states for game in self.games.values() if not hasattr(game.conflict, "options")]
        return listed[0].index(state) if listed else int(state[::-1].translate({78: "0", 89: "1"}) or "0", 2)

    def stable(self, viewer: str, actor: str, state: str, concept: str, **settings: Any) -> bool | None:
        """Whether the viewer sees s as stable for the actor; None where it sees no such state."""
        game = self.games[viewer]
        return game.stable(actor, state, concept, **settings) if state in game.states else None

    def believes(self, viewer: str, state: str, concept: str, **settings: Any) -> bool:
        """Whether s is an equilibrium in the viewer's game."""
        return all(self.stable(viewer, i, state, concept, **settings) for i in self.actors)

    def equilibria(self, concept: str, **settings: Any) -> tuple[str, ...]:
        """The hypergame equilibria: states that each actor's own game makes stable for it."""
        for game in self.games.values():
            concepts.refuse(game, concept)
        return tuple(
            s for s in self.states if all(self.stable(i, i, s, concept, **settings) for i in self.actors)
        )

    def surprised(self, state: str, concept: str, **settings: Any) -> tuple[str, ...]:
        """To whom a hypergame equilibrium is a surprise."""
        return tuple(i for i in self.actors if not self.believes(i, state, concept, **settings))
