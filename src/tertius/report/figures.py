"""The figures of a case one by one, each with a name, a title and the table that says the same.

A family is a function from a case to its figures; `FAMILIES` has them all, in the order of the report. A figure's name is that of its
family, then of what it shows: ``path-1-balancing`` (foresight 1), ``clause-price``, ``network-2018-05``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from tertius.errors import UnknownNameError
from tertius.evidence.claims import evaluate_claims
from tertius.evidence.readings import compare_readings
from tertius.explain.figures_english import (
    HEADS,
    bands_words,
    clause_title,
    evidence_title,
    forecasts_title,
    graph_title,
    graph_words,
    mark_words,
    path_title,
    window_title,
)
from tertius.explain.negotiation_english import PartyWords
from tertius.explain.report_english import story
from tertius.explain.told import Told
from tertius.model.asof import known_by
from tertius.model.case import Case, OutcomeTest
from tertius.negotiation.clauses import clauses_alone
from tertius.report.evidence import evidence_part
from tertius.report.exhibits import Story
from tertius.report.improvement_graph import ROOMY, improvement_graph
from tertius.report.keys import reading_keys
from tertius.report.negotiation import clause_shown
from tertius.report.paths import path_figures
from tertius.report.record import forecasts
from tertius.report.relations import relations_part
from tertius.report.thresholds import thresholds_part
from tertius.report.timing import CurveShown, timing_part
from tertius.view.clause_svg import clause_svg
from tertius.view.curve_svg import curve_svg
from tertius.view.figures import path_svg
from tertius.view.graph_svg import graph_svg
from tertius.view.network_svg import network_svg
from tertius.view.rows_svg import BandRow, rows_svg

__all__ = ["FAMILIES", "Figure", "figure", "figures"]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """One figure. words : what it shows, for those who do not see it; head, rows : the same as a table; draw : from an id to SVG"""

    name: str
    title: str
    words: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    draw: Callable[[str], str]

    @property
    def svg(self) -> str:
        """As it stands on a page, whose style sheet it needs (`tertius.view.standalone` puts it inside)."""
        return self.draw(self.name)


@dataclass(frozen=True, slots=True)
class Asking:
    """A case and what is asked of it; reading : None for the case as it stands and all; time : the curves, once they were worked out"""

    case: Case
    reading: str | None
    levers: tuple[str, ...]
    time: list[CurveShown] = field(default_factory=list, compare=False)


def figures(case: Case, *, reading: str | None = None, levers: Sequence[str] = ()) -> tuple[Figure, ...]:
    """Every figure that the case has; reading : only this one; levers : further levers in force."""
    asking = Asking(case, reading, tuple(levers))
    return tuple(f for family in FAMILIES.values() for f in family(asking))


def figure(case: Case, name: str, *, reading: str | None = None, levers: Sequence[str] = ()) -> Figure:
    """One figure by its name, else `UnknownNameError` with the nearest."""
    asking = Asking(case, reading, tuple(levers))
    family = FAMILIES.get(name.partition("-")[0])
    found = {f.name: f for f in (() if family is None else family(asking))}
    if name not in found:
        known = [f.name for f in figures(case, reading=reading, levers=levers)]
        raise UnknownNameError("figure", name, known)
    return found[name]


def _paths(asking: Asking) -> list[Figure]:
    case = asking.case
    if case.conflict is None:
        return []
    chosen = None if asking.reading is None else (asking.reading,)
    keys = reading_keys(case, Told(case), asking.reading)
    asked = [c.id for c in case.claims if isinstance(c.expect, OutcomeTest)]
    results = evaluate_claims(case, claims=asked, readings=chosen, levers=asking.levers, falsifiers=False)
    rows = compare_readings(case, levers=asking.levers, readings=chosen)
    found = []
    for shown in path_figures(rows, keys, results):
        first = shown.keys[0].id or "as_it_stands"
        ways = len(shown.stories) + shown.left_out
        for way, told in enumerate(shown.stories, 1):
            if not told.boxes:
                continue
            title = path_title([k.name for k in shown.keys], shown.foresight, way, ways)
            name = f"path-{shown.foresight}-{first}" + (f"-{way}" if ways > 1 else "")
            found.append(_path(name, title, told))
    return found


def _path(name: str, title: str, told: Story) -> Figure:
    words = story(told.moves, told.end, [f"{r.move} ({r.because})" for r in told.refused])
    rows = [(str(n), *row) for n, row in enumerate(told.rows, 1)]
    rows += [("refused", "", r.move, r.because) for r in told.refused]

    def draw(id: str) -> str:
        return path_svg(id, title, words, told.boxes, told.moves, back=told.back, refused=told.refused)

    return Figure(name, title, words, HEADS["path"], (*rows, ("", "", "", told.end)), draw)


def _graphs(asking: Asking) -> list[Figure]:
    case = asking.case
    if case.conflict is None:
        return []
    chosen = None if asking.reading is None else (asking.reading,)
    found = []
    for row in compare_readings(case, levers=asking.levers, readings=chosen):
        if row.solved is None:
            continue
        told = Told(row.solved.case)
        drawn = improvement_graph(row.solved, told, every=row.solved.game.states <= ROOMY)
        title, words = graph_title(told.reading(row.reading)), graph_words(len(drawn.nodes), len(drawn.arcs), drawn.left_out)
        rows = tuple((n.code, n.words, mark_words(n.marks), "; ".join(f"{who} → {to}" for _, who, to in moves)) for n, moves in drawn.rows)
        draw = partial(graph_svg, title=title, description=words, nodes=drawn.nodes, arcs=drawn.arcs, letters=drawn.letters, legend=drawn.legend)
        found.append(Figure(f"graph-{row.reading or 'as_it_stands'}", title, words, HEADS["graph"], rows, draw))
    return found


def _clauses(asking: Asking) -> list[Figure]:
    case = asking.case
    if case.negotiation is None:
        return []
    public = case.redacted == "public"
    told = PartyWords(case, case.negotiation)
    found = []
    for row in clauses_alone(case.negotiation, judged=not public):
        shown = clause_shown(row, told)
        title = clause_title(shown.name, row.settled is not None)
        kind = "clause" + (f"_{case.redacted}" if case.redacted else "")
        rows = [(s.party, s.position, s.salience, s.red_line)[: len(HEADS[kind])] for s in shown.stances]
        draw = partial(
            clause_svg, title=title, description=shown.words, rows=shown.strip, text=shown.text, status_quo=shown.status_quo,
            interval80=shown.interval80, interval50=shown.interval50, median=shown.median,
        )  # fmt: skip
        found.append(Figure(f"clause-{shown.id}", title, shown.words, HEADS[kind], tuple(rows), draw))
    return found


def _time(asking: Asking, family: str) -> list[Figure]:
    case = asking.case
    if case.negotiation is None or case.negotiation.timing is None:
        return []
    if not asking.time:
        from tertius.negotiation.bargain import bargain_of
        from tertius.negotiation.package import find_package

        best = find_package(bargain_of(case.negotiation))
        part = timing_part(case, None if best is None else best.columns, seconds=60.0)
        if part is None:
            return []
        asking.time.extend(c for c in (*part.curves, part.ripe_curve, part.wait_curve) if c is not None)
    return [
        Figure(c.name, c.title, c.words, c.columns, c.rows, partial(curve_svg, title=c.title, description=c.words, curve=c.curve, level=c.level))
        for c in asking.time
        if c.name.partition("-")[0] == family
    ]


def _networks(asking: Asking) -> list[Figure]:
    part = relations_part(asking.case)
    found = []
    for period in () if part is None else part.periods:
        if period.drawn is None:
            continue
        drawn = period.drawn
        rows = tuple((r.actor, "; ".join(r.positive), "; ".join(r.negative), r.count) for r in period.rows)
        draw = partial(network_svg, title=drawn.title, description=drawn.words, names=drawn.names, ties=drawn.ties)
        found.append(Figure(f"network-{_slug(period.name)}", drawn.title, drawn.words, HEADS["network"], rows, draw))
    return found


def _evidence(asking: Asking) -> list[Figure]:
    case = asking.case
    found = []
    if case.argued_on is not None and case.known_by is None:
        earlier = known_by(case, case.argued_on, move_status_quo=False)
        found += _posterior(earlier, "evidence-then", evidence_title(case.argued_on))
    return [*_posterior(case, "evidence", evidence_title(None)), *found]


def _posterior(case: Case, name: str, title: str) -> list[Figure]:
    part = evidence_part(case, None)
    if part is None:
        return []
    rows = tuple((p.key.name, p.words) for p in part.posterior)
    bands = [BandRow(p.key.name, (p.band.low, p.band.high), middle=p.band.mid) for p in part.posterior]
    words = bands_words(rows)
    return [Figure(name, title, words, HEADS["evidence"], rows, partial(rows_svg, title=title, description=words, rows=bands))]


def _windows(asking: Asking) -> list[Figure]:
    keys = reading_keys(asking.case, Told(asking.case), asking.reading)
    found = []
    for item in thresholds_part(asking.case, keys, levers=asking.levers):
        cards = [c for c in item.cards if c.strips]
        for card in cards:
            title = window_title(item.name, [k.name for k in card.keys], len(cards) > 1)
            name = f"window-{item.id}" + (f"-{card.keys[0].id or 'as_it_stands'}" if len(cards) > 1 else "")
            rows = tuple((s.label, s.words) for s in card.strips)
            bands = [BandRow(s.label, s.always, s.perhaps) for s in card.strips]
            words = bands_words(rows)
            found.append(Figure(name, title, words, HEADS["window"], rows, partial(rows_svg, title=title, description=words, rows=bands)))
    return found


def _forecasts(asking: Asking) -> list[Figure]:
    listed = [f for f in forecasts(asking.case, Told(asking.case)) if f.p is not None]
    if not listed:
        return []
    rows = tuple((f"{f.id}: {f.text}", f.p_words, f.end_words) for f in listed)
    bands = [BandRow(f"{f.id}: {f.text}", f.p, end=f.end) for f in listed]
    words, title = bands_words(rows), forecasts_title()
    return [Figure("forecasts", title, words, HEADS["forecasts"], rows, partial(rows_svg, title=title, description=words, rows=bands))]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


FAMILIES: dict[str, Callable[[Asking], list[Figure]]] = {
    "path": _paths,
    "graph": _graphs,
    "clause": _clauses,
    "waiting": partial(_time, family="waiting"),
    "ripening": partial(_time, family="ripening"),
    "yielding": partial(_time, family="yielding"),
    "network": _networks,
    "evidence": _evidence,
    "window": _windows,
    "forecasts": _forecasts,
}
"""By the first word of a figure's name."""
