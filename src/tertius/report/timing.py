"""What waiting costs, in a report: a curve for each party, when it is ripe, who yields, and what pressure on each channel does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.errors import TertiusError
from tertius.explain.timing_english import CAUTION_TIME, MARGIN, NO_EFFECT, RISK_LIMIT, TimingTeller
from tertius.model.case import Case
from tertius.negotiation.timing.by_reading import waiting_by_reading
from tertius.negotiation.timing.timed import Timed, timed
from tertius.view.curve_svg import Curve

__all__ = ["CurveShown", "PressureShown", "TimingPart", "timing_part"]

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CurveShown:
    """A picture, what it says in a sentence, and its table. `name` is unique in a case; `level` is a value across the picture with its name."""

    name: str
    title: str
    text: str
    words: str
    curve: Curve
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    level: tuple[float, str] | None = None


@dataclass(frozen=True, slots=True)
class PressureShown:
    """An entry, its sizes as given, and what each channel does; `refused` says why nothing is told."""

    head: str
    given: str
    rows: tuple[tuple[str, str, str, str], ...]
    backfires: str
    refused: str
    note: str
    conceding: bool


@dataclass(frozen=True, slots=True)
class TimingPart:
    """The section within the negotiation."""

    intro: tuple[str, ...]
    curves: tuple[CurveShown, ...]
    ripe: tuple[str, ...]
    ripe_curve: CurveShown | None
    concessions: tuple[str, ...]
    wait: tuple[str, ...]
    wait_curve: CurveShown | None
    pressure: tuple[PressureShown, ...]
    under: tuple[str, ...] = ()
    caution: str = CAUTION_TIME
    margin: str = MARGIN
    risk_limit: str = RISK_LIMIT
    trouble: str = ""


def timing_part(case: Case, best: Sequence[int] | None, *, seconds: float, alone: bool = True) -> TimingPart | None:
    """The section, or None where the case says nothing about time. `alone`: without the readings beside it."""
    try:
        found = timed(case, best, seconds=seconds)
    except TertiusError as error:
        return TimingPart((), (), (), None, (), (), None, (), trouble=str(error))
    if found is None:
        return None
    told = TimingTeller(case, found)
    return TimingPart(
        intro=told.intro(),
        curves=_curves(found, told),
        ripe=told.ripe(),
        ripe_curve=_ripe(found, told),
        concessions=told.concessions(),
        wait=told.wait(),
        wait_curve=_wait(found, told),
        pressure=tuple(
            PressureShown(
                told.pressure_head(e), told.pressure_given(e), tuple(told.channel(e, c) for c in e.channels), told.backfires(e),
                NO_EFFECT[0].upper() + NO_EFFECT[1:] if e.coercive else "", e.pressure.provenance.note,
                any(c.first is not None for c in e.channels),
            )
            for e in found.pressure
        ),
        under=() if alone else told.under(waiting_by_reading(case, seconds=seconds)),
    )  # fmt: skip


def _curves(found: Timed, told: TimingTeller) -> tuple[CurveShown, ...]:
    made = []
    for c in found.curves:
        points = tuple((p.at, p.cost[0], p.middle, p.cost[1]) for p in c.points)
        text = told.curve(c, named=False)
        made.append(
            CurveShown(
                f"waiting-{c.party}", f"What waiting costs {told.party(c.party)}", text, _said(text, told.curve_rows(c), 2), Curve(points, found.timing.unit, told.date(0)),
                (f"{found.timing.unit.capitalize()}s", "Date", "Cost of waiting until then", "What settling then is worth", f"What one more {found.timing.unit} costs"),
                told.curve_rows(c),
            )
        )  # fmt: skip
    return tuple(made)


def _ripe(found: Timed, told: TimingTeller) -> CurveShown | None:
    points = tuple((p.at, p.band[0], p.margin, p.band[1]) for p in found.ripening.points)
    if not points:
        return None
    text = " ".join(told.ripe())
    return CurveShown(
        "ripening", "The margin of ripeness", "", _said(text, told.ripe_rows(), 2), Curve(points, found.timing.unit, told.date(0)),
        (f"{found.timing.unit.capitalize()}s", "Date", "Margin", "Ripe", "Who binds"), told.ripe_rows(), (0.0, "ripe from here up"),
    )  # fmt: skip


def _wait(found: Timed, told: TimingTeller) -> CurveShown | None:
    standing = found.standing
    if standing is None or standing.wait is None:
        return None
    points = tuple((t, low, None, high) for t, (low, high) in standing.wait.curve)
    return CurveShown(
        "yielding", "Probability that one side has yielded", "", _said("", told.wait_rows(), 2), Curve(points, found.timing.unit, told.date(0), percent=True),
        (f"{found.timing.unit.capitalize()}s", "Date", "Agreed by then", "Talks not broken down by then"), told.wait_rows(),
    )  # fmt: skip


def _said(text: str, rows: Sequence[Row], column: int) -> str:
    """A picture in words: what it says, and its first, middle and last values."""
    some = [rows[0], rows[len(rows) // 2], rows[-1]]
    values = "; ".join(f"at {row[0]} {row[column]}" for row in some)
    return f"{text} Values: {values}.".strip()
