"""Results in a notebook: the partials of the report, with a style that stays inside.

Every id gets a prefix made from the content, so that several results stand in one notebook; links to what is not in the piece are taken
off. The same result gives the same bytes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tertius.dynamics.analysis import Analysis
from tertius.evidence.hypotheses import Hypotheses
from tertius.evidence.readings import ReadingRow, ReadingRows
from tertius.evidence.verdicts import ClaimResults
from tertius.explain.backtest_english import MEANING, WARNING, comparison, made_how
from tertius.explain.notebook_english import (
    DIFFERENCE_HEAD,
    DIFFERENCES,
    KINDS,
    SCORE_HEAD,
    SCORES,
    lasting_caption,
    layer_facts,
    moved_lines,
)
from tertius.explain.redaction_english import redacted_lines
from tertius.explain.told import Told
from tertius.explain.words import isolated
from tertius.leverage.plans import Leverage
from tertius.model.case import Actor, Case
from tertius.negotiation.backtest import Backtest
from tertius.negotiation.negotiate import Negotiated
from tertius.relations.analysis import RelationsResult
from tertius.report.claims import claim_rows, context_claims, tree
from tertius.report.conflict import reading_cards
from tertius.report.evidence import compared_part
from tertius.report.exhibits import Key, PathFigure
from tertius.report.keys import reading_keys
from tertius.report.leverage import LeverageTarget, leverage_card
from tertius.report.negotiation import negotiated_part
from tertius.report.paths import path_figures
from tertius.report.pictures import pictures
from tertius.report.relations import networks_part
from tertius.report.render import _asset, environment
from tertius.version import VERSION
from tertius.view.scoped_css import scoped

if TYPE_CHECKING:
    pass

__all__ = ["html_of"]

SCOPE = "tertius"
STATES = 24
"""Situations in the table of an analysis."""
_BEFORE = ".tertius :is(h3, h4, p, figcaption, caption, th, td, a) { color: inherit; background: none; }\n.tertius :is(table, th, td) { border: 0; }\n"
"""What a page may have said about every heading or table, taken back before the rules of the report."""
_OWN = ".tertius { padding: .9rem 1.1rem; border: 1px solid var(--line); border-radius: 8px; max-width: 64rem; color-scheme: light dark }\n.tertius .nb-title { font: 600 1.3rem/1.3 var(--serif); }\n"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as it is shown."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def html_of(result: object) -> str:
    """A result as HTML for a notebook; `TypeError` for what is none of those that are shown."""
    for kind, (name, partial, content) in _KINDS.items():
        if isinstance(result, kind):
            return _piece(name, partial, *content(result))
    raise TypeError(f"a {type(result).__name__} is not shown as HTML")


def _piece(kind: str, partial: str, case: Case | None, parts: Mapping[str, Any]) -> str:
    facts = [*([] if case is None else [*layer_facts(case), f"case {case.hash}"]), f"Tertius {VERSION}"]
    page = environment().get_template("notebook.html.j2").render(
        kind=KINDS[kind], title="" if case is None else case.title, facts=facts, redacted=() if case is None else redacted_lines(case.redacted),
        partial=f"_{partial}.html.j2", d=_Parts(parts), **pictures(),
    )  # fmt: skip
    page = _apart("\n".join(line for line in (x.rstrip() for x in page.splitlines()) if line))
    return page.replace("STYLE", _BEFORE + scoped(_asset("report.css"), page, SCOPE) + "\n" + _OWN, 1)


class _Parts:
    """What a partial asks a dossier for; a part that is not there is empty."""

    def __init__(self, parts: Mapping[str, Any]) -> None:
        self.parts = parts

    def __getattr__(self, name: str) -> Any:
        return self.parts.get(name, ())


def _apart(html: str) -> str:
    """Ids with a prefix of the content's own, links to them likewise, and no links that lead nowhere."""
    prefix = f"t{hashlib.sha256(html.encode()).hexdigest()[:8]}-"
    ids = set(re.findall(r'\sid="([^"]*)"', html))
    html = re.sub(r'\sid="', f' id="{prefix}', html)
    html = re.sub(r'aria-labelledby="([^"]*)"', lambda m: f'aria-labelledby="{" ".join(prefix + x for x in m.group(1).split())}"', html)
    return re.sub(r'\shref="#([^"]*)"', lambda m: f' href="#{prefix}{m.group(1)}"' if m.group(1) in ids else "", html)


def _analysis(found: Analysis) -> tuple[Case, dict[str, Any]]:
    case, told = found.case, Told(found.case)
    listed = [s for s in found.states if any(s in found.equilibria[c] for c in found.concepts)]
    rows = [(s, told.state(s), [s in found.equilibria[c] for c in found.concepts]) for s in listed[:STATES]]
    paths: tuple[PathFigure, ...] = ()
    if found.outcomes is not None:
        key = Key("–", case.reading, told.reading(case.reading))
        row = ReadingRow(
            case.reading, case.levers_in_force, (), found.status_quo, len(found.states),
            found.outcomes if found.foresight == 1 else None, found.outcomes if found.foresight == 2 else None, solved=found.solved,
        )  # fmt: skip
        paths = path_figures([row], {case.reading: key}, (), found.outcomes.concept)
    analysis = {
        "changes": moved_lines(told, found.status_quo_changes),
        "rows": rows,
        "concepts": found.concepts,
        "caption": lasting_caption(len(listed), len(rows), len(found.states)),
        "leads": () if found.outcomes is None else (told.outcomes(found.outcomes),),
    }
    return case, {"analysis": analysis, "paths": paths}


def _claims(results: ClaimResults) -> tuple[Case, dict[str, Any]]:
    case = results.case
    told = Told(case)
    asked = {r.reading for r in results}
    keys = {r: k for r, k in reading_keys(case, told).items() if r in asked}
    there = {r.claim.id for r in results}
    rows = tuple(row for row in claim_rows(case, told, results, keys) if row.id in there)
    whole = there == {c.id for c in case.claims if c.expect is not None}
    return case, {
        "claims": rows, "keys": tuple(keys.values()), "tree": tree(case, results, None) if whole else None, "redacted": case.redacted,
        "context": context_claims(case) if whole or case.redacted else (), "source_titles": _titles(case),
    }  # fmt: skip


def _readings(rows: ReadingRows) -> tuple[Case, dict[str, Any]]:
    case = rows.case
    keys = reading_keys(case, Told(case))
    return case, {"readings": reading_cards(case, rows, (), keys, rows.levers), "source_titles": _titles(case)}


def _leverage(answer: Leverage) -> tuple[Case, dict[str, Any]]:
    question = answer.question
    told = Told(question.case)
    card = leverage_card(answer)
    key = reading_keys(question.case, told)[question.reading]
    target = LeverageTarget(told.expression(question.target), (), (card.under(key),))
    return question.case, {"leverage": (target,)}


def _negotiated(found: Negotiated) -> tuple[None, dict[str, Any]]:
    # The result knows parties, not the case, so an actor goes by its id where its party has no name.
    actors = tuple(Actor(a, a) for a in dict.fromkeys(p.actor for p in found.negotiation.parties))
    return None, {"negotiation": negotiated_part(found, Case(found.negotiation.text, actors, None))}


def _backtest(found: Backtest) -> tuple[None, dict[str, Any]]:
    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:.2f}"

    scores = tuple(
        (s.model, str(s.issues), *(number(v) for v in (s.mae, s.median_ae, s.crps, s.log_score)), "–" if s.pit80 is None else f"{100 * s.pit80:.0f}%")
        for s in found.scores
    )
    tables = (Table(SCORES, SCORE_HEAD, scores), Table(DIFFERENCES, DIFFERENCE_HEAD, tuple(comparison(found))))
    return None, {"backtest": {"made": made_how(found), "tables": tables, "notes": (MEANING, WARNING)}}


def _relations(found: RelationsResult) -> tuple[None, dict[str, Any]]:
    names = dict.fromkeys(a for p in found.periods for a in p.network.actors)
    return None, {"relations": networks_part(found, {a: isolated(a) for a in names})}


def _evidence(found: Hypotheses) -> tuple[Case, dict[str, Any]]:
    return found.case, {"evidence": compared_part(found), "source_titles": _titles(found.case)}


def _titles(case: Case) -> dict[str, str]:
    return {s.id: s.title for s in case.sources.values()}


_KINDS: Mapping[type, tuple[str, str, Callable[[Any], tuple[Case | None, dict[str, Any]]]]] = {
    Analysis: ("analysis", "analysis", _analysis),
    ClaimResults: ("claims", "claims", _claims),
    ReadingRows: ("readings", "readings", _readings),
    Leverage: ("leverage", "leverage", _leverage),
    Negotiated: ("negotiation", "negotiation", _negotiated),
    Backtest: ("backtest", "backtest", _backtest),
    RelationsResult: ("relations", "relations", _relations),
    Hypotheses: ("evidence", "evidence", _evidence),
}
"""For each result its heading, the partial, and what fills it."""
