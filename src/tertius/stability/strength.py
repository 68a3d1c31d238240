r"""Strong and weak gmr, smr and seq, for preferences with three degrees: ``~``, ``>``, ``>>``.

An improvement is ``>`` or ``>>``. *Strongly* gmr: every improvement s1 of i from s has a reply s2 of the
others with s ``>>`` s2 for i. Strongly smr: moreover s ``>>`` s3 for every s3 that i can reach from s2 by
one move. Strongly seq: as strongly gmr, the replies being improvements of their movers. Weakly X: X and not
strongly X. What has no improvement is strongly stable; Nash stability has no degrees.

With a complete preference :math:`block_i` rises at each strong gap of the ranking, and s is strongly
stable exactly when :math:`block_i(s) > \max_{s_1 \in R_i^+(s)} floor_i(s_1)`, the floor being taken of
:math:`block_i(s_2)` (smr: of :math:`\max(block_i(s_2), \max_{s_3 \in R_i(s_2)} block_i(s_3))`).

The letters SSEQ stand for *strong* sequential stability in this line of the literature, and for
*symmetric* sequential stability elsewhere; here they are ``strong_seq`` and ``sseq``.

References
----------
Hamouda, L., Kilgour, D. M., Hipel, K. W. (2004). Strength of preference in the graph model for conflict
resolution. Group Decision and Negotiation 13, 449-462; (2006) for many actors. (From later papers that
quote the definitions; the originals were not read.)
"""

from dataclasses import replace

from tertius.stability import gmr, seq, smr
from tertius.stability.card import Card

__all__ = ["CARDS"]

_STRONG = {
    "gmr": "every improvement can be followed by moves of the others to a state to which the actor strongly prefers this one",
    "smr": "every improvement can be followed by moves of the others to a state to which the actor strongly prefers this one, "
    "and one more move of the actor leads to nothing else",
    "seq": "every improvement can be followed by improvements of the others to a state to which the actor strongly prefers this one",
}


def _strong(plain: Card) -> Card:
    return replace(
        plain,
        id=f"strong_{plain.id}",
        name=f"strong {plain.name}",
        definition=_STRONG[plain.id],
        source="Hamouda, Kilgour and Hipel 2004, 2006",
        synonyms=(f"S{plain.id.upper()}",),
        strength="strong",
        base=plain.id,
    )


def _weak(plain: Card) -> Card:
    return replace(
        _strong(plain),
        id=f"weak_{plain.id}",
        name=f"weak {plain.name}",
        definition=f"stable under {plain.name}, and not strongly so",
        synonyms=(f"W{plain.id.upper()}",),
        strength="weak",
    )


CARDS = tuple(make(module.CARD) for make in (_strong, _weak) for module in (gmr, smr, seq))
