r"""Status quo analysis: what legal sequences of moves can lead to from the status quo.

:math:`V_h(s_0)` is the set of states reachable from s0 by at most h moves in which no actor moves
twice in succession. It is a search over (state, last mover), so it is exact for moves that are not
transitive. With `improvements` each move must be an improvement for its mover from the state left.

References
----------
Li, K. W., Kilgour, D. M., Hipel, K. W. (2005). Status quo analysis in the graph model for conflict
resolution. Journal of the Operational Research Society 56(6), 699-707.
"""

from __future__ import annotations

from dataclasses import dataclass

from tertius.errors import LimitError
from tertius.kernels.game import Game
from tertius.stability.witness import Step

__all__ = ["LegalPath", "legal_paths"]

STATES = 2**16
"""States up to which legal sequences are listed one by one."""


@dataclass(frozen=True, slots=True)
class LegalPath:
    """A shortest legal path to a state, and everybody who can make the last move of some legal path there."""

    state: str
    path: tuple[Step, ...]
    last_movers: tuple[str, ...]


def legal_paths(game: Game, *, improvements: bool = False, limit: int | None = None) -> tuple[LegalPath, ...]:
    """Every state that a legal sequence from the status quo reaches, nearest first.

    limit : h, the greatest number of moves; None for no limit

    Raises `LimitError` beyond `STATES` states. Returns an empty tuple where the case has no status quo. The status quo itself is listed only if
    a sequence of one or more moves comes back to it.
    """
    if game.status_quo is None:
        return ()
    if game.states > STATES:
        raise LimitError(
            f"legal sequences are listed up to {STATES:,} states, and there are {game.states:,}; leave out --paths, or "
            "fix options that the question does not turn on"
        )
    pool = game.improvements if improvements else game.moves
    parent: dict[tuple[int, int], tuple[int, int] | None] = {}
    first: dict[int, tuple[int, int]] = {}
    movers: dict[int, set[int]] = {}
    edge: list[tuple[int, int]] = [(game.status_quo, -1)]
    depth = 0
    while edge and (limit is None or depth < limit):
        depth += 1
        following = []
        for node in edge:
            here, last = node
            for j, arcs in enumerate(pool):
                if j == last:
                    continue
                for there in arcs.of(here):
                    key = there, j
                    if key in parent:
                        continue
                    parent[key] = None if last == -1 else node
                    first.setdefault(there, key)
                    movers.setdefault(there, set()).add(j)
                    following.append(key)
        edge = following
    return tuple(
        LegalPath(
            game.codes[state],
            _trail(game, parent, key),
            tuple(game.actors[j] for j in sorted(movers[state])),
        )
        for state, key in first.items()
    )


def _trail(
    game: Game, parent: dict[tuple[int, int], tuple[int, int] | None], key: tuple[int, int]
) -> tuple[Step, ...]:
    assert game.status_quo is not None
    steps: list[Step] = []
    at: tuple[int, int] | None = key
    while at is not None:
        before = parent[at]
        source = game.status_quo if before is None else before[0]
        steps.append((game.actors[at[1]], game.codes[source], game.codes[at[0]]))
        at = before
    return tuple(steps[::-1])
