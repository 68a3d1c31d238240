"""The alternatives of an issue and what is known of each: the rows that the forecast's weights multiply.

Alternatives are **atoms**: the distinct positions, 0 and 100, and the reference point; and **cells**: 20 intervals of width 5.
None of the features knows what kind of negotiation it is. With w the weights, m = sum w x the compromise, sd the weighted standard deviation of positions:

* ``held``: 1 if somebody's position is this atom; ``support``: log of the weight of those whose position it is, not below log 0.005
* ``held_end``, ``bare_end``: 1 if the atom is 0 or 100 and somebody, or nobody, is there
* ``reference``: 1 if the atom is the reference point
* ``distance``: |y - m|/100; ``spread``: |y - m| / (10 max(sd, 5))
* ``away``: (y - m)/100, counted away from the reference point; 0 without one, or where m is the reference point
* ``strain``: max_i s_i |y - x_i|/100 with s in [0, 1], how much the actor minds who minds most, above the least of it among the alternatives
* ``leader``: 1 if the atom is a position of an actor with the largest weight
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tertius.arrays import BoolArray, FloatArray
from tertius.negotiation.stakes import Placed, Stakes, placed

__all__ = ["CELLS", "EDGES", "FEATURES", "SAME", "Alternatives", "alternatives"]

CELLS = 20
EDGES = np.linspace(0.0, 100.0, CELLS + 1)
MIDDLES = (EDGES[1:] + EDGES[:-1]) / 2
OFFSET = np.log(1.0 / CELLS)
SAME = 0.25
"""An outcome this close to an atom, in points, is that atom."""
ROUNDING = 1e-9
"""The compromise is the reference point if it is this close: on which side it lies would be an accident of floats."""
LEAST_SUPPORT = 0.005
LEAST_SPREAD = 5.0
FEATURES = ("held", "support", "held_end", "bare_end", "reference", "distance", "spread", "away", "strain", "leader")


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
    at = np.concatenate([atoms, MIDDLES])
    is_atom = np.arange(len(at)) < len(atoms)
    offset = np.where(is_atom, 0.0, OFFSET)
    return Alternatives(at, len(atoms), offset, _features(who, at, is_atom, reference))


def _features(who: Placed, at: FloatArray, is_atom: BoolArray, reference: float) -> FloatArray:
    x, w = who.position, who.weight
    here = (at[:, None] == x[None, :]) & is_atom[:, None]
    held = here.any(axis=1)
    end = is_atom & ((at == 0) | (at == 100))
    mean = float((w * x).sum())
    spread = float(np.sqrt((w * (x - mean) ** 2).sum()))
    strain = (who.salience[None, :] / 100 * np.abs(at[:, None] - x[None, :]) / 100).max(axis=1)
    known = not np.isnan(reference)
    distance = np.abs(at - mean)
    columns = {
        "held": held,
        "support": np.where(held, np.log(np.maximum(here @ w, LEAST_SUPPORT)), 0.0),
        "held_end": end & held,
        "bare_end": end & ~held,
        "reference": is_atom & (at == reference) if known else np.zeros(len(at)),
        "distance": distance / 100,
        "spread": distance / max(spread, LEAST_SPREAD) / 10,
        "away": (at - mean) / 100 * np.sign(mean - reference) if known and abs(mean - reference) > ROUNDING else np.zeros(len(at)),
        "strain": strain - strain.min(),
        "leader": here[:, w >= w.max() - 1e-12].any(axis=1),
    }
    table = np.empty((len(at), len(FEATURES)))
    for k, name in enumerate(FEATURES):
        table[:, k] = columns[name]
    return table
