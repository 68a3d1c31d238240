r"""Nash stability: s is stable for i when :math:`R_i^+(s) = \emptyset`.

References
----------
Nash, J. (1950). Equilibrium points in n-person games. PNAS 36(1), 48-49.
Fang, L., Hipel, K. W., Kilgour, D. M. (1993). Interactive Decision Making: The Graph Model for
Conflict Resolution. Wiley.
"""

from tertius.stability.card import Card

CARD = Card(
    id="nash",
    name="Nash stability",
    synonyms=("R", "rationality", "individual rationality"),
    definition="the actor has no improvement from the state",
    source="Nash 1950; Fang, Hipel and Kilgour 1993",
)
