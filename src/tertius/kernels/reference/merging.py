r"""The merged view: a coalition as one player.

The player a+b stands in the place of its members. Its moves are :math:`R_C(s)` (`coalitions`). It prefers
q to s if every member does, strongly if every member does so strongly; else it does not, so that
whatever does not please all of them counts as a sanction. What its members could do alone is gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from tertius.errors import NotSupportedError, TertiusError, UnknownNameError
from tertius.kernels.reference.coalitions import coalition_moves
from tertius.kernels.reference.model import Reference
from tertius.kernels.reference.relations import both_say
from tertius.model.case import Case

__all__ = ["Merged", "merged"]


class Merged(Reference):
    """The definitions for a case in which a coalition is one player."""

    merged = True

    def __init__(self, case: Case, members: Sequence[str]) -> None:
        super().__init__(case)
        for member in members:
            if member not in self.actors:
                raise UnknownNameError("actor", member, self.actors)
        if not members:
            raise TertiusError("a coalition has members")
        if (unknown := self.unknown()) is not None:
            raise NotSupportedError(
                f"a model in which it is not known what {unknown[0]} thinks of {unknown[1]} and {unknown[2]} "
                "cannot be seen with a coalition as one player"
            )
        inside = tuple(i for i in self.actors if i in set(members))
        self.player = "+".join(inside)
        """The id of the player."""
        relations = tuple(self._relations[i] for i in inside)
        self._moves[self.player] = {s: coalition_moves(self, frozenset(inside), s) for s in self.states}
        self._relations[self.player] = lambda a, b: both_say(r(a, b) for r in relations)
        if self._free:
            self._free[self.player] = frozenset().union(*(self._free[i] for i in inside))
        places = (self.player if i == inside[0] else i for i in self.actors)
        self.actors = tuple(i for i in places if i not in inside or i == self.player)
        self.memory.clear()


def merged(case: Case, members: Sequence[str]) -> Merged:
    """The case with those actors as one player."""
    return Merged(case, members)
