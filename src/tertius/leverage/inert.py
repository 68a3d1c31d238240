r"""Options that could be held where they are without changing anything: what need not be tried again.

Let G be a situated game, V the states on paths from the status quo, and o an option that is neither fixed nor linked and
has no need. Holding o at its value on V takes away the moves that change o, and nothing else. It changes no path and no
outcome if

- foresight 1, nash or seq: o is the same in every state that improvements of anybody reach from the status quo.
  Paths, improvements and the sanctions of seq (improvements too) stay inside that set, and none of them changes o.
- foresight 2: o is the same on V (worthwhile moves never change it), and the same in every state that improvements of
  anybody reach from where a move out of V that leaves o alone leads. Then each such move has the same ends as before,
  and is worthwhile as before; a move that changes o was not worthwhile.

Other concepts look at moves that are no improvements: there nothing is called inert.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tertius.arrays import BoolArray, IntArray
from tertius.dynamics.foresight import worthwhile
from tertius.kernels.arcs import Arcs
from tertius.kernels.floods import flood
from tertius.kernels.game import Game
from tertius.leverage.builder import Builder, Space
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict

__all__ = ["InertBuilder"]


class InertBuilder(Builder):
    """A `Builder` that remembers, for each situation that it worked out, which options are inert and where they stand."""

    def __init__(self, *asked: Any) -> None:
        """As `Builder`."""
        super().__init__(*asked)
        self._still: dict[object, dict[str, bool]] = {}
        self._constant: dict[int, bool] = {}

    def inert(self, case: Case) -> dict[str, bool]:
        """Option -> its value, for options of a worked-out situation that could be held there; empty if none is known."""
        assert case.conflict is not None
        return self._still.get(self._key(case.conflict), {})

    def _fast(self, conflict: OptionConflict | GraphConflict, key: tuple[Any, ...]) -> str:
        assert isinstance(conflict, OptionConflict)
        said = super()._fast(conflict, key)
        needing = {k for k, _ in conflict.rules.needs}
        self._still[key] = {
            o.key: self._constant[k]
            for k, o in enumerate(conflict.options)
            if k in self._constant
            and o.key not in conflict.rules.fixed
            and o.key not in conflict.rules.linked
            and o.key not in needing
        }
        return said

    def _decided(self, space: Space, name: object, game: Callable[[], Game], good: BoolArray) -> str:
        said = super()._decided(space, name, game, good)
        lead = space.leads[name]
        if lead.constant is None:
            lead.constant = _constant(game(), space.states, self.foresight, self.concept)
        self._constant = lead.constant
        return said


def _constant(game: Game, states: IntArray, foresight: int, concept: str) -> dict[int, bool]:
    """Bits that stay as they are, with their value."""
    if foresight == 1 and concept not in {"", "nash", "seq"}:
        return {}
    start = np.zeros(game.states, np.bool_)
    start[game.status_quo] = True
    if foresight == 1:
        seen = states[flood(list(game.improvements), start)]
        always, ever = int(np.bitwise_and.reduce(seen)), int(np.bitwise_or.reduce(seen))
        return {k: bool(always >> k & 1) for k in range(int(states.max()).bit_length() + 1) if (always >> k & 1) == (ever >> k & 1)}
    visited = flood([worthwhile(game, i) for i in range(len(game.actors))], start)
    moves = [m for m in game.moves if isinstance(m, Arcs)]
    source = np.concatenate([m.source for m in moves])
    target = np.concatenate([m.target for m in moves])
    out = visited[source]
    source, target = source[out], target[out]
    changed = states[source] ^ states[target]
    here = states[visited]
    always, ever = int(np.bitwise_and.reduce(here)), int(np.bitwise_or.reduce(here))
    found = {}
    for k in range(int(states.max()).bit_length() + 1):
        value = always >> k & 1
        if value != (ever >> k & 1):
            continue
        begin = np.zeros(game.states, np.bool_)
        begin[target[(changed >> k & 1) == 0]] = True
        reached = flood(list(game.improvements), begin)
        if ((states[reached] >> k & 1) == value).all():
            found[k] = bool(value)
    return found
