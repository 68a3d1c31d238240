"""The conflict and the readings: options in the states that matter, who is stable where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby

from tertius.dynamics.outcomes import Outcomes
from tertius.dynamics.solved import Solved
from tertius.evidence.lever_effects import lever_effects
from tertius.evidence.readings import ReadingRow
from tertius.evidence.verdicts import ClaimResult
from tertius.explain.compare_english import levers_that_matter
from tertius.explain.report_english import count, tally
from tertius.explain.told import Told
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.effects import coercive_levers
from tertius.report.by_reading import alike
from tertius.report.exhibits import (
    Column,
    Key,
    LeverCard,
    OptionRow,
    ReadingCard,
    StabilityTable,
    Stage,
)

__all__ = ["reading_cards", "stage"]

SHOWN = 12


def reading_cards(
    case: Case, rows: Sequence[ReadingRow], results: Sequence[ClaimResult], keys: Mapping[str | None, Key],
    levers: Sequence[str] = (),
) -> tuple[ReadingCard, ...]:  # fmt: skip
    """Each reading, in file order; the case as it stands too, beside readings."""
    if len(rows) < 2 and all(r.reading is None for r in rows):
        return ()
    cards = []
    for row in rows:
        told = Told(row.solved.case if row.solved is not None else case)
        leads: list[tuple[str, str, tuple[str, ...]]] = []
        for name, found in (("Without foresight", row.myopic), ("With foresight 2", row.foresighted)):
            if found is None or row.impossible:
                continue
            paths = tuple(told.path(found.paths[s]) for s in found.states[:2] if found.paths[s])
            if leads and leads[0][1:] == (told.outcomes(found), paths):
                leads = [("With and without foresight", *leads[0][1:])]
            else:
                leads.append((name, told.outcomes(found), paths))
        thesis = ""
        sources: tuple[str, ...] = ()
        if row.reading is not None:
            thesis, sources = case.readings[row.reading].thesis, case.readings[row.reading].provenance.sources
        cards.append(
            ReadingCard(
                key=keys[row.reading],
                thesis=thesis,
                changes=_changes(case, row, told),
                leads=tuple(leads),
                matter=levers_that_matter(told, lever_effects(case, row, levers=levers)),
                tally=tally(r for r in results if r.reading == row.reading),
                impossible=row.impossible,
                sources=sources,
            )
        )
    return tuple(cards)


def _changes(case: Case, row: ReadingRow, told: Told) -> tuple[tuple[str, str], ...]:
    """What a reading changes, a line each, and whether it is coercive."""
    if row.reading is None:
        return tuple((f"Commitment: {case.levers[x].name}", "coercive" if x in row.coercive else "") for x in row.levers)
    reading = case.readings[row.reading]
    lines = [(told.effect(e), "") for e in reading.effects]
    lines += [(f"Commitment: {case.levers[x].name}", "coercive" if x in row.coercive else "") for x in row.levers]
    if reading.alters:
        lines += [(x, "") for x in Told(case).variant(reading)]
    return tuple(lines)


def stage(case: Case, rows: Sequence[ReadingRow], keys: Mapping[str | None, Key]) -> Stage | None:
    """The conflict section; None for a case without a conflict."""
    if case.conflict is None:
        return None
    base = next((r for r in rows if r.solved is not None), None)
    told = Told(case)
    columns, left_out = _columns(rows, keys, told)
    facts = ""
    if base is not None and base.solved is not None:
        options = f"{count(len(case.conflict.options), 'option')}, " if isinstance(case.conflict, OptionConflict) else ""
        facts = f"{count(len(case.actors), 'actor')}, {options}{count(base.solved.game.states, 'possible situation')}."
    return Stage(
        facts=facts,
        columns=columns,
        left_out=left_out,
        options=_options(case, told, columns),
        stability=_stability(rows, keys, columns, told),
        levers=_levers(case, told),
        impossible="" if base is not None else next((r.impossible for r in rows if r.impossible), ""),
    )


def _columns(rows: Sequence[ReadingRow], keys: Mapping[str | None, Key], told: Told) -> tuple[tuple[Column, ...], int]:
    """The states that matter: status quos, and outcomes under each reading and foresight."""
    roles: dict[str, dict[str, list[Key]]] = {}
    plain = [r for r in rows if r.solved is not None]
    for row in plain:
        if row.status_quo is not None:
            roles.setdefault(row.status_quo, {}).setdefault("Status quo", []).append(keys[row.reading])
    for name, pick in (("Outcome without foresight", "myopic"), ("Outcome with foresight 2", "foresighted")):
        for row in plain:
            found: Outcomes | None = getattr(row, pick)
            for state in found.states if found is not None else ():
                roles.setdefault(state, {}).setdefault(name, []).append(keys[row.reading])
    columns = []
    for number, (code, what) in enumerate(list(roles.items())[:SHOWN], 1):
        said = tuple((name, () if len(marks) == len(plain) else tuple(marks)) for name, marks in what.items())
        columns.append(Column(number, code, said, told.state(code)))
    return tuple(columns), max(0, len(roles) - SHOWN)


def _options(case: Case, told: Told, columns: Sequence[Column]) -> tuple[OptionRow, ...]:
    conflict = case.conflict
    if not isinstance(conflict, OptionConflict):
        return ()
    found = []
    place = {key: k for k, key in enumerate(conflict.option_keys)}
    for actor, group in groupby(conflict.options, key=lambda o: o.actor):
        options = list(group)
        for index, option in enumerate(options):
            remarks = []
            if option.coercive:
                remarks.append("coercive")
            if option.direction != "both":
                remarks.append("cannot be taken back" if option.direction == "on" else "can only be dropped")
            if option.key in conflict.rules.fixed:
                remarks.append(f"fixed {'on' if conflict.rules.fixed[option.key] else 'off'}")
            if option.key in conflict.rules.linked:
                remarks.append(f"on exactly while {told.expression(conflict.rules.linked[option.key])}")
            remarks += [f"only while {told.expression(e)}" for k, e in conflict.rules.needs if k == option.key]
            on = tuple(c.code[place[option.key]] == "Y" for c in columns)
            found.append(OptionRow(told.actor(actor), index == 0, len(options), option.name, tuple(remarks), on))
    return tuple(found)


def _stability(
    rows: Sequence[ReadingRow], keys: Mapping[str | None, Key], columns: Sequence[Column], told: Told
) -> tuple[StabilityTable, ...]:
    """A table for each distinct pattern, with the readings that have it."""
    if not columns:
        return ()
    found = alike(
        ((r.reading, (*_pattern(r.solved, columns, told), r.solved.game.unknown is not None)) for r in rows if r.solved is not None), keys
    )
    return tuple(StabilityTable(mine, *pattern) for mine, pattern in found)


def _pattern(
    solved: Solved, columns: Sequence[Column], told: Told
) -> tuple[tuple[tuple[str, tuple[str, ...]], ...], tuple[str, ...]]:
    game = solved.game
    form = "" if game.unknown is None else "_d"
    nash, seq = solved.stable(f"nash{form}"), solved.stable(f"seq{form}")
    places = [solved.index(c.code) for c in columns]
    body = []
    for i, actor in enumerate(game.actors):
        if not game.moves[i].some:
            continue
        cells = tuple(
            "none" if s is None else "both" if nash[i][s] else "seq" if seq[i][s] else "neither" for s in places
        )
        body.append((told.actor(actor), cells))
    last = tuple("none" if s is None else "yes" if seq[:, s].all() else "no" for s in places)
    return tuple(body), last


def _levers(case: Case, told: Told) -> tuple[LeverCard, ...]:
    hot = coercive_levers(case)
    return tuple(
        LeverCard(
            x.id, x.name, told.actor(x.by), f"{x.cost:g}" if x.cost else "", x.id in hot,
            tuple(told.effect(e) for e in x.effects), tuple(s for s in x.provenance.sources if s in case.sources),
        )
        for x in case.levers.values()
    )  # fmt: skip
