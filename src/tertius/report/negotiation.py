"""The clauses of a negotiation in a report: a strip and a table each, packages, and what stands between."""

from __future__ import annotations

from dataclasses import dataclass, replace

from tertius.errors import TertiusError
from tertius.explain.negotiation_beside_english import BesideTeller
from tertius.explain.negotiation_english import (
    ACCURACY,
    NegotiationTeller,
    PartyWords,
    measure_name,
)
from tertius.explain.redaction_english import clauses_only_lines
from tertius.explain.shares_english import LEVEL, share_rows
from tertius.explain.trading_english import TRADING, procedure, trade_totals, trades, trades_left
from tertius.model.case import Case
from tertius.model.layers import negotiation_under
from tertius.model.negotiation import Issue, Negotiation
from tertius.model.spread import Spread
from tertius.negotiation.beside import by_reading, by_rule
from tertius.negotiation.clauses import ClauseAlone, clauses_alone
from tertius.negotiation.negotiate import ClauseRow, Negotiated, negotiate
from tertius.negotiation.settle import Settled
from tertius.report.timing import TimingPart, timing_part
from tertius.view.clause_svg import StripRow

__all__ = ["BesideShown", "ClauseShown", "NegotiationPart", "PackageShown", "StanceShown", "clause_shown", "negotiated_part", "negotiation_part"]

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
    """One clause: the row of the table, the strip, and the table beside it; `locked` and `forecast` are empty where they are not shown."""

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
    interval80: tuple[float, float] | None
    interval50: tuple[float, float] | None
    median: float | None
    procedure: str
    models: tuple[tuple[str, str, str, str], ...]
    model_places: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class PackageShown:
    """A best package; `places` has a place for each clause, in their order."""

    name: str
    places: tuple[str, ...]
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class BesideShown:
    """Rules, or readings, side by side."""

    title: str
    summary: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caution: str = ""


@dataclass(frozen=True, slots=True)
class NegotiationPart:
    """The section; `trouble` says why there is no search, where there is none; `withheld` what a redacted version does not show."""

    intro: tuple[str, ...]
    clauses: tuple[ClauseShown, ...]
    text: tuple[str, ...]
    search: tuple[str, ...]
    packages: tuple[PackageShown, ...]
    relaxations: tuple[str, ...]
    logroll: tuple[str, ...]
    waiting: tuple[str, ...]
    trades: tuple[str, ...] = ()
    trades_left: str = ""
    trade_totals: tuple[tuple[str, str, str, str], ...] = ()
    trading_note: str = TRADING
    beside: tuple[BesideShown, ...] = ()
    shares: tuple[tuple[str, ...], ...] = ()
    shares_note: str = LEVEL
    accuracy: str = ACCURACY
    trouble: str = ""
    withheld: tuple[str, ...] = ()
    timing: TimingPart | None = None


def negotiation_part(case: Case, reading: str | None = None) -> NegotiationPart | None:
    """The section, or None where nothing is negotiated; under one reading, or of the case with readings beside it."""
    alone = reading is not None
    case = replace(case, negotiation=negotiation_under(case, reading))
    if case.negotiation is None:
        return None
    if case.redacted:
        return _redacted(case, case.negotiation)
    try:
        found = negotiate(case.negotiation, seconds=SECONDS, spread=_spread(case))
    except TertiusError as error:
        return NegotiationPart((), (), (), (), (), (), (), (), trouble=str(error))
    return negotiated_part(found, case, beside=_beside(case, alone=alone), alone=alone)


def negotiated_part(found: Negotiated, case: Case, *, beside: tuple[BesideShown, ...] = (), alone: bool = True) -> NegotiationPart:
    """One result in words; `case` has the names of the actors. `alone`: without readings beside it."""
    told = NegotiationTeller(case, found)
    return NegotiationPart(
        intro=told.intro(),
        clauses=tuple(clause_shown(row, told) for row in found.clauses),
        text=told.text(),
        search=told.search(),
        packages=_packages(found, told),
        relaxations=told.relaxations(),
        logroll=told.logroll(),
        waiting=told.waiting(),
        trades=trades(told, found.trading),
        trades_left=trades_left(found.trading),
        trade_totals=trade_totals(told, found.trading),
        beside=beside,
        shares=() if found.shares is None else share_rows(told, found.shares),
        timing=timing_part(
            replace(case, negotiation=found.negotiation), None if found.best is None else found.best.columns, seconds=SECONDS, alone=alone
        ),
    )


def _redacted(case: Case, negotiation: Negotiation) -> NegotiationPart:
    """The clauses one by one: a package judged without red lines and fallbacks would mislead."""
    told = PartyWords(case, negotiation)
    rows = clauses_alone(negotiation, judged=case.redacted == "team")
    clauses = tuple(clause_shown(row, told) for row in rows)
    return NegotiationPart((told.table(),), clauses, (), (), (), (), (), (), withheld=clauses_only_lines(case.redacted))


def _spread(case: Case) -> Spread | None:
    return None if case.uncertainty is None else case.uncertainty.negotiation


def _beside(case: Case, *, alone: bool) -> tuple[BesideShown, ...]:
    """Other rules, and (unless one is asked for) readings that change the negotiation."""
    assert case.negotiation is not None
    found = []
    for kind, answers in (("rule", by_rule(case.negotiation, seconds=SECONDS, spread=_spread(case))), ("reading", () if alone else by_reading(case, seconds=SECONDS))):
        if answers:
            told = BesideTeller(case, answers, kind)
            found.append(BesideShown(told.title(), told.summary(), told.heads(), tuple(told.row(a) for a in answers), told.caution()))
    return tuple(found)


def _packages(found: Negotiated, told: NegotiationTeller) -> tuple[PackageShown, ...]:
    return tuple(
        PackageShown(
            measure_name(p),
            tuple(told.place(found.negotiation.issue(k), v) for k, v in p.judged.choice.items()),
            tuple((who, f"{u:.3f}", f"{g:+.3f}", word) for who, u, g, word in told.utility_rows(p)),
        )
        for p in found.packages
    )


def clause_shown(row: ClauseRow | ClauseAlone, told: PartyWords) -> ClauseShown:
    """One clause in words and as a strip."""
    issue = row.issue
    settled = None if row.settled is None else row.settled.forecast
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
        objects="" if row.objections is None else told.objections(row),
        bracketed=tuple((told.party(p), text) for p, text in issue.clause.bracketed.items()),
        locked=told.locked(row) if isinstance(row, ClauseRow) and isinstance(told, NegotiationTeller) else "",
        forecast="" if settled is None else told.forecast(row),
        forecast_more="" if settled is None else told.forecast_more(row, each=False),
        words=_words(issue, stances) + ("" if row.settled is None else f" Forecast: {told.forecast(row)}.{_models(row.settled)} {ACCURACY}"),
        strip=tuple(StripRow(told.party(s.party), s.position, s.at_least, s.at_most) for s in issue.positions),
        stances=stances,
        points=tuple((f"{k:g}", v) for k, v in issue.scale.items()),
        text=issue.on_the_table,
        status_quo=issue.status_quo,
        interval80=None if settled is None else settled.interval80,
        interval50=None if settled is None else settled.interval50,
        median=None if settled is None else settled.median,
        procedure=procedure(told, row) if isinstance(row, ClauseRow) else "",
        models=told.models_of(row),
        model_places=() if row.settled is None else tuple(row.settled.models.values()),
    )


def _models(found: Settled) -> str:
    places = found.models.values()
    return f" Other models: {min(places):.3g} to {max(places):.3g}."


def _words(issue: Issue, stances: tuple[StanceShown, ...]) -> str:
    """The strip for those who do not see it."""
    said = [f"{s.party} {s.position}" + (f", red line {s.red_line}" if s.red_line != "–" else "") for s in stances]
    if issue.on_the_table is not None:
        said.append(f"the text on the table {issue.on_the_table:g}")
    if issue.status_quo is not None:
        said.append(f"the status quo {issue.status_quo:g}")
    return f"On a scale of 0 to 100: {'; '.join(said) or 'nobody’s position'}."
