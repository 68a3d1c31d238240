"""The clauses of a negotiation in a report: a strip and a table each, packages, and what stands between."""

from __future__ import annotations

from dataclasses import dataclass

from tertius.errors import TertiusError
from tertius.explain.negotiation_english import ACCURACY, MEASURE_NAMES, NegotiationTeller
from tertius.model.case import Case
from tertius.model.negotiation import Issue
from tertius.negotiation.negotiate import ClauseRow, Negotiated, negotiate
from tertius.view.clause_svg import StripRow

__all__ = ["ClauseShown", "NegotiationPart", "PackageShown", "StanceShown", "negotiation_part"]

SECONDS = 6.0
"""For each search; a report is not the place to wait."""


@dataclass(frozen=True, slots=True)
class StanceShown:
    """One party on one clause, in words."""

    party: str
    position: str
    salience: str
    red_line: str


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """One clause: the row of the table, the strip, and the table beside it."""

    id: str
    name: str
    ref: str
    in_force: str
    draft: str
    objects: str
    bracketed: tuple[tuple[str, str], ...]
    locked: str
    forecast: str
    forecast_more: str
    words: str
    strip: tuple[StripRow, ...]
    stances: tuple[StanceShown, ...]
    points: tuple[tuple[str, str], ...]
    text: float | None
    status_quo: float | None
    interval80: tuple[float, float]
    interval50: tuple[float, float]
    median: float


@dataclass(frozen=True, slots=True)
class PackageShown:
    """A best package; `places` has a place for each clause, in their order."""

    name: str
    places: tuple[str, ...]
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class NegotiationPart:
    """The section; `trouble` says why there is no search, where there is none."""

    intro: tuple[str, ...]
    clauses: tuple[ClauseShown, ...]
    text: tuple[str, ...]
    search: tuple[str, ...]
    packages: tuple[PackageShown, ...]
    relaxations: tuple[str, ...]
    logroll: tuple[str, ...]
    waiting: tuple[str, ...]
    accuracy: str = ACCURACY
    trouble: str = ""


def negotiation_part(case: Case) -> NegotiationPart | None:
    """The section, or None where nothing is negotiated."""
    if case.negotiation is None:
        return None
    try:
        found = negotiate(case.negotiation, seconds=SECONDS)
    except TertiusError as error:
        return NegotiationPart((), (), (), (), (), (), (), (), trouble=str(error))
    told = NegotiationTeller(case, found)
    return NegotiationPart(
        intro=told.intro(),
        clauses=tuple(_clause(row, told) for row in found.clauses),
        text=told.text(),
        search=told.search(),
        packages=_packages(found, told),
        relaxations=told.relaxations(),
        logroll=told.logroll(),
        waiting=told.waiting(),
    )


def _packages(found: Negotiated, told: NegotiationTeller) -> tuple[PackageShown, ...]:
    return tuple(
        PackageShown(
            MEASURE_NAMES[p.measure],
            tuple(told.place(found.negotiation.issue(k), v) for k, v in p.judged.choice.items()),
            tuple((who, f"{u:.3f}", f"{g:+.3f}", word) for who, u, g, word in told.utility_rows(p)),
        )
        for p in found.packages
    )


def _clause(row: ClauseRow, told: NegotiationTeller) -> ClauseShown:
    issue = row.issue
    stances = tuple(
        StanceShown(
            told.party(s.party), told.span(s.position), "–" if s.salience is None else f"{s.salience:g}", told.line(s.at_least, s.at_most) or "–"
        )
        for s in issue.positions
    )
    return ClauseShown(
        id=issue.id,
        name=told.issues[issue.id],
        ref=issue.clause.ref,
        in_force=told.words_of(issue, "in_force"),
        draft=told.words_of(issue, "draft"),
        objects=told.objections(row),
        bracketed=tuple((told.party(p), text) for p, text in issue.clause.bracketed.items()),
        locked=told.locked(row),
        forecast=told.forecast(row),
        forecast_more=told.forecast_more(row),
        words=_words(issue, stances) + f" Forecast: {told.forecast(row)}.",
        strip=tuple(StripRow(told.party(s.party), s.position, s.at_least, s.at_most) for s in issue.positions),
        stances=stances,
        points=tuple((f"{k:g}", v) for k, v in issue.scale.items()),
        text=issue.on_the_table,
        status_quo=issue.status_quo,
        interval80=row.settled.forecast.interval80,
        interval50=row.settled.forecast.interval50,
        median=row.settled.forecast.median,
    )


def _words(issue: Issue, stances: tuple[StanceShown, ...]) -> str:
    """The strip for those who do not see it."""
    said = [f"{s.party} {s.position}" + (f", red line {s.red_line}" if s.red_line != "–" else "") for s in stances]
    if issue.on_the_table is not None:
        said.append(f"the text on the table {issue.on_the_table:g}")
    if issue.status_quo is not None:
        said.append(f"the status quo {issue.status_quo:g}")
    return "On a scale of 0 to 100: " + "; ".join(said) + "."
