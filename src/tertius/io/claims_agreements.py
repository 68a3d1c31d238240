"""What a claim about agreements expects: a phased one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tertius.io.fields import Context, Fields
from tertius.model.case import Expectation, PhasedTest

if TYPE_CHECKING:
    from tertius.io.claims import CaseNames

__all__ = ["PHASED_KEYS", "read_phased"]

PHASED_KEYS = ("to", "exists", "foresight", "lasting")


def read_phased(context: Context, fields: Fields, form: str, names: CaseNames, ids: list[str]) -> Expectation | None:
    """``phased: {to: EXPR, exists: yes}``."""
    inner = Fields(context, fields.get(form) or fields.node, fields.path(form), PHASED_KEYS, required=("to",))
    node = inner.get("to")
    target = None if node is None else context.expression(node, inner.path("to"), names.scope.expression)
    if target is None:
        return None
    return PhasedTest(target, inner.flag("exists", True), inner.integer("foresight", 1, 1, 2), inner.flag("lasting"))
