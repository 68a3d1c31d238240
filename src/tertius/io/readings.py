"""The `readings` section: rival interpretations, each with what it changes of the conflict and of what is negotiated."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tertius.io.changes import merge_conflict
from tertius.io.conflict import read_conflict
from tertius.io.effects import read_effects
from tertius.io.fields import Context, Fields
from tertius.io.nodes import Mapping as Map
from tertius.io.nodes import Node
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.case import Actor, Reading
from tertius.model.conflict import GraphConflict, OptionConflict

if TYPE_CHECKING:
    from tertius.model.negotiation import Negotiation

__all__ = ["CHANGE_KEYS", "READING_KEYS", "Base", "changed_conflict", "changed_negotiation", "option_keys", "read_readings"]

Conflict = OptionConflict | GraphConflict
READING_KEYS = ("name", "thesis", "levers", "changes", "effects", "date", *PROVENANCE_KEYS)
CHANGE_KEYS = ("conflict", "negotiation")


@dataclass(frozen=True, slots=True)
class Base:
    """What `changes` are laid over. A node is None where there is no such section, or where it has mistakes of its own."""

    conflict: Conflict | None
    conflict_node: Node | None
    negotiation: Negotiation | None
    negotiation_node: Node | None
    actors: tuple[Actor, ...]
    sources: Collection[str]


def read_readings(
    context: Context, top: Fields, base: Base, levers: Collection[str]
) -> tuple[dict[str, Reading], dict[str, tuple[Map, ...]]]:
    """The readings, and the text of each one's `changes`, for what is laid over them."""
    found: dict[str, Reading] = {}
    changes: dict[str, tuple[Map, ...]] = {}
    actor_ids = [a.id for a in base.actors]
    for key, node in top.entries("readings"):
        where = f"readings.{key.text}"
        context.ident(key, where, "reading")
        fields = Fields(context, node, where, READING_KEYS)
        variant: Conflict | None = None
        negotiation: Negotiation | None = None
        changed: tuple[str, ...] = ()
        change = fields.get("changes")
        if change is not None:
            inner = Fields(context, change, f"{where}.changes", CHANGE_KEYS)
            variant = changed_conflict(context, change, f"{where}.changes", base, base.conflict_node)
            if (talks := inner.get("negotiation")) is not None:
                negotiation = _renegotiated(context, talks, f"{where}.changes.negotiation", base)
            if isinstance(change, Map):
                changes[key.text] = (change,)
                changed = tuple(_touched(inner.get("conflict")))
        found[key.text] = Reading(
            id=key.text,
            name=fields.text("name", key.text),
            thesis=fields.text("thesis"),
            effects=read_effects(context, fields.get("effects"), f"{where}.effects", variant or base.conflict, actor_ids),
            levers=fields.known_list("levers", "lever", levers),
            variant=variant,
            negotiation=negotiation,
            changed=changed,
            date=fields.date("date"),
            provenance=provenance(fields, base.sources),
        )
    return found, changes


def _touched(node: Node | None) -> list[str]:
    """What a change is to, for people."""
    found: list[str] = []
    for key, value in node.pairs if isinstance(node, Map) else ():
        if key.text == "preferences" and isinstance(value, Map):
            found += [f"the preferences of {k.text}" for k, _ in value.pairs]
        elif key.text == "options" and isinstance(value, Map):
            found += [f"{a.text}.{o.text}" for a, v in value.pairs if isinstance(v, Map) for o, _ in v.pairs]
        else:
            found.append(key.text.replace("_", " "))
    return found


def changed_conflict(context: Context, change: Node, where: str, base: Base, over: Node | None) -> Conflict | None:
    """The conflict after a `changes` mapping is laid over it; options and states must stay the same."""
    fields = Fields(context, change, where, CHANGE_KEYS)
    inner, conflict = fields.get("conflict"), base.conflict
    if inner is None or conflict is None:
        return None
    variant = read_conflict(context, merge_conflict(over, inner), base.actors, base.sources, conflict)
    if variant is None or type(variant) is not type(conflict):
        context.report(inner, where, "the form of the conflict changes", "the same options or states as the case")
        return None
    before = conflict.option_keys if isinstance(conflict, OptionConflict) else conflict.state_ids
    after = variant.option_keys if isinstance(variant, OptionConflict) else variant.state_ids
    if before != after:
        gone, new = [x for x in before if x not in after], [x for x in after if x not in before]
        said = "; ".join(
            [*([f"adds {', '.join(new)}"] if new else []), *([f"removes {', '.join(gone)}"] if gone else [])]
        )
        context.report(
            inner, where, f"it {said or 'reorders the options'}, which a reading cannot do",
            "to declare it in the case and fix it there, so that codes mean the same everywhere",
        )  # fmt: skip
        return None
    return variant


def changed_negotiation(
    context: Context, change: Node, where: str, base: Base, earlier: Sequence[Map] = ()
) -> Negotiation | None:
    """What is negotiated after a change, laid over the changes of a reading if there are any; None where it cannot be read."""
    from tertius.io.negotiation import read_negotiation

    if base.negotiation_node is None:
        return None
    over: Node = base.negotiation_node
    for one in earlier:
        over = merge_conflict(over, inner) if (inner := one.get("negotiation")) is not None else over
    return read_negotiation(context, merge_conflict(over, change), base.actors, base.sources, where, options=option_keys(base.conflict))


def option_keys(conflict: Conflict | None) -> tuple[str, ...]:
    """The options of a conflict in option form; none else."""
    return conflict.option_keys if isinstance(conflict, OptionConflict) else ()


def _renegotiated(context: Context, change: Node, where: str, base: Base) -> Negotiation | None:
    from tertius.io.negotiation import same_names

    if base.negotiation is None:
        context.report(change, where, "the case has no section `negotiation`", "negotiation: {issues: ...} in the case")
        return None
    known = len(context.problems)
    after = changed_negotiation(context, change, where, base)
    if after is None or len(context.problems) > known:
        return None
    return after if same_names(context, change, where, base.negotiation, after) else None
