r"""Limited moves against a cooperative coalition of all others, for any number of actors.

Two sides, i and C = N - i, move in turn; i as in `tertius.stability.limited`. C at q with h moves left
considers every :math:`t \in R_C(q)`, t other than q (legal sequences inside C), which is worth to a member
the worst of :math:`G_{h-1}(i,t)`. It moves only to a t that every member who has moves anywhere prefers to
q, and takes all of those that are not dominated (by a t as good for all of them and better for one);
:math:`G_h(C,q)` is the union of :math:`G_{h-1}(i,t)` over them, or {q} if there are none.

Tertius's own, after an idea that an abstract names; not claimed to be the authors' L_h^CC.

References
----------
Soares et al. (2026). Group Decision and Negotiation, doi 10.1007/s10726-026-09962-3 (abstract only).
Kilgour (1985), as for ``limited``.
"""

from __future__ import annotations

from tertius.errors import TertiusError
from tertius.kernels.game import Game
from tertius.kernels.replies import members, reached, table
from tertius.stability.card import Card
from tertius.stability.limited import Anticipation, best_of

__all__ = ["CARD", "together"]

CARD = Card(
    id="limited_cc",
    name="limited-move stability, cooperative opponents",
    definition="with h moves ahead, the others answering together where that pays for each of them, the actor would rather stay",
    source="Tertius, after Soares et al. 2026 (abstract)",
    responses="moves",
    family="ahead",
)


def together(game: Game, actor: int, horizon: int) -> list[Anticipation]:
    """For each state: what the actor anticipates, and by which moves."""
    if horizon < 1:
        raise TertiusError(f"--horizon is {horizon}; it must be 1 or more")
    everywhere = range(game.states)
    others = [j for j in game.others(actor) if game.moves[j].some]
    ways = reached([table(game.moves[j], game.states) for j in others]) if horizon > 1 else []
    mine: list[Anticipation] = [(frozenset({s}), None) for s in everywhere]
    theirs = [frozenset({s}) for s in everywhere]
    for left in range(horizon, 0, -1):
        after = theirs
        fresh = [best_of(game, actor, s, game.moves[actor].of(s), after.__getitem__) for s in everywhere]
        if left > 1 and others:
            theirs = [_joint(game, others, q, [t for t in members(ways[q]) if t != q], mine) for q in everywhere]
        mine = fresh
    return mine


def _joint(game: Game, others: list[int], here: int, targets: list[int], mine: list[Anticipation]) -> frozenset[int]:
    """Where the coalition of the others leads from `here`: the targets that all want and none of them dominates."""
    worth = {t: tuple(min(int(game.rank[j][e]) for e in mine[t][0]) for j in others) for t in targets}
    wanted = {t: w for t, w in worth.items() if all(x > int(game.rank[j][here]) for x, j in zip(w, others, strict=True))}
    best = {
        t
        for t, w in wanted.items()
        if not any(v != w and all(y >= x for x, y in zip(w, v, strict=True)) for v in set(wanted.values()))
    }
    return frozenset().union(*(mine[t][0] for t in best)) if best else frozenset({here})
