r"""Symmetric sequential stability: as sequential stability, with s2 such that no
:math:`s_3 \in R_i(s_2)` is preferred to s by i either.

In the literature on strength of preference the same letters mean *strong* sequential stability.

References
----------
Rêgo, L. C., Vieira, G. I. A. (2017). Symmetric sequential stability in the graph model for
conflict resolution with multiple decision makers. Group Decision and Negotiation 26, 775-792.
"""

from tertius.stability.card import Card

CARD = Card(
    id="sseq",
    name="symmetric sequential stability",
    definition="every improvement can be sanctioned by improvements of the others, and one more move of the actor does not undo it",
    source="Rêgo and Vieira 2017",
    responses="improvements",
    escapes=True,
)
