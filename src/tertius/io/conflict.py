"""The `conflict` section: options or states, infeasible patterns, preferences, status quo."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence

from tertius.errors import nearest
from tertius.io.fields import Context, Fields, kind_of
from tertius.io.names import Scope, name_fault
from tertius.io.nodes import Mapping, Node, Scalar
from tertius.io.preferences import States, read_preferences
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.case import Actor
from tertius.model.conflict import GraphConflict, Option, OptionConflict
from tertius.model.expr import Expr
from tertius.model.states import LISTABLE, feasible_codes, feasible_settings

__all__ = ["arcs", "read_conflict", "scope_of", "state", "states_of"]

OPTION_KEYS = ("name", "direction", "coercive", "enables", *PROVENANCE_KEYS)
OPTION_FORM = ("options", "infeasible", "preferences", "status_quo", *PROVENANCE_KEYS)
GRAPH_FORM = ("states", "moves", "preferences", "status_quo", *PROVENANCE_KEYS)
_NAME_RULE = "lower-case letters, digits and _, beginning with a letter"
_ARC = re.compile(r"\s*(\S+)\s*(<->|->)\s*(\S+)\s*")


def scope_of(conflict: OptionConflict | GraphConflict | None) -> Scope:
    """The names that expressions about this conflict may use."""
    if isinstance(conflict, OptionConflict):
        return Scope(options=conflict.option_keys, titles=tuple(o.name for o in conflict.options))
    if isinstance(conflict, GraphConflict):
        return Scope(states=conflict.state_ids, graph=True)
    return Scope()


def read_conflict(
    context: Context,
    node: Node,
    actors: Sequence[Actor],
    sources: Collection[str],
    base: OptionConflict | GraphConflict | None = None,
) -> OptionConflict | GraphConflict | None:
    """The conflict, in whichever form the section has; None where it cannot be told.

    Where it is a variant of `base`, rankings and payoffs may name states that exist in `base` only:
    they are complete for the case as it stands and restricted to the states that remain.
    """
    if isinstance(node, Mapping) and "states" in node.index:
        return _read_graph(context, node, actors, sources)
    return _read_options(context, node, actors, sources, base if isinstance(base, OptionConflict) else None)


def _read_options(
    context: Context, node: Node, actors: Sequence[Actor], sources: Collection[str], base: OptionConflict | None
) -> OptionConflict | None:
    fields = Fields(context, node, "conflict", OPTION_FORM, required=("options", "preferences"))
    before = len(context.problems)
    options = _options(context, fields, actors, sources)
    keys = tuple(o.key for o in options)
    scope = Scope(options=keys, titles=tuple(o.name for o in options))
    infeasible = []
    for item in context.items(fields.get("infeasible"), "conflict.infeasible", single=True):
        expr = context.expression(item, "conflict.infeasible", scope.expression)
        if expr is not None:
            infeasible.append(expr)
    owners = {o.actor for o in options}
    feasible: list[str] | None = None
    if len(context.problems) == before and len(keys) <= LISTABLE:
        if not len(feasible_settings(keys, infeasible)):
            place = fields.get("infeasible") or fields.node
            context.report(place, "conflict.infeasible", "no state is feasible", "patterns that leave at least one state")
        elif len(keys) <= 12:
            feasible = feasible_codes(keys, infeasible)
    states = States(scope, feasible, _excluder(keys, infeasible, base))
    preferences = read_preferences(context, fields, actors, owners, states, sources)
    status_quo: frozenset[str] | None = None
    sq = fields.get("status_quo")
    if sq is not None:
        status_quo = _setting(context, sq, "conflict.status_quo", scope)
        bad = [e for e in infeasible if status_quo is not None and e.holds(lambda name: name in (status_quo or ()))]
        if bad:
            context.report(sq, "conflict.status_quo", f"the status quo is infeasible: '{bad[0]}' holds in it", "a feasible state")
    if not keys and isinstance(node, Mapping) and "options" in node.index and len(context.problems) == before:
        context.report(node, "conflict.options", "no actor has an option", "at least one option")
    return OptionConflict(options, tuple(infeasible), preferences, status_quo, provenance=provenance(fields, sources))


def states_of(conflict: OptionConflict | GraphConflict) -> States:
    """The states that a preference over a conflict may name, for reading one that stands elsewhere."""
    if isinstance(conflict, GraphConflict):
        return States(scope_of(conflict), conflict.state_ids, lambda _: None)
    keys = conflict.option_keys
    feasible = feasible_codes(keys, conflict.infeasible) if len(keys) <= 12 else None
    return States(scope_of(conflict), feasible, _excluder(keys, conflict.infeasible, None))


def _excluder(
    keys: Sequence[str], infeasible: Sequence[Expr], base: OptionConflict | None
) -> Callable[[str], Expr | None]:
    """From a code to the pattern that rules it out, here and in `base` if there is one."""

    def pattern(code: str) -> Expr | None:
        on = frozenset(k for k, letter in zip(keys, code, strict=True) if letter == "Y")
        found = next((e for e in infeasible if e.holds(on.__contains__)), None)
        if found is None or base is None or base.option_keys != tuple(keys):
            return found
        return found if any(e.holds(on.__contains__) for e in base.infeasible) else None

    return pattern


def _options(
    context: Context, fields: Fields, actors: Sequence[Actor], sources: Collection[str]
) -> tuple[Option, ...]:
    found: list[Option] = []
    enables: list[tuple[int, str, Node]] = []
    ids = [a.id for a in actors]
    for owner, listed in fields.entries("options"):
        where = f"conflict.options.{owner.text}"
        if owner.text not in ids:
            context.report(owner, where, f"there is no actor '{owner.text}'", "an actor's id", nearest(owner.text, ids))
        if isinstance(listed, Scalar) and listed.null:
            continue
        if not isinstance(listed, Mapping):
            context.report(listed, where, f"{kind_of(listed)} stands here", "options with their names")
            continue
        for key, value in listed.pairs:
            place = f"{where}.{key.text}"
            fault = name_fault(key.text)
            if fault:
                context.report(key, place, fault, _NAME_RULE)
            if isinstance(value, Scalar):
                name = key.text if value.null else value.text
                found.append(Option(owner.text, key.text, name))
                continue
            option = Fields(context, value, place, OPTION_KEYS)
            enables += [(len(found), place, n) for n in context.items(option.get("enables"), f"{place}.enables", single=True)]
            found.append(
                Option(
                    owner.text,
                    key.text,
                    option.text("name", key.text),
                    direction=option.choice("direction", ("both", "on", "off"), "both"),
                    coercive=option.flag("coercive"),
                    provenance=provenance(option, sources),
                )
            )
    scope = Scope(options=tuple(o.key for o in found))
    named: dict[int, list[str]] = {}
    for index, place, node in enables:
        setting = context.expression(node, f"{place}.enables", scope.setting)
        if setting is not None:
            named.setdefault(index, []).append(setting[0])
    return tuple(
        Option(o.actor, o.id, o.name, o.direction, o.coercive, tuple(named.get(k, ())), o.provenance)
        for k, o in enumerate(found)
    )


def _setting(context: Context, node: Node, where: str, scope: Scope) -> frozenset[str] | None:
    """A state as a code or as the list of options that are on."""
    if isinstance(node, Scalar):
        code = context.expression(node, where, scope.state)
        return None if code is None else frozenset(k for k, x in zip(scope.options, code, strict=True) if x == "Y")
    on = []
    for item in context.items(node, where):
        setting = context.expression(item, where, scope.setting)
        if setting is not None and not setting[1]:
            context.report(item, where, "the list names the options that are on", "to leave out what is off")
        elif setting is not None:
            on.append(setting[0])
    return frozenset(on)


def state(
    context: Context, node: Node, where: str, conflict: OptionConflict | GraphConflict
) -> str | None:
    """A state: a code, a list of the options that are on, or ``status_quo`` (kept as that word)."""
    if isinstance(node, Scalar) and node.text == "status_quo":
        if conflict.status_quo is None:
            context.report(node, where, "the case has no status quo", "conflict.status_quo, or a state")
        return "status_quo"
    scope = scope_of(conflict)
    if isinstance(conflict, GraphConflict):
        return context.expression(node, where, scope.state)
    on = _setting(context, node, where, scope)
    if on is None:
        return None
    bad = [e for e in conflict.infeasible if e.holds(lambda name: name in on)]
    if bad:
        context.report(node, where, f"there is no such state: '{bad[0]}' holds in it", "a feasible state")
    return conflict.code(on)


def _read_graph(
    context: Context, node: Mapping, actors: Sequence[Actor], sources: Collection[str]
) -> GraphConflict:
    fields = Fields(context, node, "conflict", GRAPH_FORM, required=("states", "moves", "preferences"))
    states: list[tuple[str, str]] = []
    for key, value in fields.entries("states"):
        fault = name_fault(key.text, graph_state=True)
        if fault:
            context.report(key, f"conflict.states.{key.text}", fault, "letters, digits and _, beginning with a letter")
        label = "" if isinstance(value, Scalar) and value.null else context.text(value, f"conflict.states.{key.text}")
        states.append((key.text, label or key.text))
    if not states:
        context.report(node, "conflict.states", "there is no state", "at least one state")
    names = [s for s, _ in states]
    scope = Scope(states=names, graph=True)
    ids = [a.id for a in actors]
    moves: dict[str, tuple[tuple[str, str], ...]] = {}
    for key, value in fields.entries("moves"):
        where = f"conflict.moves.{key.text}"
        if key.text not in ids:
            context.report(key, where, f"there is no actor '{key.text}'", "an actor's id", nearest(key.text, ids))
        moves[key.text] = arcs(context, value, where, names)
    movers = {actor for actor, listed in moves.items() if listed}
    preferences = read_preferences(context, fields, actors, movers, States(scope, names, lambda _: None), sources)
    status_quo = None
    sq = fields.get("status_quo")
    if sq is not None:
        status_quo = context.expression(sq, "conflict.status_quo", scope.state)
    return GraphConflict(tuple(states), moves, preferences, status_quo, provenance=provenance(fields, sources))


def arcs(
    context: Context, node: Node, where: str, states: Collection[str]
) -> tuple[tuple[str, str], ...]:
    """A list of ``s1 -> s2`` and ``s1 <-> s2``."""
    found: list[tuple[str, str]] = []
    for item in context.items(node, where):
        text = context.text(item, where, "s1 -> s2 or s1 <-> s2")
        match = _ARC.fullmatch(text)
        if match is None:
            if text:
                context.report(item, where, f"'{text}' is no move", "s1 -> s2 or s1 <-> s2")
            continue
        source, arrow, target = match.groups()
        unknown = [s for s in (source, target) if s not in states]
        for name in unknown:
            some = f"one of: {', '.join(states)}" if len(states) <= 9 else "a state's name"
            context.report(item, where, f"there is no state '{name}'", some, nearest(name, states))
        if unknown:
            continue
        if source == target:
            context.report(item, where, f"a move from {source} to itself changes nothing", "two states")
            continue
        found.append((source, target))
        if arrow == "<->":
            found.append((target, source))
    return tuple(dict.fromkeys(found))
