r"""What would change the leader: the smallest change of one cell, and the fewest rows that could go.

The *leader* is the reading with the largest posterior by middle values; this is the only place where
one is named. With :math:`S_r = \ln \pi_r + \sum_i w_i \ln L'_{ir}` by middle values and leader a, the gap
to s is :math:`S_a - S_s`.

**One cell.** Let row i have weight w, reliability q and neutral value N. Lowering the leader's cell
closes the smallest gap g if :math:`\ln L'` falls by :math:`g / w`; raising the cell of s closes its gap if
:math:`\ln L'` rises by so much. From :math:`L' = q L + (1 - q) N` follows L; a change is possible if
that L is in (0, 1]. At L the two are level, and beyond it the leader is another. The smallest change is
the one with the fewest likelihood points :math:`|L_{new} - L_{old}|`, after comparing every cell: exact.
Its decibels are those of the mixed likelihood.

**Fewest rows.** For a rival s let :math:`d_i = \ln L'_{ia} - \ln L'_{is}`. A row alone gives up
:math:`d_i` when it goes. Of a group the mean of what is left counts, so j rows are best given up from
the largest d down; if all k go, the group counts nothing. With G(j) what j rows of a group give up at
most, :math:`B(c) = \max_j B(c - j) + G(j)` over the groups in turn is the most that c rows can give up.
The fewest rows are the smallest c, over all rivals, with :math:`B(c) \ge S_a - S_s`: exact, in time
quadratic in the number of rows. After their removal the leader no longer leads alone.

Both are Tertius's own. Units: natural logarithms inside, decibels outside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tertius.evidence.hypotheses import DECIBELS, Floats, Hypotheses

__all__ = ["CellFlip", "Flips", "RemovalFlip", "flips"]

CLOSE = 1e-9
"""Log-odds at which two readings count as level."""


@dataclass(frozen=True, slots=True)
class CellFlip:
    """One cell moved from `start` to `end` brings `reading_ahead` level with the leader.

    points : `end` - `start`; decibels : of the mixed likelihood
    """

    row: str
    reading: str
    start: float
    end: float
    points: float
    decibels: float
    reading_ahead: str


@dataclass(frozen=True, slots=True)
class RemovalFlip:
    """Without these rows the leader no longer leads alone; no smaller number of rows does it."""

    rows: tuple[str, ...]
    reading_ahead: str


@dataclass(frozen=True, slots=True)
class Flips:
    """`leaders` has more than one reading where some are level; then there is nothing to flip.

    cells : every cell that can do it alone, the smallest change first
    removal : None where no removal does it: the prior alone keeps the leader ahead
    """

    leaders: tuple[str, ...]
    cells: tuple[CellFlip, ...] = ()
    removal: RemovalFlip | None = None


def flips(found: Hypotheses) -> Flips:
    """Who leads by middle values, and what would change that."""
    w = found.weighed
    score = np.log(w.prior_mid) + w.total("mid")
    lead = int(np.argmax(score))
    level = tuple(r for k, r in enumerate(w.readings) if score[lead] - score[k] <= CLOSE)
    if len(level) > 1:
        return Flips(level)
    gap = score[lead] - score
    cells = [c for i in range(len(found.rows)) for k in range(len(w.readings)) if (c := _cell(found, i, k, lead, gap)) is not None]
    # Changes of one size stand in the order of the file.
    cells.sort(key=lambda c: round(abs(c.points), 9))
    return Flips(level, tuple(cells), _removal(found, lead, gap))


def _cell(found: Hypotheses, i: int, k: int, lead: int, gap: Floats) -> CellFlip | None:
    w, row = found.weighed, found.evidence.rows[i]
    reading = w.readings[k]
    ahead = min((s for s in range(len(gap)) if s != lead), key=lambda s: gap[s]) if k == lead else k
    change = float(gap[ahead] / w.weight[i]) * (-1 if k == lead else 1)
    q, neutral = sum(row.reliability) / 2, found.evidence.scale["N"].mid
    if q <= 0:
        return None
    start = row.cells[reading].mid
    with np.errstate(over="ignore"):
        end = (float(np.exp(w.mid[i, k] + change)) - (1 - q) * neutral) / q
    if not 0 < end <= 1 + CLOSE:
        return None
    end = min(end, 1.0)
    return CellFlip(row.id, reading, start, end, end - start, change * float(DECIBELS), w.readings[ahead])


def _removal(found: Hypotheses, lead: int, gap: Floats) -> RemovalFlip | None:
    w = found.weighed
    groups: dict[object, list[int]] = {}
    for i, row in enumerate(found.evidence.rows):
        groups.setdefault(row.group or i, []).append(i)
    alone = [members[0] for members in groups.values() if len(members) == 1]
    several = [members for members in groups.values() if len(members) > 1]
    best: tuple[int, int, tuple[int, ...]] | None = None
    for s in range(len(w.readings)):
        if s == lead:
            continue
        rows = _fewest(w.mid[:, lead] - w.mid[:, s], alone, several, float(gap[s]))
        if rows is not None and (best is None or len(rows) < best[0]):
            best = len(rows), s, rows
    if best is None:
        return None
    return RemovalFlip(tuple(found.rows[i].id for i in best[2]), w.readings[best[1]])


def _fewest(
    d: Floats, alone: Sequence[int], several: Sequence[Sequence[int]], gap: float
) -> tuple[int, ...] | None:
    """The smallest set of rows whose removal gives up `gap`, or None."""
    single = sorted(alone, key=lambda i: (-d[i], i))
    total = np.concatenate([[0.0], np.cumsum(d[single])])
    taken: list[tuple[list[int], list[int]]] = []
    for members in several:
        order = sorted(members, key=lambda i: (-d[i], i))
        values = d[order]
        size = len(order)
        gain = [float(values.mean() - values[j:].mean()) if j < size else float(values.mean()) for j in range(size + 1)]
        grown = np.full(len(total) + size, -np.inf)
        choice = np.zeros(len(grown), dtype=int)
        for j, more in enumerate(gain):
            part = slice(j, j + len(total))
            better = total + more > grown[part]
            grown[part] = np.where(better, total + more, grown[part])
            choice[part] = np.where(better, j, choice[part])
        total = grown
        taken.append((order, choice.tolist()))
    enough = np.flatnonzero(total >= gap - CLOSE)
    if not len(enough):
        return None
    left = int(enough[0])
    rows: list[int] = []
    for order, choices in reversed(taken):
        rows += order[: choices[left]]
        left -= choices[left]
    return tuple(sorted(rows + single[:left]))
