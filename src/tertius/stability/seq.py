r"""Sequential stability: for every :math:`s_1 \in R_i^+(s)` the others have a legal sequence of
*improvements* from s1 to some s2 that i does not prefer to s. Each improvement is judged by its
own mover from the state that it leaves.

References
----------
Fraser, N. M., Hipel, K. W. (1979). Solving complex conflicts. IEEE Transactions on Systems, Man,
and Cybernetics 9(12), 805-816.
Fraser, N. M., Hipel, K. W. (1984). Conflict Analysis: Models and Resolutions. North-Holland.
"""

from tertius.stability.card import Card

CARD = Card(
    id="seq",
    name="sequential stability",
    definition="every improvement can be followed by improvements of the others to a state that the actor does not prefer",
    source="Fraser and Hipel 1979, 1984",
    responses="improvements",
)
