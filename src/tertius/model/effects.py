"""Effects: pure edits of a conflict, with the semantics of CONTRACT section 4.

`apply_layer` puts one layer of effects on top of what earlier layers made. Inside a layer, two
settings (fix or link) of one option are an error; a later layer's setting replaces an earlier one;
forbid, needs and prefer accumulate.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from tertius.errors import ImpossibleError, NotSupportedError
from tertius.model.case import Case, Effect, Prefer
from tertius.model.conflict import GraphConflict, Option, OptionConflict, Preference
from tertius.model.expr import Expr

__all__ = ["apply_layer", "coercive_levers", "link_order", "near_force", "prefer"]

Conflict = OptionConflict | GraphConflict
_OPTION_KINDS = frozenset({"fix", "link", "needs", "forbid", "prefer"})
_GRAPH_KINDS = frozenset({"allow", "forbid", "prefer"})


def apply_layer(conflict: Conflict, effects: Iterable[tuple[Effect, str]]) -> Conflict:
    """The conflict after one layer. Each effect comes with its origin, for messages.

    Raises `ImpossibleError` where two effects of the layer set one option, where a one-way option
    is linked or a fixed or linked one forbidden, and `NotSupportedError` for an effect that the
    form of the conflict does not have.
    """
    listed = list(effects)
    if not listed:
        return conflict
    if isinstance(conflict, GraphConflict):
        return _apply_graph(conflict, listed)
    return _apply_options(conflict, listed)


def _apply_options(conflict: OptionConflict, effects: Sequence[tuple[Effect, str]]) -> OptionConflict:
    rules = conflict.rules
    fixed, linked = dict(rules.fixed), dict(rules.linked)
    needs, forbidden = list(rules.needs), set(rules.forbidden)
    preferences = dict(conflict.preferences)
    set_here: dict[str, str] = {}
    for effect, origin in effects:
        if effect.kind not in _OPTION_KINDS:
            raise NotSupportedError(f"{origin}: '{effect.kind}' belongs to graph form, not to option form")
        if effect.kind in {"fix", "link"}:
            if effect.target in set_here:
                raise ImpossibleError(
                    f"{effect.target} is set twice in one layer: by {set_here[effect.target]} and by {origin}; "
                    "keep one of the two"
                )
            set_here[effect.target] = f"{origin} ({effect.kind})"
            fixed.pop(effect.target, None)
            linked.pop(effect.target, None)
        if effect.kind == "fix":
            fixed[effect.target] = effect.value
        elif effect.kind == "link":
            direction = conflict.option(effect.target).direction
            if direction != "both":
                raise ImpossibleError(
                    f"{origin}: {effect.target} is one-way (direction: {direction}) and cannot be linked; "
                    "give the option direction: both, or use the effect `fix` in place of `link`"
                )
            if effect.target in forbidden:
                raise ImpossibleError(
                    f"{origin}: {effect.target} is forbidden, so nobody takes it up and it cannot be linked; "
                    "leave one of the two out, or use `fix` in place of both"
                )
            assert effect.expr is not None
            linked[effect.target] = effect.expr
        elif effect.kind == "needs":
            assert effect.expr is not None
            needs.append((effect.target, effect.expr))
        elif effect.kind == "prefer":
            assert effect.prefer is not None
            _change_preference(preferences, effect.prefer, origin)
    for effect, origin in effects:
        if effect.kind == "forbid":
            if effect.target in fixed or effect.target in linked:
                how = "fixed" if effect.target in fixed else "linked"
                raise ImpossibleError(
                    f"{origin}: {effect.target} is {how}, so nobody takes it up and it cannot be forbidden; "
                    "leave one of the two out"
                )
            forbidden.add(effect.target)
    return replace(
        conflict,
        preferences=preferences,
        rules=replace(
            rules, fixed=fixed, linked=linked, needs=tuple(needs), forbidden=frozenset(forbidden)
        ),
    )


def _apply_graph(conflict: GraphConflict, effects: Sequence[tuple[Effect, str]]) -> GraphConflict:
    rules = conflict.rules
    allow, forbidden = list(rules.allow), list(rules.forbid_moves)
    preferences = dict(conflict.preferences)
    for effect, origin in effects:
        if effect.kind not in _GRAPH_KINDS:
            raise NotSupportedError(
                f"{origin}: '{effect.kind}' needs options; a case in graph form has allow, forbid and prefer"
            )
        arcs = [(effect.target, source, target) for source, target in effect.moves]
        if effect.kind == "allow":
            allow.extend(arcs)
            forbidden = [arc for arc in forbidden if arc not in arcs]
        elif effect.kind == "forbid":
            forbidden.extend(arcs)
            allow = [arc for arc in allow if arc not in arcs]
        else:
            assert effect.prefer is not None
            _change_preference(preferences, effect.prefer, origin)
    return replace(
        conflict,
        preferences=preferences,
        rules=replace(rules, allow=tuple(allow), forbid_moves=tuple(forbidden)),
    )


def _change_preference(preferences: dict[str, Preference], change: Prefer, origin: str) -> None:
    if change.actor not in preferences:
        raise ImpossibleError(f"{origin}: {change.actor} has no preference to change; give it one in the case")
    preferences[change.actor] = prefer(preferences[change.actor], change, origin)


def prefer(old: Preference, change: Prefer, origin: str) -> Preference:
    """A preference after a `prefer` effect.

    `first` compares before everything else and `last` after it, for every form. `before`, `after`
    and `drop` need statements, which match by parsed form; an existing statement is moved. A statement
    that is there already gains nothing by `last`: the old preference comes first, and has it.

    Raises `NotSupportedError` for pairs, which are not complete, and for `first` on a ranking with
    strong gaps, which would have to say how strong the new differences are.
    """
    if old.kind == "pairs":
        raise NotSupportedError(
            f"{origin}: prefer is for complete preferences, and {change.actor} has 'pairs'; "
            "give a reading `changes` with other pairs"
        )
    if old.strong and change.first:
        raise NotSupportedError(
            f"{origin}: {change.actor} has a ranking with strong gaps ('>>'), and 'first' does not say how strong "
            "the differences that it makes are; use last, or give a reading `changes` with another ranking"
        )
    if old.kind != "statements":
        if change.before or change.after or change.drop:
            raise NotSupportedError(
                f"{origin}: before, after and drop need a preference given as statements; "
                f"{change.actor} has '{old.kind}'; use first or last"
            )
        first = change.first + tuple(s for s in old.first if s not in change.first)
        last = old.last + tuple(s for s in change.last if s not in old.last)
        return replace(old, first=first, last=last)
    statements = list(old.statements)

    def take(moved: Sequence[Expr]) -> None:
        statements[:] = [s for s in statements if s not in moved]

    for dropped in change.drop:
        if dropped not in statements:
            raise ImpossibleError(
                f"{origin}: {change.actor} has no statement '{dropped}' to drop; "
                f"there are: {'; '.join(map(str, statements)) or 'none'}"
            )
        take([dropped])
    for where, pairs in (("before", change.before), ("after", change.after)):
        for anchor, moved in pairs:
            if anchor not in statements or anchor in moved:
                raise ImpossibleError(
                    f"{origin}: {change.actor} has no statement '{anchor}' to put anything {where}; "
                    f"there are: {'; '.join(map(str, statements)) or 'none'}"
                )
            take(moved)
            index = statements.index(anchor) + (where == "after")
            statements[index:index] = moved
    if change.first:
        take(change.first)
        statements[:0] = change.first
    # What compares earlier already decides nothing more when it stands last as well.
    statements.extend(s for s in change.last if s not in statements)
    return replace(old, statements=tuple(statements))


def link_order(linked: Mapping[str, Expr]) -> tuple[str, ...]:
    """Linked options in an order in which each one's own links come before it.

    Raises `ImpossibleError` that prints the cycle where there is none.
    """
    order: list[str] = []
    done: set[str] = set()
    for root in linked:
        trail: list[str] = []
        stack: list[tuple[str, list[str]]] = []
        if root not in done:
            stack.append((root, [a for a in linked[root].atoms if a in linked]))
            trail.append(root)
        while stack:
            name, rest = stack[-1]
            if not rest:
                stack.pop()
                trail.pop()
                if name not in done:
                    done.add(name)
                    order.append(name)
                continue
            child = rest.pop(0)
            if child in trail:
                cycle = [*trail[trail.index(child) :], child]
                raise ImpossibleError(
                    f"the links form a cycle: {' -> '.join(cycle)}; take one of these links out, or use `fix` in its place"
                )
            if child not in done:
                stack.append((child, [a for a in linked[child].atoms if a in linked]))
                trail.append(child)
    return tuple(order)


def _hangs_on(case: Case) -> tuple[list[Option], list[tuple[str, Expr]]]:
    """Every option in every form of the case, and each (option, expression) that it is linked to or needs anywhere."""
    forms = [c for c in (case.conflict, *(r.variant for r in case.readings.values())) if isinstance(c, OptionConflict)]
    effects = [e for lever in case.levers.values() for e in lever.effects]
    effects += [e for reading in case.readings.values() for e in reading.effects]
    depends = [pair for form in forms for pair in (*form.rules.linked.items(), *form.rules.needs)]
    depends += [(e.target, e.expr) for e in effects if e.kind in {"link", "needs"} and e.expr is not None]
    return [o for form in forms for o in form.options], depends


def near_force(case: Case) -> frozenset[str]:
    """Options that a wish for force can be about: the coercive ones, and what they directly hang on.

    A permission that is itself linked to a commitment does not make a wish for the commitment one for force.
    """
    options, depends = _hangs_on(case)
    hot = {o.key for o in options if o.coercive}
    near = {atom for option, expr in depends if option in hot for atom in expr.atoms}
    return frozenset(near | {o.key for o in options if hot & set(o.enables)} | hot)


def coercive_levers(case: Case) -> tuple[str, ...]:
    """Levers that are coercive by mark or by what their effects touch (CONTRACT section 4).

    An effect touches a coercive option if it sets, needs, forbids, prefers or is conditional on it, or
    does so to an option that a coercive option needs, is linked to, or that is declared to enable one,
    directly or through others, in the case or in any of its readings.
    """
    if not isinstance(case.conflict, OptionConflict):
        return tuple(lever.id for lever in case.levers.values() if lever.coercive)
    options, depends = _hangs_on(case)
    hot = {o.key for o in options if o.coercive}
    touching = set(hot)
    while True:
        more = {atom for option, expr in depends if option in touching for atom in expr.atoms}
        more |= {o.key for o in options if touching & set(o.enables)}
        if more <= touching:
            break
        touching |= more

    near = near_force(case)

    def touches(effect: Effect) -> bool:
        named = {effect.target} if effect.kind != "prefer" else set()
        if effect.expr is not None:
            named |= set(effect.expr.atoms) & hot
        if effect.prefer is not None:
            p = effect.prefer
            listed = (*p.first, *p.last, *p.drop, *(e for _, moved in (*p.before, *p.after) for e in moved))
            return bool({atom for e in listed for atom in e.atoms} & near)
        return bool(named & touching)

    return tuple(x.id for x in case.levers.values() if x.coercive or any(touches(e) for e in x.effects))
