"""What a claim about agreements expects: a phased one, or that the situation is ripe."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tertius.io.fields import Context, Fields
from tertius.io.nodes import Scalar
from tertius.model.case import Expectation, PhasedTest, RipeTest

if TYPE_CHECKING:
    from tertius.io.claims import CaseNames

__all__ = ["PHASED_KEYS", "RIPE_KEYS", "read_phased", "read_ripe"]

PHASED_KEYS = ("to", "exists", "foresight", "lasting")
RIPE_KEYS = ("is", "parties", "foresight", "concept")
RIPE_CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq", "sim", "sim_fh")
"""What it continues to can follow; left out: seq, or seq_d where something is not known."""


def read_phased(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    """``phased: {to: EXPR, exists: yes}``."""
    inner = Fields(context, fields.get(form) or fields.node, fields.path(form), PHASED_KEYS, required=("to",))
    node = inner.get("to")
    target = None if node is None else context.expression(node, inner.path("to"), names.scope.expression)
    if target is None:
        return None
    return PhasedTest(target, inner.flag("exists", True), inner.integer("foresight", 1, 1, 2), inner.flag("lasting"))


def read_ripe(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    """``ripe: yes``, or ``ripe: {is: yes, parties: [a, b]}``."""
    node = fields.get(form)
    if isinstance(node, Scalar):
        return RipeTest(context.flag(node, fields.path(form), True))
    inner = Fields(context, node or fields.node, fields.path(form), RIPE_KEYS)
    parties: tuple[str, ...] | None = None
    if (listed := inner.get("parties")) is not None:
        parties = inner.known_list("parties", "actor", names.actors)
        known = names.conflict.preferences if names.conflict is not None else {}
        for actor in parties:
            if actor not in known:
                context.report(listed, inner.path("parties"), f"{actor} has no preference", f"some of: {', '.join(known)}")
        if len(parties) < 2:
            context.report(listed, inner.path("parties"), "ripeness is between two or more parties", "parties: [a, b]")
    return RipeTest(
        inner.flag("is", True), parties, inner.integer("foresight", 1, 1, 2), inner.choice("concept", RIPE_CONCEPTS, "")
    )
