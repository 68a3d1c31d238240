"""Layers: a case under a reading, with levers in force and things given.

case < reading's changes < reading's effects < reading's levers < further levers < given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tertius.errors import ImpossibleError, TertiusError, UnknownNameError
from tertius.model.case import Case, Effect, Layers, Reading
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.effects import apply_layer, link_order

if TYPE_CHECKING:
    from tertius.model.negotiation import Negotiation

__all__ = ["conflict_under", "given_more", "negotiation_under", "perceived", "reading_of", "situate"]


def reading_of(case: Case, id: str) -> Reading:
    """The reading with that id; `UnknownNameError` otherwise."""
    if id not in case.readings:
        raise UnknownNameError("reading", id, case.readings)
    return case.readings[id]


def conflict_under(case: Case, reading: str | None) -> OptionConflict | GraphConflict:
    """The conflict that a reading starts from: after its `changes`, before its effects.

    Raises `UnknownNameError`, and `ImpossibleError` where the case has no conflict part.
    """
    conflict = case.conflict
    if reading is not None and (variant := reading_of(case, reading).variant) is not None:
        conflict = variant
    if conflict is None:
        raise ImpossibleError("the case has no conflict part")
    return conflict


def negotiation_under(case: Case, reading: str | None) -> Negotiation | None:
    """What is negotiated under a reading: its own changes, or what the case has; None where nothing is."""
    if reading is not None and (changed := reading_of(case, reading).negotiation) is not None:
        return changed
    return case.negotiation


def situate(
    case: Case,
    *,
    reading: str | None = None,
    levers: Sequence[str] = (),
    own_levers: bool = True,
    without: Sequence[str] = (),
    given: Iterable[Effect] = (),
    edits: Iterable[Effect] = (),
    conflict: OptionConflict | GraphConflict | None = None,
) -> Case:
    """The case under a reading, with levers and given effects in force.

    `own_levers=False` leaves the reading's levers out (a claim that names its own). `edits` is one
    more layer on top (a falsifier). `without` takes levers out. `conflict` replaces the starting point (a falsifier's changes).

    Raises the errors of `apply_layer`, with the reading named.
    """
    given, edits = tuple(given), tuple(edits)
    asked = Layers(case.conflict, case.negotiation, tuple(levers), own_levers, tuple(without), given, edits) if case.views else None
    stands = case.conflict.status_quo if isinstance(case.conflict, OptionConflict) and case.stands is None else case.stands
    case = replace(case, negotiation=negotiation_under(case, reading), stands=stands)
    start = conflict if conflict is not None else case.conflict
    chosen = reading_of(case, reading) if reading is not None else None
    if conflict is None and chosen is not None and chosen.variant is not None:
        start = chosen.variant
    if start is None:
        return replace(case, reading=reading, asked=asked)
    for lever in levers:
        if lever not in case.levers:
            raise UnknownNameError("lever", lever, case.levers)
    base = tuple(x for x in chosen.levers if x in case.levers) if chosen is not None and own_levers else ()
    base = tuple(x for x in base if x not in without)
    extra = tuple(dict.fromkeys(x for x in levers if x not in base and x not in without))
    layers: list[list[tuple[Effect, str]]] = []
    if chosen is not None:
        layers.append([(effect, f"reading {chosen.id}") for effect in chosen.effects])
    layers.append([(e, f"lever {x}") for x in base for e in case.levers[x].effects])
    layers.append([(e, f"lever {x}") for x in extra for e in case.levers[x].effects])
    layers.append([(effect, "given") for effect in given])
    layers.append([(effect, "falsifier") for effect in edits])
    try:
        for layer in layers:
            start = apply_layer(start, layer)
        if isinstance(start, OptionConflict):
            link_order(start.rules.linked)
    except TertiusError as error:
        if reading is not None and type(error).__init__ is TertiusError.__init__:
            raise type(error)(f"under reading {reading}: {error}") from None
        raise
    return replace(case, conflict=start, reading=reading, levers_in_force=base + extra, asked=asked)


def given_more(case: Case, given: Sequence[Effect]) -> Case:
    """A case that `situate` made with nothing given, with effects given: what `situate` makes with them, without doing the rest again.

    Of a case without views. Raises the errors of `apply_layer`, with the reading named.
    """
    assert not case.views
    assert case.conflict is not None
    try:
        conflict = apply_layer(case.conflict, [(effect, "given") for effect in given])
        if isinstance(conflict, OptionConflict):
            link_order(conflict.rules.linked)
    except TertiusError as error:
        if case.reading is not None and type(error).__init__ is TertiusError.__init__:
            raise type(error)(f"under reading {case.reading}: {error}") from None
        raise
    return replace(case, conflict=conflict)


def perceived(case: Case, actor: str) -> Case:
    """The case as an actor sees it: under the reading that is its view, with what was asked on top.

    `case` may be situated or not; who has no view sees it as it is.

    Raises `ImpossibleError` or another error of `situate`, with the actor named.
    """
    if actor not in case.views:
        return case
    asked = case.asked or Layers(case.conflict, case.negotiation)
    base = replace(case, conflict=asked.conflict, negotiation=asked.negotiation, reading=None, levers_in_force=(), asked=None, stands=None)
    try:
        return situate(
            base, reading=case.views[actor], levers=asked.levers, own_levers=asked.own_levers,
            without=asked.without, given=asked.given, edits=asked.edits,
        )  # fmt: skip
    except TertiusError as error:
        if type(error).__init__ is TertiusError.__init__:
            raise type(error)(f"as {actor} sees it: {error}") from None
        raise
