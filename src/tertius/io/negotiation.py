"""The `negotiation` section: parties, issues with positions and red lines, the rule, and what excludes what.

Places on a scale, positions and saliences go from 0 to 100. What is wrong is reported with its line: a position off the
scale, an interval from high to low, a red line that leaves no place, an unknown party or issue, an issue without
positions, a rule that nobody can meet, a negotiation of one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tertius.errors import nearest
from tertius.io.fields import Context, Fields, kind_of
from tertius.io.names import name_fault
from tertius.io.negotiation_rule import read_exclude, read_rule, read_rules
from tertius.io.negotiation_table import Cell, read_table
from tertius.io.nodes import Mapping as Mapping_
from tertius.io.nodes import Node, Scalar
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.case import Actor
from tertius.model.negotiation import Clause, Issue, Negotiation, Party, Rule, Stance
from tertius.model.position_table import MOST_POWER
from tertius.model.shares import DatedPower

if TYPE_CHECKING:
    from tertius.model.timing import Timing

__all__ = ["CLAUSE_KEYS", "ISSUE_KEYS", "NEGOTIATION_KEYS", "PARTY_KEYS", "RED_LINE_KEYS", "STANCE_KEYS", "read_negotiation", "same_names"]

NEGOTIATION_KEYS = ("text", "rule", "vetoes", "rules", "parties", "issues", "exclude", "positions_table", "timing", *PROVENANCE_KEYS)
PARTY_KEYS = ("actor", "name", "power", "patience", "fallback", "power_over_time", *PROVENANCE_KEYS)
DATED_POWER_KEYS = ("date", "power", *PROVENANCE_KEYS)
ISSUE_KEYS = ("name", "clause", "scale", "on_the_table", "status_quo", "positions", *PROVENANCE_KEYS)
CLAUSE_KEYS = ("ref", "in_force", "draft", "bracketed")
STANCE_KEYS = ("position", "salience", "red_line", "power", *PROVENANCE_KEYS)
RED_LINE_KEYS = ("at_least", "at_most")
TOP = 100.0


@dataclass(slots=True)
class _Reader:
    """What names mean while the section is read; an actor without an entry under `parties` becomes one when named."""

    context: Context
    actors: Mapping[str, Actor]
    sources: Collection[str]
    parties: dict[str, Party]

    def speakers(self, name: str) -> list[str]:
        """The parties that a name can mean: a party, or those of an actor."""
        if name in self.parties:
            return [name]
        found = [p.id for p in self.parties.values() if p.actor == name]
        if not found and name in self.actors:
            self.parties[name] = Party(name, name)
            return [name]
        return found

    def party(self, node: Node, where: str) -> str | None:
        """The party that a text names."""
        name = self.context.text(node, where, "a party")
        found = self.speakers(name) if name else []
        if len(found) == 1:
            return found[0]
        if len(found) > 1:
            self.context.report(node, where, f"'{name}' has several parties here", " or ".join(found))
        elif name:
            known = [*self.parties, *self.actors]
            self.context.report(node, where, f"there is no party '{name}'", "a party of the negotiation, or an actor", nearest(name, known))
        return None

    def place(self, fields: Fields, key: str) -> float | None:
        """A place on the scale."""
        node = fields.get(key)
        return None if node is None else self.context.number(node, fields.path(key), 0.0, TOP)

    def interval(self, node: Node | None, where: str, top: float = TOP) -> tuple[float, float] | None:
        """A position, or a power: a number, or [low, high]."""
        if node is None:
            return None
        if isinstance(node, Scalar):
            value = self.context.number(node, where, 0.0, top)
            return None if value is None else (value, value)
        items = self.context.items(node, where)
        if len(items) != 2:
            self.context.report(node, where, f"{kind_of(node)} stands here", f"a number from 0 to {top:g}, or [low, high]")
            return None
        low, high = (self.context.number(item, where, 0.0, top) for item in items)
        if low is None or high is None:
            return None
        if low > high:
            self.context.report(node, where, f"the interval goes from {low:g} down to {high:g}", f"[{high:g}, {low:g}]")
            return None
        return low, high


def read_negotiation(
    context: Context,
    node: Node | None,
    actors: Collection[Actor],
    sources: Collection[str],
    where: str = "negotiation",
    *,
    options: Collection[str] = (),
) -> Negotiation | None:
    """The section, or None where there is none. `where` names its place: a falsifier's changes have one of their own; `options` are those of the conflict."""
    if node is None:
        return None
    fields = Fields(context, node, where, NEGOTIATION_KEYS, required=("issues",))
    reader = _Reader(context, {a.id: a for a in actors}, sources, {})
    _parties(reader, fields)
    faults = len(context.problems)
    table = _table(reader, fields)
    # What a refused table would have said is not missing besides.
    refused = fields.get("positions_table") is not None and (not table or len(context.problems) > faults)
    issues = _issues(reader, fields, table, refused=refused)
    if len(reader.parties) < 2 and not refused and fields.get("issues") is not None:
        context.report(node, where, "one party negotiates" if reader.parties else "nobody negotiates", "two or more parties with positions", unfinished=True)
    if reader.parties and not any(p.power > 0 for p in reader.parties.values()):
        context.report(fields.node.key("parties"), fields.path("parties"), "no party has any power", "a power above 0 for some party")
    rule = _rule(reader, fields)
    rules = read_rules(context, fields, list(reader.parties), reader.party, sources)
    timing = None if fields.get("timing") is None else _timing(reader, fields, issues, options)
    return Negotiation(
        text=fields.text("text"),
        parties=tuple(reader.parties.values()),
        issues=issues,
        rule=rule,
        rules=rules,
        exclude=read_exclude(context, fields, [i.id for i in issues] + [k.text for k, _ in fields.entries("issues")]),
        timing=timing,
        provenance=provenance(fields, sources),
    )


def same_names(context: Context, node: Node, where: str, before: Negotiation, after: Negotiation) -> bool:
    """Whether parties, issues and rules have the names that they have in the case; a mistake is reported where they have not."""
    said = []
    for kind, old, new in (
        ("party", [(p.id, p.actor) for p in before.parties], [(p.id, p.actor) for p in after.parties]),
        ("issue", [(i.id, "") for i in before.issues], [(i.id, "") for i in after.issues]),
        ("rule", [(r.id, "") for r in before.rules], [(r.id, "") for r in after.rules]),
    ):
        gone, more = [x for x, _ in old if x not in dict(new)], [x for x, _ in new if x not in dict(old)]
        said += [f"adds the {kind} {', '.join(more)}"] if more else []
        said += [f"removes the {kind} {', '.join(gone)}"] if gone else []
        said += [f"has the party {x} speak for another actor" for x, actor in old if x in dict(new) and dict(new)[x] != actor]
    if said:
        context.report(
            node, where, f"it {'; '.join(said)}, which a reading cannot do",
            "to declare it in the case and change its power, position or votes there, so that names mean the same everywhere",
        )  # fmt: skip
    return not said


def _timing(reader: _Reader, fields: Fields, issues: tuple[Issue, ...], options: Collection[str]) -> Timing:
    from tertius.io.negotiation_timing import groundless, read_timing

    node, where = fields.get("timing"), fields.path("timing")
    assert node is not None
    known = len(reader.context.problems)
    made = read_timing(reader.context, node, where, reader.party, reader.actors, options, reader.sources)
    for party in () if len(reader.context.problems) > known else groundless(made, list(reader.parties.values()), issues):
        reader.context.report(
            node, where, f"nothing says what {party} has without agreement, so waiting cannot be reckoned for it",
            f"fallback: 0.3 under {fields.path('parties')}.{party}, or a status_quo on each issue on which it has a position",
        )  # fmt: skip
    return made


def _rule(reader: _Reader, fields: Fields) -> Rule:
    """The rule with the vetoes that stand beside it; a veto beside the rule is one inside."""
    from dataclasses import replace

    node = fields.get("rule")
    where = fields.path("rule")
    rule = Rule() if node is None else read_rule(reader.context, node, where, list(reader.parties), reader.party)
    beside = [
        reader.party(item, fields.path("vetoes"))
        for item in reader.context.items(fields.get("vetoes"), fields.path("vetoes"), single=True)
    ]
    return replace(rule, vetoes=tuple(dict.fromkeys((*rule.vetoes, *(v for v in beside if v is not None)))))


def _parties(reader: _Reader, fields: Fields) -> None:
    context = reader.context
    for key, node in fields.entries("parties"):
        where = f"{fields.path('parties')}.{key.text}"
        fault = name_fault(key.text)
        if fault is not None:
            context.report(key, where, fault, "small letters, digits and _")
        inner = Fields(context, node, where, PARTY_KEYS)
        actor = inner.known("actor", "actor", reader.actors) if inner.get("actor") is not None else key.text
        if actor is not None and actor not in reader.actors:
            context.report(key, where, f"there is no actor '{actor}'", "actor: for whom the party speaks", nearest(actor, reader.actors))
        patience = inner.get("patience")
        reader.parties[key.text] = Party(
            id=key.text,
            actor=actor or key.text,
            name=inner.text("name"),
            power=inner.number("power", 1.0, 0.0, MOST_POWER),
            patience=None if patience is None else _patience(context, patience, inner.path("patience")),
            fallback=None if inner.get("fallback") is None else inner.number("fallback", 0.0, 0.0, 1.0),
            power_over_time=_over_time(reader, inner),
            provenance=provenance(inner, reader.sources),
        )


def _over_time(reader: _Reader, fields: Fields) -> tuple[DatedPower, ...]:
    """``power_over_time``: power from later dates on."""
    context, where = reader.context, fields.path("power_over_time")
    found: list[DatedPower] = []
    for item in context.items(fields.get("power_over_time"), where):
        inner = Fields(context, item, where, DATED_POWER_KEYS, required=("date", "power"))
        date, power = inner.date("date"), reader.interval(inner.get("power"), inner.path("power"), MOST_POWER)
        if date is None or power is None:
            continue
        if found and not date.is_after(found[-1].date):
            context.report(item, where, f"{date} is not later than {found[-1].date}", "dates in order, each once")
        found.append(DatedPower(date, power, provenance(inner, reader.sources)))
    return tuple(found)


def _patience(context: Context, node: Node, where: str) -> float | None:
    value = context.number(node, where, 0.0, 1.0)
    if value == 0:
        context.report(node, where, "a patience of 0 makes any later round worthless", "above 0 and at most 1")
        return None
    return value


def _table(reader: _Reader, fields: Fields) -> dict[tuple[str, str], Cell]:
    """The rows of `positions_table`, by issue and party."""
    node = fields.get("positions_table")
    if node is None:
        return {}
    where = fields.path("positions_table")
    if not isinstance(node, Scalar):
        reader.context.report(node, where, f"{kind_of(node)} stands here", "a file beside the case file")
        return {}
    issues = [k.text for k, _ in fields.entries("issues")]
    return read_table(reader.context, node, where, issues, reader.speakers, [*reader.parties, *reader.actors])


def _issues(reader: _Reader, fields: Fields, table: Mapping[tuple[str, str], Cell], *, refused: bool) -> tuple[Issue, ...]:
    context, found = reader.context, []
    for key, node in fields.entries("issues"):
        where = f"{fields.path('issues')}.{key.text}"
        fault = name_fault(key.text)
        if fault is not None:
            context.report(key, where, fault, "small letters, digits and _")
        inner = Fields(context, node, where, ISSUE_KEYS)
        stances = _stances(reader, inner, key.text, table)
        if not stances and not inner.entries("positions") and not context.redacted and not refused:
            context.report(key, where, f"nobody has a position on '{key.text}'", "positions: {a party: {position: 40, salience: 70}}", unfinished=True)
        found.append(
            Issue(
                id=key.text,
                name=inner.text("name", key.text),
                positions=stances,
                clause=_clause(reader, inner),
                scale=_scale(reader, inner),
                on_the_table=reader.place(inner, "on_the_table"),
                status_quo=reader.place(inner, "status_quo"),
                provenance=provenance(inner, reader.sources),
            )
        )
    if fields.get("issues") is not None and not found:
        context.report(fields.node.key("issues"), fields.path("issues"), "there is no issue", "issues: {an id: {positions: ...}}")
    return tuple(found)


def _scale(reader: _Reader, fields: Fields) -> dict[float, str]:
    found: dict[float, str] = {}
    for key, value in fields.entries("scale"):
        place = reader.context.number(key, fields.path("scale"), 0.0, TOP)
        if place in found:
            reader.context.report(key, fields.path("scale"), f"the place {place:g} is named twice", "each place once")
        elif place is not None:
            found[place] = reader.context.text(value, fields.path("scale"))
    return dict(sorted(found.items()))


def _clause(reader: _Reader, fields: Fields) -> Clause:
    node = fields.get("clause")
    if node is None:
        return Clause()
    inner = Fields(reader.context, node, fields.path("clause"), CLAUSE_KEYS)
    bracketed = {}
    for key, value in inner.entries("bracketed"):
        party = reader.party(key, inner.path("bracketed"))
        if party is not None:
            bracketed[party] = reader.context.text(value, f"{inner.path('bracketed')}.{key.text}")
    return Clause(inner.text("ref"), inner.text("in_force"), inner.text("draft"), bracketed)


def _stances(reader: _Reader, fields: Fields, issue: str, table: Mapping[tuple[str, str], Cell]) -> tuple[Stance, ...]:
    context = reader.context
    found: dict[str, Stance] = {
        party: Stance(party, cell.position, cell.salience, power=cell.power)
        for (which, party), cell in table.items()
        if which == issue and cell.position is not None
    }
    for key, node in fields.entries("positions"):
        where = f"{fields.path('positions')}.{key.text}"
        party = reader.party(key, where)
        if not isinstance(node, Mapping_):
            said = node.text if isinstance(node, Scalar) else "[low, high]"
            context.report(node, where, f"{kind_of(node)} stands here", f"{{position: {said}}}, with salience and red_line where they are known")
            continue
        inner = Fields(context, node, where, STANCE_KEYS)
        if party is None:
            continue
        cell = table.get((issue, party))
        position = reader.interval(inner.get("position"), inner.path("position"))
        if inner.get("position") is None:
            position = None if cell is None else cell.position
            if position is None:
                context.report(node, where, "'position' is missing", "position: a number from 0 to 100, or [low, high]")
        if position is None:
            continue
        least, most = _red_line(reader, inner)
        found[party] = Stance(
            party,
            position,
            salience=inner.number("salience", 0.0, 0.0, TOP) if inner.get("salience") is not None else None if cell is None else cell.salience,
            at_least=least,
            at_most=most,
            power=inner.number("power", 0.0, 0.0, MOST_POWER) if inner.get("power") is not None else None if cell is None else cell.power,
            provenance=provenance(inner, reader.sources),
        )
    order = list(reader.parties)
    return tuple(sorted(found.values(), key=lambda s: order.index(s.party)))


def _red_line(reader: _Reader, fields: Fields) -> tuple[float | None, float | None]:
    node = fields.get("red_line")
    if node is None:
        return None, None
    inner = Fields(reader.context, node, fields.path("red_line"), RED_LINE_KEYS)
    least, most = reader.place(inner, "at_least"), reader.place(inner, "at_most")
    if inner.get("at_least") is None and inner.get("at_most") is None:
        reader.context.report(node, fields.path("red_line"), "the red line has no bound", "{at_most: 40} or {at_least: 60}")
    if least is not None and most is not None and least > most:
        reader.context.report(node, fields.path("red_line"), f"the red line leaves no place: at least {least:g} and at most {most:g}", "at_least below at_most")
    return least, most
