r"""Stability of one actor against the others, who respond one after another.

A state s is stable for i if every improvement :math:`s_1` of i from s is sanctioned: some
:math:`s_2` that the others can reach from :math:`s_1` is a sanction and, where i's third step
counts (smr, sseq), no :math:`s_3 \in R_i(s_2)` is an escape. Nash: there is no improvement. With
:math:`P` for ``>`` or ``>>`` and :math:`U` for ``?``, all compared with s:

======  ===========  ====================  ============  ==================================
form    improvement  sanction              escape        each move of an improving response
======  ===========  ====================  ============  ==================================
plain   P            not P                 P             P
a       P or U       ``~ < <<``            P or U        P or U
b       P            ``~ < <<``            P or U        P or U
c       P or U       ``~ < <<`` or U       P             P or U
d       P            ``~ < <<`` or U       P             P or U
strong  P            ``<<``                not ``<<``    P
======  ===========  ====================  ============  ==================================

- gmr: responses :math:`R_{-i}(s_1)`. smr: the same, and no escape
- seq, sseq: gmr and smr with improving responses
- weak_X: X and not strong_X

References
----------
Fang, Hipel and Kilgour (1993), Interactive Decision Making. Rego and Vieira (2017), Group Decision
and Negotiation (sseq). Li, Hipel, Kilgour and Fang (2004) (forms a-d). Hamouda, Kilgour and Hipel
(2004, 2006) (strength).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tertius.kernels.reference.relations import BETTER, NOT_BETTER, SIGNS, UNKNOWN

if TYPE_CHECKING:
    from tertius.kernels.reference.model import Reference

__all__ = ["FORMS", "Form", "form_of", "stable"]


@dataclass(frozen=True, slots=True)
class Form:
    """The signs, of a state against the one that i leaves, that make it what it is."""

    improvement: frozenset[str]
    sanction: frozenset[str]
    escape: frozenset[str]
    replies_may_be_unknown: bool


FORMS = {
    "": Form(BETTER, NOT_BETTER, BETTER, False),
    "a": Form(BETTER | UNKNOWN, NOT_BETTER, BETTER | UNKNOWN, True),
    "b": Form(BETTER, NOT_BETTER, BETTER | UNKNOWN, True),
    "c": Form(BETTER | UNKNOWN, NOT_BETTER | UNKNOWN, BETTER, True),
    "d": Form(BETTER, NOT_BETTER | UNKNOWN, BETTER, True),
    "strong": Form(BETTER, frozenset({"<<"}), frozenset(SIGNS) - {"<<"}, False),
}


def form_of(concept: str) -> tuple[str, str]:
    """``seq_a`` is seq in form a, ``strong_gmr`` gmr in form strong, ``weak_gmr`` gmr in form weak."""
    first, _, second = concept.partition("_")
    return (second, first) if first in {"strong", "weak"} else (first, second)


def stable(model: Reference, actor: str, state: str, concept: str, sanctions: str) -> bool:
    """Whether s is stable for i."""
    base, name = form_of(concept)
    if name == "weak":
        plain, strong = (stable(model, actor, state, x, sanctions) for x in (base, f"strong_{base}"))
        return plain and not strong
    form = FORMS[name]
    return all(
        base != "nash" and _sanctioned(model, actor, state, s1, base, form, sanctions)
        for s1 in model.moves(actor, state)
        if model.compare(actor, s1, state) in form.improvement
    )


def _sanctioned(
    model: Reference, actor: str, state: str, s1: str, base: str, form: Form, sanctions: str
) -> bool:
    improving = base in {"seq", "sseq"}
    responses = model.responses(
        actor,
        s1,
        improving=improving,
        unknown=improving and form.replies_may_be_unknown,
        sanctions=sanctions,
    )
    found = {s2 for s2 in responses if model.compare(actor, s2, state) in form.sanction}
    if base in {"smr", "sseq"}:
        found = {
            s2
            for s2 in found
            if not any(model.compare(actor, s3, state) in form.escape for s3 in model.moves(actor, s2))
        }
    return bool(found)
