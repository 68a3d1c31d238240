r"""What an actor thinks of two states, where a rank cannot say it.

Between any two states a, b of an actor exactly one of ``>>``, ``>``, ``~``, ``?`` holds, or the converse of
the first two. A relation answers for arrays of states at once with a code each (int8): `STRONG`,
`BETTER`, `EQUAL`, `WORSE`, `STRONGLY_WORSE`, `UNKNOWN`; a code above `EQUAL` means *a is preferred
to b*. Relations may be partial and may cycle.

- `Ranked`: a complete preference, with strong gaps where the ranking has them
- `Compared`: comparisons one by one, as a matrix (int8, states x states); only for actors with ``pairs``
- `Joint`: several actors as one, which prefers a to b where each of them does

References
----------
Hamouda, Kilgour and Hipel (2004). Group Decision and Negotiation 13, 449-462 (strength). Li, Hipel,
Kilgour and Fang (2004). IEEE Transactions on Systems, Man, and Cybernetics A 34, 507-520 (unknown).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from tertius.arrays import AnyArray, BoolArray, RankArray
from tertius.errors import LimitError, NotSupportedError
from tertius.model.comparisons import closed, listed
from tertius.model.conflict import Preference

__all__ = [
    "BETTER", "EQUAL", "MAX_COMPARED", "STRONG", "STRONGLY_WORSE", "UNKNOWN", "WORSE",
    "Compared", "Joint", "PartlyRanked", "Ranked", "Relation", "SignArray", "compared",
]  # fmt: skip

STRONGLY_WORSE, WORSE, EQUAL, BETTER, STRONG = -2, -1, 0, 1, 2
UNKNOWN = -9
"""Below `EQUAL`, so that ``sign > EQUAL`` is *preferred for certain*."""

MAX_COMPARED = 4096
"""States up to which comparisons are kept as a matrix."""

SignArray: TypeAlias = np.ndarray[Any, np.dtype[np.int8]]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A complete preference: `rank` (states,), and `block` (states,) that rises at each strong gap, or None."""

    rank: RankArray
    block: RankArray | None = None

    @property
    def unknown(self) -> tuple[int, int] | None:
        """Two states of which nothing is known, or None: here always None."""
        return None

    def signs(self, a: AnyArray | int, b: AnyArray | int) -> SignArray:
        """What the actor thinks of each a, compared with each b (broadcast)."""
        sign = np.sign(np.subtract(self.rank[a], self.rank[b], dtype=np.int64))
        if self.block is not None:
            sign = sign + np.sign(np.subtract(self.block[a], self.block[b], dtype=np.int64))
        return np.asarray(sign, np.int8)


@dataclass(frozen=True, slots=True)
class Compared:
    """Comparisons one by one: ``matrix[a, b]`` is what the actor thinks of a, compared with b."""

    matrix: SignArray

    @property
    def unknown(self) -> tuple[int, int] | None:
        """The first two states of which nothing is known; None if every two compare."""
        if not self.matrix.size:
            return None
        place = int(np.argmax(self.matrix == UNKNOWN))
        pair = divmod(place, len(self.matrix))
        return pair if self.matrix[pair] == UNKNOWN else None

    def signs(self, a: AnyArray | int, b: AnyArray | int) -> SignArray:
        """What the actor thinks of each a, compared with each b (broadcast)."""
        return np.asarray(self.matrix[a, b])


@dataclass(frozen=True, slots=True)
class Joint:
    """Several actors as one: it prefers (strongly) what each of them prefers (strongly), nothing else.

    What is not preferred counts as equal; there is no unknown.
    """

    members: tuple[Ranked | Compared, ...]

    @property
    def unknown(self) -> tuple[int, int] | None:
        """Two states of which nothing is known to a member, or None."""
        return next((pair for m in self.members if (pair := m.unknown) is not None), None)

    def signs(self, a: AnyArray | int, b: AnyArray | int) -> SignArray:
        """What the actor thinks of each a, compared with each b (broadcast)."""
        each = [m.signs(a, b) for m in self.members]
        best, least = np.minimum.reduce(each), np.maximum.reduce(each)
        sign = np.where(best > EQUAL, best, EQUAL)
        worse = (least < EQUAL) & (best != UNKNOWN)
        return np.asarray(np.where(worse, least, sign), np.int8)


Relation: TypeAlias = "Ranked | Compared | Joint"


@dataclass(frozen=True, slots=True)
class PartlyRanked:
    """Ranks of actors of whom some have none. Indexed like an array (actor first); asking one of those raises."""

    rows: tuple[RankArray | None, ...]
    names: tuple[str, ...]

    def __getitem__(self, place: int | tuple[int, int]) -> Any:
        """The actor's ranks (states,), or its rank of one state; `NotSupportedError` where it has none."""
        actor = place[0] if isinstance(place, tuple) else place
        row = self.rows[actor]
        if row is None:
            raise NotSupportedError(
                f"{self.names[actor]} has no ranks: its preference is no order of all states from best to worst"
            )
        return row[place[1]] if isinstance(place, tuple) else row


def compared(preference: Preference, codes: Sequence[str], actor: str) -> Compared:
    """The matrix of an actor with ``pairs``, over the states that there are.

    Chains are closed over all states that the comparisons name, then restricted to `codes`. What is
    neither listed nor implied is unknown.

    Raises `LimitError` beyond `MAX_COMPARED` states, before anything is allocated.
    """
    states = len(codes)
    if states > MAX_COMPARED:
        raise LimitError(
            f"{actor} compares pairs of states, and there are {states:,} of them (limit {MAX_COMPARED:,}); "
            "give a ranking or statements, or fix options that the question does not turn on"
        )
    known = closed(preference.pairs) if preference.closure else listed(preference.pairs)
    matrix = np.full((states, states), UNKNOWN, np.int8)
    place = {code: k for k, code in enumerate(codes)}
    here = np.array([place.get(code, -1) for code in known.order], np.int64)
    width = (len(known.order) + 7) // 8
    for row, code in enumerate(known.order):
        a = place.get(code)
        if a is None:
            continue
        for sign, rows in ((EQUAL, known.equal), (BETTER, known.better), (STRONG, known.strong)):
            bits = _bits(rows[row], width, len(here))
            b = here[bits & (here >= 0)]
            matrix[a, b] = sign
            matrix[b, a] = -sign
    np.fill_diagonal(matrix, EQUAL)
    return Compared(matrix)


def _bits(number: int, width: int, count: int) -> BoolArray:
    raw = np.frombuffer(number.to_bytes(width, "little"), np.uint8)
    return np.asarray(np.unpackbits(raw, count=count, bitorder="little"), np.bool_)
