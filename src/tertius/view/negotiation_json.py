"""The JSON of `negotiate` (CONTRACT section 7, with additions)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tertius.explain.negotiation_english import ACCURACY
from tertius.model.case import Case
from tertius.negotiation.beside import Answer
from tertius.negotiation.chance import Chance
from tertius.negotiation.models.pivots import Pivotal
from tertius.negotiation.negotiate import ClauseRow, Negotiated
from tertius.negotiation.package import Package
from tertius.negotiation.relaxation import Relaxation
from tertius.negotiation.rules import Judged, Refusal
from tertius.negotiation.timing.by_reading import WaitingUnder
from tertius.negotiation.timing.timed import Timed
from tertius.negotiation.trading import Trading
from tertius.version import VERSION
from tertius.view.jsons import head_of
from tertius.view.timing_json import timing_json

__all__ = ["answer_json", "negotiation_json"]


def negotiation_json(
    found: Negotiated, case: Case, *, rule: str = "", rules: Sequence[Answer] = (), readings: Sequence[Answer] = (), timing: Timed | None = None,
    waiting: Sequence[WaitingUnder] = (),
) -> dict[str, Any]:
    """Everything that the result has; parties and issues by id. `rules`, `readings`: the answers beside it, the first by the name ``-``."""
    bargain = found.bargain
    best = found.best
    shown = best.judged if best is not None else found.nearest
    return head_of("negotiation", case) | {
        "text": found.negotiation.text,
        "rule": rule or None,
        "parties": {
            p.id: {"actor": p.actor, "power": p.power, "without_agreement": float(d), "rests_on": basis}
            for p, d, basis in zip(found.negotiation.parties, bargain.disagreement, bargain.basis, strict=True)
        },
        "issues": {row.issue.id: _clause(row) for row in found.clauses},
        "package": {
            "choice": None if best is None else best.judged.choice,
            "measure": None if best is None else best.measure,
            "nearest": None if found.nearest is None else found.nearest.choice,
            "acceptable_to": [] if shown is None else list(shown.acceptable_to),
            "blocked_by": {} if shown is None else _blocked(shown),
            "consent_alone_opens": list(found.alone),
            "relaxations": [_relaxation(r) for r in found.relaxations],
            "chance": None if found.chance is None else _chance(found.chance),
        },
        "packages": {p.measure: _package(p, bargain.parties) for p in found.packages},
        "on_the_table": None
        if found.text is None
        else _judged(found.text.judged, bargain.parties)
        | {"passes": found.text.passes, "excluded_by": list(found.text.excluded), "chance": _chance(found.text.chance)},
        "logrolling": None
        if found.logroll is None
        else {
            "value": found.logroll.value,
            "clause_by_clause": found.logroll.clauses,
            "package": found.logroll.package,
            "traded": list(found.logroll.traded),
            "change": found.logroll.change,
            "pays": list(found.logroll.pays),
            "clauses_pass_together": found.logroll.passes,
        },
        "exchange": None if found.trading is None else _trading(found.trading),
        "waiting": {w.party: {"cost_a_round": w.cost, "rounds": w.rounds, "worth_having": w.worth} for w in found.waiting},
        "rules": {a.id or "-": answer_json(a) for a in rules},
        "readings": {a.id or "-": answer_json(a) for a in readings},
        "shares_over_time": None
        if found.shares is None
        else [{"date": None if p.date is None else str(p.date), "shares": {i: list(x) for i, x in p.shares.items()}} for p in found.shares.points],
        "timing": None if timing is None else timing_json(timing, waiting),
        "unfinished": list(found.unfinished),
        "accuracy": ACCURACY,
        "version": VERSION,
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """What one rule, or one reading, answers."""
    text = answer.text
    return {
        "needed": list(answer.needed),
        "on_the_table": None
        if text is None
        else {"passes": text.passes, "blocked_by": list(text.judged.blocked_by), "excluded_by": list(text.excluded), "chance": _chance(text.chance)},
        "package": None if answer.best is None else {"choice": answer.best.judged.choice, "acceptable_to": list(answer.best.judged.acceptable_to)},
        "chance": None if answer.chance is None else _chance(answer.chance),
        "consent_alone_opens": list(answer.alone),
        "medians": dict(answer.medians),
        "finished": answer.finished,
    }


def _clause(row: ClauseRow) -> dict[str, Any]:
    issue, found = row.issue, row.settled.forecast
    return {
        "name": issue.name,
        "mean": found.distribution.mean,
        "median": found.median,
        "interval50": list(found.interval50),
        "interval80": list(found.interval80),
        "atoms": {f"{y:.12g}": p for y, p in found.atoms().items()},
        "kept": row.settled.kept,
        "models": row.settled.models,
        "spread": list(row.settled.spread),
        "pivots": _pivotal(row.settled.pivotal),
        "on_the_table": issue.on_the_table,
        "status_quo": issue.status_quo,
        "objections": [{"party": o.party, "kind": o.kind, "perhaps": o.perhaps} for o in row.objections],
        "gridlock": None if row.gridlock is None else list(row.gridlock),
        "red_lines_leave": list(row.room) if row.room[0] <= row.room[1] else None,
    }


def _pivotal(found: Pivotal | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "passes": [list(ends) for ends in found.win],
        "proposals": found.proposals,
        "binding": {f"{end:.12g}": list(parties) for end, parties in found.binding.items()},
    }


def _trading(found: Trading) -> dict[str, Any]:
    return {
        "trades": [
            {
                "demander": t.demander, "demands": t.demanded, "supplier": t.supplier, "for": t.supplied, "gain": t.gain,
                "supplier_moves": [t.supplier_from, t.supplier_to], "demander_moves": [t.demander_from, t.demander_to],
                "externality": t.externality,
            }
            for t in found.trades
        ],
        "before": found.before,
        "after": found.after,
        "parties": {p: {"gain": found.gain[p], "externality": found.externality[p], "net": found.net(p)} for p in found.gain},
    }  # fmt: skip


def _blocked(judged: Judged) -> dict[str, Any]:
    return {r.party: _refusal(r) for r in judged.refusals if r.party in judged.blocked_by}


def _refusal(refusal: Refusal) -> dict[str, Any]:
    return {
        "gain": refusal.gain,
        "costs": dict(refusal.costs),
        "red_lines": [
            {"issue": c.issue, "at_least": c.at_least, "at_most": c.at_most, "place": c.place, "points": c.points}
            for c in refusal.crossed
        ],
    }


def _judged(judged: Judged, parties: tuple[str, ...]) -> dict[str, Any]:
    return {
        "choice": judged.choice,
        "passes": judged.passes,
        "acceptable_to": list(judged.acceptable_to),
        "blocked_by": _blocked(judged),
        "utilities": dict(zip(parties, judged.utilities, strict=True)),
        "gains": dict(zip(parties, judged.gains, strict=True)),
    }


def _package(package: Package, parties: tuple[str, ...]) -> dict[str, Any]:
    return _judged(package.judged, parties) | {"value": package.value, "gap": package.gap, "breakdown": package.breakdown}


def _relaxation(one: Relaxation) -> dict[str, Any]:
    return {
        "points": one.points,
        "moves": [{"party": m.party, "issue": m.issue, m.side: m.line, "to": m.to, "points": m.points} for m in one.moves],
        "choice": one.choice,
    }


def _chance(found: Chance) -> dict[str, Any]:
    return {
        "share": found.share,
        "interval95": list(found.interval),
        "exact": found.exact is not None and found.spread is None,
        "at_every_place": None if found.exact is None else bool(found.exact),
        "by_party": found.by_party,
        "ranges": found.ranges,
        "draws": found.draws,
        "seed": found.seed,
        "spread": None if found.spread is None else {"position": found.spread.position, "salience": found.spread.salience},
    }
