"""Checks witnesses of the concepts that look ahead, by following the definitions down to the last move."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from tertius.kernels.reference import Reference
from tertius.stability.verify import replies

if TYPE_CHECKING:
    from tertius.stability.witness import Witness

__all__ = ["ahead_faults"]

_NAMES = {
    "limited": "limited-move stability",
    "limited_ci": "limited-move stability",
    "limited_cc": "limited-move stability",
    "maximin": "maximin stability",
}


def ahead_faults(model: Reference, witness: Witness) -> list[str]:
    """What is wrong with a witness of limited, limited_ci, limited_cc or maximin."""
    actor, state, horizon, name = witness.actor, witness.state, witness.horizon, _NAMES[witness.concept]
    if horizon is None or horizon < 1:
        return [f"{name} needs a horizon of 1 or more"]
    if witness.sanctions:
        return [f"{name} knows no sanctions"]
    if witness.mode != "legal":
        return [f"ways of sanctioning do not belong to {name}"]
    ahead = _Ahead(model, witness.concept)
    if witness.concept == "maximin":
        safe = {q for q in model.moves(actor, state) if model.prefers(actor, ahead.hostile(actor, q, horizon - 1, False), state)}
        if witness.stable:
            faults = [f"with {horizon} moves ahead {actor} would move to {q}" for q in sorted(safe)]
            return faults + (["the state is called stable, yet a move is named"] if witness.unsanctioned or witness.anticipated else [])
        if witness.unsanctioned not in safe:
            return [f"with {horizon} moves ahead {actor} would not move to {witness.unsanctioned}"]
        return ["anticipated states do not belong to maximin"] if witness.anticipated else []
    ends, best = ahead.foresee(actor, state, horizon)
    if witness.stable:
        faults = [f"with {horizon} moves ahead {actor} would move to {q}" for q in sorted(best)]
        if witness.unsanctioned is not None or witness.anticipated:
            faults.append("the state is called stable, yet a move is named")
        return faults
    if witness.unsanctioned not in best:
        return [f"with {horizon} moves ahead {actor} would not move to {witness.unsanctioned}"]
    if set(witness.anticipated) != ends or len(witness.anticipated) != len(ends):
        return [f"the anticipated states are {sorted(ends)}, not {sorted(witness.anticipated)}"]
    return []


class _Ahead:
    """What is anticipated in one model under one concept; each question is answered once."""

    def __init__(self, model: Reference, concept: str) -> None:
        self.model, self.concept = model, concept
        self.movers = [i for i in model.actors if any(model.moves(i, s) for s in model.states)]
        self._known: dict[tuple[str, str, int], tuple[set[str], set[str]]] = {}
        self._joint: dict[tuple[str, str, int], set[str]] = {}
        self._values: dict[tuple[str, str, int, bool], str] = {}

    def worst(self, i: str, ends: Iterable[str]) -> str:
        """A state than which i likes none of `ends` less."""
        listed = sorted(ends)
        low = listed[0]
        for end in listed:
            low = end if self.model.prefers(i, low, end) else low
        return low

    def foresee(self, i: str, s: str, left: int) -> tuple[set[str], set[str]]:
        """Where i expects to end with so many moves left, and its best moves; none if it stays."""
        if left == 0:
            return {s}, set()
        if (i, s, left) not in self._known:
            prefers = self.model.prefers
            after = {q: self._answer(i, q, left - 1) for q in self.model.moves(i, s)}
            low = {q: self.worst(i, ends) for q, ends in after.items()}
            most = {q for q in low if not any(prefers(i, x, low[q]) for x in low.values())}
            best = {q for q in most if prefers(i, low[q], s)}
            self._known[i, s, left] = (set().union(*(after[q] for q in best)) if best else {s}), best
        return self._known[i, s, left]

    def _answer(self, i: str, q: str, left: int) -> set[str]:
        """What follows i's move to q."""
        rivals = [j for j in self.movers if j != i]
        if self.concept == "limited_cc":
            return self._together(i, q, left, rivals)
        if self.concept == "limited":
            return self.foresee(rivals[0], q, left)[0] if rivals else {q}
        found: set[str] = set()
        for j in rivals:
            ends, best = self.foresee(j, q, left)
            if best:
                found |= ends
        return found or {q}

    def _together(self, i: str, q: str, left: int, rivals: list[str]) -> set[str]:
        if left == 0 or not rivals:
            return {q}
        key = i, q, left
        if key in self._joint:
            return self._joint[key]
        prefers = self.model.prefers
        after = {t: self.foresee(i, t, left - 1)[0] for t in replies(self.model, i, q, improving=False) - {q}}
        worth = {t: {m: self.worst(m, ends) for m in rivals} for t, ends in after.items()}
        wanted = [t for t, w in worth.items() if all(prefers(m, w[m], q) for m in rivals)]
        taken: set[str] = set()
        for t in wanted:
            beaten = any(
                any(prefers(m, worth[u][m], worth[t][m]) for m in rivals)
                and not any(prefers(m, worth[t][m], worth[u][m]) for m in rivals)
                for u in wanted
            )
            if not beaten:
                taken |= after[t]
        self._joint[key] = taken or {q}
        return self._joint[key]

    def hostile(self, i: str, q: str, left: int, own: bool) -> str:
        """A state as good for i as what it can secure at q; `own` where i is to move."""
        if left == 0:
            return q
        key = i, q, left, own
        if key not in self._values:
            moves = self.model.moves(i, q) if own else replies(self.model, i, q, improving=False)
            value = q
            for t in sorted(moves):
                end = self.hostile(i, t, left - 1, not own)
                gains, loses = self.model.prefers(i, end, value), self.model.prefers(i, value, end)
                value = end if (gains if own else loses) else value
            self._values[key] = value
        return self._values[key]
