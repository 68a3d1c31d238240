"""Role cards: what each actor of a case knows of its own part, and a sheet for the teacher.

What an actor wants stands on its own card and nowhere else: not the case's question, summary or reading, which can tell
it, and of a commitment that changes another's wishes only that it does. An actor with a view of its own gets the case
as it sees it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius import __version__
from tertius.dynamics.outcomes import Outcomes
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError
from tertius.evidence.readings import ReadingRow, compare_readings
from tertius.explain.cards_english import CARD_NOTES, CardTeller, questions, steps
from tertius.explain.words import day, isolated
from tertius.model.case import Actor, Case
from tertius.model.conflict import OptionConflict
from tertius.model.effects import coercive_levers
from tertius.model.layers import perceived, situate

__all__ = ["Card", "Commitment", "Deck", "OwnOption", "ReadingLine", "TeacherSheet", "role_cards"]

_ROLES = {"party": "party", "third_party": "third party", "observer": "observer"}
ENDS = 4


@dataclass(frozen=True, slots=True)
class OwnOption:
    """Something that the actor can do."""

    name: str
    coercive: bool
    remarks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """A lever that concerns the actor; public."""

    name: str
    by: str
    mine: bool
    effects: str
    coercive: bool
    in_force: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One actor's card.

    ways : graph form: (situation, situations that can be moved to)
    best, left_out, worst : what it wants: the first lines, how many are left out, the last lines
    others : (name, what it can do)
    """

    actor: str
    name: str
    role: str
    note: str
    standing: tuple[str, ...]
    options: tuple[OwnOption, ...]
    ways: tuple[tuple[str, tuple[str, ...]], ...]
    bounds: tuple[str, ...]
    hangs: tuple[str, ...]
    how: str
    best: tuple[str, ...]
    left_out: int
    worst: tuple[str, ...]
    commitments: tuple[Commitment, ...]
    others: tuple[tuple[str, tuple[str, ...]], ...]
    coercive: bool


@dataclass(frozen=True, slots=True)
class ReadingLine:
    """Where one reading leads: (heading, words, ways to get there)."""

    mark: str
    name: str
    leads: tuple[tuple[str, str, tuple[str, ...]], ...]
    impossible: str


@dataclass(frozen=True, slots=True)
class TeacherSheet:
    """The last sheet: how to run it, what the model says, what to ask."""

    question: str
    reading: str
    levers: tuple[str, ...]
    steps: tuple[str, ...]
    without: tuple[tuple[str, str], ...]
    views: tuple[tuple[str, str], ...]
    readings: tuple[ReadingLine, ...]
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Deck:
    """All cards of a case, and the teacher's sheet."""

    title: str
    cards: tuple[Card, ...]
    teacher: TeacherSheet
    notes: dict[str, str]
    provenance: tuple[tuple[str, str], ...]


def role_cards(case: Case, *, reading: str | None = None, levers: Sequence[str] = ()) -> Deck:
    """The cards of a case, cut at an as-of date beforehand if one is wanted.

    reading, levers : the situation that is played; the teacher's sheet shows every reading, or only this one

    Raises `ImpossibleError` where there is no conflict, and the errors of `situate`.
    """
    if case.conflict is None:
        raise ImpossibleError("the case has no conflict part: add `conflict:` with options or states")
    situated = situate(case, reading=reading, levers=levers)
    cards, without = [], []
    for actor in case.actors:
        if _plays(situated, actor):
            cards.append(_card(case, situated, actor))
        else:
            without.append((actor.name, _ROLES[actor.role]))
    facts = [("Case", case.title), ("Content hash", case.hash), ("Tertius", __version__)]
    if case.known_by is not None:
        facts.append(("As known on", day(case.known_by)))
    sheet = _teacher(case, situated, reading, levers, len(cards), tuple(without))
    return Deck(case.title, tuple(cards), sheet, CARD_NOTES, tuple(facts))


def _plays(case: Case, actor: Actor) -> bool:
    """Whether there is something to put on a card: options, moves, wishes, or commitments."""
    conflict = case.conflict
    if any(lever.by == actor.id for lever in case.levers.values()):
        return True
    if isinstance(conflict, OptionConflict):
        return actor.id in conflict.preferences or any(o.actor == actor.id for o in conflict.options)
    assert conflict is not None
    return actor.id in conflict.preferences or bool(conflict.moves.get(actor.id))


def _card(case: Case, situated: Case, actor: Actor) -> Card:
    own = perceived(situated, actor.id)
    told, game = CardTeller(own), Solved(own).game
    conflict = own.conflict
    options: list[OwnOption] = []
    others: dict[str, list[str]] = {}
    if isinstance(conflict, OptionConflict):
        for option in conflict.options:
            if option.actor == actor.id:
                options.append(OwnOption(option.name, option.coercive, told.remarks(option.key)))
            else:
                others.setdefault(option.actor, []).append(option.name)
    hot, force = coercive_levers(case), situated.levers_in_force
    commitments = tuple(
        Commitment(
            x.name, case.actor(x.by).name, x.by == actor.id, told.commitment(x, actor.id), x.id in hot, x.id in force
        )
        for x in case.levers.values()
        if told.concerns(x, actor.id)
    )
    how, best, left_out, worst = told.wants(actor.id)
    return Card(
        actor=actor.id,
        name=actor.name,
        role=_ROLES[actor.role],
        note=actor.note,
        standing=() if game.status_quo is None else told.lines(game.codes[game.status_quo]),
        options=tuple(options),
        ways=told.ways(actor.id),
        bounds=told.impossible(actor.id),
        hangs=told.hangs(actor.id),
        how=how,
        best=best,
        left_out=left_out,
        worst=worst,
        commitments=commitments,
        others=tuple((case.actor(a).name, tuple(names)) for a, names in others.items()),
        coercive=any(o.coercive for o in options) or any(c.coercive for c in commitments),
    )


def _teacher(
    case: Case, situated: Case, reading: str | None, levers: Sequence[str], cards: int, without: tuple[tuple[str, str], ...]
) -> TeacherSheet:
    told = CardTeller(situated)
    rows = compare_readings(case, levers=levers, readings=None if reading is None else (reading,))
    names = {row.reading: told.reading(row.reading) for row in rows}
    first = rows[0]
    conflict = situated.conflict
    one_way = [o.name for o in conflict.options if o.direction != "both"] if isinstance(conflict, OptionConflict) else []
    hot = coercive_levers(case)
    return TeacherSheet(
        question=case.question,
        reading="" if reading is None else told.reading(reading),
        levers=tuple(case.levers[x].name for x in situated.levers_in_force),
        steps=steps(cards),
        without=without,
        views=tuple((case.actor(a).name, told.reading(r)) for a, r in case.views.items()),
        readings=tuple(_line(case, row, k if reading is None else 0, names[row.reading]) for k, row in enumerate(rows)),
        questions=questions(
            question=case.question,
            foresight=[names[r.reading] for r in rows if _ends(r.myopic) != _ends(r.foresighted)],
            differ=[names[r.reading] for r in rows[1:] if _ways(r) != _ways(first) and not r.impossible],
            unsettled=[names[r.reading] for r in rows if any(x is not None and x.unsettled for x in (r.myopic, r.foresighted))],
            one_way=[isolated(x) for x in one_way],
            levers=[isolated(x.name) for x in case.levers.values() if x.id not in hot and x.id not in situated.levers_in_force],
            views=[told.actor(a) for a in case.views],
        ),
    )


def _ends(found: Outcomes | None) -> tuple[tuple[str, ...], bool] | None:
    return None if found is None else (tuple(found.states), found.settled)


def _ways(row: ReadingRow) -> object:
    return _ends(row.myopic), _ends(row.foresighted)


def _line(case: Case, row: ReadingRow, number: int, name: str) -> ReadingLine:
    mark = "–" if row.reading is None else chr(ord("a") + number - 1) if 0 < number <= 26 else ""
    if row.solved is None:
        return ReadingLine(mark, name, (), row.impossible)
    told = CardTeller(row.solved.case)
    leads: list[tuple[str, str, tuple[str, ...]]] = []
    for head, found in (("Without foresight", row.myopic), ("With foresight 2", row.foresighted)):
        if found is None:
            continue
        ways = tuple(told.path(found.paths[s]) for s in found.states[:ENDS] if found.paths.get(s))
        if leads and leads[0][1:] == (told.outcomes(found), ways):
            leads = [("With and without foresight", *leads[0][1:])]
        else:
            leads.append((head, told.outcomes(found), ways))
    if not leads:
        leads.append(("", told.outcomes(None), ()))
    return ReadingLine(mark, name, tuple(leads), "")
