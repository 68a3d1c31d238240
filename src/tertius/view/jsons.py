"""The JSON that scripts rely on (CONTRACT section 7)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tertius.dynamics.analysis import Analysis
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.effects import coercive_levers
from tertius.stability.witness import Witness
from tertius.version import VERSION

if TYPE_CHECKING:
    from tertius.dynamics.hypergame import Hypergame
    from tertius.evidence.verdicts import ClaimResult

__all__ = ["analysis_json", "claims_json", "head_of", "readings_json", "why_json"]


def head_of(schema: str, case: Case) -> dict[str, Any]:
    """What every JSON about a case begins with: its schema, the case, and which layers are in force."""
    return {
        "schema": f"tertius/{schema}/1",
        "case": {"title": case.title, "hash": case.hash} | ({"redacted": case.redacted} if case.redacted else {}),
        "reading": case.reading,
        "levers": list(case.levers_in_force),
        "as_of": None if case.as_of is None else str(case.as_of),
    }


def analysis_json(found: Analysis, limit: int) -> dict[str, Any]:
    """`analyze`. `states`, `rankings` and `stable` are left out past the limit; counts are exact."""
    conflict = found.case.conflict
    small = len(found.states) <= limit
    data = head_of("analysis", found.case) | {
        "actors": [a.id for a in found.case.actors],
        "options": list(conflict.option_keys) if isinstance(conflict, OptionConflict) else [],
        "concepts": list(found.concepts),
        "state_count": len(found.states),
    }
    hot = coercive_levers(found.case)
    data["coercive_levers"] = [x for x in found.case.levers_in_force if x in hot]
    if found.profile:
        data["profile"] = dict(found.profile)
    if small:
        data["states"] = list(found.states)
        data["rankings"] = {a: [list(g) for g in groups] for a, groups in found.rankings.items()}
        data["strong_gaps"] = {a: list(after) for a, after in found.strong.items()}
        data["pairs"] = {a: [f"{p.left} {p.sign} {p.right}" for p in pairs] for a, pairs in found.pairs.items()}
        data["stable"] = {c: {a: list(s) for a, s in rows.items()} for c, rows in found.stable.items()}
    data["equilibria"] = {c: list(states[:limit]) for c, states in found.equilibria.items()}
    data["equilibria_count"] = {c: len(states) for c, states in found.equilibria.items()}
    data["status_quo"] = found.status_quo
    data["status_quo_changes"] = [
        {"option": c.option, "declared": c.declared, "now": c.now, "why": c.why} for c in found.status_quo_changes
    ]
    ends = found.outcomes
    data["outcomes"] = None if ends is None else {
        "concept": ends.concept,
        "foresight": ends.foresight,
        "states": list(ends.states[:limit]),
        "paths": {s: [list(step) for step in path] for s, path in list(ends.paths.items())[:limit]},
        "unsettled": [list(group[:limit]) for group in ends.unsettled[:limit]],
        "rounds": [[list(step) for step in way] for way in ends.rounds[:limit]],
        "reachable": list(ends.reachable[:limit]),
        "first": {s: list(actors) for s, actors in list(ends.first.items())[:limit]},
    }  # fmt: skip
    data["sanctions"] = found.sanctions
    data["coalitions"] = None if found.coalitions is None else [list(c) for c in found.coalitions]
    data["merged"] = list(found.merged)
    if found.sanctions != "legal":
        data["differs_from_legal"] = {
            "count": sum(int(rows.sum()) for rows in found.differs.values()),
            "verdicts": [
                {"actor": actor, "state": state, "concept": concept, "legal": legal}
                for actor, state, concept, legal in found.differences(limit)
            ],
        }
    data["views"] = {} if found.hypergame is None else {a: r for a, r in found.hypergame.views.items() if r is not None}
    data["hypergame"] = {} if found.hypergame is None else _hypergame(found.hypergame, limit)
    data["backend"] = found.backend
    data["version"] = VERSION
    return data


def _hypergame(seen: Hypergame, limit: int) -> dict[str, Any]:
    return {
        concept: {
            "equilibria": list(seen.equilibria[concept][:limit]),
            "believed": {a: list(states[:limit]) for a, states in seen.believed[concept].items()},
            "surprises": {a: list(states[:limit]) for a, states in seen.surprises[concept].items()},
        }
        for concept in seen.concepts
    }


def claims_json(case: Case, results: Sequence[ClaimResult]) -> dict[str, Any]:
    """`claims`: a row for each claim and reading; claims that stand untested are listed apart."""
    from tertius.explain.english import Teller

    rows = []
    for result in results:
        row: dict[str, Any] = {
            "id": result.claim.id,
            "reading": result.reading,
            "verdict": result.verdict.verdict,
            "because": Teller(case).verdict(result.verdict),
            "outcomes": list(result.verdict.outcomes),
        }
        if result.claim.must is not None:
            row["must"] = result.claim.must
        if result.verdict.parts:
            row["parts"] = {id: part.verdict for id, part in result.verdict.parts}
        row["falsifier"] = None
        if result.falsifier is not None:
            row["falsifier"] = {"works": result.falsifier.works, "verdict": result.falsifier.verdict}
        rows.append(row)
    head = head_of("claims", case)
    return head | {
        "claims": rows,
        "context": [{"id": c.id, "text": c.text, "needs": c.context} | ({"withheld": True} if c.withheld else {}) for c in case.claims if c.expect is None],
        "version": VERSION,
    }


def why_json(case: Case, why: Witness, *, merged: Sequence[str] = ()) -> dict[str, Any]:
    """`why`: the witness, and its words. What belongs to some concepts only stands there only."""
    from tertius.explain.english import Teller

    return head_of("why", case) | {
        "actor": why.actor,
        "state": why.state,
        "concept": why.concept,
        "stable": why.stable,
        "sanctions": [
            {"improvement": s.improvement, "path": [list(x) for x in s.path], "end": s.end, "regains": list(s.regains)}
            | ({"coalition": list(s.coalition)} if s.coalition else {})
            | ({"at_once": True} if s.at_once else {})
            for s in why.sanctions
        ],
        "unsanctioned": why.unsanctioned,
        "anticipated": list(why.anticipated),
        "horizon": why.horizon,
        "sanctions_mode": why.mode,
        "merged": list(merged),
        **({"coalition": list(why.coalition)} if why.coalition else {}),
        **({"coalitions": [list(c) for c in why.coalitions]} if why.coalitions is not None else {}),
        **({"restless": list(why.restless)} if why.restless else {}),
        **({"not_strongly_sanctioned": why.weakly} if why.weakly is not None else {}),
        "words": Teller(case).witness(why),
        "version": VERSION,
    }


def readings_json(case: Case, rows: Sequence[dict[str, Any]], results: Sequence[ClaimResult] = ()) -> dict[str, Any]:
    """`readings`: one row a reading; claims on which they agree, and on which they differ."""
    verdicts: dict[str, dict[str, str]] = {}
    for r in results:
        verdicts.setdefault(r.claim.id, {})[r.reading or "-"] = r.verdict.verdict
    return head_of("readings", case) | {
        "readings": list(rows),
        "agree": {id: next(iter(mine.values())) for id, mine in verdicts.items() if len(set(mine.values())) == 1},
        "differ": {id: mine for id, mine in verdicts.items() if len(set(mine.values())) > 1},
        "version": VERSION,
    }
