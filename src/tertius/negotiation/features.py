"""The alternatives of an issue and what is known of each: the rows that the forecast's weights multiply.

Alternatives are **atoms**: the distinct positions, 0 and 100, and the reference point; and **cells**: 20 intervals of width 5.
Features are defined in docs/explanation/negotiation-fit.md (written down before the first fit). Distances are shares of the scale.
None knows what kind of negotiation it is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.negotiation.stakes import Placed, Stakes, placed

__all__ = ["CELLS", "EDGES", "FEATURES", "SAME", "Alternatives", "alternatives"]

CELLS = 20
EDGES = np.linspace(0.0, 100.0, CELLS + 1)
SAME = 0.25
"""An outcome this close to an atom, in points, is that atom."""
NEAR = 20.0
LEAST_SUPPORT = 0.005
FEATURES = (
    "held", "support", "held_end", "bare_end", "reference", "distance", "near", "depth",
    "distance2", "plurality", "outside", "from_reference", "keen",
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Alternatives:
    """What an issue's outcome is chosen from.

    at : shape (alternatives,), atoms ascending, then the middles of cells; atoms : how many are atoms
    offset : log of a cell's share of the scale, 0 for an atom
    features : shape (alternatives, features), columns as in `FEATURES`
    """

    at: FloatArray
    atoms: int
    offset: FloatArray
    features: FloatArray

    def chosen(self, outcome: float) -> int:
        """The alternative that an outcome is: the nearest atom within `SAME`, else its cell."""
        gap = np.abs(self.at[: self.atoms] - outcome)
        nearest = int(gap.argmin())
        if gap[nearest] <= SAME:
            return nearest
        return self.atoms + min(CELLS - 1, int(np.searchsorted(EDGES, outcome, side="right")) - 1)


def alternatives(stakes: Stakes) -> Alternatives:
    """The alternatives of an issue with their features."""
    who = placed(stakes)
    reference = stakes.reference
    ends = [0.0, 100.0] + ([] if np.isnan(reference) else [float(reference)])
    atoms = np.unique(np.concatenate([who.position, ends]))
    at = np.concatenate([atoms, (EDGES[1:] + EDGES[:-1]) / 2])
    is_atom = np.arange(len(at)) < len(atoms)
    offset = np.where(is_atom, 0.0, np.log(1.0 / CELLS))
    return Alternatives(at, len(atoms), offset, _features(who, at, is_atom, reference))


def _features(who: Placed, at: FloatArray, is_atom: BoolArray, reference: float) -> FloatArray:
    x, w = who.position, who.weight
    gap = np.abs(at[:, None] - x[None, :])
    here = (gap == 0) & is_atom[:, None]
    held = here.any(axis=1)
    support = here @ w
    end = is_atom & ((at == 0) | (at == 100))
    distance = np.abs(at - (w * x).sum()) / 100
    low, high = (x[None, :] <= at[:, None]) @ w, (x[None, :] >= at[:, None]) @ w
    keen = (here @ who.salience) / np.maximum(here.sum(axis=1), 1) - who.salience.mean()
    known = not np.isnan(reference)
    columns = {
        "held": held,
        "support": np.where(held, np.log(np.maximum(support, LEAST_SUPPORT)), 0.0),
        "held_end": end & held,
        "bare_end": end & ~held,
        "reference": is_atom & (at == reference) if known else np.zeros(len(at)),
        "distance": distance,
        "near": np.maximum(0.0, 1 - gap / NEAR) @ w,
        "depth": np.minimum(low, high),
        "distance2": distance**2,
        "plurality": held & (support >= support.max() - 1e-12),
        "outside": (at < x.min()) | (at > x.max()),
        "from_reference": np.abs(at - reference) / 100 if known else np.zeros(len(at)),
        "keen": np.where(held, keen / 100, 0.0),
    }
    return np.column_stack([np.asarray(columns[name], dtype=np.float64) for name in FEATURES])
