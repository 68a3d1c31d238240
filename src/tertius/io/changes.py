"""A reading's `changes`: laid over the case's own text before it is read (CONTRACT section 4).

Shorthand is expanded, mappings merge by key, ``null`` deletes, all else replaces; a whole
preference of an actor is replaced at once.
"""

from __future__ import annotations

from tertius.io.nodes import Mapping, Node, Scalar

__all__ = ["merge_conflict"]


def merge_conflict(base: Node | None, change: Node) -> Node:
    """The `conflict` section after a change."""
    if base is None:
        return change
    return _merge(base, change, ())


def _merge(base: Node, change: Node, path: tuple[str, ...]) -> Node:
    if path[:1] == ("options",) and len(path) == 3:
        base, change = _expanded(base), _expanded(change)
    if not (isinstance(base, Mapping) and isinstance(change, Mapping)):
        return change
    if path[:1] == ("preferences",) and len(path) == 2:
        return change
    merged = Mapping([], change.line, change.column)
    for key, value in base.pairs:
        new = change.get(key.text)
        if new is None:
            _put(merged, key, value)
        elif not (isinstance(new, Scalar) and new.null):
            _put(merged, change.key(key.text), _merge(value, new, (*path, key.text)))
    for key, value in change.pairs:
        if key.text not in base.index and not (isinstance(value, Scalar) and value.null):
            _put(merged, key, value)
    return merged


def _put(mapping: Mapping, key: Scalar, value: Node) -> None:
    mapping.pairs.append((key, value))
    mapping.index[key.text] = value


def _expanded(node: Node) -> Node:
    """``release: Release water`` as ``release: {name: Release water}``."""
    if not isinstance(node, Scalar) or node.null:
        return node
    key = Scalar("name", False, node.line, node.column)
    return Mapping([(key, node)], node.line, node.column, {"name": node})
