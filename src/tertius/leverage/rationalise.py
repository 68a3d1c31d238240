r"""Rationalising what was seen: which recorded moves a reading explains, and what it would take to explain the rest.

Under each reading the history is replayed: every move and refusal on record is classed in the situation in which
it was made (`tertius.dynamics.recorded`). What happened up to the date of the argument (`argued_on`, else `as_of`)
stands apart from what came after. For both the least change of preferences is looked for that explains every move
that a preference can explain at all (`rationalise_least`): a measure that is the same for every reading, so that
readings can be compared. Moves that no preference explains (an option that is not the actor's own, a move that
does not exist, one that changes nothing) are listed and cost nothing. Nothing here picks a reading.

Revealed preference in the graph model, with the distance of an observed path from a reading as its cost; the
approach is that of inverse games, ordinal and without probabilities. Tertius's own.

References
----------
Samuelson, P. A. (1938). A note on the pure theory of consumer's behaviour. *Economica* 5(17), 61-71.
Kuleshov, V., Schrijvers, O. (2015). Inverse game theory: learning utilities in succinct games. *WINE 2015*.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tertius.dynamics.recorded import RecordedMove, is_recorded, recorded_move, situated_at
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError, LimitError, NothingFoundError, NotSupportedError, TertiusError
from tertius.kernels.graph import game_of
from tertius.leverage.inverse_conditions import MAX_STATES
from tertius.leverage.inverse_sat import solver_there
from tertius.leverage.inverse_statements import statements_of
from tertius.leverage.rationalise_least import Least, least_change, movers
from tertius.model.asof import history_position, known_by
from tertius.model.case import Case, Event
from tertius.model.conflict import GraphConflict, OptionConflict, Preference
from tertius.model.dates import Date
from tertius.model.layers import conflict_under, situate

__all__ = ["Rationalisation", "Span", "Tally", "UnderReading", "rationalise"]

SECONDS = 50.0


@dataclass(frozen=True, slots=True)
class Tally:
    """How many moves of a part of the record are explained, not explained, beyond any preference, not decided."""

    explained: int
    unexplained: int
    beyond: int
    open: int

    @property
    def all(self) -> int:
        """All of them."""
        return self.explained + self.unexplained + self.beyond + self.open


@dataclass(frozen=True, slots=True)
class Span:
    """A part of the record under one reading: what was known at the time, or all.

    name : ``known`` or ``all``
    least : the least change in swaps, and in statements where a mover has some; empty if it was not looked for
    without : movers whose preference is no complete ranking without strength; their moves are left out of it
    limit : why it was not looked for, where a limit was reached
    """

    name: str
    events: tuple[str, ...]
    least: tuple[Least, ...] = ()
    without: tuple[str, ...] = ()
    limit: str = ""


@dataclass(frozen=True, slots=True)
class UnderReading:
    """The record under one reading.

    case : under the reading; None where it cannot be set up, and `impossible` says why
    later : the reading rests on sources later than the argument
    moves : every recorded move and refusal, in order
    """

    reading: str | None
    case: Case | None
    later: bool
    moves: tuple[RecordedMove, ...] = ()
    spans: tuple[Span, ...] = ()
    impossible: str = ""

    def tally(self, events: Sequence[str]) -> Tally:
        """How the moves among `events` divide."""
        mine = [m for m in self.moves if m.event in set(events)]
        explained = sum(m.explained is True for m in mine)
        beyond = sum(m.beyond and m.explained is False for m in mine)
        open_ = sum(m.explained is None for m in mine)
        return Tally(explained, len(mine) - explained - beyond - open_, beyond, open_)


@dataclass(frozen=True, slots=True)
class Rationalisation:
    """The record under every reading, in file order.

    boundary : what happened up to it was known at the time; None where the case has no date
    events : every recorded move and refusal, in order
    known : the ids of those up to the boundary
    solver : whether least changes could be looked for
    """

    case: Case
    foresight: int
    boundary: Date | None
    events: tuple[Event, ...]
    known: tuple[str, ...]
    rows: tuple[UnderReading, ...]
    solver: bool = True

    @property
    def since(self) -> tuple[str, ...]:
        """The ids of what came after the boundary."""
        return tuple(e.id for e in self.events if e.id not in self.known)

    @property
    def separating(self) -> tuple[str, ...]:
        """Events that are explained under some reading and not under another."""
        found = []
        for k, event in enumerate(self.events):
            verdicts = {row.moves[k].explained for row in self.rows if row.moves}
            if {True, False} <= verdicts:
                found.append(event.id)
        return tuple(found)

    @property
    def complete(self) -> bool:
        """Whether every least change that was looked for is proven."""
        spans = [span for row in self.rows for span in row.spans]
        return not any(span.limit for span in spans) and all(x.proven for span in spans for x in span.least)


def rationalise(
    case: Case,
    *,
    readings: Sequence[str | None] | None = None,
    levers: Sequence[str] = (),
    foresight: int = 2,
    changes: bool = True,
    joint: bool = True,
    seconds: float = SECONDS,
    tick: Callable[[int, int], None] | None = None,
) -> Rationalisation:
    """Class every recorded move under each reading, and find the least change of preferences that explains all.

    case : as the file has it, or cut at an as-of date; readings are applied here
    readings : only these (None: the case as it stands); levers : further ones in force
    foresight : 1: a move has to pay at once; 2: or to be worthwhile
    changes : also look for least changes, which needs python-sat; without it they are left out
    joint : also look for movers changing together, where the change of each does not explain all
    seconds : for all searches together
    tick : called with how many readings are done, of how many

    Raises `NothingFoundError` where the history records no move and no refusal.
    """
    if foresight not in {1, 2}:
        raise NotSupportedError(f"foresight {foresight} is not in this version; there are 1 and 2")
    if case.conflict is None:
        raise ImpossibleError("the case has no conflict part: add `conflict:` with options or states")
    places = [(k, e) for k, e in enumerate(case.history) if is_recorded(e)]
    if not places:
        raise NothingFoundError(
            "the history records no move and no refusal: give events an `actor` with `does`, `declines` or `to`"
        )
    end = time.monotonic() + seconds
    boundary = case.argued_on or case.declared_as_of or case.as_of
    if boundary is not None and case.known_by is not None and boundary.is_after(case.known_by):
        boundary = case.known_by
    events = tuple(e for _, e in places)
    known: tuple[str, ...] = ()
    then: Case | None = None
    if boundary is not None:
        known = tuple(e.id for e in case.history[: history_position(case.history, boundary)] if is_recorded(e))
        then = known_by(case, boundary, move_status_quo=False)
    solver = changes and solver_there()
    asked = [r for r in (None, *case.readings) if readings is None or r in readings]
    rows = []
    for done, reading in enumerate(asked):
        if tick is not None:
            tick(done, len(asked))
        later = reading is not None and then is not None and reading not in then.readings
        row = _under(case, reading, levers, places, foresight, later)
        if solver and row.case is not None:
            share = time.monotonic() + max((end - time.monotonic()) / (len(asked) - done), 0.1)
            row = replace(row, spans=tuple(_with_least(row, span, foresight, share, joint) for span in _spans(events, known)))
        elif row.case is not None:
            row = replace(row, spans=_spans(events, known))
        rows.append(row)
    return Rationalisation(case, foresight, boundary, events, known, tuple(rows), solver or not changes)


def _spans(events: Sequence[Event], known: Sequence[str]) -> tuple[Span, ...]:
    every = tuple(e.id for e in events)
    found = [Span("known", tuple(known))] if known else []
    return (*found, Span("all", every)) if len(known) < len(every) else tuple(found)


def _under(
    case: Case,
    reading: str | None,
    levers: Sequence[str],
    places: Sequence[tuple[int, Event]],
    foresight: int,
    later: bool,
) -> UnderReading:
    try:
        still = situate(
            case, reading=reading, levers=levers, conflict=replace(conflict_under(case, reading), status_quo=None)
        )
        game_of(still)
    except (ImpossibleError, NotSupportedError) as error:
        return UnderReading(reading, None, later, impossible=str(error))
    solved: dict[object, Solved | None] = {}
    moves = []
    for place, event in places:
        there = situated_at(case, place, reading=reading, levers=levers)
        assert there.conflict is not None
        key = there.conflict.status_quo
        if key not in solved:
            try:
                solved[key] = Solved(there)
            except ImpossibleError:
                solved[key] = None
        situation = solved[key]
        if situation is None:
            refused = not event.does and event.to_state is None
            moves.append(RecordedMove(event.id, event.actor or "", refused, "no_situation"))
        else:
            moves.append(recorded_move(situation, event, foresight))
    return UnderReading(reading, still, later, tuple(moves))


def _with_least(row: UnderReading, span: Span, foresight: int, end: float, joint: bool) -> Span:
    case = row.case
    assert case is not None
    assert case.conflict is not None
    game = game_of(case)
    mine = [m for m in row.moves if m.event in span.events]
    ranked = {game.actors[i] for i in movers(game, mine)}
    left_out = {m.actor for m in mine if not m.beyond and m.explained is not True} - ranked
    without = tuple(a for a in game.actors if a in left_out)
    if game.states > MAX_STATES:
        limit = f"least changes are for up to {MAX_STATES:,} states, and there are {game.states:,}"
        return replace(span, without=without, limit=limit)
    if game.backend != "arcs":
        game = game_of(case, backend="arcs")
    if without and not ranked:
        return replace(span, without=without)
    unexplained = {m.actor for m in mine if m.explained is False and not m.beyond} - set(without)
    kinds = ["swaps"]
    if any(statements_of(case.conflict.preferences.get(a)) is not None for a in unexplained):
        kinds.append("statements")
    found, limits = [], []
    for kind in kinds:
        try:
            least = least_change(case, game, mine, foresight, kind, end=end, joint=joint)
        except LimitError as error:
            limits.append(f"in {kind}, {error}")
            continue
        _check(case, [m for m in mine if m.actor in ranked], least, foresight)
        found.append(least)
    return replace(span, least=tuple(found), without=without, limit="; ".join(limits))


def _check(case: Case, moves: Sequence[RecordedMove], least: Least, foresight: int) -> None:
    """Replay the moves with the changes; raise `TertiusError` where one is not explained that should be."""
    if not least.changes:
        return
    preferences: dict[str, Preference] = {c.actor: c.preference for c in least.changes}
    for move in moves:
        if move.beyond or move.kind == "open" or move.actor in least.missing or least.cost is None:
            continue
        if _explained_with(case, move, preferences, foresight) is not True:
            raise TertiusError(
                f"a change did not pass its own check, please report this: {move.event} is not explained with it"
            )


def _explained_with(case: Case, move: RecordedMove, preferences: dict[str, Preference], foresight: int) -> bool | None:
    """Whether a recorded move is explained once some actors' preferences are replaced, in the case solved again."""
    conflict = case.conflict
    assert conflict is not None
    event = case.event(move.event)
    assert move.state is not None
    changed = replace(conflict, preferences={**conflict.preferences, **preferences})
    there: OptionConflict | GraphConflict
    if isinstance(changed, OptionConflict):
        there = replace(changed, status_quo=changed.on(move.state))
    else:
        there = replace(changed, status_quo=move.state)
    return recorded_move(Solved(replace(case, conflict=there)), event, foresight).explained
