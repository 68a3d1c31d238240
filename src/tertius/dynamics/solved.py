"""A situated case with everything that has been computed about it, each thing once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from tertius.arrays import BoolArray
from tertius.dynamics.foresight import rest_points, worthwhile
from tertius.dynamics.outcomes import Outcomes, outcomes
from tertius.dynamics.sharing import kept, situation
from tertius.errors import NotSupportedError
from tertius.kernels.codes import pick
from tertius.kernels.game import Game, Steps
from tertius.kernels.graph import game_of
from tertius.kernels.merge import merged_game
from tertius.kernels.sizes import for_each
from tertius.model.case import Case
from tertius.model.expr import Expr
from tertius.stability.applicable import default_step
from tertius.stability.solve import stable_for
from tertius.stability.witness import Witness, witness

__all__ = ["Solved"]

@dataclass(slots=True)
class _Known:
    """What has been worked out about a situation; inside `sharing`, that of every case that comes to the same."""

    game: Game
    stable: dict[str, BoolArray] = field(default_factory=dict)
    outcomes: dict[tuple[str, int], Outcomes | None] = field(default_factory=dict)
    worth: tuple[Steps, ...] | None = None
    satisfying: dict[Expr, frozenset[str]] = field(default_factory=dict)


class Solved:
    """One case (reading and levers already applied), its arrays, and cached answers.

    tick : called with how many tables of one concept and actor are done, as they are
    default : the concept that is meant unless one is named: seq, or seq_d where something is not known
    """

    def __init__(
        self,
        case: Case,
        *,
        horizon: int = 2,
        sanctions: str = "legal",
        coalitions: Sequence[Sequence[str]] | None = None,
        merge: Sequence[str] = (),
        backend: str = "auto",
    ) -> None:
        """Keywords as in `tertius.dynamics.analysis.analyze`."""
        self.case = case
        self.horizon = horizon
        self.sanctions = sanctions
        self.coalitions = None if coalitions is None else tuple(tuple(c) for c in coalitions)

        def made() -> _Known:
            game = game_of(case, backend=backend)
            return _Known(merged_game(game, merge) if merge else game)

        how = horizon, sanctions, self.coalitions, tuple(merge), backend
        self._known = kept(lambda: ("solved", situation(case), how), made)
        self.game: Game = self._known.game
        self.default = default_step(self.game)
        self.done = 0
        self.tick: Callable[[int], None] | None = None

    def stable(self, concept: str) -> BoolArray:
        """(actors, states) under a concept."""
        if concept not in self._known.stable:
            found = np.ones((len(self.game.actors), self.game.states), np.bool_)

            def one(i: int) -> None:
                found[i] = stable_for(
                    self.game, i, concept, horizon=self.horizon, sanctions=self.sanctions, coalitions=self.coalitions
                )
                self.done += 1
                if self.tick is not None:
                    self.tick(self.done)

            # Compiled loops run beside each other; NumPy on small arrays would only wait for its turn.
            for_each(one, range(len(self.game.actors)), states=self.game.states if self.game.backend == "compiled" else 0)
            self._known.stable[concept] = found
        return self._known.stable[concept]

    def why(self, actor: int, state: int, concept: str = "") -> Witness:
        """The reason why a state is stable or unstable for an actor; by default under `default`."""
        return witness(
            self.game, actor, state, concept or self.default,
            horizon=self.horizon, sanctions=self.sanctions, coalitions=self.coalitions,
        )  # fmt: skip

    def outcomes(self, concept: str = "", foresight: int = 1) -> Outcomes | None:
        """Where the status quo leads, by default under `default`; None without a status quo."""
        concept = concept or self.default
        if foresight not in {1, 2}:
            raise NotSupportedError(f"foresight {foresight} is not in this version; there are 1 and 2")
        key = concept, foresight
        if key not in self._known.outcomes:
            # With foresight 2 nothing turns on who is stable; a concept that does not suit the case is still refused.
            stable = None if foresight == 2 and concept == self.default else self.stable(concept)
            self._known.outcomes[key] = outcomes(self.game, stable, concept=concept, foresight=foresight)
        return self._known.outcomes[key]

    def worthwhile(self) -> tuple[Steps, ...]:
        """Each actor's worthwhile moves (foresight 2)."""
        if self._known.worth is None:
            self._known.worth = tuple(worthwhile(self.game, i) for i in range(len(self.game.actors)))
        return self._known.worth

    def equilibria(self, concept: str = "", foresight: int = 1) -> Sequence[str]:
        """Codes of the equilibria, by default under `default`; with foresight 2, of the rest points."""
        if foresight == 2:
            found = rest_points(self.worthwhile(), self.game.states)
        else:
            found = np.asarray(self.stable(concept or self.default).all(axis=0), np.bool_)
        return pick(self.game.codes, found)

    def satisfying(self, expr: Expr) -> frozenset[str]:
        """Codes of the states in which an expression holds."""
        known = self._known.satisfying
        if expr not in known:
            assert self.game.truth is not None
            known[expr] = frozenset(pick(self.game.codes, self.game.truth(expr)))
        return known[expr]

    def index(self, code: str) -> int | None:
        """The index of a state; None where it does not exist here."""
        try:
            return self.game.codes.index(code)
        except ValueError:
            return None
