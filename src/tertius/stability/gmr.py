r"""General metarationality: for every :math:`s_1 \in R_i^+(s)` the others have a legal sequence of
moves from s1 to some s2 that i does not prefer to s.

References
----------
Howard, N. (1971). Paradoxes of Rationality. MIT Press.
Fang, Hipel and Kilgour (1993), ch. 3.
"""

from tertius.stability.card import Card

CARD = Card(
    id="gmr",
    name="general metarationality",
    definition="every improvement can be followed by moves of the others to a state that the actor does not prefer",
    source="Howard 1971",
    responses="moves",
)
