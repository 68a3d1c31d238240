"""Rival readings side by side: what each changes, and where each leads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tertius.dynamics.outcomes import Outcomes
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError
from tertius.model.case import Case
from tertius.model.effects import coercive_levers
from tertius.model.layers import situate
from tertius.shown import Shown

__all__ = ["ReadingRow", "ReadingRows", "compare_readings", "ends_dict"]


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading. `impossible` says why it cannot be set up, and is empty where it can."""

    reading: str | None
    levers: tuple[str, ...]
    coercive: tuple[str, ...]
    status_quo: str | None
    states: int
    myopic: Outcomes | None
    foresighted: Outcomes | None
    impossible: str = ""
    solved: Solved | None = None

    def as_dict(self) -> dict[str, object]:
        """For JSON."""

        return {
            "reading": self.reading,
            "levers": list(self.levers),
            "coercive_levers": list(self.coercive),
            "status_quo": self.status_quo,
            "state_count": self.states,
            "foresight_1": ends_dict(self.myopic),
            "foresight_2": ends_dict(self.foresighted),
            "impossible": self.impossible or None,
        }


class ReadingRows(Shown, tuple[ReadingRow, ...]):
    """The rows of one call, the case, and the levers that were in force besides."""

    case: Case
    levers: tuple[str, ...] = ()

    def __new__(cls, rows: Iterable[ReadingRow] = (), case: Case | None = None, levers: Sequence[str] = ()) -> ReadingRows:
        made = super().__new__(cls, rows)
        made.levers = tuple(levers)
        if case is not None:
            made.case = case
        return made

    def __repr__(self) -> str:
        ends = "; ".join(f"{r.reading or '–'}: {' '.join(r.myopic.states[:3]) or 'none' if r.myopic else 'none'}" for r in self[:8])
        return f"<ReadingRows of {self.case.title[:60]!r}: {len(self)} readings\n  outcomes {ends[:240]}>"


def ends_dict(found: Outcomes | None) -> dict[str, object] | None:
    """Outcomes for JSON; None without a status quo."""
    if found is None:
        return None
    return {
        "states": list(found.states),
        "paths": {s: [list(x) for x in p] for s, p in found.paths.items()},
        "unsettled": [list(g) for g in found.unsettled],
    }


def compare_readings(
    case: Case,
    *,
    concept: str = "",
    levers: Sequence[str] = (),
    readings: Sequence[str | None] | None = None,
) -> ReadingRows:
    """The case as it stands and every reading, in file order (or only `readings`).

    concept : what outcomes follow; by default seq, and seq_d where some preference is not known
    """
    rows = []
    for reading in (None, *case.readings):
        if readings is not None and reading not in readings:
            continue
        try:
            situated = situate(case, reading=reading, levers=levers)
            solved = Solved(situated)
        except ImpossibleError as error:
            # Where something is negotiated and nobody has options, a reading is about what is negotiated.
            why = "" if case.conflict is None and case.negotiation is not None else str(error)
            rows.append(ReadingRow(reading, (), (), None, 0, None, None, why))
            continue
        game = solved.game
        hot = coercive_levers(case)
        rows.append(
            ReadingRow(
                reading=reading,
                levers=situated.levers_in_force,
                coercive=tuple(x for x in situated.levers_in_force if x in hot),
                status_quo=None if game.status_quo is None else game.codes[game.status_quo],
                states=game.states,
                myopic=solved.outcomes(concept, 1),
                foresighted=solved.outcomes(concept, 2),
                solved=solved,
            )
        )
    return ReadingRows(rows, case, levers)
