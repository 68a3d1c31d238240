"""``reorder: extensions`` in the `uncertainty` section: from what is known of an order to a partial order of items."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tertius.errors import ImpossibleError, LimitError
from tertius.io.conflict import scope_of, states_of
from tertius.io.fields import Context, Fields
from tertius.io.nodes import Node
from tertius.model.conflict import GraphConflict, OptionConflict, Preference, Provenance
from tertius.model.expr import Expr
from tertius.model.extensions import above_of, extensions
from tertius.model.uncertainty import Extensions

__all__ = ["read_extensions"]

Conflict = OptionConflict | GraphConflict
Pairs = list[tuple[int, int]]


def read_extensions(
    context: Context, fields: Fields, where: str, actor: str, conflict: Conflict, known: Provenance
) -> Extensions | None:
    """The partial order that an actor's preference in the case, and `chains`, leave open; None after a report."""
    node = fields.node.key("reorder")
    preference = conflict.preferences[actor]
    chains = fields.get("chains")
    made: tuple[tuple[Expr, ...] | tuple[tuple[str, ...], ...], Pairs] | None
    if preference.kind == "pairs":
        if chains is not None:
            context.report(chains, f"{where}.chains", "the comparisons of `pairs` are what is known", "no chains, or a preference as statements or a ranking")
            return None
        made = _of_pairs(context, node, where, actor, conflict, preference)
    elif preference.kind == "statements":
        made = preference.statements, _chained(context, chains, f"{where}.chains", conflict, preference.statements, "statement")
    elif preference.kind == "ranking" and not preference.strong:
        singles = tuple((code,) for group in preference.ranking for code in group)
        pairs = _of_ranking(preference) if chains is None else _chained(context, chains, f"{where}.chains", conflict, singles, "state")
        made = singles, pairs
    else:
        said = "a ranking with strong gaps" if preference.strong else f"'{preference.kind}'"
        context.report(node, where, f"{actor} has {said}, of which no order is left open", "statements, a ranking without '>>', or pairs")
        return None
    if made is None:
        return None
    items, pairs = made
    if len(items) < 2:
        context.report(node, where, f"{actor} has {len(items)} item to order", "two or more statements or states")
        return None
    try:
        above = above_of(len(items), pairs)
        if extensions(above) == 1:
            context.report(node, where, "what is known leaves one order only, so nothing varies", "fewer chains, or no entry here")
            return None
    except ImpossibleError as error:
        cycle = " > ".join(_text(items[int(k) - 1]) for k in str(error).split(" > "))
        context.report(node, where, f"what is known runs in a circle: {cycle}", "an order without one")
        return None
    except LimitError as error:
        context.report(node, where, str(error), "longer chains, or reorder: adjacent with p")
        return None
    return Extensions(items, above, tuple(dict.fromkeys(pairs)), known)


def _text(item: Expr | tuple[str, ...]) -> str:
    return item.text if isinstance(item, Expr) else " ~ ".join(item)


def _of_ranking(preference: Preference) -> Pairs:
    """Every state of a class above every state of the next: ties are what is left open."""
    pairs: Pairs = []
    at = 0
    for upper, lower in zip(preference.ranking[:-1], preference.ranking[1:], strict=True):
        pairs += [(at + i, at + len(upper) + j) for i in range(len(upper)) for j in range(len(lower))]
        at += len(upper)
    return pairs


def _of_pairs(
    context: Context, node: Node, where: str, actor: str, conflict: Conflict, preference: Preference
) -> tuple[tuple[tuple[str, ...], ...], Pairs] | None:
    """Classes of states that are compared as equal, and what is preferred; an unlisted or unknown pair is left open."""
    listed = states_of(conflict).feasible
    if listed is None:
        context.report(node, where, f"{actor} compares pairs of too many states to order them", "statements")
        return None
    group = {code: code for code in listed}

    def root(code: str) -> str:
        while group[code] != code:
            code = group[code]
        return code

    definite = [p for p in preference.pairs if p.left in group and p.right in group and p.sign != "?"]
    for pair in definite:
        if pair.sign == "~":
            group[root(pair.right)] = root(pair.left)
    classes: dict[str, list[str]] = {}
    for code in listed:
        classes.setdefault(root(code), []).append(code)
    place = {key: k for k, key in enumerate(classes)}
    pairs = [(place[root(p.left)], place[root(p.right)]) for p in definite if p.sign in {">", ">>"}]
    return tuple(tuple(codes) for codes in classes.values()), pairs


def _chained(
    context: Context, node: Node | None, where: str, conflict: Conflict, items: Sequence[Expr | tuple[str, ...]], what: str
) -> Pairs:
    """Pairs of neighbours in chains, each a list of items of which every one stands above the next."""
    pairs: Pairs = []
    scope = scope_of(conflict)
    for chain in [] if node is None else context.items(node, where):
        places: list[int] = []
        for item in context.items(chain, where):
            if what == "statement":
                read = context.expression(item, where, scope.expression)
                found = [k for k, x in enumerate(items) if x == read]
            else:
                read_code = context.text(item, where, "a state")
                found = [k for k, x in enumerate(items) if x == (read_code.replace("|", ""),)]
                read = None
            if not found:
                if what == "state" or read is not None:
                    context.report(item, where, f"this is no {what} of the preference in the case", ", ".join(_text(x) for x in items[:6]))
                continue
            places += found[:1]
        pairs += pairwise(places)
    return pairs
