"""Work that several questions about a case have in common, done once while a block lasts.

A report asks many questions, and the situations that they lead to are often the same: a claim, a plan and a lever that
is taken out can all end in one conflict. Inside `sharing()` what has been worked out about a situation is kept under what
the situation says (`situation`), so that whoever asks next finds it. Outside nothing is kept, and nothing outlives the block.

What is kept is many small parts that hold no cycles, through which Python's collector would go again and again; inside it
comes less often, which saves a third of the time.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from tertius.kernels.hypercube import laid
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict

__all__ = ["kept", "sharing", "situation"]

T = TypeVar("T")

COLLECT = 5_000_000
"""Containers made, less those given back, before the collector looks at the young ones."""

_STORE: ContextVar[dict[object, Any] | None] = ContextVar("store", default=None)


@contextmanager
def sharing() -> Iterator[None]:
    """Inside, equal situations are solved once; a block inside another shares with it."""
    if _STORE.get() is not None:
        yield
        return
    token, threshold = _STORE.set({}), gc.get_threshold()
    gc.set_threshold(max(threshold[0], COLLECT) if threshold[0] else 0, *threshold[1:])
    try:
        yield
    finally:
        gc.set_threshold(*threshold)
        _STORE.reset(token)


def kept(name: Callable[[], object], make: Callable[[], T]) -> T:
    """What is kept under a name, made if it is not there; made anew outside of `sharing`."""
    store = _STORE.get()
    if store is None:
        return make()
    key = name()
    if key not in store:
        store[key] = make()
    found: T = store[key]
    return found


def situation(case: Case) -> object:
    """Something to look up by: what decides every answer about a situated case, without names and provenance."""
    conflict = case.conflict
    actors = tuple(actor.id for actor in case.actors)
    if conflict is None:
        return actors
    tastes = tuple(p.said if (p := conflict.preferences.get(a)) is not None else None for a in actors)
    rules, start = conflict.rules, conflict.status_quo
    if isinstance(conflict, GraphConflict):
        moves = tuple((a, tuple(arcs)) for a, arcs in conflict.moves.items())
        return actors, conflict.state_ids, moves, tastes, rules.allow, rules.forbid_moves, start
    return *laid(conflict, actors), tastes, start
