"""The `relations` section: ties, an event file beside the case, other names of actors, and where a tie begins."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from tertius.errors import CaseError, LimitError
from tertius.io.beside import beside
from tertius.io.events import read_events
from tertius.io.fields import Context, Fields, kind_of
from tertius.io.nodes import Mapping as Map
from tertius.io.nodes import Node, Scalar
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.io.tie_table import read_aliases, sign_value
from tertius.model.conflict import Provenance
from tertius.model.dates import Date
from tertius.model.relations import PERIODS, VALUES, DayTotal, Relations, Tie, period_of, precision

__all__ = ["EVENTS_KEYS", "RELATIONS_KEYS", "TIE_KEYS", "read_relations", "read_ties"]

RELATIONS_KEYS = ("ties", "events", "aliases", "period", "value", "threshold", "min_events")
TIE_KEYS = ("a", "b", "sign", "date", "until", *PROVENANCE_KEYS)
EVENTS_KEYS = ("file", *PROVENANCE_KEYS)
MAX_TOTALS = 200_000
"""Sums by date and pair that a case may hold; a longer table is one for `tertius relations TABLE`."""


def read_relations(context: Context, node: Node | None, actors: Collection[str], sources: Collection[str]) -> Relations | None:
    """The section, or None where there is none."""
    if node is None:
        return None
    fields = Fields(context, node, "relations", RELATIONS_KEYS)
    aliases = _aliases(context, fields.get("aliases"), actors)
    events, file, rests = _events(context, fields.get("events"), actors, aliases, sources)
    ties = read_ties(context, fields.get("ties"), "relations.ties", actors, sources)
    period = fields.choice("period", PERIODS, _coarsest(ties, events))
    found = Relations(
        ties=ties,
        events=events,
        events_file=file,
        events_from=rests,
        aliases=aliases,
        period=period,
        value=fields.choice("value", VALUES, "mean"),
        threshold=fields.number("threshold", 0.0, least=0.0),
        min_events=fields.integer("min_events", 1, 1, 1_000_000),
    )
    _check_dates(context, fields, found)
    return found


def read_ties(
    context: Context, node: Node | None, where: str, actors: Collection[str], sources: Collection[str]
) -> tuple[Tie, ...]:
    """A list of ties."""
    found: list[Tie] = []
    for item in context.items(node, where):
        fields = Fields(context, item, where, TIE_KEYS, required=("a", "b", "sign"))
        a, b = fields.known("a", "actor", actors), fields.known("b", "actor", actors)
        sign = fields.get("sign")
        value = None if sign is None else sign_value(context.text(sign, fields.path("sign")))
        if sign is not None and value is None:
            context.report(sign, fields.path("sign"), f"{kind_of(sign)} is no sign", "positive, negative, none or a number")
        date, until = fields.date("date"), fields.date("until")
        if until is not None and date is None:
            context.report(item, where, "'until' stands without a date", "date: when the tie begins")
        elif until is not None and date is not None and date.is_after(until):
            context.report(item, where, f"the tie ends ({until}) before it begins ({date})", "date: and until: in order")
        if a is not None and a == b:
            context.report(item, where, f"a tie of {a} with itself", "two different actors")
        elif a is not None and b is not None and value is not None:
            found.append(Tie(a, b, *value, date, until, provenance(fields, sources)))
    return tuple(found)


def _coarsest(ties: Sequence[Tie], events: Sequence[DayTotal]) -> str:
    """The coarsest date of the ties; months for events alone."""
    dated = {precision(d) for t in ties for d in (t.date, t.until) if d is not None}
    dated |= {precision(e.date) for e in events if precision(e.date) != "day"}
    if events:
        dated.add("month")
    return next((p for p in ("year", "month", "day") if p in dated), "month")


def _check_dates(context: Context, fields: Fields, relations: Relations) -> None:
    """Dates that the period can hold, and one sign for a pair in a period."""
    taken: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
    items = context.items(fields.get("ties"), "relations.ties")
    if len(items) != len(relations.ties):
        return
    for number, (tie, item) in enumerate(zip(relations.ties, items, strict=True), 1):
        try:
            first = "" if tie.date is None else period_of(tie.date, relations.period)
            last = first if tie.until is None else period_of(tie.until, relations.period)
        except ValueError as error:
            context.report(item, "relations.ties", str(error), f"a date as fine as a {relations.period}, or another `period`")
            continue
        last = last if tie.date is not None else "~"
        for begin, end, other in taken.get(tie.pair, []):
            if first <= end and begin <= last:
                what = f"{tie.a} and {tie.b} have two ties in the same {relations.period} (also tie {other} of the list)"
                context.report(item, "relations.ties", what, "one tie for a pair in a period")
                break
        taken.setdefault(tie.pair, []).append((first, last, number))
    for event in relations.events:
        try:
            period_of(event.date, relations.period)
        except ValueError as error:
            context.report(fields.get("events") or fields.node, "relations.events", str(error), f"dates as fine as a {relations.period}, or another `period`")
            break


def _aliases(context: Context, node: Node | None, actors: Collection[str]) -> dict[str, str]:
    where = "relations.aliases"
    if node is None:
        return {}
    found: dict[str, str] = {}
    if isinstance(node, Map):
        for key, value in node.pairs:
            actor = context.known(value, f"{where}.{key.text}", "actor", actors)
            if actor is not None:
                found[key.text] = actor
        return found
    if not isinstance(node, Scalar):
        context.report(node, where, f"{kind_of(node)} stands here", "{alias: actor}, or a file with the columns alias and actor")
        return {}
    path = beside(context, node, where)
    if path is None:
        return {}
    try:
        found = read_aliases(path)
    except CaseError as error:
        context.problems.extend(error.problems)
        return {}
    for alias, actor in found.items():
        if actor not in actors:
            from tertius.errors import nearest

            context.report(node, where, f"{node.text}: '{alias}' is an alias of '{actor}', which is no actor", "", nearest(actor, actors))
    return found


def _events(
    context: Context, node: Node | None, actors: Collection[str], aliases: dict[str, str], sources: Collection[str]
) -> tuple[tuple[DayTotal, ...], str, Provenance]:
    if node is None:
        return (), "", Provenance()
    rests = Provenance()
    name: Node | None = node
    if isinstance(node, Map):
        fields = Fields(context, node, "relations.events", EVENTS_KEYS, required=("file",))
        rests, name = provenance(fields, sources), fields.get("file")
    if not isinstance(name, Scalar):
        if name is not None:
            context.report(name, "relations.events", f"{kind_of(name)} stands here", "a file beside the case file")
        return (), "", rests
    path = beside(context, name, "relations.events")
    if path is None:
        return (), name.text, rests
    try:
        table = read_events(path, period="", aliases={a: a for a in actors} | aliases, only=actors)
    except CaseError as error:
        context.problems.extend(error.problems)
        return (), name.text, rests
    if len(table.a) > MAX_TOTALS:
        raise LimitError(
            f"{path}: {len(table.a):,} sums by date and pair; a case holds {MAX_TOTALS:,}; use `tertius relations` on the table itself"
        )
    dates = [Date.parse(label) for label in table.periods]
    found = tuple(
        DayTotal(dates[p], table.actors[a], table.actors[b], total, count)
        for p, a, b, total, count in zip(
            table.period.tolist(), table.a.tolist(), table.b.tolist(), table.total.tolist(), table.count.tolist(), strict=True
        )
    )
    return found, name.text, rests
