r"""The plain implementation that the engine is measured against: the published matrix form, in NumPy.

Written from the definitions (Xu, Hipel, Kilgour, Fang 2018, matrix representation), for ``m`` states:
:math:`J_i` has a 1 where i can move, :math:`P_i^+` where i prefers the column to the row,
:math:`J_i^+ = J_i \circ P_i^+`, :math:`P_i^{-,=} = E - P_i^+`. What the actors H reach by legal sequences, no actor
twice in succession, is the union over t and i of

.. math:: M_i^{(t)} = \mathrm{sign}\Big(J_i \cdot \bigvee_{j \in H, j \ne i} M_j^{(t-1)}\Big), \qquad M_i^{(1)} = J_i

(row: from, column: to, i the first to move). A state s is stable for i where the diagonal of the
following is 0 at s:

- nash: :math:`J_i^+ \, E`
- gmr: :math:`J_i^+ \, [E - \mathrm{sign}(M_{N-i} \, (P_i^{-,=})^T)]`, seq the same with :math:`M^+_{N-i}`
- smr: :math:`J_i^+ \, [E - \mathrm{sign}(M_{N-i} \, ((P_i^{-,=})^T \circ (E - \mathrm{sign}(J_i \, (P_i^+)^T))))]`

In the published form t runs to the number of arcs. Here it stops when a round adds nothing, which is what
a careful programmer would do; `published_products` says how many products the other way takes. A
state counts as its own sanction, as in the definition on sets (the published matrices leave the
diagonal out; it matters only where others can restore a state that i has left).

`Matrices` takes the products of Boolean matrices as NumPy does: ``a @ b``. NumPy has no fast loop for that, so
`Floats` takes them as products of float32 matrices compared with 0, which NumPy hands to BLAS: all cores, some
tens of times faster. That is the best that the matrix form gives in NumPy; both are measured. What two concepts share
is computed once. No other trick is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self

import numpy as np

from benchmarks.models import Array, Model

__all__ = ["Floats", "Matrices", "published_products", "stable_dense"]


@dataclass
class Matrices:
    """A model as matrices, and how many products its analysis has taken.

    moves : bool (states, states) an actor, J
    better : bool (states, states) an actor, P+; [s, q] whether q is preferred to s
    """

    moves: list[Array]
    better: list[Array]
    products: int = field(default=0)

    @classmethod
    def of(cls, model: Model) -> Self:
        """From options and statements."""
        states = np.arange(model.size)
        change = states[:, None] ^ states[None, :]
        moves, better = [], []
        for i, (low, width) in enumerate(zip(model.low_bits, model.widths, strict=True)):
            own = ((1 << width) - 1) << low
            moves.append((change != 0) & ((change & ~own) == 0))
            key = model.key(i, states)
            better.append(key[None, :] > key[:, None])
        return cls(moves, better)

    def product(self, a: Array, b: Array) -> Array:
        """The Boolean product of two Boolean matrices."""
        self.products += 1
        return np.asarray(a @ b)

    def reached(self, steps: Sequence[Array]) -> Array:
        """M_H: bool (states, states), from where to where legal sequences of these actors lead."""
        last = [step.copy() for step in steps]
        known = [step.copy() for step in steps]
        while True:
            following = []
            for i, step in enumerate(steps):
                rest = np.zeros_like(step)
                for j, other in enumerate(last):
                    if j != i:
                        rest |= other
                following.append(self.product(step, rest))
            fresh = [f & ~k for f, k in zip(following, known, strict=True)]
            if not any(f.any() for f in fresh):
                break
            for k, f in zip(known, fresh, strict=True):
                k |= f
            last = following
        found = np.zeros_like(steps[0])
        for k in known:
            found |= k
        return found


class Floats(Matrices):
    """The same with products of float32 matrices."""

    def product(self, a: Array, b: Array) -> Array:
        """The Boolean product of two Boolean matrices."""
        self.products += 1
        return np.asarray(a.astype(np.float32) @ b.astype(np.float32) > 0)


def stable_dense(given: Matrices) -> dict[str, Array]:
    """For nash, gmr, smr and seq, bool (actors, states) whether each state is stable for each actor."""
    count, size = len(given.moves), len(given.moves[0])
    found = {concept: np.zeros((count, size), np.bool_) for concept in ("nash", "gmr", "smr", "seq")}
    improvements = [j & p for j, p in zip(given.moves, given.better, strict=True)]
    for i in range(count):
        others = [j for j in range(count) if j != i]
        move, better, improvement = given.moves[i], given.better[i], improvements[i]
        worse = (~better).T
        reach = given.reached([given.moves[j] for j in others])
        credible = given.reached([improvements[j] for j in others])
        escape = given.product(move, better.T)
        found["nash"][i] = ~improvement.any(axis=1)
        for concept, replies, sanction in (
            ("gmr", reach, worse),
            ("smr", reach, worse & ~escape),
            ("seq", credible, worse),
        ):
            unanswered = ~given.product(replies, sanction)
            # Only the diagonal of the last product is asked for.
            found[concept][i] = ~(improvement & unanswered.T).any(axis=1)
    return found


def published_products(model: Model, improving_arcs: int) -> int:
    """Products in the published form: for each actor, as many rounds as the others have arcs, one product an
    other and round; once for moves, once for improvements.

    improving_arcs : how many arcs are improvements, of all actors together
    """
    count = len(model.widths)
    # An arc of j counts in the analysis of each of the other actors.
    return (count - 1) * (count - 1) * (model.arcs() + improving_arcs)
