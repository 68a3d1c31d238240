r"""Symmetric metarationality: as general metarationality, with s2 such that no
:math:`s_3 \in R_i(s_2)` is preferred to s by i either.

References
----------
Howard, N. (1971). Paradoxes of Rationality. MIT Press.
"""

from tertius.stability.card import Card

CARD = Card(
    id="smr",
    name="symmetric metarationality",
    definition="every improvement can be sanctioned by moves of the others, and one more move of the actor does not undo it",
    source="Howard 1971",
    responses="moves",
    escapes=True,
)
