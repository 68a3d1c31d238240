r"""Limited moves against individualistic opponents, for any number of actors.

:math:`G_0(i,s) = \{s\}`. For i at s with h moves left, let a move to q be answered by
:math:`A(q) = \bigcup \{G_{h-1}(j,q) : j \ne i,\ j \text{ would move}\}`, or by {q} if nobody would, and be
worth its worst member to i. If the best of these is preferred to s, :math:`G_h(i,s)` is the union of
A(q) over the best q; else i stays and it is {s}. In :math:`G_{h-1}(j,q)` the next answer is again that of
any actor but j. A state is stable if i stays. With two movers this is `tertius.stability.limited`, and
with horizon 1 Nash stability.

Tertius's own, after an idea that an abstract names; not claimed to be the authors' L_h^CI.

References
----------
Soares et al. (2026). Group Decision and Negotiation, doi 10.1007/s10726-026-09962-3 (abstract only).
Kilgour (1985), as for ``limited``.
"""

from __future__ import annotations

from tertius.errors import TertiusError
from tertius.kernels.game import Game
from tertius.stability.card import Card
from tertius.stability.limited import Anticipation, best_of

__all__ = ["CARD", "individualists"]

CARD = Card(
    id="limited_ci",
    name="limited-move stability, individualistic opponents",
    definition="with h moves ahead, any one of the others answering each move as it likes best, the actor would rather stay",
    source="Tertius, after Soares et al. 2026 (abstract)",
    responses="moves",
    family="ahead",
)


def individualists(game: Game, actor: int, horizon: int) -> list[Anticipation]:
    """For each state: what the actor anticipates, and by which moves."""
    if horizon < 1:
        raise TertiusError(f"--horizon is {horizon}; it must be 1 or more")
    movers = [i for i in range(len(game.actors)) if game.moves[i].some]
    stay: list[Anticipation] = [(frozenset({s}), None) for s in range(game.states)]
    table = dict.fromkeys(range(len(game.actors)), stay)
    for left in range(horizon, 0, -1):
        # The last round is about the actor alone.
        rows = {i: _round(game, i, [j for j in movers if j != i], table) for i in (movers if left > 1 else [actor])}
        table = table | rows
    return table[actor]


def _round(game: Game, i: int, others: list[int], before: dict[int, list[Anticipation]]) -> list[Anticipation]:
    def answer(q: int) -> frozenset[int]:
        moved = [before[j][q][0] for j in others if before[j][q][1] is not None]
        return frozenset().union(*moved) if moved else frozenset({q})

    return [best_of(game, i, s, game.moves[i].of(s), answer) for s in range(game.states)]
