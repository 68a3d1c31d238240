"""All windows and commitment thresholds of a case, under each reading: rows for whoever shows them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from tertius.errors import NothingFoundError, TertiusError, UnknownNameError
from tertius.leverage.commitment import CommitmentFinding, commitment
from tertius.leverage.exposure import carried_by
from tertius.leverage.pivotal_window import WindowFinding, pivotal_window
from tertius.leverage.quantities import Situation
from tertius.model.case import Case
from tertius.model.layers import reading_of, situate
from tertius.model.thresholds import Commitment, Window

__all__ = ["CommitmentRow", "Found", "WindowRow", "thresholds"]


@dataclass(frozen=True, slots=True)
class WindowRow:
    """One window under one reading (None: the case as it stands); `impossible` says why there is no answer."""

    window: Window
    reading: str | None
    finding: WindowFinding | None = None
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One commitment under one reading; two findings (at once, after replies) where something is read from the case."""

    commitment: Commitment
    reading: str | None
    findings: tuple[CommitmentFinding, ...] = ()
    impossible: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows in the order of the file, then of the readings. `case` is not situated; `levers` are those given on top."""

    case: Case
    levers: tuple[str, ...]
    windows: tuple[WindowRow, ...]
    commitments: tuple[CommitmentRow, ...]


def thresholds(
    case: Case,
    *,
    readings: Sequence[str | None] | None = None,
    levers: Sequence[str] = (),
    ids: Collection[str] = (),
    foresight: int | None = None,
) -> Found:
    """Every window and commitment (or those in `ids`), under the case as it stands and each reading (or those named).

    case : not situated; levers : in force beside the readings' own
    foresight : 1 or 2, where a commitment reads from the case; both by default

    Raises `NothingFoundError` for a case without thresholds, `UnknownNameError` for an id, reading or lever.
    """
    section = case.thresholds
    if not section:
        raise NothingFoundError("the case has no thresholds; add a `thresholds` section with windows or commitments")
    for id in ids:
        if id not in section.ids:
            raise UnknownNameError("window or commitment", id, section.ids)
    for lever in levers:
        if lever not in case.levers:
            raise UnknownNameError("lever", lever, case.levers)
    chosen = (None, *case.readings) if readings is None else tuple(readings)
    for reading in chosen:
        if reading is not None:
            reading_of(case, reading)
    windows = [w for w in section.windows if not ids or w.id in ids]
    commitments = [c for c in section.commitments if not ids or c.id in ids]
    return Found(
        case,
        tuple(levers),
        tuple(_window_row(case, w, r, levers) for w in windows for r in chosen),
        tuple(_commitment_row(case, c, r, levers, foresight) for c in commitments for r in chosen),
    )


def _window_row(case: Case, window: Window, reading: str | None, levers: Sequence[str]) -> WindowRow:
    try:
        return WindowRow(window, reading, pivotal_window(situate(case, reading=reading, levers=levers), window))
    except TertiusError as error:
        return WindowRow(window, reading, impossible=str(error))


def _commitment_row(
    case: Case, asked: Commitment, reading: str | None, levers: Sequence[str], foresight: int | None
) -> CommitmentRow:
    wired = asked.permission.expr is not None or asked.support.expr is not None
    steps: tuple[int | None, ...] = (None,) if not wired else (1, 2) if foresight is None else (foresight,)
    try:
        here = Situation(situate(case, reading=reading, levers=levers))
        findings = tuple(
            commitment(here, asked, foresight=step, carried=carried_by(case, here, asked, step, levers)) for step in steps
        )
    except TertiusError as error:
        return CommitmentRow(asked, reading, impossible=str(error))
    return CommitmentRow(asked, reading, findings)
