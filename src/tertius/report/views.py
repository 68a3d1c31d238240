"""Who sees the case how, and to whom what lasts is a surprise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from tertius.dynamics.hypergame import hypergame
from tertius.errors import ImpossibleError
from tertius.explain.told import Told
from tertius.model.case import Case
from tertius.model.layers import situate
from tertius.report.exhibits import ViewedState, Views
from tertius.stability.concepts import CONCEPTS

__all__ = ["views"]

SHOWN = 12


def views(case: Case, *, reading: str | None, levers: Sequence[str]) -> Views | None:
    """The hypergame of the case under a reading; None where nobody has a view of its own, or one cannot be set up."""
    if not case.views or case.conflict is None:
        return None
    try:
        seen = hypergame(situate(case, reading=reading, levers=levers), ())
        if seen is None:
            return None
        unknown = any(solved.game.unknown is not None for solved in seen.games.values())
        concept = "seq_d" if unknown else "seq"
    except ImpossibleError:
        return None
    seen = replace(seen, concepts=(concept,))
    told = Told(case)
    groups: dict[str | None, list[str]] = {}
    for actor, view in seen.views.items():
        groups.setdefault(view, []).append(actor)
    marks = {r: chr(ord("a") + k) if k < 26 else str(k + 1) for k, r in enumerate(case.readings)}
    lasting = set(seen.equilibria[concept])
    believed = {actor: set(states) for actor, states in seen.believed[concept].items()}
    listed = [s for s in seen.states if s in lasting] + [
        s for s in seen.states if s not in lasting and any(s in known for known in believed.values())
    ]
    rows = []
    for state in listed[:SHOWN]:
        cells = []
        for members in groups.values():
            there = seen.games[members[0]].index(state) is not None
            cells.append("none" if not there else "yes" if state in believed[members[0]] else "no")
        surprised = tuple(told.actor(a) for a in seen.views if state in lasting and state not in believed[a])
        rows.append(ViewedState(told.state(state), state in lasting, tuple(cells), surprised))
    return Views(
        seen=tuple(
            (tuple(told.actor(a) for a in members), "" if view is None else marks[view], told.reading(view if view is not None else reading))
            for view, members in groups.items()
        ),
        concept=CONCEPTS[concept].name,
        states=tuple(rows),
        left_out=max(0, len(listed) - SHOWN),
    )
