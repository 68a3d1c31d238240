"""Effects as a case file writes them: a list of mappings, each with one or more effects."""

from __future__ import annotations

from collections.abc import Collection

from tertius.errors import nearest
from tertius.io.conflict import arcs, scope_of
from tertius.io.fields import Context, Fields, kind_of
from tertius.io.names import Scope
from tertius.io.nodes import Mapping, Node, Scalar
from tertius.model.case import Effect, Prefer
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.expr import Expr

__all__ = ["EFFECT_KEYS", "PREFER_KEYS", "read_effects"]

EFFECT_KEYS = ("fix", "link", "needs", "forbid", "allow", "prefer")
PREFER_KEYS = ("first", "last", "before", "after", "drop")
_OPTION_ONLY = ("fix", "link", "needs")


def read_effects(
    context: Context,
    node: Node | None,
    where: str,
    conflict: OptionConflict | GraphConflict | None,
    actors: Collection[str],
) -> tuple[Effect, ...]:
    """The effects of a lever, a reading, a `given` or a falsifier."""
    found: list[Effect] = []
    if conflict is None:
        return ()
    graph = isinstance(conflict, GraphConflict)
    scope = scope_of(conflict)
    items = context.items(node, where) if not isinstance(node, Mapping) else [node]
    for item in items:
        if not isinstance(item, Mapping):
            context.report(item, where, f"{kind_of(item)} is no effect", f"a mapping with one of: {', '.join(EFFECT_KEYS)}")
            continue
        for key, value in item.pairs:
            place = f"{where}.{key.text}"
            if key.text not in EFFECT_KEYS:
                context.report(
                    key, place, f"there is no effect '{key.text}'", f"one of: {', '.join(EFFECT_KEYS)}", nearest(key.text, EFFECT_KEYS)
                )
            elif graph and key.text in _OPTION_ONLY:
                context.report(key, place, f"'{key.text}' needs options", "allow, forbid or prefer in graph form")
            elif not graph and key.text == "allow":
                context.report(key, place, "'allow' belongs to graph form", "one of: fix, link, needs, forbid, prefer")
            elif key.text == "prefer":
                found += _prefer(context, value, place, scope, conflict, actors)
            elif graph:
                assert isinstance(conflict, GraphConflict)
                found += _graph_moves(context, key.text, value, place, conflict, actors)
            else:
                found += _option_effect(context, key.text, value, place, scope)
    return tuple(found)


def _option_effect(context: Context, kind: str, node: Node, where: str, scope: Scope) -> list[Effect]:
    found: list[Effect] = []
    if kind == "forbid":
        for item in context.items(node, where, single=True):
            setting = context.expression(item, where, scope.setting)
            if setting is not None and not setting[1]:
                context.report(item, where, "what is forbidden is taking an option up", "the option without 'not'")
            elif setting is not None:
                found.append(Effect("forbid", setting[0]))
        return found
    if not isinstance(node, Mapping):
        expected = "{option: on} or {option: off}" if kind == "fix" else "{option: expression}"
        context.report(node, where, f"{kind_of(node)} stands here", expected)
        return found
    for key, value in node.pairs:
        option = context.expression(key, where, scope.resolve)
        if option is None:
            continue
        if kind == "fix":
            found.append(Effect("fix", option, value=context.flag(value, f"{where}.{key.text}")))
            continue
        expr = context.expression(value, f"{where}.{key.text}", scope.expression)
        if expr is not None:
            found.append(Effect(kind, option, expr=expr))
    return found


def _graph_moves(
    context: Context, kind: str, node: Node, where: str, conflict: GraphConflict, actors: Collection[str]
) -> list[Effect]:
    if not isinstance(node, Mapping):
        context.report(node, where, f"{kind_of(node)} stands here", "{actor: [s1 -> s2]}")
        return []
    found = []
    for key, value in node.pairs:
        actor = context.known(key, where, "actor", actors)
        moves = arcs(context, value, f"{where}.{key.text}", conflict.state_ids)
        if actor is not None:
            found.append(Effect(kind, actor, moves=moves))
    return found


def _prefer(
    context: Context,
    node: Node,
    where: str,
    scope: Scope,
    conflict: OptionConflict | GraphConflict,
    actors: Collection[str],
) -> list[Effect]:
    if not isinstance(node, Mapping):
        context.report(node, where, f"{kind_of(node)} stands here", "{actor: {first: [...]}}")
        return []
    found = []
    for key, value in node.pairs:
        actor = context.known(key, where, "actor", actors)
        place = f"{where}.{key.text}"
        fields = Fields(context, value, place, PREFER_KEYS)
        lists: dict[str, tuple[Expr, ...]] = {}
        for word in ("first", "last", "drop"):
            lists[word] = _expressions(context, fields.get(word), f"{place}.{word}", scope)
        anchored: dict[str, tuple[tuple[Expr, tuple[Expr, ...]], ...]] = {}
        for word in ("before", "after"):
            pairs = []
            for anchor, listed in fields.entries(word):
                at = context.expression(anchor, f"{place}.{word}", scope.expression)
                moved = _expressions(context, listed, f"{place}.{word}", scope)
                if at is not None:
                    pairs.append((at, moved))
            anchored[word] = tuple(pairs)
        if actor is None:
            continue
        if actor not in conflict.preferences:
            context.report(key, place, f"{actor} has no preference to change", "an actor with a preference")
            continue
        change = Prefer(actor, lists["first"], lists["last"], anchored["before"], anchored["after"], lists["drop"])
        found.append(Effect("prefer", actor, prefer=change))
    return found


def _expressions(context: Context, node: Node | None, where: str, scope: Scope) -> tuple[Expr, ...]:
    if isinstance(node, Scalar) and node.null:
        return ()
    read = [context.expression(item, where, scope.expression) for item in context.items(node, where, single=True)]
    return tuple(dict.fromkeys(e for e in read if e is not None))
