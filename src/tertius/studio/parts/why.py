"""Why a state lasts or not, for each actor: the state that was clicked."""

from __future__ import annotations

from typing import Any

from tertius.studio.look import Look
from tertius.studio.registry import part


@part("why", title="Why", place="result", order=30)
def why(look: Look) -> dict[str, Any]:
    """Each actor's reason at the picked state; without one, at the status quo."""
    solved, told = look.solved, look.told
    if solved is None or told is None:
        return {"ready": False}
    index = solved.index(look.pick("state")) if look.pick("state") else None
    if index is None:
        index = solved.game.status_quo
    if index is None:
        return {"ready": True, "code": ""}
    game = solved.game
    from tertius.dynamics.foresight import judge_move

    rows = []
    for i, actor in enumerate(game.actors):
        if not game.moves[i].some:
            continue
        reason = solved.why(i, index)
        far = []
        if look.asked.foresight == 2:
            far = [(j.worthwhile, told.judgement(j)) for j in (judge_move(game, i, index, t) for t in game.moves[i].of(index)[:12])]
        rows.append((told.actor(actor), reason.stable, told.witness(reason).splitlines(), far))
    return {
        "ready": True,
        "code": game.codes[index],
        "words": told.state(game.codes[index]),
        "is_status_quo": index == game.status_quo,
        "rows": rows,
        "concept": solved.default,
    }
