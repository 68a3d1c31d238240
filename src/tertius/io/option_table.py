"""The option-form table of the literature: options as rows, feasible states as columns, ranks below.

`table_of` makes one from a case; `case_of` a case from one. A table says that an actor moves by
changing any of its own options, each in its direction, wherever the result is a column. A case says
more than that (links, needs, what is forbidden); `table_of` leaves out fixed and linked options,
whose values follow from the others, and refuses a case whose moves still are not those of the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from tertius.errors import LimitError, NotSupportedError
from tertius.io.exchange import Computed, listed
from tertius.io.patterns import cover, pattern_expr
from tertius.model.case import Actor, Case
from tertius.model.conflict import GraphConflict, Option, OptionConflict, Preference

__all__ = ["MAX_OPTIONS", "MAX_STATES", "OptionTable", "case_of", "needs_options", "needs_ranks", "options_reduced", "table_of"]

MAX_STATES = 16_380
"""What fits into one sheet of a workbook."""
MAX_OPTIONS = 62


@dataclass(frozen=True, slots=True)
class OptionTable:
    """Options, states as codes over them, and each actor's ranks or payoffs by state.

    `preferences` holds ``("rank", numbers)``, 1 is the best, or ``("payoff", numbers)``, more is better.
    """

    title: str
    actors: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]
    states: tuple[str, ...]
    preferences: Mapping[str, tuple[str, tuple[float, ...]]]
    status_quo: int | None = None


def needs_options(case: Case, what: str) -> OptionConflict:
    """The conflict in option form; `NotSupportedError` where the case has none."""
    if case.conflict is None:
        raise NotSupportedError(f"the case has no conflict part, so there is nothing to put into {what}; add `conflict:`")
    if isinstance(case.conflict, GraphConflict):
        raise NotSupportedError(f"{what} holds options and the case is in graph form; convert it to .graphml instead")
    return case.conflict


def needs_ranks(case: Case, computed: Computed, what: str) -> None:
    """`NotSupportedError` where an actor's preference is not complete."""
    assert case.conflict is not None
    partial = [a for a in case.conflict.preferences if a not in computed.ranks]
    if partial:
        raise NotSupportedError(
            f"{what} ranks every state, and the preference of {listed(partial)} leaves pairs open; "
            "give a ranking, statements, weights or payoffs, or convert it to .graphml"
        )


def options_reduced(conflict: OptionConflict) -> tuple[tuple[Option, ...], tuple[str, ...]]:
    """The free options with the direction that is left to them, and a remark on each of the others."""
    free = {o.key for o in conflict.free()}
    kept = tuple(
        replace(o, direction="off") if o.key in conflict.rules.forbidden and o.direction == "both" else o
        for o in conflict.options
        if o.key in free
    )
    rules = conflict.rules
    said = [f"{k} (fixed {'on' if v else 'off'})" for k, v in rules.fixed.items()]
    said += [f"{k} (follows '{e}')" for k, e in rules.linked.items()]
    return kept, tuple(said)


def table_of(case: Case, computed: Computed, what: str = "an option table") -> tuple[OptionTable, tuple[str, ...]]:
    """The table of a case and remarks on what it leaves out.

    Raises `NotSupportedError` where the case is not what a table can say, by name.
    """
    conflict = needs_options(case, what)
    needs_ranks(case, computed, what)
    if len(computed.codes) > MAX_STATES:
        raise LimitError(f"{len(computed.codes):,} states; {what} has one column a state and at most {MAX_STATES:,} of them")
    options, said = options_reduced(conflict)
    if not options:
        raise NotSupportedError(f"every option is fixed or linked, so {what} has no row; convert under fewer levers")
    place = [k for k, o in enumerate(conflict.options) if any(o.key == x.key for x in options)]
    codes = tuple("".join(code[k] for k in place) for code in computed.codes)
    table = OptionTable(
        title=case.title,
        actors=tuple((a.id, a.name) for a in case.actors),
        options=options,
        states=codes,
        preferences={a: ("rank", _places(r)) for a, r in computed.ranks.items() if a in conflict.preferences},
        status_quo=computed.status_quo,
    )
    _same_moves(conflict, table, computed, what)
    notes = (f"left out of the options, as their values follow from the others: {listed(said)}",) if said else ()
    return table, notes


def _places(ranks: tuple[int, ...]) -> tuple[int, ...]:
    order = {rank: place for place, rank in enumerate(sorted(set(ranks), reverse=True), 1)}
    return tuple(order[r] for r in ranks)


def table_moves(table: OptionTable, actor: str) -> Iterator[set[int]]:
    """For each state, where the table lets the actor move."""
    own = [(k, o.direction) for k, o in enumerate(table.options) if o.actor == actor]
    mine = {k for k, _ in own}
    others = ["".join(x for k, x in enumerate(code) if k not in mine) for code in table.states]
    together: dict[str, list[int]] = {}
    for state, rest in enumerate(others):
        together.setdefault(rest, []).append(state)
    stop = {"on": ("Y", "N"), "off": ("N", "Y")}
    for state, code in enumerate(table.states):
        yield {
            other
            for other in together[others[state]]
            if other != state and not any((code[k], table.states[other][k]) == stop.get(d) for k, d in own)
        }


def _same_moves(conflict: OptionConflict, table: OptionTable, computed: Computed, what: str) -> None:
    for actor, moves in zip(computed.actors, computed.moves, strict=True):
        if all(set(real) == said for real, said in zip(moves, table_moves(table, actor), strict=True)):
            continue
        rules = conflict.rules
        causes = [f"'needs' of {listed(dict.fromkeys(k for k, _ in rules.needs))}"] if rules.needs else []
        held = [k for k in sorted(rules.forbidden) if conflict.option(k).direction == "on"]
        causes += [f"'forbid' of {listed(held)}, which can only be taken up"] if held else []
        causes += [f"links of {listed(rules.linked)}"] if rules.linked and not causes else []
        raise NotSupportedError(
            f"the moves of {actor} are not just changes of its own options: {' and '.join(causes) or 'effects'}; "
            f"{what} has no place for that; convert it to .graphml, or under fewer levers"
        )


def case_of(table: OptionTable) -> Case:
    """A case that says what the table says; infeasible is what is no column.

    Raises `LimitError` for more than `MAX_OPTIONS` options.
    """
    if len(table.options) > MAX_OPTIONS:
        raise LimitError(
            f"the table has {len(table.options)} options; {MAX_OPTIONS} fit into one state; leave out those on which "
            "the question does not turn"
        )
    keys = tuple(o.key for o in table.options)
    settings = [sum(1 << k for k, x in enumerate(code) if x == "Y") for code in table.states]
    infeasible = tuple(pattern_expr(keys, p) for p in cover(settings, len(keys)))
    preferences = {}
    for actor, (kind, numbers) in table.preferences.items():
        if kind == "payoff":
            preferences[actor] = Preference("payoffs", payoffs=dict(zip(table.states, numbers, strict=True)))
            continue
        grades = sorted(set(numbers))
        groups = {g: tuple(s for s, n in zip(table.states, numbers, strict=True) if n == g) for g in grades}
        preferences[actor] = Preference("ranking", ranking=tuple(groups[g] for g in grades))
    on = None
    if table.status_quo is not None:
        on = frozenset(k for k, x in zip(keys, table.states[table.status_quo], strict=True) if x == "Y")
    actors = tuple(Actor(id, name) for id, name in table.actors)
    return Case(table.title, actors, OptionConflict(table.options, infeasible, preferences, on))
