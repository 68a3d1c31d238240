r"""Forms a to d of nash, gmr, smr and seq, for models in which some preferences are not known.

With :math:`P` for *preferred* (``>`` or ``>>``) and :math:`U` for *not known* (``?``), all compared with the
state s that i leaves:

====  ===========  ==================  ======
form  improvement  sanction            escape
====  ===========  ==================  ======
a     P or U       not P, known        P or U
b     P            not P, known        P or U
c     P or U       not P (U counts)    P
d     P            not P (U counts)    P
====  ===========  ==================  ======

In all four the sanctioners' improvements (seq) are P or U. Unstable in form d is unstable whatever the
unknown preferences are. Stable in form a is stable whatever they are for nash, gmr and smr; not for seq,
whose sanctioners may step to what they do not know. nash_a is nash_c and nash_b is nash_d. Without a
``?`` in the model all four are the plain concept.

References
----------
Li, K. W., Hipel, K. W., Kilgour, D. M., Fang, L. (2004). Preference uncertainty in the graph model for
conflict resolution. IEEE Transactions on Systems, Man, and Cybernetics A 34, 507-520. (Abstract read;
the table after the formulas as they stand in published code.)
"""

from dataclasses import replace

from tertius.stability import gmr, nash, seq, smr
from tertius.stability.card import Card

__all__ = ["CARDS"]

_WORDS = {
    "a": "it may leave for what it does not know, and only what it knows not to prefer deters it",
    "b": "it leaves only for what it prefers, and only what it knows not to prefer deters it",
    "c": "it may leave for what it does not know, and what it does not know deters it too",
    "d": "it leaves only for what it prefers, and what it does not know deters it too",
}


def _card(plain: Card, form: str) -> Card:
    return replace(
        plain,
        id=f"{plain.id}_{form}",
        name=f"{plain.name}, form {form}",
        definition=f"{plain.definition}; {_WORDS[form]}",
        source=f"Li, Hipel, Kilgour and Fang 2004, after {plain.source}",
        synonyms=tuple(f"{x}_{form}" for x in (plain.synonyms[:1] or (plain.id.upper(),))),
        form=form,
        base=plain.id,
    )


CARDS = tuple(_card(module.CARD, form) for module in (nash, gmr, smr, seq) for form in "abcd")
